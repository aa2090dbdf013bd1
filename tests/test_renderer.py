"""The renderer's pulse: it beats while the work goes on, and not while one item holds it up."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from broadcaster import speech, timetable
from broadcaster.clock import SystemClock
from broadcaster.renderer import LONGEST_ITEM_S, Renderer
from tests.rig.fake_clock import FakeClock
from tests.rig.patience import wait_until


class Rounds:
    """Stands for the preparation: lets a test look in the middle of a round."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.items = 0
        self.item_s = 0.0
        self.seen: list[bool] = []
        self.renderer: Renderer | None = None

    def prepare(self, *parts: Any, stop: Any) -> Any:
        assert self.renderer
        for _ in range(self.items):
            assert not stop()
            self.clock.advance(self.item_s)
            self.seen.append(self.renderer.moves)
        return SimpleNamespace(rendered=[], failed=[])


@pytest.fixture
def rounds(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Rounds:
    made = Rounds(clock)
    app = SimpleNamespace(
        clock=clock,
        station=None,
        store=None,
        voices=None,
        schedules=SimpleNamespace(load=lambda: None),
    )
    made.renderer = Renderer(app)  # type: ignore[arg-type]
    monkeypatch.setattr(timetable, "prepare", made.prepare)
    monkeypatch.setattr(Renderer, "_beat", lambda *words, **counts: None)
    monkeypatch.setattr(speech, "remove_unfinished", lambda *parts: None)
    return made


def test_many_long_items_are_work_that_goes_on(rounds: Rounds) -> None:
    assert rounds.renderer
    assert rounds.renderer.moves
    rounds.items, rounds.item_s = 20, LONGEST_ITEM_S / 2
    rounds.renderer.render_once()
    assert rounds.seen == [True] * 20
    assert rounds.renderer.moves


def test_one_item_without_end_is_none(rounds: Rounds) -> None:
    assert rounds.renderer
    rounds.items, rounds.item_s = 1, LONGEST_ITEM_S + 1
    rounds.renderer.render_once()
    assert rounds.seen == [False]
    assert rounds.renderer.moves, "a round that ended is no more stuck"


def test_a_round_longer_than_the_pause_takes_no_turn_of_its_own(
    rounds: Rounds, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert rounds.renderer
    monkeypatch.setattr("broadcaster.renderer.EVERY_S", 0.01)
    stop, going, seen = threading.Event(), threading.Lock(), []

    def prepare(*parts: Any, stop: Any) -> Any:
        seen.append(going.acquire(blocking=False))
        threading.Event().wait(0.1)
        going.release()
        return SimpleNamespace(rendered=[], failed=[])

    monkeypatch.setattr(timetable, "prepare", prepare)
    rounds.renderer._app.clock = SystemClock()  # type: ignore[misc]
    running = threading.Thread(target=rounds.renderer.run, args=[stop])
    running.start()
    try:
        wait_until(lambda: len(seen) >= 4)
    finally:
        stop.set()
        running.join()
    assert all(seen)
    assert caplog.messages == []


def test_a_round_that_fails_is_written_down_and_the_next_one_comes(
    rounds: Rounds, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert rounds.renderer
    stop = threading.Event()
    begun = 0

    def prepare(*parts: Any, stop: Any) -> Any:
        nonlocal begun
        begun += 1
        message = "a fault of the software"
        raise RuntimeError(message)

    def end_after_two() -> None:
        if begun >= 2:
            stop.set()

    monkeypatch.setattr(timetable, "prepare", prepare)
    rounds.renderer.run(stop, end_after_two)
    assert "a round of rendering failed" in caplog.messages


def test_it_beats_until_it_is_told_to_end(rounds: Rounds) -> None:
    assert rounds.renderer
    stop = threading.Event()
    beats = []

    def beat() -> None:
        beats.append(rounds.clock.monotonic())
        if len(beats) == 5:
            stop.set()

    rounds.renderer.run(stop, beat)
    assert len(beats) == 5
    assert beats[-1] - beats[0] >= 4
