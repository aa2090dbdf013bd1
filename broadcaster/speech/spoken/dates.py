"""Dates, months and years: written with strokes, dots or hyphens, single or from one to another."""

import re

from broadcaster.speech.spoken.forms import DASH, GAP, NO_DIGIT
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import CERTAIN, GUESS, LIKELY, Kind, Said

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:1[5-9]|2[01])\d\d"
_SEVERAL_DAYS = frozenset({"từ ngày", "các ngày", "những ngày", "mỗi ngày", "trong ngày"})
_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CENTURY = 2000
_FAR = 6
"""So many words back "ngày" still tells what a list of days is."""
_HOLIDAYS = frozenset(
    {
        "3/2",
        "8/3",
        "26/3",
        "30/4",
        "1/5",
        "7/5",
        "15/5",
        "19/5",
        "1/6",
        "28/6",
        "27/7",
        "19/8",
        "2/9",
        "10/10",
        "13/10",
        "20/10",
        "20/11",
        "22/12",
        "10/3",
    }
)
"""Days that everybody knows by their numbers; they are no proportions."""


def _exists(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= _LONGEST_MONTH[month - 1]


def _spoken(place: Place, day: str, month: str, year: str = "") -> str:
    words = f"{_day(place, day)} tháng {place.say.month(int(month))}"
    return f"{words} năm {_year(place, year)}" if year else words


def _day(place: Place, day: str) -> str:
    """The day; no second "mồng" where the text has one already."""
    if place.follows({"mồng", "mùng"}):
        return place.say.cardinal(int(day))
    return place.say.day(int(day))


def _year(place: Place, year: str) -> str:
    value = int(year)
    return place.say.year(value if len(year) > 2 else _CENTURY + value)


def _full(match: "re.Match[str]", place: Place) -> Said | None:
    day, month, year = match["day"], match["month"], match["year"]
    if not _exists(int(day), int(month)):
        return None
    return Said(_spoken(place, day, month, year))


def _iso(match: "re.Match[str]", place: Place) -> Said | None:
    if not _exists(int(match["day"]), int(match["month"])):
        return None
    return Said(_spoken(place, match["day"], match["month"], match["year"]))


def _two_digit_year(match: "re.Match[str]", place: Place) -> Said | None:
    day, month, year = match["day"], match["month"], match["year"]
    if not _exists(int(day), int(month)):
        return None
    if match["mark"] != "/" and not place.follows(cues("date before")):
        return None
    if place.follows(cues("house before")):
        return None
    return Said(_spoken(place, day, month, year), LIKELY)


def _in_words(match: "re.Match[str]", place: Place) -> Said | None:
    if not _exists(int(match["day"]), int(match["month"])):
        return None
    if not place.follows(cues("date before")) and not place.follows(cues("date before, weak")):
        return None
    return Said(_spoken(place, match["day"], match["month"], match["year"] or ""))


def _day_range(match: "re.Match[str]", place: Place) -> Said | None:
    first, last, month = int(match["first"]), int(match["last"]), int(match["month"])
    if first >= last or not _exists(last, month):
        return None
    if _counts_something(match["last"], match["month"], match["year"], place):
        return None
    end = _spoken(place, match["last"], match["month"], match["year"] or "")
    return Said(f"{_day(place, match['first'])} đến {end}", LIKELY)


def _short_range(match: "re.Match[str]", place: Place) -> Said | None:
    if not (
        _exists(int(match["day"]), int(match["month"]))
        and _exists(int(match["last"]), int(match["last_month"]))
    ):
        return None
    start = _spoken(place, match["day"], match["month"])
    end = _spoken(place, match["last"], match["last_month"], match["year"] or "")
    return Said(f"{start} đến {end}", LIKELY)


def _full_range(match: "re.Match[str]", place: Place) -> Said | None:
    if not (
        _exists(int(match["day"]), int(match["month"]))
        and _exists(int(match["last"]), int(match["last_month"]))
    ):
        return None
    start = _spoken(place, match["day"], match["month"], match["year"])
    return Said(f"{start} đến {_spoken(place, match['last'], match['last_month'], match['end'])}")


def _counts_something(day: str, month: str, year: str | None, place: Place) -> bool:
    """Whether "8/12 thôn" is a part of a whole: a counted thing follows and no date word leads."""
    if year or place.follows(cues("date before")):
        return False
    if place.follows({"tỷ lệ", "tỉ lệ"}) or place.follows(cues("house before")):
        return True
    return place.precedes(cues("counted")) and f"{int(day)}/{int(month)}" not in _HOLIDAYS


def _continues(place: Place, kind: Kind) -> bool:
    """Whether it stands in a list of that kind: "5, 6 và 7/6", "8/12 và 3/5 thôn"."""
    between = place.text[place.before_end : place.start]
    return place.before_kind is kind and between.strip() in {",", "và", ", và", "hoặc", ";"}


def _short(match: "re.Match[str]", place: Place) -> Said | None:
    day, month = match["day"], match["month"]
    if not _exists(int(day), int(month)) or _counts_something(day, month, None, place):
        return None
    if _continues(place, Kind.RATIO):
        return None
    words = _spoken(place, day, month)
    if place.follows(cues("date before")) or _continues(place, Kind.DATE):
        return Said(words, CERTAIN)
    known = f"{int(day)}/{int(month)}" in _HOLIDAYS
    padded = day[0] == "0" or month[0] == "0"
    listed = "ngày" in place.last_words(_FAR)
    if known or padded or listed or place.follows(cues("date before, weak")):
        return Said(words, LIKELY)
    if place.follows(cues("ratio before")):
        return None
    return Said(words, GUESS)


def _short_hyphen(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "ngày 10-3": a date, unless it could be from one day to another."""
    day, month = int(match["day"]), int(match["month"])
    if not _exists(day, month) or place.follows(_SEVERAL_DAYS):
        return None
    if not place.follows({"ngày", "mồng", "mùng", "hôm", "lễ"}):
        return None
    return Said(_spoken(place, match["day"], match["month"]), LIKELY if day >= month else GUESS)


def _month_year(match: "re.Match[str]", place: Place) -> Said | None:
    leads = place.follows(cues("month before"))
    if not leads and (
        place.follows(cues("document before")) or place.follows(cues("scale before"))
    ):
        return None
    words = f"{place.say.month(int(match['month']))} năm {place.say.year(int(match['year']))}"
    if leads:
        return Said(words)
    return Said(f"tháng {words}", LIKELY)


def _month_range(match: "re.Match[str]", place: Place) -> Said | None:
    if not place.follows(cues("month before")):
        return None
    year = f" năm {place.say.year(int(match['year']))}" if match["year"] else ""
    start_year = f" năm {place.say.year(int(match['start']))}" if match["start"] else ""
    start, end = place.say.month(int(match["month"])), place.say.month(int(match["last"]))
    return Said(f"{start}{start_year} đến tháng {end}{year}")


def _month(match: "re.Match[str]", place: Place) -> Said | None:
    if not place.follows(cues("month before")):
        return None
    year = f" năm {place.say.year(int(match['year']))}" if match["year"] else ""
    return Said(place.say.month(int(match["month"])) + year)


def _year_range(match: "re.Match[str]", place: Place) -> Said | None:
    first, last = match["first"], match["last"]
    if len(last) == 2:
        if not place.follows(cues("year before")):
            return None
        last = first[:2] + last
    if int(first) >= int(last):
        return None
    return Said(f"{place.say.year(int(first))} đến {place.say.year(int(last))}")


def _year_alone(match: "re.Match[str]", place: Place) -> Said | None:
    if not place.follows(cues("year before")):
        return None
    return Said(place.say.year(int(match[0])))


def _day_alone(match: "re.Match[str]", place: Place) -> Said | None:
    """The day where the month is left to the next date, or comes back every month."""
    if place.follows({"mỗi ngày", "trong ngày"}):
        return None
    if not place.follows({"ngày"}) and not _continues(place, Kind.DATE):
        return None
    return Said(place.say.day(int(match["day"])), LIKELY)


RULES = (
    Rule(
        "date.full-range",
        Kind.DATE,
        rf"(?P<day>{_DAY})(?P<mark>[/.])(?P<month>{_MONTH})(?P=mark)(?P<year>{_YEAR}){DASH}"
        rf"(?P<last>{_DAY})(?P=mark)(?P<last_month>{_MONTH})(?P=mark)(?P<end>{_YEAR}){NO_DIGIT}",
        _full_range,
        (
            "Nghỉ từ 01/6/2025 - 31/8/2025.",
            (
                "nghỉ từ mồng một tháng sáu năm hai nghìn không trăm hai mươi lăm đến "
                "ba mươi mốt tháng tám năm hai nghìn không trăm hai mươi lăm."
            ),
        ),
    ),
    Rule(
        "date.full",
        Kind.DATE,
        rf"(?P<day>{_DAY}){GAP}(?P<mark>[/.-]){GAP}(?P<month>{_MONTH}){GAP}(?P=mark){GAP}"
        rf"(?P<year>{_YEAR}){NO_DIGIT}",
        _full,
        (
            "Họp ngày 04/4/2025.",
            "họp ngày mồng bốn tháng tư năm hai nghìn không trăm hai mươi lăm.",
        ),
    ),
    Rule(
        "date.iso",
        Kind.DATE,
        rf"(?P<year>{_YEAR})-(?P<month>{_MONTH})-(?P<day>{_DAY}){NO_DIGIT}",
        _iso,
        (
            "Lập ngày 2025-12-15.",
            "lập ngày mười lăm tháng mười hai năm hai nghìn không trăm hai mươi lăm.",
        ),
    ),
    Rule(
        "date.short-range",
        Kind.DATE,
        rf"(?P<day>{_DAY})/(?P<month>{_MONTH}){DASH}(?P<last>{_DAY})/(?P<last_month>{_MONTH})"
        rf"(?:/(?P<year>{_YEAR}))?{NO_DIGIT}",
        _short_range,
        ("Đợt 1: 01/4-15/4.", "đợt một: mồng một tháng tư đến mười lăm tháng tư."),
    ),
    Rule(
        "date.day-range",
        Kind.DATE,
        rf"(?P<first>{_DAY}){DASH}(?P<last>{_DAY})/(?P<month>{_MONTH})(?:/(?P<year>{_YEAR}))?"
        rf"{NO_DIGIT}",
        _day_range,
        ("Tiêm từ 5-12/6.", "tiêm từ mồng năm đến mười hai tháng sáu."),
    ),
    Rule(
        "date.two-digit-year",
        Kind.DATE,
        rf"(?P<day>{_DAY})(?P<mark>[/.-])(?P<month>{_MONTH})(?P=mark)(?P<year>\d\d){NO_DIGIT}",
        _two_digit_year,
        (
            "Sinh ngày 15/5/24.",
            "sinh ngày mười lăm tháng năm năm hai nghìn không trăm hai mươi tư.",
        ),
    ),
    Rule(
        "date.in-words",
        Kind.DATE,
        rf"(?P<day>{_DAY}){GAP}tháng{GAP}(?P<month>{_MONTH})(?!\d)"
        rf"(?:{GAP},?{GAP}(?:năm{GAP}|/)(?P<year>{_YEAR}))?{NO_DIGIT}",
        _in_words,
        (
            "Ngày 03 tháng 4 năm 2021.",
            "ngày mồng ba tháng tư năm hai nghìn không trăm hai mươi mốt.",
        ),
    ),
    Rule(
        "date.month-range",
        Kind.DATE,
        rf"(?P<month>{_MONTH})(?:/(?P<start>{_YEAR}))?{DASH}(?P<last>{_MONTH})"
        rf"(?:/(?P<year>{_YEAR}))?{NO_DIGIT}",
        _month_range,
        ("Mưa nhiều vào tháng 4-6.", "mưa nhiều vào tháng tư đến tháng sáu."),
    ),
    Rule(
        "date.month-year",
        Kind.DATE,
        rf"(?P<month>{_MONTH}){GAP}[/-]{GAP}(?P<year>{_YEAR})(?![\d/]|[.,]\d)",
        _month_year,
        ("Hạn là tháng 4/2025.", "hạn là tháng tư năm hai nghìn không trăm hai mươi lăm."),
    ),
    Rule(
        "date.short",
        Kind.DATE,
        rf"(?P<day>{_DAY})/(?P<month>{_MONTH})(?![\d/%]|[.,]\d)",
        _short,
        ("Trước ngày 25/10 phải nộp.", "trước ngày hai mươi lăm tháng mười phải nộp."),
    ),
    Rule(
        "date.short-hyphen",
        Kind.DATE,
        rf"(?P<day>{_DAY})\ ?-\ ?(?P<month>{_MONTH})(?![\d/%-]|[.,]\d)",
        _short_hyphen,
        ("Giỗ tổ ngày 10-3 âm lịch.", "giỗ tổ ngày mười tháng ba âm lịch."),
    ),
    Rule(
        "date.month",
        Kind.DATE,
        rf"(?P<month>{_MONTH})(?:{GAP}năm{GAP}(?P<year>{_YEAR}))?(?![\d/]|[.,]\d)",
        _month,
        ("Cuối tháng 4 thu hoạch.", "cuối tháng tư thu hoạch."),
    ),
    Rule(
        "date.year-range",
        Kind.DATE,
        rf"(?P<first>{_YEAR})(?:{DASH}|/)(?P<last>{_YEAR}|\d\d){NO_DIGIT}",
        _year_range,
        (
            "Giai đoạn 2021 – 2025.",
            "giai đoạn hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm.",
        ),
    ),
    Rule(
        "date.year",
        Kind.DATE,
        rf"{_YEAR}(?!\d|[.,/]\d)",
        _year_alone,
        ("Năm 2025 được mùa.", "năm hai nghìn không trăm hai mươi lăm được mùa."),
    ),
    Rule(
        "date.day",
        Kind.DATE,
        r"(?P<day>0?[1-9])(?=\ +(?:hằng|hàng|mỗi)\ +tháng|\ +âm\ +lịch"
        r"|(?:,?\ +(?:(?:đến|tới|và|hoặc|hết|ngày)\ +){0,3}\d{1,2}){1,6}\s*(?:/\d|tháng))",
        _day_alone,
        ("Nộp vào ngày 5 hằng tháng.", "nộp vào ngày mồng năm hằng tháng."),
    ),
)
