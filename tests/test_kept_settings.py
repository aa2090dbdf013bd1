"""The settings a station last ran with, and when it goes by them."""

import logging
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.errors import NotFound
from broadcaster.kept_settings import KEPT_FILE, SettingsWatch, keep_good, standing_station
from broadcaster.problems import WrongFile
from broadcaster.station import DATABASE_FILE, SETTINGS_FILE

GOOD = 'name = "xã Mẫu"\npanel_port = 8099\n'
KEPT_AT = datetime(2026, 11, 20, 1, 15, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give the home of a station that ran with `GOOD`, taken up at 08:15 on 20/11/2026."""
    settle(tmp_path, GOOD)
    keep_good(tmp_path)
    os.utime(tmp_path / KEPT_FILE, (KEPT_AT.timestamp(), KEPT_AT.timestamp()))
    return tmp_path


def settle(home: Path, text: str) -> None:
    (home / SETTINGS_FILE).write_text(text, encoding="utf-8")


def kept(home: Path) -> str:
    return (home / KEPT_FILE).read_text(encoding="utf-8")


def test_a_station_that_lost_all_its_settings_is_not_told_as_none(home: Path) -> None:
    (home / DATABASE_FILE).touch()
    (home / SETTINGS_FILE).unlink()
    (home / KEPT_FILE).write_text("spoilt", encoding="utf-8")
    with pytest.raises(NotFound, match=r"has lost its station\.toml; take it out of a backup"):
        standing_station(home)


def test_good_settings_serve_without_a_word(home: Path) -> None:
    station, trouble = standing_station(home)
    assert (station.panel_port, trouble) == (8099, None)


@pytest.mark.parametrize(
    ("text", "line", "en", "vi"),
    [
        (GOOD + "wrong\n", 3, "this is not valid TOML", "không đúng cú pháp TOML"),
        (GOOD + "panel_prt = 1\n", 3, "did you mean 'panel_port'?", "có phải ý là “panel_port”?"),
        (GOOD + "dead_air_s = true\n", 3, "a number of seconds", "“dead_air_s” phải là số giây."),
        ('name = "x"\npanel_port = 0\n', 2, "greater than or equal to 1", "lớn hơn hoặc bằng 1."),
        ('name = "x"\nvoices = ["a"]\n', 2, "'piper' or 'espeak'", "'piper' hoặc 'espeak'."),
        ('name = "x"\nreading = 1\n', 2, "write [reading]", "hãy viết dòng [reading]"),
        ('name = "x"\nyear = "full"\n', 2, "under [reading]", "ở dưới dòng [reading]."),
        ("", None, "does not say the station's name", "không ghi tên đài"),
    ],
)
def test_settings_that_are_wrong_are_told_with_their_line_and_the_last_good_ones_serve(
    home: Path, text: str, line: int | None, en: str, vi: str
) -> None:
    settle(home, text)
    station, trouble = standing_station(home)
    assert (station.name, station.panel_port) == ("xã Mẫu", 8099)
    assert trouble is not None
    (problem,) = trouble.problems
    assert problem.line == line
    assert en in str(trouble)
    assert vi in problem.vi
    if line:
        assert f"{home / SETTINGS_FILE} line {line}: " in str(trouble)
        assert f"Tệp station.toml, dòng {line}: " in problem.vi
    assert f"goes by its settings of 20/11/2026 08:15, kept in {KEPT_FILE}" in str(trouble)
    assert trouble.instead_vi == "Đài vẫn chạy theo cài đặt ngày 20/11/2026 08:15."


def test_a_wrong_value_is_not_shown_in_the_panel(home: Path) -> None:
    settle(home, GOOD + '[amplifier]\nkind = "http"\noff = "http://b/"\non = "admin:geheim"\n')
    _, trouble = standing_station(home)
    assert trouble is not None
    (problem,) = trouble.problems
    assert "geheim" not in problem.vi
    assert "phải là địa chỉ như http://" in problem.vi


def test_settings_that_are_lost_are_told_as_lost(home: Path) -> None:
    (home / SETTINGS_FILE).unlink()
    station, trouble = standing_station(home)
    assert station.panel_port == 8099
    assert f"is lost; copy {KEPT_FILE} there to {SETTINGS_FILE}" in str(trouble)
    assert trouble is not None
    assert "Mất tệp station.toml" in trouble.problems[0].vi


def test_a_folder_in_the_place_of_the_settings_is_told_as_one(home: Path) -> None:
    (home / SETTINGS_FILE).unlink()
    (home / SETTINGS_FILE).mkdir()
    station, trouble = standing_station(home)
    assert station.panel_port == 8099
    assert trouble is not None
    (problem,) = trouble.problems
    assert "is no file but a folder or the like; move it away, then copy" in problem.message
    assert "không phải là tệp mà là thư mục hay thứ khác; dời nó đi rồi chép" in problem.vi


def test_without_a_copy_it_is_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="init --station NAME"):
        standing_station(tmp_path)
    settle(tmp_path, "panel_prt = 1\n")
    with pytest.raises(WrongFile, match="line 1: unknown key"):
        standing_station(tmp_path)


def test_a_wrong_variable_is_the_fault_of_no_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_PANEL_PORT", "many")
    with pytest.raises(WrongFile, match="the environment variable BROADCASTER_PANEL_PORT"):
        standing_station(home)


# ---------------------------------------------------------------------------------- keeping


def test_wrong_settings_are_never_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for text in ("", GOOD + "wrong\n", 'name = "x"\npanel_port = 0\n'):
        settle(home, text)
        keep_good(home)
        assert kept(home) == GOOD
    monkeypatch.setenv("BROADCASTER_PANEL_PORT", "8082")
    keep_good(home)
    assert kept(home) == GOOD, "right only as long as the variable is there"
    line = caplog.messages[-1]
    assert "no copy of the settings is kept" in line
    assert f"{SETTINGS_FILE} line 2: 'panel_port'" in line, "the file is at fault, not the variable"


def test_other_good_settings_are_kept_with_the_rights_of_the_file(tmp_path: Path) -> None:
    settle(tmp_path, GOOD)
    (tmp_path / SETTINGS_FILE).chmod(0o640)
    keep_good(tmp_path)
    assert stat.S_IMODE((tmp_path / KEPT_FILE).stat().st_mode) == 0o640
    settle(tmp_path, 'name = "xã Mới"\n')
    keep_good(tmp_path)
    assert kept(tmp_path) == 'name = "xã Mới"\n'


def test_what_is_kept_already_keeps_its_date(home: Path) -> None:
    keep_good(home)
    assert (home / KEPT_FILE).stat().st_mtime == KEPT_AT.timestamp()


def test_a_full_disk_is_told_and_the_old_copy_stays(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*given: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    settle(home, 'name = "xã Mới"\n')
    with caplog.at_level(logging.WARNING):
        keep_good(home)
    assert kept(home) == GOOD
    assert "No space left on device" in caplog.text


# ---------------------------------------------------------------------------------- watching


def test_what_is_spoilt_and_put_right_is_noticed(home: Path) -> None:
    watch = SettingsWatch(home)
    assert watch.trouble() is None
    settle(home, GOOD + "wrong\n")
    trouble = watch.trouble()
    assert trouble is not None
    assert trouble.kept_at == KEPT_AT
    assert watch.trouble() is trouble
    (home / SETTINGS_FILE).unlink()
    assert "is lost" in str(watch.trouble())
    settle(home, 'name = "xã Mới"\n')
    assert watch.trouble() is None


def test_a_running_station_without_a_copy_is_told_that_it_cannot_begin_anew(home: Path) -> None:
    (home / KEPT_FILE).unlink()
    (home / SETTINGS_FILE).unlink()
    trouble = SettingsWatch(home).trouble()
    assert "take it out of a backup" in str(trouble)
    assert "cannot be started anew" in str(trouble)
    assert trouble is not None
    assert "không bật lại được" in trouble.instead_vi
