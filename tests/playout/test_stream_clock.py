"""Wall time of samples, from a device that jitters."""

from datetime import UTC, datetime

import pytest

from broadcaster.playout.output.stream_clock import StreamClock

RATE = 48_000
ZERO = datetime(2026, 11, 21, 5, 30, tzinfo=UTC).timestamp()


def test_jitter_is_smoothed() -> None:
    clock = StreamClock(RATE)
    for block in range(100):
        jitter = 0.002 if block % 5 == 0 else 0.0
        clock.note(block * 960, ZERO + block * 0.02 + jitter)
    assert clock.sample_at(datetime.fromtimestamp(ZERO + 3, UTC)) == 3 * RATE
    assert clock.wall_of(3 * RATE).timestamp() == pytest.approx(ZERO + 3, abs=1e-4)


def test_a_stepped_clock_is_taken_up_at_once() -> None:
    clock = StreamClock(RATE)
    for block in range(50):
        clock.note(block * 960, ZERO + block * 0.02)
    clock.note(50 * 960, ZERO + 1.0 + 3600)
    assert clock.wall_of(50 * 960).timestamp() == pytest.approx(ZERO + 3601, abs=1e-3)


def test_before_the_first_block_nothing_is_known() -> None:
    clock = StreamClock(RATE)
    assert not clock.knows
    with pytest.raises(RuntimeError):
        clock.sample_at(datetime.fromtimestamp(ZERO, UTC))
