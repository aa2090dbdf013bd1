"""Decoding by the ffmpeg that imageio-ffmpeg brings: a child process on a short leash.

It reads one file with one demuxer and nothing else (no network, no playlists), gives mono
32-bit samples, and is ended in time: TERM, then KILL.
"""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from broadcaster.errors import BroadcasterError

RATE = 48_000
PATIENCE_S = 4.0
# Decoding runs more than a hundred times faster than the sound on the slowest machine we know.
PATIENCE_PER_SECOND = 1 / 40
_GRACE_S = 1.0
_LARGEST_BLOCK = 256 * 1024 * 1024
_MOST_WORDS = 64 * 1024
_DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
_REACHED = re.compile(r"^out_time_us=(\d+)", re.MULTILINE)
_DAMAGE = re.compile(
    r"\[(?:error|fatal)].*(?:prematurely|partial file|Decoding error|Invalid data|corrupt|"
    r"moov atom not found|Error opening)",
)


class Overdue(BroadcasterError):
    """ffmpeg took too long and was ended."""


@dataclass(frozen=True)
class Length:
    """How long a recording is, in seconds, without decoding it.

    `claimed_s` by its header, `held_s` by the packets that are there (up to the asked limit);
    None where ffmpeg cannot tell.
    """

    claimed_s: float | None
    held_s: float | None


@dataclass(frozen=True)
class Sound:
    """Mono samples at `RATE`, and whether ffmpeg complained of damage."""

    samples: NDArray[np.float32]
    damaged: bool


def measure(path: Path, demuxer: str, *, longest_s: float) -> Length:
    """Return the recording's length; packets are counted up to `longest_s` seconds.

    `demuxer` is the only format that is tried. Raises `Overdue`, and `BroadcasterError` if
    there is no ffmpeg.
    """
    limit = ["-map", "0:a:0", "-t", f"{longest_s:g}", "-c", "copy"]
    arguments = [*_input(path, demuxer), *limit, "-progress", "pipe:1", "-f", "null", "-"]
    with tempfile.TemporaryFile() as progress, tempfile.TemporaryFile() as words:
        _run(arguments, progress, words, PATIENCE_S)
        claimed = _DURATION.search(_said(words))
        reached = _REACHED.findall(_said(progress))
    return Length(
        claimed_s=None if claimed is None else _seconds(*claimed.groups()),
        held_s=int(reached[-1]) / 1_000_000 if reached else None,
    )


def decode(path: Path, demuxer: str, *, length_s: float) -> Sound:
    """Return the first sound track, at most `length_s` seconds of it; raises as `measure` does."""
    output = ["-map", "0:a:0", "-vn", "-sn", "-dn", "-t", f"{length_s:g}"]
    # Without the limit two equal channels become one that is 3 dB louder.
    output += ["-af", f"aresample={RATE}:rematrix_maxval=1.0", "-ac", "1", "-ar", str(RATE)]
    arguments = [*_input(path, demuxer), *output, "-f", "f32le", "pipe:1"]
    with tempfile.TemporaryFile() as raw, tempfile.TemporaryFile() as words:
        status = _run(arguments, raw, words, PATIENCE_S + PATIENCE_PER_SECOND * length_s)
        raw.seek(0)
        samples = np.fromfile(raw, dtype="<f4").astype(np.float32, copy=False)
        return Sound(samples, damaged=status != 0 or _DAMAGE.search(_said(words)) is not None)


def _input(path: Path, demuxer: str) -> list[str]:
    try:
        import imageio_ffmpeg

        program = imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError) as error:
        message = "there is no ffmpeg on this machine; install it with: pip install imageio-ffmpeg"
        raise BroadcasterError(
            message, "Máy này thiếu ffmpeg nên không đọc được bản ghi âm; hãy báo kỹ thuật."
        ) from error
    options = ["-nostdin", "-hide_banner", "-loglevel", "level+info", "-nostats", "-threads", "1"]
    guards = ["-max_alloc", str(_LARGEST_BLOCK), "-protocol_whitelist", "file,pipe"]
    return [program, *options, *guards, "-f", demuxer, "-i", f"file:{path}"]


def _run(arguments: list[str], output: IO[bytes], words: IO[bytes], patience_s: float) -> int:
    """Return ffmpeg's exit status; `Overdue` if it took too long and was ended."""
    process = subprocess.Popen(  # noqa: S603 - our own ffmpeg; the file name is one argument
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=words,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        return process.wait(patience_s)
    except subprocess.TimeoutExpired as error:
        message = f"ffmpeg did not end within {patience_s:.0f} s; record or export it again"
        raise Overdue(message) from error
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
    """Return what was written, or its end where that is very much."""
    size = words.seek(0, 2)
    words.seek(max(0, size - _MOST_WORDS))
    return words.read().decode("utf-8", "replace")


def _seconds(hours: str, minutes: str, seconds: str) -> float:
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
