"""What every page says while `station.toml` cannot be used."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.kept_settings import KEPT_FILE, keep_good
from broadcaster.station import SETTINGS_FILE, Station
from tests.web.visitor import Visitor, words

PAGES = ("/today", "/news/", "/news/new", "/timetable/", "/pronunciation/", "/log/", "/health")
KEPT_AT = datetime(2026, 11, 20, 1, 15, tzinfo=UTC)
BANNER = "Tệp cài đặt station.toml không dùng được"
INSTEAD = "Đài vẫn chạy theo cài đặt ngày 20/11/2026 08:15."


@pytest.fixture
def settings(station: Station) -> Path:
    """Give the settings that the panel runs with, taken up at 08:15 on 20/11/2026."""
    keep_good(station.home)
    os.utime(station.home / KEPT_FILE, (KEPT_AT.timestamp(), KEPT_AT.timestamp()))
    return station.home / SETTINGS_FILE


def spoil(settings: Path) -> None:
    settings.write_text('name = "xã Mẫu"\npanel_port = "cổng"\n', encoding="utf-8")


def test_every_page_says_what_is_wrong_where_and_what_the_station_goes_by(
    settings: Path, editor: Visitor
) -> None:
    for path in PAGES:
        assert BANNER not in words(editor.get(path)), path
    spoil(settings)
    for path in PAGES:
        page = words(editor.get(path))
        assert BANNER in page, path
        assert "Tệp station.toml, dòng 2: “panel_port” phải là số nguyên." in page, path
        assert INSTEAD in page, path


def test_lost_settings_are_told_as_lost(settings: Path, editor: Visitor) -> None:
    settings.unlink()
    page = words(editor.get("/today"))
    assert "Mất tệp station.toml; hãy chép station.last-good.toml thành station.toml." in page
    assert INSTEAD in page


def test_the_page_of_health_says_how_to_mend_it(settings: Path, editor: Visitor) -> None:
    assert "Sửa cài đặt của đài" not in words(editor.get("/health"))
    spoil(settings)
    page = words(editor.get("/health"))
    assert "Sửa cài đặt của đài" in page
    assert "Muốn quay về cài đặt ngày Thứ Sáu, 20/11/2026, 08:15" in page
    (settings.parent / KEPT_FILE).unlink()
    settings.write_text("wrong", encoding="utf-8")
    page = words(editor.get("/health"))
    assert "không bật lại được" in page
    assert "Muốn quay về" not in page


def test_a_page_that_stays_open_hears_of_it_and_of_its_mending(
    settings: Path, editor: Visitor
) -> None:
    assert 'data-refresh="/health/settings"' in editor.get("/today").text
    assert "notice" not in editor.get("/health/settings").text
    good = settings.read_bytes()
    spoil(settings)
    assert INSTEAD in words(editor.get("/health/settings"))
    settings.write_bytes(good)
    assert "notice" not in editor.get("/health/settings").text


def test_a_stranger_is_told_nothing_of_the_settings(settings: Path, stranger: Visitor) -> None:
    spoil(settings)
    assert "panel_port" not in words(stranger.get("/login"))
    assert stranger.get("/health/settings").status_code == 302
