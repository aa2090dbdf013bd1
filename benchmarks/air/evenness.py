"""Are all samples of clips in a row in a recording, and no others? Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.endurance.tape import Tape
from benchmarks.endurance.told import Row
from tests.rig.correlation import Hit, Recording
from tests.rig.known_clip import KnownClip

REACH_S = 3.0
"""How far from where the clip before it ended a clip is looked for."""

FOUND = 0.6
ONE_PLACE_S = 0.25
"""Slips that lie no farther apart are one: the clip was looked for from both sides of it."""

NEAR_S = 0.3
LEAST_S = 0.005
SILENT = 0.001


@dataclass(frozen=True)
class Slip:
    """Samples that are too many (+) or too few (-), and the epoch second where."""

    at: float
    samples: int


@dataclass
class Evenness:
    """What was found of clips in a row; `not_found` are their places in it, from 1 on.

    `dry` are stretches of silence in a row that, as the log knows, lasted longer than its sound:
    the device waited, and went on behind where it stopped. `slips` are all others.
    """

    clips: int
    not_found: list[int] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    dry: list[Slip] = field(default_factory=list)

    @property
    def even(self) -> bool:
        """Whether nothing was lost, and nothing inserted but where the output ran dry."""
        return not self.not_found and not self.slips


def evenness(
    tape: Tape, clips: Sequence[KnownClip], begins: float, rows: Sequence[Row]
) -> Evenness:
    """Look for each clip behind the one before it; the first begins at that epoch second.

    `rows` are what the log tells of them.
    """
    found = Evenness(len(clips))
    slips: list[tuple[int, int]] = []
    at, known = round((begins - tape.started) * tape.rate), False
    for place, clip in enumerate(clips, 1):
        hit = _nearest(tape, clip, at)
        if hit is None:
            found.not_found.append(place)
            at, known = at + len(clip.samples), False
            continue
        if known:
            slips.append((hit.start, hit.start - at))
        inside = list(_inside(hit, tape.rate))
        slips += inside
        at, known = hit.start + len(clip.samples) + sum(count for _, count in inside), True
    for slip in _joined(slips, tape):
        dry = _is_told(slip.at, rows) and _is_silent(tape, slip)
        (found.dry if dry else found.slips).append(slip)
    return found


def _joined(slips: Sequence[tuple[int, int]], tape: Tape) -> list[Slip]:
    """Return the slips (sample, count) in order, those of one place as one."""
    found: list[Slip] = []
    for sample, count in sorted(slip for slip in slips if slip[1]):
        at = tape.started + sample / tape.rate
        if found and at - found[-1].at < ONE_PLACE_S:
            found[-1] = Slip(found[-1].at, found[-1].samples + count)
        else:
            found.append(Slip(at, count))
    return [slip for slip in found if slip.samples]


def _is_told(at: float, rows: Sequence[Row]) -> bool:
    """Return whether the log has a row there that lasted longer than its sound."""
    spans = [row.span for row in rows if row.span and row.dry_s > LEAST_S]
    return any(first - NEAR_S < at < until + NEAR_S for first, until in spans)


def _is_silent(tape: Tape, slip: Slip) -> bool:
    """Return whether what was inserted is silence: so many silent milliseconds are there."""
    reach_s = slip.samples / tape.rate + NEAR_S
    around = tape.between(slip.at - reach_s, slip.at + reach_s)
    size = tape.rate // 1000
    blocks = around[: len(around) // size * size].reshape(-1, size)
    silent = int((np.abs(blocks).max(axis=1) < SILENT).sum())
    return slip.samples >= size and (silent + 2) * size >= slip.samples


def _nearest(tape: Tape, clip: KnownClip, at: int) -> Hit | None:
    """Return how the clip is heard nearest to that sample; its places are the tape's."""
    reach = round(REACH_S * tape.rate)
    first = max(0, at - reach)
    cut = tape.samples[first : at + len(clip.samples) + 2 * reach]
    part = cut.astype(np.float32) / np.float32(32768)
    hits = Recording(part, tape.rate, tape.started).find(clip)
    moved = [replace(hit, start=hit.start + first) for hit in hits if hit.complete >= FOUND]
    return min(moved, key=lambda hit: abs(hit.start - at), default=None)


def _inside(hit: Hit, rate: int) -> Iterator[tuple[int, int]]:
    """Yield where samples were inserted into the clip or lost from it, and how many."""
    for jump in hit.jumps:
        yield hit.start + round(jump.at_s * rate), round(jump.shift_ms * rate / 1000)
