"""Founding a station."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from broadcaster import newsroom
from broadcaster.app import App, open_app
from broadcaster.errors import InvalidInput
from broadcaster.founding import found_station
from broadcaster.kept_settings import KEPT_FILE
from broadcaster.newsroom import Role
from broadcaster.station import SETTINGS_FILE, ReadingSettings, Station, load_station

PASSWORD = "mat-khau-mau"


def found(
    home: Path, name: str = "xã Mẫu", admin: str = "quantri", password: str = PASSWORD
) -> App:
    app = found_station(home, name, admin=admin, password=password)
    app.store.close()
    return app


def test_a_new_station_has_all_it_needs(tmp_path: Path) -> None:
    home = tmp_path / "sâu" / "home"
    app = found(home)
    assert app.station.name == "xã Mẫu"
    assert {path.name for path in (home / "schedules").iterdir()} >= {"calendar.toml"}
    assert (home / "broadcaster.db").is_file()
    with app.store.reading() as session:
        (person,) = newsroom.people(session)
        assert person.role is Role.ADMINISTRATOR
        assert newsroom.authenticate(session, "quantri", PASSWORD).name == person.name
    app.store.close()
    assert app.schedules.load().programmes
    assert not app.schedules.load().problems


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("xã Mẫu", "xã Mẫu"),
        ('phường "Số 1" \\ B', 'phường "Số 1" \\ B'),
        ("xa\u0303  Mẫu\n2", "xã Mẫu 2"),
        ("x" * 120, "x" * 120),
    ],
)
def test_any_printable_name_comes_back(tmp_path: Path, given: str, kept: str) -> None:
    found(tmp_path, given)
    assert load_station(tmp_path).name == kept


def test_what_a_new_station_was_given_outlives_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[tuple[int, int]] = set()

    def fsync(descriptor: int) -> None:
        status = os.fstat(descriptor)
        synced.add((status.st_ino, status.st_size))

    monkeypatch.setattr(os, "fsync", fsync)
    found(tmp_path)
    copies = [*tmp_path.glob("audio_assets/*"), *tmp_path.glob("schedules/*")]
    assert {"chime.wav", "calendar.toml"} <= {file.name for file in copies}
    for file in (*copies, tmp_path / SETTINGS_FILE):
        assert (file.stat().st_ino, file.stat().st_size) in synced, file


def test_schedules_that_are_there_already_stay(tmp_path: Path) -> None:
    (tmp_path / "schedules").mkdir()
    own = tmp_path / "schedules" / "ban-tin-sang.toml"
    own.write_text("# mine\n", encoding="utf-8")
    found(tmp_path)
    assert own.read_text(encoding="utf-8") == "# mine\n"


def test_the_settings_name_every_setting_with_its_default(tmp_path: Path) -> None:
    found(tmp_path, Station.model_fields["name"].default)
    file = tmp_path / SETTINGS_FILE
    set_line = r"^# (?=\w+ = |\[\w+\]$)"
    lines = [re.sub(set_line, "", line) for line in file.read_text().splitlines()]
    written = tomllib.loads("\n".join(lines))
    assert set(written) == set(Station.model_fields) - {"home"}
    # These show how a value would look; their default is to be empty.
    for example in ("database", "piper_model"):
        del written[example]
    reading = ReadingSettings(**written.pop("reading"))
    assert reading.model_fields_set == set(ReadingSettings.model_fields)
    assert reading.words() == ReadingSettings().words()
    assert Station(home=tmp_path, **written) == Station(home=tmp_path)


# ---------------------------------------------------------------------------------- bad input


def test_a_station_is_never_founded_over_another(tmp_path: Path) -> None:
    found(tmp_path)
    before = (tmp_path / SETTINGS_FILE).read_bytes()
    with pytest.raises(InvalidInput, match="already; name another folder"):
        found(tmp_path, "xã Khác")
    assert (tmp_path / SETTINGS_FILE).read_bytes() == before


def test_a_station_that_lost_its_settings_is_not_taken_over(tmp_path: Path) -> None:
    found(tmp_path)
    (tmp_path / SETTINGS_FILE).unlink()
    with pytest.raises(InvalidInput, match=rf"has people already.* copy {KEPT_FILE} there to"):
        found(tmp_path, "xã Khác", admin="ke-la")
    (tmp_path / KEPT_FILE).unlink()
    with pytest.raises(InvalidInput, match=r"has people already.* out of a backup, or write it"):
        found(tmp_path, "xã Khác", admin="ke-la")
    assert not (tmp_path / SETTINGS_FILE).exists()
    (tmp_path / SETTINGS_FILE).write_text('name = "xã Mẫu"\n', encoding="utf-8")
    app = open_app(tmp_path)
    with app.store.reading() as session:
        assert [person.name for person in newsroom.people(session)] == ["quantri"]
    app.store.close()


def test_people_are_looked_for_where_the_lost_settings_had_them(tmp_path: Path) -> None:
    other = tmp_path / "khac.db"
    home = tmp_path / "home"
    found(home)
    (home / "broadcaster.db").rename(other)
    (home / KEPT_FILE).write_text(f'name = "x"\ndatabase = "sqlite:///{other}"\n', "utf-8")
    (home / SETTINGS_FILE).unlink()
    with pytest.raises(InvalidInput, match="has people already"):
        found(home)


def test_a_copy_of_settings_without_people_is_no_station(tmp_path: Path) -> None:
    (tmp_path / KEPT_FILE).write_text('name = "xã Cũ"\n', encoding="utf-8")
    found(tmp_path)
    assert load_station(tmp_path).name == "xã Mẫu"
    assert (tmp_path / KEPT_FILE).read_bytes() == (tmp_path / SETTINGS_FILE).read_bytes()


@pytest.mark.parametrize(
    ("name", "admin", "password", "sentence"),
    [
        (" \n", "quantri", PASSWORD, "needs a name"),
        ("x" * 121, "quantri", PASSWORD, "needs a name"),
        ("xã\x07Mẫu", "quantri", PASSWORD, "needs a name"),
        ("xã Mẫu", "", PASSWORD, "login name"),
        ("xã Mẫu", "quantri", "ngắn", "characters"),
    ],
)
def test_what_cannot_be_used_leaves_no_station_behind(
    tmp_path: Path, name: str, admin: str, password: str, sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        found(tmp_path, name, admin, password)
    assert not (tmp_path / SETTINGS_FILE).exists()
    found(tmp_path)
