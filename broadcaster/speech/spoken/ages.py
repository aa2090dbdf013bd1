"""Ages with a sign for under, over, from or at most, alone and at the end of a range."""

import re

from broadcaster.speech.spoken.forms import DASH, DASHES, FIGURES
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, Kind, Said

_UNIT = r"(?P<unit>tháng\ tuổi|tuần\ tuổi|ngày\ tuổi|tháng|tuổi|t(?=[\ .,;)]|\Z))"
_SIGN = r"(?P<sign>[<>≤≥]=?)"
_BOUNDS = {"<": "dưới", ">": "trên", "≤": "không quá", "≥": "từ", "<=": "không quá", ">=": "từ"}
_FROM = "từ"


def _bound(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "≥ 60 tuổi": "từ sáu mươi tuổi trở lên"."""
    bound = _BOUNDS.get(match["sign"])
    if bound is None:
        return None
    age = f"{place.say.cardinal(int(match['age']))} {_unit(match['unit'])}"
    if bound != _FROM:
        return Said(age if place.follows({bound}) else f"{bound} {age}", LIKELY)
    more = "" if place.precedes({"trở lên", "đến", "trở"}) else " trở lên"
    return Said(f"{'' if place.follows({_FROM}) else 'từ '}{age}{more}", LIKELY)


def _stuck_range(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "18-25tuổi", where the blank is missing."""
    first, last = int(match["first"]), int(match["last"])
    if first >= last:
        return None
    return Said(f"{place.say.cardinal(first)} đến {place.say.cardinal(last)}", LIKELY)


def _range(match: "re.Match[str]", place: Place) -> Said | None:
    bound = _BOUNDS.get(match["sign"])
    if bound in {None, _FROM, "trên"}:
        return None
    first, last = place.say.cardinal(int(match["age"])), place.say.cardinal(int(match["last"]))
    joint = "đến dưới" if bound == "dưới" else "đến"
    return Said(f"{first} {joint} {last} {_unit(match['unit'])}", LIKELY)


def _unit(written: str) -> str:
    return "tuổi" if written == "t" else written


RULES = (
    Rule(
        "range.stuck",
        Kind.RANGE,
        rf"(?P<first>\d{{1,3}}){DASH}(?P<last>\d{{1,3}})(?=(?:tuổi|tháng|ngày|người|hộ|phút|lần)(?!\w))",
        _stuck_range,
        ("Nam 18-25tuổi.", "nam mười tám đến hai mươi lăm tuổi."),
        then=DASHES,
        longest=3,
    ),
    Rule(
        "age.range",
        Kind.RANGE,
        rf"(?P<age>\d{{1,3}})(?:{DASH}|\ đến\ ){_SIGN}\ ?(?P<last>\d{{1,3}})\ ?{_UNIT}",
        _range,
        ("Trẻ từ 5 - <12 tuổi.", "trẻ từ năm đến dưới mười hai tuổi."),
        then=f"{DASHES}đ",
        longest=3,
    ),
)
SYMBOLS = (
    Rule(
        "age.bound",
        Kind.QUANTITY,
        rf"{_SIGN}\ ?(?P<age>\d{{1,3}})\ ?{_UNIT}",
        _bound,
        ("Người ≥ 60 tuổi.", "người từ sáu mươi tuổi trở lên."),
        first="<>≤≥",
        then=f" ={FIGURES}",
    ),
)
