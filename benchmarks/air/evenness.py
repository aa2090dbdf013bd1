"""Are all samples of clips in a row in a recording, and no others? Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.endurance.tape import Tape
from tests.rig.correlation import Hit, Recording
from tests.rig.known_clip import KnownClip

REACH_S = 1.0
"""How far from where the clip before it ended a clip is looked for."""

FOUND = 0.9
DRY_NEAR_S = 1.5


@dataclass(frozen=True)
class Slip:
    """Samples that are too many (+) or too few (-), and the epoch second where."""

    at: float
    samples: int


@dataclass
class Evenness:
    """What was found of clips in a row; `not_found` are their places in it, from 1 on.

    `dry` are the slips near which the player counted that its output ran dry: the device waited
    for sound, and went on behind where it stopped. `slips` are all others.
    """

    clips: int
    not_found: list[int] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    dry: list[Slip] = field(default_factory=list)

    @property
    def even(self) -> bool:
        """Whether nothing was lost or inserted, but where the output ran dry."""
        return not self.not_found and not self.slips


def evenness(
    tape: Tape, clips: Sequence[KnownClip], begins: float, ran_dry: Sequence[float]
) -> Evenness:
    """Look for each clip behind the one before it; the first begins at that epoch second.

    `ran_dry` are the epoch seconds at which the player had counted a dry moment more.
    """
    found = Evenness(len(clips))
    at, known = round((begins - tape.started) * tape.rate), False
    for place, clip in enumerate(clips, 1):
        hit = _nearest(tape, clip, at)
        if hit is None:
            found.not_found.append(place)
            at, known = at + len(clip.samples), False
            continue
        inside = list(_inside(hit, tape.rate))
        between = [(hit.start, hit.start - at)] if known else []
        for sample, count in between + inside:
            moment = tape.started + sample / tape.rate
            dry = count > 0 and any(abs(moment - other) < DRY_NEAR_S for other in ran_dry)
            if count:
                (found.dry if dry else found.slips).append(Slip(moment, count))
        at, known = hit.start + len(clip.samples) + sum(count for _, count in inside), True
    return found


def _nearest(tape: Tape, clip: KnownClip, at: int) -> Hit | None:
    """Return how the clip is heard nearest to that sample; its places are the tape's."""
    reach = round(REACH_S * tape.rate)
    first = max(0, at - reach)
    part = tape.samples[first : at + len(clip.samples) + 2 * reach] / np.float32(32768)
    hits = Recording(part, tape.rate, tape.started).find(clip)
    moved = [replace(hit, start=hit.start + first) for hit in hits if hit.complete >= FOUND]
    return min(moved, key=lambda hit: abs(hit.start - at), default=None)


def _inside(hit: Hit, rate: int) -> Iterator[tuple[int, int]]:
    """Yield where samples were inserted into the clip or lost from it, and how many."""
    for jump in hit.jumps:
        yield hit.start + round(jump.at_s * rate), round(jump.shift_ms * rate / 1000)
