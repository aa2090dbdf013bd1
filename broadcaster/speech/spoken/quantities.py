"""Amounts: a number or two, a scale, a unit, and what each of it goes to."""

import re

from broadcaster.speech.spoken.forms import DASH, NO_LETTER
from broadcaster.speech.spoken.numerals import NUMBER
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import GUESS, LIKELY, PROBABLE, Kind, Said
from broadcaster.speech.spoken.units import chain_words, is_divisor, is_money, unit_words

_SCALE = r"(?:trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ|tr|k)"
_SCALE_WORDS = {"tr": "triệu", "k": "nghìn", "tỉ": "tỷ"}
_CHAIN = r"(?:\ ?/\ ?(?:(?&unit)|[^\W\d_]+(?:[23](?!\d))?)){0,5}"
_AMOUNT = rf"(?:\ ?(?P<scale>{_SCALE}){NO_LETTER})?(?:\ ?(?P<unit>(?&unit)))?"
_BARE = frozenset(
    {"kg", "km", "km2", "m2", "m3", "cm", "mm", "ml", "mg", "kWh", "kW", "MW", "mmHg"}
)
"""Units that are told from words even without a number."""


def _amount(match: "re.Match[str]", place: Place) -> str | None:
    """Scale, unit and chain, ready to follow the number; None where the chain is no chain."""
    words = ""
    if match["scale"]:
        scale = _SCALE_WORDS.get(match["scale"], match["scale"])
        words += f" {place.reading.thousand if scale in {'nghìn', 'ngàn'} else scale}"
    unit = match["unit"] or ""
    if unit:
        words += f" {unit_words(unit, place)}"
    if match["chain"]:
        chain = chain_words(match["chain"], unit or match["scale"] or "", place)
        if chain is None:
            return None
        words += f" {chain}"
    return words


def _number(written: str, match: "re.Match[str]", place: Place) -> str:
    money = bool(match["unit"]) and is_money(match["unit"])
    return place.say.number(written, money=money)


def _single(match: "re.Match[str]", place: Place) -> Said | None:
    words = _amount(match, place)
    if words is None:
        return None
    return Said(_number(match["number"], match, place) + words)


def _range(match: "re.Match[str]", place: Place) -> Said | None:
    words = _amount(match, place)
    if words is None:
        return None
    first, last = _number(match["first"], match, place), _number(match["last"], match, place)
    return Said(f"{first} đến {last}{words}")


def _product(match: "re.Match[str]", place: Place) -> Said:
    sides = re.split(r"\s*[x×X*]\s*", match["sides"])
    numbers = " nhân ".join(place.say.number(side) for side in sides)
    unit = f" {unit_words(match['unit'], place)}" if match["unit"] else ""
    return Said(numbers + unit, LIKELY)


def _short_money(match: "re.Match[str]", place: Place) -> Said:
    """Short forms: "1tr5" is a million and 500 thousand, "2tr350" two million 350 thousand."""
    rest = int(match["rest"].ljust(3, "0"))
    millions = place.say.cardinal(int(match["number"]))
    below = f"{place.say.cardinal(rest)} {place.reading.thousand}"
    unit = " đồng" if match["unit"] else ""
    scale, smaller = (
        ("tỷ", f"{place.say.cardinal(rest)} triệu")
        if match["scale"] in {"tỷ", "tỉ"}
        else ("triệu", below)
    )
    return Said(f"{millions} {scale} {smaller}{unit}", LIKELY)


def _dollars(match: "re.Match[str]", place: Place) -> Said:
    scale = f" {match['scale']}" if match["scale"] else ""
    return Said(
        f"{place.say.number(match['number'], money=True)}{scale} {unit_words(match['unit'], place)}"
    )


def _per(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "phân lân/sào": the divisor stands apart from the number it belongs to."""
    before = place.before()
    if not any(mark.isdigit() for mark in before[-40:]) or not before or not before[-1].isalpha():
        return None
    words = chain_words(match[0], "", place)
    return None if words is None else Said(words, LIKELY)


def _per_number(_match: "re.Match[str]", place: Place) -> Said | None:
    """With a number: "đồng/01 hộ" is "đồng một hộ", "đồng/100 m2" is "đồng trên 100 m2"."""
    before = place.before()[-24:]
    unit = re.search(r"[^\W\d_]+[23]?\Z", before)
    if unit is None or not is_divisor(unit[0]) or not any(mark.isdigit() for mark in before):
        return None
    return Said("" if re.match(r"0?1(?!\d|[.,]\d)", place.after()) else "trên", LIKELY)


def _bare_unit(match: "re.Match[str]", place: Place) -> Said | None:
    """A unit without its number, as in "tính bằng kg"."""
    unit = match["unit"]
    if unit not in _BARE and not (unit.lower() == "ha" and _measures_area(place)):
        return None
    words = unit_words(match["unit"], place)
    chain = chain_words(match["chain"], match["unit"], place) if match["chain"] else ""
    if words == match[0] or chain is None:
        return None
    return Said(f"{words} {chain}", LIKELY)


def _measures_area(place: Place) -> bool:
    """Whether "ha" is hectares here and no laughter or name."""
    words = {"tính", "bằng", "mỗi", "diện tích", "đồng", "tấn", "tạ", "kg", "ki lô gam"}
    return place.before()[-1:] in {"(", "/"} or place.follows(words)


def _dong_chain(match: "re.Match[str]", place: Place) -> Said | None:
    words = chain_words(match["chain"], "đ", place)
    return None if words is None else Said(f"đồng {words}", LIKELY)


def _spaced_thousands(match: "re.Match[str]", place: Place) -> Said:
    words = place.say.cardinal(int(match["number"].replace(" ", "")))
    return Said(f"{words} {unit_words(match['unit'], place)}")


def _negative(_match: "re.Match[str]", place: Place) -> Said | None:
    if place.opens_line() and not re.match(r"\d+(?:,\d+)?\ ?(?:°|độ|oC|%)", place.after()):
        return None
    before = place.before()
    if place.start and place.text[place.start - 1].isalnum():
        return None
    if before and before[-1].isdigit():
        return None
    return Said(place.reading.minus, LIKELY)


def _range_guess(match: "re.Match[str]", place: Place) -> Said | None:
    """Two numbers with a hyphen and nothing to tell what they are: most are from-to."""
    first, last = (match["first"], match["last"])
    climbs = len(first.split(",")[0]) <= len(last.split(",")[0])
    words = f"{place.say.number(first)} đến {place.say.number(last)}"
    return Said(words, PROBABLE if climbs else GUESS)


AMOUNTS = (
    Rule(
        "quantity.short-money",
        Kind.QUANTITY,
        rf"(?P<number>\d{{1,3}})\ ?(?P<scale>tr|triệu|tỷ|tỉ)(?P<rest>\d{{1,3}})(?![\d.,/])"
        rf"(?:\ ?(?P<unit>đ|đồng){NO_LETTER})?{NO_LETTER}",
        _short_money,
        ("Giá 1tr5 một chiếc.", "giá một triệu năm trăm nghìn một chiếc."),
    ),
    Rule(
        "quantity.spaced-thousands",
        Kind.QUANTITY,
        r"(?P<number>\d{1,3}(?:\ \d{3}){1,5})\ ?(?P<unit>(?i:đồng|đ|vnđ|vnd)(?![^\W\d_]))",
        _spaced_thousands,
        ("Thu 250 000 đ mỗi hộ.", "thu hai trăm năm mươi nghìn đồng mỗi hộ."),
    ),
    Rule(
        "quantity.product",
        Kind.QUANTITY,
        rf"(?P<sides>{NUMBER}(?:\ ?[x×X*]\ ?{NUMBER}){{1,4}})(?:\ ?(?P<unit>(?&unit)))?{NO_LETTER}",
        _product,
        ("Bảng cỡ 3x4 m.", "bảng cỡ ba nhân bốn mét."),
    ),
    Rule(
        "quantity.range",
        Kind.QUANTITY,
        rf"(?P<first>{NUMBER})(?:\ ?(?&unit))?{DASH}(?P<last>{NUMBER})"
        rf"(?=\ ?(?:(?:{_SCALE}|(?&unit)){NO_LETTER}|[%‰°])){_AMOUNT}(?P<chain>{_CHAIN})",
        _range,
        ("Bón 10-15kg/sào.", "bón mười đến mười lăm ki lô gam một sào."),
    ),
    Rule(
        "quantity.amount",
        Kind.QUANTITY,
        rf"(?P<number>{NUMBER})(?=\ ?(?:(?:{_SCALE}|(?&unit)){NO_LETTER}|[%‰°]))"
        rf"{_AMOUNT}(?P<chain>{_CHAIN})",
        _single,
        (
            "Rộng 15 m, phí 30.000đ/hộ/tháng.",
            "rộng mười lăm mét, phí ba mươi nghìn đồng một hộ một tháng.",
        ),
    ),
)
RANGES = (
    Rule(
        "range.numbers",
        Kind.RANGE,
        rf"(?P<first>{NUMBER}){DASH}(?P<last>{NUMBER})(?![-–./:]\d|[^\W\d_])",
        _range_guess,
        ("Cử từ 3-5 người.", "cử từ ba đến năm người."),
    ),
)
SYMBOLS = (
    Rule(
        "quantity.dollars",
        Kind.QUANTITY,
        rf"(?P<unit>[$€£¥])\ ?(?P<number>{NUMBER})(?:\ (?P<scale>triệu|tỷ|nghìn))?",
        _dollars,
        ("Trị giá $2.500.", "trị giá hai nghìn năm trăm đô la."),
        first="$€£¥",
    ),
    Rule(
        "quantity.per",
        Kind.QUANTITY,
        r"(?:\ ?/\ ?(?:(?&unit)|[^\W\d_]+(?:[23](?!\d))?)){1,5}",
        _per,
        ("Bón 20 kg lân/sào.", "bón hai mươi ki lô gam lân một sào."),
        first="/",
    ),
    Rule(
        "quantity.per-number",
        Kind.QUANTITY,
        r"/\ ?(?=\d)",
        _per_number,
        ("Thu 5 triệu đồng/100 m2.", "thu năm triệu đồng trên một trăm mét vuông."),
        first="/",
    ),
    Rule(
        "number.negative",
        Kind.NUMBER,
        r"[-−–](?=\d)",
        _negative,
        ("Xuống -2°C.", "xuống âm hai độ xê."),
        first="-–−",
    ),
)
WORDS = (
    Rule(
        "quantity.dong-chain",
        Kind.QUANTITY,
        r"đ(?P<chain>(?:/[^\W\d_]+){1,5})",
        _dong_chain,
        ("Đơn vị tính: đ/kg.", "đơn vị tính: đồng một ki lô gam."),
        first="đ",
    ),
    Rule(
        "quantity.bare-unit",
        Kind.QUANTITY,
        rf"(?P<unit>(?&unit))(?P<chain>{_CHAIN}){NO_LETTER}",
        _bare_unit,
        ("Tính bằng kg/ha.", "tính bằng ki lô gam một héc ta."),
    ),
)
