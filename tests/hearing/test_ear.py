"""What counts as heard: synthetic loudspeakers, rooms, noises, and programmes that are not ours."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.hearing.ear import Ear, Moment
from broadcaster.hearing.trace import TRACE_RATE, Samples
from tests.hearing.rooms import (
    BULLETIN,
    MORE_NEWS,
    OTHER_NEWS,
    Fault,
    at_gain,
    clipped,
    drifting,
    in_a_room,
    levelled,
    music,
    speech,
    through_a_horn,
    under_noise,
    upside_down,
    with_an_echo,
)

BEGAN_S = 1000.0
QUIET_DBFS = -50.0
AFTER_S = 8.0
BEFORE_S = 2.0


def judged(
    sent: Samples, monitor: Samples | None, *, block_s: float = 0.25, jitter_s: float = 0.0
) -> list[Moment]:
    """Return what an ear says that gets both sounds as they come, block by block.

    The monitor has been on for a while (`BEFORE_S`) when the sending begins.
    """
    ear = Ear(QUIET_DBFS)
    rng = np.random.default_rng(5)
    block = round(block_s * TRACE_RATE)
    length = len(sent) + round(AFTER_S * TRACE_RATE)
    sent = np.pad(sent, (0, length - len(sent)))
    moments = []
    before = round(BEFORE_S * TRACE_RATE)
    if monitor is not None:
        ear.heard(monitor[:before], BEGAN_S - BEFORE_S)
        monitor = monitor[before:]
    for first in range(0, length, block):
        at_s = BEGAN_S + first / TRACE_RATE
        ear.sent(sent[first : first + block], at_s)
        if monitor is not None:
            noted_s = at_s + float(rng.uniform(-jitter_s, jitter_s))
            ear.heard(monitor[first : first + block], noted_s)
        moments += ear.judge(at_s + block_s)
    return moments


def monitored(sent: Samples, delay_s: float, faults: Sequence[Fault], seed: int = 1) -> Samples:
    """Return what the monitor hears of it."""
    rng = np.random.default_rng(seed)
    late = round((BEFORE_S + delay_s) * TRACE_RATE)
    heard = np.concatenate((np.zeros(late), sent, np.zeros(round(AFTER_S * TRACE_RATE))))
    for fault in faults:
        heard = fault(heard.astype(np.float32), rng)
    return np.asarray(heard, np.float32)


def share(moments: list[Moment]) -> float:
    assert moments
    assert all(moment.heard is not None for moment in moments)
    return sum(bool(moment.heard) for moment in moments) / len(moments)


@pytest.mark.parametrize(
    ("faults", "delay_s"),
    [
        ((), 0.0),
        ((), 3.0),
        ((at_gain(-24),), 0.05),
        ((at_gain(15), clipped), 0.3),
        ((upside_down,), 0.3),
        ((in_a_room,), 0.7),
        ((with_an_echo,), 0.2),
        ((through_a_horn, in_a_room), 1.2),
        ((drifting,), 0.4),
        ((under_noise(0),), 0.5),
        ((under_noise(0, brown=True),), 2.9),
        ((through_a_horn, under_noise(0)), 2.0),
        ((through_a_horn, in_a_room, under_noise(0)), 1.0),
        ((through_a_horn, in_a_room, drifting, at_gain(-12), under_noise(3, brown=True)), 2.5),
    ],
)
def test_what_comes_out_of_a_loudspeaker_counts_as_heard(
    faults: Sequence[Fault], delay_s: float
) -> None:
    sent = speech()
    moments = judged(sent, monitored(sent, delay_s, faults))
    assert share(moments) >= 0.95
    delays = [moment.delay_s for moment in moments if moment.delay_s is not None]
    assert float(np.median(delays)) == pytest.approx(delay_s, abs=0.02)


@pytest.mark.parametrize("name", ["opening", "closing", "attention", "chime"])
def test_music_and_alarm_tones_count_as_heard_in_a_noisy_room(name: str) -> None:
    sent = np.concatenate((speech()[: 6 * TRACE_RATE], music(name)))
    moments = judged(sent, monitored(sent, 0.6, (in_a_room, under_noise(6))))
    assert share(moments) >= 0.9


@pytest.mark.parametrize(
    "monitor",
    [
        levelled(np.random.default_rng(2).standard_normal(40 * TRACE_RATE), -12.0),
        levelled(np.cumsum(np.random.default_rng(3).standard_normal(40 * TRACE_RATE)), -20.0),
        levelled(np.sin(2 * np.pi * 50 / TRACE_RATE * np.arange(40 * TRACE_RATE)), -20.0),
        np.tile(music("opening"), 4),
        np.zeros(40 * TRACE_RATE, np.float32),
    ],
    ids=["white noise", "rumble", "hum", "music", "silence"],
)
def test_what_is_not_ours_does_not_count_as_heard(monitor: Samples) -> None:
    assert share(judged(speech(), monitor)) <= 0.05


@pytest.mark.parametrize("words_per_minute", [150, 190])
def test_another_programme_in_the_same_voice_hardly_counts(words_per_minute: int) -> None:
    """A synthetic voice says a syllable alike each time, so single seconds may look the same."""
    other = np.tile(speech(OTHER_NEWS, words_per_minute), 6)
    assert share(judged(speech(f"{BULLETIN} {MORE_NEWS}"), other)) <= 0.25


def test_sound_that_stops_in_the_middle_is_heard_up_to_there() -> None:
    sent = speech()
    half = len(sent) // 2
    monitor = monitored(sent, 0.4, (under_noise(10),))
    monitor[half + round((BEFORE_S + 0.4) * TRACE_RATE) :] *= 0.0
    moments = judged(sent, monitor)
    limit_s = BEGAN_S + half / TRACE_RATE
    before = [m for m in moments if m.at_s + 1.5 <= limit_s]
    after = [m for m in moments if m.at_s - 0.5 >= limit_s]
    assert share(before) >= 0.95
    assert share(after) == 0.0


def test_a_leak_below_the_threshold_is_no_sound() -> None:
    sent = speech()
    moments = judged(sent, monitored(sent, 0.1, (at_gain(-45),)))
    assert share(moments) == 0.0
    assert max(moment.level_dbfs for moment in moments) < QUIET_DBFS
    assert float(np.median([moment.prominence for moment in moments])) > 20


def test_pauses_of_the_programme_are_not_asked_for() -> None:
    silence = np.zeros(6 * TRACE_RATE, np.float32)
    sent = np.concatenate((speech()[: 4 * TRACE_RATE], silence, speech()[: 4 * TRACE_RATE]))
    moments = judged(sent, monitored(sent, 0.2, ()))
    asked = {round(moment.at_s - BEGAN_S) for moment in moments}
    assert not asked & {5, 6, 7, 8}
    assert share(moments) == 1.0


def test_without_a_monitors_sound_nothing_is_said_of_it() -> None:
    moments = judged(speech(), None)
    assert moments
    assert {moment.heard for moment in moments} == {None}


@settings(max_examples=12, deadline=None)
@given(
    delay_s=st.floats(0, 3.0),
    gain_db=st.floats(-20, 20),
    snr_db=st.floats(0, 30),
    brown=st.booleans(),
    seed=st.integers(0, 1000),
)
def test_delay_gain_and_noise_of_any_size_do_not_hide_it(
    delay_s: float, gain_db: float, snr_db: float, seed: int, *, brown: bool
) -> None:
    sent = speech()
    faults = (in_a_room, at_gain(gain_db), under_noise(snr_db, brown=brown))
    monitor = np.clip(monitored(sent, delay_s, faults, seed), -1.0, 1.0)
    assert share(judged(sent, monitor, jitter_s=0.02)) >= 0.9
