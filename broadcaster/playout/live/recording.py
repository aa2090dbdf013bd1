"""What was said at the microphone, written to a WAV file while it airs, and its hash afterwards."""

import hashlib
import logging
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.playout.live.sound import LiveSound, Stretch
from broadcaster.playout.sounds.growing_wav import GrowingWav
from broadcaster.playout.sounds.mixer import Block

WRITTEN_EVERY_S = 0.2

Kept = Callable[[str, int], None]
"""Told the SHA-256 of the file and its length in samples, once it is whole."""

_log = logging.getLogger(__name__)


class LiveRecording:
    """Takes blocks from the speaker's thread, which never waits; a thread of its own writes."""

    def __init__(self, clock: Clock, path: Path, rate: int, kept: Kept) -> None:
        """Begin; the file is there with its first sample. `kept` runs in the writing thread."""
        self._clock = clock
        self._path = path
        self._rate = rate
        self._kept = kept
        self._blocks: deque[Block] = deque()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._write, name="recording", daemon=True)
        self._thread.start()

    def add(self, block: Block) -> None:
        """Take a block; never waits."""
        self._blocks.append(block)

    def close(self) -> None:
        """Say that nothing more comes; the file is finished a moment later."""
        self._closed.set()

    def wait_until_kept(self, patience_s: float) -> None:
        """Return once the file is finished, or after `patience_s`."""
        self._thread.join(patience_s)

    def _write(self) -> None:
        wav: GrowingWav | None = None
        try:
            over = False
            while not over:
                over = self._clock.wait(WRITTEN_EVERY_S, self._closed)
                while self._blocks:
                    wav = wav or self._begun()
                    wav.append(self._blocks.popleft())
            if wav is not None:
                wav.close()
                with self._path.open("rb") as file:
                    self._kept(hashlib.file_digest(file, "sha256").hexdigest(), wav.frames)
        except OSError as error:
            _log.error("what is said at the microphone is not recorded: %s", error)

    def _begun(self) -> GrowingWav:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return GrowingWav.create(self._path, self._rate)


class RecordedStretch(Stretch):
    """A stretch of live sound that is recorded as it is heard."""

    def __init__(self, source: LiveSound, frames: int, recording: LiveRecording) -> None:
        """`frames` is the longest it may last."""
        super().__init__(source, frames)
        self._recording = recording

    def read(self, start: int, count: int) -> Block:
        """Return what has come for that place, with silence where nothing came."""
        block = super().read(start, count)
        self._recording.add(block)
        return block
