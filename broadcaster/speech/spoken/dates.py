"""Single dates, months and years: written with strokes, dots, hyphens or in words."""

import re

from broadcaster.speech.spoken.forms import GAP, NO_DIGIT
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.named_months import SCALES, follows_month
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import CERTAIN, GUESS, LIKELY, PROBABLE, Kind, Said
from broadcaster.speech.spoken.units import kind_of

DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:1[5-9]|2[01])\d\d"
_SEVERAL_DAYS = frozenset({"từ ngày", "các ngày", "những ngày", "mỗi ngày", "trong ngày"})
_EVERY_DAY = frozenset({"mỗi ngày", "một ngày", "hằng ngày", "hàng ngày", "ngày đêm"})
_STARTS = frozenset({"từ", "kể từ", "trước", "sau", "hết", "đến hết", "vào", "cho đến"})
_GROWTH = re.compile(r"(?:tăng|giảm|nâng|đưa)(?: thêm)? từ\Z")
_THRESHOLD = re.compile(r"(?:[^\W\d_]+ ){0,3}(?:lên|xuống|trở lên)\b")
_PERIODS = frozenset({"quý", "quí", "học kỳ", "học kì", "kỳ", "kì", "đợt", "lần", "tuần", "vụ"})
_CALENDARS = frozenset({"âm lịch", "dương lịch", "âl", "al", "âm"})
_HOUR_AFTER = re.compile(r"\s*[:,(]?\s*(?:lúc |từ )?\d{1,2}\ ?(?:h|g\d|:\d\d|giờ)")
WEEKDAY_BEFORE = re.compile(r"(?:\bthứ \w{1,4}|chủ nhật|\bt[2-7]|\bcn) ?[,(:–-]?\Z")
_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CENTURY = 2000
_LAST_TO_COME = 39
"""Two digits up to here are a year of this century, those above of the last: 15/5/85."""
_FAR = 6
"""So many words back "ngày" still tells what a list of days is."""
_LAST_MONTH = 12
_HOLIDAYS = frozenset(
    {"3/2", "8/3", "10/3", "26/3", "30/4", "1/5", "7/5", "15/5", "19/5", "1/6", "28/6", "27/7"}
    | {"19/8", "2/9", "10/10", "13/10", "20/10", "20/11", "22/12"}
)
"""Days that everybody knows by their numbers; they are no proportions."""


def exists(day: str, month: str) -> bool:
    """Whether some year has that day."""
    return 1 <= int(month) <= _LAST_MONTH and 1 <= int(day) <= _LONGEST_MONTH[int(month) - 1]


def date_words(place: Place, day: str, month: str, year: str = "") -> str:
    """The words of a day and month, and of the year where one is given."""
    words = f"{day_words(place, day)} tháng {place.say.month(int(month))}"
    return f"{words} năm {year_words(place, year)}" if year else words


def day_words(place: Place, day: str) -> str:
    """The day; no second "mồng" where the text has one already."""
    if place.follows({"mồng", "mùng"}):
        return place.say.cardinal(int(day))
    return place.say.day(int(day))


def full_year(written: str) -> int:
    """The year with its century where only its last two digits are written."""
    year = int(written)
    return year if len(written) > 2 else _CENTURY + year - 100 * (year > _LAST_TO_COME)


def year_words(place: Place, year: str) -> str:
    """The words of a year, also of one written with two digits."""
    return place.say.year(full_year(year))


def counts_something(day: str, month: str, place: Place) -> bool:
    """Whether "8/12 thôn" is a part of a whole: a counted thing follows and no date word leads.

    A comma parts the date word from it: "sáng thứ bảy, 8/12 thôn dọn vệ sinh".
    """
    if place.follows(cues("date before")) and place.before()[-1:] not in {",", ";", ":"}:
        return False
    if place.follows({"tỷ lệ", "tỉ lệ"}) or place.follows(cues("house before")):
        return True
    feast = _is_holiday(day, month) and (int(day) > int(month) or _feast_before(place))
    if feast or not place.precedes(cues("counted")):
        return False
    return not place.follows(_STARTS) or _tells_growth(place)


def _feast_before(place: Place) -> bool:
    return place.follows(cues("holiday before"))


def _tells_growth(place: Place) -> bool:
    """As in "tăng từ 5/12 thôn lên 8/12 thôn" and "từ 2/3 đại biểu trở lên"."""
    return bool(_GROWTH.search(place.before()) or _THRESHOLD.match(place.after()))


def _is_holiday(day: str, month: str) -> bool:
    return f"{int(day)}/{int(month)}" in _HOLIDAYS


def continues(place: Place, kind: Kind) -> bool:
    """Whether it stands in a list of that kind: "5, 6 và 7/6", "8/12 và 3/5 thôn"."""
    between = place.text[place.before_end : place.start]
    return place.before_kind is kind and between.strip() in {",", "và", ", và", "hoặc", ";"}


def _full(match: "re.Match[str]", place: Place) -> Said | None:
    if not exists(match["day"], match["month"]):
        return None
    return Said(date_words(place, match["day"], match["month"], match["year"]))


def _with_footnote(match: "re.Match[str]", place: Place) -> Said | None:
    """A fifth figure of the year is a footnote's ("20/11/20251"); it is not said."""
    said = _full(match, place)
    return None if said is None else Said(said.words, GUESS)


def _open_year(_match: "re.Match[str]", place: Place) -> Said | None:
    """As in "năm 20…": the year is to be filled in."""
    return Said("", LIKELY) if place.follows({"năm"}) else None


def _two_digit_year(match: "re.Match[str]", place: Place) -> Said | None:
    day, month, year = match["day"], match["month"], match["year"]
    if not exists(day, month) or place.follows(cues("house before")):
        return None
    told = place.follows(cues("date before")) or place.follows(cues("date before, weak"))
    if match["mark"] != "/" and not told:
        return None
    return Said(date_words(place, day, month, year), LIKELY)


def _in_words(match: "re.Match[str]", place: Place) -> Said | None:
    if not exists(match["day"], match["month"]):
        return None
    if not place.follows(cues("date before")) and not place.follows(cues("date before, weak")):
        return None
    return Said(date_words(place, match["day"], match["month"], match["year"] or ""))


def _short(match: "re.Match[str]", place: Place) -> Said | None:
    day, month = match["day"], match["month"]
    if not exists(day, month) or counts_something(day, month, place):
        return None
    words = date_words(place, day, month)
    if place.follows(cues("date before")) or continues(place, Kind.DATE):
        return Said(words, CERTAIN)
    weak = place.follows(cues("date before, weak"))
    if (match["gap"] and not weak) or continues(place, Kind.RATIO):
        return None
    if place.precedes(_CALENDARS):
        return Said(words, CERTAIN)
    sure = "0" in {day[0], month[0]} or _is_holiday(day, month) or _with_hours(place)
    if sure or weak or "ngày" in place.last_words(_FAR):
        return Said(words, LIKELY)
    no_share = PROBABLE if int(day) > int(month) else GUESS
    return None if place.follows(cues("ratio before")) else Said(words, no_share)


def _with_hours(place: Place) -> bool:
    """Whether an hour or weekday stands beside it: "7h30 25/11", "25/11: 7h-11h", "T2 (10/11)"."""
    between = place.text[place.before_end : place.start].strip()
    if place.before_kind is Kind.TIME and between in {"", ",", "("}:
        return True
    if WEEKDAY_BEFORE.search(place.before()):
        return True
    return _HOUR_AFTER.match(place.text, place.end) is not None


def _short_hyphen(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "ngày 10-3": a date, unless it could be from one day to another."""
    day, month = match["day"], match["month"]
    if not exists(day, month) or place.follows(_SEVERAL_DAYS) or place.precedes({"tháng"}):
        return None
    if place.precedes(_CALENDARS) or (_is_holiday(day, month) and _celebrated(place)):
        return Said(date_words(place, day, month), LIKELY)
    day_of_week = WEEKDAY_BEFORE.search(place.before()) and place.after()[:1] in {")", ",", ";"}
    if not (day_of_week or place.follows({"ngày", "mồng", "mùng", "hôm", "lễ"})):
        half_padded = day[0] == "0" and month[0] != "0" and not place.precedes(cues("per"))
        told = _is_holiday(day, month) and (int(day) > _LAST_MONTH or half_padded)
        return Said(date_words(place, day, month), GUESS) if told or _on_day(place) else None
    return Said(date_words(place, day, month), LIKELY if int(day) >= int(month) else GUESS)


def _on_day(place: Place) -> bool:
    """Whether it stands behind "sáng" or the like, and nothing that is counted behind it."""
    things = place.precedes(cues("counted")) or place.precedes(cues("per")) or measures(place)
    return place.follows({"sáng", "chiều", "tối", "đêm", "trưa"}) and not things


def _celebrated(place: Place) -> bool:
    """Whether a feast stands before, or another date it is listed with."""
    if place.precedes(cues("counted")):
        return False
    return _feast_before(place) or continues(place, Kind.DATE)


def _short_point(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "sáng 15.3"; a decimal number has its unit behind it, or counts what is done a day."""
    day, month = match["day"], match["month"]
    if not exists(day, month) or place.follows(_EVERY_DAY) or measures(place):
        return None
    feast = _is_holiday(day, month) and _celebrated(place)
    if not (feast or place.follows(cues("date before")) or continues(place, Kind.DATE)):
        return None
    sure = feast or "0" in {day[0], month[0]} or int(day) > _LAST_MONTH
    if not sure and (place.precedes(cues("per")) or place.follows({"đợt", "phiên"})):
        return None
    return Said(date_words(place, day, month), LIKELY if sure else PROBABLE)


def measures(place: Place) -> bool:
    """Whether a unit or scale follows, so that the point is one of a decimal number."""
    words = place.next_words(1)
    return bool(words) and (words[0] in SCALES or bool(kind_of(words[0])))


def _month_short_year(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "tháng 3/26"; a small number after the stroke would be a day or a share."""
    if not follows_month(place) or place.precedes(cues("counted")):
        return None
    month = place.say.month(int(match["month"]))
    return Said(f"{month} năm {year_words(place, match['year'])}", PROBABLE)


def _month_year(match: "re.Match[str]", place: Place) -> Said | None:
    year = place.say.year(int(match["year"]))
    if follows_month(place):
        return Said(f"{place.say.month(int(match['month']))} năm {year}")
    loose = match["mark"] == "." and not place.follows(cues("date before, weak"))
    if loose or continues(place, Kind.RATIO):
        return None
    if place.follows(_PERIODS):
        return Said(f"{place.say.cardinal(int(match['month']))} năm {year}")
    if place.follows(cues("document before")) or place.follows(cues("scale before")):
        return None
    if place.follows(cues("ordinal before")):
        return Said(f"{place.say.ordinal(int(match['month']))} năm {year}", LIKELY)
    return Said(f"tháng {place.say.month(int(match['month']))} năm {year}", LIKELY)


def _month(match: "re.Match[str]", place: Place) -> Said | None:
    if not follows_month(place):
        return None
    year = f" năm {place.say.year(int(match['year']))}" if match["year"] else ""
    return Said(place.say.month(int(match["month"])) + year)


def _year_alone(match: "re.Match[str]", place: Place) -> Said | None:
    if not place.follows(cues("year before")):
        return None
    return Said(place.say.year(int(match[0])))


FULL = (
    Rule(
        "date.full",
        Kind.DATE,
        rf"(?P<day>{DAY}){GAP}(?P<mark>[/.-]){GAP}(?P<month>{MONTH}){GAP}(?P=mark){GAP}"
        rf"(?P<year>{YEAR}){NO_DIGIT}",
        _full,
        (
            "Họp ngày 04/4/2025.",
            "họp ngày mồng bốn tháng tư năm hai nghìn không trăm hai mươi lăm.",
        ),
        then=" /.-",
        longest=2,
    ),
    Rule(
        "date.with-footnote",
        Kind.DATE,
        rf"(?P<day>{DAY})(?P<mark>[/.-])(?P<month>{MONTH})(?P=mark)(?P<year>20[0-4]\d)\d{NO_DIGIT}",
        _with_footnote,
        (
            "Ký ngày 20/11/20251.",
            "ký ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi lăm.",
        ),
        then="/.-",
        longest=2,
    ),
    Rule(
        "date.open-year",
        Kind.DATE,
        r"20\d?\ ?(?:…|\.{2,}|_{2,})[.…_]{0,20}",
        _open_year,
        ("Ngày … tháng … năm 20…", "ngày tháng năm"),
        first="2",
        then=" …._",
        longest=3,
    ),
    Rule(
        "date.iso",
        Kind.DATE,
        rf"(?P<year>{YEAR})-(?P<month>{MONTH})-(?P<day>{DAY}){NO_DIGIT}",
        _full,
        (
            "Lập ngày 2025-12-15.",
            "lập ngày mười lăm tháng mười hai năm hai nghìn không trăm hai mươi lăm.",
        ),
        first="12",
        then="-",
        longest=4,
    ),
    Rule(
        "date.two-digit-year",
        Kind.DATE,
        rf"(?P<day>{DAY})(?P<mark>[/.-])(?P<month>{MONTH})(?P=mark)(?P<year>\d\d){NO_DIGIT}",
        _two_digit_year,
        (
            "Sinh ngày 15/5/24.",
            "sinh ngày mười lăm tháng năm năm hai nghìn không trăm hai mươi tư.",
        ),
        then="/.-",
        longest=2,
    ),
    Rule(
        "date.in-words",
        Kind.DATE,
        rf"(?P<day>{DAY}){GAP}tháng{GAP}(?P<month>{MONTH})(?!\d)"
        rf"(?:{GAP},?{GAP}(?:năm{GAP}|/)(?P<year>{YEAR}))?{NO_DIGIT}",
        _in_words,
        (
            "Ngày 03 tháng 4 năm 2021.",
            "ngày mồng ba tháng tư năm hai nghìn không trăm hai mươi mốt.",
        ),
        then=" t",
        longest=2,
    ),
)
"""Dates that can be nothing else."""

SHORT = (
    Rule(
        "date.month-year",
        Kind.DATE,
        rf"(?P<month>{MONTH}){GAP}(?P<mark>[/.-]){GAP}(?P<year>{YEAR})(?![\d/]|[.,]\d)",
        _month_year,
        ("Hạn là tháng 4/2025.", "hạn là tháng tư năm hai nghìn không trăm hai mươi lăm."),
        then=" /.-",
        longest=2,
    ),
    Rule(
        "date.month-short-year",
        Kind.DATE,
        rf"(?P<month>{MONTH})/(?P<year>1[3-9]|2\d|3[2-9])(?![\d/%]|[.,]\d)",
        _month_short_year,
        ("Hạn là tháng 3/26.", "hạn là tháng ba năm hai nghìn không trăm hai mươi sáu."),
        then="/",
        longest=2,
    ),
    Rule(
        "date.short",
        Kind.DATE,
        rf"(?P<day>{DAY})(?P<gap>{GAP})/{GAP}(?P<month>{MONTH})"
        r"(?![\d/%]|[.,]\d|[A-ZĐ](?![^\W_]))",
        _short,
        ("Trước ngày 25/10 phải nộp.", "trước ngày hai mươi lăm tháng mười phải nộp."),
        then=" /",
        longest=2,
    ),
    Rule(
        "date.short-hyphen",
        Kind.DATE,
        rf"(?P<day>{DAY})\ ?[-–]\ ?(?P<month>{MONTH})(?![\d/%-]|[.,]\d)",
        _short_hyphen,
        ("Giỗ tổ ngày 10-3 âm lịch.", "giỗ tổ ngày mười tháng ba âm lịch."),
        then=" -–",
        longest=2,
    ),
    Rule(
        "date.short-point",
        Kind.DATE,
        rf"(?P<day>{DAY})\.(?P<month>{MONTH})(?![\d/%]|[.,-]\d|[^\W\d_])",
        _short_point,
        ("Ngày 20.11 trường làm lễ.", "ngày hai mươi tháng mười một trường làm lễ."),
        then=".",
        longest=2,
    ),
    Rule(
        "date.month",
        Kind.DATE,
        rf"(?P<month>{MONTH})(?:{GAP}năm{GAP}(?P<year>{YEAR}))?(?![\d/]|[.,]\d)",
        _month,
        ("Cuối tháng 4 thu hoạch.", "cuối tháng tư thu hoạch."),
        longest=2,
    ),
)
"""Dates that the words around them must tell from proportions, ranges and numbers."""

YEARS = (
    Rule(
        "date.year",
        Kind.DATE,
        rf"{YEAR}(?!\d|[.,/]\d)",
        _year_alone,
        ("Năm 2025 được mùa.", "năm hai nghìn không trăm hai mươi lăm được mùa."),
        first="12",
        longest=4,
    ),
)
