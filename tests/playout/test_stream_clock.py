"""Wall time of samples, also from a device that jitters, slips and wanders."""

from datetime import UTC, datetime

import pytest

from broadcaster.playout.output.device_clock import DeviceClock
from broadcaster.playout.output.stream_clock import StreamClock

RATE = 48_000
BLOCK = 720
BLOCK_S = BLOCK / RATE
LAG_S = 0.035
ZERO = datetime(2026, 11, 21, 5, 30, tzinfo=UTC).timestamp()


class Device:
    """Asks for blocks evenly; `slip` lets it run dry, `error` is what it says wrongly of a lag."""

    def __init__(self) -> None:
        self.clock = DeviceClock(RATE)
        self.asked = 0
        self.truth = ZERO
        self.told = ZERO

    def ask(self, blocks: int, *, error_s: float = 0.0, late_s: float = 0.0) -> None:
        """Ask for so many blocks, each third of them `late_s` late."""
        for _ in range(blocks):
            late = late_s if self.asked % 3 else 0.0
            asked_at = self.truth + self.asked * BLOCK_S + late
            self.told = self.clock.leaves_at(BLOCK, asked_at, LAG_S - late + error_s)
            self.asked += 1

    @property
    def wrong_s(self) -> float:
        """How far the last block's told time is from the true one."""
        return self.told - (self.truth + (self.asked - 1) * BLOCK_S + LAG_S)


def test_an_even_device_is_believed() -> None:
    device = Device()
    device.ask(100, late_s=0.008)
    assert device.wrong_s == pytest.approx(0, abs=1e-6)


def test_what_it_says_wrongly_for_a_while_does_not_move_the_time() -> None:
    device = Device()
    device.ask(400)
    device.ask(100, error_s=0.02)
    assert device.wrong_s == pytest.approx(0, abs=1e-6)


def test_a_slip_is_taken_up_within_half_a_second() -> None:
    device = Device()
    device.ask(400)
    device.truth += 0.06
    device.ask(40)
    assert device.wrong_s == pytest.approx(0, abs=1e-6)


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
    clock.note(0, ZERO)
    clock.forget()
    assert not clock.knows
