"""The port to the voices: one segment of spoken words goes in, its sound comes out."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from broadcaster.errors import SpeechFailed

Samples = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Sound:
    """Mono samples, full scale ±1.0, at `rate` Hz."""

    samples: Samples
    rate: int

    @property
    def duration_s(self) -> float:
        """How long it lasts, in seconds."""
        return len(self.samples) / self.rate


class Voice(Protocol):
    """Something that speaks Vietnamese.

    `name` is the voice within the engine; `version` is whatever else decides how it sounds.
    `longest` is the most characters it takes at once, `None` for any number.
    """

    @property
    def engine(self) -> str:
        """The engine's name, as the log and the clips' marks show it."""
        ...

    @property
    def name(self) -> str:
        """The voice's name within its engine."""
        ...

    @property
    def version(self) -> str:
        """The engine's version and settings. Raises `SpeechFailed` if it is not installed."""
        ...

    @property
    def longest(self) -> int | None:
        """The most characters `speak` should be given at once."""
        ...

    def speak(self, text: str, *, pace: float = 1.0) -> Sound:
        """Return the sound of one segment of spoken words. Raises `SpeechFailed`.

        A `pace` below 1 asks for slower speech, as a share of the usual speed; a voice that
        cannot change its speed speaks as usual.
        """
        ...


class NothingToSay(SpeechFailed):
    """The text holds no word; no voice is to blame."""

    def __init__(self) -> None:
        super().__init__(
            "the text holds no word that could be spoken; write at least one",
            "Văn bản không có từ nào để đọc; hãy viết ít nhất một từ.",
        )


def has_words(text: str) -> bool:
    """Return whether there is anything to say in the text."""
    return any(map(str.isalnum, text))


def voice_failed(*, engine: str, reason: str, remedy: str, remedy_vi: str) -> SpeechFailed:
    """Return the error of a voice that could not speak: what happened and what to do.

    `reason` is often a library's own English: the Vietnamese sentence goes without it.
    """
    reason = " ".join(reason.split())[:300]
    return SpeechFailed(
        f"the voice {engine} could not speak: {reason}; {remedy}",
        f"Giọng đọc {engine} không đọc được; {remedy_vi}.",
    )
