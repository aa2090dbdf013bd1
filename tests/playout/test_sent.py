"""What the monitor is told was sent: what has left the output, without what was taken back."""

from datetime import timedelta

import numpy as np

from broadcaster.playout.heard.sent import SETTLED_S, Sent
from tests.rig.fake_clock import FakeClock

RATE = 1000
BLOCK = 50
BLOCK_S = BLOCK / RATE
OVER_S = SETTLED_S + 1.0


class Sending:
    """Notes blocks of one value each, from one moment on."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.sent = Sent(self.clock, RATE)
        self.zero_s = self.clock.monotonic()

    def note(self, value: int, leaves_s: float) -> None:
        """Note a block that leaves so many seconds behind the first moment."""
        ahead = timedelta(seconds=self.zero_s + leaves_s - self.clock.monotonic())
        leaves_at = (self.clock.now() + ahead).timestamp()
        self.sent.note(np.full(BLOCK, value, np.int16), leaves_at)

    def left(self) -> list[int]:
        """Return the samples that have left since the first moment, silence before it left out."""
        found = self.sent.left()
        if found is None:
            return []
        began_s, sound = found
        return [int(sample) for sample in sound[max(0, round((self.zero_s - began_s) * RATE)) :]]


def test_blocks_that_follow_each_other_are_one_sound() -> None:
    sending = Sending()
    for number in range(4):
        sending.note(number + 1, number * BLOCK_S)
    sending.clock.advance(OVER_S)
    assert sending.left() == [1] * BLOCK + [2] * BLOCK + [3] * BLOCK + [4] * BLOCK
    assert sending.left() == []


def test_it_is_told_when_it_began() -> None:
    sending = Sending()
    sending.note(1, 0.0)
    sending.note(2, BLOCK_S)
    sending.clock.advance(OVER_S)
    sending.left()
    sending.note(3, 2 * BLOCK_S)
    sending.clock.advance(OVER_S)
    found = sending.sent.left()
    assert found
    assert round(found[0] - sending.zero_s, 3) == 2 * BLOCK_S
    assert found[1].tolist() == [3] * BLOCK


def test_what_has_not_left_waits() -> None:
    sending = Sending()
    sending.note(1, 0.0)
    sending.note(2, 60.0)
    sending.clock.advance(OVER_S)
    assert sending.left() == [1] * BLOCK
    sending.clock.advance(60.0)
    assert sending.left()[-BLOCK:] == [2] * BLOCK


def test_blocks_that_were_taken_back_were_not_sent() -> None:
    sending = Sending()
    for number in range(4):
        sending.note(1, number * BLOCK_S)
    for number in range(2):
        sending.note(2, 0.06 + number * BLOCK_S)
    sending.clock.advance(OVER_S)
    assert sending.left() == [1] * 60 + [2] * 2 * BLOCK


def test_what_took_their_place_may_be_noted_after_others_have_left() -> None:
    sending = Sending()
    for number in range(4):
        sending.note(1, number * BLOCK_S)
    sending.clock.advance(1.2 * BLOCK_S + SETTLED_S)
    assert sending.left() == [1] * BLOCK
    sending.note(2, 0.11)
    sending.clock.advance(OVER_S)
    assert sending.left()[-110:] == [1] * 60 + [2] * BLOCK


def test_a_time_that_jitters_takes_nothing_away() -> None:
    sending = Sending()
    for number in range(3):
        sending.note(number + 1, number * 0.95 * BLOCK_S)
    sending.clock.advance(OVER_S)
    assert sending.left() == [1] * BLOCK + [2] * BLOCK + [3] * BLOCK


def test_a_moment_without_sound_is_silence_in_it() -> None:
    sending = Sending()
    sending.note(1, 0.0)
    sending.note(2, 0.08)
    sending.clock.advance(OVER_S)
    assert sending.left() == [1] * BLOCK + [0] * 30 + [2] * BLOCK


def test_a_clock_that_is_set_back_holds_nothing_up() -> None:
    sending = Sending()
    sending.note(1, 0.0)
    sending.clock.set(sending.clock.now() - timedelta(hours=1))
    sending.note(2, BLOCK_S)
    sending.clock.advance(OVER_S)
    assert sending.left() == [1] * BLOCK + [2] * BLOCK
