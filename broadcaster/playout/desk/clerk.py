"""The clerk: writes and reads what may take a while, in threads of its own; the air never waits.

Journal and desk keep their order: all that is written goes through one thread.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from broadcaster.airlog import Outcome
from broadcaster.clock import Clock
from broadcaster.playout.air import AirItem, Alarm, Journal, Laid, Show, SlotPlan
from broadcaster.playout.desk.desk import StationDesk
from broadcaster.playout.interruptions.words import STARTING
from broadcaster.timetable import SlotState

LOOK_EVERY_S = 1.0
T = TypeVar("T")

_log = logging.getLogger(__name__)


class Clerk:
    """A thread for each sort of work, so that what takes long holds up only its own sort."""

    def __init__(self) -> None:
        """The threads begin with the first thing to do."""
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="clerk")
        self._preparing = ThreadPoolExecutor(1, thread_name_prefix="preparation")
        self._looking = ThreadPoolExecutor(1, thread_name_prefix="look")
        self._noting = ThreadPoolExecutor(1, thread_name_prefix="position")

    def write(self, act: Callable[[], object]) -> "Future[object]":
        """Do it behind everything that was asked before; a fault is told in the program's log."""
        done = self._writing.submit(act)
        done.add_done_callback(_tell_fault)
        return done

    def prepare(self, act: Callable[[], T]) -> "Future[T]":
        """Get a slot ready, beside the writing: hashing and converting may take minutes."""
        return self._preparing.submit(act)

    def look(self, act: Callable[[], T]) -> "Future[T]":
        """Ask the store something that must be known soon, whatever is prepared meanwhile."""
        return self._looking.submit(act)

    def note(self, act: Callable[[], object]) -> "Future[object]":
        """Do a small thing that must not wait behind the database: how far a sound was heard."""
        done = self._noting.submit(act)
        done.add_done_callback(_tell_fault)
        return done

    def finish(self) -> None:
        """Return once everything is written."""
        self._looking.shutdown(wait=True)
        self._preparing.shutdown(wait=True, cancel_futures=True)
        self._noting.shutdown(wait=True)
        self._writing.shutdown(wait=True)


class ClerksJournal:
    """A journal whose rows the clerk writes."""

    def __init__(self, journal: Journal, clerk: Clerk) -> None:
        """`journal` is the one that really writes."""
        self._journal = journal
        self._clerk = clerk

    def started(self, entry: str, item: AirItem, at: datetime) -> None:
        """Have it written that the item is about to be heard."""
        self._clerk.write(lambda: self._journal.started(entry, item, at))

    def is_written(self, entry: str) -> bool:
        """Return whether the row that the entry begins with is safe."""
        return self._journal.is_written(entry)

    def ended(
        self, laid: Laid, *, started_at: datetime, ended_at: datetime, heard_s: float
    ) -> None:
        """Have it written how it went."""
        self._clerk.write(
            lambda: self._journal.ended(
                laid, started_at=started_at, ended_at=ended_at, heard_s=heard_s
            )
        )

    def missed(self, item: AirItem, reason: str, *, outcome: Outcome = Outcome.MISSED) -> None:
        """Have it written that the item was due and was not heard."""
        self._clerk.write(lambda: self._journal.missed(item, reason, outcome=outcome))

    def missed_slot(self, plan: SlotPlan, reason: str) -> None:
        """Have it written that a whole slot was not heard."""
        self._clerk.write(lambda: self._journal.missed_slot(plan, reason))


class ClerksDesk:
    """The station's desk, where only the last look at an approval is taken at once."""

    def __init__(self, desk: StationDesk, clerk: Clerk, clock: Clock) -> None:
        """`desk` is the one that really reads and writes."""
        self._desk = desk
        self._clerk = clerk
        self._clock = clock
        self._look: Future[Collection[int]] | None = None
        self._withdrawn: Collection[int] = ()
        self._look_at = clock.monotonic()
        self._freezing: dict[SlotPlan, Future[Show | None]] = {}
        self._position: Future[object] | None = None
        self.on_alarm: Callable[[Alarm, str], None] = lambda _alarm, _state: None

    def due(self, until: datetime) -> Sequence[SlotPlan]:
        """Return the planned slots that begin by `until`, earliest first."""
        waiting = [plan for plan in self._desk.due(until) if plan not in self._freezing]
        return sorted([*self._freezing, *waiting], key=lambda plan: plan.planned_at)

    def coming(self) -> Sequence[SlotPlan]:
        """Return the planned slots of the next minutes, also those that are being prepared."""
        return [*self._freezing, *self._desk.near()]

    def freeze(self, plan: SlotPlan) -> Show | None:
        """Return the slot with its rundown once it is claimed and its sounds are checked."""
        preparing = self._freezing.get(plan)
        if preparing is None:
            self._freezing[plan] = self._clerk.prepare(lambda: self._desk.freeze(plan))
            return None
        if not preparing.done():
            return None
        return self._freezing.pop(plan).result()

    def refuses(self, item: AirItem) -> str | None:
        """Return why the item may not air, asked just before the sound; None if it may."""
        return self._desk.refuses(item)

    def withdrawn(self, items: Sequence[AirItem]) -> Collection[int]:
        """Have it looked at each second, and return what the last look has found."""
        if self._look is not None and self._look.done():
            look, self._look = self._look, None
            self._withdrawn = self._withdrawn if look.exception() else look.result()
        if self._look is None and items and self._clock.monotonic() >= self._look_at:
            self._look_at = self._clock.monotonic() + LOOK_EVERY_S
            self._look = self._clerk.look(lambda: self._desk.withdrawn(items))
            self._look.add_done_callback(_tell_fault)
        return self._withdrawn

    def voiced(self, item: AirItem, at: datetime) -> AirItem:
        """Return the item as loud as it is to be in each zone; nothing is read for that."""
        return self._desk.voiced(item, at)

    def close(self, plan: SlotPlan, state: SlotState, reason: str) -> None:
        """Have it written that the slot is over."""
        self._freezing.pop(plan, None)
        self._desk.forget(plan)
        self._clerk.write(lambda: self._desk.close(plan, state, reason))

    def note_position(self, entry: str, began: datetime, heard_s: float) -> None:
        """Have the position kept, one at a time and no oftener than it is wanted."""
        if self._desk.position.is_due and (self._position is None or self._position.done()):
            self._position = self._clerk.note(
                lambda: self._desk.note_position(entry, began, heard_s)
            )

    def alarm_starts(self, alarm: Alarm) -> None:
        """Let it be known that an interruption's turn has come; nothing of that is written."""
        self.on_alarm(alarm, STARTING)

    def alarm_changed(self, alarm: Alarm, state: str, reason: str) -> None:
        """Have it written how far an interruption has come, and then what follows from it."""
        self.tell_alarm(alarm, state, reason)
        self.on_alarm(alarm, state)

    def tell_alarm(self, alarm: Alarm, state: str, reason: str) -> None:
        """Have a change of an interruption written into its history."""
        self._clerk.write(lambda: self._desk.alarm_changed(alarm, state, reason))


def _tell_fault(done: "Future[Any]") -> None:
    error = done.exception()
    if error is not None:
        _log.error("the clerk could not do it", exc_info=error)
