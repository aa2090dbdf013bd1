import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.regional_reading import CHOICES, REGIONS, settings_of
from broadcaster.speech import dictionary_of, reading_of
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
    mistake, served = dictionary_of(station).wrong
    assert f"{tmp_path / 'schedules' / 'pronunciation.toml'} line 1" in str(mistake)
    assert "no earlier good version" in str(served)
    assert "chưa có bản đúng nào" in served.vi


class Book:
    """The file of a station, written by hand."""

    def __init__(self, home: Path) -> None:
        (home / "schedules").mkdir()
        self.file = home / "schedules" / "pronunciation.toml"
        self.station = Station(home=home)

    def write(self, text: str) -> None:
        self.file.write_text(text, encoding="utf-8")

    def said(self) -> dict[str, str]:
        return dictionary_of(self.station).said

    def told(self) -> list[str]:
        return [str(problem) for problem in dictionary_of(self.station).wrong]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


GOOD = '[pronunciation]\n"Tơ Drah" = "tơ đờ ra"\n"NVH" = "nhà văn hóa"\n'
BOTH = {"Tơ Drah": "tơ đờ ra", "NVH": "nhà văn hóa"}


def test_a_wrong_entry_leaves_the_others_in_force(book: Book) -> None:
    book.write(GOOD + '"Chư" = 5\n')
    assert book.said() == BOTH
    (told,) = book.told()
    assert f"{book.file} line 4" in told


@pytest.mark.parametrize(
    "spoilt",
    [
        (GOOD + '"Chư = "chừ"\n').encode(),
        GOOD.replace("[pronunciation]", "[pronuntiation]").encode(),
        GOOD.encode("utf-16"),
        b"",
        codecs.BOM_UTF8 + b"\r\n",
    ],
)
def test_a_file_that_cannot_be_read_leaves_its_last_good_version_in_force(
    book: Book, spoilt: bytes
) -> None:
    book.write(GOOD)
    assert book.told() == []
    book.file.write_bytes(spoilt)
    assert book.said() == BOTH
    mistake, served = book.told()
    assert str(book.file) in mistake
    assert "the last good version goes on serving" in served
    book.write(GOOD.replace("tơ đờ ra", "tơ đờ rá"))
    assert book.said() == BOTH | {"Tơ Drah": "tơ đờ rá"}
    assert book.told() == []


def test_an_empty_file_that_never_had_entries_is_a_dictionary_without_any(book: Book) -> None:
    for _ in range(2):
        book.write("")
        assert (book.said(), book.told()) == ({}, [])


def test_of_a_last_good_version_the_good_entries_are_in_force(book: Book) -> None:
    book.write(GOOD + '"Chư" = 5\n')
    assert book.said() == BOTH
    book.write("[pronunciation\n")
    assert book.said() == BOTH
    assert [str(book.file) in told for told in book.told()] == [True, True]


def test_a_file_that_was_removed_is_gone_and_does_not_come_back(book: Book) -> None:
    book.write(GOOD)
    assert book.said() == BOTH
    book.file.unlink()
    assert (book.said(), book.told()) == ({}, [])
    book.write("[pronunciation\n")
    assert book.said() == {}


def test_while_the_folder_is_not_there_the_last_good_version_is_in_force(book: Book) -> None:
    book.write(GOOD)
    assert book.said() == BOTH
    book.file.parent.rename(book.file.parent.with_name("away"))
    assert book.said() == BOTH


def test_a_copy_that_cannot_be_kept_is_told_and_the_file_serves(book: Book) -> None:
    book.station.run.write_text("in the way", encoding="utf-8")
    book.write(GOOD)
    assert book.said() == BOTH
    (told,) = book.told()
    assert "no copy could be kept" in told


def test_the_log_tells_a_mistake_once_until_it_is_another(
    book: Book, caplog: pytest.LogCaptureFixture
) -> None:
    book.write(GOOD + '"Chư" = 5\n')
    assert reading_of(book.station).dictionary == BOTH
    reading_of(book.station)
    assert [record.message.split(": ")[1] for record in caplog.records] == [f"{book.file} line 4"]
    book.write(GOOD)
    reading_of(book.station)
    book.write(GOOD + '\n"Chư" = 5\n')
    reading_of(book.station)
    assert [record.message.split(": ")[1] for record in caplog.records[1:]] == [
        f"{book.file} line 5"
    ]


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
