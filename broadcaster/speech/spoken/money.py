"""Money in its short forms: 1tr5, 2tr350, 10k5, 3 tỷ 500, $2.500."""

import re

from broadcaster.speech.spoken.forms import NO_LETTER
from broadcaster.speech.spoken.numerals import NUMBER
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.quantities import BLANK, TO
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, Kind, Said
from broadcaster.speech.spoken.units import chain_words, unit_words

_BILLION = frozenset({"tỷ", "tỉ"})
_THOUSAND = frozenset({"k", "nghìn", "ngàn"})
_SHORT = r"\d{1,3}\ ?(?i:tr|triệu|tỷ|tỉ|k|nghìn|ngàn)\d{1,3}(?!\d|[.,/]\d)"


def _short_words(written: str, place: Place) -> str:
    """The words of "1tr5": a million and 500 thousand; a figure less is a power of ten more."""
    parts = re.fullmatch(r"(\d+)\s*([^\W\d]+)\s*(\d+)", written)
    if parts is None:
        message = f"{written!r} is no short form of money"
        raise ValueError(message)
    number, scale, rest = int(parts[1]), parts[2].lower(), int(parts[3].ljust(3, "0"))
    whole, below = place.say.cardinal(number), place.say.cardinal(rest)
    thousand = place.reading.thousand
    if scale in _BILLION:
        return f"{whole} tỷ {below} triệu"
    if scale in _THOUSAND:
        return place.say.cardinal(number * 1000 + rest)
    return f"{whole} triệu {below} {thousand}"


def _short(match: "re.Match[str]", place: Place) -> Said:
    words = _short_words(match["last"], place)
    if match["first"]:
        words = f"{_short_words(match['first'], place)} đến {words}"
    unit = " đồng" if match["unit"] else ""
    return Said(f"{words}{unit} {chain_words('đ', place)}".strip(), LIKELY)


def _rest_of_billion(match: "re.Match[str]", place: Place) -> Said:
    """As in "3 tỷ 500": the hundreds after a billion are millions."""
    words = f"{place.say.number(match['number'])} tỷ {place.say.cardinal(int(match['rest']))} triệu"
    return Said(words, LIKELY)


def _dollars(match: "re.Match[str]", place: Place) -> Said:
    scale = f" {match['scale']}" if match["scale"] else ""
    return Said(
        f"{place.say.number(match['number'], money=True)}{scale} {unit_words(match['unit'], place)}"
    )


AMOUNTS = (
    Rule(
        "money.short",
        Kind.QUANTITY,
        rf"(?:(?P<first>{_SHORT}){TO})?(?P<last>{_SHORT})"
        rf"(?:{BLANK}(?P<unit>đ|đồng){NO_LETTER})?{NO_LETTER}",
        _short,
        ("Giá 1tr5 một chiếc.", "giá một triệu năm trăm nghìn một chiếc."),
        then=" tTkKnN",
        longest=3,
    ),
    Rule(
        "money.rest-of-billion",
        Kind.QUANTITY,
        r"(?P<number>\d{1,3}(?:\.\d{3})?)\ (?:tỷ|tỉ)\ (?P<rest>[1-9]\d\d)(?!\d|[.,/]\d)"
        r"(?!\ ?(?:triệu|tr|đ|đồng|hộ|người|con)(?![^\W\d_]))",
        _rest_of_billion,
        ("Vay hơn 3 tỷ 500.", "vay hơn ba tỷ năm trăm triệu."),
        then=" .t",
        longest=3,
    ),
)
SYMBOLS = (
    Rule(
        "money.sign-first",
        Kind.QUANTITY,
        rf"(?P<unit>[$€£¥])\ ?(?P<number>{NUMBER})(?:\ (?P<scale>triệu|tỷ|nghìn))?",
        _dollars,
        ("Trị giá $2.500.", "trị giá hai nghìn năm trăm đô la."),
        first="$€£¥",
    ),
)
