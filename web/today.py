"""Today at a glance: what is on air, what comes next, what aired, what was missed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from broadcaster.clock import local_date
from broadcaster.newsroom import Action, State, items, may
from broadcaster.timetable import EntryKind, Slot, SlotState, slots_on
from web.access import me
from web.over_all import ALARMS, told_over_all
from web.panel import panel
from web.slots import told_day
from web.words import written_second, written_time

AHEAD_DAYS = 7
QUIETEST_DBFS = -60.0

blueprint = Blueprint("today", __name__)


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

    def awaits(self, slot: Slot) -> bool:
        """Return whether that slot is the one that waits."""
        return slot.id is not None and slot.id == self.waiting.get("slot_id")

    @property
    def silenced(self) -> dict[str, Any]:
        """The slot that is on air and not heard, its device being lost; empty if there is none."""
        state = self.state or {}
        programme = state.get("programme") or {}
        return programme if programme.get("silent_since") and not state.get("on_air") else {}

    def silences(self, slot: Slot) -> bool:
        """Return whether that slot is the one that is not heard."""
        return slot.id is not None and slot.id == self.silenced.get("slot_id")

    @property
    def silence(self) -> str:
        """Since when that slot is not heard, in Vietnamese; only where there is one."""
        since = datetime.fromisoformat(self.silenced["silent_since"])
        return f"Không có tiếng từ {written_second(since)}"

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
        following = following_slot(session, panel().clock.now())
        slots = _slots(session)
    air = on_air()
    return render_template(
        "today/page.html", air=air, following=following, waiting=waiting, **slots
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
        slots = _slots(session)
    return render_template("today/slots.html", air=on_air(), **slots)


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


def _slots(session: Session) -> dict[str, Any]:
    """Return what the table of the day's slots shows, and what was heard over them."""
    now = panel().clock.now()
    day = told_day(session, panel().schedules(), local_date(now), now)
    over_all = told_over_all(session, day.others)
    return {"now": now, "slots": day.slots, "over_all": over_all}


def following_slot(session: Session, now: datetime) -> Slot | None:
    """Return the slot that comes next, within a week.

    The player takes a slot half a minute ahead: it is `ON_AIR` in the store, and still to come.
    """
    coming = {SlotState.PLANNED, SlotState.ON_AIR}
    slots = slots_on(session, panel().schedules(), local_date(now), AHEAD_DAYS, now)
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
