"""From one date to another, and lists of days and months with what they share said once."""

import re

from broadcaster.speech.spoken.dates import (
    DAY,
    MONTH,
    WEEKDAY_BEFORE,
    YEAR,
    continues,
    counts_something,
    date_words,
    day_words,
    exists,
    measures,
)
from broadcaster.speech.spoken.forms import DASH, DASHES, FIGURES, GAP, NO_DIGIT
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.named_months import follows_month
from broadcaster.speech.spoken.place import Place, fold
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, PROBABLE, Kind, Said

_AND = r"(?:\ ?(?:,|;)\ ?(?:và\ )?|\ (?:và|hoặc)\ |\ ?[&+]\ ?)"
_ITEM = re.compile(r"\d{1,2}")
_DAY_BEFORE = frozenset({"ngày", "mồng", "mùng", "từ"})
_DAILY = frozenset({"mỗi ngày", "trong ngày", "một ngày", "hằng ngày", "hàng ngày"})
_LONG_LIST = 3
_UP_TO_DATE = re.compile(
    r" +(?:đến|tới) +(?:hết +)?\d{1,2}/\d{1,2}(?!\d)(?: +(?P<next>[^\W\d_]+))?"
)
_ITEM_END = re.compile(r"[;\n]|[.:] ")
_HOUR_OF_A_DAY = re.compile(r"\d ?(?:h|g\d|giờ|:\d)|\btừ\b")
_DAY_OF_AN_HOUR = re.compile(r"\d{1,2} ?(?:h|g|giờ|:)[^;.\n]{0,12}?\d[/.-]\d")
_DAYTIMES = frozenset({"sáng", "trưa", "chiều", "tối", "đêm", "khuya"})
_BLANK = r"(?:…|\.{2,}|_{1,})(?:[.…_]){0,20}"
_REPEATED = "thứ|tháng|ngày|năm|cấp|quý|tuần|lớp|khóa|km"
_TOLD = r"(?:\d[^\s]*|[ivx]{1,5}|hai|ba|tư|bốn|năm|sáu|bảy|giêng|chạp)"
_LAST_TWO = re.compile(rf"(?<!\w)(?P<word>{_REPEATED}) ?{_TOLD}\Z")


def _full_range(match: "re.Match[str]", place: Place) -> Said | None:
    if not exists(match["day"], match["month"]) or not exists(match["last"], match["last_month"]):
        return None
    start = date_words(place, match["day"], match["month"], match["year"])
    return Said(
        f"{start} đến {date_words(place, match['last'], match['last_month'], match['end'])}"
    )


def _short_range(match: "re.Match[str]", place: Place) -> Said | None:
    """Points and hyphens need a date word before: "5.5-7.5" may be two decimal numbers."""
    if not exists(match["day"], match["month"]) or not exists(match["last"], match["last_month"]):
        return None
    told = place.follows(cues("date before")) or place.follows(cues("date before, weak"))
    if match["mark"] != "/" and (not told or measures(place)):
        return None
    start = date_words(place, match["day"], match["month"])
    end = date_words(place, match["last"], match["last_month"], match["year"] or "")
    return Said(f"{start} đến {end}", LIKELY)


def _day_range(match: "re.Match[str]", place: Place) -> Said | None:
    first, last, month, year = match["first"], match["last"], match["month"], match["year"]
    if int(first) >= int(last) or not exists(last, month) or place.follows({"thứ"}):
        return None
    if match["mark"] == "." and not year and not place.follows(cues("date before")):
        return None
    if not year and counts_something(last, month, place):
        return None
    return Said(
        f"{day_words(place, first)} đến {date_words(place, last, month, year or '')}", LIKELY
    )


def _day_list(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "ngày 5,6/9": all the days are of the month at the end."""
    days, month = _ITEM.findall(match["days"]), match["month"]
    told = place.follows(_DAY_BEFORE) or continues(place, Kind.DATE)
    told = told or bool(WEEKDAY_BEFORE.search(place.before()))
    numbers = [int(day) for day in (*days, match["last"])]
    dated = all(exists(day, month) for day in (*days, match["last"]))
    if not told or not dated or numbers != sorted(set(numbers)):
        return None
    if not match["year"] and place.precedes(cues("counted")) and int(match["last"]) < int(month):
        return None
    words = ", ".join(day_words(place, day) for day in days)
    joint = " và" if re.search(r"và|&|\+", match["joint"]) else ","
    return Said(
        f"{words}{joint} {date_words(place, match['last'], month, match['year'] or '')}", LIKELY
    )


def _month_range(match: "re.Match[str]", place: Place) -> Said | None:
    if not follows_month(place):
        return None
    year = f" năm {place.say.year(int(match['year']))}" if match["year"] else ""
    start_year = f" năm {place.say.year(int(match['start']))}" if match["start"] else ""
    start, end = place.say.month(int(match["month"])), place.say.month(int(match["last"]))
    return Said(f"{start}{start_year} đến tháng {end}{year}")


def _month_list(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "các tháng 1, 4, 7"; two of them and a thing to count may be month and number."""
    months = _ITEM.findall(match["months"])
    if not follows_month(place) or place.precedes(cues("counted")):
        return None
    if len(months) < _LONG_LIST and not match["year"] and not place.follows({"các tháng"}):
        joined = not re.search(r",\s", match["months"])
        ends = not re.match(r"[^\W\d_]", place.after())
        yearly = place.precedes({"hằng", "hàng", "năm", "tới", "là", "âm", "dương", "này"})
        if not (joined or ends or yearly):
            return None
    words = [place.say.month(int(month)) for month in months]
    joint = " và" if re.search(r"và|&|\+", match["joint"]) else ","
    year = f" năm {place.say.year(int(match['year']))}" if match["year"] else ""
    return Said(f"{', '.join(words[:-1])}{joint} {words[-1]}{year}", LIKELY)


def _period_range(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "Quý 3-4/2024": quarters, terms and rounds of a year."""
    if not place.follows({"quý", "quí", "đợt", "học kỳ", "tuần", "kỳ"}):
        return None
    if int(match["first"]) >= int(match["last"]):
        return None
    first, last = place.say.cardinal(int(match["first"])), place.say.cardinal(int(match["last"]))
    joint = "và" if match["joint"] == "," else "đến"
    return Said(f"{first} {joint} {last} năm {place.say.year(int(match['year']))}", LIKELY)


def _year_range(match: "re.Match[str]", place: Place) -> Said | None:
    first, last = match["first"], match["last"]
    if len(last) == 2:
        if not place.follows(cues("year before")):
            return None
        last = first[:2] + last
    if int(first) >= int(last):
        return None
    return Said(f"{place.say.year(int(first))} đến {place.say.year(int(last))}")


def _day_alone(match: "re.Match[str]", place: Place) -> Said | None:
    """The day where the month is left to the next date, is said in words, or is every month."""
    if place.follows(_DAILY):
        return None
    up_to = _UP_TO_DATE.match(place.text, place.end) if place.follows({"từ"}) else None
    begins = up_to is not None and (up_to["next"] or "").lower() not in cues("counted")
    if not (begins or place.follows({"ngày"}) or continues(place, Kind.DATE)):
        return None
    return Said(place.say.day(int(match["day"])), LIKELY if match["more"] else PROBABLE)


def _days_of_months(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "từ ngày 1-10 hằng tháng": the days of a month that is not given in numbers."""
    first, last = match["first"], match["last"]
    if int(first) >= int(last) or not place.follows(_DAY_BEFORE):
        return None
    return Said(f"{day_words(place, first)} đến {day_words(place, last)}", LIKELY)


def _until(_match: "re.Match[str]", place: Place) -> Said | None:
    """The hyphen of "7h sáng - 9h tối", "8h ngày 1/6 - 17h ngày 5/6": an hour after an hour.

    In "15/5 - 19h: họp" the day is one, and the hour is what happens on it.
    """
    between = place.text[place.before_end : place.start].strip()
    if place.before_kind is Kind.TIME and between in _DAYTIMES:
        return Said("đến", LIKELY)
    if place.before_kind is not Kind.DATE or between:
        return None
    item = _ITEM_END.split(place.before())[-1]
    until = _HOUR_OF_A_DAY.search(item) or _DAY_OF_AN_HOUR.match(place.after())
    return Said("đến" if until else ",", LIKELY)


def _of_day(match: "re.Match[str]", place: Place) -> Said | None:
    """The stroke between an hour and its day, as water levels are reported: "7h/8/9", "7h/8-9"."""
    if place.before_kind is not Kind.TIME or place.before_end != place.start:
        return None
    day, month = match["day"], match["month"]
    return Said(f"ngày {date_words(place, day, month)}" if day else "ngày")


def _repeated(match: "re.Match[str]", place: Place) -> Said | None:
    """The hyphen of "thứ 2 - thứ 6", "tháng 3 - tháng 5": the same word before and after."""
    word = fold(match["word"])
    before = _LAST_TWO.search(place.before())
    if before is None or before["word"] != ("thứ" if word == "chủ" else word):
        return None
    return Said("đến", LIKELY)


def _blank_date(match: "re.Match[str]", place: Place) -> Said:
    """A date to be filled in: "…/…/2025"."""
    return Said(f"tháng năm {place.say.year(int(match['year']))}" if match["year"] else "tháng năm")


RANGES = (
    Rule(
        "date.full-range",
        Kind.DATE,
        rf"(?P<day>{DAY})(?P<mark>[/.-])(?P<month>{MONTH})(?P=mark)(?P<year>{YEAR}){DASH}"
        rf"(?P<last>{DAY})(?P=mark)(?P<last_month>{MONTH})(?P=mark)(?P<end>{YEAR}){NO_DIGIT}",
        _full_range,
        (
            "Nghỉ từ 01/6/2025-31/8/2025.",
            (
                "nghỉ từ mồng một tháng sáu năm hai nghìn không trăm hai mươi lăm đến "
                "ba mươi mốt tháng tám năm hai nghìn không trăm hai mươi lăm."
            ),
        ),
        then="/.-",
        longest=2,
    ),
    Rule(
        "date.short-range",
        Kind.DATE,
        rf"(?P<day>{DAY})(?P<mark>[/.])(?P<month>{MONTH}){DASH}(?P<last>{DAY})(?P=mark)"
        rf"(?P<last_month>{MONTH})(?:(?P=mark)(?P<year>{YEAR}))?{NO_DIGIT}",
        _short_range,
        ("Đợt 1: 01/4-15/4.", "đợt một: mồng một tháng tư đến mười lăm tháng tư."),
        then="/.",
        longest=2,
    ),
    Rule(
        "date.day-range",
        Kind.DATE,
        rf"(?P<first>{DAY}){DASH}(?P<last>{DAY})(?P<mark>[/.])(?P<month>{MONTH})"
        rf"(?:(?P=mark)(?P<year>{YEAR}))?{NO_DIGIT}",
        _day_range,
        ("Tiêm từ 5-12/6.", "tiêm từ mồng năm đến mười hai tháng sáu."),
        then=DASHES,
        longest=2,
    ),
    Rule(
        "date.day-list",
        Kind.DATE,
        rf"(?P<days>{DAY}(?:{_AND}{DAY}){{0,6}})(?P<joint>{_AND})(?P<last>{DAY})"
        rf"(?:/|\ tháng\ )(?P<month>{MONTH})(?:(?:/|\ năm\ )(?P<year>{YEAR}))?{NO_DIGIT}",
        _day_list,
        ("Khám bệnh ngày 5,6/9.", "khám bệnh ngày mồng năm, mồng sáu tháng chín."),
        then=" ,;&+vh",
        longest=2,
    ),
    Rule(
        "date.month-range",
        Kind.DATE,
        rf"(?P<month>{MONTH})(?:/(?P<start>{YEAR}))?{DASH}(?P<last>{MONTH})"
        rf"(?:/(?P<year>{YEAR}))?{NO_DIGIT}",
        _month_range,
        ("Mưa nhiều vào tháng 4-6.", "mưa nhiều vào tháng tư đến tháng sáu."),
        then=f"{DASHES}/",
        longest=2,
    ),
    Rule(
        "date.month-list",
        Kind.DATE,
        rf"(?P<months>{MONTH}(?:{_AND}{MONTH}){{0,10}}(?P<joint>{_AND}){MONTH})"
        rf"(?:(?:/|\ năm\ )(?P<year>{YEAR}))?(?!\d|[/-]\d|\ ?%|[.,]\d)",
        _month_list,
        ("Họp vào các tháng 1, 4, 7.", "họp vào các tháng một, tư, bảy."),
        then=" ,;&+vh",
        longest=2,
    ),
    Rule(
        "date.period-range",
        Kind.DATE,
        rf"(?P<first>\d{{1,2}})(?:(?P<joint>,)\ ?|{DASH})(?P<last>\d{{1,2}})/(?P<year>{YEAR})"
        rf"{NO_DIGIT}",
        _period_range,
        (
            "Thu trong quý 3-4/2024.",
            "thu trong quý ba đến bốn năm hai nghìn không trăm hai mươi tư.",
        ),
        then=f"{DASHES},",
        longest=2,
    ),
)
YEARS = (
    Rule(
        "date.year-range",
        Kind.DATE,
        rf"(?P<first>{YEAR})(?:{DASH}|/)(?P<last>{YEAR}|\d\d){NO_DIGIT}",
        _year_range,
        (
            "Giai đoạn 2021 – 2025.",
            "giai đoạn hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm.",
        ),
        first="12",
        then=f"{DASHES}/",
        longest=4,
    ),
)
DAYS = (
    Rule(
        "date.days-range",
        Kind.DATE,
        rf"(?P<first>{DAY}){DASH}(?P<last>{DAY})"
        r"(?=\ +(?:(?:hằng|hàng|mỗi)\ +tháng|âm\ +lịch"
        r"|tháng\ +(?:[Gg]iêng|[Cc]hạp|này|tới|sau|\d)))",
        _days_of_months,
        ("Thu từ ngày 1-10 hằng tháng.", "thu từ ngày mồng một đến mười hằng tháng."),
        then=DASHES,
        longest=2,
    ),
    Rule(
        "date.day",
        Kind.DATE,
        r"(?P<day>0?[1-9])(?=(?P<more>\ +(?:hằng|hàng|mỗi)\ +tháng|\ +âm\ +lịch"
        r"|\ +tháng\ +(?:giêng|Giêng|chạp|Chạp|tới|này|sau|trước)"
        r"|(?:,?\ +(?:(?:đến|tới|và|hoặc|hết|ngày)\ +){0,3}\d{1,2}){1,6}\s*"
        r"(?:/\d|tháng|âm\ lịch|hằng\ tháng|hàng\ tháng))|\ +(?:tới|này|vừa\ qua)(?![^\W\d_]))",
        _day_alone,
        ("Nộp vào ngày 5 hằng tháng.", "nộp vào ngày mồng năm hằng tháng."),
        then=f" ,hmâtđvn{FIGURES}",
        longest=2,
    ),
)
"""After the numbers with a unit of their own: the lone day is the least sure."""
SYMBOLS = (
    Rule(
        "time.of-day",
        Kind.TIME,
        rf"/(?:(?={DAY}/{MONTH}(?!\d))|(?P<day>{DAY})-(?P<month>{MONTH})(?![\d/-]))",
        _of_day,
        ("Mực nước lúc 7h/8/9.", "mực nước lúc bảy giờ ngày mồng tám tháng chín."),
        first="/",
        then=FIGURES,
    ),
    Rule(
        "range.until",
        Kind.RANGE,
        rf"[-–—~÷→]{GAP}(?=\d{{1,2}}\ ?(?:[hH](?![^\W\d_])|g\d|giờ|:\d\d))",
        _until,
        ("Trực 7h sáng - 9h tối.", "trực bảy giờ sáng đến chín giờ tối."),
        first="-–—~÷→",
        then=f" {FIGURES}",
    ),
    Rule(
        "range.repeated",
        Kind.RANGE,
        rf"[-–—~÷→]{GAP}(?=(?P<word>(?i:{_REPEATED}|chủ))\ ?(?i:{_TOLD}|nhật))",
        _repeated,
        ("Trực thứ Hai - thứ Sáu.", "trực thứ hai đến thứ sáu."),
        first="-–—~÷→",
        then=" tTnNcCqQlLkK",
    ),
    Rule(
        "date.blank",
        Kind.DATE,
        rf"{_BLANK}\ ?/\ ?{_BLANK}\ ?/\ ?(?:(?P<year>{YEAR})(?!\d)|{_BLANK}|20\ ?{_BLANK})",
        _blank_date,
        (
            "Lập ngày …/…/2025 tại xã.",
            "lập ngày tháng năm hai nghìn không trăm hai mươi lăm tại xã.",
        ),
        first=".…_",
    ),
)
"""At a hyphen between two dates in words, and at the dots of a form."""
