"""What heads a line of a plan, with a dash behind it: "Thôn 1 - 19h", "Xóm 3 - 19 hộ"."""

import re

from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.numerals import NUMBER
from broadcaster.speech.spoken.place import Place, fold
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, PROBABLE, Kind, Said
from broadcaster.speech.spoken.units import kind_of

_NUMBERED = frozenset(
    {"thôn", "xóm", "ấp", "khóm", "buôn", "bản", "làng", "khu", "khu phố", "tổ", "tổ dân phố", "kp"}
    | {"tdp", "đội", "nhóm", "cụm", "khối", "lớp", "bàn", "điểm", "đợt"}
)
_HOUR = re.compile(r"\d{1,2}(?:\ ?[hH](?:\d\d)?(?![^\W\d_])|:\d\d(?!\d)|\ ?giờ(?![^\W\d_])|g\d\d)")
_PLACES = "Thôn|Xóm|Ấp|Khóm|Buôn|Bản|Làng|Khu phố|Tổ dân phố|KP|TDP"
_HEADS_ITEM = re.compile(rf"(?:(?:\A|[:,.\n(])\s*[-+*•]?\s*(?:{_PLACES})|;\s*(?i:{_PLACES}))\s+\Z")
_AMOUNT = re.compile(rf"{NUMBER}\s?(?P<what>%|[^\W\d_]+[23]?)", re.VERBOSE)


def _headed(match: "re.Match[str]", place: Place) -> Said | None:
    """The number of what the line is about; what stands behind the dash is no end of a range."""
    number = int(match["number"])
    if _HOUR.match(place.text, place.end):
        if place.follows(cues("weekday before")):
            return Said(f"{place.say.ordinal(number)},", LIKELY)
        told = place.follows(_NUMBERED)
        return Said(f"{place.say.cardinal(number)},", LIKELY) if told else None
    amount = _AMOUNT.match(place.text, place.end)
    if amount is None or not _HEADS_ITEM.search(place.text[place.line()[0] : place.start]):
        return None
    what = fold(amount["what"])
    if what not in cues("counted") and not kind_of(what):
        return None
    return Said(f"{place.say.cardinal(number)},", PROBABLE)


RULES = (
    Rule(
        "number.headed",
        Kind.NUMBER,
        r"(?P<number>\d{1,2})\ {1,3}[-–]\ {1,3}(?=\d)",
        _headed,
        ("Thôn 1 - 19h; thôn 2 - 20h.", "thôn một, mười chín giờ; thôn hai, hai mươi giờ."),
        then=" -–",
        longest=2,
    ),
)
