"""Days and months that do not exist: said as they are written, and told to the editor."""

import re
from calendar import isleap
from collections.abc import Set as AbstractSet

from broadcaster.speech.spoken.dates import YEAR, exists, follows_month, year_words
from broadcaster.speech.spoken.forms import GAP, NO_DIGIT
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import GUESS, Kind, Said

_LAST_DAY, _LAST_MONTH = 31, 12
_LEAP_DAY = (29, 2)
_NO_DATES = ("house before", "document before", "scale before", "identifier before")
_UP_TO = frozenset({"đến", "tới", "đến hết", "tới hết", "-", "–"})
_AMONG_DATES = _UP_TO | {",", ";", "và", ", và", "hoặc", "đến ngày"}
_BY_THE_MONTH = frozenset({"mỗi", "hàng", "hằng", "một", "mấy", "mươi"})
_AFTER_A_MONTH = frozenset({"này", "tới", "sau", "trước", "sẽ", "năm", "đến", "âm", "dương"})
_THIRTEENTH = 13
_PAID = frozenset({"lương", "thưởng"})
"""The wage of a thirteenth month is paid at the year's end; there is no such month."""


def _is_missing(match: "re.Match[str]") -> bool:
    """Whether no year, or not the one that is given, has that day."""
    day, month, year = match["day"], match["month"], match["year"]
    leap_day = (int(day), int(month)) == _LEAP_DAY
    return not exists(day, month) or bool(leap_day and year and not isleap(int(year)))


def _words(match: "re.Match[str]", place: Place) -> str:
    words = f"{place.say.day(int(match['day']))} tháng {place.say.month(int(match['month']))}"
    return f"{words} năm {year_words(place, match['year'])}" if match["year"] else words


def _day(match: "re.Match[str]", place: Place) -> Said | None:
    if not _is_missing(match):
        return None
    with_year = bool(match["year"])
    usual = int(match["day"]) <= _LAST_DAY and 1 <= int(match["month"]) <= _LAST_MONTH
    told = _is_told(place, with_year=with_year)
    if not told and not (usual and _is_likely(place, with_year=with_year)):
        return None
    return Said(_words(match, place), GUESS)


def _is_told(place: Place, *, with_year: bool) -> bool:
    """Whether words before say that it is a date.

    Without a year only "ngày" itself does, and another date that goes up to this one.
    """
    if place.before()[-1:] in {",", ";", ":"} or place.precedes(cues("counted")):
        return False
    if _listed(place, _UP_TO):
        return True
    return place.follows(cues("date before")) if with_year else place.last_words(1) == ["ngày"]


def _listed(place: Place, joints: AbstractSet[str]) -> bool:
    """Whether one of the `joints`, and nothing else, stands between it and a date."""
    between = place.text[place.before_end : place.start].strip()
    return place.before_kind is Kind.DATE and between in joints


def _is_likely(place: Place, *, with_year: bool) -> bool:
    """Whether 30/2 or 31/6 stands where a date would: in a list of dates, or with a year."""
    if place.precedes(cues("counted")) or any(place.follows(cues(name)) for name in _NO_DATES):
        return False
    listed = _listed(place, _AMONG_DATES)
    led = place.follows(cues("date before")) or "ngày" in place.last_words(3)
    return with_year or listed or led


def _iso(match: "re.Match[str]", place: Place) -> Said | None:
    if not _is_missing(match) or any(place.follows(cues(name)) for name in _NO_DATES):
        return None
    return Said(_words(match, place), GUESS)


def _month(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "tháng 13"; "mỗi tháng 13 hộ" counts what is done in one."""
    month, year = int(match["month"]), match["year"]
    if 1 <= month <= _LAST_MONTH or not follows_month(place):
        return None
    before = place.last_words(4)
    if _BY_THE_MONTH & set(before[-2:-1]) or (month == _THIRTEENTH and _PAID & set(before)):
        return None
    words = place.say.month(month)
    if year:
        counted = place.precedes(cues("counted"))
        return None if counted else Said(f"{words} năm {year_words(place, year)}", GUESS)
    next_word = place.next_words(1)
    ends = not next_word and place.after()[:1] not in {"%", "°"}
    return Said(words, GUESS) if ends or _AFTER_A_MONTH & set(next_word) else None


DAYS = (
    Rule(
        "date.impossible",
        Kind.DATE,
        rf"(?P<day>[0-3]?\d)(?P<mark>[/.-])(?P<month>[01]?\d)(?P=mark)(?P<year>{YEAR}){NO_DIGIT}",
        _day,
        (
            "Họp ngày 31/4/2026.",
            "họp ngày ba mươi mốt tháng tư năm hai nghìn không trăm hai mươi sáu.",
        ),
        then="/.-",
        longest=2,
    ),
    Rule(
        "date.impossible.short",
        Kind.DATE,
        r"(?P<day>[0-3]?\d)/(?P<month>[01]?\d)(?P<year>)(?![\d/%]|[.,]\d)",
        _day,
        ("Hạn là ngày 30/2.", "hạn là ngày ba mươi tháng hai."),
        then="/",
        longest=2,
    ),
    Rule(
        "date.impossible.in-words",
        Kind.DATE,
        rf"(?P<day>[0-3]?\d){GAP}tháng{GAP}(?P<month>[01]?\d)(?!\d)"
        rf"(?:{GAP}năm{GAP}(?P<year>{YEAR}))?{NO_DIGIT}",
        _day,
        ("Hạn là ngày 31 tháng 9.", "hạn là ngày ba mươi mốt tháng chín."),
        then=" t",
        longest=2,
    ),
    Rule(
        "date.impossible.iso",
        Kind.DATE,
        rf"(?P<year>(?:19[1-9]|20\d)\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!-){NO_DIGIT}",
        _iso,
        (
            "Lập ngày 2026-02-30.",
            "lập ngày ba mươi tháng hai năm hai nghìn không trăm hai mươi sáu.",
        ),
        first="12",
        then="-",
        longest=4,
    ),
    Rule(
        "date.impossible.month",
        Kind.DATE,
        rf"(?P<month>\d{{1,2}})(?:(?:/|{GAP}năm{GAP})(?P<year>{YEAR}))?(?![\d/-]|[.,]\d)",
        _month,
        (
            "Xong trong tháng 13/2026.",
            "xong trong tháng mười ba năm hai nghìn không trăm hai mươi sáu.",
        ),
        longest=2,
    ),
)
"""Before the dates that do exist: a leap day is one of them only in a leap year."""
