"""Units of measure and money, alone and in chains (đ/hộ/tháng, m³/s)."""

import re
from functools import cache

from broadcaster.speech.spoken.lexicon import cues, rows
from broadcaster.speech.spoken.place import Place, fold

_PHYSICAL = frozenset({"length", "area", "volume", "mass", "energy", "time"})
_CLOCK = frozenset({"h", "s", "giờ", "giây"})
_MONEY = frozenset({"money", "money scale"})
_SEPARATOR = re.compile(r"\s*/\s*")


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
    symbols = sorted({symbol for _, symbol, _ in rows("units")}, key=len, reverse=True)
    letters = "".join(symbol for symbol in symbols if len(symbol) == 1 and symbol.isalpha())
    signs = "".join(symbol for symbol in symbols if len(symbol) == 1 and not symbol.isalpha())
    longer = "|".join(re.escape(symbol) for symbol in symbols if len(symbol) > 1)
    return rf"(?:(?:(?i:{longer})|[{letters}])(?![^\W_])|[{signs}])"


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
    if words.startswith("ki lô gam"):
        words = words.replace("ki lô gam", place.reading.kilogram)
    elif words == "ki lô mét":
        words = place.reading.kilometre
    elif "nghìn" in words:
        words = words.replace("nghìn", place.reading.thousand)
    return words


def is_divisor(written: str) -> bool:
    """Whether `written` can stand after the "/" of a rate: a unit, or a thing things go to."""
    return bool(kind_of(written)) or fold(written) in cues("per")


def chain_words(chain: str, unit: str, place: Place) -> str | None:
    """The reading of "/hộ/tháng" after `unit`, or None where a part cannot be a divisor."""
    words = []
    for part in _SEPARATOR.split(chain.strip())[1:]:
        if not is_divisor(part):
            return None
        speed = part.lower() in _CLOCK and kind_of(unit) in _PHYSICAL
        words.append(f"{'trên' if speed else place.reading.per} {unit_words(part, place)}")
    return " ".join(words)
