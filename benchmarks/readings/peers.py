"""The peers: each in an environment of its own, so that ours stays as it is."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MEASURE = Path(__file__).with_name("measure.py")
ENVIRONMENTS = ROOT / ".venv-peers"
INSTALL_WITHIN_S = 600
MEASURE_WITHIN_S = 600

PEERS = {
    "sea-g2p": "sea-g2p==0.10.0",
    "soe-vinorm": "soe-vinorm==0.3.2",
    "vietnormalizer": "vietnormalizer==0.2.3",
    "vinorm": "vinorm==2.0.7",
    "vinormx": "vinormx==1.0.8 pyyaml",
    "nemo-text-processing": "nemo-text-processing==1.2.0",
}
"""What is installed for each; vinormx does not name all that it needs."""


@dataclass(frozen=True)
class Measured:
    """What was measured of one normaliser, or the reason why nothing was."""

    name: str
    figures: dict[str, Any] | None
    reason: str = ""


def measure_ours(request: dict[str, Any]) -> Measured:
    """Return the figures of this project."""
    return _measured("ours", sys.executable, request, path=str(ROOT))


def measure_peer(name: str, request: dict[str, Any]) -> Measured:
    """Return the figures of a peer, which is installed first if it is not there yet."""
    folder = ENVIRONMENTS / name
    python = folder / "bin" / "python"
    stamp = folder / "installed"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != PEERS[name]:
        reason = _install(folder, python, PEERS[name])
        if reason:
            return Measured(name, None, f"does not install: {reason}")
        stamp.write_text(PEERS[name], encoding="utf-8")
    return _measured(name, str(python), request)


def _install(folder: Path, python: Path, packages: str) -> str:
    """Make the environment; return why it could not be made, or nothing."""
    print(f"installing {packages}", file=sys.stderr)
    pip: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    commands: list[list[str | Path]] = [
        [sys.executable, "-m", "venv", "--clear", folder],
        # Some still ask setuptools for pkg_resources when they are imported.
        [*pip, *packages.split(), "setuptools<81"],
    ]
    for command in commands:
        reason = _run(command, within_s=INSTALL_WITHIN_S)[1]
        if reason:
            return reason
    return ""


def _measured(name: str, python: str, request: dict[str, Any], path: str = "") -> Measured:
    print(f"measuring {name}", file=sys.stderr)
    output, reason = _run(
        [python, MEASURE, name], within_s=MEASURE_WITHIN_S, given=json.dumps(request), path=path
    )
    if reason:
        return Measured(name, None, f"does not run: {reason}")
    return Measured(name, json.loads(output))


def _run(
    command: list[str | Path], *, within_s: float, given: str = "", path: str = ""
) -> tuple[str, str]:
    """Return what the command wrote, and why it failed or nothing."""
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=within_s,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", f"not done within {within_s:.0f} s"
    if done.returncode == 0:
        return done.stdout, ""
    lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
    return "", lines[-1][:120]
