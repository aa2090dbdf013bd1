"""For how long nothing came out of the loudspeakers, by the log, its hearing and the notes."""

from datetime import timedelta

import pytest

from broadcaster.airlog import NewHearing, append, append_hearing
from broadcaster.playout.heard.dead_air_log import OVER, silences
from broadcaster.playout.models import DeadAirChange
from broadcaster.store import Store
from tests.airlog.examples import MORNING, air, an_airing, start

BEGAN = "Không có tiếng ra loa; mở lại thiết bị âm thanh"
STILL = "Vẫn không có tiếng ra loa; chuyển sang thiết bị âm thanh khác"
DAY = timedelta(days=1)


def at(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def aired(
    store: Store, entry: str, from_s: float, heard: float | None, lasts_s: float = 60
) -> None:
    """Log a sound that began so many seconds after the morning, heard with that share."""
    with store.writing() as session:
        air(session, entry, an_airing(planned_s=lasts_s), at=MORNING + at(from_s))
        if heard is not None:
            said = NewHearing(
                at=MORNING + DAY, entry=entry, share=heard, judged_s=lasts_s, level_dbfs=-40
            )
            append_hearing(session, said)


def noted(store: Store, *notes: tuple[float, str]) -> None:
    with store.writing() as session:
        session.add_all(DeadAirChange(at=MORNING + at(when), change=what) for when, what in notes)


def lost(store: Store, until_s: float = 3600) -> list[tuple[float, float]]:
    """Return when each silent sound began and how many seconds of it were lost."""
    with store.reading() as session:
        found = silences(session, MORNING, MORNING + at(until_s))
    return [((one.began - MORNING).total_seconds(), round(one.seconds, 3)) for one in found]


def test_a_second_that_is_missed_now_and_then_is_no_dead_air(store: Store) -> None:
    aired(store, "a", 0, 0.9)
    aired(store, "b", 60, 0.2, lasts_s=2)
    aired(store, "c", 62, None)
    assert lost(store) == []


def test_what_was_noted_counts_with_the_share_that_was_not_heard(store: Store) -> None:
    aired(store, "a", 0, 0.75)
    aired(store, "b", 60, 0.0)
    aired(store, "c", 120, 0.6)
    aired(store, "d", 300, 0.9)
    noted(store, (58, BEGAN), (130, OVER))
    assert lost(store) == [(0, 15), (60, 60), (120, 24)]


def test_what_a_restart_mended_is_no_dead_air_although_nobody_said_over(store: Store) -> None:
    aired(store, "a", 0, 0.0)
    noted(store, (15, BEGAN))
    aired(store, "b", 60, 0.97)
    assert lost(store) == [(0, 60)]


@pytest.mark.parametrize(
    ("notes", "seconds"),
    [
        ([(20, BEGAN)], 40),
        ([(20, BEGAN), (35, STILL), (50, OVER)], 30),
        ([(20, BEGAN), (30, OVER), (45, BEGAN)], 25),
        ([(10, OVER)], 0),
    ],
)
def test_before_its_share_is_known_the_notes_tell(
    store: Store, notes: list[tuple[float, str]], seconds: float
) -> None:
    with store.writing() as session:
        append(session, start("a", an_airing(planned_s=600)))
    noted(store, *notes)
    assert [lasted for _, lasted in lost(store, 60)] == ([seconds] if seconds else [])
