"""Finds known clips in a recording by normalised cross-correlation.

It says of each playing when its first sample came out, how much of it was heard, and where
samples were inserted (stutter) or lost (skip). Sounds are float32 in -1..1, mono.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tests.rig.known_clip import KnownClip, Samples

ANCHOR_S = 1.0  # how long a piece of a clip is looked for at first
LEAST_SCORE = 0.5  # an anchor that correlates less is not the clip
BLOCK_S = 0.02  # a clip is followed in steps of this
SAME_BLOCK = 0.8  # a block that correlates less is not the clip's
REACH_S = 1.0  # how far a jump inside a clip is followed
QUIET = 0.05  # a block this much softer than its clip says nothing


@dataclass(frozen=True)
class Jump:
    """A place inside a clip where the playing was not even: + inserted, - lost milliseconds."""

    at_s: float
    shift_ms: float


@dataclass(frozen=True)
class Hit:
    """One playing of a clip. `start` and `end` are samples of the recording."""

    clip: str
    start: int
    end: int
    start_time: float  # epoch seconds
    score: float  # at the anchor; 1.0 is identical
    gain_db: float
    complete: float  # share of the clip's sounding blocks that were heard
    heard_s: float  # the clip's time at its last heard block
    jumps: tuple[Jump, ...]
    head_lost_ms: float
    tail_lost_ms: float

    @property
    def whole(self) -> bool:
        """Whether all of it was heard, evenly."""
        lost = max(self.head_lost_ms, self.tail_lost_ms)
        return self.complete == 1.0 and not self.jumps and lost <= 1.0


@dataclass(frozen=True)
class Recording:
    """What was heard. `started` is the epoch second of sample 0.

    `late` tells, from a sample on, how much later than by that reckoning it was heard: a busy
    machine loses samples on their way to the recorder.
    """

    samples: Samples
    rate: int
    started: float
    outages: tuple[tuple[float, float], ...] = ()  # epoch seconds: gone, back
    late: tuple[tuple[int, float], ...] = ()

    def time_of(self, index: int) -> float:
        before = [seconds for since, seconds in self.late if since <= index]
        return self.started + index / self.rate + (before[-1] if before else 0.0)

    def index_of(self, when: float) -> int:
        return round((when - self.started) * self.rate)

    def silent_between(self, first: float, until: float, floor: float = 1e-4) -> bool:
        """Return whether nothing above `floor` was heard between two epoch seconds."""
        piece = self.samples[max(0, self.index_of(first)) : self.index_of(until)]
        return not np.any(np.abs(piece) > floor)

    def find_all(self, clips: Iterable[KnownClip]) -> list[Hit]:
        """Return the playings of all the clips, as they followed each other."""
        return sorted((hit for clip in clips for hit in self.find(clip)), key=lambda hit: hit.start)

    def find(self, clip: KnownClip) -> list[Hit]:
        """Return every playing of the clip, also a partial one, in order."""
        if clip.rate != self.rate:
            message = f"{clip.name} has {clip.rate} samples a second, the recording {self.rate}"
            raise ValueError(message)
        reference = clip.samples
        length = min(len(reference), round(ANCHOR_S * self.rate))
        starts: dict[int, tuple[float, int]] = {}
        # Two anchors: the loudest piece of the first third, and the loudest of all.
        for anchor in sorted(
            {loudest(reference[: len(reference) // 3], length), loudest(reference, length)}
        ):
            piece = reference[anchor : anchor + length]
            for at, score in peaks(self.samples, piece, LEAST_SCORE, len(reference) // 2):
                start = at - anchor
                if all(abs(start - other) >= len(reference) // 2 for other in starts):
                    starts[start] = score, anchor
        return [
            _Tracker(self, clip).follow(start, anchor, score)
            for start, (score, anchor) in sorted(starts.items())
        ]


class _Tracker:
    """Follows one playing of a clip, block by block from an anchor, and notes every jump."""

    def __init__(self, recording: Recording, clip: KnownClip) -> None:
        self._recording = recording
        self._heard = recording.samples
        self._clip = clip
        self._block = round(BLOCK_S * clip.rate)
        reference = clip.samples
        self._level = float(np.sqrt(np.mean(reference**2))) + 1e-9
        self._sounding = {
            at
            for at in range(0, len(reference) - self._block + 1, self._block)
            if np.sqrt(np.mean(reference[at : at + self._block] ** 2)) >= QUIET * self._level
        }

    def follow(self, start: int, anchor: int, score: float) -> Hit:
        """Return what became of the clip that stands at `start`, as its `anchor` says."""
        first = anchor // self._block * self._block
        last = len(self._clip.samples) - self._block
        ahead, jumps = self._walk(range(first, last + 1, self._block), start)
        back, jumps_back = self._walk(range(first - self._block, -1, -self._block), start)
        seen = sorted(back + ahead)
        shift_first, (at_last, shift_last) = (seen[0][1], seen[-1]) if seen else (start, (0, start))
        return Hit(
            clip=self._clip.name,
            start=shift_first,
            end=shift_last + self._end_of(at_last) if seen else start,
            start_time=self._recording.time_of(shift_first),
            score=round(score, 4),
            gain_db=self._gain(*seen[len(seen) // 2]) if seen else 0.0,
            complete=round(len(seen) / max(1, len(self._sounding)), 4),
            heard_s=round((at_last + self._block) / self._clip.rate, 3) if seen else 0.0,
            jumps=self._jumps(jumps, 1) + self._jumps(jumps_back[::-1], -1),
            head_lost_ms=self._lost(shift_first, from_end=False),
            tail_lost_ms=self._lost(shift_last, from_end=True),
        )

    def _walk(
        self, blocks: range, shift: int
    ) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return the blocks that were heard with their shift, and the jumps between them."""
        seen, jumps, misses = [], [], 0
        for at in blocks:
            if at not in self._sounding:
                continue
            if self._same(at, shift):
                seen.append((at, shift))
                misses = 0
                continue
            misses += 1
            # A lone bad block is where a jump lies; later ones are looked for every second block.
            if misses > 1 and misses % 2:
                continue
            found = self._look_around(at, shift)
            if found is not None:
                if found != shift:
                    jumps.append((at, found - shift))
                    shift = found
                seen.append((at, shift))
                misses = 0
        return seen, jumps

    def _same(self, at: int, shift: int) -> bool:
        begin = at + shift
        if begin < 0 or begin + self._block > len(self._heard):
            return False
        mine = self._clip.samples[at : at + self._block]
        theirs = self._heard[begin : begin + self._block]
        norm = float(np.linalg.norm(mine) * np.linalg.norm(theirs))
        return norm > 1e-9 and float(np.dot(mine, theirs)) / norm > SAME_BLOCK

    def _look_around(self, at: int, shift: int) -> int | None:
        """Return the shift at which the clip goes on from block `at`, if it is within reach."""
        piece = self._clip.samples[at : at + 3 * self._block]
        if len(piece) < 3 * self._block:
            return None
        reach = round(REACH_S * self._clip.rate)
        low = max(0, at + shift - reach)
        around = self._heard[low : max(0, at + shift + reach + len(piece))]
        found = peaks(around, piece, 0.9, len(around))
        return low + found[0][0] - at if found else None

    def _jumps(self, jumps: list[tuple[int, int]], direction: int) -> tuple[Jump, ...]:
        rate = self._clip.rate
        return tuple(
            Jump(round(at / rate, 3), round(direction * shift * 1000 / rate, 2))
            for at, shift in jumps
        )

    def _end_of(self, at: int) -> int:
        length = len(self._clip.samples)
        return length if at + 2 * self._block > length - self._block else at + self._block

    def _gain(self, at: int, shift: int) -> float:
        mine = self._clip.samples[at : at + self._block]
        theirs = self._heard[at + shift : at + shift + self._block]
        ratio = float(np.linalg.norm(theirs) / (np.linalg.norm(mine) + 1e-12))
        return round(20 * float(np.log10(ratio + 1e-12)), 2)

    def _lost(self, shift: int, *, from_end: bool) -> float:
        """Return the milliseconds missing at the clip's start or end, by windows of 1 ms."""
        window = self._clip.rate // 1000
        count = len(self._clip.samples) // window
        low = max(0, shift)
        heard = np.zeros(count * window, np.float32)
        part = self._heard[low : max(0, shift + count * window)]
        heard[low - shift : low - shift + len(part)] = part
        mine = self._clip.samples[: count * window].reshape(count, window)
        theirs = heard.reshape(count, window)
        norm = np.linalg.norm(mine, axis=1) * np.linalg.norm(theirs, axis=1)
        quiet = np.linalg.norm(mine, axis=1) < QUIET * np.sqrt(window) * self._level
        same = ((mine * theirs).sum(axis=1) > 0.7 * np.maximum(norm, 1e-9)) | quiet
        if not same.any():
            return float(count)
        return float(np.argmax(same[::-1] if from_end else same))


def loudest(samples: Samples, length: int) -> int:
    """Return where the loudest piece of that length begins."""
    if len(samples) <= length:
        return 0
    energy = np.concatenate(([0.0], np.cumsum(samples.astype(np.float64) ** 2)))
    return int(np.argmax(energy[length:] - energy[:-length]))


def peaks(heard: Samples, piece: Samples, least: float, apart: int) -> list[tuple[int, float]]:
    """Return (position, score) where `piece` is found in `heard`, in order.

    Scores are normalised cross-correlations of at least `least`; of two positions less than
    `apart` samples from each other the better one is kept.
    """
    length = len(piece)
    if len(heard) < length or not np.any(piece):
        return []
    energy = np.concatenate(([0.0], np.cumsum(heard.astype(np.float64) ** 2)))
    size = 1 << max(int(np.ceil(np.log2(min(len(heard), 8 * length) + length))), 12)
    step = size - length + 1
    spectrum = np.conj(np.fft.rfft(piece, size))
    found: list[tuple[int, float]] = []
    for low in range(0, len(heard) - length + 1, step):
        count = min(step, len(heard) - length + 1 - low)
        if energy[min(len(heard), low + size)] - energy[low] < 1e-6:
            continue
        product = np.fft.irfft(np.fft.rfft(heard[low : low + size], size) * spectrum, size)[:count]
        local = energy[low + length : low + length + count] - energy[low : low + count]
        score = product / (np.sqrt(np.maximum(local, 1e-6)) * float(np.linalg.norm(piece)))
        while score[best := int(np.argmax(score))] >= least:
            found.append((low + best, float(score[best])))
            score[max(0, best - apart) : best + max(1, apart)] = 0
    kept: list[tuple[int, float]] = []
    for peak in sorted(found, key=lambda peak: -peak[1]):
        if all(abs(peak[0] - other[0]) >= apart for other in kept):
            kept.append(peak)
    return sorted(kept)
