"""What counts as heard: synthetic loudspeakers, rooms, noises, and programmes that are not ours."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from tests.hearing.trial import (
    BEFORE_S,
    BEGAN_S,
    QUIET_DBFS,
    judged,
    monitored,
    share,
    told,
)


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
def test_another_programme_in_the_same_voice_does_not_count(words_per_minute: int) -> None:
    """A synthetic voice says a syllable alike each time, so single seconds may look the same."""
    other = np.tile(speech(OTHER_NEWS, words_per_minute), 6)
    assert share(judged(speech(f"{BULLETIN} {MORE_NEWS}"), other)) <= 0.05


@pytest.mark.parametrize("faults", [(), (through_a_horn, in_a_room, under_noise(0))])
def test_a_stream_that_is_opened_anew_is_heard_at_its_new_delay(faults: Sequence[Fault]) -> None:
    sent = np.concatenate((speech(), speech(MORE_NEWS)))
    before, after = (monitored(sent, delay_s, faults) for delay_s in (0.4, 1.9))
    opened_s = len(speech()) / TRACE_RATE
    cut = round((BEFORE_S + opened_s + 1.9) * TRACE_RATE)
    moments = judged(sent, np.concatenate((before[:cut], after[cut:])))
    assert share([m for m in moments if m.at_s + 1.5 <= BEGAN_S + opened_s]) >= 0.95
    behind = [m for m in moments if m.at_s - 0.5 >= BEGAN_S + opened_s]
    assert share(behind) >= 0.95
    assert behind[2].delay_s == behind[-1].delay_s == pytest.approx(1.9, abs=0.02)


def test_a_stream_that_loses_and_waits_for_samples_is_heard() -> None:
    monitor = monitored(speech(), 0.5, ())
    parts = np.array_split(monitor, len(monitor) // (2 * TRACE_RATE))
    gap = np.zeros(TRACE_RATE // 10, np.float32)
    slipping = [part[len(gap) :] if n % 2 else [*part, *gap] for n, part in enumerate(parts)]
    assert share(judged(speech(), np.concatenate(slipping).astype(np.float32))) >= 0.95


def test_a_monitor_that_begins_anew_is_believed_again() -> None:
    sent = np.concatenate((speech(), speech(MORE_NEWS)))
    monitor = monitored(sent, 0.5, (under_noise(6),))
    gone, back = (round((BEFORE_S + at_s) * TRACE_RATE) for at_s in (8.0, 14.0))
    monitor[gone:back] = 0.0
    moments = judged(sent, monitor)
    assert share([m for m in moments if m.at_s + 2.0 <= BEGAN_S + 8.0]) == 1.0
    assert share([m for m in moments if BEGAN_S + 8.5 <= m.at_s <= BEGAN_S + 12.0]) == 0.0
    assert share([m for m in moments if m.at_s - 0.5 >= BEGAN_S + 14.0]) >= 0.95


@pytest.mark.parametrize("faults", [(), (through_a_horn, in_a_room, under_noise(0))])
def test_the_first_second_is_told_as_heard_when_a_few_agree(faults: Sequence[Fault]) -> None:
    sent = speech()
    when_s, first = next(told(sent, monitored(sent, 1.0, faults)))
    assert (first.at_s, first.heard) == (BEGAN_S, True)
    assert when_s - first.at_s <= 4.5 + 5.0


def test_a_chime_by_itself_is_heard() -> None:
    chime = music("chime")[: len(music("chime")) // 2]
    moments = judged(chime, monitored(chime, 0.6, (in_a_room,)))
    assert [moment.heard for moment in moments[:2]] == [True, True]


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
