"""Letters that stand for days and eras: T2-T6 and CN in a week's plan, TCN after a year."""

import re

from broadcaster.speech.spoken.forms import DASH, FIGURES
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import GUESS, LIKELY, PROBABLE, Kind, Said

_LAST_WEEKDAY = 7
_DAY_BEFORE = frozenset(
    {"sáng", "chiều", "tối", "đêm", "trưa", "ngày", "các ngày", "hết", "nghỉ", "hằng", "hàng"}
    | {"lịch", "lịch phát", "phát", "họp", "trực", "làm việc", "mỗi", "trừ", "thứ bảy", "hôm"}
)
_MAYBE_BEFORE = frozenset({"từ", "đến", "vào", "và"})
_PLACE_BEFORE = frozenset(
    {"tòa", "toà", "tháp", "khu", "nhà", "lô", "chung cư", "cổng", "tuyến", "giống", "trạm", "ga"}
    | {"nhà ga", "tầng", "dòng", "đội", "tổ", "đường", "ngõ", "loại", "hạng", "phim", "mẫu", "xe"}
    | {"tba", "mba", "biến áp", "cột", "trụ"}
)
_BEFORE_LIST = re.compile(r"(?P<head>[^\W\d_]+)\s+(?:t\d{1,2}\s*(?:,|;|và|-)\s*){1,8}\Z")
"""The word before a list of which some have been read: "TBA T1, T2"."""
_DAY_AFTER = re.compile(
    r"\s*,?\s*(?:\(?(?:ngày\s+)?\d{1,2}\s?[/.-]\s?\d{1,2}(?!\d|\s?%)|ngày\s+\d"
    r"|[-–:]\s*\d{1,2}\s?(?:h(?!a)|giờ|:\d\d)"
    r"|(?:hằng|hàng|mỗi)\s+tuần|tuần\s+(?:này|sau|tới|trước|qua)|(?:đầu|cuối)\s+tuần)"
)
_LIST_AFTER = re.compile(r"\s*(?:,|;|và|&|hoặc|đến|[-–])\s*(?:T[2-7]|CN)(?!\w)")
_NEXT_DAY = re.compile(r"(?:\A|[;.\n])\s*[-+*]?\s*(?:T[2-7]|CN):")
_LONG_LIST = 3
_WEEK = 240
"""How far off the next day of a week's plan may stand."""
_SATURDAY_AND = re.compile(r"(?:\bthứ (?:7|bảy)|\bt7) ?(?:[&+,-]|và|hoặc) ?\Z")
_MONTHS_AFTER = re.compile(
    r"(?:\s*(?:,|;|và|-)\s*T\d{1,2})*?\s*(?:,|;|và|-)\s*T(?:1[0-2]?|[89])(?!\w)"
)
_MONTHS_BEFORE = re.compile(
    r"\bT(?:1[0-2]?|[89])\s*(?:,|;|và|-)\s*(?:T\d{1,2}\s*(?:,|;|và|-)\s*){0,8}\Z"
)
_LIST_OF_MONTHS = re.compile(r"\s*(?:,|;|và|-)\s*T(?:1[0-2]|[1-9])(?!\w)")
_MONTH_BEFORE = frozenset(
    {"lương", "báo cáo", "cuối", "đầu", "giữa", "trong", "kỳ", "tiền điện", "tiền nước", "hết"}
    | {"so với", "đến hết", "kế hoạch", "kết quả", "lịch", "từ", "sang", "đến", "của", "cả"}
)
_LIST = 40
_BETWEEN = re.compile(r"\s*(?:,|;|và|, và|&|hoặc|đến|[-–])\s*\Z")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:năm|thế kỷ|thế kỉ|tk)(?: thứ)? (?:\d{1,4}|[ivx]{1,5})|\d \(?năm|\d)"
    r"(?P<side> trước| sau)?\Z"
)


def _weekday(number: int, place: Place) -> str:
    return f"thứ {place.say.ordinal(number)}"


def _names_places(place: Place) -> bool:
    """Whether it, or the list it stands in, follows a word for a place: "tòa T1, T2"."""
    head = _BEFORE_LIST.search(place.before() + " ")
    return place.follows(_PLACE_BEFORE) or bool(head and head["head"] in _PLACE_BEFORE)


def _after_weekday(place: Place) -> bool:
    """Whether a weekday or date was read just before and a comma or "và" joins this to it."""
    between = place.text[place.before_end : place.start]
    return place.before_kind is Kind.DATE and bool(_BETWEEN.match(between))


def _weekday_range(match: "re.Match[str]", place: Place) -> Said | None:
    first, last = int(match["first"]), int(match["last"] or _LAST_WEEKDAY + 1)
    if first >= last or place.follows(_PLACE_BEFORE):
        return None
    end = "chủ nhật" if match["last"] is None else _weekday(last, place)
    joint = "và" if match["and"] else "đến"
    return Said(
        f"{_weekday(first, place)} {joint} {end}", LIKELY if not match["last"] else PROBABLE
    )


def _weekday_list(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "thu rác T2,4,6"; two with a hyphen are from the one to the other."""
    days = [int(day) for day in re.findall(r"\d", match[0])]
    if days != sorted(set(days)) or _names_places(place):
        return None
    if len(days) < _LONG_LIST and place.precedes(cues("counted")):
        return None
    words = [place.say.ordinal(day) for day in days]
    if "-" in match[0] and len(days) < _LONG_LIST:
        return Said(f"thứ {words[0]} đến thứ {words[1]}", PROBABLE)
    return Said(f"thứ {', '.join(words)}", PROBABLE)


def _month_range(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "T1-T6": there is no first weekday and no eighth; a year makes any of them months."""
    first, last = int(match["first"]), int(match["last"])
    months = match["year"] or first == 1 or last > _LAST_WEEKDAY
    if first >= last or not months or place.follows(_PLACE_BEFORE):
        return None
    year = f" năm {place.say.year(int(match['year']))}" if match["year"] else ""
    words = f"tháng {place.say.month(first)} đến tháng {place.say.month(last)}{year}"
    return Said(words, LIKELY if match["year"] else PROBABLE)


def _heads_day(place: Place) -> bool:
    """As in "T2: chào cờ; T3: họp": a week's plan names one day after the other."""
    rest = place.text[place.end : place.end + _WEEK]
    before = place.text[max(0, place.start - _WEEK) : place.start]
    return rest[:1] == ":" and bool(_NEXT_DAY.search(rest) or _NEXT_DAY.search(before))


def _among_months(place: Place) -> bool:
    """Whether a T1 or T8 to T12 stands in the same list, so that all of them are months."""
    after = place.text[place.end : place.end + _LIST]
    before = place.text[max(0, place.start - _LIST) : place.start]
    return bool(_MONTHS_AFTER.match(after) or _MONTHS_BEFORE.search(before))


def _one_month(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "lương T10" and "T1, T2, T3"."""
    number = int(match["month"])
    alone = number == 1 or number > _LAST_WEEKDAY
    listed = _among_months(place) or (alone and _LIST_OF_MONTHS.match(place.text, place.end))
    if _names_places(place) or not (listed or (alone and place.follows(_MONTH_BEFORE))):
        return None
    return Said(f"tháng {place.say.month(number)}", PROBABLE)


def _months_of_year(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "kết quả 10T/2025", "6T đầu năm"."""
    if place.follows(cues("document before")):
        return None
    words = f"{place.say.cardinal(int(match['count']))} tháng"
    year = f" năm {place.say.year(int(match['year']))}" if match["year"] else ""
    return Said(words + year, LIKELY)


def _quarter(match: "re.Match[str]", place: Place) -> Said:
    """As in "Q4/2025" and "Q1-Q2/2026"."""
    numbers = (match["first"], match["number"])
    words = " đến ".join(f"quý {place.say.cardinal(int(number))}" for number in numbers if number)
    return Said(f"{words} năm {place.say.year(int(match['year']))}", LIKELY)


def _term(match: "re.Match[str]", place: Place) -> Said:
    return Said(f"học kỳ {place.say.cardinal(int(match['number']))}", LIKELY)


def _after_hour(place: Place) -> bool:
    between = place.text[place.before_end : place.start]
    return place.before_kind is Kind.TIME and between.strip() in {"", ","}


def _one_weekday(match: "re.Match[str]", place: Place) -> Said | None:
    if _names_places(place) or place.follows({"tháng"}):
        return None
    rest = place.text[place.end : place.end + 24]
    if _among_months(place):
        return None
    told = place.follows(_DAY_BEFORE) or bool(_DAY_AFTER.match(rest)) or _after_hour(place)
    listed = _after_weekday(place) or bool(_LIST_AFTER.match(rest)) or _heads_day(place)
    if not told and not listed and not place.follows(_MAYBE_BEFORE):
        return None
    return Said(_weekday(int(match["day"]), place), PROBABLE if told or listed else GUESS)


def _sunday(_match: "re.Match[str]", place: Place) -> Said | None:
    rest = place.text[place.end : place.end + 24]
    if _SATURDAY_AND.search(place.before()) or _after_hour(place):
        return Said("chủ nhật", LIKELY)
    if place.follows({"thứ bảy", "thứ 7", "sáng", "chiều", "tối", "đêm"}) or _after_weekday(place):
        return Said("chủ nhật", LIKELY)
    return Said("chủ nhật", LIKELY) if _DAY_AFTER.match(rest) else None


def _era(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "năm 40 sau CN", "thế kỷ II TCN": only after a year or a century."""
    told = _YEAR_BEFORE.search(place.before())
    if told is None or (match["side"] is None) == (told["side"] is None):
        return None
    side = {"T": "trước ", "S": "sau "}.get(match["side"] or "", "")
    return Said(f"{side}công nguyên", LIKELY)


def _stuck(match: "re.Match[str]", _place: Place) -> Said:
    """A blank is missing: the word stays, and the figures are read as after a blank."""
    return Said(match[0].lower(), LIKELY)


NUMBERS = (
    Rule(
        "date.months-of-year",
        Kind.DATE,
        r"(?P<count>1[0-2]|[1-9])T(?:/(?P<year>20\d\d)(?!\w)|(?=\ (?:đầu|cuối)\ năm))",
        _months_of_year,
        ("Kết quả 9T/2025.", "kết quả chín tháng năm hai nghìn không trăm hai mươi lăm."),
        first="123456789",
        then="T",
        longest=2,
    ),
)
RULES = (
    Rule(
        "date.stuck-word",
        Kind.DATE,
        r"(?i:ngày(?=\d{1,2}(?!\w))|tháng(?=\d{1,2}(?!\w))|năm(?=(?:19|20)\d\d(?!\w))"
        r"|(?:lúc|hồi|từ|đến)(?=\d{1,2}(?!\w|\Z)|\d{1,2}h))",
        _stuck,
        ("Họp ngày20/8 lúc7h30.", "họp ngày hai mươi tháng tám lúc bảy giờ ba mươi phút."),
        then=FIGURES,
        longest=5,
    ),
    Rule(
        "date.era",
        Kind.DATE,
        r"(?P<side>[TS])?CN(?!\w)",
        _era,
        ("Năm 40 sau CN.", "năm bốn mươi sau công nguyên."),
        first="TSC",
        longest=3,
    ),
    Rule(
        "date.t-month-range",
        Kind.DATE,
        rf"T(?P<first>1[0-2]|0?[1-9]){DASH}T(?P<last>1[0-2]|0?[1-9])(?:/(?P<year>20\d\d))?(?!\w)",
        _month_range,
        ("Thu phí T1-T6.", "thu phí tháng một đến tháng sáu."),
        first="T",
        then=FIGURES,
        longest=1,
    ),
    Rule(
        "date.t-month-alone",
        Kind.DATE,
        r"T(?P<month>1[0-2]|[1-9])(?!\w|[/.]\d)",
        _one_month,
        ("Lương T10 và T11.", "lương tháng mười và tháng mười một."),
        first="T",
        then=FIGURES,
        longest=1,
    ),
    Rule(
        "date.quarter",
        Kind.DATE,
        rf"(?:Q\.?(?P<first>[1-4]){DASH})?Q\.?(?P<number>[1-4])[/-](?P<year>20\d\d)(?!\w)",
        _quarter,
        ("Thu Q4/2025.", "thu quý bốn năm hai nghìn không trăm hai mươi lăm."),
        first="Q",
        then=f".{FIGURES}",
        longest=1,
    ),
    Rule(
        "date.term",
        Kind.DATE,
        r"HK\.?\ ?(?P<number>[1-3])(?!\w)",
        _term,
        ("Thi HK1.", "thi học kỳ một."),
        first="H",
        then=f" .{FIGURES}",
        longest=2,
    ),
    Rule(
        "date.weekday-range",
        Kind.DATE,
        rf"T(?P<first>[2-7])(?:{DASH}|\ đến\ |(?P<and>\ ?[+&]\ ?))(?:T(?P<last>[3-7])|CN)(?!\w)",
        _weekday_range,
        ("Làm việc T2-T6.", "làm việc thứ hai đến thứ sáu."),
        first="T",
        then=FIGURES,
        longest=1,
    ),
    Rule(
        "date.weekday-list",
        Kind.DATE,
        r"T[2-7](?:(?:,\ ?[2-7]){1,5}|(?:-[2-7]){1,5})(?![\w%]|[.,/-]\d)",
        _weekday_list,
        ("Trực T2,4,6.", "trực thứ hai, tư, sáu."),
        first="T",
        then=FIGURES,
        longest=1,
    ),
    Rule(
        "date.weekday",
        Kind.DATE,
        r"T(?P<day>[2-7])(?!\w|[/.-]\d)",
        _one_weekday,
        ("Phát thanh T2, T4, T6.", "phát thanh thứ hai, thứ tư, thứ sáu."),
        first="T",
        then=FIGURES,
        longest=1,
    ),
    Rule(
        "date.sunday",
        Kind.DATE,
        r"CN(?!\w)",
        _sunday,
        ("CN ngày 15 họp thôn.", "chủ nhật ngày mười lăm họp thôn."),
        first="C",
        longest=2,
    ),
)
