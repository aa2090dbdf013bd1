"""An output without a device: time alone moves it, so that days pass in milliseconds."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

from broadcaster.clock import Clock
from broadcaster.playout.sounds.mixer import Timeline

STEPPED_S = 0.001


class SimulatedOutput:
    """Sample 0 left the device at the moment this was made; nothing is ever mixed.

    As with a device, samples leave in monotonic time: a stepped wall clock moves none of them.
    """

    def __init__(self, clock: Clock, rate: int) -> None:
        """`rate` is in samples a second."""
        self._clock = clock
        self._began = clock.monotonic()
        self._zero_of_wall = clock.now().timestamp()
        self.rate = rate
        self.runs = True
        self.timeline: Timeline = ()

    @property
    def position(self) -> int:
        """The sample behind the last one that left."""
        return self.heard()

    @property
    def sounded_until(self) -> int:
        """The same: whatever is laid is taken to sound."""
        return self.heard()

    @property
    def soonest(self) -> int:
        """The sample that leaves now: there is no buffer to fill."""
        return self.heard()

    def at_once(self) -> AbstractContextManager[None]:
        """Return what changes nothing: whatever is laid is heard at once."""
        return nullcontext()

    def swap(self, timeline: Timeline) -> None:
        """Take the timeline."""
        heard = self.heard()
        self.timeline = tuple(segment for segment in timeline if segment.end > heard)

    def heard(self) -> int:
        """Return the sample that leaves now."""
        return round((self._clock.monotonic() - self._began) * self.rate)

    @property
    def _zero(self) -> float:
        """When sample 0 left, as the wall clock counts now."""
        gone_s = self._clock.monotonic() - self._began
        zero = self._clock.now().timestamp() - gone_s
        if abs(zero - self._zero_of_wall) > STEPPED_S:
            self._zero_of_wall = zero
        return self._zero_of_wall

    def wall_of(self, sample: int) -> datetime:
        """Return when the sample leaves."""
        return datetime.fromtimestamp(self._zero + sample / self.rate, UTC)

    def sample_at(self, moment: datetime) -> int:
        """Return the sample that leaves at that moment."""
        return round((moment.timestamp() - self._zero) * self.rate)
