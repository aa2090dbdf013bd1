"""Programmes become dated slots. Pure: what is declared in, what will be broadcast out."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from broadcaster.clock import VIETNAM, local
from broadcaster.timetable.calendar import Calendar
from broadcaster.timetable.models import StartRule
from broadcaster.timetable.programmes import Programme
from broadcaster.timetable.schedules import Schedules

DAY_S = 86400
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatedSlot:
    """One broadcast of a programme on one day. `planned_at` is UTC, `length_s` in seconds."""

    programme: str
    name: str
    planned_at: datetime
    length_s: float
    rule: StartRule

    @property
    def ends_at(self) -> datetime:
        """The moment at which its declared length is over."""
        return self.planned_at + timedelta(seconds=self.length_s)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A slot that a programme's pattern asks for and that will not be, with the reason."""

    slot: DatedSlot
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The slots of some days in the order of their starts, and those that were withheld."""

    slots: tuple[DatedSlot, ...]
    withheld: tuple[Withheld, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two slots that would play at once: the one that keeps its time and the one left out."""

    kept: DatedSlot
    lost: DatedSlot


def dated_slots(schedules: Schedules, first: date, days: int) -> list[DatedSlot]:
    """Return the slots that start on these local days, in order; no two of them overlap."""
    return list(plan(schedules, first, days).slots)


def plan(schedules: Schedules, first: date, days: int) -> Plan:
    """Return the slots that start on these local days, and what was withheld and why.

    1. Each programme asks for its starts, in the order of the file names, then of the starts.
    2. A special day takes starts away or puts others in their place, with its reason.
    3. A slot that overlaps one that is already kept is left out: the first by file name keeps.
    Days before and after are worked out too, so that the outcome never depends on where the
    asked days begin.
    """
    margin = _reach(schedules)
    around = [first + ONE_DAY * n for n in range(-margin, days + margin)]
    asked, withheld = _asked(schedules.programmes, schedules.calendar, around)
    kept, overlaps = _without_overlaps(asked)
    withheld += [Withheld(o.lost, _overlap_reason(o)) for o in overlaps]

    begin = _moment(first, time(0))
    end = _moment(first + ONE_DAY * days, time(0))
    return Plan(
        tuple(slot for slot in kept if begin <= slot.planned_at < end),
        tuple(
            sorted(
                (w for w in withheld if begin <= w.slot.planned_at < end),
                key=lambda w: (w.slot.planned_at, w.slot.programme),
            )
        ),
    )


def overlaps_of(programmes: Sequence[Programme], calendar: Calendar) -> list[Overlap]:
    """Return each pair of starts that meet somewhere: in an ordinary week or on a special day."""
    found: dict[tuple[str, time, str, time], Overlap] = {}
    for index, one in enumerate(programmes):
        for other in programmes[index:]:
            days = sorted(set(_shared_days(one, other)) | set(_special_days(calendar)))
            pair = [one] if one is other else [one, other]
            asked, _ = _asked(pair, calendar, days)
            for overlap in _without_overlaps(asked)[1]:
                key = (*_key(overlap.kept), *_key(overlap.lost))
                found.setdefault(key, overlap)
    return list(found.values())


def _asked(
    programmes: Sequence[Programme], calendar: Calendar, days: Sequence[date]
) -> tuple[list[DatedSlot], list[Withheld]]:
    """Return what is asked for, the strongest claim first, and what special days withhold."""
    asked: list[tuple[tuple[str, int, datetime], DatedSlot]] = []
    withheld: list[Withheld] = []
    for programme in programmes:
        for day in days:
            starts, lost, reason = _starts_on(programme, calendar, day)
            for rank, start in enumerate(starts):
                slot = _slot(programme, day, start)
                asked.append(((programme.stem, rank, slot.planned_at), slot))
            withheld += [Withheld(_slot(programme, day, start), reason) for start in lost]
    return [slot for _, slot in sorted(asked, key=lambda pair: pair[0])], withheld


def _starts_on(
    programme: Programme, calendar: Calendar, day: date
) -> tuple[tuple[time, ...], tuple[time, ...], str]:
    """Return the starts of that day, those a special day took away, and its reason."""
    if not programme.serves(day):
        return (), (), ""
    usual = programme.starts if day.weekday() in programme.days else ()
    if special := calendar.replacing(programme.stem, day):
        instead = special.replace[programme.stem]
        hours = ", ".join(f"{start:%H:%M}" for start in instead)
        lost = tuple(start for start in usual if start not in instead)
        return instead, lost, f"đổi giờ phát sang {hours}: {special.reason}"
    if special := calendar.cancelling(programme.stem, day):
        return (), usual, f"nghỉ phát: {special.reason}"
    return usual, (), ""


def _without_overlaps(asked: Sequence[DatedSlot]) -> tuple[list[DatedSlot], list[Overlap]]:
    kept: list[DatedSlot] = []
    overlaps = []
    for slot in asked:
        at = bisect_left(kept, slot.planned_at, key=_start)
        before, after = kept[at - 1 : at] if at else [], kept[at : at + 1]
        rival = next((k for k in (*before, *after) if _meet(k, slot)), None)
        if rival:
            overlaps.append(Overlap(rival, slot))
        else:
            insort(kept, slot, key=_start)
    return kept, overlaps


def _start(slot: DatedSlot) -> datetime:
    return slot.planned_at


def _meet(one: DatedSlot, other: DatedSlot) -> bool:
    return one.planned_at < other.ends_at and other.planned_at < one.ends_at


def _overlap_reason(overlap: Overlap) -> str:
    kept = overlap.kept
    return (
        f"trùng giờ với “{kept.name}” ({kept.programme}.toml) lúc "
        f"{local(kept.planned_at):%H:%M} ngày {local(kept.planned_at):%d/%m/%Y}"
    )


def _reach(schedules: Schedules) -> int:
    """Return how many days away a slot can still decide, through others, about one of today."""
    starts = sum(len(p.starts) for p in schedules.programmes)
    starts += sum(len(s) for d in schedules.calendar.special_days for s in d.replace.values())
    longest = max((p.length_s for p in schedules.programmes), default=0)
    return min(starts * longest // DAY_S, 30) + 2


def _shared_days(one: Programme, other: Programme) -> Iterator[date]:
    """Return nine days on which both may air, or none: a week and its neighbours."""
    begin = max(filter(None, (one.first, other.first)), default=date(2024, 1, 1))
    end = min(filter(None, (one.last, other.last)), default=date.max)
    if begin - ONE_DAY > end:
        return
    for n in range(-1, 9):
        yield begin + ONE_DAY * n


def _special_days(calendar: Calendar) -> Iterator[date]:
    for special in calendar.special_days:
        if special.replace:
            days = min((special.last - special.first).days, 9)
            yield from (special.first + ONE_DAY * n for n in range(-1, days + 2))


def _slot(programme: Programme, day: date, start: time) -> DatedSlot:
    moment = _moment(day, start)
    return DatedSlot(programme.stem, programme.name, moment, programme.length_s, programme.rule)


def _moment(day: date, start: time) -> datetime:
    return datetime.combine(day, start, tzinfo=VIETNAM).astimezone(UTC)


def _key(slot: DatedSlot) -> tuple[str, time]:
    return slot.programme, local(slot.planned_at).time()
