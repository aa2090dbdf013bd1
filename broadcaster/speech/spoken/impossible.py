"""Days and months that do not exist: said as they are written, and told to the editor."""

import re
from calendar import isleap
from collections.abc import Set as AbstractSet

from broadcaster.speech.spoken.dates import YEAR, exists, full_year, year_words
from broadcaster.speech.spoken.forms import DASH, DASHES, GAP, NO_DIGIT
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.named_months import follows_month
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import GUESS, Kind, Said

_LAST_DAY, _LAST_MONTH = 31, 12
_LEAP_DAY = (29, 2)
_NO_DATES = (
    *("house before", "house before, strong", "document before"),
    *("scale before", "identifier before"),
)
_UP_TO = frozenset({"đến", "tới", "đến hết", "tới hết", "-", "–"})
_AMONG_DATES = _UP_TO | {",", ";", "và", ", và", "hoặc", "đến ngày"}
_BEFORE_A_DATE = re.compile(r"\ ?(?:[-–]|đến|tới|đến hết)\ ?(?:ngày\ )?\d{1,2}/\d{1,2}(?![\d%])")
_BY_THE_MONTH = frozenset({"mỗi", "hàng", "hằng", "một", "mấy", "mươi"})
_AFTER_A_MONTH = frozenset({"này", "tới", "sau", "trước", "sẽ", "năm", "đến", "âm", "dương"})
_THIRTEENTH = 13
_PAID = frozenset({"lương", "thưởng"})
"""The wage of a thirteenth month is paid at the year's end; there is no such month."""


def _is_missing(match: "re.Match[str]") -> bool:
    """Whether no year, or not the one that is given, has that day."""
    day, month, year = match["day"], match["month"], match["year"]
    leap_day = (int(day), int(month)) == _LEAP_DAY
    return not exists(day, month) or bool(leap_day and year and not isleap(full_year(year)))


def _words(match: "re.Match[str]", place: Place) -> str:
    words = f"{place.say.day(int(match['day']))} tháng {place.say.month(int(match['month']))}"
    return f"{words} năm {year_words(place, match['year'])}" if match["year"] else words


def _day(match: "re.Match[str]", place: Place) -> Said | None:
    if not _is_missing(match):
        return None
    with_year = bool(match["year"])
    usual = 1 <= int(match["day"]) <= _LAST_DAY and _is_month(int(match["month"]))
    told = _is_told(place, with_year=with_year)
    if not told and not (usual and _is_likely(place, with_year=with_year)):
        return None
    return Said(_words(match, place), GUESS)


def _two_digit_year(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "30/2/26"; without a word that leads to a date it may be a house in an alley."""
    led = place.follows(cues("date before"))
    street = place.precedes(cues("house after")) or place.after()[:1].isupper()
    if not led and (match["mark"] != "/" or street):
        return None
    return _day(match, place)


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
    listed = _listed(place, _AMONG_DATES) or _BEFORE_A_DATE.match(place.text, place.end)
    led = place.follows(cues("date before")) or "ngày" in place.last_words(3)
    return with_year or bool(listed) or led


def _iso(match: "re.Match[str]", place: Place) -> Said | None:
    if not _is_missing(match) or any(place.follows(cues(name)) for name in _NO_DATES):
        return None
    return Said(_words(match, place), GUESS)


def _month(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "tháng 13"; "mỗi tháng 13 hộ" counts what is done in one."""
    month, year = int(match["month"]), match["year"]
    if _is_month(month) or not _are_named(place, month, with_year=bool(year)):
        return None
    return Said(_month_words(place, month, year), GUESS)


def _months(match: "re.Match[str]", place: Place) -> Said | None:
    """From one month to another of which one does not exist; "tháng 11-15 hộ" counts."""
    first, last = int(match["month"]), int(match["last"])
    years = not match["year"] and place.precedes({"năm"})
    if years or (_is_month(first) and _is_month(last)):
        return None
    if not _are_named(place, first, last, with_year=bool(match["year"])):
        return None
    start = _month_words(place, first, match["start"])
    return Said(f"{start} đến tháng {_month_words(place, last, match['year'])}", GUESS)


def _is_month(number: int) -> bool:
    return 1 <= number <= _LAST_MONTH


def _month_words(place: Place, month: int, year: str | None) -> str:
    words = place.say.month(month)
    return f"{words} năm {year_words(place, year)}" if year else words


def _are_named(place: Place, *months: int, with_year: bool) -> bool:
    """Whether "tháng" stands before as their name, and what follows is not counted in one."""
    before = place.last_words(4)
    paid = _THIRTEENTH in months and not _PAID.isdisjoint(before)
    if not follows_month(place) or paid or not _BY_THE_MONTH.isdisjoint(before[-2:-1]):
        return False
    if with_year:
        return not place.precedes(cues("counted"))
    next_word = place.next_words(1)
    ends = not next_word and place.after()[:1] not in {"%", "°"}
    return ends or not _AFTER_A_MONTH.isdisjoint(next_word)


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
        "date.impossible.two-digit-year",
        Kind.DATE,
        rf"(?P<day>[0-3]?\d)(?P<mark>[/.-])(?P<month>[01]?\d)(?P=mark)(?P<year>\d\d)"
        rf"(?![%-]){NO_DIGIT}",
        _two_digit_year,
        (
            "Họp ngày 30/2/26.",
            "họp ngày ba mươi tháng hai năm hai nghìn không trăm hai mươi sáu.",
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
        "date.impossible.months",
        Kind.DATE,
        rf"(?P<month>\d{{1,2}})(?:/(?P<start>{YEAR}))?{DASH}(?P<last>\d{{1,2}})"
        rf"(?:(?:/|{GAP}năm{GAP})(?P<year>{YEAR}))?(?![\d/-]|[.,]\d)",
        _months,
        ("Mưa nhiều vào tháng 14-15.", "mưa nhiều vào tháng mười bốn đến tháng mười lăm."),
        then=f"{DASHES}/",
        longest=2,
    ),
    Rule(
        "date.impossible.month",
        Kind.DATE,
        rf"(?P<month>\d{{1,2}})(?:(?:[/-]|{GAP}năm{GAP})(?P<year>{YEAR}))?(?![\d/-]|[.,]\d)",
        _month,
        (
            "Xong trong tháng 13/2026.",
            "xong trong tháng mười ba năm hai nghìn không trăm hai mươi sáu.",
        ),
        longest=2,
    ),
)
"""Before the dates that do exist: a leap day is one of them only in a leap year."""
