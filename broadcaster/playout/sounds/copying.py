"""Copies of a sound as mono 16-bit WAV at the station's rate, made whole or not at all.

One that must be decoded is converted by a process beside the player: that takes memory and time
which the player has not to give.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile

from broadcaster.playout.sounds.mixer import FULL_SCALE, Block

MONO = 1
PIECE_S = 10
PATIENCE_S = 300.0


def copy(source: Path, target: Path) -> None:
    """Write `source`, as it is, to `target`. Raises `OSError` if that cannot be done."""
    with _whole(target) as part:
        shutil.copyfile(source, part)


def convert(source: Path, target: Path, rate: int) -> None:
    """Write the sound of `source` to `target`.

    Raises `OSError` with the reason if it cannot be read as sound or the copy cannot be written.
    """
    words = [sys.executable, "-P", "-m", __name__, str(source), str(target), str(rate)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; a file name is one argument
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        message = f"it is not done after {PATIENCE_S:g} s"
        raise OSError(message) from error
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise OSError(told[-1] if told else f"the process ended with {done.returncode}")


def is_mono_pcm(info: soundfile._SoundFileInfo, rate: int) -> bool:
    """Return whether it is a mono 16-bit WAV at `rate`, which is played as it is."""
    found = (info.format, info.subtype, info.channels, info.samplerate)
    return found == ("WAV", "PCM_16", MONO, rate)


def pieces(sound: soundfile.SoundFile, rate: int) -> Iterator[Block]:
    """Return the sound as mono 16-bit at `rate`, a piece at a time, as if converted at once."""
    own_rate = sound.samplerate
    before, piece = np.empty(0, np.float32), _mono(sound)
    while piece.size:
        behind = _mono(sound)
        around = np.concatenate([before, piece, behind[:own_rate]])
        first = before.size * rate // own_rate
        last = first + piece.size * rate // own_rate if behind.size else None
        yield converted(around, own_rate, rate)[first:last]
        before, piece = piece[-own_rate:], behind


def converted(samples: np.ndarray, own_rate: int, rate: int) -> Block:
    """Return samples of -1 to 1 as 16-bit at `rate`."""
    if own_rate != rate:
        from scipy.signal import resample_poly

        samples = resample_poly(samples, rate, own_rate)
    scaled = np.rint(samples * FULL_SCALE)
    return np.asarray(np.clip(scaled, -FULL_SCALE - 1, FULL_SCALE), np.int16)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """Give a name beside `target`; what is written there becomes the target once it is whole."""
    part = target.with_suffix(".part")
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _mono(sound: soundfile.SoundFile) -> np.ndarray:
    return np.asarray(
        sound.read(PIECE_S * sound.samplerate, dtype="float32", always_2d=True).mean(axis=1)
    )


def main() -> None:
    """Copy what the command line names."""
    source, target, rate = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    try:
        with (
            _whole(target) as part,
            soundfile.SoundFile(source) as sound,
            soundfile.SoundFile(part, "w", rate, MONO, "PCM_16", format="WAV") as whole,
        ):
            for piece in pieces(sound, rate):
                whole.write(piece)
    except (soundfile.SoundFileError, OSError) as error:
        sys.exit(" ".join(str(error).split()))


if __name__ == "__main__":
    main()
