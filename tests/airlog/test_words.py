"""What is said of a sound without an end in the log depends on when it is asked."""

from datetime import timedelta

import pytest

from broadcaster.airlog import append, entries, is_coming, is_on_air, result_vi
from broadcaster.store import Store
from tests.airlog.examples import MORNING, air, start

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("after_s", "said"),
    [
        (-2.5, "Sắp phát"),
        (0, "Đang phát"),
        (120, "Đang phát"),
        (120.1, "Chưa rõ: máy phát đã dừng"),
        (9999, "Chưa rõ: máy phát đã dừng"),
    ],
)
def test_a_sound_without_an_end_is_on_air_for_its_length_and_a_minute(
    store: Store, after_s: float, said: str
) -> None:
    with store.writing() as session:
        append(session, start("a"))
        (entry,) = entries(session, MORNING, MORNING + DAY)
    now = MORNING + timedelta(seconds=after_s)
    assert result_vi(entry, now) == said
    assert is_coming(entry, now) == (said == "Sắp phát")
    assert is_on_air(entry, now) == (said == "Đang phát")


def test_what_ended_is_told_as_it_ended_at_any_time(store: Store) -> None:
    with store.writing() as session:
        air(session, "a")
        (entry,) = entries(session, MORNING, MORNING + DAY)
    for now in (MORNING - DAY, MORNING, MORNING + DAY):
        assert result_vi(entry, now) == "Đã phát"
        assert not is_coming(entry, now)
        assert not is_on_air(entry, now)
