"""Hours and days that do not exist: said as they are written, and told to the editor."""

import re
from calendar import isleap

from broadcaster.speech.spoken.dates import YEAR, exists, year_words
from broadcaster.speech.spoken.forms import GAP, NO_DIGIT, NO_LETTER
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import GUESS, Kind, Said

_LAST_HOUR, _LAST_MINUTE = 24, 59
_LAST_DAY, _LAST_MONTH = 31, 12
_LEAP_DAY = (29, 2)
_NO_DATES = ("house before", "document before", "scale before", "identifier before")
_AMONG_DATES = frozenset({",", ";", "và", ", và", "hoặc", "đến", "tới", "đến ngày", "-", "–"})


def _hour(match: "re.Match[str]", place: Place) -> Said | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour <= _LAST_HOUR and minute <= _LAST_MINUTE:
        return None
    return Said(f"{place.say.cardinal(hour)} giờ {place.say.cardinal(minute)} phút", GUESS)


def _day(match: "re.Match[str]", place: Place) -> Said | None:
    day, month, year = match["day"], match["month"], match["year"]
    leap_day = (int(day), int(month)) == _LEAP_DAY
    if exists(day, month) and not (leap_day and year and not isleap(int(year))):
        return None
    usual = int(day) <= _LAST_DAY and 1 <= int(month) <= _LAST_MONTH
    told = _is_told(place, with_year=bool(year))
    if not told and not (usual and _is_likely(place, with_year=bool(year))):
        return None
    words = f"{place.say.day(int(day))} tháng {place.say.month(int(month))}"
    return Said(f"{words} năm {year_words(place, year)}" if year else words, GUESS)


def _is_told(place: Place, *, with_year: bool) -> bool:
    """Whether words before say that it is a date; without a year only "ngày" itself does."""
    if place.before()[-1:] in {",", ";", ":"} or place.precedes(cues("counted")):
        return False
    return place.follows(cues("date before")) if with_year else place.last_words(1) == ["ngày"]


def _is_likely(place: Place, *, with_year: bool) -> bool:
    """Whether 30/2 or 31/6 stands where a date would: in a list of dates, or with a year."""
    if place.precedes(cues("counted")) or any(place.follows(cues(name)) for name in _NO_DATES):
        return False
    between = place.text[place.before_end : place.start].strip()
    listed = place.before_kind is Kind.DATE and between in _AMONG_DATES
    led = place.follows(cues("date before")) or "ngày" in place.last_words(3)
    return with_year or listed or led


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
)
"""Before the dates that do exist: a leap day is one of them only in a leap year."""

HOURS = (
    Rule(
        "time.impossible",
        Kind.TIME,
        rf"(?P<hour>\d{{1,2}})\ ?[hH](?P<minute>\d\d)(?:\ ?(?:p|ph|phút))?{NO_LETTER}{NO_DIGIT}",
        _hour,
        ("Họp lúc 17h75.", "họp lúc mười bảy giờ bảy mươi lăm phút."),
        then=" hH",
        longest=2,
    ),
)
