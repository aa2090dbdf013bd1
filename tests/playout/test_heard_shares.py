"""How much of each sound was heard, from the seconds that were judged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.playout.heard.shares import SETTLED_AFTER_S, HeardShares


def judged(heard: str, from_s: float = 100.0) -> HeardShares:
    """Return shares that know these seconds: `x` heard, `.` unheard, a blank not judged."""
    shares = HeardShares()
    for number, second in enumerate(heard):
        if second != " ":
            level = -20.0 if second == "x" else -70.0
            shares.note(from_s + number, heard=second == "x", level_dbfs=level)
    return shares


@pytest.mark.parametrize(
    ("heard", "began_s", "ended_s", "share", "judged_s"),
    [
        ("xxxxxxxxxx", 100, 110, 1.0, 10),
        ("..........", 100, 110, 0.0, 10),
        ("xxxxx.....", 100, 110, 0.5, 10),
        ("xxxxx     ", 100, 110, 1.0, 5),
        ("xx..xx....", 104.5, 105.5, 1.0, 1),
        ("xxxxx.....", 104.5, 106.5, 0.25, 2),
        ("xxxxxxxxxx", 90, 105, 1.0, 5),
    ],
)
def test_a_second_counts_with_its_part_in_the_sound(
    heard: str, began_s: float, ended_s: float, share: float, judged_s: float
) -> None:
    shares = judged(heard)
    shares.ended("a", began_s, ended_s)
    assert shares.settled(ended_s + SETTLED_AFTER_S - 0.1) == []
    (found,) = shares.settled(ended_s + SETTLED_AFTER_S)
    assert found.entry == "a"
    assert (found.share, found.judged_s) == pytest.approx((share, judged_s))
    assert shares.settled(ended_s + 99) == []


def test_of_what_nobody_judged_nothing_is_said() -> None:
    shares = judged("   x")
    shares.ended("before", 90, 103)
    shares.ended("a moment", 102.0, 103.05)
    assert shares.settled(1000.0) == []


def test_the_level_is_the_middle_one() -> None:
    shares = judged("xxx..")
    shares.ended("a", 100, 105)
    (found,) = shares.settled(200.0)
    assert found.level_dbfs == -20.0


@given(
    heard=st.text("x. ", max_size=60),
    began_s=st.floats(90, 160),
    length_s=st.floats(0.1, 60),
)
def test_a_share_is_between_nothing_and_all_and_no_more_than_the_sound(
    heard: str, began_s: float, length_s: float
) -> None:
    shares = judged(heard)
    shares.ended("a", began_s, began_s + length_s)
    for found in shares.settled(1000.0):
        assert 0.0 <= found.share <= 1.0
        assert 0.1 <= found.judged_s <= length_s + 1e-6
