"""The voices in order of preference: one speaks the whole item, or the next one does.

A voice that failed three times running rests for five minutes, then gets one trial.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from broadcaster.clock import Clock
from broadcaster.errors import SpeechFailed
from broadcaster.speech.plausibility import require_plausible
from broadcaster.speech.voice import NothingToSay, Sound, Voice, has_words

FAILURES_TO_REST = 3
REST_S = 300.0


@dataclass(frozen=True)
class Passage:
    """Words that are spoken in one breath, the pause behind them in seconds, and their pace.

    A pace of 1 is the voice's usual speed, less is slower.
    """

    text: str
    pause_s: float = 0.0
    pace: float = 1.0


Divide = Callable[[int | None], Sequence[Passage]]
"""Gives an item's passages, none longer than what a voice takes at once."""


@dataclass(frozen=True, eq=False)
class Spoken:
    """The sounds of a whole item with the pause behind each, and the voice that spoke it."""

    passages: tuple[Passage, ...]
    sounds: tuple[tuple[Sound, float], ...]
    engine: str
    name: str
    version: str
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class VoiceState:
    """How one voice of the chain fares; `rests_s` is 0 if it will be asked."""

    engine: str
    name: str
    failures: int
    rests_s: float
    last_failure: str


class VoiceChain:
    """Speaks with the first voice that can. It belongs to one thread at a time."""

    def __init__(self, voices: Sequence[Voice], clock: Clock) -> None:
        self.clock = clock
        self._links = [_Link(voice) for voice in voices]

    def speak(self, divide: Divide) -> Spoken:
        """Return the sounds of an item, all by one voice.

        Raises `NothingToSay` if there is no word in them, `SpeechFailed` with every voice's
        reason if none could speak.
        """
        failures: list[SpeechFailed] = []
        for link in self._links:
            try:
                return link.speak(divide, self.clock, failures)
            except SpeechFailed as failure:
                failures.append(failure)
        raise _none_could(failures)

    def states(self) -> list[VoiceState]:
        """Return how each voice fares, in order of preference."""
        return [link.state(self.clock) for link in self._links]


class _Link:
    """One voice and its circuit."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._failures = 0
        self._rests_until = 0.0
        self._last_failure = ""

    def speak(self, divide: Divide, clock: Clock, failures: Sequence[SpeechFailed]) -> Spoken:
        if self._rests(clock):
            raise SpeechFailed(
                message=f"the voice {self._voice.engine} rests after {self._failures} failures, "
                f"the last: {self._last_failure}",
                vi=f"Giọng đọc {self._voice.engine} đang tạm nghỉ sau {self._failures} lần lỗi.",
            )
        passages = [part for part in divide(self._voice.longest) if has_words(part.text)]
        if not passages:
            raise NothingToSay
        try:
            sounds = tuple(self._sounds(passages))
            spoken = Spoken(
                tuple(passages),
                sounds,
                self._voice.engine,
                self._voice.name,
                self._voice.version,
                tuple(failure.message for failure in failures),
            )
        except NothingToSay:
            raise
        except SpeechFailed as failure:
            self._fail(failure, clock)
            raise
        self._failures = 0
        return spoken

    def state(self, clock: Clock) -> VoiceState:
        rests_s = max(0.0, self._rests_until - clock.monotonic()) if self._rests(clock) else 0.0
        return VoiceState(
            self._voice.engine, self._voice.name, self._failures, rests_s, self._last_failure
        )

    def _sounds(self, passages: Sequence[Passage]) -> list[tuple[Sound, float]]:
        sounds = []
        for passage in passages:
            sound = self._voice.speak(passage.text, pace=passage.pace)
            require_plausible(sound, passage.text, self._voice.engine)
            sounds.append((sound, passage.pause_s))
        return sounds

    def _rests(self, clock: Clock) -> bool:
        return self._failures >= FAILURES_TO_REST and clock.monotonic() < self._rests_until

    def _fail(self, failure: SpeechFailed, clock: Clock) -> None:
        self._failures += 1
        self._last_failure = failure.message
        self._rests_until = clock.monotonic() + REST_S


def _none_could(failures: Sequence[SpeechFailed]) -> SpeechFailed:
    if len(failures) == 1:
        return failures[0]
    if failures and all(isinstance(failure, NothingToSay) for failure in failures):
        return failures[0]
    return SpeechFailed(
        "no voice could speak: " + "; ".join(failure.message for failure in failures),
        "Không giọng đọc nào đọc được. " + " ".join(failure.vi for failure in failures),
    )
