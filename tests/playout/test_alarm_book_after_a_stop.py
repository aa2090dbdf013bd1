"""Interruptions that were open when the player stopped: which of them the next one takes up."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster.playout.air import AirItem, Request
from broadcaster.playout.interruptions.note import NOTE_BYTES, AlarmNote
from tests.playout.booked_stage import BookedStage
from tests.rig.small_disk import small_disk

TEN_MINUTES_S = 600.0


@pytest.fixture
def stage(tmp_path: Path) -> BookedStage:
    return BookedStage(tmp_path)


def test_a_plan_is_kept_across_a_restart(stage: BookedStage) -> None:
    stage.interrupt("a", repeat_s=TEN_MINUTES_S)
    stage.run(60, step_s=0.5)
    due, names = stage.restart()
    assert (due, names) == ([], {"a"})
    (kept,) = stage.book.state()
    assert kept["state"] == "waiting"
    stage.run(600, step_s=0.5)
    assert stage.starts("a") == pytest.approx([4, 604], abs=3)


def test_what_was_cancelled_does_not_come_back_after_a_crash(stage: BookedStage) -> None:
    stage.interrupt("a", message_s=60, repeat_s=TEN_MINUTES_S)
    stage.run(20)
    assert stage.book.cancel("a", "huỷ") == "on air"
    assert stage.restart() == ([], set())


@pytest.mark.parametrize("message_s", [5, 60])
def test_a_plan_ends_at_its_time_if_the_clock_was_behind_at_the_restart(
    stage: BookedStage, message_s: float
) -> None:
    until = stage.clock.now() + timedelta(minutes=25)
    stage.interrupt("a", message_s=message_s, repeat_s=TEN_MINUTES_S, until=until.isoformat())
    stage.run(30)
    right = stage.clock.now()
    stage.clock.set(right - timedelta(days=400))
    due, _ = stage.restart()
    for alarm in due:
        stage.director.ask(Request(do="interrupt", alarm=alarm))
    stage.run(120, step_s=0.5)
    stage.clock.set(right + timedelta(seconds=120))
    stage.run(600, step_s=0.5)
    assert stage.book.state()
    stage.run(3600, step_s=0.5)
    assert stage.book.state() == []
    assert max(line.started_at for line in stage.heard("message a") if line.started_at) < until


def test_a_plan_is_over_that_waits_when_the_clock_is_set_right_behind_its_end(
    stage: BookedStage,
) -> None:
    until = stage.clock.now() + timedelta(minutes=25)
    stage.interrupt("a", repeat_s=TEN_MINUTES_S, until=until.isoformat())
    stage.run(30)
    stage.clock.set(stage.clock.now() - timedelta(days=400))
    stage.restart()
    stage.clock.set(until + timedelta(minutes=1))
    stage.run(700, step_s=0.5)
    assert len(stage.heard("tone a")) == 1
    assert stage.book.state() == []
    assert stage.told[-1] == ("a", "ended")


def test_an_emergency_that_was_open_at_a_crash_is_taken_up_again(stage: BookedStage) -> None:
    stage.interrupt("a", message_s=60)
    stage.run(20)
    stage.clock.advance(30)
    due, names = stage.restart()
    assert [alarm.id for alarm in due] == ["a"]
    assert names == {"a"}
    assert due[0].message is not None


def test_an_emergency_of_long_ago_is_not_taken_up_again(stage: BookedStage) -> None:
    stage.interrupt("a", message_s=60)
    stage.run(20)
    stage.clock.advance(3600)
    assert stage.restart() == ([], set())


def test_an_emergency_that_stops_the_player_each_time_is_let_go(stage: BookedStage) -> None:
    stage.interrupt("a", message_s=60)
    stage.run(20)
    assert stage.restart()[1] == {"a"}
    assert stage.restart()[1] == {"a"}
    assert stage.restart()[1] == set()


@pytest.mark.parametrize(("repeat_s", "heard_s"), [(0.0, 4), (TEN_MINUTES_S, 60)])
def test_an_emergency_whose_words_kill_the_player_at_each_start_is_let_go(
    stage: BookedStage, repeat_s: float, heard_s: float
) -> None:
    stage.interrupt("a", repeat_s=repeat_s)
    stage.run(heard_s)
    for _ in range(2):
        stage.open_book()
        with pytest.raises(SystemExit):
            stage.book.restore(stage.alarm_of, lambda _: sys.exit(9))
    assert stage.restart() == ([], set())


def test_one_whose_words_kill_the_player_takes_no_other_with_it(stage: BookedStage) -> None:
    stage.interrupt("a", repeat_s=TEN_MINUTES_S)
    stage.run(30)
    stage.interrupt("b", message_s=60)
    stage.run(20)

    def message_of(message: dict[str, Any]) -> AirItem:
        return stage.message_of(message) if message["id"] == "a" else sys.exit(9)

    for _ in range(2):
        stage.open_book()
        with pytest.raises(SystemExit):
            stage.book.restore(stage.alarm_of, message_of)
    assert stage.restart() == ([], {"a"})


@pytest.mark.parametrize("torn", [b"", b"[{", b'[{"id": "x"}]', b"{}", b"\xff\xfe", b"[1]"])
def test_a_torn_note_keeps_nobody_from_the_air(stage: BookedStage, torn: bytes) -> None:
    stage.note._path.write_bytes(torn)
    assert stage.restart() == ([], set())


def test_the_note_is_kept_on_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 256) as mounted:
        note = AlarmNote(tmp_path / "disk" / "alarms.json")
        if mounted:
            with pytest.raises(OSError, match="No space"):
                (tmp_path / "disk" / "filler").write_bytes(bytes(NOTE_BYTES * 8))
        note.keep([{"id": "a"}])
        assert note.read() == [{"id": "a"}]
