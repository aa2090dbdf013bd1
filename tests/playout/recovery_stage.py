"""A player's room after a stop, for tests of what the next player makes of it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from broadcaster import timetable
from broadcaster.airlog import RESERVE_FILE, LogKeeper
from broadcaster.clock import SystemClock
from broadcaster.errors import StoreUnavailable
from broadcaster.playout.air import AirItem, Show
from broadcaster.playout.desk.desk import StationDesk
from broadcaster.playout.desk.journal import LogJournal
from broadcaster.playout.desk.recovery import Recovery
from broadcaster.timetable import SlotState
from tests.rig.commune import TEXTS, Commune
from tests.rig.fake_clock import FakeClock

RATE = 48_000
LOCKED = "the database is locked"


def _locked() -> AbstractContextManager[Session]:
    raise StoreUnavailable(LOCKED)


class Stopped:
    """The room of a commune with a slot of three items; its clock is turned by hand."""

    def __init__(self, commune: Commune) -> None:
        for text in TEXTS[:3]:
            commune.approved(text)
        commune.on_air_in(30)
        self.commune = commune
        self.clock = FakeClock(SystemClock().now())
        self.start()

    def start(self) -> None:
        """Begin as a new player process does."""
        app = self.commune.app
        self.keeper = LogKeeper(app.store, self.clock, app.station.run / RESERVE_FILE)
        self.journal = LogJournal(self.keeper, RATE)
        self.desk = StationDesk(app.store, self.clock, app.station, self.keeper, name="player")

    def freeze(self, ahead_s: float | None = None) -> Show:
        """Claim the slot of the day, now or so long before its second, and come to that second."""
        self.desk.refresh()
        (plan,) = self.desk.due(self.clock.now() + timedelta(minutes=3))
        if ahead_s is not None:
            self.clock.set(plan.planned_at - timedelta(seconds=ahead_s))
        show = self.desk.freeze(plan)
        assert show
        self.planned_at = plan.planned_at
        self.clock.set(plan.planned_at)
        return show

    def announce(self, item: AirItem, heard_s: float | None) -> str:
        """Return the entry that says the item begins; it is heard for a while, or not at all."""
        entry = str(uuid4())
        self.journal.started(entry, item, self.clock.now())
        if heard_s is not None:
            self.clock.advance(heard_s)
            began = self.clock.now() - timedelta(seconds=heard_s)
            self.desk.note_position(entry, began, heard_s)
        return entry

    def recover_all(self) -> tuple[Show | None, Show | None]:
        """Come back after the stop: what goes on, and what is still to come."""
        return self.recovery().recover()

    def recovery(self) -> Recovery:
        """Begin as a new player does that is about to recover."""
        self.start()
        store = self.commune.app.store
        return Recovery(store, self.clock, self.desk, self.keeper, self.journal, RATE, 600.0)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Have the store take nothing until the block ends; it can be read."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(self.commune.app.store, "writing", _locked)
            yield

    @contextmanager
    def readable(self, times: int) -> Iterator[None]:
        """Have the store answer so many questions and no more until the block ends."""
        left = iter(range(times))
        reading = self.commune.app.store.reading

        @contextmanager
        def failing() -> Iterator[Session]:
            with reading() as session:
                answer = session.exec

                def ask(*question: Any, **options: Any) -> Any:
                    if next(left, None) is None:
                        raise StoreUnavailable(LOCKED)
                    return answer(*question, **options)

                session.exec = ask  # type: ignore[method-assign]
                yield session

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(self.commune.app.store, "reading", failing)
            yield

    def reasons(self) -> list[tuple[SlotState, str]]:
        """Return the states the slot came to, each with its reason."""
        slot_id = self.commune.slot().id or 0
        with self.commune.app.store.reading() as session:
            changes = timetable.slot_changes(session, [slot_id])[slot_id]
        return [(change.to_state, change.reason) for change in changes]

    def recover(self) -> Show | None:
        """Come back after the stop with nothing frozen ahead."""
        on_air, coming = self.recover_all()
        assert coming is None
        return on_air
