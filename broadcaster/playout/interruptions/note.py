"""The interruptions that are open, kept on disk for a restart, in space claimed beforehand."""

import json
import logging
import os
import threading
from pathlib import Path
from typing import Any

NOTE_BYTES = 64 * 1024

_log = logging.getLogger(__name__)


class AlarmNote:
    """One small file of a fixed size, written over in place: a full disk does not matter to it."""

    def __init__(self, path: Path) -> None:
        """Claim the file's space. `path` is in the station's `run` folder."""
        self._path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.stat().st_size < NOTE_BYTES:
                kept = path.read_bytes() if path.exists() else b"[]"
                path.write_bytes(kept.ljust(NOTE_BYTES))
        except OSError as error:
            _log.warning("the note of open interruptions %s cannot be prepared: %s", path, error)

    def keep(self, open_alarms: list[dict[str, Any]]) -> None:
        """Write what is open; what the disk refuses is told and left out."""
        text = json.dumps(open_alarms, ensure_ascii=False).encode()
        if len(text) > NOTE_BYTES:
            _log.error("too many interruptions are open to be kept for a restart")
            return
        try:
            with self._lock, self._path.open("r+b") as file:
                file.write(text.ljust(NOTE_BYTES))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            _log.error("the open interruptions are not kept for a restart: %s", error)

    def read(self) -> list[dict[str, Any]]:
        """Return what was open; empty if nothing was, or the note cannot be read."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8") or "[]")
        except (OSError, ValueError):
            return []
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
