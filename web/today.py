"""Today at a glance: what is on air, what comes next, what aired, what was missed."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from broadcaster.airlog import AsRunEntry, Outcome, entries
from broadcaster.clock import local_date, start_of
from broadcaster.newsroom import Action, State, items, may
from broadcaster.timetable import EntryKind, SlotState
from web.access import me
from web.panel import panel
from web.slots import ShownSlot, shown_slots
from web.words import written_time

AHEAD_DAYS = 7
QUIETEST_DBFS = -60.0
TROUBLES = frozenset({Outcome.CUT, Outcome.MISSED, Outcome.FAILED})
ALARMS = frozenset({EntryKind.EMERGENCY, EntryKind.DRILL})

blueprint = Blueprint("today", __name__)


@dataclass(kw_only=True)
class SlotDay:
    """One slot of today beside what the log says of it."""

    slot: ShownSlot
    entries: list[AsRunEntry] = field(default_factory=list)

    @property
    def items_aired(self) -> int:
        """How many news items were heard to their end."""
        return sum(
            entry.kind is EntryKind.ITEM and entry.outcome is Outcome.AIRED
            for entry in self.entries
        )

    @property
    def troubles(self) -> list[AsRunEntry]:
        """What was due and was not heard, or not whole."""
        return [entry for entry in self.entries if entry.outcome in TROUBLES]


@dataclass(frozen=True, kw_only=True)
class OnAir:
    """What the player says of itself, with figures for the bars of the page.

    `state` is what it answered just now: None if it is not running, whatever it said before.
    """

    state: dict[str, Any] | None
    alarm: bool
    drill: bool
    share: float
    level: float

    @property
    def waiting(self) -> dict[str, Any]:
        """The slot whose second is over and that waits for something; empty if there is none."""
        coming = (self.state or {}).get("next") or {}
        return coming if coming.get("waits") else {}

    @property
    def held_up(self) -> str:
        """What waits, since when and for what, in Vietnamese; empty if nothing does."""
        if not self.waiting:
            return ""
        planned_at = datetime.fromisoformat(self.waiting["planned_at"])
        return f"{self.waiting['title']}, {written_time(planned_at)}: {self.waiting['waits']}"


@blueprint.get("/")
def front() -> Response:
    """Go to today's page."""
    return redirect(url_for("today.page"))


@blueprint.get("/today")
def page() -> str:
    """Show the whole day."""
    with panel().store.reading() as session:
        waiting = _waiting(session)
        days, alarms, following = _day(session)
    return render_template(
        "today/page.html",
        now=panel().clock.now(),
        air=on_air(),
        days=days,
        alarms=alarms,
        following=following,
        waiting=waiting,
    )


@blueprint.get("/today/air")
def air_part() -> str:
    """Show what is on air, for the page that asks every few seconds."""
    with panel().store.reading() as session:
        following = following_slot(session, panel().clock.now())
    return render_template("today/air.html", air=on_air(), following=following)


@blueprint.get("/today/slots")
def slots_part() -> str:
    """Show the day's slots anew."""
    with panel().store.reading() as session:
        days, alarms, _ = _day(session)
    now = panel().clock.now()
    return render_template("today/slots.html", now=now, air=on_air(), days=days, alarms=alarms)


def on_air() -> OnAir:
    """Return what the player says now."""
    state = panel().player.state()
    heard = (state or {}).get("on_air") or {}
    planned_s = heard.get("planned_s") or 0.0
    level = (state or {}).get("level_dbfs")
    return OnAir(
        state=state,
        alarm=heard.get("kind") in ALARMS,
        drill=heard.get("kind") == EntryKind.DRILL,
        share=_share(heard.get("position_s") or 0.0, planned_s),
        level=1 - _share(QUIETEST_DBFS if level is None else min(0.0, level), QUIETEST_DBFS),
    )


def _share(part: float, whole: float) -> float:
    """Return the part as a figure between 0 and 1."""
    return min(1.0, max(0.0, part / whole)) if whole else 0.0


def _day(session: Session) -> tuple[list[SlotDay], list[AsRunEntry], ShownSlot | None]:
    now = panel().clock.now()
    today = local_date(now)
    begin, end = start_of(today), start_of(today + timedelta(days=1))
    logged: dict[int | None, list[AsRunEntry]] = defaultdict(list)
    for entry in entries(session, begin, end):
        logged[entry.slot_id].append(entry)
    slots = [
        slot
        for slot in shown_slots(session, panel().schedules(), today, 1)
        if slot.id is not None or slot.planned_at >= now
    ]
    days = [
        SlotDay(slot=slot, entries=logged[slot.id] if slot.id is not None else []) for slot in slots
    ]
    alarms = [entry for entry in logged[None] if entry.kind in ALARMS]
    return days, alarms, following_slot(session, now)


def following_slot(session: Session, now: datetime) -> ShownSlot | None:
    """Return the slot that comes next, within a week.

    The player takes a slot half a minute ahead: it is `ON_AIR` in the store, and still to come.
    """
    coming = {SlotState.PLANNED, SlotState.ON_AIR}
    slots = shown_slots(session, panel().schedules(), local_date(now), AHEAD_DAYS)
    return next(
        (slot for slot in slots if slot.planned_at > now and slot.state in coming),
        None,
    )


def _waiting(session: Session) -> dict[str, int]:
    """Return how many items wait for this visitor: to approve, to correct."""
    visitor = me()
    waiting = {}
    if may(visitor.role, Action.APPROVE):
        waiting["approve"] = len(items(session, states={State.SUBMITTED}))
    waiting["correct"] = sum(
        view.newest.created_by == visitor.name for view in items(session, states={State.REJECTED})
    )
    return waiting
