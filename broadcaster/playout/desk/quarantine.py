"""Sounds during whose reading the player died: after the second time they are left alone."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from broadcaster.errors import InvalidInput

DEATHS_ALLOWED = 2
NOTE_BYTES = 4096
QUARANTINED = "hai lần máy phát dừng khi mở tệp tiếng này nên mục này bị bỏ qua"

Reading = Callable[[str], AbstractContextManager[object]]
"""Stands around the reading of a sound, named by its SHA-256: see `Quarantine.reading`."""


class Quarantine:
    """Writes down, before a sound is read, which one it is; a note that is left names a culprit.

    The note is a small file of a fixed size, written over in place. Without a disk nothing is
    noted, and nothing is held back.
    """

    def __init__(self, path: Path) -> None:
        """Count the death that the last player's note tells of. `path` lies in `run`."""
        self._path = path
        self._deaths: dict[str, int] = {}
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            kept = json.loads(path.read_text(encoding="utf-8"))
            self._deaths = {str(name): int(times) for name, times in kept["deaths"].items()}
            if kept["reading"]:
                culprit = str(kept["reading"])
                self._deaths[culprit] = self._deaths.get(culprit, 0) + 1
        self._note("")

    @contextmanager
    def reading(self, sha256: str) -> Iterator[None]:
        """Note the sound while it is read. `InvalidInput` if it killed the player twice."""
        if self._deaths.get(sha256, 0) >= DEATHS_ALLOWED:
            message = "the player stopped twice while it opened this sound; replace it"
            raise InvalidInput(message, QUARANTINED)
        self._note(sha256)
        try:
            yield
            self._deaths.pop(sha256, None)
        finally:
            self._note("")

    def _note(self, reading: str) -> None:
        text = json.dumps({"reading": reading, "deaths": self._deaths}).encode()
        if len(text) > NOTE_BYTES:
            return
        with suppress(OSError):
            mode = "r+b" if self._path.exists() else "xb"
            with self._path.open(mode) as file:
                file.write(text.ljust(NOTE_BYTES))
