"""How much of the sound on air was heard: kept on disk each second, for the case of a power cut."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadcaster.clock import Clock

EVERY_S = 1.0
NOTE_BYTES = 256


@dataclass(frozen=True)
class Position:
    """The entry of the log that was on air, how many seconds of it were heard, when it began.

    It may have begun later than was announced: the machine was busy, or had stopped meanwhile.
    """

    entry: str
    heard_s: float
    began: datetime | None = None


class PositionNote:
    """One small file of a fixed size, written over in place: a full disk does not matter to it."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Claim the file's space. `path` is in the station's `run` folder."""
        self._path = path
        self._clock = clock
        self._next = clock.monotonic()
        with suppress(OSError):  # a full disk: then a power cut is told as heard from the start
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_bytes(b" " * NOTE_BYTES)

    @property
    def is_due(self) -> bool:
        """Whether a second has passed since the position was kept."""
        return self._clock.monotonic() >= self._next

    def keep(self, position: Position) -> None:
        """Write the position, at most once a second; what the disk refuses is left out."""
        if not self.is_due:
            return
        self._next = self._clock.monotonic() + EVERY_S
        began = position.began.isoformat() if position.began else None
        told = {"entry": position.entry, "heard_s": round(position.heard_s, 3), "began": began}
        note = json.dumps(told).encode()
        try:
            with self._path.open("r+b") as file:
                file.write(note.ljust(NOTE_BYTES))
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            return

    def read(self) -> Position | None:
        """Return the last position; None if there is none or it cannot be read."""
        try:
            note = json.loads(self._path.read_text(encoding="utf-8"))
            began = note.get("began")
            return Position(
                str(note["entry"]),
                float(note["heard_s"]),
                datetime.fromisoformat(began) if began else None,
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
