"""The history of interruptions says "on air" of what is heard, once, and of nothing else."""

import pytest

from broadcaster.airlog import Outcome
from broadcaster.playout.air import Request
from tests.playout.stage import Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


def ask(stage: Stage, *names: str, drill: bool = False) -> None:
    for name in names:
        stage.ask(stage.alarm(name, drill=drill))
        stage.ask(stage.message(name, 30))


def test_it_is_on_air_once_the_output_has_taken_its_first_samples(stage: Stage) -> None:
    stage.ask(stage.alarm("bão"))
    assert stage.desk.turns == ["bão"]
    assert stage.desk.alarm_states == []
    stage.run(0.1)
    assert stage.desk.alarm_states == [("bão", "on air")]
    stage.run(3)
    assert stage.desk.alarm_states == [("bão", "on air")], "told once"


def test_one_that_comes_again_behind_another_is_on_air_a_second_time(stage: Stage) -> None:
    ask(stage, "bão")
    stage.run(6)
    stage.ask(stage.alarm("lũ", level=5))
    stage.ask(stage.message("lũ", 5))
    stage.run(60)
    assert stage.desk.turns == ["bão", "lũ", "bão"]
    assert stage.desk.alarm_states == [
        ("bão", "on air"),
        ("lũ", "on air"),
        ("lũ", "ended"),
        ("bão", "on air"),
        ("bão", "ended"),
    ]


def test_a_stop_ends_what_waits_before_it_could_come_to_air(stage: Stage) -> None:
    ask(stage, "bão", "lũ", "rét")
    stage.run(6)
    stage.ask(Request(do="stop", reason="dừng bởi truc"))
    assert stage.desk.alarm_states == [
        ("bão", "on air"),
        ("rét", "ended"),
        ("lũ", "ended"),
        ("bão", "ended"),
    ]


def test_a_real_emergency_ends_a_drill_that_waits_unheard(stage: Stage) -> None:
    ask(stage, "tập một", "tập hai", drill=True)
    stage.run(6)
    ask(stage, "thật")
    stage.run(60)
    assert stage.desk.alarm_states == [
        ("tập một", "on air"),
        ("tập hai", "ended"),
        ("tập một", "ended"),
        ("thật", "on air"),
        ("thật", "ended"),
    ]


def test_one_that_waits_is_cancelled_and_the_one_on_air_is_not_told_anew(stage: Stage) -> None:
    ask(stage, "bão", "lũ")
    stage.run(6)
    stage.ask(Request(do="cancel", by="truc", id="lũ", reason="huỷ bởi truc"))
    stage.run(60)
    assert stage.desk.alarm_states == [("bão", "on air"), ("lũ", "ended"), ("bão", "ended")]


def test_without_an_output_what_waits_fails_before_it_could_come_to_air(stage: Stage) -> None:
    stage.out.runs = False
    ask(stage, "bão", "lũ")
    stage.run(40)
    assert stage.desk.alarm_states == [("lũ", "failed"), ("bão", "failed")]


def test_the_next_one_is_told_when_the_one_before_it_ends(stage: Stage) -> None:
    ask(stage, "bão", "lũ")
    stage.run(90)
    assert stage.desk.alarm_states == [
        ("bão", "on air"),
        ("bão", "ended"),
        ("lũ", "on air"),
        ("lũ", "ended"),
    ]


def test_one_whose_message_is_given_up_while_it_waits_never_comes_to_air(stage: Stage) -> None:
    ask(stage, "bão")
    stage.run(6)
    stage.ask(stage.alarm("lũ"))
    assert stage.ask(Request(do="abandon", id="lũ", reason="không đọc được")) == {"taken": True}
    stage.run(60)
    assert stage.desk.alarm_states == [("bão", "on air"), ("lũ", "failed"), ("bão", "ended")]
    (row,) = stage.heard("tone lũ")
    assert (row.outcome, row.reason, row.heard_s) == (Outcome.FAILED, "không đọc được", 0)


def test_a_drill_that_is_dropped_unheard_has_one_row(stage: Stage) -> None:
    ask(stage, "tập một", drill=True)
    stage.run(6)
    stage.ask(stage.alarm("tập hai", drill=True))
    ask(stage, "thật")
    assert stage.ask(stage.message("tập hai", 5)) == {"taken": False}
    stage.run(60)
    (row,) = stage.heard("tone tập hai")
    assert (row.outcome, row.reason) == (Outcome.MISSED, "nhường tin khẩn cấp thật")
    assert stage.heard("message tập hai") == []


def test_one_of_which_the_tone_was_heard_has_no_row_beside_that(stage: Stage) -> None:
    stage.ask(stage.alarm("bão"))
    stage.run(1)
    stage.ask(Request(do="cancel", by="truc", id="bão", reason="huỷ bởi truc"))
    stage.run(10)
    assert [line.outcome for line in stage.heard("tone bão")] == [Outcome.CUT]
