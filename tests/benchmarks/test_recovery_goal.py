"""The bench of power cuts says when sound came too late, or what the log tells is not true."""

import os
import random
from datetime import UTC, datetime, timedelta
from unittest.mock import MagicMock

import pytest

from benchmarks.recovery import p95, too_slow
from broadcaster.airlog import AsRunRow, Event, Outcome
from broadcaster.playout.desk.recovery import CRASHED
from broadcaster.timetable import EntryKind
from tests.rig.kills import HEARD_WITHIN_BUSY_S, KilledStation

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_the_goal_holds_while_nineteen_of_twenty_starts_sound_in_time() -> None:
    assert p95([1.0] * 19 + [9.0]) == 1.0
    assert too_slow([4.9] * 19 + [9.0]) == []


def test_a_station_that_is_silent_too_long_after_a_restart_does_not_hold() -> None:
    (fault,) = too_slow([2.0] * 18 + [5.4] * 2)
    assert fault == "sound came 5.40 s after the start (p95), not 5 s"


def test_nothing_measured_is_not_taken_for_good() -> None:
    assert too_slow([])


def killed_after(seconds: float, told_s: float) -> KilledStation:
    """Return a station with one item: killed so late, and told to be heard so long."""
    chance = random.Random(1)  # noqa: S311 - chance, no secret
    station = KilledStation(MagicMock(), chance, kills=[NOON.timestamp() + seconds])
    rows = [row_of(Event.STARTED), row_of(Event.ENDED)]
    rows[1].outcome, rows[1].reason, rows[1].aired_s = Outcome.CUT, CRASHED, told_s
    rows[1].ended_at = NOON + timedelta(seconds=told_s)
    station.rows = lambda: rows  # type: ignore[method-assign]
    return station


def row_of(event: Event) -> AsRunRow:
    return AsRunRow(
        seq=1,
        at=NOON,
        event=event,
        entry="a",
        started_at=NOON,
        kind=EntryKind.ITEM,
        title="Tin",
        planned_s=60.0,
        prev_hash="",
        hash="",
    )


def test_an_ending_is_told_to_two_seconds_however_busy_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "getloadavg", lambda: (99.0, 99.0, 99.0))
    assert killed_after(10.0, told_s=8.1).faults() == []
    untrue = killed_after(10.0, told_s=7.9)
    assert untrue.faults() == ["Tin: 10.0 s were heard, not 7.9 s"]
    assert untrue.faults(HEARD_WITHIN_BUSY_S) == []
