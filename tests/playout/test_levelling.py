"""A live source is brought to the station's loudness, slowly, and never over its ceiling."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.playout.live.levelling import BLOCK_S, LEAST_DB, MOST_DB, Leveller
from broadcaster.playout.sounds.mixer import FULL_SCALE, Block, level_dbfs
from tests.rig.known_clip import make_noise

RATE = 48_000
TARGET = -16.0
CEILING = -1.5


def leveller() -> Leveller:
    return Leveller(RATE, target_dbfs=TARGET, ceiling_dbfs=CEILING)


def noise(seconds: float, level_db: float, seed: int = 1) -> Block:
    made = make_noise(seconds, seed, level_db=level_db)
    return np.asarray(np.rint(made * FULL_SCALE), np.int16)


def in_pieces(one: Leveller, block: Block, size: int) -> Block:
    return np.concatenate(
        [one.levelled(block[at : at + size]) for at in range(0, len(block), size)]
    )


@pytest.mark.parametrize("level_db", [-27.0, -20.0, -14.0, -10.0])
def test_soft_and_loud_sources_come_to_the_same_level(level_db: float) -> None:
    heard = in_pieces(leveller(), noise(12, level_db), 1920)
    assert level_dbfs(heard[-3 * RATE :]) == pytest.approx(TARGET, abs=1.0)


def test_the_first_second_is_near_the_level_already() -> None:
    heard = in_pieces(leveller(), noise(2, -26), 1920)
    assert level_dbfs(heard[RATE // 2 : RATE]) == pytest.approx(TARGET, abs=2.0)


def test_hiss_in_a_pause_is_not_turned_up() -> None:
    one = leveller()
    in_pieces(one, noise(6, -20), 1920)
    before = one.gain_db
    in_pieces(one, noise(8, -55), 1920)
    assert one.gain_db == before


def test_the_gain_moves_a_decibel_a_second_and_no_faster() -> None:
    one = leveller()
    in_pieces(one, noise(6, -16), 1920)
    steps = []
    loud = noise(6, -8, seed=2)
    for at in range(0, len(loud), 1920):
        before = one.gain_db
        one.levelled(loud[at : at + 1920])
        steps.append(abs(one.gain_db - before))
    assert max(steps) <= BLOCK_S * 1.0 + 1e-9
    assert sum(steps) == pytest.approx(6, abs=1.0)


def test_all_samples_come_out_one_block_later_whatever_the_pieces() -> None:
    sound = noise(2, -20)
    whole = leveller().levelled(sound)
    pieces = in_pieces(leveller(), sound, 777)
    assert np.array_equal(whole, pieces)
    assert len(whole) == len(sound) - round(BLOCK_S * RATE)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-70, 0), st.floats(0.05, 1.0), st.integers(0, 5)),
        min_size=1,
        max_size=6,
    )
)
def test_no_sample_ever_passes_the_ceiling(parts: list[tuple[float, float, int]]) -> None:
    sound = np.concatenate([noise(seconds, level, seed) for level, seconds, seed in parts])
    one = leveller()
    heard = in_pieces(one, sound, 1920)
    assert np.max(np.abs(heard.astype(np.int32)), initial=0) <= FULL_SCALE * 10 ** (CEILING / 20)
    assert LEAST_DB <= one.gain_db <= MOST_DB
