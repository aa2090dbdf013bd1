"""A slot airs once or not at all, whatever the wall clock does; a clock that lies is not believed.

The director is the real one; the clock is stepped by hand while its monotonic time stays true.
"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadcaster.airlog import Outcome
from broadcaster.playout.timekeeping import Doubt, Jump, Known, Timekeeper, doubt
from broadcaster.timetable import SlotState
from tests.playout.stage import Stage
from tests.rig.fake_clock import FakeClock

NOW = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
THREE_YEARS = timedelta(days=3 * 365)
UNKNOWN = Known()


def step(stage: Stage, by: timedelta) -> None:
    """Step the wall clock, as an operator or a time server does."""
    stage.clock.set(stage.clock.now() + by)


# ---------------------------------------------------------------------- what is believed


def test_a_clock_that_agrees_with_the_log_is_believed() -> None:
    assert doubt(NOW, Known(last_seq=7, last_at=NOW - HOUR)) is None
    assert doubt(NOW, Known()) is None


def test_a_clock_earlier_than_the_last_line_of_the_log_holds_the_timetable() -> None:
    found = doubt(NOW, Known(last_seq=7, last_at=NOW + HOUR))
    assert found == Doubt(
        "the clock shows 21/11/2026 12:00:00, before the log's last line (21/11/2026 13:00:00)",
        "đồng hồ máy đang chỉ 12:00:00 ngày 21/11/2026, sớm hơn dòng cuối của nhật ký "
        "(13:00:00 ngày 21/11/2026)",
    )


def test_a_correction_of_a_second_is_no_lie() -> None:
    assert doubt(NOW, Known(last_seq=7, last_at=NOW + timedelta(seconds=1.5))) is None


def test_a_persons_word_counts_for_the_lines_that_were_there() -> None:
    known = Known(last_seq=7, last_at=NOW + THREE_YEARS, vouched_seq=7, vouched_at=NOW)
    assert doubt(NOW, known) is None
    later = Known(last_seq=8, last_at=NOW + THREE_YEARS, vouched_seq=7, vouched_at=NOW)
    assert "sớm hơn dòng cuối" in str(doubt(NOW, later))


def test_no_clock_is_right_before_the_software_was_made() -> None:
    known = Known(not_before=datetime(2026, 11, 1, tzinfo=UTC))
    assert "trước cả ngày có phần mềm này" in str(doubt(datetime(2010, 1, 1, tzinfo=UTC), known))
    assert doubt(NOW, known) is None


def test_a_leap_of_days_needs_a_persons_word() -> None:
    leap = Jump(NOW, NOW + THREE_YEARS)
    assert "vừa nhảy" in str(doubt(NOW + THREE_YEARS, Known(), leap))
    vouched = Known(vouched_at=NOW + THREE_YEARS + HOUR)
    assert doubt(NOW + THREE_YEARS, vouched, leap) is None


@pytest.mark.parametrize("back", [-THREE_YEARS, -THREE_YEARS + timedelta(minutes=3)])
def test_a_leap_is_forgotten_once_the_clock_is_back(back: timedelta) -> None:
    clock = FakeClock(NOW)
    keeper = Timekeeper(clock)
    clock.set(clock.now() + THREE_YEARS)
    keeper.look()
    assert keeper.held
    clock.set(clock.now() - HOUR)
    keeper.look()
    assert keeper.held, "an hour back of three years is not back"
    clock.set(clock.now() + back + HOUR)
    keeper.look()
    assert keeper.held == ""


def looked_at(clock: FakeClock, known: Known = UNKNOWN) -> Timekeeper:
    """Return a timekeeper that knows what the log says and has looked at the clock once."""
    keeper = Timekeeper(clock)
    keeper.learn(known)
    keeper.look()
    return keeper


def set_to(clock: FakeClock, keeper: Timekeeper, moment: datetime) -> str:
    """Set the clock; return why the timetable is held then."""
    clock.advance(1)
    clock.set(moment)
    keeper.look()
    return keeper.held


def test_a_leap_out_of_a_time_that_was_set_back_is_a_leap_too() -> None:
    clock = FakeClock(NOW)
    keeper = looked_at(clock, Known(last_seq=7, last_at=NOW))
    assert "sớm hơn dòng cuối" in set_to(clock, keeper, NOW - 2 * HOUR)
    assert "vừa nhảy" in set_to(clock, keeper, NOW + THREE_YEARS)
    assert "vừa nhảy" in set_to(clock, keeper, NOW + THREE_YEARS - HOUR)
    assert set_to(clock, keeper, NOW + HOUR) == "", "about where it would be without any step"


def test_a_clock_that_was_set_back_is_believed_again_where_it_would_be() -> None:
    clock = FakeClock(NOW)
    keeper = looked_at(clock, Known(last_seq=7, last_at=NOW))
    assert set_to(clock, keeper, NOW - THREE_YEARS)
    assert set_to(clock, keeper, NOW + timedelta(minutes=1)) == ""


def test_a_clock_wrong_at_the_start_is_believed_once_it_is_set_within_a_year_of_the_log() -> None:
    for off, plausible in ((timedelta(days=200), True), (THREE_YEARS, False)):
        clock = FakeClock(datetime(2010, 1, 1, tzinfo=UTC))
        keeper = looked_at(clock, Known(last_seq=7, last_at=NOW))
        assert "sớm hơn dòng cuối" in keeper.held
        assert (set_to(clock, keeper, NOW + off) == "") == plausible
        assert set_to(clock, keeper, NOW + HOUR) == ""


def test_a_word_counts_as_the_log_does_for_a_clock_wrong_at_the_start() -> None:
    clock = FakeClock(datetime(2010, 1, 1, tzinfo=UTC))
    word = Known(not_before=NOW - HOUR, last_seq=7, last_at=NOW, vouched_seq=7, vouched_at=NOW)
    keeper = looked_at(clock, word)
    assert "trước cả ngày có phần mềm này" in keeper.held
    assert "vừa nhảy" in set_to(clock, keeper, NOW + THREE_YEARS)
    assert set_to(clock, keeper, NOW + HOUR) == ""


def test_a_new_station_wrong_at_the_start_is_believed_once_it_is_set() -> None:
    clock = FakeClock(datetime(2010, 1, 1, tzinfo=UTC))
    keeper = looked_at(clock, Known(not_before=NOW - HOUR))
    assert keeper.held
    assert set_to(clock, keeper, NOW + THREE_YEARS) == ""


def test_a_second_leap_needs_a_word_of_its_own() -> None:
    clock = FakeClock(NOW)
    keeper = looked_at(clock)
    assert set_to(clock, keeper, NOW + THREE_YEARS)
    keeper.learn(Known(vouched_at=clock.now()))
    keeper.look()
    assert keeper.held == ""
    assert "vừa nhảy" in set_to(clock, keeper, NOW + 2 * THREE_YEARS)


def test_a_slow_clock_that_is_corrected_bit_by_bit_never_jumps() -> None:
    clock = FakeClock(NOW)
    keeper = Timekeeper(clock)
    for _ in range(100):
        clock.advance(20)
        clock.set(clock.now() + timedelta(milliseconds=10))
        assert not keeper.look()


def test_each_jump_is_told_once() -> None:
    told: list[Jump] = []
    clock = FakeClock(NOW)
    keeper = Timekeeper(clock, told.append)
    clock.advance(5)
    clock.set(clock.now() - 2 * HOUR)
    assert keeper.look() == -2 * HOUR
    assert keeper.look() == timedelta()
    assert [jump.by for jump in told] == [-2 * HOUR]


# ---------------------------------------------------------------------- slots and jumps


def test_what_a_jump_ahead_skipped_is_missed_and_says_so() -> None:
    stage = Stage()
    stage.slot("skipped", 1200, 20)
    stage.slot("later", 3600 + 200, 20)
    stage.run(10)
    step(stage, HOUR)
    stage.run(300)
    assert stage.desk.closed[0][:2] == ("skipped", SlotState.MISSED)
    assert stage.desk.closed[0][2].startswith("đồng hồ máy nhảy từ")
    assert stage.journal.slots_missed[0].startswith("skipped: đồng hồ máy nhảy từ")
    assert stage.desk.closed[1] == ("later", SlotState.AIRED, "")


def test_a_frozen_slot_that_a_jump_skipped_is_missed_and_says_so() -> None:
    stage = Stage()
    stage.slot("skipped", 20, 20)
    stage.run(5)
    step(stage, HOUR)
    stage.run(5)
    ((_, state, reason),) = stage.desk.closed
    assert state is SlotState.MISSED
    assert reason.startswith("đồng hồ máy nhảy từ")
    assert [line.outcome for line in stage.journal.lines] == [Outcome.MISSED]


@pytest.mark.parametrize("jump", [HOUR, -2 * HOUR, THREE_YEARS, -THREE_YEARS])
def test_what_is_on_air_goes_on_to_its_end_whatever_the_clock_does(jump: timedelta) -> None:
    stage = Stage()
    stage.slot("slot", 10, 20, 20, 20)
    stage.run(35)
    step(stage, jump)
    stage.run(60)
    lines = stage.journal.lines
    assert [(line.title, line.outcome, line.heard_s) for line in lines] == [
        (f"slot {number}", Outcome.AIRED, 20.0) for number in (1, 2, 3)
    ]
    assert stage.desk.closed == [("slot", SlotState.AIRED, "")]


def test_an_emergency_after_a_jump_ahead_does_not_end_the_slot_on_air() -> None:
    stage = Stage()
    stage.slot("slot", 10, 30, 30, length_s=90)
    stage.run(20)
    step(stage, HOUR)
    stage.ask(stage.alarm("a"))
    stage.ask(stage.message("a", 5))
    stage.run(80)
    assert sum(line.heard_s for line in stage.heard("slot 1")) == pytest.approx(30, abs=0.1)
    assert [line.outcome for line in stage.heard("slot 2")] == [Outcome.AIRED]


def test_a_clock_set_back_plays_nothing_twice() -> None:
    stage = Stage()
    stage.slot("morning", 10, 20)
    stage.slot("noon", 3600, 20)
    stage.run(100)
    step(stage, -2 * HOUR)
    stage.run(60)
    step(stage, 2 * HOUR)
    stage.run(3600, step_s=0.5)
    assert [name for name, *_ in stage.desk.closed] == ["morning", "noon"]
    assert [line.outcome for line in stage.journal.lines] == [Outcome.AIRED] * 2


def test_a_clock_that_cannot_be_believed_starts_no_slot_and_hears_emergencies() -> None:
    stage = Stage()
    stage.slot("slot", 60, 20)
    stage.timekeeper.learn(Known(last_seq=1, last_at=stage.clock.now() + 2 * HOUR))
    stage.run(100)
    assert stage.desk.closed == []
    assert stage.journal.lines == []
    stage.ask(stage.alarm("a"))
    stage.ask(stage.message("a", 5))
    stage.run(15)
    assert [line.outcome for line in stage.heard("message a")] == [Outcome.AIRED]
    assert stage.desk.closed == []


def test_once_the_clock_is_right_again_the_timetable_goes_on() -> None:
    stage = Stage()
    stage.slot("slot", 2 * 3600 + 60, 20)
    stage.timekeeper.learn(Known(last_seq=1, last_at=stage.clock.now() + 2 * HOUR))
    stage.run(20)
    assert stage.timekeeper.held
    step(stage, 2 * HOUR)
    stage.run(100)
    assert stage.timekeeper.held == ""
    assert stage.desk.closed == [("slot", SlotState.AIRED, "")]


def test_a_leap_of_years_that_is_taken_back_costs_no_slot() -> None:
    stage = Stage()
    stage.slot("slot", 600, 20)
    stage.run(60)
    step(stage, THREE_YEARS)
    stage.run(60)
    assert stage.desk.closed == []
    step(stage, -THREE_YEARS)
    stage.run(600)
    assert stage.desk.closed == [("slot", SlotState.AIRED, "")]


def test_a_leap_of_years_somebody_vouches_for_gives_up_what_it_skipped() -> None:
    stage = Stage()
    stage.slot("slot", 600, 20)
    stage.run(60)
    step(stage, THREE_YEARS)
    stage.run(1)
    stage.timekeeper.learn(Known(vouched_at=stage.clock.now()))
    stage.run(1)
    ((_, state, reason),) = stage.desk.closed
    assert state is SlotState.MISSED
    assert reason.startswith("đồng hồ máy nhảy từ")


JUMPS = st.lists(
    st.tuples(
        st.integers(5, 400),
        st.sampled_from([-7200, -3600, -601, -30, -5, 5, 30, 599, 3600, 86_400, 94_608_000]),
    ),
    max_size=6,
)


@given(jumps=JUMPS)
@example(jumps=[(180, -7200), (120, -7200), (397, -7200), (180, -7200)])
@example(jumps=[(5, 94_608_000), (5, 94_608_000), (5, -7200)])
def test_whatever_the_clock_does_no_item_is_heard_twice(jumps: list[tuple[int, int]]) -> None:
    stage = Stage()
    for number in range(4):
        stage.slot(f"s{number}", 60 + 300 * number, 20, 20, length_s=120)
    for after_s, by_s in jumps:
        stage.run(after_s, step_s=1.0)
        step(stage, timedelta(seconds=by_s))
    stage.timekeeper.learn(Known(vouched_at=stage.clock.now() + 2 * THREE_YEARS))
    stage.run(1, step_s=1.0)
    stage.clock.set(max(stage.clock.now(), stage.began) + timedelta(hours=3))
    stage.run(3600, step_s=1.0)
    closed = [name for name, *_ in stage.desk.closed]
    assert sorted(closed) == [f"s{number}" for number in range(4)]
    heard: dict[str, float] = {}
    for line in stage.journal.lines:
        heard[line.title] = heard.get(line.title, 0.0) + line.heard_s
    assert all(seconds <= 20.01 for seconds in heard.values())
