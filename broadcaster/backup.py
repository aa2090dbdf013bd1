"""The whole station in one file: settings, schedules, database, sounds.

A backup is a ZIP with a `manifest.json` that names every file with its SHA-256. It holds the
people's password hashes, so only the station's account may read it.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from broadcaster import airlog
from broadcaster.app import App
from broadcaster.clock import local
from broadcaster.errors import InvalidInput, NotFound, StoreUnavailable
from broadcaster.kept_settings import KEPT_FILE
from broadcaster.station import SETTINGS_FILE

MANIFEST = "manifest.json"
DATABASE = "broadcaster.db"
FORMAT = 1
FOLDERS = ("schedules", "audio_assets", "clips", "recordings")
STORED = frozenset({".wav", ".mp3", ".m4a", ".ogg", ".webm", ".flac"})
Progress = Callable[[int, int, str], None]


def write_backup(app: App, file: Path, progress: Progress, *, overwrite: bool = False) -> int:
    """Write the backup and return how many files it holds; the station may go on meanwhile.

    A file that is there gives way only with `overwrite`, and only to a backup that is whole.

    Raises `InvalidInput` for a file that is there and for a station on PostgreSQL, whose own tools
    make its backups, `NotFound` for a folder that is not there, and `StoreUnavailable` for a
    damaged database.
    """
    if app.store.url.get_backend_name() != "sqlite" or not app.store.url.database:
        message = (
            "this station's database is PostgreSQL; make its backup with pg_dump, and copy the "
            f"folder {app.station.home} beside it"
        )
        raise InvalidInput(message)
    file = file.expanduser().absolute()
    if not file.parent.is_dir():
        message = f"there is no folder {file.parent}; create it or choose another"
        raise NotFound(message)
    if file.exists() and not overwrite:
        dated = f"{file.stem}-{local(app.clock.now()):%Y%m%d-%H%M%S}{file.suffix}"
        message = (
            f"{file} is there already; name another file, such as {dated}, or add --overwrite to "
            "put the new backup in its place"
        )
        raise InvalidInput(message)
    temporary = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            files = _gather(app, Path(folder))
            _write_zip(app, files, temporary, progress)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    return len(files)


def _gather(app: App, folder: Path) -> list[tuple[str, Path]]:
    """Return what goes into the backup, by its name there; what changes is copied to the folder.

    The log's end and its reserve are copied before the database: so the database reaches at
    least as far, and no row that waited in the reserve is in neither.
    """
    files = []
    for name in (airlog.ANCHOR_FILE, airlog.RESERVE_FILE):
        if (app.station.run / name).is_file():
            shutil.copyfile(app.station.run / name, folder / name)
            files.append((f"run/{name}", folder / name))
    _snapshot(Path(app.store.url.database or ""), folder / DATABASE)
    return [*files, (DATABASE, folder / DATABASE), *_files(app)]


def _snapshot(database: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except sqlite3.Error as error:
        if "full" in str(error):
            message = f"the disk of {target.parent.parent} is full; free some space and try again"
        else:
            message = f"the database {database} cannot be copied ({error}); see 'doctor'"
        raise StoreUnavailable(message) from error


def _files(app: App) -> Iterator[tuple[str, Path]]:
    station = app.station
    home = station.home
    # What is backed up has to serve: the settings that the station goes by.
    yield SETTINGS_FILE, home / (KEPT_FILE if app.trouble else SETTINGS_FILE)
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(home).as_posix(), path
    if station.piper_model and station.piper_model.is_relative_to(home):
        for path in sorted(home.glob(f"{station.piper_model.relative_to(home).as_posix()}*")):
            yield path.relative_to(home).as_posix(), path


def _write_zip(app: App, files: list[tuple[str, Path]], target: Path, progress: Progress) -> None:
    sums: dict[str, str] = {}
    target.touch(mode=0o600)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for done, (name, path) in enumerate(files):
            progress(done, len(files), name)
            sums[name] = _pack(archive, name, path)
        manifest = {
            "format": FORMAT,
            "station": app.station.name,
            "made_at": app.clock.now().isoformat(),
            "files": sums,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        progress(len(files), len(files), MANIFEST)
    with target.open("rb+") as written:
        os.fsync(written.fileno())


def _pack(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    """Return the SHA-256 of what was put into the archive, which may be edited meanwhile."""
    entry = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    entry.compress_type = (
        zipfile.ZIP_STORED if path.suffix.lower() in STORED else zipfile.ZIP_DEFLATED
    )
    digest = hashlib.sha256()
    with path.open("rb") as file, archive.open(entry, "w") as packed:
        while part := file.read(1 << 20):
            digest.update(part)
            packed.write(part)
    return digest.hexdigest()
