"""Sound that arrives while it is heard: a store of a few seconds, and the stretches read from it.

Three threads meet here: one puts sound in, the director looks and lets the time pass, the
speaker's thread reads and never waits.
"""

import threading
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from broadcaster.clock import Clock
from broadcaster.playout.sounds.mixer import Block, Sound, level_dbfs

HOLDS_S = 2.0
BEGINS_AT_S = 1.0
DRY_BELOW_S = 0.15
FULL_WAIT_S = 0.02
SETTLING_S = 2.0
FADE_S = 0.5
SILENT_BELOW_DBFS = -50.0
SOUND_OUTWEIGHS = 20
CLICKS_BORNE_S = 50.0
"""So much more silence is counted than makes a source lost: a click does not end it."""


@dataclass(frozen=True)
class Expected:
    """The place of a sound that is not there yet: silence of a known length."""

    frames: int

    def read(self, start: int, count: int) -> Block:
        """Return silence."""
        return np.zeros(max(0, min(count, self.frames - start)), np.int16)


@dataclass(frozen=True, eq=False)
class Looped:
    """A sound again and again, up to place `frames`, with a fade there; it begins at `first`."""

    sound: Sound
    frames: int
    first: int = 0
    fade: int = 0

    def read(self, start: int, count: int) -> Block:
        """Return `count` samples from `start`, fewer at the end."""
        count = max(0, min(count, self.frames - start))
        pieces: list[Block] = []
        while count > 0:
            at = (start - self.first) % self.sound.frames
            piece = self.sound.read(at, min(count, self.sound.frames - at))
            pieces.append(piece)
            start += len(piece)
            count -= len(piece)
        joined = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
        return faded_out(joined, start - len(joined), self.frames, self.fade)


class LiveSound:
    """The last seconds of a source that runs by itself. What nobody takes in time is forgotten.

    `put` waits while the store is full, so a source that sends faster than it is heard is slowed
    down; one that has just begun to send is not: what it sends ahead is dropped, to be near the
    present.
    """

    def __init__(
        self,
        clock: Clock,
        rate: int,
        *,
        holds_s: float = HOLDS_S,
        begins_at_s: float = BEGINS_AT_S,
        silence_s: float = 10.0,
    ) -> None:
        """`rate` is in samples a second; `holds_s` is how much sound is kept.

        Silence is counted far enough to know whether it lasts `silence_s`.

        `begins_at_s` is how much is gathered before it counts as flowing: what bridges a gap
        later, and how far from the present it is heard.
        """
        self._clock = clock
        self.rate = rate
        self._ring = np.zeros(round(holds_s * rate), np.int16)
        self._written = 0
        self._taken = 0
        self._lock = threading.Lock()  # the speaker's thread never asks for it
        self._held = False
        self._paced_at = clock.monotonic()
        self._filled = False
        self._settled_at: float | None = None
        self._silent = 0
        self._longest_silence = round((silence_s + CLICKS_BORNE_S) * rate)
        self._begins_at = round(begins_at_s * rate)
        self.level_dbfs = -120.0
        self.closed = threading.Event()

    # ------------------------------------------------------------------ the source's thread

    def put(self, block: Block) -> None:
        """Take in what has arrived; wait while there is no room, until `closed`."""
        self.level_dbfs = level_dbfs(block)
        self._note_silence(len(block))
        if self._settled_at is None:
            self._settled_at = self._clock.monotonic() + SETTLING_S
        while len(block) and not self.closed.is_set():
            self._forget_what_came_ahead(len(block))
            room = len(self._ring) - (self._written - self._taken)
            if room <= 0:
                self._clock.wait(FULL_WAIT_S, self.closed)
                continue
            self._store(block[:room])
            block = block[room:]

    def begin_anew(self) -> None:
        """Say that the source was opened again: what it sends ahead is dropped once more."""
        self._settled_at = None

    def _note_silence(self, count: int) -> None:
        """Count silence; what sounds takes it back many times faster, but a click does not."""
        if self.level_dbfs < SILENT_BELOW_DBFS:
            self._silent = min(self._silent + count, self._longest_silence)
        else:
            self._silent = max(0, self._silent - SOUND_OUTWEIGHS * count)

    def _forget_what_came_ahead(self, coming: int) -> None:
        if self._held or self._clock.monotonic() > (self._settled_at or 0.0):
            return
        with self._lock:
            most = max(0, len(self._ring) - coming)
            self._taken = max(self._taken, self._written - most)

    def _store(self, block: Block) -> None:
        at = self._written % len(self._ring)
        first = min(len(block), len(self._ring) - at)
        self._ring[at : at + first] = block[:first]
        self._ring[: len(block) - first] = block[first:]
        self._written += len(block)  # last: a reader never sees what is not there yet

    # ------------------------------------------------------------------ the director's thread

    @property
    def buffered_s(self) -> float:
        """How much sound is there to be heard."""
        return (self._written - self._taken) / self.rate

    @property
    def silent_s(self) -> float:
        """How long the source has been sending nothing but silence."""
        return self._silent / self.rate

    def look(self) -> None:
        """Let the time pass for a source that is not heard, and note whether there is sound."""
        now = self._clock.monotonic()
        elapsed, self._paced_at = now - self._paced_at, now
        if self._filled and not self._held:
            with self._lock:
                passed = min(round(elapsed * self.rate), self._written - self._taken)
                if not self._held:
                    self._taken += passed
        if self._written - self._taken >= self._begins_at:
            self._filled = True
        elif self.buffered_s < DRY_BELOW_S:
            self._filled = False

    @property
    def flows(self) -> bool:
        """Whether there is sound to be heard now, as of the last look."""
        return self._filled

    def hold(self) -> None:
        """Say that a stretch is being heard: only what it reads is taken from now on."""
        self._held = True

    def release(self) -> None:
        """Say that nothing of it is heard now: it goes by in its own time."""
        self._held = False

    # ------------------------------------------------------------------ the speaker's thread

    def take(self, count: int) -> Block:
        """Return up to `count` samples of what is there, the oldest first; never waits."""
        taken = self._taken
        count = min(count, self._written - taken)
        at = taken % len(self._ring)
        first = self._ring[at : at + count]
        block = np.concatenate((first, self._ring[: count - len(first)]))
        self._taken = taken + count
        return block


class Source(Protocol):
    """Something that brings live sound until it is closed."""

    sound: LiveSound

    @property
    def trouble(self) -> str:
        """Why nothing is heard of it (Vietnamese), if nothing is."""
        ...

    def close(self) -> None:
        """Let go of it; never waits."""
        ...

    def wait_until_closed(self, patience_s: float) -> None:
        """Return once it is gone, or after `patience_s`."""
        ...


class Stretch:
    """A stretch of a live sound on air: `frames` is the planned length of the whole.

    Where nothing has come there is silence; `carried` counts the samples that really came.
    """

    def __init__(self, source: LiveSound, frames: int) -> None:
        """Nothing is taken from the source before the first read."""
        self._source = source
        self.frames = frames
        self.carried = 0
        self._fade = round(FADE_S * source.rate)
        self._rising = 0
        self._dry = True

    def read(self, start: int, count: int) -> Block:
        """Return what has come for that place, with silence where nothing came."""
        self._source.hold()
        count = max(0, min(count, self.frames - start))
        block = np.zeros(count, np.int16)
        if self._dry and self._source.buffered_s < DRY_BELOW_S:
            return block
        came = self._source.take(count)
        if self._dry:
            self._rising = 0
        self._dry = len(came) < count
        self.carried += len(came)
        block[: len(came)] = self._risen(came)
        return faded_out(block, start, self.frames, self._fade)

    def _risen(self, came: Block) -> Block:
        """Return the samples with a short fade in after each silence, so that nothing clicks."""
        rise = self._source.rate // 50
        if self._rising >= rise:
            return came
        gain = np.minimum(1.0, np.arange(self._rising, self._rising + len(came)) / rise)
        self._rising += len(came)
        return np.asarray(came * gain, np.int16)


def faded_out(block: Block, start: int, frames: int, fade: int) -> Block:
    """Return the block, which begins at `start`, with its part in the last `fade` samples faded."""
    if not fade or start + len(block) <= frames - fade:
        return block
    left = frames - np.arange(start, start + len(block))
    return np.asarray(block * np.clip(left / fade, 0.0, 1.0), np.int16)
