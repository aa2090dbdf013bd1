"""A keeper on a store that can be told to fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session

from broadcaster.airlog import (
    AsRunEntry,
    LogKeeper,
    Outcome,
    entries,
    read_head,
    verify,
)
from broadcaster.errors import StoreUnavailable
from broadcaster.store import Store
from tests.airlog.examples import MORNING, an_airing
from tests.rig.fake_clock import FakeClock


class WeakStore:
    """The real store, until told to fail: before the work, or after it was kept."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.url = store.url
        self.away = False
        self.dies_after_commit = False
        self.tries = 0

    @contextmanager
    def writing(self) -> Iterator[Session]:
        self.tries += 1
        if self.away:
            message = "the database is away"
            raise StoreUnavailable(message)
        with self.store.writing() as session:
            yield session
        if self.dies_after_commit:
            message = "the answer to the commit was lost"
            raise StoreUnavailable(message)


class Desk:
    """A keeper with everything around it that a test turns."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = WeakStore(store)
        self.clock = FakeClock(MORNING)
        self.reserve = folder / "run" / "airlog.reserve"
        self.keeper = self.restarted()

    def restarted(self) -> LogKeeper:
        self.keeper = LogKeeper(self.store, self.clock, self.reserve)  # type: ignore[arg-type]
        return self.keeper

    def air(self, title: str, outcome: Outcome = Outcome.AIRED) -> None:
        started = self.keeper.started(an_airing(title=title), started_at=self.clock.now())
        self.clock.advance(2)
        self.keeper.ended(started, ended_at=self.clock.now(), aired_s=2.0, outcome=outcome)

    def log(self) -> list[AsRunEntry]:
        with self.store.store.reading() as session:
            assert verify(session, read_head(self.anchor)).ok
            return entries(session, MORNING - timedelta(days=1), MORNING + timedelta(days=1))

    def titles(self) -> list[str]:
        return [entry.title for entry in self.log()]

    @property
    def anchor(self) -> Path:
        return self.reserve.with_name("airlog.head")
