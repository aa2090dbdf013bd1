"""Whether a sound can be what it says it is: of these words, and to be heard."""

import numpy as np

from broadcaster.errors import SpeechFailed
from broadcaster.speech.voice import Samples, Sound, voice_failed

QUIETEST_DBFS = -50.0
# espeak-ng measures 0.026 s per character at its fastest setting and 0.12 s at its slowest.
FASTEST_S_PER_CHARACTER = 0.015
SLOWEST_S_PER_CHARACTER = 0.30
SLOWEST_START_S = 2.0


def level_dbfs(samples: Samples) -> float:
    """Return the RMS level over all samples in dBFS; minus infinity for digital silence."""
    power = float(np.dot(samples, samples)) / len(samples) if len(samples) else 0.0
    return 10 * float(np.log10(power)) if power > 0 else -np.inf


def shortest_s(text: str) -> float:
    """Return the least seconds that the text can take to say."""
    return FASTEST_S_PER_CHARACTER * len(text)


def longest_s(text: str) -> float:
    """Return the most seconds that the text can take to say."""
    return SLOWEST_START_S + SLOWEST_S_PER_CHARACTER * len(text)


def require_plausible(sound: Sound, text: str, engine: str) -> None:
    """Raise `SpeechFailed` if the sound cannot be of those words: empty, silent, short, long."""
    wrong = _what_is_wrong(sound, text)
    if wrong:
        raise voice_failed(
            engine=engine,
            reason=wrong,
            remedy="try again later, or use another voice",
            remedy_vi="hãy thử lại sau, hoặc dùng giọng khác",
        )


def _what_is_wrong(sound: Sound, text: str) -> str | None:
    if not len(sound.samples) or sound.rate <= 0:
        return "the sound is empty"
    if not np.isfinite(sound.samples).all():
        return "the sound holds values that are no numbers"
    level = level_dbfs(sound.samples)
    if level < QUIETEST_DBFS:
        return f"the sound is silent ({level:.0f} dBFS)"
    if not shortest_s(text) <= sound.duration_s <= longest_s(text):
        return f"{sound.duration_s:.1f} s cannot be {len(text)} characters of speech"
    return None


def silence(level: float, what: str) -> SpeechFailed:
    """Return the error of a sound too quiet to be kept."""
    return SpeechFailed(
        f"{what} is silent ({level:.0f} dBFS); record or render it again",
        f"Âm thanh gần như im lặng ({level:.0f} dBFS); hãy thu hoặc tạo lại.",
    )
