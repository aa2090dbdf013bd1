from datetime import date, time

import pytest

from broadcaster.station import shipped
from broadcaster.timetable.calendar import Calendar, Rules, SpecialDay, parse_calendar
from broadcaster.timetable.mistakes import WrongSchedule

FILE = "schedules/calendar.toml"


def test_an_empty_calendar_has_the_usual_rules_and_no_special_days() -> None:
    assert parse_calendar("", FILE) == Calendar()
    assert Calendar().rules == Rules(
        earliest_start=time(5, 30),
        too_early=time(5, 0),
        quiet_from=time(21, 0),
        quiet_until=time(6, 0),
        longest_session_s=3600,
        sessions_a_day=2,
        days=(0, 1, 2, 3, 4, 5, 6),
    )


def test_the_example_that_comes_with_the_software_says_the_defaults() -> None:
    text = (shipped("schedules") / "calendar.toml").read_text(encoding="utf-8")
    assert parse_calendar(text, FILE) == Calendar()


def test_the_special_days_of_the_example_are_right_once_uncommented() -> None:
    text = (shipped("schedules") / "calendar.toml").read_text(encoding="utf-8")
    samples = text[text.index("# [[special_day]]") :].replace("\n# ", "\n").removeprefix("# ")
    days = parse_calendar(samples, FILE).special_days
    assert [(day.reason, day.first, day.last) for day in days] == [
        ("Tết Nguyên đán", date(2027, 2, 5), date(2027, 2, 10)),
        ("Ngày bầu cử", date(2027, 5, 30), date(2027, 5, 30)),
        ("Quốc tang", date(2027, 1, 15), date(2027, 1, 15)),
    ]
    assert days[0].replace == {"ban-tin-sang": (time(7),)}


def test_rules_and_special_days_are_read() -> None:
    read = parse_calendar(
        """
        [rules]
        earliest_start = "06:00"
        longest_session = "45m"
        sessions_a_day = 3
        days = ["mon", "sat"]
        [[special_day]]
        first = "2027-02-05"
        last = 2027-02-10
        reason = "Tết"
        cancel = "all"
        [special_day.replace]
        "ban-tin-sang.toml" = ["07:00", 06:30:00]
        """,
        FILE,
    )
    assert read.rules.earliest_start == time(6)
    assert read.rules.longest_session_s == 2700
    assert (read.rules.sessions_a_day, read.rules.days) == (3, (0, 5))
    assert read.special_days == (
        SpecialDay(
            date(2027, 2, 5), date(2027, 2, 10), "Tết", frozenset({"all"}),
            {"ban-tin-sang": (time(6, 30), time(7))},
        ),
    )  # fmt: skip


def test_days_are_covered_from_the_first_to_the_last() -> None:
    day = SpecialDay(date(2027, 2, 5), date(2027, 2, 6), "Tết", cancel=frozenset({"a"}))
    calendar = Calendar(special_days=(day,))
    assert [calendar.cancelling("a", date(2027, 2, n)) for n in (4, 5, 6, 7)] == [
        None, day, day, None,
    ]  # fmt: skip
    assert calendar.cancelling("b", date(2027, 2, 5)) is None
    assert calendar.replacing("a", date(2027, 2, 5)) is None


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[rules]\nearliest = "05:30"', 2, "did you mean 'earliest_start'?"),
        ("[rules]\nsessions_a_day = 0", 2, "write a number from 1 to 48"),
        ("[rules]\nsessions_a_day = true", 2, "write a number from 1 to 48"),
        ("[rule]\n", 1, "did you mean 'rules'?"),
        ('[[special_day]]\ndate = 2027-02-05\ncancel = "all"', 1, "the key 'reason' is missing"),
        ('[[special_day]]\nreason = "Tết"\ncancel = "all"', 1, "say which day"),
        (
            '[[special_day]]\ndate = 2027-02-05\nlast = 2027-02-06\nreason="x"\ncancel="all"',
            1, "say which day",
        ),
        (
            '[[special_day]]\nfirst = 2027-02-05\nlast = 2027-02-04\nreason="x"\ncancel="all"',
            3, "the last day comes before the first",
        ),
        ('[[special_day]]\ndate = 2027-02-05\nreason = "Tết"', 1, "say what is different"),
        (
            '[[special_day]]\ndate = 2027-02-05\nreason = "Tết"\ncancel = "none"',
            4, 'write "all", or the file names',
        ),
        (
            '[[special_day]]\ndate = 2027-02-30\nreason = "Tết"\ncancel = "all"',
            2, "not valid TOML",
        ),
        (
            '[[special_day]]\ndate = 2027-02-05\nreason = "T"\n[special_day.replace]\na = ["7h"]',
            5, "is not a time of day",
        ),
        ('[special_day]\ndate = 2027-02-05', 1, "write [[special_day]]"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_line_and_what_to_do(text: str, line: int, said: str) -> None:
    with pytest.raises(WrongSchedule) as caught:
        parse_calendar(text, FILE)
    problem = caught.value.problems[0]
    assert (problem.line, said in problem.message) == (line, True), problem.message
    assert problem.vi.startswith(f"Tệp calendar.toml, dòng {line}: ")
