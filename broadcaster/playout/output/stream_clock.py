"""Which wall-clock instant each output sample leaves the device at. Pure arithmetic."""

from datetime import UTC, datetime


class StreamClock:
    """Maps sample numbers to wall time from what the speaker said of the newest block.

    Of a stream that has ended the times are still told: other threads ask while it ends.
    """

    def __init__(self, rate: int) -> None:
        """`rate` is in samples a second; `knows` is whether the speaker says when samples leave."""
        self.rate = rate
        self.knows = False
        self._zero: float | None = None

    def note(self, sample: int, leaves_at: float) -> None:
        """Take in that `sample` leaves the device at `leaves_at` (seconds since the epoch)."""
        self._zero = leaves_at - sample / self.rate
        self.knows = True

    def end(self) -> None:
        """Say that the stream has ended; the next one has its own times."""
        self.knows = False

    def wall_of(self, sample: int) -> datetime:
        """Return when the sample leaves the device; `RuntimeError` before the first block."""
        return datetime.fromtimestamp(self._known() + sample / self.rate, UTC)

    def sample_at(self, moment: datetime) -> int:
        """Return the sample that leaves the device at that moment."""
        return round((moment.timestamp() - self._known()) * self.rate)

    def _known(self) -> float:
        if self._zero is None:
            message = "the stream has not started"
            raise RuntimeError(message)
        return self._zero
