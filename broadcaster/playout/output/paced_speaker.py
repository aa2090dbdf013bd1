"""Speakers without a device: silence, or a WAV file that records what would have been heard.

Both pull blocks in real time, paced by the clock, as a device would.
"""

import json
import threading
import wave
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from broadcaster.clock import Clock
from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.output.speaker import Pull
from broadcaster.playout.sounds.growing_wav import GrowingWav
from broadcaster.playout.sounds.mixer import Block

BLOCK_S = 0.02
LONGEST_GAP_S = 3600.0
LONGEST_RECORDING_S = 3 * 3600.0


class NullSpeaker:
    """Pulls at the right pace and lets nothing be heard."""

    stays_open = True
    underruns = 0

    def __init__(self, clock: Clock, rate: int) -> None:
        """`rate` is in samples a second."""
        self._clock = clock
        self._rate = rate
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self.name = "null"
        self.channels = 1

    def open(self, pull: Pull) -> None:
        """Begin to pull."""
        self._closed.clear()
        self._thread = threading.Thread(target=self._run, args=(pull,), name="speaker", daemon=True)
        self._thread.start()

    def rest(self) -> None:
        """Stop pulling."""
        self.close()

    def drop(self) -> None:
        """Give nothing back: a block is heard when it is pulled."""

    def close(self) -> None:
        """Stop pulling."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, pull: Pull) -> None:
        frames = round(self._rate * BLOCK_S)
        began = self._clock.monotonic()
        pulled = 0
        while not self._closed.is_set():
            late = self._clock.monotonic() - began - pulled / self._rate
            leaves_at = self._clock.now().timestamp() - late
            self._hear(pull(frames, leaves_at), leaves_at)
            pulled += frames
            ahead = began + pulled / self._rate - self._clock.monotonic()
            if ahead > 0:
                self._clock.wait(ahead, self._closed)

    def _hear(self, block: Block, leaves_at: float) -> None:
        """Do with a block what this speaker does; the first one fixes the beginning."""


class WavSpeaker(NullSpeaker):
    """Records to a WAV file whose header is whole at every moment, also after a power cut.

    Beside it stands `FILE.json` with the wall time of its first sample. A file that is there
    already is continued, the time between filled with silence, if it ended less than an hour
    ago; otherwise it is kept under a numbered name.
    """

    stays_open = False

    def __init__(self, clock: Clock, rate: int, file: Path) -> None:
        """`file` is where to record; its folder is made if it is missing."""
        super().__init__(clock, rate)
        self._file = file
        self._note = file.with_suffix(file.suffix + ".json")
        self._wav: GrowingWav | None = None
        self.name = f"wav:{file}"

    def open(self, pull: Pull) -> None:
        """Begin to record; `PlayoutUnavailable` if the file cannot be written."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.open("ab").close()
        except OSError as error:
            message = (
                f"the recording {self._file} cannot be written ({error.strerror}); name another"
            )
            raise PlayoutUnavailable(
                message, f"Không ghi được tệp {self._file}; hãy đổi tệp hoặc giải phóng ổ đĩa."
            ) from error
        super().open(pull)

    def close(self) -> None:
        """Stop recording and finish the file."""
        super().close()
        if self._wav is not None:
            self._wav.close()
            self._wav = None

    def _hear(self, block: Block, leaves_at: float) -> None:
        if self._wav is None:
            self._wav = self._continued(leaves_at) or self._begun(leaves_at)
        elif self._wav.frames > LONGEST_RECORDING_S * self._rate:
            self._wav.close()
            self._wav = self._begun(leaves_at)
        self._wav.append(block)

    def _continued(self, leaves_at: float) -> GrowingWav | None:
        """Return the file as it is, brought up to now with silence, if it may be continued."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            started_at = datetime.fromisoformat(note["started_at"]).timestamp()
            wav = GrowingWav.reopen(self._file, self._rate, self.channels)
        except (OSError, ValueError, KeyError, EOFError, wave.Error):
            return None
        gap = round((leaves_at - started_at) * self._rate) - wav.frames
        if not -self._rate <= gap <= LONGEST_GAP_S * self._rate:
            wav.close()
            return None
        second = np.zeros((self._rate, self.channels), np.int16)
        for done in range(0, gap, self._rate):
            wav.append(second[: gap - done])
        return wav

    def _begun(self, leaves_at: float) -> GrowingWav:
        self._keep_aside()
        note = {
            "started_at": datetime.fromtimestamp(leaves_at, UTC).isoformat(),
            "rate": self._rate,
        }
        self._note.write_text(json.dumps(note), encoding="utf-8")
        return GrowingWav.create(self._file, self._rate, self.channels)

    def _keep_aside(self) -> None:
        if not self._file.is_file() or not self._file.stat().st_size:
            return
        number = 1
        while (aside := self._file.with_suffix(f".{number}{self._file.suffix}")).exists():
            number += 1
        self._file.replace(aside)
        if self._note.exists():
            self._note.replace(aside.with_suffix(aside.suffix + ".json"))
