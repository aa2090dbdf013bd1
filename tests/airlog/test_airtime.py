"""Airtime: two sounds at once are heard for as long as the longer one."""

from datetime import timedelta

import pytest

from broadcaster.airlog import added_s, airtime, append, entries
from broadcaster.store import Store
from tests.airlog.examples import MORNING, air, an_airing, miss, start


@pytest.mark.parametrize(
    ("sounds", "added"),
    [
        ([], []),
        ([(0, 60), (60, 30), (100, 5)], [60, 30, 5]),
        ([(0, 120), (0, 120)], [120, 0]),
        ([(0, 20), (15, 60)], [20, 55]),
        ([(0, 100), (20, 30), (60, 50)], [100, 0, 10]),
        ([(0, 60), (59.95, 30)], [60, 30]),
    ],
)
def test_what_lies_over_another_sound_counts_once(
    sounds: list[tuple[float, float]], added: list[float]
) -> None:
    dated = [(MORNING + timedelta(seconds=began), seconds) for began, seconds in sounds]
    assert added_s(dated) == added


def test_only_what_was_heard_counts_and_only_one_slot_lies_over_itself(store: Store) -> None:
    with store.writing() as session:
        air(session, "tune", at=MORNING, aired_s=20)
        air(session, "words", at=MORNING + timedelta(seconds=15), aired_s=60)
        air(session, "another slot", an_airing(slot_id=2), at=MORNING, aired_s=30)
        append(session, miss("missed"))
        append(session, start("on air", at=MORNING + timedelta(seconds=75)))
        found = entries(session, MORNING, MORNING + timedelta(hours=1))
    assert airtime(found) == {"tune": 20, "words": 55, "another slot": 30}
