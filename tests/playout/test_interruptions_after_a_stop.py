"""What the history of interruptions says of those that a stop of the player left open."""

from sqlmodel import col, select

from broadcaster.airlog import RESERVE_FILE, LogKeeper
from broadcaster.playout import InterruptionChange, InterruptionState
from broadcaster.playout.desk.desk import StationDesk
from broadcaster.playout.desk.journal import LogJournal
from broadcaster.playout.desk.recovery import CRASHED, Recovery
from tests.rig.commune import Commune

REQUESTED, ON_AIR = InterruptionState.REQUESTED, InterruptionState.ON_AIR
ENDED, FAILED = InterruptionState.ENDED, InterruptionState.FAILED
RATE = 48_000


def happened(commune: Commune, name: str, *states: InterruptionState) -> None:
    with commune.app.store.writing() as session:
        for state in states:
            now = commune.app.clock.now()
            session.add(InterruptionChange(interruption=name, at=now, by="player", to_state=state))
            session.flush()


def history(commune: Commune, name: str) -> list[tuple[InterruptionState, str]]:
    query = select(InterruptionChange).where(InterruptionChange.interruption == name)
    with commune.app.store.reading() as session:
        changes = session.exec(query.order_by(col(InterruptionChange.id))).all()
    return [(change.to_state, change.reason) for change in changes]


def recover(commune: Commune, *, goes_on: frozenset[str]) -> None:
    app = commune.app
    keeper = LogKeeper(app.store, app.clock, app.station.run / RESERVE_FILE)
    desk = StationDesk(app.store, app.clock, app.station, keeper, name="player")
    journal = LogJournal(keeper, RATE)
    Recovery(app.store, app.clock, desk, keeper, journal, RATE, 600.0, goes_on).recover()


def test_one_that_waited_and_is_not_taken_up_again_is_told_as_over(commune: Commune) -> None:
    happened(commune, "heard", ON_AIR)
    happened(commune, "waited for its repeat", ON_AIR, ENDED, REQUESTED)
    happened(commune, "goes on", ON_AIR, ENDED, REQUESTED)
    happened(commune, "over", ON_AIR, ENDED)
    recover(commune, goes_on=frozenset({"goes on"}))
    assert history(commune, "heard")[-1] == (FAILED, CRASHED)
    assert history(commune, "waited for its repeat")[-1] == (FAILED, CRASHED)
    assert history(commune, "goes on")[-1] == (REQUESTED, "")
    assert history(commune, "over")[-1] == (ENDED, "")
