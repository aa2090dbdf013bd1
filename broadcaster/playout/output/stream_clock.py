"""Which wall-clock instant each output sample leaves the device at. Pure arithmetic."""

from collections import deque
from datetime import UTC, datetime
from statistics import median

HISTORY = 50
JUMP_S = 0.25


class StreamClock:
    """Maps sample numbers to wall time from what the device says of each block.

    The single readings jitter by a millisecond or so; their median over the last second does
    not. A reading far from the rest is a new truth (an underflow, a stepped clock), so the
    history is dropped.
    """

    def __init__(self, rate: int) -> None:
        """`rate` is in samples a second."""
        self.rate = rate
        self._zeros: deque[float] = deque(maxlen=HISTORY)
        self._zero: float | None = None

    def note(self, sample: int, leaves_at: float) -> None:
        """Take in that `sample` leaves the device at `leaves_at` (seconds since the epoch)."""
        zero = leaves_at - sample / self.rate
        if self._zero is not None and abs(zero - self._zero) > JUMP_S:
            self._zeros.clear()
        self._zeros.append(zero)
        self._zero = median(self._zeros)

    def forget(self) -> None:
        """Drop the history: the stream was opened anew or ran dry."""
        self._zeros.clear()
        self._zero = None

    @property
    def knows(self) -> bool:
        """Whether the device has said anything yet."""
        return self._zero is not None

    def wall_of(self, sample: int) -> datetime:
        """Return when the sample leaves the device; `RuntimeError` before the first reading."""
        return datetime.fromtimestamp(self._known() + sample / self.rate, UTC)

    def sample_at(self, moment: datetime) -> int:
        """Return the sample that leaves the device at that moment."""
        return round((moment.timestamp() - self._known()) * self.rate)

    def _known(self) -> float:
        if self._zero is None:
            message = "the stream has not started"
            raise RuntimeError(message)
        return self._zero
