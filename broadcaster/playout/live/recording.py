"""What was said at the microphone, written to a WAV file while it airs, and its hash afterwards."""

import errno
import hashlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.playout.live.sound import LiveSound, Stretch
from broadcaster.playout.sounds.growing_wav import GrowingWav
from broadcaster.playout.sounds.mixer import Block

WRITTEN_EVERY_S = 0.2
TRIED_AGAIN_EVERY_S = 1.0
FULL = "ổ đĩa đầy"
REFUSED = "ổ đĩa không ghi được"

Kept = Callable[[str, int], None]
"""Told the SHA-256 of the file and its length in samples, once it is whole; 0 if it has none."""

_log = logging.getLogger(__name__)


class LiveRecording:
    """Takes blocks from the speaker's thread, which never waits; a thread of its own writes.

    What the disk refuses is dropped, and the disk tried again each second: what it takes then
    follows what it took before. `trouble` is why nothing is written now (Vietnamese), if so.
    """

    def __init__(self, clock: Clock, path: Path, rate: int, kept: Kept) -> None:
        """Begin; the file is there, empty, if the disk takes it. `kept` runs in the thread."""
        self._clock = clock
        self._path = path
        self._rate = rate
        self._kept = kept
        self._blocks: deque[Block] = deque()
        self._wav: GrowingWav | None = None
        self.trouble = ""
        self._dropped = 0
        self._try_at = clock.monotonic()
        self._closed = threading.Event()
        self._over = False
        self._put([])
        self._thread = threading.Thread(target=self._write, name="recording", daemon=True)
        self._thread.start()

    def add(self, block: Block) -> None:
        """Take a block; never waits."""
        if not self._over:
            self._blocks.append(block)

    def close(self) -> None:
        """Say that nothing more comes; the file is finished a moment later."""
        self._closed.set()

    def wait_until_kept(self, patience_s: float) -> None:
        """Return once the file is finished, or after `patience_s`."""
        self._thread.join(patience_s)

    def _write(self) -> None:
        while not self._over:
            self._over = self._clock.wait(WRITTEN_EVERY_S, self._closed)
            blocks = [self._blocks.popleft() for _ in range(len(self._blocks))]
            if blocks or self.trouble:
                self._put(blocks)
        self._finish()

    def _put(self, blocks: Sequence[Block]) -> None:
        """Write the blocks, or drop them."""
        if self._clock.monotonic() < self._try_at:
            self._drop(blocks)
            return
        written = 0
        try:
            self._wav = self._wav or self._opened()
            for block in blocks:
                self._wav.append(block)
                written += 1
        except OSError as error:
            self._drop(blocks[written:])
            self._leave(error)
        else:
            self.trouble = ""

    def _opened(self) -> GrowingWav:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        frames = GrowingWav.mend(self._path)
        if frames:
            return GrowingWav(self._path.open("r+b"), frames)
        return GrowingWav.create(self._path, self._rate)

    def _drop(self, blocks: Sequence[Block]) -> None:
        self._dropped += sum(len(block) for block in blocks)

    def _leave(self, error: OSError) -> None:
        """Let go of a file that could not be written to its end."""
        if not self.trouble:
            _log.error("what is said at the microphone is not recorded: %s", error)
        self.trouble = FULL if error.errno == errno.ENOSPC else REFUSED
        self._try_at = self._clock.monotonic() + TRIED_AGAIN_EVERY_S
        wav, self._wav = self._wav, None
        if wav is not None:
            with suppress(OSError):
                wav.close()

    def _finish(self) -> None:
        if self._dropped:
            missing_s = self._dropped / self._rate
            _log.error("%.1f s of what was said are not in %s", missing_s, self._path)
        try:
            if self._wav is not None:
                self._wav.close()
            frames = GrowingWav.mend(self._path)
            if frames:
                with self._path.open("rb") as file:
                    self._kept(hashlib.file_digest(file, "sha256").hexdigest(), frames)
            elif self._dropped:
                self._kept("", 0)
        except OSError as error:
            _log.error("the recording %s is left as it is: %s", self._path, error)


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
