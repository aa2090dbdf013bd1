"""How a script will be read aloud, for the people who write and approve it."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.speech import reading_of, spoken
from broadcaster.station import Station


@dataclass(frozen=True, kw_only=True)
class ReadAloud:
    """The words a voice will say, and the places the machine is not sure of."""

    words: str
    doubts: Sequence[spoken.Span]


def read_aloud(station: Station, script: str) -> ReadAloud:
    """Return how the station has the script read, paragraph by paragraph."""
    reading = reading_of(station)
    lines = [line for line in script.splitlines() if line.strip()]
    return ReadAloud(
        words="\n".join(spoken.spoken_form(line, reading) for line in lines),
        doubts=spoken.doubts(script, reading),
    )
