"""Which voices this station has, in its order, and what they lack."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.clock import Clock
from broadcaster.errors import SpeechFailed
from broadcaster.speech.chain import VoiceChain
from broadcaster.speech.espeak_voice import EspeakVoice
from broadcaster.speech.gtts_voice import GttsVoice
from broadcaster.speech.piper_voice import PiperVoice
from broadcaster.speech.voice import Voice
from broadcaster.station import Station, VoiceName


@dataclass(frozen=True)
class Missing:
    """A voice of the station that cannot speak, and the sentence that says why and what to do."""

    voice: VoiceName
    error: SpeechFailed


def voices_of(
    station: Station, clock: Clock, *, only: Sequence[VoiceName] | None = None
) -> VoiceChain:
    """Return the station's voices as a chain; `only` these, if they are named."""
    return VoiceChain([_voice(name, station) for name in only or station.voices], clock)


def missing(station: Station) -> list[Missing]:
    """Return the station's voices that cannot speak for want of something on this machine.

    Whether the internet voice can reach its server is seen when it speaks.
    """
    found = []
    for name in station.voices:
        try:
            _ = _voice(name, station).version
        except SpeechFailed as error:
            found.append(Missing(name, error))
    return found


def _voice(name: VoiceName, station: Station) -> Voice:
    if name is VoiceName.GTTS:
        return GttsVoice(timeout_s=station.gtts_timeout_s)
    if name is VoiceName.PIPER:
        return PiperVoice(station.piper_model)
    return EspeakVoice(station.espeak_voice, words_per_minute=station.espeak_words_per_minute)
