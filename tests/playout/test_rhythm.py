"""The rhythm in which the player looks, under the real scheduler's own reckoning."""

from datetime import UTC, datetime, timedelta

from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler

from broadcaster.playout.rhythm import Every

BEFORE = datetime(1970, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)


def job(next_run_time: datetime) -> Job:
    """Return a job of that rhythm that is due at that time."""
    return BackgroundScheduler(timezone=UTC).add_job(
        print, Every(2), id="beat", next_run_time=next_run_time
    )


def test_a_clock_set_right_by_years_leaves_one_moment_to_catch_up() -> None:
    assert job(BEFORE)._get_run_times(NOW) == [BEFORE]


def test_it_fires_again_after_its_seconds_from_now() -> None:
    assert Every(2).get_next_fire_time(BEFORE, NOW) == NOW + timedelta(seconds=2)
    assert Every(2).get_next_fire_time(None, NOW) == NOW + timedelta(seconds=2)


def test_nothing_is_due_before_its_moment() -> None:
    assert job(NOW + timedelta(seconds=1))._get_run_times(NOW) == []
