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
    Slot,
    SlotState,
    all_problems,
    broken_rules,
    dated,
    frozen,
    left_out,
    plan,
    rundowns_ahead,
    shape_of,
    slots_on,
)
from web.panel import panel
from web.slots import ToldSlot, told_day
from web.today import OnAir, on_air

SHOWN_DAYS = 8
FARTHEST_DAYS = 60

blueprint = Blueprint("timetable", __name__, url_prefix="/timetable")


@dataclass(frozen=True, kw_only=True)
class SlotPage:
    """One slot with its rundown, as planned so far or as frozen."""

    told: ToldSlot
    entries: Sequence[Entry | PlannedEntry]
    left_out: Sequence[Omission | LeftOut]
    notes: Sequence[str]
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
    schedules, air = panel().schedules(), on_air()
    with panel().store.reading() as session:
        coming = slots_on(session, schedules, today, SHOWN_DAYS, panel().clock.now())
        day = _asked_day(today) or _next_day(coming, today)
        slots = _pages(session, schedules, day, air)
    withheld = plan(schedules, day, 1).withheld
    return render_template(
        "timetable/page.html",
        day=day,
        today=today,
        now=panel().clock.now(),
        air=air,
        days=_counts(coming, today),
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


def _next_day(coming: Sequence[Slot], today: date) -> date:
    """Return the day of the slot that is on air or comes next; today if there is none."""
    now = panel().clock.now()
    for slot in coming:
        to_come = slot.state is SlotState.PLANNED and slot.planned_at >= now
        if to_come or slot.state is SlotState.ON_AIR:
            return local_date(slot.planned_at)
    return today


def _counts(coming: Sequence[Slot], today: date) -> list[tuple[date, int]]:
    starts = [
        local_date(slot.planned_at) for slot in coming if slot.state is not SlotState.CANCELLED
    ]
    days = [today + timedelta(days=n) for n in range(SHOWN_DAYS)]
    return [(day, starts.count(day)) for day in days]


def _pages(session: Session, schedules: Schedules, day: date, air: OnAir) -> list[SlotPage]:
    """Return the slots of the day; planned ones as they will be once those before have aired."""
    ahead = {}
    now = panel().clock.now()
    today = local_date(now)
    if day >= today:
        coming = slots_on(session, schedules, today, (day - today).days + 1, now)
        rundowns = rundowns_ahead(
            session,
            panel().station,
            schedules,
            [slot for slot in coming if slot.planned_at >= now or air.awaits(slot)],
            airings(session),
        )
        ahead = {dated(slot): rundown for slot, rundown in rundowns}
    shown = told_day(session, schedules, day, now).slots
    warnings = broken_rules([told.slot for told in shown], schedules.calendar.rules)
    pages = []
    for told in shown:
        slot_id, as_declared = told.slot.id, dated(told.slot)
        rundown = ahead.get(as_declared)
        pages.append(
            SlotPage(
                told=told,
                entries=rundown.entries if rundown else _frozen(session, slot_id),
                left_out=rundown.left_out if rundown else _left_out(session, slot_id),
                notes=rundown.notes if rundown else (),
                warnings=[warning for warning in warnings if warning.slot == as_declared],
            )
        )
    return pages


def _frozen(session: Session, slot_id: int | None) -> list[PlannedEntry]:
    return [] if slot_id is None else frozen(session, slot_id)


def _left_out(session: Session, slot_id: int | None) -> list[LeftOut]:
    return [] if slot_id is None else left_out(session, slot_id)
