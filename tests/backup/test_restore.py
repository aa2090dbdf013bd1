"""A station back from its backup, or left as it was."""

import json
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from broadcaster import airlog, newsroom, speech
from broadcaster.airlog import ANCHOR_FILE
from broadcaster.app import open_app
from broadcaster.errors import BroadcasterError, InvalidInput, PlayoutUnavailable
from broadcaster.station import SETTINGS_FILE
from tests.backup.stations import backup, restore, tree
from tests.rig.commune import command
from tests.rig.patience import PATIENCE_S, wait_until
from tests.rig.small_disk import small_disk


def test_a_restored_station_is_the_one_that_was_backed_up(good: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    assert restore(good, new) is None
    app = open_app(new)
    with app.store.reading() as session:
        verdict = airlog.verify(session, airlog.read_head(app.station.run / ANCHOR_FILE))
        assert (verdict.ok, verdict.rows) == (True, 2)
        (item,) = newsroom.items(session)
        clip = speech.clip_of(session, item.newest.content_sha256)
    assert clip is not None
    assert speech.open_clip(app.station, clip).is_file()
    assert app.schedules.load().programmes
    app.store.close()


@pytest.mark.process
def test_a_restored_station_goes_on_air(good: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    restore(good, new)

    def run(*words: str) -> str:
        return subprocess.run(
            command(new, *words), check=True, capture_output=True, text=True
        ).stdout

    player = subprocess.Popen(command(new, "play", "--speaker", "null"))
    try:
        door = open_app(new).door
        wait_until(lambda: door.state() is not None)
        run("interrupt", "--news", "1")
        wait_until(lambda: (door.state() or {}).get("on_air") is None)
    finally:
        player.terminate()
        player.wait(PATIENCE_S)
    *_, entry = json.loads(run("airlog", "--from", "yesterday", "--json"))
    assert (entry["news_id"], entry["outcome"]) == (1, "aired")
    assert entry["aired_s"] > 1
    assert "the chain is whole" in run("airlog", "verify")


def test_the_old_station_is_kept_beside(good: Path, home: Path) -> None:
    (home / "schedules" / "chi-o-day.toml").touch()
    before = tree(home)
    aside = restore(good, home)
    assert aside == home.with_name("home.before-restore-20261121-050000")
    assert tree(aside) == before
    assert not (home / "schedules" / "chi-o-day.toml").exists()
    again = restore(good, home)
    assert again is not None
    assert again != aside


def changed(good: Path, file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Return a copy of the backup in which `change` has changed the files."""
    with zipfile.ZipFile(good) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file


def _without(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda contents: contents.__delitem__(name)


def _with_name(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(contents: dict[str, bytes]) -> None:
        manifest = json.loads(contents["manifest.json"])
        manifest["files"][name] = "0" * 64
        contents |= {name: b"x", "manifest.json": json.dumps(manifest).encode()}

    return change


def _without_the_database(contents: dict[str, bytes]) -> None:
    manifest = json.loads(contents["manifest.json"])
    del manifest["files"]["broadcaster.db"]
    contents["manifest.json"] = json.dumps(manifest).encode()


def _resummed(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    """Change a file and its sum, as somebody who knows the format can."""

    def change(contents: dict[str, bytes]) -> None:
        manifest = json.loads(contents["manifest.json"])
        manifest["files"][name] = sha256(content).hexdigest()
        contents |= {name: content, "manifest.json": json.dumps(manifest).encode()}

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_without("manifest.json"), "not a whole backup"),
        (_without("broadcaster.db"), "not a whole backup"),
        (lambda c: c.update({SETTINGS_FILE: b'name = "khac"\n'}), "station.toml is damaged"),
        (lambda c: c.update({"manifest.json": b"[]"}), "not a whole backup"),
        (lambda c: c.update({"manifest.json": b'{"format": 9}'}), "another version"),
        (_with_name("../fremd.txt"), "leads out of the station's folder"),
        (_with_name("/tmp/fremd.txt"), "leads out of the station's folder"),  # noqa: S108
        (_with_name("clips\\..\\..\\fremd.txt"), "leads out of the station's folder"),
        (_with_name("C:fremd.txt"), "leads out of the station's folder"),
        (_without_the_database, "it holds no broadcaster.db"),
        (_resummed("broadcaster.db", b"x" * 5000), "database cannot be used"),
        (_resummed(SETTINGS_FILE, b"panel_prt = 1\n"), r"station.toml line 1: unknown key"),
    ],
)
def test_a_backup_that_was_changed_is_refused_and_nothing_with_it(
    good: Path,
    home: Path,
    tmp_path: Path,
    change: Callable[[dict[str, bytes]], None],
    sentence: str,
) -> None:
    file = changed(good, tmp_path / "changed.zip", change)
    before, beside = tree(home), set(tmp_path.iterdir())
    with pytest.raises(InvalidInput, match=sentence) as told:
        restore(file, home)
    assert "\n" not in str(told.value)
    assert tree(home) == before
    assert set(tmp_path.iterdir()) == beside


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_backup_is_refused(
    good: Path, home: Path, tmp_path: Path, share: float
) -> None:
    file = tmp_path / "half.zip"
    content = good.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    before = tree(home)
    with pytest.raises(InvalidInput, match="not a whole backup"):
        restore(file, home)
    assert tree(home) == before


def test_a_log_that_was_falsified_in_the_backup_is_refused(
    good: Path, home: Path, tmp_path: Path
) -> None:
    database = tmp_path / "x.db"
    with zipfile.ZipFile(good) as archive:
        database.write_bytes(archive.read("broadcaster.db"))
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'as_run'"
        for (name,) in connection.execute(triggers).fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("DELETE FROM as_run WHERE seq = 2")
    change = _resummed("broadcaster.db", database.read_bytes())
    file = changed(good, tmp_path / "changed.zip", change)
    with pytest.raises(InvalidInput, match="the log ends with row 1"):
        restore(file, home)


@pytest.mark.process
@pytest.mark.parametrize("process", [["play", "--speaker", "null"], ["render"]])
def test_a_station_of_which_a_process_runs_is_not_replaced(
    good: Path, home: Path, process: list[str]
) -> None:
    running = subprocess.Popen(command(home, *process))
    try:
        lock = home / "run" / f"{'player' if process[0] == 'play' else 'renderer'}.lock"
        wait_until(lambda: lock.exists() and is_held(lock))
        with pytest.raises(PlayoutUnavailable, match="is running; stop it, then restore"):
            restore(good, home)
        assert backup(home, home.parent / "meanwhile.zip") > 3
    finally:
        running.terminate()
        running.wait(PATIENCE_S)
    assert restore(good, home)


def is_held(lock: Path) -> bool:
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True


def test_a_folder_that_is_no_station_is_never_moved(good: Path, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "letter.txt").touch()
    with pytest.raises(InvalidInput, match="no station"):
        restore(good, tmp_path / "papers")
    assert (tmp_path / "papers" / "letter.txt").exists()


def test_a_file_that_is_not_there_is_named(home: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there is no file"):
        restore(tmp_path / "none.zip", home)


def test_a_database_elsewhere_comes_back_into_the_home(home: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (home / "broadcaster.db").rename(tmp_path / "disk" / "dai.db")
    settings = home / SETTINGS_FILE
    address = f'database = "sqlite:///{tmp_path / "disk" / "dai.db"}"\n'
    settings.write_text(settings.read_text() + address)
    backup(home, tmp_path / "x.zip")
    restore(tmp_path / "x.zip", tmp_path / "new")
    app = open_app(tmp_path / "new")
    assert app.station.database_url == f"sqlite:///{tmp_path / 'new' / 'broadcaster.db'}"
    with app.store.reading() as session:
        assert airlog.verify(session).rows == 2
    app.store.close()


def test_a_variable_that_names_another_database_is_told(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_DATABASE", "sqlite:////x/y.db")
    with pytest.raises(InvalidInput, match="unset that variable"):
        restore(good, tmp_path / "new")


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a disk of 256 kB; where nobody may mount one, a disk that says it is so small."""
    with small_disk(tmp_path / "disk", 256) as mounted:
        if not mounted:
            usage = shutil.disk_usage(tmp_path)._replace(free=256_000)
            monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
        yield tmp_path / "disk"


def test_a_backup_that_does_not_fit_is_told_before_it_fills_the_disk(
    good: Path, disk: Path
) -> None:
    with pytest.raises(BroadcasterError, match=r"MB are free .* free some space"):
        restore(good, disk / "new")
    assert list(disk.iterdir()) == []
