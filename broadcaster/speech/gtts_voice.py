"""The internet voice: gTTS. It is never waited for longer than the station allows."""

import io
import math
import threading
from importlib.metadata import version as installed_version

import numpy as np
import soundfile

from broadcaster.errors import SpeechFailed
from broadcaster.speech.voice import NothingToSay, Sound, has_words, voice_failed

LONGEST = 100
_SHORTEST_REQUEST = 50


class GttsVoice:
    """Google Translate's voice through gTTS; one request for each 100 characters."""

    engine = "gtts"
    name = "vi"
    longest: int | None = LONGEST

    def __init__(self, *, timeout_s: float) -> None:
        self.timeout_s = timeout_s

    @property
    def version(self) -> str:
        """The version of the gTTS package."""
        return installed_version("gtts")

    def speak(self, text: str, *, pace: float = 1.0) -> Sound:  # noqa: ARG002 - see below
        """Return the sound of the words. Raises `SpeechFailed` whatever the server does.

        The server knows one slower speed, far too slow for a sentence: `pace` changes nothing.
        """
        if not has_words(text):
            raise NothingToSay
        answers = _Answers(text, self.timeout_s).wait()
        sounds = [_decoded(answer) for answer in answers]
        if not sounds:
            raise _failed(reason="the server sent no sound")
        if len({sound.rate for sound in sounds}) > 1:
            raise _failed(reason="the server sent sounds of different rates")
        return Sound(np.concatenate([sound.samples for sound in sounds]), sounds[0].rate)


class _Answers:
    """The server's answers to one text, fetched beside us.

    gTTS's own timeout starts again with every byte, so a server that trickles would hold us for
    ever: whoever waits gives up after a deadline and leaves the thread behind.
    """

    def __init__(self, text: str, timeout_s: float) -> None:
        requests = math.ceil(len(text) / _SHORTEST_REQUEST) if len(text) > LONGEST else 1
        self._deadline_s = timeout_s * (requests + 1)
        self._timeout_s = timeout_s
        self._text = text
        self._answers: list[bytes] = []
        self._failure: Exception | None = None

    def wait(self) -> list[bytes]:
        """Return one MP3 for each request. Raises `SpeechFailed`."""
        fetching = threading.Thread(target=self._fetch, name="gtts", daemon=True)
        fetching.start()
        fetching.join(self._deadline_s)
        if fetching.is_alive():
            raise _failed(reason=f"the server did not finish within {self._deadline_s:.0f} s")
        if self._failure is not None:
            raise _failed(reason=str(self._failure)) from self._failure
        return self._answers

    def _fetch(self) -> None:
        from gtts import gTTS

        try:
            speech = gTTS(self._text, lang="vi", timeout=self._timeout_s)
            self._answers = list(speech.stream())
        except Exception as error:  # noqa: BLE001 - whatever the server sends must not end us
            self._failure = error


def _decoded(answer: bytes) -> Sound:
    if not answer:
        raise _failed(reason="the server sent an empty sound")
    try:
        samples, rate = soundfile.read(io.BytesIO(answer), dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, ValueError) as error:
        raise _failed(reason=f"the server sent something that is no sound ({error})") from error
    return Sound(np.asarray(samples.mean(axis=1), np.float32), rate)


def _failed(*, reason: str) -> SpeechFailed:
    return voice_failed(
        engine="gtts",
        reason=reason,
        remedy="check the internet connection, or put an offline voice into the setting 'voices'",
        remedy_vi="hãy kiểm tra mạng, hoặc thêm giọng đọc ngoại tuyến vào mục “voices”",
    )
