"""How a script will be read aloud, for the people who write and approve it."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.speech import spoken


@dataclass(frozen=True, kw_only=True)
class ReadAloud:
    """The words a voice will say, and the places the machine is not sure of."""

    words: str
    doubts: Sequence[spoken.Span]


def read_aloud(script: str) -> ReadAloud:
    """Return how the script is read, paragraph by paragraph."""
    reading = spoken.Reading()
    lines = [line for line in script.splitlines() if line.strip()]
    return ReadAloud(
        words="\n".join(spoken.spoken_form(line, reading) for line in lines),
        doubts=spoken.doubts(script, reading),
    )
