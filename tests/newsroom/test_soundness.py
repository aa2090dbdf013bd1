import numpy as np
import pytest

from broadcaster.newsroom.soundness import (
    QUIETEST_DBFS,
    flatness,
    level_dbfs,
    noise_share,
    sound_fault,
)
from tests.newsroom import sounds

NOISE = np.random.default_rng(3).uniform(-1, 1, sounds.RATE * 4).astype(np.float32)


def test_a_voice_is_sound() -> None:
    assert sound_fault(sounds.voice(), sounds.RATE) is None


def test_level_is_that_of_the_wave_alone() -> None:
    wave = np.sin(np.arange(48_000) / 10).astype(np.float32)
    assert level_dbfs(wave) == pytest.approx(-3.01, abs=0.05)
    assert level_dbfs(wave / np.float32(100) + np.float32(0.5)) == pytest.approx(-43.01, abs=0.05)
    assert level_dbfs(np.zeros(10, np.float32)) == float("-inf")
    assert level_dbfs(np.zeros(0, np.float32)) == float("-inf")


def test_the_level_of_a_long_sound_is_that_of_all_of_it() -> None:
    loud_at_its_end = np.concatenate([np.zeros(3_000_000, np.float32), NOISE[:100_000]])
    expected = 10 * np.log10(np.var(loud_at_its_end, dtype=np.float64))
    assert level_dbfs(loud_at_its_end) == pytest.approx(expected, abs=0.001)


def test_white_noise_is_flat_and_a_voice_is_not() -> None:
    assert flatness(NOISE, sounds.RATE) > 0.9
    assert flatness(sounds.voice(), sounds.RATE) < 0.1


def test_quiet_noise_is_not_what_is_meant_and_silence_is() -> None:
    assert noise_share(NOISE * 0.05, sounds.RATE) == 0
    quiet = sound_fault(NOISE * 10 ** ((QUIETEST_DBFS - 1) / 20), sounds.RATE)
    assert quiet is not None
    assert "silent" in quiet[0]


def test_a_voice_over_which_somebody_hisses_is_still_taken() -> None:
    mixed = sounds.voice(4.0) + 0.02 * NOISE
    assert sound_fault(mixed, sounds.RATE) is None


def test_a_voice_that_ends_in_garbage_is_refused_by_its_greater_part() -> None:
    voice = sounds.voice(4.0)
    assert sound_fault(np.concatenate([voice, NOISE[: sounds.RATE * 2]]), sounds.RATE) is None
    fault = sound_fault(np.concatenate([voice, NOISE, NOISE]), sounds.RATE)
    assert fault is not None
    assert "loud noise" in fault[0]
