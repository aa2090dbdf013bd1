"""The whole station in one file."""

import json
import os
import resource
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from broadcaster import airlog
from broadcaster.airlog import ANCHOR_FILE, RESERVE_FILE, LogKeeper
from broadcaster.app import open_app
from broadcaster.backup import write_backup
from broadcaster.errors import InvalidInput, NotFound
from broadcaster.station import SETTINGS_FILE
from broadcaster.store import Store
from tests.airlog.examples import MORNING, an_airing
from tests.backup.stations import backup, log_one_item, restore, tree
from tests.rig.commune import command


def test_a_backup_names_every_file_and_only_its_owner_may_read_it(good: Path, home: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("manifest.json"))
    assert set(manifest["files"]) == names - {"manifest.json"}
    assert {SETTINGS_FILE, "broadcaster.db", f"run/{ANCHOR_FILE}"} <= names
    for folder in ("clips", "schedules"):
        assert {n for n in tree(home) if n.startswith(f"{folder}/")} <= names
    assert not any(name.startswith("logs/") or name.endswith(".lock") for name in names)
    assert stat.S_IMODE(good.stat().st_mode) == 0o600


def test_a_row_that_waits_in_the_reserve_comes_along(home: Path, tmp_path: Path) -> None:
    app = open_app(home)
    elsewhere = Store("sqlite:////no/such/folder/x.db")
    keeper = LogKeeper(elsewhere, app.clock, app.station.run / RESERVE_FILE)
    keeper.started(an_airing(title="lúc hỏng đĩa"), started_at=MORNING)
    assert keeper.waiting == 1
    backup(home, tmp_path / "x.zip")
    restore(tmp_path / "x.zip", tmp_path / "new")
    restored = open_app(tmp_path / "new")
    keeper = LogKeeper(restored.store, app.clock, restored.station.run / RESERVE_FILE)
    assert keeper.merge()
    with restored.store.reading() as session:
        assert airlog.verify(session).rows == 3
    restored.store.close()
    app.store.close()


def test_what_is_logged_while_the_backup_is_made_does_not_spoil_it(
    home: Path, tmp_path: Path
) -> None:
    app = open_app(home)

    def meanwhile(done: int, of: int, what: str) -> None:
        log_one_item(app, f"trong khi sao lưu {done}")

    write_backup(app, tmp_path / "x.zip", meanwhile)
    app.store.close()
    restore(tmp_path / "x.zip", tmp_path / "new")
    restored = open_app(tmp_path / "new")
    with restored.store.reading() as session:
        head = airlog.read_head(restored.station.run / ANCHOR_FILE)
        assert airlog.verify(session, head).ok
    restored.store.close()


def test_a_piper_model_and_a_file_from_before_1980_come_along(home: Path, tmp_path: Path) -> None:
    settings = home / SETTINGS_FILE
    settings.write_text(settings.read_text() + 'piper_model = "giong.onnx"\n')
    for name in ("giong.onnx", "giong.onnx.json", "audio_assets/cu.wav"):
        (home / name).write_bytes(b"x")
        os.utime(home / name, (0, 0))
    backup(home, tmp_path / "x.zip")
    restore(tmp_path / "x.zip", tmp_path / "new")
    assert {"giong.onnx", "giong.onnx.json", "audio_assets/cu.wav"} <= set(tree(tmp_path / "new"))


def test_a_backup_goes_into_no_folder_that_is_missing(home: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="create it or choose another"):
        backup(home, tmp_path / "usb" / "x.zip")
    assert not (tmp_path / "usb").exists()


def test_a_backup_of_before_gives_way_only_when_asked(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "dai.zip"
    backup(home, file)
    before = file.read_bytes()
    (home / "recordings" / "moi.wav").write_bytes(b"x")
    with pytest.raises(InvalidInput, match=r"is there already; .* such as dai-\d{8}-\d{6}\.zip"):
        backup(home, file)
    assert file.read_bytes() == before
    backup(home, file, overwrite=True)
    with zipfile.ZipFile(file) as archive:
        assert "recordings/moi.wav" in archive.namelist()


def test_a_full_disk_leaves_the_backup_of_before(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    backup(home, file)
    before = file.read_bytes()
    (home / "recordings" / "lon.wav").write_bytes(os.urandom(600_000))

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))

    said = subprocess.run(
        command(home, "backup", str(file), "--overwrite"),
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert said.stderr.count("\n") == 1
    assert "full" in said.stderr
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "x.zip"]


@pytest.mark.postgres
def test_a_station_on_postgresql_is_told_to_use_its_tools(
    home: Path, tmp_path: Path, postgres_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_DATABASE", postgres_dsn)
    with pytest.raises(InvalidInput, match="pg_dump"):
        backup(home, tmp_path / "x.zip")
