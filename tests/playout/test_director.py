"""The director on a simulated output: what is heard, when, and what the log says of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadcaster.airlog import Outcome
from broadcaster.playout.air import Request
from broadcaster.playout.simulation import SimulatedOutput
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


@pytest.mark.parametrize("handed_over_s", [0.0, 0.3])
def test_an_item_that_is_withdrawn_on_air_ends_there_and_the_next_comes(
    handed_over_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def soonest(output: SimulatedOutput) -> int:
        return output.heard() + round(handed_over_s * output.rate)

    monkeypatch.setattr(SimulatedOutput, "soonest", property(soonest))
    stage = Stage()
    stage.slot("sáng", 60, 10, 10, 10)
    stage.run(73)
    stage.desk.recalled = {2}
    stage.run(40)
    (line,) = stage.heard("sáng 2")
    assert (line.outcome, line.reason) == (Outcome.CUT, "tin bài bị thu hồi khi đang phát")
    assert line.heard_s == pytest.approx(3 + handed_over_s, abs=0.1)
    (following,) = stage.heard("sáng 3")
    assert (following.outcome, following.heard_s) == (Outcome.AIRED, 10)
    assert line.started_at
    assert following.started_at
    assert following.started_at - line.started_at == timedelta(seconds=line.heard_s)


def test_an_item_that_is_withdrawn_once_it_has_its_place_is_not_heard() -> None:
    stage = Stage()
    stage.slot("sáng", 60, 10, 10, 10)
    stage.run(69)
    stage.desk.recalled, stage.desk.forbidden = {2}, {"sáng 2"}
    stage.run(40)
    assert [(title, length) for title, _, length in aired(stage)] == [
        ("sáng 1", 10),
        ("sáng 3", 10),
    ]
    (line,) = stage.heard("sáng 2")
    assert (line.outcome, line.reason, line.heard_s) == (Outcome.FAILED, "chưa được duyệt", 0)


def test_a_slot_whose_only_item_is_withdrawn_before_its_second_has_not_aired() -> None:
    stage = Stage()
    stage.slot("sáng", 60, 10)
    stage.run(59)
    stage.desk.recalled, stage.desk.forbidden = {1}, {"sáng 1"}
    stage.run(20)
    assert aired(stage) == []
    assert stage.desk.closed == [("sáng", SlotState.MISSED, "không mục nào phát được")]


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


def test_stop_silences_and_ends_the_slot() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 20, 10)
    stage.run(35)
    assert stage.ask(Request(do="stop", reason="dừng bởi truc")) == {"stopped": True}
    stage.run(60)
    assert aired(stage) == []
    assert [line.outcome for line in stage.heard("sáng 1")] == [Outcome.CUT]
    assert [line.outcome for line in stage.heard("sáng 2")] == [Outcome.MISSED]
    assert stage.ask(Request(do="stop", reason="dừng bởi truc")) == {"stopped": False}


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
    stage.director.shut_down("tắt máy phát")
    stage.director.step_out()
    (line,) = stage.heard("sáng 1")
    assert (line.outcome, line.reason) == (Outcome.CUT, "tắt máy phát")
    assert stage.desk.closed == []
    assert not stage.journal.begun


def test_shutting_down_leaves_the_row_of_what_was_announced_open() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 20, 10)
    stage.run(28)
    stage.director.shut_down("tắt máy phát")
    stage.director.step_out()
    assert [item.title for item in stage.journal.begun.values()] == ["sáng 1"]
    assert stage.journal.lines == []
    assert stage.desk.closed == []
    assert not stage.out.timeline


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
            stage.ask(Request(do="stop", reason="dừng bởi truc"))
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


def test_a_slot_of_which_nothing_airs_is_closed_as_missed() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 10)
    stage.desk.forbidden = {"sáng 1"}
    stage.run(60)
    assert stage.desk.closed == [("sáng", SlotState.MISSED, "không mục nào phát được")]


def test_a_slot_that_is_stopped_before_its_first_sound_has_not_aired() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 10, 10)
    stage.run(29)
    stage.ask(Request(do="stop", reason="dừng bởi duyet"))
    assert stage.desk.closed == [("sáng", SlotState.MISSED, "dừng bởi duyet")]
    assert [(line.title, line.outcome) for line in stage.journal.lines] == [
        ("sáng 1", Outcome.MISSED),
        ("sáng 2", Outcome.MISSED),
    ]


def test_a_slot_of_which_the_log_takes_no_row_has_not_aired() -> None:
    stage = Stage()
    stage.slot("sáng", 30, 10, 10)
    stage.run(20)
    stage.journal.writes = False
    stage.run(60)
    assert stage.desk.closed == [("sáng", SlotState.MISSED, "không mục nào phát được")]
    assert [line.reason for line in stage.journal.lines] == [UNWRITTEN, UNWRITTEN]
