"""The declared slots of the coming days go into the store; what is no longer declared goes out."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from broadcaster.clock import Clock, local_date, start_of
from broadcaster.timetable.book import SlotTaken, move, note
from broadcaster.timetable.dates import DatedSlot, dated_slots, plan
from broadcaster.timetable.models import Slot, SlotChange, SlotState, StartRule
from broadcaster.timetable.schedules import Schedules

LAID_OUT_BY = "timetable"
LONGEST_SLEEP = timedelta(days=60)
UNDECLARED = "không còn trong lịch phát đã khai báo"
DECLARED_AGAIN = "lại có trong lịch phát đã khai báo"
RULES = {
    StartRule.HARD: "đúng giờ",
    StartRule.SOFT: "đợi hết mục",
    StartRule.NOT_BEFORE: "không sớm hơn",
}

_Key = tuple[str, datetime]


class _Sleep(NamedTuple):
    """Since when no slots were laid out, and for which programmes there were any."""

    since: datetime
    programmes: frozenset[str]

    def covers(self, slot: DatedSlot, now: datetime) -> bool:
        """Return whether the slot would have been laid out, had the station run."""
        return self.since < slot.planned_at < now and slot.programme in self.programmes


def lay_out(session: Session, clock: Clock, schedules: Schedules, days: int = 8) -> None:
    """Bring the slots in the store in line with what is declared for today and the days after.

    1. What is declared and not there becomes a planned slot; what a special day or an overlap
       withholds is there as cancelled, with its reason.
    2. A planned slot follows its programme's name, length and start rule.
    3. A planned slot that is no longer declared is cancelled; one that the timetable cancelled
       is planned again when it is declared again. What a person cancelled stays cancelled.
    4. After a long stop the slots of the days between are laid too, so that the player can say
       that they were missed.
    Only slots that have not begun are touched. Doing it again changes nothing, and two processes
    may do it at once.
    """
    now = clock.now()
    _lay_what_was_slept_through(session, clock, schedules, now)
    today = local_date(now)
    made = plan(schedules, today, days)
    declared = {_key(slot): slot for slot in made.slots if slot.planned_at >= now}
    withheld = {_key(w.slot): w for w in made.withheld if w.slot.planned_at >= now}
    there = _slots_between(session, now, start_of(today + timedelta(days=days)))

    for key, slot in declared.items():
        if key in there:
            _keep(session, clock, there[key], slot)
        else:
            _add(session, clock, slot, SlotState.PLANNED, "")
    for key, held in withheld.items():
        if key not in there:
            _add(session, clock, held.slot, SlotState.CANCELLED, held.reason)
    for key, stored in there.items():
        if key not in declared and stored.state is SlotState.PLANNED:
            reason = withheld[key].reason if key in withheld else UNDECLARED
            _move(session, clock, stored, SlotState.CANCELLED, reason)


def slots_on(
    session: Session, schedules: Schedules, first: date, days: int, now: datetime
) -> list[Slot]:
    """Return the slots that start on these local days, in order; one not stored yet has no id.

    1. What is stored counts.
    2. What is declared and still to come stands as planned, however far ahead.
    3. What is declared for a time that is over was planned only if the station slept through it,
       as `lay_out` has it. Any other was declared too late for that day, and never was.
    """
    stored = _slots_between(session, start_of(first), start_of(first + timedelta(days=days)))
    new = [slot for slot in dated_slots(schedules, first, days) if _key(slot) not in stored]
    sleep = _sleep(session, now) if any(slot.planned_at < now for slot in new) else None
    planned = [
        _row(slot, SlotState.PLANNED)
        for slot in new
        if slot.planned_at >= now or (sleep and sleep.covers(slot, now))
    ]
    return sorted((*stored.values(), *planned), key=lambda slot: (slot.planned_at, slot.programme))


def dated(slot: Slot) -> DatedSlot:
    """Return the slot as it was declared."""
    return DatedSlot(slot.programme, slot.name, slot.planned_at, slot.length_s, slot.rule)


def _lay_what_was_slept_through(
    session: Session, clock: Clock, schedules: Schedules, now: datetime
) -> None:
    """Lay the past slots of known programmes since the last one that was laid."""
    sleep = _sleep(session, now)
    if sleep is None:
        return
    first = local_date(sleep.since)
    for slot in dated_slots(schedules, first, (local_date(now) - first).days + 1):
        if sleep.covers(slot, now):
            _add(session, clock, slot, SlotState.PLANNED, "")


def _sleep(session: Session, now: datetime) -> _Sleep | None:
    """Return what the station slept through; None if slots are laid out beyond now, or none ever.

    Of a longer sleep the last `LONGEST_SLEEP` counts.
    """
    query = select(Slot.programme, func.max(col(Slot.planned_at))).group_by(col(Slot.programme))
    last = dict(session.exec(query).all())
    if not last or max(last.values()) >= now:
        return None
    return _Sleep(max(*last.values(), now - LONGEST_SLEEP), frozenset(last))


def _slots_between(session: Session, first: datetime, until: datetime) -> dict[_Key, Slot]:
    query = (
        select(Slot)
        .where(col(Slot.planned_at) >= first, col(Slot.planned_at) < until)
        .execution_options(populate_existing=True)
    )
    return {(slot.programme, slot.planned_at): slot for slot in session.exec(query)}


def _add(session: Session, clock: Clock, slot: DatedSlot, state: SlotState, reason: str) -> None:
    """Store a slot; if another process has just stored the same one, that one stands."""
    row = _row(slot, state)
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return
    note(session, clock, row, None, by=LAID_OUT_BY, reason=reason)


def _row(slot: DatedSlot, state: SlotState) -> Slot:
    return Slot(
        programme=slot.programme,
        name=slot.name,
        planned_at=slot.planned_at,
        length_s=slot.length_s,
        rule=slot.rule,
        state=state,
    )


def _keep(session: Session, clock: Clock, row: Slot, slot: DatedSlot) -> None:
    if row.state is SlotState.CANCELLED and _cancelled_by_timetable(session, row):
        _move(session, clock, row, SlotState.PLANNED, DECLARED_AGAIN)
    if row.state is not SlotState.PLANNED:
        return
    changes = _changes(row, slot)
    if changes:
        row.name, row.length_s, row.rule = slot.name, slot.length_s, slot.rule
        session.add(row)
        note(session, clock, row, row.state, by=LAID_OUT_BY, reason="; ".join(changes))


def _changes(row: Slot, slot: DatedSlot) -> list[str]:
    changes = []
    if row.name != slot.name:
        changes.append(f"đổi tên từ “{row.name}” thành “{slot.name}”")
    if row.length_s != slot.length_s:
        changes.append(f"đổi độ dài từ {row.length_s / 60:g} thành {slot.length_s / 60:g} phút")
    if row.rule is not slot.rule:
        changes.append(f"đổi cách bắt đầu từ “{RULES[row.rule]}” thành “{RULES[slot.rule]}”")
    return changes


def _cancelled_by_timetable(session: Session, row: Slot) -> bool:
    query = select(SlotChange).where(SlotChange.slot_id == row.id)
    last = session.exec(query.order_by(col(SlotChange.id).desc()).limit(1)).first()
    return last is not None and last.by == LAID_OUT_BY


def _move(session: Session, clock: Clock, row: Slot, state: SlotState, reason: str) -> None:
    """Change the state unless the player has just taken the slot: then it stands as it is."""
    try:
        move(session, clock, row, state, by=LAID_OUT_BY, reason=reason, from_states=(row.state,))
    except SlotTaken:
        return


def _key(slot: DatedSlot | Slot) -> _Key:
    return slot.programme, slot.planned_at
