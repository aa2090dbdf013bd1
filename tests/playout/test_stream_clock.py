"""Wall time of samples, also from a device that jitters, slips and wanders."""

from datetime import UTC, datetime

import pytest

from broadcaster.playout.output.device_clock import DeviceClock
from broadcaster.playout.output.stream_clock import StreamClock

RATE = 48_000
BLOCK = 2400
BLOCK_S = BLOCK / RATE
LAG_S = 0.105
PRIMED = 3
ZERO = datetime(2026, 11, 21, 5, 30, tzinfo=UTC).timestamp()


class Device:
    """Asks for three blocks at once, then evenly, `fill_s` before each is due."""

    def __init__(self) -> None:
        self.clock = DeviceClock(RATE)
        self.asked = 0
        self.fill_s = self.lag_s = LAG_S
        self.begin()

    def begin(self) -> None:
        """Ask for the first three blocks of a stream."""
        self.truth = self.told = ZERO
        for asked in range(PRIMED):
            self.clock.leaves_at(BLOCK, ZERO + 2 * BLOCK_S, asked * BLOCK_S)
        self.asked = PRIMED

    def begin_anew(self, *, lag_s: float = LAG_S) -> None:
        """Begin another stream, whose samples leave so long after they are asked for."""
        self.clock.begin_anew()
        self.fill_s = self.lag_s = lag_s
        self.begin()

    def ask(
        self, blocks: int, *, error_s: float = 0.0, late_s: float = 0.0, on_time: int = 3
    ) -> None:
        """Ask for so many blocks, `late_s` late but each `on_time`th; say a lag wrong by so much.

        `error_s` is of the first, and fades out.
        """
        for number in range(blocks):
            late = late_s if on_time == 0 or self.asked % on_time else 0.0
            asked_at = self.truth + self.asked * BLOCK_S + self.lag_s - self.fill_s + late
            lag_s = self.fill_s - late + error_s * (1 - number / blocks)
            self.told = self.clock.leaves_at(BLOCK, asked_at, lag_s)
            self.asked += 1

    @property
    def wrong_s(self) -> float:
        """How far the last block's told time is from the true one."""
        return self.told - (self.truth + (self.asked - 1) * BLOCK_S + self.lag_s)


def test_an_even_device_is_believed() -> None:
    device = Device()
    device.ask(100, late_s=0.008)
    assert device.wrong_s == pytest.approx(0, abs=1e-6)


def test_what_it_says_wrongly_for_some_seconds_does_not_move_the_time() -> None:
    device = Device()
    device.ask(400)
    for _ in range(20):
        device.ask(10, error_s=0.02)
        assert device.wrong_s == pytest.approx(0, abs=1e-6)


def test_a_stream_begun_anew_while_it_says_wrong_things_is_placed_by_what_it_said_before() -> None:
    device = Device()
    device.ask(400)
    device.begin_anew()
    for _ in range(20):
        device.ask(10, error_s=-0.02)
        assert device.wrong_s == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("lag_s", [0.15, 0.06])
def test_a_stream_begun_anew_on_another_footing_is_believed_within_a_second_and_a_half(
    lag_s: float,
) -> None:
    device = Device()
    device.ask(400)
    device.begin_anew(lag_s=lag_s)
    device.ask(30)
    assert device.wrong_s == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("error_s", [0.0, 0.01, -0.01])
def test_a_slip_is_taken_up_within_half_a_second_whatever_it_says_then(error_s: float) -> None:
    device = Device()
    device.ask(400)
    device.truth += 0.07
    device.ask(10, error_s=error_s)
    assert device.wrong_s == pytest.approx(0, abs=1e-6)
    device.ask(250, error_s=error_s)
    assert device.wrong_s == pytest.approx(0, abs=1e-6)


def test_late_askings_for_seconds_are_no_slip() -> None:
    device = Device()
    device.ask(400)
    for late_s in (0.03, 0.0):
        device.ask(60, late_s=late_s, on_time=0)
        assert device.wrong_s == pytest.approx(0, abs=1e-6)


def test_a_device_that_asks_later_from_now_on_plays_at_its_time_all_the_same() -> None:
    device = Device()
    device.ask(400)
    for fill_s in (0.06, 0.15):
        device.fill_s = fill_s
        device.ask(60)
        assert device.wrong_s == pytest.approx(0, abs=1e-6)


def test_a_device_that_knows_no_lag_is_told_by_its_askings() -> None:
    clock = DeviceClock(RATE)
    told = [clock.leaves_at(BLOCK, ZERO + asked * BLOCK_S, 0.0) for asked in range(100)]
    assert told[-1] == pytest.approx(ZERO + 99 * BLOCK_S, abs=1e-6)


def test_a_stepped_clock_is_taken_up_at_once() -> None:
    device = Device()
    device.ask(400)
    for step_s in (3600, -3600):
        device.truth += step_s
        device.ask(1)
        assert device.wrong_s == pytest.approx(0, abs=1e-6)


def test_samples_have_the_wall_time_of_the_newest_block() -> None:
    clock = StreamClock(RATE)
    clock.note(0, ZERO)
    clock.note(RATE, ZERO + 1.5)
    assert clock.wall_of(3 * RATE).timestamp() == pytest.approx(ZERO + 3.5, abs=1e-6)
    assert clock.sample_at(datetime.fromtimestamp(ZERO + 3.5, UTC)) == 3 * RATE


def test_before_the_first_block_nothing_is_known() -> None:
    clock = StreamClock(RATE)
    assert not clock.knows
    with pytest.raises(RuntimeError):
        clock.sample_at(datetime.fromtimestamp(ZERO, UTC))


def test_of_a_stream_that_has_ended_the_times_are_told_to_who_asks_meanwhile() -> None:
    clock = StreamClock(RATE)
    clock.note(0, ZERO)
    clock.end()
    assert not clock.knows
    assert clock.wall_of(RATE).timestamp() == pytest.approx(ZERO + 1, abs=1e-6)
