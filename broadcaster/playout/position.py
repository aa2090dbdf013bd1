"""How much of the sound on air was heard: kept on disk each second, for the case of a power cut."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from broadcaster.clock import Clock

EVERY_S = 1.0


@dataclass(frozen=True)
class Position:
    """The entry of the log that was on air, and how many seconds of it were heard."""

    entry: str
    heard_s: float


class PositionNote:
    """One small file, replaced as a whole, so that it is never half a note."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """`path` is in the station's `run` folder."""
        self._path = path
        self._clock = clock
        self._next = clock.monotonic()

    def keep(self, entry: str, heard_s: float) -> None:
        """Write the position, at most once a second; a full disk does not stop the air."""
        if self._clock.monotonic() < self._next:
            return
        self._next = self._clock.monotonic() + EVERY_S
        temporary = self._path.with_suffix(".new")
        try:
            with temporary.open("w", encoding="utf-8") as file:
                json.dump({"entry": entry, "heard_s": round(heard_s, 3)}, file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except OSError:
            temporary.unlink(missing_ok=True)

    def read(self) -> Position | None:
        """Return the last position; None if there is none or it cannot be read."""
        try:
            note = json.loads(self._path.read_text(encoding="utf-8"))
            return Position(str(note["entry"]), float(note["heard_s"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
