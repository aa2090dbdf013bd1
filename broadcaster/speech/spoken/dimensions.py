"""Sizes and multiplications: 3x4 m, 8m x 12m, 1m65, phi 21, 10 suất x 50.000 đ."""

import re

from broadcaster.speech.spoken.forms import DASH, FIGURES, NO_LETTER
from broadcaster.speech.spoken.numerals import NUMBER
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.quantities import BLANK, SCALE, amount_words
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, PROBABLE, Kind, Said
from broadcaster.speech.spoken.units import chain_words, unit_words

_SIDE = rf"{NUMBER}(?:{BLANK}{SCALE})?(?:{BLANK}(?:(?&unit)|(?:[ckm]?m|mét)(?=[xX×]\ ?\d)))?"
_UPRIGHT = frozenset({"cao", "dài", "sâu", "chiều cao", "chiều dài", "cao từ", "cao trên"})
_ABOUT_UPRIGHT = re.compile(r"(?<!\w)cao (?:~|≈|khoảng|tầm|gần|hơn)\Z")
_DISTANT = frozenset({"cách", "xa", "dài", "chạy", "đi", "đường", "nhà", "xã", "thôn"})
"""Before "1km2" a distance is meant: one kilometre and two hundred metres."""
_TALLEST = 10
"""Less than this after "cao" is a length: "cây cao 1m2" is no area."""
_TIMES = r"\ {0,2}[x×X*]\ {0,2}"
_SPLIT = re.compile(r"\s*[x×X*]\s*(?=\d)")
_PARTS = re.compile(rf"(?P<number>{NUMBER})\s*(?P<rest>.*)", re.VERBOSE | re.DOTALL)
_SCALE = re.compile(rf"(?P<scale>{SCALE})\s*", re.VERBOSE)


def _side(written: str, place: Place) -> str:
    """One side of a product: a number, and its scale and unit if it has any."""
    parts = _PARTS.fullmatch(written)
    if parts is None:
        message = f"{written!r} begins with no number"
        raise ValueError(message)
    scale = _SCALE.match(parts["rest"])
    unit = parts["rest"][scale.end() :] if scale else parts["rest"]
    words = place.say.number(parts["number"])
    return words + amount_words(scale["scale"] if scale else None, unit, place)


def _product(match: "re.Match[str]", place: Place) -> Said:
    sides = _SPLIT.split(match[0])
    words = " nhân ".join(_side(side, place) for side in sides)
    return Said(f"{words} {chain_words(match['unit'] or '', place)}".strip(), LIKELY)


def _compound(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "1m65": metres and hundredths, spoken as they are written."""
    rest = match["rest"]
    upright = place.follows(_UPRIGHT) or _ABOUT_UPRIGHT.search(place.before())
    tall = int(match["number"]) < _TALLEST and bool(upright)
    tall = tall or match["more"] not in {None, "2", "3"}
    if match["unit"] == "m" and rest in {"2", "3"} and not tall:
        return None
    if match["unit"] == "km" and rest == "2" and not place.follows(_DISTANT):
        return None
    words = _metres_and_rest(match["number"], match["unit"], rest, place)
    if match["last"]:
        words += f" đến {_metres_and_rest(match['last'], match['unit'], match['more'], place)}"
    return Said(words, LIKELY)


def _metres_and_rest(number: str, unit: str, rest: str, place: Place) -> str:
    below = place.say.digits(rest) if rest[0] == "0" else place.say.cardinal(int(rest))
    return f"{place.say.cardinal(int(number))} {unit_words(unit, place)} {below}"


def _times(match: "re.Match[str]", place: Place) -> Said | None:
    """The "x" between two amounts of which one is more than a number."""
    alone = match["alone"]
    if not any(mark.isdigit() for mark in place.before()[-40:]) and not match["times"]:
        return None
    if alone == "X" and not place.before()[-1:].isdigit():
        return None
    return Said("nhân", LIKELY if alone else PROBABLE)


AMOUNTS = (
    Rule(
        "dimension.product",
        Kind.QUANTITY,
        rf"{_SIDE}(?:{_TIMES}{_SIDE}){{0,3}}{_TIMES}{NUMBER}(?:{BLANK}{SCALE})?"
        rf"(?:{BLANK}(?P<unit>(?&unit)))?{NO_LETTER}",
        _product,
        ("Bảng cỡ 3x12 m.", "bảng cỡ ba nhân mười hai mét."),
    ),
    Rule(
        "dimension.compound",
        Kind.QUANTITY,
        rf"(?P<number>\d{{1,3}})(?P<unit>m|km|kg|ha)(?P<rest>\d{{1,2}})"
        rf"(?:{DASH}(?P<last>\d{{1,3}})(?P=unit)(?P<more>\d{{1,2}}))?(?!\d|[.,]\d){NO_LETTER}",
        _compound,
        ("Người cao 1m65.", "người cao một mét sáu mươi lăm."),
        then="mkh",
        longest=3,
    ),
)
WORDS = (
    Rule(
        "dimension.times",
        Kind.QUANTITY,
        r"(?:(?P<alone>[xX])\ {1,2}(?=\d"
        r"|(?:dài|rộng|cao|sâu|dày|giá|đơn\ giá|mức|diện\ tích|hệ\ số)(?![^\W\d_]))"
        r"|(?P<times>x)(?=[2-9](?!\w)))",
        _times,
        ("Rộng 5 m x dài 20 m.", "rộng năm mét nhân dài hai mươi mét."),
        first="xX",
        longest=1,
    ),
    Rule(
        "dimension.diameter",
        Kind.QUANTITY,
        r"[Øø]\ ?(?=\d)",
        lambda _match, _place: Said("phi", LIKELY),
        ("Thép Ø10.", "thép phi mười."),
        first="Øø",
        then=f" {FIGURES}",
        longest=1,
    ),
)
