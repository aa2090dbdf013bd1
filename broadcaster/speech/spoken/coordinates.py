"""Places on the map: degrees, minutes and seconds of latitude and longitude."""

import re

from broadcaster.speech.spoken.forms import DASH, DASHES, FIGURES, NO_LETTER
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, Kind, Said

_DIRECTIONS = {
    "N": "bắc",
    "B": "bắc",
    "S": "nam",
    "E": "đông",
    "Đ": "đông",
    "W": "tây",
    "VB": "vĩ bắc",
    "KĐ": "kinh đông",
}
_CUES = frozenset({"vĩ tuyến", "kinh tuyến", "vĩ độ", "kinh độ", "tọa độ"})
_DEGREES = r"\d{1,3}(?:[.,]\d{1,4})?"
_SIXTIETHS = r"[0-5]?\d(?:[.,]\d{1,3})?"
_DIRECTION = rf"(?P<direction>VB|KĐ|[NBSEĐW]){NO_LETTER}(?!\d)"


def _degrees(written: str, place: Place) -> str:
    """The number; zeros behind the point are not said."""
    written = written.replace(".", ",")
    whole, _, fraction = written.partition(",")
    return place.say.number(written if fraction.strip("0") else whole)


def _told(degrees: str, direction: str, place: Place) -> bool:
    """Whether a letter after a number is a direction: not in "lớp 10B", "từ 5B đến 5E"."""
    decimal = "," in degrees or "." in degrees
    if (decimal and direction in "NE") or len(direction) > 1:
        return True
    return place.follows(_CUES) or (decimal and place.before_kind is Kind.COORDINATE)


def _coordinate(match: "re.Match[str]", place: Place) -> Said | None:
    if not match["sign"] and not _told(match["degrees"], match["direction"], place):
        return None
    words = f"{_degrees(match['degrees'], place)} độ"
    if match["minutes"]:
        words += f" {place.say.number(match['minutes'].replace('.', ','))} phút"
    if match["seconds"]:
        words += f" {place.say.number(match['seconds'].replace('.', ','))} giây"
    return Said(f"{words} {_DIRECTIONS[match['direction']]}", LIKELY)


def _range(match: "re.Match[str]", place: Place) -> Said | None:
    if not match["sign"] and not _told(match["degrees"], match["direction"], place):
        return None
    first, last = _degrees(match["first"], place), _degrees(match["degrees"], place)
    return Said(f"{first} đến {last} độ {_DIRECTIONS[match['direction']]}", LIKELY)


RULES = (
    Rule(
        "coordinate.degrees",
        Kind.COORDINATE,
        rf"(?P<degrees>{_DEGREES})\ ?(?P<sign>°)?(?:\ ?(?P<minutes>{_SIXTIETHS})['’])?"
        rf"(?:\ ?(?P<seconds>{_SIXTIETHS})(?:\"|”|''|’’))?\ ?{_DIRECTION}",
        _coordinate,
        ("Vĩ tuyến 14,0N.", "vĩ tuyến mười bốn độ bắc."),
        then=f" .,°'’\"”VKNBSEĐW{FIGURES}",
    ),
    Rule(
        "coordinate.range",
        Kind.COORDINATE,
        rf"(?P<first>{_DEGREES})°?{DASH}(?P<degrees>{_DEGREES})\ ?(?P<sign>°)?\ ?{_DIRECTION}",
        _range,
        (
            "Vùng nguy hiểm 14,5-16,0N.",
            "vùng nguy hiểm mười bốn phẩy năm đến mười sáu độ bắc.",
        ),
        then=f"{DASHES}.,°",
        longest=3,
    ),
)
