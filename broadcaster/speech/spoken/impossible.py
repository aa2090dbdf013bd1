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
_LEAP_DAY = (29, 2)


def _hour(match: "re.Match[str]", place: Place) -> Said | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour <= _LAST_HOUR and minute <= _LAST_MINUTE:
        return None
    return Said(f"{place.say.cardinal(hour)} giờ {place.say.cardinal(minute)} phút", GUESS)


def _day(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "ngày 31/4/2026"; without a year only right behind "ngày", and where nothing counts."""
    day, month, year = match["day"], match["month"], match["year"]
    leap_day = (int(day), int(month)) == _LEAP_DAY
    if exists(day, month) and not (leap_day and year and not isleap(int(year))):
        return None
    if place.before()[-1:] in {",", ";", ":"} or not place.follows(cues("date before")):
        return None
    if not year and (place.last_words(1) != ["ngày"] or place.precedes(cues("counted"))):
        return None
    words = f"{place.say.day(int(day))} tháng {place.say.month(int(month))}"
    return Said(f"{words} năm {year_words(place, year)}" if year else words, GUESS)


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
        rf"(?P<hour>\d{{1,2}})\ ?[hH](?P<minute>\d\d){NO_LETTER}{NO_DIGIT}",
        _hour,
        ("Họp lúc 17h75.", "họp lúc mười bảy giờ bảy mươi lăm phút."),
        then=" hH",
        longest=2,
    ),
)
