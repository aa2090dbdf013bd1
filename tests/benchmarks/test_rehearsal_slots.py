"""The bench of the rehearsed year: every declared slot is told once, and no other."""

from datetime import UTC, datetime, timedelta

from benchmarks.rehearsal import unaccounted

FIRST = ("Bản tin sáng", datetime(2028, 1, 31, 22, 30, tzinfo=UTC), False)
SECOND = ("Bản tin trưa", FIRST[1] + timedelta(hours=6), False)
WITHHELD = (*SECOND[:2], True)


def test_each_slot_once_is_all_accounted_for() -> None:
    assert unaccounted([FIRST, SECOND], [SECOND, FIRST]) == []
    assert unaccounted([FIRST, WITHHELD], [FIRST, WITHHELD]) == []


def test_a_slot_that_is_not_told_told_twice_or_never_declared_is_named() -> None:
    assert unaccounted([FIRST, SECOND], [SECOND, SECOND]) == [
        "Bản tin sáng of 01/02/2028 05:30 appears 0 times, not 1",
        "Bản tin trưa of 01/02/2028 11:30 appears 2 times, not 1",
    ]
    assert unaccounted([FIRST], [FIRST, SECOND]) == [
        "Bản tin trưa of 01/02/2028 11:30 appears 1 times, not 0"
    ]


def test_a_slot_that_is_taken_away_must_not_air_and_the_other_way_round() -> None:
    told = unaccounted([FIRST, WITHHELD], [FIRST, SECOND])
    assert sorted(told) == [
        "Bản tin trưa of 01/02/2028 11:30 (withheld) appears 0 times, not 1",
        "Bản tin trưa of 01/02/2028 11:30 appears 1 times, not 0",
    ]
