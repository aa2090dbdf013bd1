"""An output without a device: time alone moves it, so that days pass in milliseconds."""

from datetime import UTC, datetime

from broadcaster.clock import Clock
from broadcaster.playout.mixer import Timeline


class SimulatedOutput:
    """Sample 0 left the device at the moment this was made; nothing is ever mixed."""

    def __init__(self, clock: Clock, rate: int) -> None:
        """`rate` is in samples a second."""
        self._clock = clock
        self._zero = clock.now().timestamp()
        self.rate = rate
        self.runs = True
        self.timeline: Timeline = ()

    @property
    def soonest(self) -> int:
        """The sample that leaves now: there is no buffer to fill."""
        return self.heard()

    def swap(self, timeline: Timeline) -> None:
        """Take the timeline."""
        heard = self.heard()
        self.timeline = tuple(segment for segment in timeline if segment.end > heard)

    def heard(self) -> int:
        """Return the sample that leaves now."""
        return self.sample_at(self._clock.now())

    def wall_of(self, sample: int) -> datetime:
        """Return when the sample leaves."""
        return datetime.fromtimestamp(self._zero + sample / self.rate, UTC)

    def sample_at(self, moment: datetime) -> int:
        """Return the sample that leaves at that moment."""
        return round((moment.timestamp() - self._zero) * self.rate)
