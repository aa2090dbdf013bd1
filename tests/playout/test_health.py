"""How the player fares, minute by minute: what a row says, and that old ones go."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from broadcaster.playout.health import KEPT, MOST_WAITING, Health, health_since
from broadcaster.playout.models import HealthMinute
from broadcaster.playout.output.deck import Deck
from broadcaster.store import Store
from tests.rig.commune import APPROVER, Commune
from tests.rig.fake_clock import FakeClock

BEATS = 30


def said(health: Health, /, **more: Any) -> dict[str, Any]:
    """Return what a player that is well says of itself."""
    return {
        "device": "null",
        "output_open": True,
        "output_error": "",
        "level_dbfs": -120.0,
        "underruns": 0,
        "amplifier": None,
        "on_air": None,
        "programme": None,
        "next": None,
        "last_start_error_ms": None,
        "health": health.state(),
        **more,
    }


class Stand:
    """A health on a clock, and its rows."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.health = Health(clock, Deck(clock, 48000))

    def minute(self, *states: dict[str, Any]) -> HealthMinute:
        """Let a minute pass in which the player said this in turn; return its row."""
        states = states or ({},)
        for at in range(BEATS):
            self.clock.advance(2)
            self.health.note(said(self.health, **states[min(at, len(states) - 1)]))
        with self.store.writing() as session:
            rows = self.health.write(session)
        self.health.written(rows)
        return self.rows()[-1]

    def rows(self) -> list[HealthMinute]:
        with self.store.reading() as session:
            return list(health_since(session, self.clock.now() - 2 * KEPT))


@pytest.fixture
def stand(store: Store, clock: FakeClock) -> Stand:
    return Stand(store, clock)


def test_a_row_tells_the_worst_of_its_minute(stand: Stand) -> None:
    row = stand.minute(
        {"level_dbfs": -30.0, "on_air": {"slot": "sáng"}},
        {"level_dbfs": -12.5, "underruns": 2},
        {"output_open": False, "output_error": "no device", "level_dbfs": None},
        {"level_dbfs": -60.0, "underruns": 3},
    )
    assert row.at == stand.clock.now()
    assert (row.level_dbfs, row.on_air, row.output_open) == (-12.5, True, False)
    assert (row.output_error, row.amplifier_error) == ("no device", "")
    assert row.underruns == 5, "2, then the output was opened anew and counts from 0 to 3"
    assert row.start_error_ms is None
    assert stand.minute({"level_dbfs": None}).level_dbfs == -120.0


def test_a_row_tells_of_the_stream_and_of_the_start_that_is_awaited(stand: Stand) -> None:
    stalled = {"latency_ms": 180.0, "stalled": True, "memory_mib": 70.0, "cpu_percent": 1.0}
    five, seventeen = "2026-11-21T22:00:00+00:00", "2026-11-22T10:00:00+00:00"
    row = stand.minute(
        {"health": stalled, "next": {"planned_at": five}}, {"next": {"planned_at": seventeen}}
    )
    assert (row.latency_ms, row.stalled) == (180.0, True)
    assert row.next_at == datetime.fromisoformat(seventeen)
    after = stand.minute()
    assert (after.latency_ms, after.stalled, after.next_at) == (0.0, False, None)


def test_an_amplifier_that_fails_is_an_error_too(stand: Stand) -> None:
    row = stand.minute({"amplifier": {"error": "the relay is gone"}}, {"amplifier": {"error": ""}})
    assert (row.output_error, row.amplifier_error) == ("", "the relay is gone")
    assert stand.minute({"amplifier": {"error": ""}}).amplifier_error == ""


def test_underruns_go_on_over_the_minutes(stand: Stand) -> None:
    assert stand.minute({"underruns": 4}).underruns == 4
    assert stand.minute({"underruns": 4}).underruns == 0
    assert stand.minute({"underruns": 4}, {"underruns": 7}).underruns == 3
    assert stand.minute({"underruns": 1}).underruns == 1


def test_the_error_of_a_start_is_told_once_in_the_minute_of_the_start(stand: Stand) -> None:
    before = {"last_start_error_ms": 9.0}
    coming = {**before, "programme": {"slot_id": 1, "slot": "sáng"}}
    begun = {
        "last_start_error_ms": -0.4,
        "programme": {"slot_id": 1, "slot": "sáng"},
        "on_air": {"slot": "sáng"},
    }
    assert stand.minute(before, coming).start_error_ms is None
    assert stand.minute(coming, begun).start_error_ms == -0.4
    assert stand.minute(begun).start_error_ms is None
    other = {**begun, "programme": {"slot_id": 2, "slot": "sáng"}, "last_start_error_ms": 0.2}
    assert stand.minute(begun, other).start_error_ms == 0.2


def test_rows_go_after_some_days(stand: Stand) -> None:
    first = stand.minute()
    stand.minute()
    stand.clock.advance((KEPT - timedelta(minutes=5)).total_seconds())
    stand.minute()
    assert first.at in [row.at for row in stand.rows()]
    stand.clock.advance(timedelta(minutes=5).total_seconds())
    stand.minute()
    assert first.at not in [row.at for row in stand.rows()]
    assert len(stand.rows()) == 2


def test_a_database_that_is_away_loses_no_minute_of_an_hour(stand: Stand) -> None:
    for _ in range(MOST_WAITING * BEATS + 10 * BEATS):
        stand.clock.advance(2)
        stand.health.note(said(stand.health))
    stand.minute()
    assert len(stand.rows()) == MOST_WAITING
    stand.minute()
    assert len(stand.rows()) == MOST_WAITING + 1


def test_the_minutes_of_a_day_come_in_order(stand: Stand) -> None:
    begin = stand.clock.now()
    for _ in range(3):
        stand.minute()
    with stand.store.reading() as session:
        moments = [row.at for row in health_since(session, begin + timedelta(seconds=60))]
    assert moments == [begin + timedelta(minutes=2), begin + timedelta(minutes=3)]


def test_what_the_process_takes_is_measured(clock: FakeClock) -> None:
    health = Health(clock, Deck(clock, 48000))
    clock.advance(2)
    sum(number * number for number in range(2_000_000))
    health.measure()
    state = health.state()
    assert state["memory_mib"] > 10
    assert state["cpu_percent"] > 0
    assert (state["latency_ms"], state["stalled"]) == (0, False)


@pytest.mark.process
def test_a_real_player_keeps_a_row_a_minute_and_tells_its_health(commune: Commune) -> None:
    with commune.player("null") as player:
        commune.app.interrupter.interrupt(by=APPROVER, text="Thử loa.", drill=True)
        said_so = commune.run("status").stdout
        commune.wait_for(lambda: kept(commune), player)
    row, *_ = kept(commune)
    assert (row.device, row.output_open, row.output_error) == ("null", True, "")
    assert row.on_air
    assert -60 < row.level_dbfs < 0
    assert 20 < row.memory_mib < 200
    assert 0 <= row.cpu_percent < 200
    assert "ms behind, ran dry" in said_so
    assert "MiB" in said_so


def kept(commune: Commune) -> list[HealthMinute]:
    with commune.app.store.reading() as session:
        return list(session.exec(select(HealthMinute)).all())
