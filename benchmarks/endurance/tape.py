"""What the sink's monitor carried, for hours, on disk; every sample has its wall time.

parec brings blocks of 5 ms. Where the sink is gone, or samples were lost on their way, a new
stretch begins with a time of its own: a gap never shifts what comes behind it.
"""

import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt

from tests.rig.known_clip import RATE, Samples
from tests.rig.parec import Parec, Piece
from tests.rig.pulse import MONITOR, SoundServer

BUCKET_S = 10.0
SHIFTED_S = 0.01
SETTLES_S = 1.0
BEGINS_WITHIN_S = 20.0
SAMPLE_BYTES = 2


@dataclass(frozen=True)
class Tape:
    """What was heard: samples of 16 bits, one channel. `started` is the epoch second of the first.

    `outages` are the stretches in which nothing was recorded, in epoch seconds.
    """

    samples: npt.NDArray[np.int16]
    rate: int
    started: float
    outages: tuple[tuple[float, float], ...] = ()

    @property
    def ended(self) -> float:
        """The epoch second behind the last sample."""
        return self.started + len(self.samples) / self.rate

    def between(self, first: float, until: float) -> Samples:
        """Return the samples between two epoch seconds, -1 to 1; silence where nothing is."""
        begin = round((first - self.started) * self.rate)
        end = begin + round((until - first) * self.rate)
        found = np.zeros(max(0, end - begin), np.float32)
        low, high = max(0, begin), min(len(self.samples), end)
        if low < high:
            found[low - begin : high - begin] = self.samples[low:high] / np.float32(32768)
        return found


@dataclass
class Stretch:
    """Samples without a gap: where they lie in the raw file, and when they came.

    `edges` are the earliest (arrival - samples before it / rate) of each ten seconds; in the first
    second the server settles how early it makes its blocks.
    """

    first: int
    count: int = 0
    unsettled: float = 0.0
    edges: list[float] = field(default_factory=list)


class Recorder(Parec):
    """Records a sound server's sink into a folder while its block lasts, or until `stop`."""

    def __init__(self, server: SoundServer, folder: Path) -> None:
        """`folder` takes the raw samples, in place of an earlier recording's."""
        super().__init__(server.env, MONITOR, RATE, BEGINS_WITHIN_S)
        self._raw = folder / "recording.raw"
        self._raw.unlink(missing_ok=True)
        self._stretches: list[Stretch] = []

    def stop(self, wav: Path) -> Tape:
        """End the recording, write it as a WAV, and return it."""
        self._end()
        pieces = placed(self._stretches)
        started = pieces[0][0]
        last, _, count = pieces[-1]
        length = round((last - started) * RATE) + count
        raw = np.memmap(self._raw, np.int16, "r")
        whole = np.zeros(length, np.int16)
        outages = []
        behind = started
        for at, first, count in pieces:
            place = max(0, round((at - started) * RATE))
            heard = raw[first : first + count][: length - place]
            whole[place : place + len(heard)] = heard
            if at - behind > SHIFTED_S:
                outages.append((behind, at))
            behind = at + count / RATE
        with wave.open(str(wav), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(SAMPLE_BYTES)
            file.setframerate(RATE)
            file.writeframes(whole.tobytes())
        self._raw.unlink()
        return Tape(whole, RATE, started, tuple(outages))

    def _keep(self, pieces: Iterator[Piece]) -> None:
        """Keep what comes as a stretch."""
        with self._raw.open("ab") as raw:
            stretch = Stretch(raw.tell() // SAMPLE_BYTES)
            for piece in pieces:
                if piece.begins:
                    note(stretch, piece.at)
                raw.write(piece.samples)
                stretch.count += len(piece.samples) // SAMPLE_BYTES
        if stretch.count:
            self._stretches.append(stretch)


def note(stretch: Stretch, arrived: float) -> None:
    """Remember when a block came, if none of these ten seconds came earlier for its place."""
    at_s = stretch.count / RATE
    edge = arrived - at_s
    if at_s < SETTLES_S:
        stretch.unsettled = edge
    elif int((at_s - SETTLES_S) / BUCKET_S) >= len(stretch.edges):
        stretch.edges.append(edge)
    else:
        stretch.edges[-1] = min(stretch.edges[-1], edge)


def placed(stretches: list[Stretch]) -> list[tuple[float, int, int]]:
    """Return (epoch second, first sample in the file, samples) of what was recorded, in order.

    A stretch is parted where its blocks begin to come more than 10 ms earlier or later.
    """
    pieces = []
    bucket = round(BUCKET_S * RATE)
    for stretch in stretches:
        begin, edges = 0, stretch.edges[:1] or [stretch.unsettled]
        for number, later in enumerate(stretch.edges[1:], 1):
            here = round(SETTLES_S * RATE) + number * bucket
            if abs(later - median(edges)) > SHIFTED_S and stretch.count - here > bucket // 2:
                pieces.append((median(edges) + begin / RATE, stretch.first + begin, here - begin))
                begin, edges = here, []
            edges.append(later)
        pieces.append((median(edges) + begin / RATE, stretch.first + begin, stretch.count - begin))
    return pieces
