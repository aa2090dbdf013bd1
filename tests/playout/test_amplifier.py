"""When the amplifier has power: never off while something is heard, no flapping, no lost word."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.airlog import Outcome
from broadcaster.amplifier_settings import AmplifierKind, AmplifierSettings
from broadcaster.playout.amplifier.decision import (
    ANSWERS_WITHIN_S,
    EARLY_S,
    REST_S,
    AlwaysOn,
    Power,
    Timing,
    is_wanted,
)
from broadcaster.playout.amplifier.power import AmplifierPower
from broadcaster.playout.amplifier.switch import SwitchFailed
from tests.playout.stage import Stage

TIMING = Timing(lead_s=5.0, hold_s=60.0, guard_s=0.25)
STEP_S = 0.5

timings = st.builds(
    Timing,
    lead_s=st.floats(0, 60),
    hold_s=st.floats(0, 300),
    guard_s=st.floats(0, 5),
)


@dataclass(frozen=True)
class Sound:
    """A slot as the neighbours hear it: when it begins and ends, in seconds."""

    begin: float
    end: float


def in_order(pairs: list[tuple[float, float]]) -> list[Sound]:
    sounds, at = [], 100.0
    for gap, length in pairs:
        sounds.append(Sound(at + gap, at + gap + length))
        at += gap + length
    return sounds


days = st.lists(st.tuples(st.floats(0, 400), st.floats(0.5, 120)), min_size=1, max_size=6).map(
    in_order
)


def power_over(day: list[Sound], timing: Timing) -> list[tuple[float, bool]]:
    """Return what is wanted, step by step, from long before the first sound until long after."""
    wanted, last, at = False, 0.0, 0.0
    steps = []
    while at < day[-1].end + timing.hold_s + 2 * REST_S:
        busy = any(sound.begin <= at <= sound.end for sound in day)
        last = at if busy else last
        wanted = is_wanted(
            on=wanted,
            busy=busy,
            quiet_s=at - last,
            starts_in=[sound.begin - at for sound in day if sound.begin > at],
            timing=timing,
        )
        steps.append((at, wanted))
        at += STEP_S
    return steps


@given(days, timings)
@settings(max_examples=60, deadline=None)
def test_it_is_on_from_the_lead_time_before_a_sound_to_the_hold_after_it(
    day: list[Sound], timing: Timing
) -> None:
    for at, wanted in power_over(day, timing):
        must = any(
            sound.begin - timing.warm_up_s <= at < sound.end + timing.hold_s - STEP_S
            for sound in day
        )
        assert wanted or not must, at


@given(days, timings)
@settings(max_examples=60, deadline=None)
def test_it_goes_off_in_long_pauses_and_rests_there(day: list[Sound], timing: Timing) -> None:
    steps = power_over(day, timing)
    assert not steps[0][1]
    assert not steps[-1][1]
    off_at = None
    for (before, was), (at, wanted) in pairwise(steps):
        if was and not wanted:
            off_at = at
        if wanted and not was and off_at is not None:
            assert at - off_at >= REST_S - 2 * STEP_S, "it flaps"
        assert before < at
    for one, following in pairwise(day):
        pause = following.begin - one.end
        if pause > timing.hold_s + timing.warm_up_s + EARLY_S + REST_S + 2 * STEP_S:
            middle = one.end + timing.hold_s + 2 * STEP_S
            assert any(at >= middle and not on for at, on in steps if at < following.begin)


def test_without_a_switch_nothing_ever_waits() -> None:
    timing = Timing.of(AmplifierSettings())
    assert timing.warm_up_s == timing.guard_s == 0
    assert Power().message_in(5, timing) == 0
    assert Power().first_sound_in(5, timing, tone=True) == 0
    assert AlwaysOn().message_in() == AlwaysOn().first_sound_in(tone=False) == 0


@pytest.mark.parametrize(
    ("power", "tone", "slot", "message"),
    [
        (Power(), 0.25, 5.0, 5.0 + ANSWERS_WITHIN_S),
        (Power(wanted_since=99.9), 0.15, 4.9, 4.9 + ANSWERS_WITHIN_S),
        (Power(wanted_since=98, failing=True), 0, 3.0, 3.0),
        (Power(wanted_since=97, on_since=98.5), 0, 2.0, 3.5),
        (Power(wanted_since=97, on_since=98.5, failing=True), 0, 2.0, 3.5),
        (Power(wanted_since=10), 0, 0, 0),
        (Power(wanted_since=90, on_since=91), 0, 0, 0),
    ],
)
def test_how_long_a_sound_waits_for_the_power(
    power: Power, tone: float, slot: float, message: float
) -> None:
    assert power.first_sound_in(100, TIMING, tone=True) == pytest.approx(tone)
    assert power.first_sound_in(100, TIMING, tone=False) == pytest.approx(slot)
    assert power.message_in(100, TIMING) == pytest.approx(message)


# --------------------------------------------------------------------------- with the director


class Relay:
    """A switch that remembers what it was told; it can be made to fail."""

    def __init__(self) -> None:
        self.turned: list[bool] = []
        self.refuses = False

    def turn(self, *, on: bool) -> None:
        if self.refuses:
            message = "the relay is gone"
            raise SwitchFailed(message)
        self.turned.append(on)

    def reach(self) -> str:
        return "here"


SETTINGS = AmplifierSettings(
    kind=AmplifierKind.COMMAND, on="on", off="off", lead_s=5.0, hold_s=30.0, guard_ms=250
)


class PoweredStage(Stage):
    """A stage whose director waits for an amplifier; the switch works `slow_s` after it is told."""

    def __init__(self, tmp_path: Path, slow_s: float = 0.0) -> None:
        super().__init__()
        self.relay = Relay()
        note = tmp_path / "amplifier.json"
        self.amplifier = AmplifierPower(self.clock, SETTINGS, note, self.relay)
        self.director._amplifier = self.amplifier
        self.director._alarms._amplifier = self.amplifier
        self.slow_s = slow_s
        self.live = False
        self.told_at: float | None = None
        self.switched: list[tuple[float, bool]] = []

    def run(self, seconds: float, step_s: float = 0.05) -> None:
        for _ in range(round(seconds / step_s)):
            self.director.step()
            self._look()
            self.clock.advance(step_s)

    def _look(self) -> None:
        slots = [show.plan for show in self.desk.shows]
        self.amplifier.follow(self.director, slots, live=self.live)
        state = self.amplifier.state()
        assert state
        now = self.clock.monotonic()
        if state["wanted"] is state["on"]:
            self.told_at = None
            return
        self.told_at = now if self.told_at is None else self.told_at
        if now - self.told_at >= self.slow_s:
            self.amplifier.switch_once()
            self.switched.append((round(now - 1000, 2), state["wanted"]))


def test_a_slot_in_time_begins_at_its_second_and_power_comes_before(tmp_path: Path) -> None:
    stage = PoweredStage(tmp_path, slow_s=0.4)
    stage.slot("sáng", 60, 10, 5)
    stage.run(150)
    assert [stage.offset(line) for line in stage.journal.lines] == [60, 70]
    (_, put_right), (on_at, on), (off_at, off) = stage.switched
    assert (put_right, on, off) == (False, True, False)
    assert on_at == pytest.approx(60 - 5 - EARLY_S + 0.4, abs=0.11)
    assert off_at == pytest.approx(75 + 30 + 0.4, abs=0.2)


def test_an_alarm_out_of_the_cold_waits_a_guard_and_its_words_the_lead_time(
    tmp_path: Path,
) -> None:
    stage = PoweredStage(tmp_path)
    stage.run(10)
    stage.ask(stage.alarm("lũ", tone_s=2.0))
    stage.ask(stage.message("lũ", 8))
    stage.run(40)
    tones = [stage.offset(line) for line in stage.heard("tone lũ")]
    assert tones[0] == pytest.approx(10.25, abs=0.06)
    (message,) = stage.heard("message lũ")
    assert stage.offset(message) >= 15
    assert stage.offset(message) <= 15 + 2.0 + 0.3
    assert message.heard_s == 8
    assert len(tones) >= 3
    assert stage.relay.turned[-1] is True


def test_words_wait_until_a_slow_switch_has_switched(tmp_path: Path) -> None:
    stage = PoweredStage(tmp_path, slow_s=4.0)
    stage.run(10)
    stage.ask(stage.alarm("lũ", tone_s=2.0))
    stage.ask(stage.message("lũ", 8))
    stage.run(40)
    (message,) = stage.heard("message lũ")
    assert 14 + 5 <= stage.offset(message) <= 14 + 5 + 2.5


def test_a_switch_that_is_gone_holds_up_nothing_but_the_lead_time(tmp_path: Path) -> None:
    stage = PoweredStage(tmp_path)
    stage.run(1)
    stage.relay.refuses = True
    stage.slot("sáng", 60, 10)
    stage.ask(stage.alarm("lũ", tone_s=2.0))
    stage.ask(stage.message("lũ", 8))
    stage.run(100)
    (message,) = stage.heard("message lũ")
    assert stage.offset(message) <= 1 + 5 + 2.5
    (item,) = stage.heard("sáng 1")
    assert (stage.offset(item), item.outcome) == (60, Outcome.AIRED)
    state = stage.amplifier.state()
    assert state
    assert (state["on"], state["error"]) == (None, "the relay is gone")


def test_a_late_slot_waits_for_the_power_and_is_heard_from_its_first_word(
    tmp_path: Path,
) -> None:
    stage = PoweredStage(tmp_path)
    stage.slot("sáng", -20, 10)
    stage.run(30)
    (item,) = stage.heard("sáng 1")
    assert stage.offset(item) == pytest.approx(5, abs=0.2)
    assert (item.outcome, item.heard_s) == (Outcome.AIRED, 10)


def test_between_close_slots_and_during_an_alarm_it_is_never_switched(tmp_path: Path) -> None:
    stage = PoweredStage(tmp_path)
    stage.slot("một", 60, 10)
    stage.slot("hai", 150, 10)
    stage.run(100)
    stage.ask(stage.alarm("lũ", tone_s=2.0))
    stage.ask(stage.message("lũ", 8))
    stage.run(150)
    assert [on for _, on in stage.switched] == [False, True, False]


def test_a_frozen_slot_alone_needs_no_power_but_somebody_who_speaks_before_it_does(
    tmp_path: Path,
) -> None:
    stage = PoweredStage(tmp_path)
    stage.slot("sáng", 60, 10)
    stage.run(35)
    assert stage.director.coming
    assert stage.relay.turned == [False]
    stage.live = True
    stage.run(1)
    assert stage.relay.turned == [False, True]


@pytest.mark.parametrize(
    ("seen", "near", "live", "wanted"),
    [
        ({}, False, False, False),
        ({}, True, False, True),
        ({"wants_output": True}, False, False, True),
        ({"wants_output": True, "coming": 40}, False, False, False),
        ({"wants_output": True, "coming": 3}, False, False, True),
        ({"wants_output": True, "coming": -3}, False, False, True),
        ({"wants_output": True, "coming": 40, "interrupted": True}, False, False, True),
        ({"wants_output": True, "coming": 40, "show": True}, False, False, True),
        ({"wants_output": True, "coming": 40, "on_air": True}, False, False, True),
        ({"wants_output": True, "coming": 40}, False, True, True),
    ],
)
def test_power_follows_what_the_director_does(
    tmp_path: Path, seen: dict[str, Any], *, near: bool, live: bool, wanted: bool
) -> None:
    stage = PoweredStage(tmp_path)
    idle = {"wants_output": False, "coming": None, "show": None, "interrupted": False}
    director = SimpleNamespace(**(idle | {"on_air": None} | seen))
    if director.coming:
        director.coming = stage.slot("tới", director.coming)
    slots = [stage.slot("sáng", 4)] if near else []
    stage.amplifier.follow(director, slots, live=live)
    state = stage.amplifier.state()
    assert state
    assert state["wanted"] is wanted
