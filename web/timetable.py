"""The timetable: slots to come with their rundowns, what was left out and why, warnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask_login import login_required
from sqlmodel import Session, select

from broadcaster.airlog import airings
from broadcaster.clock import local_date
from broadcaster.timetable import (
    Entry,
    LeftOut,
    Omission,
    PlannedEntry,
    RuleWarning,
    Schedules,
    Slot,
    SlotState,
    Withheld,
    frozen,
    plan,
    rundown_of,
    warnings_of,
)
from web.panel import panel
from web.slots import ShownSlot, shown_slots

SHOWN_DAYS = 8
FARTHEST_DAYS = 60

blueprint = Blueprint("timetable", __name__, url_prefix="/timetable")


@dataclass(frozen=True, kw_only=True)
class SlotPage:
    """One slot with its rundown, as planned so far or as frozen."""

    slot: ShownSlot
    is_frozen: bool
    entries: Sequence[Entry | PlannedEntry]
    left_out: Sequence[Omission | LeftOut]
    notes: Sequence[str]
    warnings: Sequence[RuleWarning]

    @property
    def length_s(self) -> float:
        """How long everything in it lasts."""
        return sum(entry.planned_s for entry in self.entries)


@blueprint.get("/")
@login_required
def page() -> str:
    """Show the slots of one day, today's if none is asked for, and the days around."""
    today = local_date(panel().clock.now())
    day = _asked_day(today)
    schedules = panel().schedules.load()
    with panel().store.reading() as session:
        days = _counts(session, schedules, today)
        slots = [
            _slot_page(session, schedules, slot)
            for slot in shown_slots(session, schedules, day, 1)
        ]
    withheld: Sequence[Withheld] = plan(schedules, day, 1).withheld
    return render_template(
        "timetable/page.html",
        day=day,
        today=today,
        days=days,
        slots=slots,
        withheld=withheld,
        problems=schedules.problems,
    )


def _asked_day(today: date) -> date:
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return day if abs((day - today).days) <= FARTHEST_DAYS else today


def _counts(session: Session, schedules: Schedules, today: date) -> list[tuple[date, int]]:
    coming = [
        local_date(slot.planned_at)
        for slot in shown_slots(session, schedules, today, SHOWN_DAYS)
        if slot.state is not SlotState.CANCELLED
    ]
    days = [today + timedelta(days=n) for n in range(SHOWN_DAYS)]
    return [(day, coming.count(day)) for day in days]


def _slot_page(session: Session, schedules: Schedules, shown: ShownSlot) -> SlotPage:
    warnings = warnings_of([shown.dated], schedules.calendar.rules)
    if shown.stored is not None and shown.state not in {SlotState.PLANNED, SlotState.CANCELLED}:
        return _frozen(session, shown, shown.stored, warnings)
    slot = shown.stored or Slot(
        programme=shown.programme,
        name=shown.name,
        planned_at=shown.planned_at,
        length_s=shown.length_s,
        rule=shown.rule,
    )
    if shown.state is SlotState.CANCELLED:
        return SlotPage(
            slot=shown, is_frozen=False, entries=(), left_out=(), notes=(), warnings=()
        )
    rundown = rundown_of(session, panel().station, schedules, slot, airings(session))
    return SlotPage(
        slot=shown,
        is_frozen=False,
        entries=rundown.entries,
        left_out=rundown.left_out,
        notes=rundown.notes,
        warnings=warnings,
    )


def _frozen(
    session: Session, shown: ShownSlot, slot: Slot, warnings: Sequence[RuleWarning]
) -> SlotPage:
    assert slot.id is not None
    left_out = session.exec(select(LeftOut).where(LeftOut.slot_id == slot.id)).all()
    return SlotPage(
        slot=shown,
        is_frozen=True,
        entries=frozen(session, slot.id),
        left_out=left_out,
        notes=(),
        warnings=warnings,
    )
