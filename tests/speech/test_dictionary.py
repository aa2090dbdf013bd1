"""schedules/pronunciation.toml: what it gives, and what it says when it is wrong."""

from pathlib import Path

import pytest

from broadcaster.errors import BroadcasterError
from broadcaster.speech import dictionary
from broadcaster.speech.dictionary import Dictionary, Entry, parse_dictionary
from broadcaster.speech.spoken import Reading, explain, spoken_form

FILE = Path("pronunciation.toml")


def parsed(text: str) -> Dictionary:
    return parse_dictionary(text.encode(), FILE)


def test_entries_are_read_and_win_over_the_rules() -> None:
    found = parsed('[pronunciation]\n"Tơ Drah" = "tơ đờ ra"\n"UBND" = "uỷ ban mình"\n')
    reading = Reading(dictionary=found.said)
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
    assert len(parsed(f"[pronunciation]\n{file}").entries) == 30
    assert searched == []


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u0301", " \u00a0"])
def test_an_entry_of_marks_that_nobody_sees_is_refused_and_reads_nothing(unseen: str) -> None:
    text = "Họp (sáng) 15/5. [nghỉ 2s]"
    assert spoken_form(text, Reading(dictionary={unseen: "tơ"})) == spoken_form(text)
    found = parsed(f'[pronunciation]\n"{unseen}" = "tơ"\n')
    assert found.entries == ()
    assert "must have 1 to 100 characters" in str(found.wrong[0])


def test_a_reading_may_hold_figures() -> None:
    (entry,) = parsed('[pronunciation]\n"Đường A" = "quốc lộ 5"\n').entries
    assert entry == Entry("Đường A", "quốc lộ 5", "quốc lộ năm")


def test_a_file_without_a_word_is_an_empty_dictionary() -> None:
    assert parsed("") == Dictionary()


def test_the_example_that_comes_with_the_project_loads_also_without_its_comment_marks() -> None:
    example = Path(__file__).parents[2] / "schedules" / "pronunciation.toml"
    text = example.read_text(encoding="utf-8")
    assert parsed(text) == Dictionary()
    assert "Tơ Drah" in parsed(text.replace('\n# "', '\n"')).said


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('"Chư" = 5', "quotation marks"),
        ('"Chư" = "  "', "write how it is said"),
        ('"Chư" = "***"', "write how it is said"),
        ('"tơ drah" = "tơ đờ rá"', "is there already as 'Tơ Drah'"),
        ('"làng" = "làng to"', "final words"),
        ('"Lang" = "tơ drah"', "final words"),
        (f'"{"a" * 101}" = "á"', "shorten"),
        (f'"á" = "{"a " * 200}"', "shorten"),
        ('"" = "rỗng"', "shorten or remove"),
        ('[[pronuntiation]]\n"Chư" = "chừ"', "put every entry under [pronunciation]"),
        ('[pronuntiation]\n"Chư" = "chừ"', "put every entry under [pronunciation]"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_takes_no_other_with_it(
    line: str, told: str
) -> None:
    found = parsed(f'[pronunciation]\n"Tơ Drah" = "tơ đờ ra"\n"NVH" = "nhà văn hóa"\n\n{line}\n')
    assert found.said == {"Tơ Drah": "tơ đờ ra", "NVH": "nhà văn hóa"}
    (wrong,) = found.wrong
    assert str(wrong).startswith(f"{FILE} line 5: ")
    assert told in str(wrong)
    assert wrong.vi.startswith("Tệp pronunciation.toml, dòng 5: ")
    assert not str(wrong).endswith(".")
    assert wrong.vi.endswith(".")
    assert "\n" not in f"{wrong}{wrong.vi}"


def test_every_wrong_line_is_told_in_the_order_of_the_file() -> None:
    found = parsed('"x" = "ích"\n[pronunciation]\n"a b" = 1\n"c d" = "xê đê"\n"làng" = "làng to"\n')
    assert found.said == {"c d": "xê đê"}
    assert [str(line).split(": ")[0] for line in found.wrong] == [
        f"{FILE} line {number}" for number in (1, 3, 5)
    ]


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ('[pronunciation]\n"a" = "b"\n"Chư Pơng = "x"\n', "line 3", "straight quotes"),
        ('[pronunciation]\n"a" = "b"\n"a" = "c"\n', "line 3", "keep one of the two"),
        (f"[pronunciation]\na = {'[' * 5000}", "line 1", "nested too deeply"),
        ('[pronuntiation]\n"Chư" = "chừ"\n', "line 1", "[pronunciation]"),
        ("\npronunciation = 5\n", "line 2", "must be a table of entries"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_names_line_and_remedy(
    text: str, line: str, remedy: str
) -> None:
    with pytest.raises(BroadcasterError) as caught:
        parsed(text)
    message = str(caught.value)
    assert str(FILE) in message
    assert line in message
    assert remedy in message
    assert "\n" not in message


def test_a_file_that_is_no_utf8_is_refused() -> None:
    with pytest.raises(BroadcasterError, match="UTF-8"):
        parse_dictionary('[pronunciation]\n"x" = "à"\n'.encode("cp1252"), FILE)


def test_a_wrong_setting_names_the_choices() -> None:
    with pytest.raises(BroadcasterError, match="'nghìn', 'ngàn'"):
        Reading(thousand="thousand")
