"""Hearing a few words at once, before anything is saved: one at a time, and nothing is kept."""

import tempfile
import threading
from pathlib import Path

from flask import current_app

from broadcaster import speech
from broadcaster.errors import InvalidInput, SpeechFailed
from broadcaster.speech import VoiceChain
from web.panel import panel

LONGEST_TRY = 300
EXTENSION = "broadcaster-tryout"


class Booth:
    """The panel's own use of the station's voices. The player and the renderer have theirs."""

    def __init__(self) -> None:
        self._taken = threading.Lock()
        self._voices: VoiceChain | None = None

    def speak(self, text: str) -> bytes:
        """Return the text as a WAV file; `SpeechFailed` if somebody else is being read to."""
        if not self._taken.acquire(blocking=False):
            message = "the voice is reading for somebody else; try again"
            raise SpeechFailed(message, "Máy đang đọc thử cho người khác; hãy bấm lại.")
        try:
            here = panel()
            if self._voices is None:
                self._voices = speech.voices_of(here.station, here.clock)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "doc-thu.wav"
                speech.say(here.station, self._voices, text, path)
                return path.read_bytes()
        finally:
            self._taken.release()


def spoken_aloud(text: str) -> bytes:
    """Return the text as the station's voice reads it now, as a WAV file.

    Raises `InvalidInput` for nothing or too much, `SpeechFailed` where no voice speaks.
    """
    words = " ".join(text.split())
    if not words or len(words) > LONGEST_TRY:
        message = f"there must be 1 to {LONGEST_TRY} characters to try"
        raise InvalidInput(message, f"Hãy gõ câu cần nghe thử, dài nhất {LONGEST_TRY} ký tự.")
    booth: Booth = current_app.extensions.setdefault(EXTENSION, Booth())
    return booth.speak(words)
