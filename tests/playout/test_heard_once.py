"""What an emergency interrupts goes on once, whatever else happens in those tenths of a second."""

from collections import deque
from dataclasses import replace

import numpy as np
import pytest

from broadcaster.airlog import Outcome
from broadcaster.playout.air import Limits
from broadcaster.playout.director import WITHDRAWN, Director
from broadcaster.playout.sounds.files import HeldSound
from tests.playout.kept_loudspeaker import Kept
from tests.playout.stage import Stage

BLOCK = 50
"""At the 1000 samples a second of `Kept`: 50 ms, as the device asks."""

ITEM_S = 20.0


class Air:
    """A director with an item on air; the device is a block ahead of the ear, and gives back."""

    def __init__(self) -> None:
        self.stage, self.kept = Stage(), Kept()
        self.clock, self.device = self.kept.clock, self.kept.device
        self.stage.clock = self.clock
        limits = Limits(late_start_s=60.0, longest_interruption_s=300.0)
        self.director = self.stage.director = Director(
            self.clock, self.kept.deck, self.stage.desk, self.stage.journal, limits
        )
        self.stage.slot("sáng", 5, ITEM_S)
        (item,) = self.stage.desk.shows[0].pending
        self.stage.desk.shows[0].pending = deque([replace(item, sound=lasting(ITEM_S))])
        self.run(10)

    def run(self, seconds: float) -> None:
        """Let time pass, block by block, as the player does."""
        for _ in range(round(seconds * 1000 / BLOCK)):
            self.step()
            if self.device.is_open:
                self.kept.deck.pull(BLOCK, self.clock.now().timestamp() + BLOCK / 1000)
            self.clock.advance(BLOCK / 1000)

    def step(self) -> None:
        """Do what the player does in a step."""
        self.director.step()
        self.kept.loudspeaker.mind(self.director, None, 1)

    def emergency(self, name: str, level: int) -> None:
        """Have an emergency heard at once, a tone without a message."""
        self.device.silent_since = self.clock.now()
        request = self.stage.alarm(name, level=level)
        assert request.alarm
        request.alarm.tone = replace(request.alarm.tone, sound=lasting(4.0))
        self.stage.ask(request)

    def heard_s(self) -> list[float]:
        """Return how much of the item was heard, row by row."""
        return [line.heard_s for line in self.stage.heard("sáng 1")]


def lasting(seconds: float) -> HeldSound:
    """Return a sound of that length."""
    return HeldSound(np.ones(round(seconds * 1000), np.int16))


def test_an_item_goes_on_once_behind_two_emergencies_within_some_hundredths() -> None:
    air = Air()
    air.emergency("lũ", level=1)
    air.clock.advance(0.01)
    air.emergency("bão", level=3)
    air.run(120)
    first, rest = air.heard_s()
    assert first + rest == pytest.approx(ITEM_S)


def test_an_item_goes_on_once_behind_an_emergency_in_which_the_device_was_lost() -> None:
    air = Air()
    air.device.plugged = False
    air.emergency("lũ", level=1)
    air.step()
    air.device.plugged = True
    air.run(120)
    first, rest = air.heard_s()
    assert first + rest == pytest.approx(ITEM_S)
    assert air.stage.heard("tone lũ")[0].outcome is Outcome.MISSED


def test_what_was_cut_for_good_a_moment_before_is_not_heard_behind_the_emergency() -> None:
    air = Air()
    air.stage.desk.recalled = {1}
    air.step()
    air.clock.advance(0.01)
    air.emergency("lũ", level=1)
    air.run(120)
    (cut,) = air.stage.heard("sáng 1")
    assert (cut.outcome, cut.reason) == (Outcome.CUT, WITHDRAWN)
