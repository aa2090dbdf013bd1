"""What the loudspeaker gets: a timeline of segments, mixed block by block. Pure functions on numpy.

Times are sample numbers of the output stream (`Samples`), counted from the stream's first sample.
The output of a sample depends on the timeline alone: blocks of any size give the same sound.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import NewType, Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NewType("Samples", int)
Block = NDArray[np.int16]
_Mix = NDArray[np.float32]

FULL_SCALE = 32767
SOFT_FROM = 0.9 * FULL_SCALE
_SOFT_ROOM = FULL_SCALE - SOFT_FROM
SILENT_DBFS = -120.0


class Sound(Protocol):
    """Mono 16-bit sound that can be read anywhere without waiting."""

    @property
    def frames(self) -> int:
        """How many samples there are."""
        ...

    def read(self, start: int, count: int) -> Block:
        """Return `count` samples from `start`, fewer at the end."""
        ...


class Curve(Enum):
    """How a fade goes: `LINEAR` in amplitude, or `EQUAL_POWER` for sounds that cross."""

    LINEAR = "linear"
    EQUAL_POWER = "equal power"


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A stretch of a sound at a place in the output.

    `offset` is where in the sound it begins, `length` how much of it is heard. `fade_in` is the
    length of the ramp at its start; `fade_out` of the one that ends at `fades_at` (its end, where
    that is None). `envelope` are (samples from its start, gain), linear in between: how it goes
    down under speech and comes up again. `release` is a short linear ramp where it was cut.
    `levels` is the gain in each channel of the output; empty for 1 in all. `gliding` are (samples
    from its start, gain in each channel), linear in between: in place of `levels` if there are any.
    """

    sound: Sound
    start: int
    length: int
    offset: int = 0
    gain: float = 1.0
    fade_in: int = 0
    fade_out: int = 0
    fades_at: int | None = None
    curve: Curve = Curve.LINEAR
    envelope: tuple[tuple[int, float], ...] = ()
    release: int = 0
    levels: tuple[float, ...] = ()
    gliding: tuple[tuple[int, tuple[float, ...]], ...] = ()

    @property
    def end(self) -> int:
        """The first output sample after the segment."""
        return self.start + self.length

    @cached_property
    def is_plain(self) -> bool:
        """Whether it comes out as the sound is."""
        return not (
            self.fade_in
            or self.fade_out
            or self.release
            or self.envelope
            or self.gliding
            or self.gain != 1.0
            or any(level != 1.0 for level in self.levels)
        )


Timeline = tuple[Segment, ...]


def mix(timeline: Timeline, start: int, count: int, channels: int = 1) -> Block:
    """Return the output samples `start` to `start + count`; silence where nothing is placed.

    The shape is (count,), or (count, channels) if there are several. A lone segment without gain
    or fade comes out bit for bit. Where several are heard at once, what comes near full scale is
    bent softly instead of being clipped; what is still too loud is limited to full scale.
    """
    heard = [s for s in timeline if s.start < start + count and s.end > start]
    if not heard:
        return np.zeros((count,) if channels == 1 else (count, channels), np.int16)
    if len(heard) == 1 and heard[0].is_plain:
        return _plain(heard[0], start, count, channels)
    total = np.zeros((channels, count), np.float32)
    for segment in heard:
        _add(total, segment, start)
    for first, last in _crossings(heard, start, start + count):
        _soften(total[:, first - start : last - start])
    np.rint(total, out=total)
    samples = np.clip(total, -FULL_SCALE - 1, FULL_SCALE, out=total).astype(np.int16)
    return samples[0] if channels == 1 else np.ascontiguousarray(samples.T)


def cut(timeline: Timeline, at: int, fade: int) -> Timeline:
    """Return the timeline with nothing after `at`; what plays there ends in a fade of `fade`."""
    kept = []
    for segment in timeline:
        if segment.end <= at:
            kept.append(segment)
        elif segment.start < at:
            length = at - segment.start
            fades_at = segment.length if segment.fades_at is None else segment.fades_at
            release = min(fade, length)
            kept.append(replace(segment, length=length, fades_at=fades_at, release=release))
    return tuple(kept)


def place(timeline: Timeline, segments: Iterable[Segment]) -> Timeline:
    """Return the timeline with the segments added, in order of their start."""
    return tuple(sorted((*timeline, *segments), key=lambda segment: segment.start))


def moved(timeline: Timeline, since: int, by: int) -> Timeline:
    """Return the timeline with every segment that begins at `since` or later moved by `by`."""
    return tuple(
        replace(segment, start=segment.start + by) if segment.start >= since else segment
        for segment in timeline
    )


def forget_before(timeline: Timeline, at: int) -> Timeline:
    """Return the timeline without the segments that ended by `at`."""
    return tuple(segment for segment in timeline if segment.end > at)


def level_dbfs(block: Block) -> float:
    """Return the block's RMS level in dB under full scale; -120 for silence."""
    if not block.size:
        return SILENT_DBFS
    samples = block.ravel().astype(np.float32)
    mean_square = float(np.dot(samples, samples)) / block.size / FULL_SCALE**2
    return max(SILENT_DBFS, 10 * float(np.log10(mean_square))) if mean_square > 0 else SILENT_DBFS


def loudest(block: Block) -> Block:
    """Return the channel of a block of several that is the loudest."""
    size = np.abs(block.astype(np.float32)).sum(axis=0)
    return np.ascontiguousarray(block[:, int(size.argmax())])


def gain_of(decibels: float) -> float:
    """Return the factor of an amplitude for a change in dB."""
    return float(10 ** (decibels / 20))


def _overlap(segment: Segment, start: int, count: int) -> tuple[int, int]:
    first = max(segment.start, start)
    return first, min(segment.end, start + count) - first


def _plain(segment: Segment, start: int, count: int, channels: int) -> Block:
    first, length = _overlap(segment, start, count)
    part = segment.sound.read(segment.offset + first - segment.start, length)
    if channels > 1:
        part = np.repeat(part[:, np.newaxis], channels, axis=1)
    if len(part) == count:
        return part
    block = np.zeros((count, *part.shape[1:]), np.int16)
    block[first - start : first - start + len(part)] = part
    return block


def _add(total: _Mix, segment: Segment, start: int) -> None:
    first, length = _overlap(segment, start, total.shape[1])
    inside = first - segment.start
    part = segment.sound.read(segment.offset + inside, length).astype(np.float32)
    _shape(part, segment, inside)
    where = slice(first - start, first - start + len(part))
    levels = _levels(segment, inside, inside + len(part), len(total))
    for channel, level in zip(total, levels, strict=False):
        channel[where] += part if np.ndim(level) == 0 and level == 1.0 else part * level


def _levels(segment: Segment, inside: int, until: int, channels: int) -> list[_Mix | np.float32]:
    """Return the gain of each channel: one number where it does not change in these places."""
    if not segment.gliding:
        return [np.float32(level) for level in segment.levels or (1.0,) * channels]
    return [
        _enveloped([(at, levels[channel]) for at, levels in segment.gliding], inside, until)
        for channel in range(len(segment.gliding[0][1]))
    ]


def _shape(part: _Mix, segment: Segment, inside: int) -> None:
    """Put gain, fades and envelope on the part, which begins `inside` samples into the segment."""
    until = inside + len(part)
    if segment.gain != 1.0:
        part *= np.float32(segment.gain)
    if inside < segment.fade_in:
        part *= _ramp(inside, until, segment.fade_in, segment.curve)
    fades_at = segment.length if segment.fades_at is None else segment.fades_at
    if segment.fade_out and until > fades_at - segment.fade_out:
        part *= _ramp(fades_at - inside, fades_at - until, segment.fade_out, segment.curve)
    if segment.release and until > segment.length - segment.release:
        left = segment.length
        part *= _ramp(left - inside, left - until, segment.release, Curve.LINEAR)
    if segment.envelope:
        part *= _enveloped(segment.envelope, inside, until)


def _ramp(first: int, last: int, length: int, curve: Curve) -> _Mix:
    """Return the gains for the places `first` to `last` (down if `last` is less) of a ramp up."""
    places = np.arange(first, last, 1 if last >= first else -1, dtype=np.float64)
    risen = np.clip(places / length, 0.0, 1.0)
    if curve is Curve.EQUAL_POWER:
        risen = np.sin(risen * (np.pi / 2))
    return risen.astype(np.float32)


def _enveloped(envelope: Sequence[tuple[int, float]], inside: int, until: int) -> _Mix | np.float32:
    """Return the gains of the places; one number where they do not change."""
    around = [
        *[gain for at, gain in envelope if at <= inside][-1:],
        *[gain for at, gain in envelope if inside < at < until],
        *[gain for at, gain in envelope if at >= until][:1],
    ]
    if min(around) == max(around):
        return np.float32(around[0])
    places, gains = zip(*envelope, strict=True)
    return np.asarray(np.interp(np.arange(inside, until), places, gains), np.float32)


def _crossings(heard: Sequence[Segment], start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches between `start` and `end` where more than one segment is heard."""
    if len(heard) == 1:
        return []
    edges = sorted(
        (min(max(place, start), end), change)
        for segment in heard
        for place, change in ((segment.start, 1), (segment.end, -1))
    )
    found = []
    depth, since = 0, start
    for place, change in edges:
        if depth > 1 and place > since:
            found.append((since, place))
        depth, since = depth + change, place
    return found


def _soften(total: _Mix) -> None:
    """Bend what is above `SOFT_FROM` towards full scale, which it never passes; else untouched."""
    size = np.abs(total)
    if size.max() <= SOFT_FROM:
        return
    loud = size > SOFT_FROM
    over = (size[loud] - np.float32(SOFT_FROM)) / np.float32(_SOFT_ROOM)
    bent = np.float32(SOFT_FROM) + np.float32(_SOFT_ROOM) * np.tanh(over)
    total[loud] = np.copysign(bent, total[loud])
