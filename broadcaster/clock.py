"""The one clock. Nothing else in the project asks the machine for the time."""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """What the rooms ask of time; tests put their own in its place."""

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back, from an arbitrary zero."""
        ...

    def wait(self, seconds: float, until: threading.Event | None = None) -> bool:
        """Wait for `seconds`, or until the event is set; return whether it is set."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's wall-clock time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()

    def wait(self, seconds: float, until: threading.Event | None = None) -> bool:
        """Wait for `seconds`, or until the event is set; return whether it is set."""
        if until is not None:
            return until.wait(max(0.0, seconds))
        time.sleep(max(0.0, seconds))
        return False


def local(moment: datetime) -> datetime:
    """Return the moment in Vietnam's time; `ValueError` if it is naive."""
    if moment.tzinfo is None:
        message = "a naive datetime has no place on a timetable"
        raise ValueError(message)
    return moment.astimezone(VIETNAM)


def nearest_second(moment: datetime) -> datetime:
    """Return Vietnam's time to the nearest second, for people: 06:59:59.9 is seven."""
    return local(moment + timedelta(milliseconds=500)).replace(microsecond=0)


def day_and_minute(moment: datetime) -> str:
    """Return Vietnam's time as people here write it: `21/11/2026 05:30`."""
    return f"{local(moment):%d/%m/%Y %H:%M}"


def local_date(moment: datetime) -> date:
    """Return the calendar day of the moment in Vietnam."""
    return local(moment).date()


def start_of(day: date) -> datetime:
    """Return the UTC moment at which the day begins in Vietnam."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).astimezone(UTC)
