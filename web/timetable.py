"""The timetable: slots to come with their rundowns, what was left out and why, warnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from sqlmodel import Session

from broadcaster.airlog import airings
from broadcaster.clock import local_date
from broadcaster.timetable import (
    Entry,
    LeftOut,
    Omission,
    PlannedEntry,
    RuleWarning,
    Schedules,
    Shape,
    SlotState,
    all_problems,
    frozen,
    left_out,
    plan,
    rundowns_ahead,
    shape_of,
    slot_changes,
    warnings_of,
)
from web.panel import panel
from web.slots import ShownSlot, shown_slots
from web.today import on_air

SHOWN_DAYS = 8
FARTHEST_DAYS = 60

blueprint = Blueprint("timetable", __name__, url_prefix="/timetable")


@dataclass(frozen=True, kw_only=True)
class SlotPage:
    """One slot with its rundown, as planned so far or as frozen."""

    slot: ShownSlot
    entries: Sequence[Entry | PlannedEntry]
    left_out: Sequence[Omission | LeftOut]
    notes: Sequence[str]
    reason: str
    warnings: Sequence[RuleWarning]

    @property
    def length_s(self) -> float:
        """How long everything in it lasts; sounds may lie over one another."""
        return max((entry.offset_s + entry.planned_s for entry in self.entries), default=0.0)

    @staticmethod
    def shape(entry: Entry | PlannedEntry) -> Shape:
        """Return how an entry is heard."""
        return entry.shape if isinstance(entry.shape, Shape) else shape_of(entry.shape)


@blueprint.get("/")
def page() -> str:
    """Show the slots of one day, the next one with a slot if none is asked for."""
    today = local_date(panel().clock.now())
    schedules = panel().schedules()
    with panel().store.reading() as session:
        day = _asked_day(today) or _next_day(session, schedules, today)
        days = _counts(session, schedules, today)
        slots = _pages(session, schedules, today, day)
    withheld = plan(schedules, day, 1).withheld
    return render_template(
        "timetable/page.html",
        day=day,
        today=today,
        now=panel().clock.now(),
        air=on_air(),
        days=days,
        slots=slots,
        withheld=withheld,
        problems=all_problems(panel().station, schedules),
    )


def _asked_day(today: date) -> date | None:
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return day if abs((day - today).days) <= FARTHEST_DAYS else None


def _next_day(session: Session, schedules: Schedules, today: date) -> date:
    """Return the day of the slot that is on air or comes next; today if there is none."""
    now = panel().clock.now()
    for slot in shown_slots(session, schedules, today, SHOWN_DAYS):
        coming = slot.state is SlotState.PLANNED and slot.planned_at >= now
        if coming or slot.state is SlotState.ON_AIR:
            return local_date(slot.planned_at)
    return today


def _counts(session: Session, schedules: Schedules, today: date) -> list[tuple[date, int]]:
    coming = [
        local_date(slot.planned_at)
        for slot in shown_slots(session, schedules, today, SHOWN_DAYS)
        if slot.state is not SlotState.CANCELLED
    ]
    days = [today + timedelta(days=n) for n in range(SHOWN_DAYS)]
    return [(day, coming.count(day)) for day in days]


def _pages(session: Session, schedules: Schedules, today: date, day: date) -> list[SlotPage]:
    """Return the slots of the day; planned ones as they will be once those before have aired."""
    ahead = {}
    now = panel().clock.now()
    if day >= today:
        coming = shown_slots(session, schedules, today, (day - today).days + 1)
        rundowns = rundowns_ahead(
            session,
            panel().station,
            schedules,
            [slot.stored or slot.unstored() for slot in coming if slot.planned_at >= now],
            airings(session),
        )
        ahead = {(slot.programme, slot.planned_at): rundown for slot, rundown in rundowns}
    shown = shown_slots(session, schedules, day, 1)
    warnings = _warnings(shown, schedules)
    changes = slot_changes(session, [slot.id for slot in shown if slot.id is not None])
    pages = []
    for slot in shown:
        last = changes.get(slot.id, [])[-1:] if slot.id is not None else []
        rundown = ahead.get((slot.programme, slot.planned_at))
        pages.append(
            SlotPage(
                slot=slot,
                entries=rundown.entries if rundown else _frozen(session, slot.id),
                left_out=rundown.left_out if rundown else _left_out(session, slot.id),
                notes=rundown.notes if rundown else (),
                reason=last[0].reason if last else "",
                warnings=[warning for warning in warnings if warning.slot == slot.dated],
            )
        )
    return pages


def _warnings(day: Sequence[ShownSlot], schedules: Schedules) -> list[RuleWarning]:
    """Return what the day's slots do against the rules; one that was cancelled is none of them."""
    heard = [slot.dated for slot in day if slot.state is not SlotState.CANCELLED]
    return warnings_of(heard, schedules.calendar.rules)


def _frozen(session: Session, slot_id: int | None) -> list[PlannedEntry]:
    return [] if slot_id is None else frozen(session, slot_id)


def _left_out(session: Session, slot_id: int | None) -> list[LeftOut]:
    return [] if slot_id is None else left_out(session, slot_id)
