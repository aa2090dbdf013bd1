"""After a restart: recordings that a stop cut are kept, an armed microphone is armed again."""

import hashlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, PlayoutUnavailable
from broadcaster.playout.live.microphone import Microphone
from broadcaster.playout.live.speeches import Noted, SpeechNote, SpeechPlan
from broadcaster.playout.sounds.growing_wav import GrowingWav

TRY_AGAIN_AFTER_S = 5.0

KeepRecording = Callable[[SpeechPlan, str, str, int], None]
"""Keeps who spoke, the file, its SHA-256 and its length in samples."""

_log = logging.getLogger(__name__)


class Again:
    """Works in a thread of its own through what the last player noted of the microphone."""

    def __init__(
        self,
        clock: Clock,
        home: Path,
        note: SpeechNote,
        microphone: Microphone,
        keep: KeepRecording,
        is_coming: Callable[[int], bool],
    ) -> None:
        """`is_coming` says whether a slot is not over yet."""
        self._clock = clock
        self._home = home
        self._note = note
        self._microphone = microphone
        self._keep = keep
        self._is_coming = is_coming
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="microphone again", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wait(self) -> None:
        """Return once everything is done."""
        self._thread.join()

    def close(self) -> None:
        """Leave what is not done to the next start."""
        self._closed.set()
        if self._thread.ident is not None:
            self.wait()

    def _run(self) -> None:
        for left in self._note.left:
            try:
                if not self._takes_in(left):
                    self._arm(left)
            except (BroadcasterError, OSError) as error:
                _log.error("what %s said live stays in %s: %s", left.plan.name, left.file, error)

    def _takes_in(self, left: Noted) -> bool:
        """Keep the recording as far as it came, if it did: its row in the log names that file."""
        path = self._home / left.file
        frames = GrowingWav.mend(path)
        if not frames:
            return False
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self._keep(left.plan, left.file, sha256, frames)
        _log.warning("the recording %s was cut by a stop and is kept", left.file)
        self._note.remove(left.file)
        return True

    def _arm(self, left: Noted) -> None:
        """Open the microphone for the slot it was opened for, as soon as it brings sound.

        A file is named for its second: within that one the new note is the old one.
        """
        slot_id = left.plan.slot_id
        told = noted = ""
        while slot_id is not None and not self._closed.is_set() and self._is_coming(slot_id):
            self._microphone.expected_for = slot_id
            try:
                noted = self._microphone.open(left.plan).file
                self._microphone.expected_for = None
                break
            except PlayoutUnavailable as error:
                if self._microphone.state() is not None:
                    break
                if told != error.message:
                    _log.error("the microphone is not armed again yet: %s", error)
                told = error.message
            self._clock.wait(TRY_AGAIN_AFTER_S, self._closed)
        if not self._closed.is_set() and noted != left.file:
            self._note.remove(left.file)
