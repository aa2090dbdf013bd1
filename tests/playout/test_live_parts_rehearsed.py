"""Relays and live parts in a rehearsal and in the timetable's command: shown, and never opened."""

import json
from datetime import datetime, timedelta

import pytest

from broadcaster.airlog import Outcome
from broadcaster.clock import local_date
from broadcaster.playout import rehearse
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.commune import Commune

RUNDOWN = """\
[[rundown]]
tune = "opening"
[[rundown]]
relay = "https://phat.example.org/thoi-su.mp3"
length = "3m"
title = "Thời sự"
[[rundown]]
live = "Lãnh đạo xã nói chuyện"
at_most = "2m"
[[rundown]]
tune = "closing"
"""
KINDS = [EntryKind.TUNE, EntryKind.RELAY, EntryKind.LIVE, EntryKind.TUNE]


@pytest.fixture
def start(commune: Commune) -> datetime:
    """Give the second of a slot with both in an hour."""
    in_an_hour = commune.app.clock.now() + timedelta(hours=1)
    commune.declare(in_an_hour, length="6m", rundown=RUNDOWN)
    commune.prepare()
    return in_an_hour


def test_a_rehearsal_plays_them_for_their_planned_time(commune: Commune, start: datetime) -> None:
    app = commune.app
    (slot,) = rehearse(app.store, app.station, app.schedules.load(), local_date(start), 1)
    assert slot.state is SlotState.AIRED
    assert [entry.kind for entry in slot.entries] == KINDS
    assert [entry.heard_s for entry in slot.entries][1:3] == [180, 120]
    assert {entry.outcome for entry in slot.entries} == {Outcome.AIRED}


@pytest.mark.process
@pytest.mark.usefixtures("start")
def test_the_timetable_shows_them_at_their_place(commune: Commune) -> None:
    done = commune.run("timetable", "--days", "2", "--json")
    assert done.returncode == 0, done.stderr
    (slot,) = json.loads(done.stdout)["slots"]
    shown = [(entry["kind"], entry["title"], entry["planned_s"]) for entry in slot["entries"]]
    assert shown[1:3] == [("relay", "Thời sự", 180), ("live", "Lãnh đạo xã nói chuyện", 120)]
    people = commune.run("timetable", "--days", "2").stdout
    assert "Thời sự" in people
    assert "Lãnh đạo xã nói chuyện" in people
