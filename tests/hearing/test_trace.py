"""Traces: thinning and finding by time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.hearing.trace import TRACE_RATE, Pace, Thinner, Trace, trace_level_dbfs

RATES = (22050, 24000, 32000, 44100, 48000)


def tone(hertz: float, seconds: float, rate: int, amplitude: float = 8000.0) -> np.ndarray:
    places = np.arange(round(seconds * rate)) / rate
    return np.round(amplitude * np.sin(2 * np.pi * hertz * places)).astype(np.int16)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hertz", [300, 1000, 3000])
def test_a_tone_of_the_band_keeps_its_level_and_its_pitch(rate: int, hertz: int) -> None:
    thinned = Thinner(rate).thin(tone(hertz, 2.0, rate))
    assert len(thinned) == pytest.approx(2 * TRACE_RATE, abs=TRACE_RATE // 50)
    level = trace_level_dbfs(thinned[800:])
    assert level == pytest.approx(20 * np.log10(8000 / 32768 / np.sqrt(2)), abs=0.6)
    spectrum = np.abs(np.fft.rfft(thinned[800 : 800 + TRACE_RATE]))
    assert int(np.argmax(spectrum)) == pytest.approx(hertz, abs=1)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hertz", [5000, 6500, 7900])
def test_what_is_above_the_band_does_not_come_down_into_it(rate: int, hertz: int) -> None:
    assert trace_level_dbfs(Thinner(rate).thin(tone(hertz, 1.0, rate))[800:]) < -50


@given(rate=st.sampled_from(RATES), cuts=st.lists(st.integers(1, 4000), min_size=1, max_size=12))
def test_blocks_of_any_size_give_the_same_trace(rate: int, cuts: list[int]) -> None:
    sound = np.random.default_rng(1).integers(-9000, 9000, sum(cuts)).astype(np.int16)
    whole = Thinner(rate).thin(sound)
    thinner = Thinner(rate)
    parts = np.concatenate([thinner.thin(p) for p in np.split(sound, np.cumsum(cuts)[:-1])])
    assert len(parts) == len(whole)
    assert np.allclose(parts, whole, atol=1e-4)


def test_what_was_put_is_found_at_its_time_and_nothing_is_known_before_it() -> None:
    trace = Trace(4.0)
    sound = np.arange(1, TRACE_RATE + 1, dtype=np.float32)
    trace.put(sound, 100.0)
    assert trace.until_s == 101.0
    found = trace.read(100.25, TRACE_RATE // 2)
    assert found is not None
    assert np.array_equal(found, sound[TRACE_RATE // 4 : 3 * TRACE_RATE // 4])
    assert trace.read(99.5, TRACE_RATE) is None
    assert trace.read(100.5, TRACE_RATE) is None


def test_times_that_jitter_make_no_seam_and_a_gap_is_silence() -> None:
    trace = Trace(6.0)
    second = np.ones(TRACE_RATE, np.float32)
    trace.put(second, 10.0)
    trace.put(second, 11.04)
    trace.put(second, 13.5)
    assert trace.until_s == 14.5
    found = trace.read(10.0, round(4.5 * TRACE_RATE))
    assert found is not None
    assert np.flatnonzero(found == 0).tolist() == list(range(2 * TRACE_RATE, 28000))


def test_a_time_that_goes_back_begins_anew_and_old_sound_is_forgotten() -> None:
    trace = Trace(2.0)
    trace.put(np.ones(5 * TRACE_RATE, np.float32), 10.0)
    assert trace.until_s == 15.0
    assert trace.read(12.0, 10) is None
    assert trace.read(13.0, 10) is not None
    trace.put(np.ones(100, np.float32), 3.0)
    assert trace.until_s == 3.0125
    assert trace.read(13.0, 10) is None


def test_after_a_long_gap_there_is_silence_and_then_the_new_sound() -> None:
    trace = Trace(4.0)
    trace.put(np.ones(TRACE_RATE, np.float32), 10.0)
    trace.put(np.ones(TRACE_RATE, np.float32), 500.0)
    found = trace.read(498.0, 3 * TRACE_RATE)
    assert found is not None
    assert np.flatnonzero(found).tolist() == list(range(2 * TRACE_RATE, 3 * TRACE_RATE))
    assert trace.read(10.0, 10) is None


def test_blocks_that_arrive_late_do_not_move_the_time() -> None:
    pace = Pace(100)
    lateness = [0.4, 0.02, 0.0, 0.9, 0.3, 0.01]
    began = [pace.began_s(10, 50.0 + 0.1 * (n + 1) + late) for n, late in enumerate(lateness)]
    assert began[2:] == pytest.approx([50.2, 50.3, 50.4, 50.5])


def test_a_clock_that_runs_slow_is_followed_and_so_is_a_gap() -> None:
    pace = Pace(100)
    for n in range(600):
        began = pace.began_s(10, 0.1001 * (n + 1))
    assert began == pytest.approx(0.1001 * 599, abs=0.03)
    for n in range(300):
        began = pace.began_s(10, 0.1001 * 600 + 1.0 + 0.1 * (n + 1))
    assert began == pytest.approx(0.1001 * 600 + 1.0 + 0.1 * 299, abs=0.03)


def test_the_level_of_silence_is_the_lowest() -> None:
    assert trace_level_dbfs(np.zeros(10, np.float32)) == -120.0
    assert trace_level_dbfs(np.zeros(0, np.float32)) == -120.0
    assert trace_level_dbfs(np.ones(10, np.float32)) == 0.0
