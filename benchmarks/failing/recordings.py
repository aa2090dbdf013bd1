"""Corrupt and hostile recordings: how soon each is refused, and what memory the look takes."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.failing.figures import Figures
from tests.newsroom import sounds

ROOT = Path(__file__).parents[2]
REFUSED_WITHIN_S = 5.0
MEMORY_MIB = 768.0
"""An hour of mono (659), the longest that is taken, once, and the program: never two copies."""
WHOLE = "59 min of silence (an hour is taken)"
"""All of it is decoded before it is known to be silent: it takes as long as that takes."""
DAY_MINUTES = 24 * 60
LOW_RATE = 8000
OPUS = ["-c:a", "libopus", "-b:a", "6k", "-frame_duration", "60"]
BARE_MP3 = ["-c:a", "libmp3lame", "-b:a", "8k", "-write_xing", "0", "-id3v2_version", "0"]


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Make each file and have a process of its own look at it."""
    folder = folder / "recordings"
    folder.mkdir()
    for group, makers in GROUPS.items():
        looks = []
        for name, make in makers.items():
            path = make(folder)
            for _ in range(times):
                looks.append(took := look(path))
                if not took["reason"]:
                    figures.fail(f"{name} was taken")
            path.unlink()
        bound = None if group == WHOLE else REFUSED_WITHIN_S
        figures.tell(f"{group}: refused", [took["seconds"] for took in looks], at_most=bound)
        figures.tell(
            f"{group}: memory at most", [took["mib"] for took in looks], "MiB", at_most=MEMORY_MIB
        )


def look(path: Path) -> dict[str, Any]:
    """Return what a look at the file took, in a process of its own.

    `seconds`, `processor_s`, `mib` at most, and the `reason` it was refused, empty if it was taken.
    """
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.failing.looking", str(path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found: dict[str, Any] = json.loads(said)
    return found


def _raw(name: str, raw: bytes) -> Callable[[Path], Path]:
    return lambda folder: sounds.written(folder, name, raw)


def _cut(folder: Path) -> Path:
    path = sounds.made(folder, "mp3", 30.0)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])
    return path


def _flac(minutes: int, rate: int) -> Callable[[Path], Path]:
    """Return what makes a FLAC of silence whose header tells its length."""

    def make(folder: Path) -> Path:
        path = folder / f"{minutes}-minutes.flac"
        minute = np.zeros(rate * 60, np.int16)
        with soundfile.SoundFile(path, "w", rate, 1, format="FLAC") as file:
            for _ in range(minutes):
                file.write(minute)
        return path

    return make


def _day_untold(folder: Path) -> Path:
    minute = sounds.silence(folder / "minute.mp3", 60, *BARE_MP3)
    path = sounds.written(folder, "day.mp3", minute.read_bytes() * DAY_MINUTES)
    minute.unlink()
    return path


def _day_from_a_browser(folder: Path) -> Path:
    minute = sounds.silence(folder / "minute.webm", 60, *OPUS)
    path = sounds.repeated(minute, folder / "day.webm", DAY_MINUTES, "-live", "1")
    minute.unlink()
    return path


def _noise() -> bytes:
    return random.Random(5).randbytes(sounds.RATE * 60)  # noqa: S311 - any bytes will do


GROUPS: dict[str, dict[str, Callable[[Path], Path]]] = {
    "no sound at all (web page, playlist, zeros, text)": {
        "a web page": _raw("page.mp3", b"<!DOCTYPE html><html><body>404</body></html>"),
        "a playlist": _raw("list.mp3", sounds.PLAYLIST),
        "zeros": _raw("zeros.mp3", bytes(5_000_000)),
        "text": _raw("text.wav", "Kính thưa bà con. ".encode() * 10_000),
        "nothing": _raw("nothing.ogg", b""),
    },
    "a header that lies, a cut file, noise behind a header": {
        "2 GiB promised": _raw("long.wav", sounds.wav(sounds.pcm(), length=2**31)),
        "65,535 channels": _raw("wide.wav", sounds.wav(sounds.pcm(), channels=65_535)),
        "4,000,000,000 samples a second": _raw(
            "fast.wav", sounds.wav(sounds.pcm(), rate=4_000_000_000)
        ),
        "a cut file": _cut,
        "noise": _raw("noise.wav", sounds.wav(_noise())),
    },
    "24 h of silence (FLAC, MP3 untold, WebM of a browser)": {
        "FLAC": _flac(DAY_MINUTES, LOW_RATE),
        "MP3": _day_untold,
        "WebM": _day_from_a_browser,
    },
    WHOLE: {
        "FLAC": _flac(59, sounds.RATE),
    },
}
