"""The journal of a station with a monitor, and where is written what that heard."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from broadcaster.airlog import LogKeeper, NewHearing, Outcome
from broadcaster.clock import Clock
from broadcaster.errors import StoreUnavailable
from broadcaster.playout.air import AirItem, Journal, Laid, SlotPlan
from broadcaster.playout.models import DeadAirChange
from broadcaster.station import Station
from broadcaster.store import Store

if TYPE_CHECKING:
    from broadcaster.playout.heard.monitor import Monitor


class HeardJournal:
    """A journal that tells the monitor of each sound that is over, once its row is written."""

    def __init__(self, journal: Journal, monitor: "Monitor") -> None:
        """`journal` is the one that really writes."""
        self._journal = journal
        self._monitor = monitor

    def started(self, entry: str, item: AirItem, at: datetime) -> None:
        """Write that the item is about to be heard."""
        self._journal.started(entry, item, at)

    def is_written(self, entry: str) -> bool:
        """Return whether the row that the entry begins with is safe."""
        return self._journal.is_written(entry)

    def ended(
        self, laid: Laid, *, started_at: datetime, ended_at: datetime, heard_s: float
    ) -> None:
        """Write how it went, and let the monitor say how much of it was heard."""
        self._journal.ended(laid, started_at=started_at, ended_at=ended_at, heard_s=heard_s)
        self._monitor.ended(laid.entry, started_at, ended_at)

    def missed(self, item: AirItem, reason: str, *, outcome: Outcome = Outcome.MISSED) -> None:
        """Write that the item was due and was not heard."""
        self._journal.missed(item, reason, outcome=outcome)

    def missed_slot(self, plan: SlotPlan, reason: str) -> None:
        """Write that a whole slot was not heard."""
        self._journal.missed_slot(plan, reason)


class HearingAccounts:
    """Writes into the store; what it does not take is said again later."""

    def __init__(self, store: Store, keeper: LogKeeper) -> None:
        """`keeper` is the one that writes the log."""
        self._store = store
        self._keeper = keeper

    def heard(self, new: NewHearing) -> bool:
        """Return whether it is written what was heard of an entry."""
        return self._keeper.heard(new)

    def dead_air(self, change: DeadAirChange) -> bool:
        """Return whether the change is written."""
        try:
            with self._store.writing() as session:
                session.add(change)
        except (StoreUnavailable, SQLAlchemyError):
            return False
        return True


def monitor_of(station: Station, clock: Clock, *, outputs: int) -> "Monitor | None":
    """Return the station's monitor, not listening yet; None where it has none."""
    if not station.monitor:
        return None
    from broadcaster.playout.heard.monitor import Monitor

    return Monitor(
        clock,
        device=station.monitor,
        rate=station.sample_rate,
        quiet_dbfs=station.dead_air_dbfs,
        dead_air_s=station.dead_air_s,
        outputs=outputs,
    )


def journal_of(journal: Journal, monitor: "Monitor | None") -> Journal:
    """Return the journal that also tells the monitor, where there is one."""
    return HeardJournal(journal, monitor) if monitor else journal
