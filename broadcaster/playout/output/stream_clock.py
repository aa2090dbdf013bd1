"""Which wall-clock instant each output sample leaves the device at. Pure arithmetic."""

from datetime import UTC, datetime


class StreamClock:
    """Maps sample numbers to wall time from what the speaker said of the newest block."""

    def __init__(self, rate: int) -> None:
        """`rate` is in samples a second."""
        self.rate = rate
        self._zero: float | None = None

    def note(self, sample: int, leaves_at: float) -> None:
        """Take in that `sample` leaves the device at `leaves_at` (seconds since the epoch)."""
        self._zero = leaves_at - sample / self.rate

    def forget(self) -> None:
        """Forget it: the stream was opened anew."""
        self._zero = None

    @property
    def knows(self) -> bool:
        """Whether the speaker has said anything yet."""
        return self._zero is not None

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
