"""Interruptions that are repeated, queued and cancelled."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.airlog import Outcome
from broadcaster.errors import InvalidInput
from broadcaster.playout.air import Request
from broadcaster.playout.interruptions.plans import RepeatPlan, may_go_on, moment_of, seconds_of
from broadcaster.playout.interruptions.words import CANCELLED, GAVE_WAY, STARTING, STOPPED
from tests.playout.booked_stage import BookedStage

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)  # 16:00 in Vietnam
TEN_MINUTES_S = 600.0


# ---------------------------------------------------------------------- plans


@pytest.mark.parametrize(
    ("written", "seconds"), [("10m", 600), ("90s", 90), ("1h30m", 5400), (" 1H ", 3600)]
)
def test_a_length_of_time_is_read(written: str, seconds: float) -> None:
    assert seconds_of(written) == seconds


@pytest.mark.parametrize("written", ["", "10", "m", "10 phút", "-5m", "1h30"])
def test_what_is_no_length_of_time_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="write 10m"):
        seconds_of(written)


@pytest.mark.parametrize(
    ("written", "hours_ahead"), [("18:00", 2), ("16:30:00", 0.5), ("16:00", 24), ("15:00", 23)]
)
def test_a_time_of_day_is_the_next_one(written: str, hours_ahead: float) -> None:
    assert moment_of(written, NOW) == NOW + timedelta(hours=hours_ahead)


@pytest.mark.parametrize("written", ["", "18", "25:00", "18:60", "six"])
def test_what_is_no_time_of_day_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="18:00"):
        moment_of(written, NOW)


@pytest.mark.parametrize("every_s", [0.0, 59.0, 86_401.0])
def test_a_plan_that_is_noise_or_none_is_refused(every_s: float) -> None:
    with pytest.raises(InvalidInput):
        RepeatPlan(every_s=every_s)


def test_what_a_stop_cut_short_goes_on_while_its_time_is_not_over() -> None:
    minute = timedelta(minutes=1)
    assert may_go_on(NOW - 9 * minute, NOW, None)
    assert not may_go_on(NOW - 11 * minute, NOW, None)
    assert may_go_on(NOW - 300 * minute, NOW, RepeatPlan(every_s=600))
    assert may_go_on(NOW - 300 * minute, NOW, RepeatPlan(every_s=600, until=NOW + minute))
    assert not may_go_on(NOW - minute, NOW, RepeatPlan(every_s=600, until=NOW))


# ---------------------------------------------------------------------- the book on a stage


@pytest.fixture
def stage(tmp_path: Path) -> BookedStage:
    return BookedStage(tmp_path)


def test_a_message_is_told_again_each_ten_minutes_until_it_is_cancelled(stage: BookedStage) -> None:
    stage.interrupt("a", repeat_s=TEN_MINUTES_S)
    stage.run(1900, step_s=0.5)
    assert stage.starts("a") == pytest.approx([4, 604, 1204, 1804], abs=2)
    assert len(stage.heard("tone a")) == 4
    assert stage.book.cancel("a", "huỷ") == "waiting"
    stage.run(1300, step_s=0.5)
    assert len(stage.starts("a")) == 4
    assert stage.book.state() == []
    assert stage.told[-1] == ("a", "ended")


def test_a_plan_ends_at_its_time_even_if_the_clock_is_stepped(stage: BookedStage) -> None:
    until = stage.clock.now() + timedelta(minutes=25)
    stage.interrupt("a", repeat_s=TEN_MINUTES_S, until=until.isoformat())
    stage.run(60, step_s=0.5)
    stage.clock.set(stage.clock.now() - timedelta(hours=5))
    stage.run(3000, step_s=0.5)
    assert len(stage.heard("message a")) == 3
    assert stage.book.state() == []


def test_a_message_without_a_plan_is_told_once(stage: BookedStage) -> None:
    stage.interrupt("a")
    stage.run(2000, step_s=0.5)
    assert len(stage.heard("message a")) == 1
    assert stage.book.state() == []


def test_the_slot_on_air_goes_on_behind_each_repeat(stage: BookedStage) -> None:
    stage.slot("slot", 5, *[60.0] * 20, length_s=1500)
    stage.run(8)
    stage.interrupt("a", repeat_s=300.0)
    stage.run(1300, step_s=0.25)
    heard: dict[str, float] = {}
    for line in stage.journal.lines:
        heard[line.title] = heard.get(line.title, 0.0) + line.heard_s
    whole = [title for title, seconds in heard.items() if title.startswith("slot")]
    assert len(whole) >= 19
    assert all(heard[title] == pytest.approx(60, abs=0.1) for title in whole[:19])
    assert len(stage.heard("message a")) == 5


def test_one_that_waits_behind_another_is_reported_as_queued(stage: BookedStage) -> None:
    assert stage.interrupt("high", level=5)["queued"] is False
    assert stage.interrupt("low", level=2)["queued"] is True
    stage.run(1)
    assert [(one["id"], one["state"]) for one in stage.book.state()] == [
        ("high", "on air"),
        ("low", "queued"),
    ]
    assert ("low", "requested") in stage.told
    stage.run(10)
    assert [(one["id"], one["state"]) for one in stage.book.state()] == [("low", "on air")]


def test_one_whose_turn_has_come_is_on_air_once_who_asked_is_told_so(stage: BookedStage) -> None:
    request = stage.alarm("a")
    assert request.alarm
    stage.book.asked(request.alarm, {"id": "a"})
    stage.ask(request)
    assert stage.book.standing("a") == STARTING
    stage.book.answered("a", queued=False)
    assert stage.book.standing("a") == "on air"


def test_one_that_nobody_asked_for_now_is_on_air_once_the_output_takes_it(
    stage: BookedStage,
) -> None:
    stage.interrupt("a", repeat_s=60.0)
    stage.run(30)
    stage.out.runs = False
    stage.run(40)
    assert stage.book.standing("a") == STARTING
    stage.out.runs = True
    stage.run(1)
    assert stage.book.standing("a") == "on air"


def test_how_one_was_given_up_is_known_to_who_brings_its_words(stage: BookedStage) -> None:
    for name in ("a", "b"):
        stage.interrupt(name, message_s=30)
    stage.run(6)
    stage.book.cancel("b", "huỷ bởi a")
    stage.ask(Request(do="cancel", id="b", reason="huỷ bởi a"))
    stage.book.cancel_all("dừng bởi a")
    stage.ask(Request(do="stop", reason="dừng bởi a"))
    assert [stage.book.standing(name) for name in "abc"] == [STOPPED, CANCELLED, ""]


def test_a_drill_that_gives_way_is_known_as_such_and_one_that_was_heard_as_nothing(
    stage: BookedStage,
) -> None:
    drill = stage.alarm("tập", drill=True)
    assert drill.alarm
    stage.book.asked(drill.alarm, {"id": "tập"})
    stage.ask(drill)
    stage.book.cancel_all("nhường tin khẩn cấp thật", only_drills=True)
    stage.interrupt("thật")
    assert stage.book.standing("tập") == GAVE_WAY
    stage.run(30)
    assert stage.book.standing("thật") == ""


def test_one_whose_asker_never_had_an_answer_is_not_taken_up(stage: BookedStage) -> None:
    request = stage.alarm("a")
    assert request.alarm
    stage.book.asked(request.alarm, {"id": "a"})
    assert stage.restart() == ([], set())


def test_of_two_only_the_one_that_is_heard_is_on_air(stage: BookedStage) -> None:
    stage.interrupt("low", level=2, message_s=20)
    stage.run(8)
    stage.interrupt("high", level=5)
    stage.run(1)
    assert [(one["id"], one["state"]) for one in stage.book.state()] == [
        ("low", "interrupted"),
        ("high", "on air"),
    ]
    stage.run(10)
    assert [(one["id"], one["state"]) for one in stage.book.state()] == [("low", "on air")]


def test_cancelling_the_one_on_air_lets_the_next_be_heard(stage: BookedStage) -> None:
    stage.interrupt("high", level=5, message_s=60, repeat_s=TEN_MINUTES_S)
    stage.interrupt("low", level=2)
    stage.run(10)
    assert stage.book.cancel("high", "huỷ bởi a") == "on air"
    stage.ask(Request(do="cancel", id="high", reason="huỷ bởi a"))
    stage.run(15)
    (cut,) = stage.heard("message high")
    assert (cut.outcome, cut.reason) == (Outcome.CUT, "huỷ bởi a")
    assert [line.outcome for line in stage.heard("message low")] == [Outcome.AIRED]
    stage.run(1300, step_s=0.5)
    assert len(stage.heard("message high")) == 1


def test_cancelling_one_that_is_queued_leaves_the_one_on_air_alone(stage: BookedStage) -> None:
    stage.interrupt("high", level=5, message_s=20)
    stage.interrupt("low", level=2)
    stage.run(8)
    stage.book.cancel("low", "huỷ")
    stage.ask(Request(do="cancel", id="low", reason="huỷ"))
    stage.run(30)
    assert [line.outcome for line in stage.heard("message high")] == [Outcome.AIRED]
    assert [line.outcome for line in stage.heard("message low")] == [Outcome.MISSED]


def test_what_nobody_could_hear_is_told_again_by_its_plan(stage: BookedStage) -> None:
    stage.out.runs = False
    stage.interrupt("a", repeat_s=60.0)
    stage.run(40, step_s=0.5)
    stage.out.runs = True
    stage.run(90, step_s=0.5)
    assert [line.outcome for line in stage.heard("message a")].count(Outcome.AIRED) >= 1


def test_a_message_that_is_withdrawn_is_not_told_again(stage: BookedStage) -> None:
    stage.interrupt("a", repeat_s=60.0, message_s=20)
    stage.run(12)
    stage.desk.recalled = {99}
    stage.run(120)
    assert [line.outcome for line in stage.heard("message a")] == [Outcome.CUT]
    assert len(stage.heard("tone a")) == 1
    assert stage.book.state() == []


def test_a_message_that_is_withdrawn_between_two_repeats_has_no_tone(stage: BookedStage) -> None:
    stage.interrupt("a", repeat_s=60.0)
    stage.run(20)
    stage.desk.forbidden = {"message a"}
    stage.run(120)
    assert [line.outcome for line in stage.heard("message a")] == [Outcome.AIRED, Outcome.FAILED]
    assert len(stage.heard("tone a")) == 1
    assert stage.desk.alarm_states == [("a", "on air"), ("a", "ended"), ("a", "failed")]
    assert stage.book.state() == []


def test_the_message_of_a_repeat_is_whole_again(stage: BookedStage) -> None:
    stage.interrupt("a", repeat_s=60.0, message_s=20)
    stage.run(12)
    stage.director.device_lost(stage.out.heard())
    stage.director.device_back()
    stage.run(100)
    heard = [line for line in stage.heard("message a") if line.outcome is Outcome.AIRED]
    assert heard[-1].heard_s == pytest.approx(20, abs=0.01)
