"""Which delay is the monitor's: seconds that agree, and single ones that are chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.hearing.agreement import Agreement
from broadcaster.hearing.likeness import Likeness

BEGAN_S = 1000.1
FIRST, SECOND = 4000, 9000


def told(*fits: tuple[float, float, int]) -> Agreement:
    """Return what was told of seconds, each with its prominence and its delay."""
    agreement = Agreement()
    for at_s, prominence, delay in fits:
        agreement.stray(BEGAN_S + at_s, [Likeness(prominence, delay)])
    return agreement


@pytest.mark.parametrize(
    ("fits", "known"),
    [
        ([(0, 200.0, FIRST)], None),
        ([(0, 12.0, FIRST), (1, 12.0, FIRST)], None),
        ([(0, 25.0, FIRST), (5, 25.0, FIRST)], None),
        ([(0, 12.0, FIRST), (1, 12.0, FIRST), (2, 12.0, FIRST)], FIRST),
        ([(0, 12.0, FIRST), (2, 12.0, SECOND), (3, 12.0, FIRST), (4, 12.0, FIRST)], FIRST),
        ([(0, 12.0, FIRST), (2, 12.0, FIRST + 30), (4, 12.0, FIRST + 38)], FIRST + 38),
        ([(0, 12.0, FIRST), (2, 12.0, FIRST + 60), (4, 12.0, FIRST + 120)], None),
        ([(0, 12.0, FIRST), (3, 12.0, FIRST), (9, 12.0, FIRST)], None),
        ([(0, 38.0, FIRST), (1, 18.0, FIRST)], FIRST),
        ([(0, 90.0, FIRST), (1, 90.0, SECOND), (2, 90.0, FIRST + 500)], None),
    ],
    ids=[
        "one alone",
        "two neighbours",
        "two far apart",
        "three",
        "three, and a stray one",
        "a clock that drifts",
        "a delay that runs away",
        "too far apart",
        "two that stand out far",
        "each at a delay of its own",
    ],
)
def test_a_delay_is_known_by_seconds_that_agree(
    fits: list[tuple[float, float, int]], known: int | None
) -> None:
    assert told(*fits).known(BEGAN_S + 9) == known


def test_another_delay_takes_the_place_of_the_first_when_three_seconds_agree_on_it() -> None:
    agreement = told(*[(n, 30.0, FIRST) for n in range(3)])
    assert not agreement.stray(BEGAN_S + 3, [Likeness(20.0, SECOND)])
    assert not agreement.stray(BEGAN_S + 4, [Likeness(20.0, SECOND)])
    assert agreement.known(BEGAN_S + 4) == FIRST
    assert agreement.stray(BEGAN_S + 5, [Likeness(20.0, SECOND)])
    assert agreement.known(BEGAN_S + 5) == SECOND


def test_of_a_sound_that_repeats_itself_the_delay_is_taken_that_fits_best() -> None:
    agreement = Agreement()
    for second in range(3):
        agreement.stray(BEGAN_S + second, [Likeness(15.0, SECOND), Likeness(14.0, FIRST)])
    assert agreement.known(BEGAN_S + 3) == SECOND


def test_a_delay_is_forgotten_after_a_minute_without_a_second_that_fits() -> None:
    agreement = told(*[(n, 30.0, FIRST) for n in range(3)])
    agreement.confirm(BEGAN_S + 50, FIRST + 3)
    assert agreement.known(BEGAN_S + 109) == FIRST + 3
    assert agreement.known(BEGAN_S + 111) is None


@given(
    st.lists(
        st.tuples(st.integers(0, 120), st.floats(11, 27), st.integers(0, 25)),
        unique_by=lambda fit: fit[2],
    )
)
def test_fits_that_never_agree_make_no_delay_known(fits: list[tuple[int, float, int]]) -> None:
    placed = [(at_s, prominence, 1000 * place) for at_s, prominence, place in sorted(fits)]
    assert told(*placed).known(BEGAN_S + 120) is None
