"""How far a fit stands out: where it is true, where it is chance, and where there is nothing."""

import numpy as np
import pytest

from broadcaster.hearing.likeness import REACH, Fits
from broadcaster.hearing.trace import TRACE_RATE, Samples
from tests.hearing.rooms import OTHER_NEWS, music, speech

SENT_S, HEARD_S = 2, 5
LATE = 12_000


def part(sound: Samples, from_s: float, seconds: float) -> Samples:
    at = round(from_s * TRACE_RATE)
    return sound[at : at + round(seconds * TRACE_RATE)]


def test_the_best_fit_is_where_the_sound_is_and_nothing_is_near_another_place() -> None:
    sent = part(speech(), 3, SENT_S)
    fits = Fits(sent, part(speech(), 3 - LATE / TRACE_RATE, HEARD_S))
    assert fits.best().delay == LATE
    assert fits.best().prominence > 50
    assert fits.best(near=LATE + REACH) == fits.best()
    assert fits.best(near=LATE + 2 * REACH).prominence < 11
    assert fits.best(near=HEARD_S * TRACE_RATE).prominence == 0.0


def test_of_a_tone_that_repeats_itself_all_places_are_told_the_best_first() -> None:
    tone = music("attention")
    fits = Fits(part(tone, 2, SENT_S), part(tone, 0.5, HEARD_S))
    peaks = fits.peaks(11)
    assert len(peaks) > 3
    assert peaks[0] == fits.best()
    assert min(peak.prominence for peak in peaks) > 0.7 * peaks[0].prominence
    assert min(abs(peak.delay - LATE) for peak in peaks) <= REACH
    assert fits.peaks(peaks[0].prominence + 1) == []


def test_silence_is_like_nothing() -> None:
    fits = Fits(part(speech(), 3, SENT_S), np.zeros(HEARD_S * TRACE_RATE, np.float32))
    assert fits.best().prominence == 0.0
    assert fits.peaks(11) == []


@pytest.mark.parametrize("bit_s", [0.1, 0.3, 0.5])
def test_the_last_bit_of_another_programme_does_not_stand_out_of_the_silence_behind_it(
    bit_s: float,
) -> None:
    heard = np.zeros(HEARD_S * TRACE_RATE, np.float32)
    bit = part(speech(OTHER_NEWS), 4, bit_s)
    heard[: len(bit)] = bit
    for from_s in range(8):
        assert Fits(part(speech(), from_s, SENT_S), heard).best().prominence < 30
