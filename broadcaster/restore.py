"""A station back from its backup: all of it is looked at before anything is replaced."""

import hashlib
import json
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import closing
from datetime import datetime
from pathlib import Path, PurePosixPath

from broadcaster import airlog
from broadcaster.backup import DATABASE, FOLDERS, FORMAT, MANIFEST, Progress
from broadcaster.clock import Clock, local
from broadcaster.errors import BroadcasterError, InvalidInput, WrongSetting
from broadcaster.kept_settings import KEPT_FILE
from broadcaster.locks import require_at_rest
from broadcaster.station import SETTINGS_FILE, load_station
from broadcaster.store import Store

REMEDY = "stop it, then restore"
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, EOFError,
    NotImplementedError, RuntimeError, IsADirectoryError, NotADirectoryError,
)  # fmt: skip


def restore_backup(file: Path, home: Path, clock: Clock, progress: Progress) -> Path | None:
    """Put the backup in the place of the station in `home`; return where the old one was kept.

    Raises `InvalidInput` if the file is not a whole backup or something else lies in `home`, and
    `PlayoutUnavailable` if a process of the station is running; then nothing was changed.
    """
    home = home.expanduser().absolute()
    _require_station_or_nothing(home)
    require_at_rest(home / "run", remedy=REMEDY)
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".restore-") as folder:
        unpacked = Path(folder) / "station"
        _unpack(file, unpacked, progress)
        _require_usable_settings(unpacked)
        _require_sound_database(unpacked)
        for name in ("run", "logs", *FOLDERS):
            (unpacked / name).mkdir(exist_ok=True)
        require_at_rest(home / "run", remedy=REMEDY)
        return _exchange(home, unpacked, clock.now())


def _require_station_or_nothing(home: Path) -> None:
    settings = (home / SETTINGS_FILE, home / KEPT_FILE)
    if home.exists() and any(home.iterdir()) and not any(file.is_file() for file in settings):
        message = (
            f"{home} holds something that is no station; name the station's folder, or an empty "
            "one, with --home"
        )
        raise InvalidInput(message)


def _unpack(file: Path, target: Path, progress: Progress) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            wanted = _manifest(archive, file)
            _require_room(archive, target.parent)
            for done, (name, sha256) in enumerate(wanted.items()):
                progress(done, len(wanted), name)
                _unpack_one(archive, name, sha256, target)
            progress(len(wanted), len(wanted), MANIFEST)
    except FileNotFoundError as error:
        message = f"there is no file {file}; look at its name and folder"
        raise InvalidInput(message) from error
    except _DAMAGE as error:
        message = f"{file} is not a whole backup ({error}); take another one, nothing was changed"
        raise InvalidInput(message) from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, str]:
    """Return the SHA-256 of each file by its name."""
    manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        message = f"{file} was made by another version of broadcaster; restore it with that one"
        raise InvalidInput(message)
    wanted: dict[str, str] = manifest["files"]
    for name in (SETTINGS_FILE, DATABASE):
        if name not in wanted:
            message = f"it holds no {name}"
            raise ValueError(message)
    return wanted


def _require_room(archive: zipfile.ZipFile, folder: Path) -> None:
    needed = sum(entry.file_size for entry in archive.infolist())
    free = shutil.disk_usage(folder).free
    if needed > free:
        message = (
            f"the backup takes {needed / 1e6:,.1f} MB and {free / 1e6:,.1f} MB are free in "
            f"{folder.parent}; free some space and try again"
        )
        raise BroadcasterError(message)


def _unpack_one(archive: zipfile.ZipFile, name: str, sha256: str, target: Path) -> None:
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or "\\" in name or ":" in name:
        message = f"the name {name!r} leads out of the station's folder"
        raise ValueError(message)
    path = target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as packed, path.open("wb") as out:
        shutil.copyfileobj(packed, out)
    with path.open("rb") as written:
        if hashlib.file_digest(written, "sha256").hexdigest() != sha256:
            message = f"{name} is damaged"
            raise ValueError(message)


def _require_usable_settings(unpacked: Path) -> None:
    """Look at the settings; an address of another database becomes a comment in them."""
    file = unpacked / SETTINGS_FILE
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    here = re.sub(r"(?m)^(\s*[\"']?database[\"']?\s*=)", r"# \1", text)
    if here != text:
        file.write_text(here, encoding="utf-8")
    try:
        station = load_station(unpacked)
    except WrongSetting as error:
        reason = str(error).replace(f"{unpacked}/", "")
        message = f"the backup's settings cannot be used ({reason}); nothing was changed"
        raise InvalidInput(message) from error
    if station.database:
        message = (
            "the environment names another database (BROADCASTER_DATABASE), so the restored one "
            "would not be used; unset that variable, then restore"
        )
        raise InvalidInput(message)


def _require_sound_database(unpacked: Path) -> None:
    path = unpacked / DATABASE
    store = Store(f"sqlite:///{path.as_posix()}")
    try:
        with closing(sqlite3.connect(path)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        store.migrate()
        with store.reading() as session:
            chain = airlog.verify(session, airlog.read_head(unpacked / "run" / airlog.ANCHOR_FILE))
    except (BroadcasterError, sqlite3.Error) as error:
        message = f"the backup's database cannot be used ({error}); nothing was changed"
        raise InvalidInput(message) from error
    finally:
        store.close()
    if verdict != "ok" or not chain.ok:
        message = f"the backup's database is damaged ({chain.why or verdict}); nothing was changed"
        raise InvalidInput(message)


def _exchange(home: Path, unpacked: Path, now: datetime) -> Path | None:
    """Move the station aside and the restored one into its place; return where the old one is."""
    if not home.exists() or not any(home.iterdir()):
        shutil.rmtree(home, ignore_errors=True)
        shutil.move(unpacked, home)
        return None
    aside = home.with_name(f"{home.name}.before-restore-{local(now):%Y%m%d-%H%M%S}")
    while aside.exists():
        aside = aside.with_name(aside.name + "+")
    try:
        home.rename(aside)
    except OSError as error:
        message = (
            f"{home} cannot be moved aside ({error.strerror}); restore into another folder with "
            "--home, and nothing was changed"
        )
        raise BroadcasterError(message) from error
    try:
        unpacked.rename(home)
    except OSError:
        aside.rename(home)
        raise
    return aside
