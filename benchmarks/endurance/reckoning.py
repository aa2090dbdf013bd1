"""Does the recording agree with the log? Pure: a tape, rows, faults in; what does not agree out.

1. What sounded (100 ms above −50 dBFS) lies in the span of a row, 150 ms more or less;
   where the device ran dry, as much more as it did.
2. What a row says was heard is there, at its time: block by block, by correlation.
3. Where a broadcast should have sounded and did not, a fault lies just before.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import correlate

from benchmarks.endurance.tape import Tape
from benchmarks.endurance.told import Broadcast, Row
from broadcaster.playout.desk.recovery import CRASHED
from tests.rig.known_clip import Samples

WINDOW_S = 0.1
SOUNDS_DBFS = -50.0
EDGE_S = 0.15
TAIL_S = 2.0
"""The position on air is kept each second: so much more may be heard before a kill than is told."""

BLOCK_S = 0.5
REACH_S = 0.4
STARTS = 3
"""The pieces that tell when it began; where the device ran dry the others are later."""

QUIET_DBFS = -45.0
NEARER = 0.05
PART_S = 0.1
SAME = 0.8
SAME_IN_PART = 0.9
SAME_OVER_ANOTHER = 0.5
LEAST_FOUND = 0.8
FARTHEST_S = 0.1
ANNOUNCED_S = 0.25
"""Of a row that a kill cut the start was announced and never measured."""

SHORTEST_S = 0.2
SHORTEST_UNDER_WORDS_S = 1.0
"""Less of a tune that is ducked under words cannot be told from them: only that it sounds can."""

UNSURE_END_S = 1.2
LOST = frozenset({CRASHED, "mất thiết bị âm thanh"})

SILENCE_S = 1.5
UNFILLED_S = 5.0
TOLERANCE = 0.03

Span = tuple[float, float]
Open = Callable[[Row], Samples]


def sounding(tape: Tape) -> npt.NDArray[np.bool_]:
    """Return for each 100 ms of the tape whether anything was heard."""
    size = round(WINDOW_S * tape.rate)
    least = (10 ** (SOUNDS_DBFS / 20) * 32768) ** 2
    count = len(tape.samples) // size
    found = np.zeros(count, bool)
    for low in range(0, count, 600):
        high = min(count, low + 600)
        piece = tape.samples[low * size : high * size].astype(np.float32).reshape(-1, size)
        found[low:high] = (piece**2).mean(axis=1) >= least
    return found


def runs(flags: npt.NDArray[np.bool_], started: float) -> list[Span]:
    """Return the spans, in epoch seconds, in which the windows say yes."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [
        (started + low * WINDOW_S, started + high * WINDOW_S)
        for low, high in zip(edges[::2], edges[1::2], strict=True)
    ]


def covered(tape: Tape, count: int, spans: Iterable[Span]) -> npt.NDArray[np.bool_]:
    """Return for each window whether it lies in one of the spans, its middle deciding."""
    middles = tape.started + (np.arange(count) + 0.5) * WINDOW_S
    found = np.zeros(count, bool)
    for first, until in spans:
        low, high = np.searchsorted(middles, (first, until))
        found[low:high] = True
    return found


def explained(tape: Tape, rows: Sequence[Row]) -> tuple[list[Span], list[Span]]:
    """Return the sound that no row tells of, and the sound behind rows that a kill cut."""
    heard = sounding(tape)
    spans = [(row, row.span) for row in rows]
    told = [
        (span[0] - EDGE_S - row.dry_s, span[1] + EDGE_S + row.dry_s) for row, span in spans if span
    ]
    tails = [(span[1], span[1] + TAIL_S) for row, span in spans if span and row.reason == CRASHED]
    bare = heard & ~covered(tape, len(heard), told)
    behind = covered(tape, len(heard), tails)
    return runs(bare & ~behind, tape.started), runs(bare & behind, tape.started)


@dataclass(frozen=True)
class Match:
    """How a row was found: the share of its blocks, and how far from its logged time."""

    row: Row
    found: float
    blocks: int
    offset_s: float | None

    @property
    def ok(self) -> bool:
        """Whether the row is found where the log says; too short a sound cannot tell."""
        if not self.blocks:
            return True
        row = self.row
        farthest_s = ANNOUNCED_S if row.reason == CRASHED else FARTHEST_S
        near = self.offset_s is None or abs(self.offset_s) <= farthest_s + row.dry_s
        least = LEAST_FOUND * row.aired_s / (row.aired_s + row.dry_s) if row.dry_s else LEAST_FOUND
        return self.found >= least and near


def match(tape: Tape, row: Row, rows: Sequence[Row], clip: Samples | None) -> Match:
    """Return how the row's sound is found; without a `clip` (a relay) only whether it sounds."""
    span = row.span
    if span is None:
        return Match(row, 1.0, 0, None)
    if clip is None:
        return _by_level(tape, row, span)
    until = min(span[1], span[0] + row.aired_s) - (
        UNSURE_END_S if row.reason in LOST else EDGE_S * (row.outcome == "cut")
    )
    others = [o.span for o in rows if o.span and o is not row]
    length_s = min(BLOCK_S, until - span[0])
    if length_s < SHORTEST_S or not len(clip):
        return Match(row, 1.0, 0, None)
    firsts = np.arange(span[0], until - length_s + 1e-6, length_s)
    alone = [at for at in firsts if not _meets((at, at + length_s), others)]
    if not alone and until - span[0] < SHORTEST_UNDER_WORDS_S:
        return _by_level(tape, row, span)
    least = SAME if alone else SAME_OVER_ANOTHER
    reach_s = REACH_S + row.dry_s
    shares, offsets = [], []
    for at in alone or list(firsts):
        if _meets((at, at + length_s), tape.outages):
            continue
        piece = _part(clip, row.offset_s + at - span[0], length_s, tape.rate)
        if is_quiet(piece):
            continue
        score, offset_s = place(tape, piece, at, reach_s)
        if score >= least:
            offsets.append(offset_s)
        shares.append(1.0 if score >= least else _broken(tape, piece, at, reach_s))
    if not shares:
        return Match(row, 1.0, 0, None)
    offset = float(np.median(offsets[:STARTS])) if offsets else None
    return Match(row, float(np.mean(shares)), len(shares), offset)


def is_quiet(piece: Samples) -> bool:
    """Return whether there is too little in the piece to look for it."""
    return float(np.mean(piece**2)) < 10 ** (QUIET_DBFS / 10)


def _broken(tape: Tape, piece: Samples, at: float, reach_s: float) -> float:
    """Return the share of a piece that is there in parts: the device ran dry in it."""
    size = round(PART_S * tape.rate)
    parts = [(low, piece[low : low + size]) for low in range(0, len(piece) - size + 1, size)]
    scores = [
        place(tape, part, at + low / tape.rate, reach_s)[0]
        for low, part in parts
        if not is_quiet(part)
    ]
    return sum(score >= SAME_IN_PART for score in scores) / len(scores) if scores else 0.0


def place(tape: Tape, piece: Samples, at: float, reach_s: float) -> tuple[float, float]:
    """Return the best normalised correlation around that moment, and how many seconds off.

    A tone repeats itself: of places that are as good the nearest counts.
    """
    heard = tape.between(at - reach_s, at + len(piece) / tape.rate + reach_s).astype(np.float64)
    product = correlate(heard, piece.astype(np.float64), "valid", method="fft")
    energy = np.concatenate(([0.0], np.cumsum(heard**2)))
    local = np.sqrt(np.maximum(energy[len(piece) :] - energy[: -len(piece)], 1e-6))
    score = product / (local[: len(product)] * float(np.linalg.norm(piece)))
    offsets = np.arange(len(score)) / tape.rate - reach_s
    best = int(np.argmax(score - NEARER * np.abs(offsets)))
    return float(score[best]), float(offsets[best])


def _part(clip: Samples, first_s: float, length_s: float, rate: int) -> Samples:
    """Return that part of the sound; music that fills is heard over and over."""
    at = round(first_s * rate) + np.arange(round(length_s * rate))
    return clip[at % len(clip)]


def _by_level(tape: Tape, row: Row, span: Span) -> Match:
    heard = tape.between(*span)
    size = round(WINDOW_S * tape.rate)
    count = min(len(heard) // size, round(row.aired_s / WINDOW_S))
    if count < SHORTEST_S / WINDOW_S:
        return Match(row, 1.0, 0, None)
    levels = (heard[: len(heard) // size * size].reshape(-1, size) ** 2).mean(axis=1)
    sounds = int((levels >= 10 ** (SOUNDS_DBFS / 10)).sum())
    return Match(row, min(1.0, sounds / count), count, None)


def _meets(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < until and first < span[1] for first, until in others)


def silences(tape: Tape, rows: Sequence[Row], broadcasts: Sequence[Broadcast]) -> list[Span]:
    """Return where a broadcast should have sounded and nothing did for 1.5 s or longer.

    A filled one sounds to its end (5 s, or 3 % of its length, may lack); another as long as its
    frozen rundown is. The device being away counts as silence.
    """
    heard = sounding(tape)
    due = covered(tape, len(heard), [_due(each, rows) for each in broadcasts])
    silent = runs(due & ~heard, tape.started)
    return [span for span in silent if span[1] - span[0] >= SILENCE_S]


def _due(broadcast: Broadcast, rows: Sequence[Row]) -> Span:
    """Return when it should have sounded."""
    if broadcast.filled:
        lacks_s = max(UNFILLED_S, TOLERANCE * broadcast.length_s)
        return broadcast.at, broadcast.at + broadcast.length_s - lacks_s
    own = [row for row in rows if row.slot_id == broadcast.slot_id]
    planned = broadcast.at + min(broadcast.planned_s, broadcast.length_s)
    if all(row.span for row in own):
        return broadcast.at, planned
    return broadcast.at, min(planned, max((r.span[1] for r in own if r.span), default=planned))
