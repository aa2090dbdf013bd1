"""What really aired: append-only, hash-chained."""

from broadcaster.airlog.models import AsRunRow, Event, Outcome

__all__ = ["AsRunRow", "Event", "Outcome"]
