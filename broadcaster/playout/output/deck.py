"""The deck: the timeline that is playing, pulled by a speaker, and its place in wall time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from broadcaster.clock import Clock
from broadcaster.playout.output.speaker import Handed, NothingHanded
from broadcaster.playout.output.stream_clock import StreamClock
from broadcaster.playout.sounds.mixer import (
    SILENT_DBFS,
    Block,
    Timeline,
    forget_before,
    level_dbfs,
    loudest,
    mix,
)

STALL_S = 0.5
BEGINS_WITHIN_S = 2.5
"""A sound server that was idle has up to two seconds of its silence ready before it asks again."""

SOUNDING_DBFS = -50.0
SAFE_BLOCKS = 1
LEVEL_EVERY_S = 0.1
OPENS_WITHIN_S = 0.05

REMEMBERED_S = 1.0
"""So much of the timeline is kept behind what was pulled; no more of it can be taken back."""


class Deck:
    """Holds an immutable timeline; the speaker's thread reads it, the director swaps it.

    A swap is one assignment, so the speaker never waits for a lock. The level is looked at ten
    times a second; `sounded_until` is behind the last block found above -50 dBFS. A `tap` gets each
    block with its epoch seconds: of several channels the loudest.
    """

    def __init__(self, clock: Clock, rate: int) -> None:
        """`rate` is in samples a second."""
        self._clock = clock
        self.rate = rate
        self.channels = 1
        self.timeline: Timeline = ()
        self.position = 0
        self.level_dbfs = SILENT_DBFS
        self.sounded_until = 0
        self._level_at = 0
        self.tap: Callable[[Block, float], None] | None = None
        self.handed: Handed = NothingHanded()
        self._block = 0
        self._began = 0
        self._last_pull: float | None = None
        self._patient_until = clock.monotonic()
        self._stream = StreamClock(rate)

    def pull(self, count: int, leaves_at: float) -> Block:
        """Return the next `count` samples; the first leaves the device at `leaves_at`."""
        start = self.position
        self._stream.note(start, leaves_at)
        self._block = count
        self.position = start + count  # before the mixing: `soonest` is never in this block
        block = mix(self.timeline, start, count, self.channels)
        if self.position >= self._level_at:
            self._level_at = start + round(LEVEL_EVERY_S * self.rate)
            self.level_dbfs = level_dbfs(block)
            if self.level_dbfs >= SOUNDING_DBFS:
                self.sounded_until = self.position
        if self.tap:
            self.tap(block if block.ndim == 1 else loudest(block), leaves_at)
        self._last_pull = self._clock.monotonic()
        return block

    def swap(self, timeline: Timeline) -> None:
        """Play this timeline from the next block on."""
        self.timeline = forget_before(timeline, self._first_remembered)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let what is laid meanwhile be heard at once, in place of what the speaker has by now.

        A speaker that gives nothing back takes it from the next block on.
        """
        silent_since = self.handed.take_back() if self.runs else None
        if silent_since is None:
            yield
            return
        self.position = max(self._first_remembered, self._heard_by(silent_since))
        self._level_at = self.position
        self._block = 0
        self.opening()
        try:
            yield
        finally:
            self.handed.go_on()

    @property
    def soonest(self) -> int:
        """The first sample that a swap made now is sure to reach."""
        return self.position + SAFE_BLOCKS * self._block

    @property
    def runs(self) -> bool:
        """Whether the speaker pulls, or is about to, so that samples have a wall time."""
        return self._stream.knows

    @property
    def stalled(self) -> bool:
        """Whether the open speaker does not pull: its device is gone."""
        now, last_pull = self._clock.monotonic(), self._last_pull
        if last_pull is None or now < self._patient_until:
            return False
        return now - last_pull > STALL_S

    @property
    def latency_s(self) -> float:
        """How long it takes until what was pulled has been heard."""
        if not self.runs:
            return 0.0
        ahead = self._stream.wall_of(self.position) - self._clock.now()
        return max(0.0, ahead.total_seconds()) + SAFE_BLOCKS * self._block / self.rate

    def heard(self) -> int:
        """Return the first sample that has not left the device yet."""
        return self._heard_by(self._clock.now())

    def wall_of(self, sample: int) -> datetime:
        """Return when the sample leaves the device."""
        return self._stream.wall_of(sample)

    def sample_at(self, moment: datetime) -> int:
        """Return the sample that leaves the device at that moment."""
        return self._stream.sample_at(moment)

    def opening(self) -> None:
        """Take it that the next sample leaves soon: what is laid now is heard at the very first.

        A device that never asks for it has stalled too.
        """
        self._began = self.position
        soon = self._clock.now().timestamp() + OPENS_WITHIN_S
        self._stream.note(self.position, soon)
        self._last_pull = self._clock.monotonic()
        self._patient_until = self._last_pull + BEGINS_WITHIN_S

    def closed(self) -> None:
        """Take it that the stream has ended: the next one has its own times."""
        self._stream.end()
        self.level_dbfs = SILENT_DBFS
        self._last_pull = None
        self._block = 0

    def _heard_by(self, moment: datetime) -> int:
        """Return the first sample that leaves later; all from before this opening are over."""
        return max(self._began, min(self.position, self._stream.sample_at(moment)))

    @property
    def _first_remembered(self) -> int:
        return self.position - round(REMEMBERED_S * self.rate)
