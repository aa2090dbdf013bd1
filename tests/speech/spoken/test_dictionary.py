"""schedules/pronunciation.toml: what it gives, and what it says when it is wrong."""

from pathlib import Path

import pytest

from broadcaster.errors import BroadcasterError
from broadcaster.speech.spoken import Reading, dictionary, explain, load_dictionary, spoken_form
from broadcaster.speech.spoken.dictionary import parse_dictionary


def written(folder: Path, text: str) -> Path:
    path = folder / "pronunciation.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_entries_are_read_and_win_over_the_rules(tmp_path: Path) -> None:
    path = written(tmp_path, '[pronunciation]\n"Tơ Drah" = "tơ đờ ra"\n"UBND" = "uỷ ban mình"\n')
    reading = Reading(dictionary=load_dictionary(path))
    said = spoken_form("UBND xã họp tại làng TƠ DRAH, gặp Tơ  Drah.", reading)
    assert said == "uỷ ban mình xã họp tại làng tơ đờ ra, gặp tơ đờ ra."
    assert "dictionary" in {span.rule for span in explain("UBND", reading)}


def test_an_entry_in_capitals_leaves_the_same_word_in_small_letters_alone() -> None:
    reading = Reading(dictionary={"TAM": "ta mờ"})
    assert spoken_form("TAM và tam", reading) == "ta mờ và tam"


def test_an_entry_is_no_part_of_a_longer_word() -> None:
    reading = Reading(dictionary={"Chư": "chừ"})
    assert spoken_form("Chư chưa", reading) == "chừ chưa"


def test_an_entry_of_figures_is_no_part_of_a_longer_number() -> None:
    reading = Reading(dictionary={"115": "một một năm"})
    said = spoken_form("Gọi 115. Thu 115.000 đồng, 115-120 hộ, theo 115/QĐ-UBND; gọi 115", reading)
    assert said == (
        "gọi một một năm. thu một trăm mười lăm nghìn đồng, một trăm mười lăm đến một trăm hai "
        "mươi hộ, theo một trăm mười lăm trên quyết định ủy ban nhân dân; gọi một một năm"
    )


def test_a_dictionary_without_mistakes_is_searched_for_no_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Looking for the line of each entry took seconds where there are thousands."""
    searched: list[str] = []

    def line_of(_text: str, name: str) -> int:
        searched.append(name)
        return 1

    monkeypatch.setattr(dictionary, "_line_of", line_of)
    file = "".join(f'"Zq{number}x" = "tơ đờ ra"\n' for number in range(30))
    assert len(parse_dictionary(f"[pronunciation]\n{file}", Path("x.toml"))) == 30
    assert searched == []


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u0301", " \u00a0"])
def test_an_entry_of_marks_that_nobody_sees_is_refused_and_reads_nothing(unseen: str) -> None:
    text = "Họp (sáng) 15/5. [nghỉ 2s]"
    assert spoken_form(text, Reading(dictionary={unseen: "tơ"})) == spoken_form(text)
    with pytest.raises(BroadcasterError, match="must have 1 to 100 characters"):
        parse_dictionary(f'[pronunciation]\n"{unseen}" = "tơ"\n', Path("x.toml"))


def test_a_reading_may_hold_figures(tmp_path: Path) -> None:
    path = written(tmp_path, '[pronunciation]\n"Đường A" = "quốc lộ 5"\n')
    assert load_dictionary(path) == {"Đường A": "quốc lộ năm"}


def test_no_file_is_an_empty_dictionary(tmp_path: Path) -> None:
    assert load_dictionary(tmp_path / "none.toml") == {}


def test_the_example_that_comes_with_the_project_loads() -> None:
    example = Path(__file__).parents[3] / "schedules" / "pronunciation.toml"
    assert example.exists()
    assert load_dictionary(example) == {}


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ('[pronunciation]\n"a" = "b"\n"Chư Pơng = "x"\n', "line 3", "quotation marks"),
        ('[pronunciation]\n"Chư" = 5\n', "line 2", "quotation marks"),
        ('[pronunciation]\n\n"Chư" = "  "\n', "line 3", "write how it is said"),
        ('[pronunciation]\n"Chư" = "***"\n', "line 2", "write how it is said"),
        ('[pronuntiation]\n"Chư" = "chừ"\n', "line 1", "[pronunciation]"),
        ('[pronunciation]\n"làng" = "làng to"\n', "line 2", "final words"),
        (f'[pronunciation]\n"{"a" * 101}" = "á"\n', "line 2", "shorten"),
        (f'[pronunciation]\n"á" = "{"a " * 200}"\n', "line 2", "shorten"),
    ],
)
def test_a_wrong_file_names_file_line_and_remedy(
    tmp_path: Path, text: str, line: str, remedy: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BroadcasterError) as caught:
        load_dictionary(path)
    message = str(caught.value)
    assert str(path) in message
    assert line in message
    assert remedy in message
    assert "\n" not in message


def test_a_file_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pronunciation.toml"
    path.write_bytes('[pronunciation]\n"x" = "à"\n'.encode("cp1252"))
    with pytest.raises(BroadcasterError, match="UTF-8"):
        load_dictionary(path)


def test_a_wrong_setting_names_the_choices() -> None:
    with pytest.raises(BroadcasterError, match="'nghìn', 'ngàn'"):
        Reading(thousand="thousand")
