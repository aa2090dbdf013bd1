"""What the loudspeaker gets: a timeline of segments, mixed block by block. Pure functions on numpy.

Times are sample numbers of the output stream (`Samples`), counted from the stream's first sample.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NewType, Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NewType("Samples", int)
Block = NDArray[np.int16]

FULL_SCALE = 32767


class Sound(Protocol):
    """Mono 16-bit sound that can be read anywhere without waiting."""

    @property
    def frames(self) -> int:
        """How many samples there are."""
        ...

    def read(self, start: int, count: int) -> Block:
        """Return `count` samples from `start`, fewer at the end."""
        ...


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A stretch of a sound at a place in the output.

    `offset` is where in the sound it begins, `length` how much of it is heard; the fades are
    lengths of linear ramps at its ends.
    """

    sound: Sound
    start: int
    length: int
    offset: int = 0
    gain: float = 1.0
    fade_in: int = 0
    fade_out: int = 0

    @property
    def end(self) -> int:
        """The first output sample after the segment."""
        return self.start + self.length


Timeline = tuple[Segment, ...]


def mix(timeline: Timeline, start: int, count: int) -> Block:
    """Return the output samples `start` to `start + count`; silence where nothing is placed.

    A lone segment without gain or fade comes out bit for bit; what would clip is limited to
    full scale.
    """
    heard = [s for s in timeline if s.start < start + count and s.end > start]
    if not heard:
        return np.zeros(count, np.int16)
    if len(heard) == 1 and _is_plain(heard[0]):
        block = np.zeros(count, np.int16)
        _place(block, heard[0], start)
        return block
    total = np.zeros(count, np.float32)
    for segment in heard:
        _add(total, segment, start)
    return np.clip(np.rint(total), -FULL_SCALE - 1, FULL_SCALE).astype(np.int16)


def cut(timeline: Timeline, at: int, fade: int) -> Timeline:
    """Return the timeline with nothing after `at`; what plays there ends in a fade of `fade`."""
    kept = []
    for segment in timeline:
        if segment.end <= at:
            kept.append(segment)
        elif segment.start < at:
            length = at - segment.start
            kept.append(replace(segment, length=length, fade_out=min(fade, length)))
    return tuple(kept)


def place(timeline: Timeline, segments: Iterable[Segment]) -> Timeline:
    """Return the timeline with the segments added, in order of their start."""
    return tuple(sorted((*timeline, *segments), key=lambda segment: segment.start))


def forget_before(timeline: Timeline, at: int) -> Timeline:
    """Return the timeline without the segments that ended by `at`."""
    return tuple(segment for segment in timeline if segment.end > at)


def level_dbfs(block: Block) -> float:
    """Return the block's RMS level in dB under full scale; -120 for silence."""
    if not block.size:
        return -120.0
    mean_square = float(np.mean(np.square(block.astype(np.float32) / FULL_SCALE)))
    return max(-120.0, 10 * float(np.log10(mean_square))) if mean_square > 0 else -120.0


def _is_plain(segment: Segment) -> bool:
    return segment.gain == 1.0 and not segment.fade_in and not segment.fade_out


def _overlap(segment: Segment, start: int, count: int) -> tuple[int, int]:
    first = max(segment.start, start)
    return first, min(segment.end, start + count) - first


def _place(block: Block, segment: Segment, start: int) -> None:
    first, length = _overlap(segment, start, len(block))
    part = segment.sound.read(segment.offset + first - segment.start, length)
    block[first - start : first - start + len(part)] = part


def _add(total: NDArray[np.float32], segment: Segment, start: int) -> None:
    first, length = _overlap(segment, start, len(total))
    inside = first - segment.start
    part = segment.sound.read(segment.offset + inside, length).astype(np.float32)
    where = np.arange(inside, inside + len(part), dtype=np.float32)
    gain = np.full(len(part), segment.gain, np.float32)
    if segment.fade_in:
        gain *= np.minimum(1, where / segment.fade_in)
    if segment.fade_out:
        gain *= np.minimum(1, (segment.length - where) / segment.fade_out)
    total[first - start : first - start + len(part)] += part * gain
