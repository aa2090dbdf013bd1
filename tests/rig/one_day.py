"""Tests that look at a day of the station, run at any hour: none of them runs into the next."""

import time
from datetime import datetime, timedelta

from broadcaster.clock import SystemClock, local

A_MOMENT_S = 2.0


def stay_within_a_day(seconds: float) -> None:
    """Return now, or behind midnight in Vietnam if that comes within so many seconds."""
    left_s = seconds_to_midnight(local(SystemClock().now()))
    if left_s < seconds:
        time.sleep(left_s + A_MOMENT_S)


def seconds_to_midnight(moment: datetime) -> float:
    """Return for how long it is still the moment's day."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (midnight - moment).total_seconds()
