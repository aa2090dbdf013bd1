"""Rehearsal: days of the timetable through the real director, on a simulated clock, in silence.

Nothing is written: slots, log and approvals stay as they are. Each slot gets the rundown it
would get with the items approved today, and what was rehearsed counts as aired for the next.
What a special day or an overlap withholds is there as cancelled, so that every dated slot is
accounted for.
"""

import json
import threading
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from broadcaster import airlog, timetable
from broadcaster.airlog import Outcome
from broadcaster.clock import local_date, start_of
from broadcaster.playout.air import AirItem, Alarm, Laid, Limits, Show, SlotPlan
from broadcaster.playout.director import FREEZE_AHEAD_S, Director
from broadcaster.playout.simulation import SimulatedOutput
from broadcaster.playout.sounds.mixer import Block
from broadcaster.playout.sounds.shaping import shaped, voiced
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import (
    AiredCount,
    DatedSlot,
    Entry,
    EntryKind,
    Foresight,
    Schedules,
    SlotState,
    Volume,
    Withheld,
)

RATE = 1000


@dataclass(frozen=True, kw_only=True)
class RehearsedEntry:
    """One entry as it would air; `started_at` is None if it would not.

    `volume` is what the log would say: the percent in each zone, or a list of such; None where
    the station has none.
    """

    kind: EntryKind
    title: str
    news_id: int | None
    started_at: datetime | None
    heard_s: float
    outcome: Outcome
    reason: str
    volume: dict[str, int] | list[dict[str, Any]] | None = None


@dataclass(frozen=True, kw_only=True)
class RehearsedSlot:
    """One slot as it would go; `left_out` are (news id, title, reason)."""

    name: str
    planned_at: datetime
    length_s: float
    state: SlotState
    reason: str
    entries: tuple[RehearsedEntry, ...]
    left_out: tuple[tuple[int, str, str], ...]

    @property
    def heard_s(self) -> float:
        """For how many seconds something of it would be heard; sounds may lie over one another."""
        heard = [(e.started_at, e.heard_s) for e in self.entries if e.started_at]
        return sum(airlog.added_s(sorted(heard)))


class _Clock:
    """Stands still until the rehearsal moves it."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._began = now

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return (self._now - self._began).total_seconds()

    def wait(self, seconds: float, until: threading.Event | None = None) -> bool:
        del until
        self._now += timedelta(seconds=seconds)
        return False

    def move_to(self, moment: datetime) -> None:
        self._now = max(self._now, moment)


class _Length:
    """A sound of which only the length matters."""

    def __init__(self, seconds: float) -> None:
        self.frames = round(seconds * RATE)

    def read(self, start: int, count: int) -> Block:
        raise AssertionError(start, count)


@dataclass
class _Rehearsal:
    """Desk and journal in one, over plain memory."""

    foresight: Foresight
    aired: dict[int, AiredCount]
    waiting: deque[tuple[SlotPlan, DatedSlot]]
    entries: list[RehearsedEntry] = field(default_factory=list)
    left_out: tuple[tuple[int, str, str], ...] = ()
    zones: tuple[str, ...] = ()
    volume: Volume = field(default_factory=Volume)
    done: list[RehearsedSlot] = field(default_factory=list)
    items: dict[str, AirItem] = field(default_factory=dict)

    def due(self, until: datetime) -> Sequence[SlotPlan]:
        first = self.waiting[0][0] if self.waiting else None
        return [first] if first and first.planned_at <= until else []

    def freeze(self, plan: SlotPlan) -> Show:
        _, dated = self.waiting.popleft()
        next_at = self.waiting[0][1].planned_at if self.waiting else None
        rundown = self.foresight.rundown(dated, self.aired, next_at)
        self.zones = self.foresight.zones(dated)
        self.left_out = tuple((o.news_id, o.title, o.reason) for o in rundown.left_out)
        items = deque(
            shaped(_item(plan, position, entry), entry.shape, RATE)
            for position, entry in enumerate(rundown.entries)
        )
        return Show(plan=plan, pending=items)

    def refuses(self, item: AirItem) -> str | None:
        del item
        return None

    def withdrawn(self, items: Sequence[AirItem]) -> Collection[int]:
        del items
        return ()

    def voiced(self, item: AirItem, at: datetime) -> AirItem:
        return voiced(item, self.volume, self.zones, at, RATE)

    def note_position(self, entry: str, began: datetime, heard_s: float) -> None:
        """Keep nothing."""

    def alarm_starts(self, alarm: Alarm) -> None:
        """Pass over it: nobody interrupts a rehearsal."""

    def alarm_changed(self, alarm: Alarm, state: str, reason: str) -> None:
        """Pass over it likewise."""

    def close(self, plan: SlotPlan, state: SlotState, reason: str) -> None:
        if self.waiting and self.waiting[0][0] is plan:
            self.waiting.popleft()
        self.done.append(
            RehearsedSlot(
                name=plan.name,
                planned_at=plan.planned_at,
                length_s=plan.length_s,
                state=state,
                reason=reason,
                entries=tuple(self.entries),
                left_out=self.left_out,
            )
        )
        self.entries, self.left_out = [], ()

    def started(self, entry: str, item: AirItem, at: datetime) -> None:
        del at
        self.items[entry] = item

    def is_written(self, entry: str) -> bool:
        return entry in self.items

    def ended(
        self, laid: Laid, *, started_at: datetime, ended_at: datetime, heard_s: float
    ) -> None:
        del ended_at
        item = self.items.pop(laid.entry)
        self._note(item, started_at, heard_s, laid.outcome, laid.reason)
        if item.kind is EntryKind.ITEM and item.news_id and laid.outcome is Outcome.AIRED:
            before = self.aired.get(item.news_id, AiredCount(0, None))
            self.aired[item.news_id] = replace(
                before, planned=before.planned + 1, last=local_date(started_at)
            )

    def missed(self, item: AirItem, reason: str, *, outcome: Outcome = Outcome.MISSED) -> None:
        self._note(item, None, 0.0, outcome, reason)

    def missed_slot(self, plan: SlotPlan, reason: str) -> None:
        """Leave it to the slot itself, which says so."""

    def _note(
        self,
        item: AirItem,
        started_at: datetime | None,
        heard_s: float,
        outcome: Outcome,
        reason: str,
    ) -> None:
        self.entries.append(
            RehearsedEntry(
                kind=item.kind,
                title=item.title,
                news_id=item.news_id,
                started_at=started_at,
                heard_s=heard_s,
                outcome=outcome,
                reason=reason,
                volume=json.loads(item.volume) if item.volume else None,
            )
        )


def rehearse(
    store: Store, station: Station, schedules: Schedules, first: date, days: int
) -> list[RehearsedSlot]:
    """Return how every slot of the days would go, in order; nothing is changed or logged."""
    planned = timetable.plan(schedules, first, days)
    clock = _Clock(start_of(first) - timedelta(seconds=FREEZE_AHEAD_S))
    with store.reading() as session:
        rehearsal = _Rehearsal(
            foresight=Foresight(
                session, station, schedules, first, first + timedelta(days=days - 1)
            ),
            aired=dict(airlog.airings(session)),
            volume=schedules.volume,
            waiting=deque(
                (_plan_of(number, slot), slot) for number, slot in enumerate(planned.slots, 1)
            ),
        )
        _run_through(rehearsal, clock, station)
    withheld = [_withheld(held) for held in planned.withheld]
    return sorted((*rehearsal.done, *withheld), key=lambda slot: slot.planned_at)


def _run_through(rehearsal: _Rehearsal, clock: _Clock, station: Station) -> None:
    """Let the director play all that waits, the clock going from one event to the next."""
    director = Director(
        clock,
        SimulatedOutput(clock, RATE),
        rehearsal,
        rehearsal,
        Limits(
            late_start_s=station.late_start_limit_s,
            longest_interruption_s=station.longest_interruption_s,
        ),
    )
    while rehearsal.waiting or director.wants_output:
        director.step()
        moments = [director.next_event()]
        if rehearsal.waiting:
            upcoming = rehearsal.waiting[0][0].planned_at
            moments.append(upcoming - timedelta(seconds=FREEZE_AHEAD_S))
        soonest = clock.now() + timedelta(milliseconds=1)
        clock.move_to(max(soonest, min(filter(None, moments), default=soonest)))


def _item(plan: SlotPlan, position: int, entry: Entry) -> AirItem:
    return AirItem(
        kind=entry.kind,
        title=entry.title,
        sound=_Length(entry.planned_s),
        slot_id=plan.slot_id,
        slot=plan.name,
        position=position,
        news_id=entry.news_id,
        revision=entry.revision,
        repeat=entry.repeat,
    )


def _plan_of(number: int, slot: DatedSlot) -> SlotPlan:
    return SlotPlan(
        slot_id=number,
        name=slot.name,
        planned_at=slot.planned_at,
        length_s=slot.length_s,
        rule=slot.rule,
    )


def _withheld(held: Withheld) -> RehearsedSlot:
    return RehearsedSlot(
        name=held.slot.name,
        planned_at=held.slot.planned_at,
        length_s=held.slot.length_s,
        state=SlotState.CANCELLED,
        reason=held.reason,
        entries=(),
        left_out=(),
    )
