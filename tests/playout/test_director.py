"""The director on a simulated output: what is heard, when, and what the log says of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadcaster.airlog import Outcome
from broadcaster.playout.air import Request
from broadcaster.playout.track import UNWRITTEN
from broadcaster.timetable import SlotState, StartRule
from tests.playout.stage import Stage


def aired(stage: Stage) -> list[tuple[str, float, float]]:
    return [
        (line.title, stage.offset(line), round(line.heard_s, 3))
        for line in stage.journal.lines
        if line.outcome is Outcome.AIRED
    ]


def test_a_slot_starts_at_its_second_and_its_items_follow_without_gap() -> None:
    stage = Stage()
    stage.slot("sáng", 60, 10.5, 7.25, 3)
    stage.run(100)
    assert aired(stage) == [("sáng 1", 60, 10.5), ("sáng 2", 70.5, 7.25), ("sáng 3", 77.75, 3)]
    assert stage.desk.closed == [("sáng", SlotState.AIRED, "")]
    assert not stage.journal.begun


@pytest.mark.parametrize("heard_s", [0.3, 5])
def test_a_device_that_runs_dry_in_a_sound_puts_off_its_end_and_not_its_start(
    heard_s: float,
) -> None:
    stage = Stage()
    stage.slot("sáng", 60, 10, 10)
    stage.run(60 + heard_s)
    stage.run_dry(0.5)
    stage.run(25)
    assert aired(stage) == [("sáng 1", 60, 10), ("sáng 2", 70.5, 10)]
    assert stage.director.last_start_error_s == pytest.approx(0, abs=0.001)


def test_a_sound_during_which_the_clock_is_stepped_is_told_in_the_new_time() -> None:
    stage = Stage()
    stage.slot("sáng", 60, 10, 10)
    stage.run(65)
    stage.clock.set(stage.clock.now() - timedelta(seconds=30))
    stage.run(20)
    assert aired(stage) == [("sáng 1", 30, 10), ("sáng 2", 40, 10)]


@pytest.mark.parametrize("slip_s", [0.04, -0.04])
def test_a_slot_keeps_its_second_if_the_output_slips_after_it_was_laid(slip_s: float) -> None:
    stage = Stage()
    stage.slot("sáng", 60, 10.5, 7.25)
    stage.run(58)
    assert [segment.start for segment in stage.out.timeline] == [60_000]
    stage.run_dry(slip_s)
    stage.run(3)
    stage.run_dry(slip_s)
    stage.run(30)
    assert aired(stage) == [
        ("sáng 1", 60, 10.5),
        ("sáng 2", pytest.approx(70.5 + slip_s), 7.25),
    ]
    assert stage.director.last_start_error_s == pytest.approx(0, abs=1e-3)


def cancelled(stage: Stage) -> None:
    stage.ask(stage.alarm("lũ"))
    stage.run(0.2)
    stage.ask(Request(do="cancel", id="lũ", by="duyet", reason="nhầm"))


def unplugged(stage: Stage) -> None:
    stage.director.device_lost(stage.out.heard())
    stage.run(0.2)
    stage.director.device_back()


@pytest.mark.parametrize("at_s", [57.6, 58.5, 59.4])
@pytest.mark.parametrize("event", [cancelled, unplugged])
def test_a_slot_that_was_laid_and_taken_back_does_not_begin_before_its_second(
    event: Callable[[Stage], None], at_s: float
) -> None:
    stage = Stage()
    stage.slot("sáng", 60, 10.5, 7.25)
    stage.run(at_s)
    event(stage)
    stage.run(40)
    slots = [line for line in aired(stage) if line[0].startswith("sáng")]
    assert slots == [("sáng 1", 60, 10.5), ("sáng 2", 70.5, 7.25)]
    assert stage.desk.closed == [("sáng", SlotState.AIRED, "")]


def test_an_item_whose_approval_is_gone_does_not_air() -> None:
    stage = Stage()
    stage.slot("sáng", 60, 10, 10, 10)
    stage.run(61)
    stage.desk.forbidden = {"sáng 2"}
    stage.run(40)
    assert [title for title, _, _ in aired(stage)] == ["sáng 1", "sáng 3"]
    (line,) = stage.heard("sáng 2")
    assert (line.outcome, line.reason, line.heard_s) == (Outcome.FAILED, "chưa được duyệt", 0)


def test_a_late_player_drops_what_no_longer_fits_and_says_so() -> None:
    stage = Stage()
    stage.slot("sáng", -40, 20, 20, 20, 20, length_s=100)
    stage.run(90)
    assert [title for title, _, _ in aired(stage)] == ["sáng 1", "sáng 2", "sáng 3"]
    (line,) = stage.heard("sáng 4")
    assert line.outcome is Outcome.MISSED
    assert "không còn đủ thời gian" in line.reason


def test_a_slot_that_is_too_late_is_missed_with_its_reason() -> None:
    stage = Stage(late_start_s=60)
    stage.slot("sáng", -300, 20, length_s=3600)
    stage.run(5)
    assert aired(stage) == []
    assert stage.journal.slots_missed == ["sáng: trễ 5 phút, quá mức cho phép"]
    assert stage.desk.closed[0][:2] == ("sáng", SlotState.MISSED)


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


def test_the_tone_goes_on_until_the_message_is_there() -> None:
    stage = Stage()
    stage.ask(stage.alarm("bão", tone_s=4))
    stage.run(9)
    stage.ask(stage.message("bão", 3))
    stage.run(20)
    assert len(stage.heard("tone bão")) == 3
    assert stage.heard("message bão")[0].outcome is Outcome.AIRED


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


def test_stop_silences_and_ends_the_slot() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 20, 10)
    stage.run(35)
    assert stage.ask(Request(do="stop", by="truc")) == {"stopped": True}
    stage.run(60)
    assert aired(stage) == []
    assert [line.outcome for line in stage.heard("sáng 1")] == [Outcome.CUT]
    assert [line.outcome for line in stage.heard("sáng 2")] == [Outcome.MISSED]
    assert stage.ask(Request(do="stop", by="truc")) == {"stopped": False}


@pytest.mark.parametrize(
    ("rule", "starts_at", "old_outcome"),
    [
        (StartRule.HARD, 60, Outcome.CUT),
        (StartRule.SOFT, 70, Outcome.AIRED),
        (StartRule.NOT_BEFORE, 80, Outcome.AIRED),
    ],
)
def test_how_a_slot_begins_over_another(
    rule: StartRule, starts_at: float, old_outcome: Outcome
) -> None:
    stage = Stage()
    stage.slot("cũ", 30, 40, 10)
    stage.slot("mới", 60, 5, rule=rule)
    stage.run(100)
    (line,) = stage.heard("mới 1")
    assert stage.offset(line) == pytest.approx(starts_at, abs=0.1)
    assert stage.heard("cũ 1")[0].outcome is old_outcome
    second = stage.heard("cũ 2")[0].outcome
    assert second is (Outcome.AIRED if rule is StartRule.NOT_BEFORE else Outcome.MISSED)


def test_a_lost_device_cuts_the_item_and_it_goes_on_when_it_is_back() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 20, 10)
    stage.run(40)
    stage.director.device_lost(stage.out.heard())
    stage.clock.advance(3)
    stage.director.device_back()
    stage.run(60)
    first, rest = stage.heard("sáng 1")
    assert (first.outcome, first.reason) == (Outcome.CUT, "mất thiết bị âm thanh")
    assert first.heard_s + rest.heard_s == pytest.approx(20)
    assert stage.offset(rest) == pytest.approx(43, abs=0.1)


def test_shutting_down_cuts_with_a_reason_and_leaves_the_slot_open() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 20, 10)
    stage.run(40)
    stage.director.shut_down("tắt trình phát")
    stage.director.step_out()
    (line,) = stage.heard("sáng 1")
    assert (line.outcome, line.reason) == (Outcome.CUT, "tắt trình phát")
    assert stage.desk.closed == []
    assert not stage.journal.begun


@settings(max_examples=60, deadline=None)
@example([10.0], [(0.0, "alarm"), (0.0, "lost")])
@given(
    st.lists(st.floats(0.5, 30), min_size=1, max_size=6),
    st.lists(st.tuples(st.floats(0, 90), st.sampled_from(["alarm", "lost", "stop"])), max_size=4),
)
def test_whatever_happens_every_item_is_accounted_for_once(
    lengths: list[float], happenings: list[tuple[float, str]]
) -> None:
    stage = Stage()
    lengths = [round(length, 3) for length in lengths]
    stage.slot("sáng", 30, *lengths, length_s=120)
    now = 0.0
    for number, (at, what) in enumerate(sorted(happenings)):
        stage.run(at - now)
        now = at
        if what == "alarm":
            stage.ask(stage.alarm(f"a{number}"))
            stage.ask(stage.message(f"a{number}", 3))
        elif what == "lost":
            stage.director.device_lost(stage.out.heard())
            stage.director.device_back()
        else:
            stage.ask(Request(do="stop", by="truc"))
    stage.run(300, step_s=0.2)
    assert not stage.journal.begun
    for number, length in enumerate(lengths, 1):
        lines = stage.heard(f"sáng {number}")
        done = [line for line in lines if line.outcome in {Outcome.AIRED, Outcome.MISSED}]
        assert len(done) <= 1
        total = sum(line.heard_s for line in lines)
        assert total <= length + 0.01
        if done and done[0].outcome is Outcome.AIRED:
            assert total == pytest.approx(length, abs=0.01)


def test_a_slot_never_starts_early_behind_one_that_ends_just_before() -> None:
    stage = Stage()
    stage.slot("cũ", 30, 28.5)
    stage.slot("mới", 60, 5)
    stage.run(80)
    assert stage.offset(stage.heard("mới 1")[0]) == 60


def test_a_soft_start_lets_the_item_end_that_plays_at_its_second() -> None:
    stage = Stage()
    stage.slot("cũ", 30, 29, 10)
    stage.slot("mới", 60, 5, rule=StartRule.SOFT)
    stage.run(90)
    assert [line.outcome for line in stage.heard("cũ 2")] == [Outcome.AIRED]
    assert stage.offset(stage.heard("mới 1")[0]) == 69


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
    stage.ask(Request(do="stop", by="truc"))
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


def test_a_request_its_caller_gave_up_is_not_carried_out() -> None:
    stage = Stage()
    request = stage.alarm("bão")
    assert request.answer.cancel()
    stage.director.ask(request)
    stage.run(10)
    assert stage.journal.lines == []


def test_a_log_that_is_slow_to_take_a_row_delays_the_sound_and_stays_true() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 10, 10)
    stage.run(37)
    stage.journal.writes = False
    stage.run(4)
    assert stage.heard("sáng 1")
    stage.journal.writes = True
    stage.run(30)
    (line,) = stage.heard("sáng 2")
    assert (line.outcome, line.heard_s) == (Outcome.AIRED, 10)
    assert 41 <= stage.offset(line) < 41.2
    assert stage.offset(stage.heard("sáng 1")[0]) == 30


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


def test_a_slot_of_which_nothing_airs_is_closed_as_missed() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 10)
    stage.desk.forbidden = {"sáng 1"}
    stage.run(60)
    assert stage.desk.closed == [("sáng", SlotState.MISSED, "không mục nào phát được")]
