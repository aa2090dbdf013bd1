"""What other threads ask of the output while the player's own thread closes it."""

import pytest

from broadcaster.clock import Clock
from broadcaster.playout.output.deck import OPENS_WITHIN_S, Deck
from tests.playout.stage import RATE, Stage

TONE_S = 4.0


class ClosingDeck(Deck):
    """Runs, and from when the test wishes on is closed right behind the answer that it does."""

    closes = False

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, RATE)
        self.opening()

    @property
    def runs(self) -> bool:
        ran = super().runs
        if self.closes:
            self.closed()
        return ran


def test_what_is_on_air_is_told_with_its_times() -> None:
    stage = Stage()
    deck = ClosingDeck(stage.clock)
    stage.out = deck  # type: ignore[assignment]
    stage.direct()
    stage.ask(stage.alarm("lũ", tone_s=TONE_S))
    deck.closes = True
    laid = stage.director.on_air
    assert laid is not None
    assert laid.item.title == "tone lũ"
    assert not deck.runs
    assert deck.heard() == laid.start
    assert (deck.wall_of(laid.end) - deck.wall_of(laid.start)).total_seconds() == TONE_S


def test_the_latency_is_told() -> None:
    deck = ClosingDeck(Stage().clock)
    deck.closes = True
    assert deck.latency_s == pytest.approx(OPENS_WITHIN_S)
