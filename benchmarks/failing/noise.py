"""Programmes of noise without a pause: whatever is quiet while they sound is a fault."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.rig.commune import Commune
from tests.rig.correlation import Recording
from tests.rig.known_clip import make_noise, write_wav

QUIET = 10 ** (-50 / 20)
BLOCK_S = 0.01
KINDS = 3


def rundown(commune: Commune, seconds: float, times: int) -> str:
    """Return a rundown of so many tunes of noise, each that long, made for this station."""
    folder = commune.home / "audio_assets"
    folder.mkdir(exist_ok=True)
    for kind in range(KINDS):
        write_wav(folder / f"{_name(kind, seconds)}.wav", make_noise(seconds, seed=kind + 1))
    return "".join(
        f'[[rundown]]\ntune = "{_name(number % KINDS, seconds)}"\n' for number in range(times)
    )


def silences(recording: Recording, since: float, until: float) -> Iterator[tuple[float, float]]:
    """Yield each silence between two epoch seconds: where it begins and how long it is, in s."""
    first = max(0, recording.index_of(since))
    piece = recording.samples[first : recording.index_of(until)]
    size = round(BLOCK_S * recording.rate)
    blocks = piece[: len(piece) // size * size].reshape(-1, size)
    quiet = np.sqrt(np.mean(blocks**2, axis=1)) < QUIET
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.astype(np.int8), [0]))))
    for begin, end in edges.reshape(-1, 2):
        yield recording.time_of(first + int(begin) * size), float(end - begin) * BLOCK_S


def longest_silence(recording: Recording, since: float, until: float) -> float:
    """Return the seconds of the longest silence between two epoch seconds."""
    return max((seconds for _, seconds in silences(recording, since, until)), default=0.0)


def sound_again(recording: Recording, fault: float, until: float) -> float:
    """Return the seconds from a fault to the end of the longest silence behind it."""
    found = max(silences(recording, fault, until), key=lambda one: one[1], default=(fault, 0.0))
    return found[0] + found[1] - fault


def through_the_device(commune: Commune) -> None:
    """Have the station that `broadcaster run` runs play to the sound device."""
    file: Path = commune.home / "station.toml"
    text = file.read_text(encoding="utf-8").replace('speaker = "null"', 'speaker = "device"')
    file.write_text(text, encoding="utf-8")


def _name(kind: int, seconds: float) -> str:
    return f"noise-{kind}-{seconds:g}".replace(".", "-")
