"""A clock that tests turn by hand."""

import threading
from datetime import UTC, datetime, timedelta


class FakeClock:
    """Stands still until told otherwise; `wait` moves it instead of sleeping."""

    def __init__(self, now: datetime = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)) -> None:
        self._now = now
        self._monotonic = 1000.0

    def now(self) -> datetime:
        """Return the time that was set."""
        return self._now

    def monotonic(self) -> float:
        """Return seconds that only `advance` moves."""
        return self._monotonic

    def wait(self, seconds: float, until: threading.Event | None = None) -> bool:
        """Advance by `seconds` at once, unless the event is set already."""
        if until is not None and until.is_set():
            return True
        self.advance(seconds)
        return False

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def set(self, now: datetime) -> None:
        """Step the wall clock, as an operator or NTP does; monotonic time stays true."""
        self._now = now
