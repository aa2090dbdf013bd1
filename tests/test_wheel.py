"""What `pip install .` gives: a package that needs nothing of the folder it was made in."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ASK = """
import json, pathlib, broadcaster, web
from broadcaster.station import shipped
print(json.dumps({
    "broadcaster": broadcaster.__file__,
    "web": web.__file__,
    "sounds": sorted(path.name for path in shipped("audio_assets").glob("*.wav")),
    "schedules": sorted(path.name for path in shipped("schedules").glob("*.toml")),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *offline, "--wheel-dir", folder, ROOT], check=True
    )
    (made,) = folder.glob("*.whl")
    return made


def files(folder: str, pattern: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_carries_code_templates_migrations_sounds_and_schedules(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        carried = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = files("broadcaster", "*") | files("web", "*")
    assert any(name.endswith(".html") for name in wanted)
    assert any(name.endswith(".mako") for name in wanted)
    sounds = files("audio_assets", "*.wav")
    schedules = files("schedules", "*.toml")
    assert sounds
    assert schedules
    wanted |= {f"broadcaster/assets/{name}" for name in sounds | schedules}
    assert wanted - carried == set()
    assert {name for name in carried - wanted if not name.endswith(".md")} == set()


@pytest.mark.process
def test_the_installed_package_finds_its_sounds_and_schedules(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    offline = ["--no-deps", "--no-index", "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *offline, "--target", place, wheel], check=True
    )
    environment = os.environ | {"PYTHONPATH": str(place)}
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        env=environment,
        cwd=tmp_path,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = json.loads(asked.stdout)
    assert Path(found["broadcaster"]).is_relative_to(place)
    assert Path(found["web"]).is_relative_to(place)
    assert "opening.wav" in found["sounds"]
    assert "calendar.toml" in found["schedules"]
    subprocess.run(
        [sys.executable, "-m", "broadcaster", "--help"],
        env=environment,
        cwd=tmp_path,
        check=True,
        stdout=subprocess.DEVNULL,
    )
