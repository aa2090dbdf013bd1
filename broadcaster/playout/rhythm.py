"""How often the player looks at what changes: a rhythm that a clock set right cannot hurry."""

from datetime import datetime, timedelta

from apscheduler.triggers.base import BaseTrigger


class Every(BaseTrigger):  # type: ignore[misc]
    """Fires so many seconds from now, again and again.

    APScheduler's own interval counts from the last firing: of a clock that is set right by years
    it would list every moment between, and fill the memory with them.
    """

    def __init__(self, seconds: float) -> None:
        """`seconds` lie between two firings."""
        self._pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return when it fires next, whenever it fired last."""
        del previous_fire_time
        return now + self._pause
