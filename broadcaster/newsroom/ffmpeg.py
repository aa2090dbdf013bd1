"""Decoding by the ffmpeg that imageio-ffmpeg brings: a child process on a short leash.

It reads one file with one demuxer and nothing else (no network, no playlists), gives mono
32-bit samples, and is ended in time: TERM, then KILL.
"""

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from broadcaster.errors import BroadcasterError

RATE = 48_000
PATIENCE_S = 5.0
PATIENCE_PER_MEGABYTE_S = 1.0
LONGEST_PATIENCE_S = 90.0
_GRACE_S = 1.0
_LARGEST_BLOCK = 256 * 1024 * 1024
_MOST_WORDS = 64 * 1024
_DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
_DAMAGE = re.compile(
    r"\[(?:error|fatal)].*(?:prematurely|partial file|Decoding error|Invalid data|corrupt|"
    r"moov atom not found|Error opening|exhausted|invalid)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Outcome:
    """What came out: mono samples at `RATE`, the length the header claims, and what was wrong.

    `overdue` says that ffmpeg had to be ended.
    """

    samples: NDArray[np.float32]
    declared_s: float | None
    damaged: bool
    overdue: bool


def declared_length(path: Path, demuxer: str) -> float | None:
    """Return the seconds that the file's header claims, without decoding; None if it is silent."""
    with tempfile.TemporaryFile() as words:
        _run([*_input(path, demuxer), "-t", "0", "-f", "null", "-"], None, words, PATIENCE_S)
        return _declared(_said(words))


def decode(path: Path, demuxer: str, *, longest_s: float) -> Outcome:
    """Return the first sound track, at most `longest_s` seconds of it.

    `demuxer` is the only format that is tried. Raises `BroadcasterError` if there is no ffmpeg.
    """
    patience = PATIENCE_S + PATIENCE_PER_MEGABYTE_S * path.stat().st_size / 1_000_000
    output = ["-map", "0:a:0", "-vn", "-sn", "-dn", "-t", f"{longest_s:g}"]
    output += ["-ac", "1", "-ar", str(RATE), "-f", "f32le", "pipe:1"]
    with tempfile.TemporaryFile() as raw, tempfile.TemporaryFile() as words:
        arguments = [*_input(path, demuxer), *output]
        status = _run(arguments, raw, words, min(patience, LONGEST_PATIENCE_S))
        raw.seek(0)
        samples = np.fromfile(raw, dtype="<f4").astype(np.float32, copy=False)
        said = _said(words)
    return Outcome(
        samples=samples,
        declared_s=_declared(said),
        damaged=status != 0 or _DAMAGE.search(said) is not None,
        overdue=status is None,
    )


def _input(path: Path, demuxer: str) -> list[str]:
    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        message = "there is no ffmpeg on this machine; install it with: pip install imageio-ffmpeg"
        raise BroadcasterError(
            message, "Máy này thiếu ffmpeg nên không đọc được bản ghi âm; hãy báo kỹ thuật."
        ) from error
    options = ["-nostdin", "-hide_banner", "-loglevel", "level+info", "-nostats", "-threads", "1"]
    guards = ["-max_alloc", str(_LARGEST_BLOCK), "-protocol_whitelist", "file,pipe"]
    return [program, *options, *guards, "-f", demuxer, "-i", f"file:{path}"]


def _run(
    arguments: list[str], output: IO[bytes] | None, words: IO[bytes], patience_s: float
) -> int | None:
    """Return ffmpeg's exit status, or None if it took too long and was ended."""
    process = subprocess.Popen(  # noqa: S603 - our own ffmpeg; the file name is one argument
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=output or subprocess.DEVNULL,
        stderr=words,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if sys.platform == "win32" else 0,
    )
    try:
        return process.wait(patience_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _said(words: IO[bytes]) -> str:
    words.seek(0)
    return words.read(_MOST_WORDS).decode("utf-8", "replace")


def _declared(said: str) -> float | None:
    found = _DURATION.search(said)
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
