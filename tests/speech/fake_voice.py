"""A voice that can be told to fail, and sounds to put into its mouth."""

from collections.abc import Callable

import numpy as np

from broadcaster.errors import SpeechFailed
from broadcaster.speech.voice import NothingToSay, Sound, has_words

RATE = 22_050
S_PER_CHARACTER = 0.07


def murmur(seconds: float, *, rate: int = RATE, level: float = 0.2, seed: int = 1) -> Sound:
    """Return something like speech: noise in syllables, four a second, at about `level`."""
    times = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(seed).standard_normal(len(times))
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * times)
    voiced = np.sin(2 * np.pi * 160 * times) + 0.5 * np.sin(2 * np.pi * 720 * times) + 0.1 * noise
    return Sound(np.asarray(level * syllables * voiced, np.float32), rate)


class FakeVoice:
    """Murmurs for as long as the text would take; `mouth` replaces what comes out."""

    def __init__(
        self, engine: str = "fake", *, name: str = "vi", longest: int | None = None
    ) -> None:
        self.engine = engine
        self.name = name
        self.version = "1"
        self.longest = longest
        self.asked: list[str] = []
        self.failing = False
        self.fails_at: str | None = None
        self.paces: list[float] = []
        self.mouth: Callable[[str], Sound] = lambda text: murmur(S_PER_CHARACTER * len(text))

    def speak(self, text: str, *, pace: float = 1.0) -> Sound:
        """Return a murmur, or fail as told."""
        self.asked.append(text)
        self.paces.append(pace)
        if self.failing or (self.fails_at is not None and self.fails_at in text):
            message = f"{self.engine} was told to fail"
            raise SpeechFailed(message)
        if not has_words(text):
            raise NothingToSay
        return self.mouth(text)
