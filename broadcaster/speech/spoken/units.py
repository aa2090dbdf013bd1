"""Units of measure and money, alone and in chains (đ/hộ/tháng, m³/s)."""

import re
from functools import cache

from broadcaster.speech.spoken.forms import any_of
from broadcaster.speech.spoken.lexicon import cues, rows
from broadcaster.speech.spoken.place import Place, fold
from broadcaster.speech.spoken.syllables import is_syllable

_PHYSICAL = frozenset({"length", "area", "volume", "mass", "energy", "time"})
_GOES_TO_ANYTHING = frozenset({"money", "money scale", "mass", "volume"})
"""After these any word can be what the amount goes to: "5.000 đ/chậu", "2 kg/chậu"."""
_CLOCK = frozenset({"h", "s", "giờ", "giây"})
_MONEY = frozenset({"money", "money scale"})
_SHORT_DIVISORS = {
    "th": "tháng",
    "p": "phút",
    "LĐ": "lao động",
    "NK": "nhân khẩu",
    "HS": "học sinh",
    "hs": "học sinh",
    "HV": "học viên",
    "TV": "thành viên",
}
"""Letters that are these only behind the "/" of a rate: 3tr/th, 10.000đ/LĐ."""
_TAKEN = re.compile(r"\s?/\s?(?:lần|ngày)")
"""After tablets: "2v/lần"; elsewhere v is volt."""
_DAY_AND_NIGHT = "ngđ"
"""A thousand đồng as an amount, "ngày đêm" under a volume: 500 m3/ngđ."""

_DECREE = "NĐ"
"""In capitals no thousand đồng but a decree: "Điều 28 NĐ 101/2024/NĐ-CP"."""


@cache
def _table() -> dict[str, tuple[str, str]]:
    """Symbol to its kind and reading; symbols of two or more letters also in lower case."""
    table = {}
    for kind, symbol, words in rows("units"):
        table[symbol] = (kind, words)
        if len(symbol) > 1:
            table[symbol.lower()] = (kind, words)
    return table


@cache
def unit_pattern() -> str:
    """A verbose pattern that matches one unit, the longest first; no letter may follow."""
    symbols = dict.fromkeys(symbol for _, symbol, _ in rows("units"))
    letters = "".join(symbol for symbol in symbols if len(symbol) == 1 and symbol.isalpha())
    signs = "".join(symbol for symbol in symbols if len(symbol) == 1 and not symbol.isalpha())
    longer = any_of(symbol for symbol in symbols if len(symbol) > 1)
    return rf"(?!{_DECREE})(?:(?:{longer}|[{letters}](?!/c(?!\w)))(?![^\W_])|[{signs}])"


@cache
def _parts() -> "re.Pattern[str]":
    """One "/" and what stands after it: a unit, a thing of two words or more, or a word.

    Some write "đồng/hộ.tháng" and "đồng/người-ngày".
    """
    things = sorted((thing for thing in cues("per") if " " in thing), key=len, reverse=True)
    longer = "|".join(re.escape(thing) for thing in things)
    single = f"(?:{'|'.join(sorted(thing for thing in cues('per') if thing.isalpha()))})"
    part = rf"{unit_pattern()}|(?i:{longer})(?![^\W_])|[^\W\d_]+(?:[23](?!\d))?"
    mark = rf"\ {{0,2}}/\ {{0,2}}|[.-](?={longer}|{unit_pattern()}|{single}(?!\w))"
    return re.compile(rf"(?:{mark})(?P<part>{part})", re.VERBOSE)


def _symbol(written: str) -> str:
    return " ".join(written.split())


def kind_of(written: str) -> str:
    """The kind of a unit as written (length, money...), or "" if it is none."""
    symbol = _symbol(written)
    return (_table().get(symbol) or _table().get(symbol.lower()) or ("", ""))[0]


def is_money(written: str) -> bool:
    """Whether the unit is an amount of money."""
    return kind_of(written) in _MONEY


def unit_words(written: str, place: Place) -> str:
    """The reading of one unit; a word that is no unit stays as it is."""
    symbol = _symbol(written)
    _, words = _table().get(symbol) or _table().get(symbol.lower()) or ("", symbol.lower())
    if symbol == "v" and _TAKEN.match(place.text, place.end):
        words = "viên"
    elif words.startswith("ki lô gam"):
        words = words.replace("ki lô gam", place.reading.kilogram)
    elif words == "ki lô mét":
        words = place.reading.kilometre
    elif "nghìn" in words:
        words = words.replace("nghìn", place.reading.thousand)
    return words


def is_divisor(written: str) -> bool:
    """Whether `written` can stand after the "/" of a rate: a unit, or a thing things go to."""
    return bool(kind_of(written)) or fold(_symbol(written)) in cues("per")


def chain_words(unit: str, place: Place) -> str:
    """The reading of the "/hộ/tháng" that follows `place`, after an amount in `unit`; "" for none.

    The place grows by what is said. It stops before the first part that nothing can go to.
    """
    words: list[str] = []
    while part := _parts().match(place.text, place.end):
        said = _part_words(part["part"], unit, place)
        if not said or (not words and "/" not in part[0]):
            break
        words.append(said)
        place.end = part.end()
    return " ".join(words)


def _part_words(part: str, unit: str, place: Place) -> str:
    """The reading of one part of a chain, or "" if it is none."""
    kind = kind_of(unit)
    if part.lower() == _DAY_AND_NIGHT and kind in _PHYSICAL:
        return f"{place.reading.per} ngày đêm"
    if part.lower() in _CLOCK and kind in _PHYSICAL:
        return f"trên {unit_words(part, place)}"
    if fold(part) in cues("total"):
        return f"trên {part}"
    part = _SHORT_DIVISORS.get(part, part)
    known = is_divisor(part)
    if not known and not (kind in _GOES_TO_ANYTHING and part.islower() and is_syllable(part)):
        return ""
    return f"{place.reading.per} {unit_words(part, place)}"
