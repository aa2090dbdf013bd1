"""Interruptions under the director: which one is heard, its tone, its message, what gives way."""

from dataclasses import replace

import pytest

from broadcaster.airlog import Outcome
from broadcaster.playout.air import Request
from broadcaster.playout.director import WITHDRAWN
from broadcaster.playout.interruptions.alarms import WITHDRAWN_UNHEARD
from broadcaster.playout.simulation import SimulatedOutput
from broadcaster.playout.track import UNWRITTEN
from broadcaster.timetable import SlotState
from tests.playout.stage import Stage


def test_an_interruption_is_heard_at_once_and_the_item_goes_on_where_it_stopped() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 20, 10)
    stage.run(35)
    assert stage.ask(stage.alarm("bão")) == {"id": "bão", "queued": False}
    assert stage.ask(stage.message("bão", 6)) == {"taken": True}
    stage.run(60)
    first, rest = stage.heard("sáng 1")
    assert (first.outcome, round(first.heard_s, 1)) == (Outcome.CUT, 5.0)
    assert first.reason == "nhường phát khẩn cấp"
    (tone,) = stage.heard("tone bão")
    (message,) = stage.heard("message bão")
    assert stage.offset(tone) == pytest.approx(35, abs=0.1)
    assert stage.offset(message) == pytest.approx(stage.offset(tone) + 4, abs=0.001)
    assert (rest.outcome, round(rest.offset_s, 1)) == (Outcome.AIRED, 5.0)
    assert first.heard_s + rest.heard_s == pytest.approx(20)
    assert stage.heard("sáng 2")[0].outcome is Outcome.AIRED
    assert stage.desk.alarm_states == [("bão", "on air"), ("bão", "ended")]


def test_an_item_that_a_drill_cuts_off_is_told_so() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 20)
    stage.run(35)
    stage.ask(stage.alarm("thử", drill=True))
    stage.run(1)
    assert stage.heard("sáng 1")[0].reason == "nhường diễn tập"


def test_the_tone_goes_on_until_the_message_is_there() -> None:
    stage = Stage()
    stage.ask(stage.alarm("bão", tone_s=4))
    stage.run(9)
    stage.ask(stage.message("bão", 3))
    stage.run(20)
    assert len(stage.heard("tone bão")) == 3
    assert stage.heard("message bão")[0].outcome is Outcome.AIRED


def test_a_tone_that_a_lost_device_kept_from_beginning_still_comes_before_the_message() -> None:
    stage = Stage()
    stage.ask(stage.alarm("bão", tone_s=4))
    stage.director.device_lost(stage.out.heard())
    stage.ask(stage.message("bão", 3))
    stage.run(20)
    heard = [line.title for line in stage.journal.lines if line.started_at]
    assert heard == ["tone bão", "message bão"]


def test_a_tone_that_a_lost_device_cut_off_is_told_again_before_the_message() -> None:
    stage = Stage()
    stage.ask(stage.alarm("bão", tone_s=4))
    stage.run(0.2)
    stage.director.device_lost(stage.out.heard())
    stage.ask(stage.message("bão", 3))
    stage.run(20)
    heard = [line.title for line in stage.journal.lines if line.started_at]
    assert heard == ["tone bão", "tone bão", "message bão"]


def test_an_interruption_without_message_fails_and_the_slot_goes_on() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 20)
    stage.run(35)
    stage.ask(stage.alarm("bão"))
    stage.ask(Request(do="abandon", id="bão", reason="không đọc được"))
    stage.run(40)
    assert stage.desk.alarm_states[-1] == ("bão", "failed")
    assert [line.outcome for line in stage.heard("sáng 1")] == [Outcome.CUT, Outcome.AIRED]


def test_a_message_that_is_not_approved_never_airs() -> None:
    stage = Stage()
    stage.desk.forbidden = {"message bão"}
    stage.ask(stage.alarm("bão"))
    stage.ask(stage.message("bão", 3))
    stage.run(20)
    assert [line.outcome for line in stage.heard("message bão")] == [Outcome.FAILED]
    assert stage.desk.alarm_states[-1] == ("bão", "failed")


def test_a_message_that_is_withdrawn_while_it_is_heard_ends_and_the_slot_goes_on() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 20)
    stage.run(35)
    stage.ask(stage.alarm("bão"))
    stage.ask(stage.message("bão", 60))
    stage.run(9)
    stage.desk.recalled = {99}
    stage.run(30)
    (message,) = stage.heard("message bão")
    assert (message.outcome, message.reason) == (Outcome.CUT, WITHDRAWN)
    assert message.heard_s == pytest.approx(5, abs=0.2)
    assert stage.desk.alarm_states == [("bão", "on air"), ("bão", "ended")]
    assert [line.outcome for line in stage.heard("sáng 1")] == [Outcome.CUT, Outcome.AIRED]
    assert not stage.journal.begun


def test_a_message_that_is_withdrawn_under_its_tone_is_not_heard() -> None:
    stage = Stage()
    stage.ask(stage.alarm("bão", tone_s=10))
    stage.ask(stage.message("bão", 60))
    stage.run(3)
    stage.desk.recalled = {99}
    stage.run(30)
    (tone,) = stage.heard("tone bão")
    assert (tone.outcome, tone.reason) == (Outcome.CUT, WITHDRAWN)
    assert [line.outcome for line in stage.heard("message bão")] == [Outcome.MISSED]
    assert stage.desk.alarm_states[-1] == ("bão", "ended")


def test_a_message_that_is_withdrawn_while_it_waits_has_no_turn() -> None:
    stage = Stage()
    for name, news_id in (("một", 98), ("hai", 99)):
        stage.ask(stage.alarm(name))
        given = stage.message(name, 10)
        assert given.message
        stage.ask(replace(given, message=replace(given.message, news_id=news_id)))
    stage.run(6)
    stage.desk.recalled = {99}
    stage.run(40)
    assert [line.outcome for line in stage.heard("message một")] == [Outcome.AIRED]
    (unheard,) = stage.heard("message hai")
    assert (unheard.outcome, unheard.reason) == (Outcome.FAILED, WITHDRAWN_UNHEARD)
    assert stage.heard("tone hai") == []
    assert stage.desk.alarm_states == [("một", "on air"), ("hai", "failed"), ("một", "ended")]


def test_a_higher_level_overrides_and_a_lower_one_waits() -> None:
    stage = Stage()
    stage.ask(stage.alarm("gió", level=2))
    stage.ask(stage.message("gió", 10))
    stage.run(8)
    assert stage.ask(stage.alarm("lũ quét", level=5))["queued"] is False
    stage.ask(stage.message("lũ quét", 5))
    assert stage.ask(stage.alarm("nắng nóng", level=1))["queued"] is True
    stage.ask(stage.message("nắng nóng", 2))
    stage.run(60)
    ended = [name for name, state in stage.desk.alarm_states if state == "ended"]
    assert ended == ["lũ quét", "gió", "nắng nóng"]
    assert [line.outcome for line in stage.heard("message gió")] == [Outcome.CUT, Outcome.AIRED]


def test_a_message_has_a_longest_duration() -> None:
    stage = Stage(longest_s=12)
    stage.ask(stage.alarm("bão"))
    stage.ask(stage.message("bão", 60))
    stage.run(80)
    (line,) = stage.heard("message bão")
    assert (line.outcome, line.heard_s) == (Outcome.CUT, 12)
    assert line.reason == "quá thời lượng tối đa"


def test_a_real_emergency_ends_a_drill_for_good() -> None:
    stage = Stage()
    stage.ask(stage.alarm("tập", level=5, drill=True))
    stage.ask(stage.message("tập", 30))
    stage.run(8)
    assert stage.ask(stage.alarm("thật", level=1))["queued"] is False
    stage.ask(stage.message("thật", 3))
    stage.run(90)
    ended = [name for name, state in stage.desk.alarm_states if state == "ended"]
    assert ended == ["tập", "thật"]
    assert [line.outcome for line in stage.heard("message tập")] == [Outcome.CUT]
    assert not stage.journal.begun


def test_every_alarm_has_its_tone_also_one_that_waited() -> None:
    stage = Stage()
    for name in ("một", "hai"):
        stage.ask(stage.alarm(name))
        stage.ask(stage.message(name, 3))
    stage.run(40)
    titles = [line.title for line in stage.journal.lines]
    assert titles == ["tone một", "message một", "tone hai", "message hai"]


def test_stop_ends_the_alarms_that_wait_with_a_row_and_a_slot_past_its_time() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 10)
    for name in ("một", "hai"):
        stage.ask(stage.alarm(name))
        stage.ask(stage.message(name, 60))
    stage.run(35)
    stage.ask(Request(do="stop", reason="dừng bởi truc"))
    stage.run(60)
    assert [line.outcome for line in stage.heard("message hai")] == [Outcome.MISSED]
    assert [line.outcome for line in stage.heard("sáng 1")] == [Outcome.MISSED]
    assert stage.desk.closed == [("sáng", SlotState.MISSED, "dừng bởi truc")]


def test_an_interruption_no_output_can_let_be_heard_fails_and_never_airs_later() -> None:
    stage = Stage()
    stage.out.runs = False
    stage.ask(stage.alarm("bão"))
    stage.ask(stage.message("bão", 3))
    stage.run(40)
    stage.out.runs = True
    stage.run(40)
    assert stage.desk.alarm_states[-1] == ("bão", "failed")
    assert [line.outcome for line in stage.heard("message bão")] == [Outcome.FAILED]


@pytest.mark.parametrize(("away_s", "told"), [(5, "ended"), (40, "failed")])
def test_one_that_was_asked_for_long_ago_goes_on_when_the_device_is_back(
    away_s: float, told: str
) -> None:
    stage = Stage()
    for name in ("bão", "lũ"):
        stage.ask(stage.alarm(name))
        stage.ask(stage.message(name, 60))
    stage.run(44)
    stage.director.device_lost(stage.out.heard())
    stage.out.runs = False
    stage.run(away_s)
    stage.out.runs = True
    stage.director.device_back()
    stage.run(120)
    assert [one for one in stage.desk.alarm_states if one[1] != "on air"] == [
        ("bão" if told == "ended" else "lũ", told),
        ("lũ" if told == "ended" else "bão", told),
    ]
    heard = [line.heard_s for line in stage.heard("message bão") if line.started_at]
    assert sum(heard) == pytest.approx(60 if told == "ended" else 40, abs=0.1)


@pytest.mark.parametrize(
    ("again_s", "outcomes"),
    [
        pytest.param(3, [Outcome.CUT, Outcome.CUT, Outcome.AIRED], id="rest heard"),
        pytest.param(0, [Outcome.CUT, Outcome.MISSED, Outcome.AIRED], id="rest announced"),
    ],
)
def test_one_that_a_lost_device_cut_is_told_whole_behind_a_higher_level(
    again_s: float, outcomes: list[Outcome]
) -> None:
    stage = Stage()
    stage.ask(stage.alarm("gió", level=2))
    stage.ask(stage.message("gió", 20))
    stage.run(14)
    stage.director.device_lost(stage.out.heard())
    stage.director.device_back()
    stage.run(again_s)
    stage.ask(stage.alarm("lũ quét", level=5))
    stage.ask(stage.message("lũ quét", 5))
    stage.run(60)
    told = stage.heard("message gió")
    assert [line.outcome for line in told] == outcomes
    assert (told[-1].offset_s, told[-1].heard_s) == (0, 20)


def test_a_message_that_is_too_long_fades() -> None:
    stage = Stage(longest_s=12)
    stage.ask(stage.alarm("bão"))
    stage.ask(stage.message("bão", 60))
    stage.run(10)
    segment = stage.out.timeline[-1]
    assert (segment.length, segment.release) == (12_000, 1500)


def test_a_device_that_opens_now_and_then_and_takes_nothing_lets_nothing_be_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage()
    stage.ask(stage.alarm("bão"))
    stage.ask(stage.message("bão", 60))
    stage.run(10)
    taken = stage.out.position
    monkeypatch.setattr(SimulatedOutput, "heard", lambda _: taken)
    for _ in range(20):
        stage.director.device_lost(taken)
        stage.out.runs = False
        stage.run(1)
        stage.out.runs = True
        stage.director.device_back()
        stage.run(1)
    assert stage.desk.alarm_states[-1] == ("bão", "failed")


def test_a_request_its_caller_gave_up_is_not_carried_out() -> None:
    stage = Stage()
    request = stage.alarm("bão")
    assert request.answer.cancel()
    stage.director.ask(request)
    stage.run(10)
    assert stage.journal.lines == []


def test_nothing_sounds_while_the_log_takes_no_row_but_an_alarm() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 10, 10)
    stage.run(20)
    stage.journal.writes = False
    stage.run(15)
    assert stage.out.timeline == ()
    stage.ask(stage.alarm("bão"))
    stage.ask(stage.message("bão", 6))
    stage.run(15)
    assert stage.heard("message bão")[0].outcome is Outcome.AIRED
    stage.run(20)
    assert {line.reason for line in stage.heard("sáng 1")} == {UNWRITTEN}
    assert not stage.journal.begun
