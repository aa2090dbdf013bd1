"""The reckoning as people read it: a table of figures, and each thing that does not agree."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from benchmarks.endurance.faults import Fault
from benchmarks.endurance.keeping import Soak
from benchmarks.endurance.reckoning import Match, Span, explained, match, silences
from benchmarks.endurance.told import Row
from broadcaster.clock import local
from tests.rig.known_clip import Samples, read_clip

BEHIND_S = 12.0
"""A silence that begins so long after a fault was undone is its doing."""
BEFORE_S = 0.5
DRY_S = 0.005
TAKEN_BACK_WITHIN_S = 3.0
ENDED = frozenset({"aired", "missed", "cancelled"})


@dataclass
class Verdict:
    """What agreed and what did not; `wrong` in words, empty if all agrees."""

    matches: list[Match]
    unexplained: list[Span]
    tails: list[Span]
    silences: list[tuple[Span, Fault | None]]
    wrong: list[str] = field(default_factory=list)


def judge(soak: Soak, sounds: Path) -> Verdict:
    """Reconcile recording and log; `sounds` is the folder that the rows' files are relative to."""

    @lru_cache(maxsize=8)
    def opened(file: str) -> Samples | None:
        path = sounds / file
        return read_clip(path, soak.tape.rate).samples if path.is_file() else None

    unexplained, tails = explained(soak.tape, soak.rows)
    heard = [row for row in soak.rows if row.span]
    matches = [
        match(soak.tape, row, heard, opened(row.file) if row.stored else None) for row in heard
    ]
    silent = [(span, behind(span, soak.faults)) for span in silences(
        soak.tape, soak.rows, soak.broadcasts
    )]  # fmt: skip
    verdict = Verdict(matches, unexplained, tails, silent, list(soak.wrong))
    verdict.wrong += [
        f"{_at(s[0])} {s[1] - s[0]:.1f} s of sound without a row" for s in unexplained
    ]
    verdict.wrong += [_not_found(one) for one in matches if not one.ok]
    verdict.wrong += [
        f"{_at(s[0])} {s[1] - s[0]:.1f} s of silence without a fault"
        for s, why in silent
        if not why
    ]
    verdict.wrong += _slots(soak) + _twice(soak.rows) + _taken_back(soak)
    return verdict


def behind(silence: Span, faults: Sequence[Fault]) -> Fault | None:
    """Return the last fault that a silence can come of: it began during it or soon after."""
    near = [
        fault for fault in faults if fault.at - BEFORE_S <= silence[0] <= fault.until + BEHIND_S
    ]
    return max(near, key=lambda fault: fault.at, default=None)


def _slots(soak: Soak) -> list[str]:
    found = []
    for each in soak.broadcasts:
        where = f"the broadcast {each.name} of {_at(each.at)}"
        if each.state not in ENDED:
            found.append(f"{where} is {each.state}")
        elif each.state != "aired" and not each.reason:
            found.append(f"{where} is {each.state} without a reason")
    return found


def _twice(rows: Sequence[Row]) -> list[str]:
    aired = Counter(
        (row.slot_id, row.position)
        for row in rows
        if row.outcome == "aired" and row.position is not None and row.kind != "relay"
    )
    return [
        f"position {position} of slot {slot} aired {times} times"
        for (slot, position), times in aired.items()
        if times > 1
    ]


def _taken_back(soak: Soak) -> list[str]:
    return [
        f"{_at(row.start)} {row} began {row.start - soak.withdrawn[row.news_id]:.1f} s after its "
        "withdrawal"
        for row in soak.rows
        if row.news_id in soak.withdrawn
        and row.start
        and row.aired_s
        and row.start > soak.withdrawn[row.news_id] + TAKEN_BACK_WITHIN_S
    ]


def _not_found(one: Match) -> str:
    off = "" if one.offset_s is None else f", {one.offset_s * 1000:+.0f} ms off"
    return f"{_at(one.row.start or 0)} {one.row}: {one.found:.0%} of {one.blocks} pieces found{off}"


def _at(epoch: float) -> str:
    return f"{local(datetime.fromtimestamp(epoch, UTC)):%H:%M:%S.%f}"[:-4]


def show(soak: Soak, verdict: Verdict) -> None:
    """Print the table and what does not agree."""
    heard = [row.span for row in soak.rows if row.span]
    print(f"{(soak.until - soak.first) / 60:.1f} minutes, {len(soak.broadcasts)} broadcasts")
    print(
        f"{sum(until - first for first, until in heard) / 60:.1f} minutes told in the log, ", end=""
    )
    print(f"{sum(b - a for a, b in soak.tape.outages):.1f} s without a device to record")
    print(f"\n{'fault':24}{'times':>6}{'silences':>10}{'longest s':>11}")
    for kind, times in sorted(Counter(fault.kind for fault in soak.faults).items()):
        long = [b - a for (a, b), why in verdict.silences if why and why.kind == kind]
        print(f"{kind:24}{times:6}{len(long):10}{max(long, default=0.0):11.1f}")
    print(f"\n{'rows':24}{'n':>6}   by kind")
    for outcome, times in sorted(Counter(row.outcome for row in soak.rows).items()):
        kinds = Counter(row.kind for row in soak.rows if row.outcome == outcome)
        told = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        print(f"{outcome:24}{times:6}   {told}")
    placed = [one for one in verdict.matches if one.offset_s is not None]
    print()
    show_offsets("", [one for one in placed if one.row.dry_s <= DRY_S])
    show_offsets(", the device running dry", [one for one in placed if one.row.dry_s > DRY_S])
    dry = [row.dry_s for row in soak.rows if row.dry_s > DRY_S]
    print(f"the device ran dry: {sum(dry):.1f} s in {len(dry)} rows")
    judged = [one for one in verdict.matches if one.blocks]
    print(f"rows looked for: {len(judged)}, too short to look for: ", end="")
    print(f"{len(verdict.matches) - len(judged)}, not found: {sum(not m.ok for m in judged)}")
    print(f"sound without a row: {sum(b - a for a, b in verdict.unexplained):.1f} s")
    tails = [until - first for first, until in verdict.tails]
    print(f"heard behind a row that a kill cut: {sum(tails):.1f} s, ", end="")
    print(f"at most {max(tails, default=0.0):.1f} s at once")
    alone = [b - a for (a, b), why in verdict.silences if why is None]
    print(f"silence without a fault: {sum(alone):.1f} s in {len(alone)} places")
    for sentence in verdict.wrong:
        print(f"DOES NOT AGREE: {sentence}")
    print("all agrees" if not verdict.wrong else f"{len(verdict.wrong)} things do not agree")


def show_offsets(where: str, matches: Sequence[Match]) -> None:
    """Print how far the starts that the log tells are from those that were heard."""
    sizes = sorted(abs(one.offset_s or 0.0) * 1000 for one in matches)
    if sizes:
        p99 = sizes[round(0.99 * (len(sizes) - 1))]
        print(f"logged against heard start{where}, ms: n {len(sizes)}, ", end="")
        print(f"median {statistics.median(sizes):.2f}, p99 {p99:.2f}, max {sizes[-1]:.2f}")
