"""Dead air: the alarm, what is tried, and a stored sound that is silent."""

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadcaster.airlog import Outcome
from broadcaster.playout.air import AirItem, Laid
from broadcaster.playout.heard.dead_air import (
    REST_S,
    SETTLING_S,
    SILENT,
    Change,
    DeadAir,
    Remedy,
    silent,
)
from broadcaster.playout.live.sound import Source
from broadcaster.playout.live.watchful_carriage import WatchfulCarriage
from broadcaster.playout.output.deck import LEVEL_EVERY_S, Deck
from broadcaster.playout.simulation import SimulatedOutput
from broadcaster.playout.sounds.mixer import Block, Segment, place
from broadcaster.timetable import EntryKind, SlotState
from tests.playout.fake_source import PATIENCE
from tests.playout.stage import RATE, Stage
from tests.rig.fake_clock import FakeClock

ALARM = [
    Change(alarm=True, remedy=Remedy.REOPEN),
    Change(alarm=True, remedy=Remedy.OTHER_OUTPUT),
    Change(alarm=True, remedy=Remedy.OTHER_OUTPUT),
]


def noted(air: DeadAir, heard: str, from_s: float = 0.0) -> list[tuple[float, Change]]:
    """Return the changes, with their seconds; `x` is a heard second, `.` an unheard one."""
    changes = []
    for number, second in enumerate(heard):
        change = air.note(from_s + number, heard=second == "x")
        if change:
            changes.append((from_s + number, change))
            if change.remedy:
                air.remedied(from_s + number)
    return changes


def test_as_many_unheard_seconds_as_are_set_are_an_alarm_and_the_output_is_opened_anew() -> None:
    air = DeadAir(10, outputs=1)
    assert noted(air, "xxx.........") == []
    assert noted(air, ".", 12) == [(12, ALARM[0])]
    assert air.alarm


def test_one_heard_second_is_chance_and_two_end_the_alarm() -> None:
    air = DeadAir(3, outputs=1)
    assert noted(air, "..x.") == [(3, ALARM[0])]
    assert noted(air, ".x..", 6) == []
    assert noted(air, "xx", 10) == [(11, Change(alarm=False))]
    assert not air.alarm
    assert noted(air, "xx..", 12) == []


def test_what_was_sent_before_a_remedy_tells_nothing_of_it() -> None:
    air = DeadAir(3, outputs=1)
    assert noted(air, "...") == [(2, ALARM[0])]
    air.remedied(8.0)
    assert noted(air, "xx...", 3) == []
    assert noted(air, "xx", 8 + SETTLING_S) == [(11.0, Change(alarm=False))]


def test_with_a_second_output_each_is_tried_and_then_it_rests() -> None:
    air = DeadAir(5, outputs=2)
    changes = noted(air, "." * 40)
    assert [change for _, change in changes] == ALARM
    apart = [later - earlier for (earlier, _), (later, _) in pairwise(changes)]
    assert apart == [5 + SETTLING_S - 1] * 2
    rested = noted(air, "." * round(REST_S + 10), 40)
    assert rested[0][1] == ALARM[0]
    assert rested[0][0] - changes[-1][0] >= REST_S


def test_with_one_output_nothing_is_exchanged() -> None:
    assert [change for _, change in noted(DeadAir(5, outputs=1), "." * 200)] == ALARM[:1]


@example(heard="..xx", dead_air_s=2)
@given(heard=st.text("x.", max_size=300), dead_air_s=st.integers(2, 30))
def test_an_alarm_never_comes_without_its_seconds_and_always_ends_with_two_heard(
    heard: str, dead_air_s: int
) -> None:
    air = DeadAir(dead_air_s, outputs=2)
    alarms = 0
    listens_from = 0
    for at_s, change in noted(air, heard):
        before = heard[: int(at_s) + 1]
        if change.remedy:
            assert "xx" not in before[-dead_air_s:]
            assert before.endswith("." if dead_air_s == 1 else before[-1])
            assert before[-1] == "."
            listens_from = round(at_s + SETTLING_S)
        alarms = alarms + 1 if change.remedy else 0
        assert alarms <= 3 or len(heard) > REST_S
    assert not air.alarm or not heard[listens_from:].endswith("xx")


# ---------------------------------------------------------------------- silence in what is sent


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Give a stage whose output sends silence in the seconds that `hush` names."""

    def sounded_until(output: SimulatedOutput) -> int:
        begins, ends = hushed.get("from", 0), hushed.get("until", 0)
        heard = output.heard()
        return min(heard, begins) if begins <= heard < ends else heard

    hushed: dict[str, int] = {}
    monkeypatch.setattr(SimulatedOutput, "sounded_until", property(sounded_until))
    made = Stage()
    made.hushed = hushed  # type: ignore[attr-defined]
    made.direct(WatchfulCarriage(made.clock, made.out, made.journal, no_source, PATIENCE))
    return made


def no_source(name: str) -> Source:
    raise AssertionError(name)


def hush(stage: Stage, begins_s: float, ends_s: float) -> None:
    stage.hushed.update({"from": round(begins_s * RATE), "until": round(ends_s * RATE)})  # type: ignore[attr-defined]


class Tone:
    """A sound of a length that is the same all along."""

    def __init__(self, frames: int, amplitude: int) -> None:
        self.frames = frames
        self._amplitude = amplitude

    def read(self, start: int, count: int) -> Block:
        return np.full(max(0, min(count, self.frames - start)), self._amplitude, np.int16)


class Unreadable:
    """A sound of which each moment can be read only once, by the speaker."""

    frames = 600 * RATE

    def read(self, start: int, count: int) -> Block:
        raise AssertionError((start, count))


def stored(stage: Stage, amplitude: int = 0) -> None:
    """Let the items of the stage's slots come from files, silent ones if nothing else is said."""
    for show in stage.desk.shows:
        for number, item in enumerate(show.pending):
            sound = Tone(item.sound.frames, amplitude)
            show.pending[number] = replace(item, sound=sound, file=f"clips/{item.title}.wav")


def test_a_stored_sound_that_is_silent_is_cut_and_the_next_one_begins(stage: Stage) -> None:
    stage.slot("tin", 60, 30, 40, 20)
    stored(stage)
    hush(stage, 90, 100.5)
    stage.run(200)
    first, silent, last = stage.journal.lines
    assert (first.title, first.outcome) == ("tin 1", Outcome.AIRED)
    assert (silent.title, silent.outcome, silent.reason) == ("tin 2", Outcome.CUT, SILENT)
    assert silent.heard_s == pytest.approx(10.0, abs=0.1)
    assert (last.title, last.outcome) == ("tin 3", Outcome.AIRED)
    assert last.offset_s == 0.0
    assert stage.offset(last) == pytest.approx(100.0, abs=0.1)
    assert stage.desk.closed == [("tin", SlotState.AIRED, "")]


def test_silence_that_began_in_the_item_before_counts_from_the_items_own_start(
    stage: Stage,
) -> None:
    stage.slot("tin", 60, 30, 8, 20)
    stored(stage)
    hush(stage, 84, 97.5)
    stage.run(150)
    assert [line.outcome for line in stage.journal.lines] == [Outcome.AIRED] * 3


def test_the_last_sound_of_a_slot_is_cut_too_and_the_slot_is_over(stage: Stage) -> None:
    stage.slot("tin", 60, 30)
    stored(stage)
    hush(stage, 65, 120)
    stage.run(120)
    (line,) = stage.journal.lines
    assert (line.outcome, line.reason) == (Outcome.CUT, SILENT)
    assert line.heard_s == pytest.approx(15.0, abs=0.1)
    assert stage.desk.closed == [("tin", SlotState.AIRED, "")]


def test_who_speaks_live_may_be_silent_and_nothing_is_read_of_them() -> None:
    item = AirItem(kind=EntryKind.LIVE, title="", sound=Unreadable(), file="live/a.wav", live=True)
    laid = Laid(item=item, entry="e", start=0, end=Unreadable.frames)
    output = SimpleNamespace(rate=RATE, position=60 * RATE, sounded_until=0)
    assert not silent(laid, output, 10.0)


def test_a_sound_that_is_only_turned_down_is_not_cut(stage: Stage) -> None:
    stage.slot("tin", 60, 30)
    stored(stage, amplitude=3000)
    hush(stage, 60, 120)
    stage.run(120)
    assert [line.outcome for line in stage.journal.lines] == [Outcome.AIRED]


def test_the_deck_knows_until_when_it_sounded() -> None:
    clock = FakeClock()
    deck = Deck(clock, RATE)
    assert deck.sounded_until == 0
    tapped = []
    deck.tap = lambda block, leaves_at: tapped.append((len(block), leaves_at))
    loud, soft = Segment(sound=Tone(300, 3000), start=200, length=300), Tone(1000, 50)
    deck.swap(place((loud,), [Segment(sound=soft, start=600, length=1000)]))
    for number in range(120):
        deck.pull(10, 100.0 + number / 100)
    looked_at_each = round(LEVEL_EVERY_S * RATE)
    assert 500 - looked_at_each < deck.sounded_until <= 500
    assert deck.position == 1200
    assert tapped[:2] == [(10, 100.0), (10, 100.01)]


def test_live_sound_and_alarms_are_never_cut_for_silence(stage: Stage) -> None:
    stage.slot("tiếp âm", 60, 30)
    stage.alarm("lũ", tone_s=20)
    hush(stage, 60, 120)
    stage.run(120)
    assert [line.outcome for line in stage.journal.lines] == [Outcome.AIRED]


def test_an_alarm_is_heard_to_its_end_though_it_is_silent(stage: Stage) -> None:
    asked = stage.alarm("lũ", tone_s=20)
    assert asked.alarm is not None
    tone = replace(asked.alarm.tone, file="audio_assets/attention.wav")
    hush(stage, 0, 200)
    stage.ask(replace(asked, alarm=replace(asked.alarm, tone=tone)))
    stage.ask(stage.message("lũ", 15))
    stage.run(60)
    assert [line.outcome for line in stage.journal.lines] == [Outcome.AIRED] * 2
