from pathlib import Path

import pytest

from broadcaster.errors import WrongSetting
from broadcaster.speech import checked_reading, reading_of
from broadcaster.speech.spoken import Reading, spoken_form
from broadcaster.station import Station


def test_the_stations_dictionary_is_how_its_texts_are_read(tmp_path: Path) -> None:
    (tmp_path / "schedules").mkdir()
    example = Path("schedules/pronunciation.toml").read_text(encoding="utf-8")
    table = next(line for line in example.splitlines() if line.startswith("["))
    (tmp_path / "schedules" / "pronunciation.toml").write_text(
        f'{table}\n"ĐắkTest" = "đắc tét"\n', encoding="utf-8"
    )
    reading = reading_of(Station(home=tmp_path))
    assert "đắc tét" in spoken_form("Mời bà con buôn ĐắkTest.", reading)


def test_a_station_without_a_dictionary_reads_as_usual(tmp_path: Path) -> None:
    assert reading_of(Station(home=tmp_path)) == Reading()


def test_a_dictionary_with_a_mistake_is_told_and_silences_nothing(tmp_path: Path) -> None:
    (tmp_path / "schedules").mkdir()
    (tmp_path / "schedules" / "pronunciation.toml").write_text("not toml =", encoding="utf-8")
    station = Station(home=tmp_path)
    assert reading_of(station) == Reading()
    with pytest.raises(WrongSetting, match=r"pronunciation\.toml"):
        checked_reading(station)
