from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.errors import WrongSetting
from broadcaster.regional_reading import CHOICES, REGIONS, settings_of
from broadcaster.speech import checked_reading, reading_of
from broadcaster.speech.spoken import Reading, spoken_form
from broadcaster.station import ReadingSettings, Station


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


def test_a_wrong_dictionary_leaves_the_region_as_it_is_set(tmp_path: Path) -> None:
    (tmp_path / "schedules").mkdir()
    (tmp_path / "schedules" / "pronunciation.toml").write_text("not toml =", encoding="utf-8")
    station = Station(home=tmp_path, reading=ReadingSettings(region="south"))
    assert spoken_form("5.105", reading_of(station)) == "năm ngàn một trăm lẻ năm"


def test_every_setting_is_one_of_the_reading_with_the_same_default() -> None:
    assert set(ReadingSettings.model_fields) - {"region"} == set(CHOICES)
    assert Reading(**ReadingSettings().words(), dictionary={}) == Reading()


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("north", "mồng bốn tháng tư, hai nghìn một trăm linh năm hộ, hai mươi tư người"),
        ("central", "mồng bốn tháng tư, hai ngàn một trăm lẻ năm hộ, hai mươi tư người"),
        ("south", "mùng bốn tháng tư, hai ngàn một trăm lẻ năm hộ, hai mươi bốn người"),
    ],
)
def test_a_region_is_heard(tmp_path: Path, region: str, said: str) -> None:
    station = Station(home=tmp_path, reading=ReadingSettings(region=region))
    assert spoken_form("4/4, 2.105 hộ, 24 người", reading_of(station)).removeprefix("ngày ") == said


PARTS = {
    "thousand": "thu {n}.000 đồng",
    "zero_tens": "có 1{n:02} hộ",
    "first_days": "ngày {d}/5/2026",
    "four_after_tens": "có {t}4 người",
    "decimal_mark": "tăng {n},5 %",
    "minus": "lạnh -{d} °C",
    "per": "thu {n}.500 đồng/hộ",
    "kilogram": "được {n} kg",
    "kilometre": "dài {n} km",
}


@given(
    region=st.sampled_from(sorted(REGIONS)),
    own=st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in CHOICES.items()}),
    names=st.lists(st.sampled_from(sorted(PARTS)), min_size=2, max_size=6),
    figure=st.integers(2, 9),
)
def test_one_item_is_read_alike_throughout(
    region: str, own: dict[str, str], names: list[str], figure: int
) -> None:
    """What is said of a sentence in an item is what is said of it alone, in every sentence."""
    reading = Reading(**(settings_of(region) | own), dictionary={})
    sentences = [PARTS[name].format(n=figure, d=figure, t=figure) for name in names]
    whole = spoken_form(". ".join(sentences) + ".", reading)
    assert whole == ". ".join(spoken_form(one, reading) for one in sentences) + "."
    for setting in ("thousand", "zero_tens", "decimal_mark", "kilogram", "kilometre"):
        said = (settings_of(region) | own)[setting]
        others = [choice for choice in CHOICES[setting] if choice not in said]
        assert not [other for other in others if f" {other} " in f" {whole} ".replace(".", " ")]
