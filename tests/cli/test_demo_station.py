"""The sample station: fresh each time, apart from all that is real; what is told at its end."""

import shlex
from pathlib import Path

import pytest

from broadcaster import newsroom
from broadcaster.app import App, open_app
from broadcaster.cli.demonstration import samples
from broadcaster.cli.demonstration.loudspeaker import ways_on
from broadcaster.cli.demonstration.run import told_on_air
from broadcaster.cli.demonstration.stage import DEMO, make_room, sample_station
from broadcaster.cli.processes import run
from broadcaster.errors import InvalidInput, PlayoutUnavailable
from broadcaster.locks import PLAYER, sole
from broadcaster.newsroom import Content
from broadcaster.station import SETTINGS_FILE, Station
from tests.rig.fake_clock import FakeClock

CLOCK = FakeClock()


def shown_once(home: Path) -> None:
    """Leave the sample station of a demonstration that is over, with one item."""
    app = sample_station(home)
    with app.store.writing() as session:
        content = Content(title="Của lần trước", script="Mời bà con nghe tin.")
        newsroom.create(session, app.clock, app.station, content, by=samples.EDITOR)
    app.store.close()


def titles(app: App) -> list[str]:
    with app.store.reading() as session:
        found = [item.newest.title for item in newsroom.items(session)]
    app.store.close()
    return found


def test_each_demonstration_has_a_fresh_station_and_leaves_what_others_put_there(
    tmp_path: Path,
) -> None:
    home = tmp_path / "mẫu"
    shown_once(home)
    (home / "ghi-chep.txt").write_text("của tôi", encoding="utf-8")
    assert make_room(home, CLOCK, keep=False) is None
    assert not (home / SETTINGS_FILE).exists()
    assert titles(sample_station(home)) == []
    assert (home / "ghi-chep.txt").read_text(encoding="utf-8") == "của tôi"
    assert [path.name for path in tmp_path.iterdir()] == ["mẫu"]


def test_the_station_of_before_is_kept_beside_where_that_is_asked(tmp_path: Path) -> None:
    home = tmp_path / "mẫu"
    shown_once(home)
    aside = make_room(home, CLOCK, keep=True)
    assert aside is not None
    assert aside.parent == tmp_path
    assert titles(open_app(aside)) == ["Của lần trước"]
    assert titles(sample_station(home)) == []


def test_a_folder_that_is_no_sample_station_is_left_as_it_is(tmp_path: Path) -> None:
    mine = tmp_path / "schedules" / "cua-toi.toml"
    mine.parent.mkdir()
    mine.write_text("", encoding="utf-8")
    with pytest.raises(InvalidInput, match="has schedules of its own; name another folder"):
        make_room(tmp_path, CLOCK, keep=False)
    assert mine.exists()


def test_a_sample_station_that_became_somebodys_own_is_not_taken_away(tmp_path: Path) -> None:
    home = tmp_path / "mẫu"
    shown_once(home)
    settings = home / SETTINGS_FILE
    own = settings.read_text(encoding="utf-8").replace(samples.STATION_NAME, "xã Của Tôi")
    settings.write_text(own, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"has become the station 'xã Của Tôi'; .* add --keep"):
        make_room(home, CLOCK, keep=False)
    assert titles(open_app(home)) == ["Của lần trước"]
    aside = make_room(home, CLOCK, keep=True)
    assert aside is not None
    assert titles(open_app(aside)) == ["Của lần trước"]


@pytest.mark.parametrize("process", [PLAYER, DEMO])
def test_a_sample_station_at_work_is_not_taken_away(tmp_path: Path, process: str) -> None:
    shown_once(tmp_path)
    with (
        sole(process, tmp_path / "run"),
        pytest.raises(PlayoutUnavailable, match="is running; stop it, then start the demo"),
    ):
        make_room(tmp_path, CLOCK, keep=False)
    assert titles(open_app(tmp_path)) == ["Của lần trước"]


def test_the_database_that_the_environment_names_gets_no_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_DATABASE", f"sqlite:///{tmp_path / 'that.db'}")
    with pytest.raises(InvalidInput, match="unset that variable, then start the demo"):
        make_room(tmp_path / "mẫu", CLOCK, keep=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("device", "options"), [(True, []), (False, ["--speaker", "null"])], ids=["device", "none"]
)
def test_what_is_to_be_typed_at_the_end_works_on_this_machine(
    tmp_path: Path, device: bool, options: list[str]
) -> None:
    station = Station(home=tmp_path / "đài mẫu")
    lines = ways_on(station, "wav:/tmp/demo.wav", device=device)
    words = shlex.split(lines[lines.index("Mở trang quản lý:") + 1])
    assert words[1:] == ["--home", str(tmp_path / "đài mẫu"), "run", *options]
    assert run.make_context("run", words[4:]).params["speaker"] == "".join(options[1:])
    assert "   Bản thu của buổi phát: /tmp/demo.wav" in lines
    assert any("không có thiết bị âm thanh" in line for line in lines) is not device


def test_what_is_on_air_is_told_at_the_second_of_the_log() -> None:
    on_air = {"started_at": "2026-11-20T23:59:59.9+00:00", "title": "Nhạc hiệu", "planned_s": 4.2}
    assert told_on_air(on_air) == "   07:00:00  Nhạc hiệu (4 giây)"
