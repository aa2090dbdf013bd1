"""A small file is the old one or the new one, whole, whenever the power goes."""

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".unfinished"
_BINARY = getattr(os, "O_BINARY", 0)


def put_whole(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write the file aside in its folder, which is there, then give it its name.

    A file that was there keeps its rights; a new one has `mode`, less what the account takes
    away. Raises `OSError`; then the old file stands, and nothing beside it.
    """
    aside = path.with_name(f".{path.name}-{secrets.token_hex(4)}{UNFINISHED}")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, aside)
        aside.replace(path)
    except OSError:
        with suppress(OSError):
            aside.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the folder's new entry survive a power cut; Windows has no such call and no need."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
