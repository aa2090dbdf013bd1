from datetime import date, time
from pathlib import Path

import pytest

from broadcaster.newsroom import Genre
from broadcaster.problems import Problem
from broadcaster.station import shipped
from broadcaster.timetable.mistakes import WrongSchedule
from broadcaster.timetable.models import StartRule
from broadcaster.timetable.programmes import (
    STANDARD_RUNDOWN,
    Chime,
    Programme,
    Relay,
    Say,
    Section,
    Tune,
    parse_programme,
)
from broadcaster.timetable.wording import announcement_texts, filled
from tests.timetable.examples import programme

FILE = "schedules/thu.toml"

DOCUMENTED = """
name   = "Bản tin sáng"
days   = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
starts = ["05:30:00", "17:00:00"]     # local time, to the second; several a day are allowed
length = "30m"
rule   = "hard"                       # hard, soft, not-before

[[rundown]]
tune = "opening"
[[rundown]]
say = "Đài truyền thanh xã {station} xin kính chào toàn thể bà con."
[[rundown]]
section = "Tin trong xã"              # takes approved items until its time is used up
fields  = [1, 2, 4]
genres  = ["tin", "thông báo"]
sting   = true
at_most = "12m"
[[rundown]]
say = "Chương trình phát thanh đến đây kết thúc."
[[rundown]]
tune = "closing"
"""


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(WrongSchedule) as caught:
        parse_programme(text, FILE)
    return caught.value.problems


def only_problem(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def test_the_documented_file_is_read_as_it_is_written() -> None:
    assert parse_programme(DOCUMENTED, "schedules/ban-tin-sang.toml") == Programme(
        stem="ban-tin-sang",
        name="Bản tin sáng",
        days=(0, 1, 2, 3, 4, 5, 6),
        starts=(time(5, 30), time(17, 0)),
        length_s=1800,
        rule=StartRule.HARD,
        rundown=(
            Tune("opening"),
            Say("Đài truyền thanh xã {station} xin kính chào toàn thể bà con."),
            Section(
                "Tin trong xã",
                fields=(1, 2, 4),
                genres=(Genre.TIN, Genre.THONG_BAO),
                sting=True,
                at_most_s=720,
            ),
            Say("Chương trình phát thanh đến đây kết thúc."),
            Tune("closing"),
        ),
    )


def test_a_relay_is_read_with_its_second_source_and_its_filler() -> None:
    read = parse_programme(
        'starts = ["6:00"]\n[[rundown]]\nsection = "Tin trong xã"\n'
        '[[rundown]]\nrelay = "https://phat.example.org/vov1.mp3"\nlength = "15m"\n'
        'title = "Thời sự"\nbackup = "line:USB"\nfiller = "Tin trong xã"\n',
        FILE,
    )
    assert read.rundown[1] == Relay(
        "https://phat.example.org/vov1.mp3", 900, "Thời sự", "line:USB", "Tin trong xã"
    )


def test_what_is_not_named_has_a_default() -> None:
    read = parse_programme('starts = ["17:00"]', FILE)
    assert read.name == "thu"
    assert read.days == tuple(range(7))
    assert read.length_s == 1800
    assert read.rule is StartRule.HARD
    assert read.rundown == STANDARD_RUNDOWN
    assert read.enabled
    assert read.serves(date(2026, 1, 1))


@pytest.mark.parametrize("file", sorted(shipped("schedules").glob("*.toml")), ids=lambda f: f.stem)
def test_the_examples_that_come_with_the_software_are_right(file: Path) -> None:
    if file.stem in {"calendar", "pronunciation", "volume"}:
        return
    read = parse_programme(file.read_text(encoding="utf-8"), str(file))
    assert read.stem == file.stem
    assert read.rundown


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("30m", 1800), ("90s", 90), ("1h30m", 5400), ("2H", 7200), ("1h 5m 10s", 3910)],
)
def test_lengths_are_written_with_their_units(written: str, seconds: int) -> None:
    assert parse_programme(f'starts = ["5:30"]\nlength = "{written}"', FILE).length_s == seconds


def test_times_are_read_to_the_second_in_quotes_or_bare() -> None:
    read = parse_programme('starts = ["17:00:05", 05:30:00, "9:15"]', FILE)
    assert read.starts == (time(5, 30), time(9, 15), time(17, 0, 5))


def test_text_in_nfd_with_a_byte_order_mark_and_windows_line_ends_is_read() -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", DOCUMENTED).replace("\n", "\r\n")
    read = parse_programme("\ufeff" + text, "ban-tin-sang.toml")
    assert read.name == "Bản tin sáng"
    assert isinstance(read.rundown[2], Section)
    assert read.rundown[2].genres == (Genre.TIN, Genre.THONG_BAO)


def test_a_genre_may_be_written_with_any_dash_and_case() -> None:
    text = 'starts=["5:30"]\n[[rundown]]\nsection="S"\ngenres=["Mô hình - kinh nghiệm"]'
    section = parse_programme(text, FILE).rundown[0]
    assert isinstance(section, Section)
    assert section.genres == (Genre.MO_HINH,)


def test_a_chime_is_a_part() -> None:
    read = parse_programme('starts=["5:30"]\n[[rundown]]\nchime = "chime"', FILE)
    assert read.rundown == (Chime("chime"),)


def test_an_unknown_key_names_file_line_and_the_nearest_key() -> None:
    problem = only_problem('starts = ["5:30"]\n\nlenght = "30m"\n')
    assert (problem.file, problem.line) == (FILE, 3)
    assert problem.message == f"{FILE} line 3: unknown key 'lenght', did you mean 'length'?"
    assert problem.vi == "Tệp thu.toml, dòng 3: không có khoá “lenght”, có phải ý là “length”?"


def test_an_unknown_key_in_the_third_part_is_found_there() -> None:
    text = (
        'starts = ["5:30"]\n[[rundown]]\ntune = "opening"\n[[rundown]]\nsay = """Xin\nchào"""\n'
        '[[rundown]]\nsection = "S"\nat_msot = "5m"\n'
    )
    problem = only_problem(text)
    assert problem.line == 9
    assert "did you mean 'at_most'?" in problem.message


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('length = "30"', '"30" is not a length; write it as "30m"'),
        ("length = 30", '30 is not a length; write it as "30m"'),
        ('length = "0m"', '"0m" is not a length'),
        ('length = "13h"', "from 10 seconds to 12 hours"),
        ('days = ["mon", "mo"]', '"mo" is not a day; write mon, tue'),
        ('days = "mon"', "write a list in square brackets"),
        ("days = []", "at least one value"),
        ('rule = "exact"', '"exact" is not a start rule; write "hard"'),
        ("enabled = 1", "write true or false"),
        ('first = "5/2/2027"', "is not a date; write year-month-day"),
        ("first = 0001-01-01", "is not a date"),
        ("first = 2027-02-05T10:00:00", "is not a date"),
        ("name = 5", "write a text"),
        ('name = " "', "write a text"),
        (f'name = "{"x" * 300}"', "longer than 200 characters"),
        ('languages = ["Tiếng Việt"]', "is not a language code"),
    ],
)
def test_a_wrong_value_names_its_line_and_the_remedy(line: str, said: str) -> None:
    problem = only_problem(f'\nstarts = ["5:30"]\n{line}\n')
    assert problem.line == 3
    assert said in problem.message
    assert problem.vi.startswith("Tệp thu.toml, dòng 3: ")
    assert problem.vi != problem.message


@pytest.mark.parametrize("start", ['"24:00"', '"5h30"', '"17:60"', "17", '"17:00:00.5"'])
def test_a_wrong_start_is_found_on_its_own_line_in_the_list(start: str) -> None:
    problem = only_problem(f'starts = [\n  "05:30",\n  {start},\n]\n')
    assert problem.line == 3
    assert 'is not a time of day; write it as "05:30"' in problem.message


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ('tune = "opening"\nsay = "Chào"', "holds 'tune' and 'say'"),
        ("sting = true", "holds nothing"),
        ('say = "Chào"\nsting = true', "it belongs to a section"),
        ('section = "S"\nfields = [1, 7]', "7 is not a field; write a number from 1 to 6"),
        ('section = "S"\nfields = [true]', "True is not a field"),
        ('section = "S"\ngenres = ["thông bao"]', "did you mean 'thông báo'?"),
        ('section = "S"\ngenres = ["xyz"]', "write one of: tin, bài"),
        ('tune = "../x"', "is not the name of a sound"),
        ('say = "Hôm nay {date}"', "unknown placeholder {date}; only {station}"),
        ('say = "Đài {station"', "a curly brace stands alone"),
        ('say = "..."', "write a text"),
        ('relais = "http://x"', "unknown key 'relais', did you mean 'relay'?"),
        (
            'relay = "https://x/a.mp3"',
            'a relay needs its length; add a line such as length = "15m"',
        ),
        ('relay = "ftp://x/a.mp3"\nlength = "5m"', "is not a source; write the address"),
        ('relay = "file:///etc/passwd"\nlength = "5m"', "is not a source"),
        ('relay = "https://"\nlength = "5m"', "is not a source"),
        ('relay = "line:"\nlength = "5m"', "is not a source"),
        ('relay = "https://x/a"\nlength = "40m"', "the relays and live parts last longer"),
        ('relay = "https://x/a"\nbackup = "https://x/a"\nlength = "5m"', "is the first one again"),
        (
            'relay = "https://x/a"\nlength = "5m"\nfiller = "Tin xã"',
            "“Tin xã” is no section",
        ),
        (
            'relay = "https://x/a"\nlength = "5m"\nsting = true',
            "it belongs to a section, not to a relay",
        ),
        ('section = "S"\nbackup = "https://x/a"', "it belongs to a relay, not to a section"),
    ],
)
def test_a_wrong_part_says_what_to_do(part: str, said: str) -> None:
    assert any(
        said in p.message and p.line and p.line >= 2
        for p in problems(f'starts = ["5:30"]\n[[rundown]]\n{part}\n')
    )


def test_every_mistake_of_a_file_is_named_at_once_in_the_order_of_the_lines() -> None:
    found = problems('nmae = "x"\nstarts = ["99:00"]\ndays = ["x"]\n')
    assert [problem.line for problem in found] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("starts = [“05:30”]", 1, "TOML"),
        ('a = 1\nstarts = ["05:30"', 2, "TOML"),
        ('starts = ["05:30"]\nstarts = ["06:00"]', 2, "đã có ở trên"),
        ("[tune]\n[tune]\n", 2, "đã có ở trên"),
        ("starts = " + "[" * 5000, 1, "lồng nhau"),
    ],
)
def test_broken_toml_names_its_line_and_shows_how_it_is_written(
    text: str, line: int, told: str
) -> None:
    problem = only_problem(text)
    assert problem.line == line
    assert told in problem.vi


def test_a_file_without_starts_is_told_what_to_add() -> None:
    problem = only_problem("")
    assert problem.message.endswith(
        """the key 'starts' is missing; add for example: """
        """starts = ["05:30"]"""
    )


def test_one_bracket_too_few_is_told() -> None:
    assert "write [[rundown]]" in only_problem('starts=["5:30"]\n[rundown]\ntune="x"').message


def test_the_last_day_does_not_come_before_the_first() -> None:
    problem = only_problem('starts=["5:30"]\nfirst = 2027-01-02\nlast = 2027-01-01')
    assert problem.line == 3


def test_a_start_stands_only_once() -> None:
    assert "stands twice" in only_problem('starts = ["5:30", "05:30:00"]').message


def test_announcements_are_filled_in_and_asked_for_once() -> None:
    one = programme(Say("Đây là {programme} của {station}."), Section("Tin xã"), Say("Hết."))
    other = programme(Say("Hết."), Section("Tin xã"), stem="x", name="Bản tin chiều")
    off = programme(Say("Không phát."), stem="y", enabled=False)
    assert announcement_texts([one, other, off], "xã Mẫu") == [
        "Đây là Bản tin sáng của xã Mẫu.",
        "Tin xã",
        "Hết.",
    ]


@pytest.mark.parametrize(
    ("station", "said"),
    [
        ("xã Mẫu", "Đài truyền thanh xã Mẫu xin chào."),
        ("Mẫu", "Đài truyền thanh xã Mẫu xin chào."),
        ("Xã Mẫu", "Đài truyền thanh Xã Mẫu xin chào."),
    ],
)
def test_a_station_is_not_called_a_commune_twice(station: str, said: str) -> None:
    text = "Đài truyền thanh xã {station} xin chào."
    assert filled(text, station=station, programme="x") == said


def test_a_name_with_braces_is_not_filled_in_again() -> None:
    assert filled("{station}", station="{programme}", programme="x") == "{programme}"
