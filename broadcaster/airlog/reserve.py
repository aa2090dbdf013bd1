"""A file that takes rows of the log while the database cannot."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import IO

from broadcaster.airlog.rows import NewRow

RESERVE_FILE = "airlog.reserve"
_PADDING = b"\n"
_PREPARED_BYTES = 256 * 1024


class Reserve:
    """Rows as JSON lines, in order, each on disk before `add` returns.

    The file is filled with empty lines ahead of need, so that it takes rows on a full disk.
    One process writes it.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is touched yet."""
        self.path = path

    def prepare(self) -> None:
        """Claim the file's space on the disk; what is in it stays. `OSError` if refused."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            missing = _PREPARED_BYTES - file.tell()
            if missing > 0:
                file.write(_PADDING * missing)
                _flush(file)

    def add(self, row: NewRow) -> None:
        """Write one row behind the last; `OSError` if the disk refuses."""
        with suppress(OSError):
            self.prepare()
        line = json.dumps(row.as_json(), ensure_ascii=False).encode("utf-8") + b"\n"
        with self.path.open("r+b") as file:
            written = len(file.read().rstrip(_PADDING))
            file.seek(written + 1 if written else 0)
            file.write(line)
            _flush(file)

    def rows(self) -> tuple[list[NewRow], list[str]]:
        """Return the rows in order, and the lines that cannot be read (torn by a power cut)."""
        if not self.path.exists():
            return [], []
        rows: list[NewRow] = []
        torn: list[str] = []
        for line in self.path.read_bytes().strip(_PADDING).split(_PADDING):
            if line.strip(b"\0 \r"):
                try:
                    rows.append(NewRow.from_json(json.loads(line)))
                except (ValueError, KeyError, TypeError, AttributeError):
                    torn.append(line.decode("utf-8", "replace"))
        return rows, torn

    def set_torn_aside(self, torn: list[str]) -> Path:
        """Keep lines that cannot be read in a file of their own, for a person; return it."""
        aside = self.path.with_name(self.path.name + ".torn")
        with aside.open("a", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in torn)
            _flush(file)
        return aside

    def clear(self) -> None:
        """Forget the rows in place, keeping the space; `OSError` if the disk refuses."""
        with self.path.open("r+b") as file:
            written = len(file.read().rstrip(_PADDING))
            file.seek(0)
            file.write(_PADDING * written)
            file.truncate(_PREPARED_BYTES)
            _flush(file)


def rows_in_reserve(path: Path) -> int:
    """Return how many rows wait in that reserve; nothing is touched. `OSError` if unreadable.

    A line torn by a power cut is no row: it never comes into the log.
    """
    rows, _ = Reserve(path).rows()
    return len(rows)


def _flush(file: IO[bytes] | IO[str]) -> None:
    file.flush()
    os.fsync(file.fileno())
