"""The whole station in one file, and back: settings, schedules, database, sounds.

A backup is a ZIP with a `manifest.json` that names every file with its SHA-256. Restoring looks
at all of it, the database's integrity and the log's chain before anything is replaced.
"""

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from broadcaster import airlog
from broadcaster.app import App
from broadcaster.errors import BroadcasterError, InvalidInput, PlayoutUnavailable
from broadcaster.station import SETTINGS_FILE
from broadcaster.store import Store

MANIFEST = "manifest.json"
DATABASE = "broadcaster.db"
FORMAT = 1
FOLDERS = ("schedules", "audio_assets", "clips", "recordings")
STORED = frozenset({".wav", ".mp3", ".m4a", ".ogg", ".webm", ".flac"})
Progress = Callable[[int, int, str], None]


def write_backup(app: App, file: Path, progress: Progress) -> int:
    """Write the backup and return how many files it holds; the station may go on meanwhile.

    Raises `InvalidInput` for a station on PostgreSQL, whose own tools make its backups.
    """
    if app.store.url.get_backend_name() != "sqlite" or not app.store.url.database:
        message = (
            "this station's database is PostgreSQL; make its backup with pg_dump, and copy the "
            f"folder {app.station.home} beside it"
        )
        raise InvalidInput(message)
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(file.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            snapshot = Path(folder) / DATABASE
            _snapshot(Path(app.store.url.database), snapshot)
            count = _write_zip(app, snapshot, temporary, progress)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    return count


def restore_backup(file: Path, home: Path, progress: Progress) -> Path | None:
    """Put the backup in the place of the station in `home`; return where the old one was kept.

    Raises `InvalidInput` if the file is not a whole backup and `PlayoutUnavailable` if the
    station's player is running; then nothing was changed.
    """
    home = home.expanduser().absolute()
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".restore-") as folder:
        unpacked = Path(folder) / "station"
        _unpack(file, unpacked, progress)
        _require_sound_database(unpacked / DATABASE)
        for name in ("run", "logs", *FOLDERS):
            (unpacked / name).mkdir(exist_ok=True)
        aside = _move_aside(home)
        shutil.move(unpacked, home)
    return aside


def _snapshot(database: Path, target: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _write_zip(app: App, snapshot: Path, target: Path, progress: Progress) -> int:
    files = [(DATABASE, snapshot), *_files(app.station.home)]
    manifest = {
        "format": FORMAT,
        "station": app.station.name,
        "made_at": app.clock.now().isoformat(),
        "files": {},
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, (name, path) in enumerate(files):
            progress(done, len(files), name)
            packing = zipfile.ZIP_STORED if path.suffix in STORED else zipfile.ZIP_DEFLATED
            archive.write(path, name, packing)
            manifest["files"][name] = _sha256(path)  # type: ignore[index]
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return len(files)


def _files(home: Path) -> Iterator[tuple[str, Path]]:
    yield SETTINGS_FILE, home / SETTINGS_FILE
    anchor = home / "run" / airlog.ANCHOR_FILE
    if anchor.is_file():
        yield f"run/{airlog.ANCHOR_FILE}", anchor
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(home).as_posix(), path


def _unpack(file: Path, target: Path, progress: Progress) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if manifest["format"] != FORMAT:
                message = (
                    f"{file} was made by another version of broadcaster; restore it with that one"
                )
                raise InvalidInput(message)
            wanted: dict[str, str] = manifest["files"]
            for done, (name, sha256) in enumerate(wanted.items()):
                progress(done, len(wanted), name)
                _unpack_one(archive, name, sha256, target)
    except FileNotFoundError as error:
        message = f"there is no file {file}; look at its name and folder"
        raise InvalidInput(message) from error
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        message = f"{file} is not a whole backup ({error}); take another one, nothing was changed"
        raise InvalidInput(message) from error


def _unpack_one(archive: zipfile.ZipFile, name: str, sha256: str, target: Path) -> None:
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or "\\" in name or ":" in name:
        message = f"the name {name!r} leads out of the station's folder"
        raise ValueError(message)
    path = target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as packed, path.open("wb") as out:
        shutil.copyfileobj(packed, out)
    if _sha256(path) != sha256:
        message = f"{name} is damaged"
        raise ValueError(message)


def _require_sound_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    store = Store(f"sqlite:///{path.as_posix()}")
    try:
        store.migrate()
        with store.reading() as session:
            chain = airlog.verify(session)
    except BroadcasterError as error:
        message = f"the backup's database cannot be used ({error}); nothing was changed"
        raise InvalidInput(message) from error
    finally:
        store.close()
    if verdict != "ok" or not chain.ok:
        message = f"the backup's database is damaged ({chain.why or verdict}); nothing was changed"
        raise InvalidInput(message)


def _move_aside(home: Path) -> Path | None:
    if not home.exists() or not any(home.iterdir()):
        shutil.rmtree(home, ignore_errors=True)
        return None
    if (home / "run").is_dir():
        try:
            FileLock(home / "run" / "player.lock").acquire(timeout=0).lock.release()
        except Timeout as error:
            message = f"the player of the station in {home} is running; stop it, then restore"
            raise PlayoutUnavailable(message) from error
    written = datetime.fromtimestamp(home.stat().st_mtime, UTC).strftime("%Y%m%d-%H%M%S")
    aside = home.with_name(f"{home.name}.before-restore-{written}")
    while aside.exists():
        aside = aside.with_name(aside.name + "+")
    home.rename(aside)
    return aside


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
