"""Amounts: a number or two, a scale, a unit, and what each of it goes to."""

import re

from broadcaster.speech.spoken.forms import DASHES, FIGURES, GAP, LETTERS, NO_LETTER
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.numerals import NUMBER, split_number
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import GUESS, LIKELY, PROBABLE, Kind, Said
from broadcaster.speech.spoken.units import chain_words, is_divisor, is_money, kind_of, unit_words

BLANK = r"(?:\ {0,3}|\ {0,2}\n\ {0,2}(?=[a-zà-ỹ]{2}))"
"""Between a number and its unit; a line end only before two letters, so before no list letter."""
SCALE = (
    r"(?:(?i:trăm|chục|nghìn|ngàn|vạn|triệu|tỷ|tỉ|tr(?!\.\ ?[đĐ]))(?:\ (?:nghìn|ngàn|triệu|tỷ|tỉ))?"
    rf"|[kK]){NO_LETTER}"
)
TO = rf"{GAP}(?:-:-|->|[-–—~÷→]){GAP}"
"""A dash, or one of the other signs that stand between two amounts."""
_LASTING = ("giờ", "ngày", "tuần", "tháng", "tháng tuổi", "năm", "tuổi")
_CALENDAR = frozenset({"ngày", "tháng", "năm", "quý", "tuần"})
_SCALE_WORDS = {"tr": "triệu", "k": "nghìn", "tỉ": "tỷ", "ngàn": "nghìn"}
_MONEY_TAIL = r"(?:,-|(?<=\d{3})[.,](?=(?:đ|đồng|(?i:vnđ|vnd))(?![^\W\d_])|\ đồng))?"
"""What some write between a sum and its unit: "500.000,- đ", "500.000.đ"."""
_AMOUNT = rf"(?:{BLANK}(?P<scale>{SCALE}))?(?:{BLANK}(?P<unit>(?&unit)))?"
_NEEDS_UNIT = rf"(?={BLANK}(?:{SCALE}|(?&unit)|[%‰°]))"
_SHORT_UNITS = {
    "T": (("tấn", "tonne before"), ("tháng", "term before"), ("tuổi", "age before")),
    "CV": (("mã lực", "engine before"),),
    "A": (("am pe", "current before"),),
}
"""Short units: what each can be, and the section of cues.tsv that tells it."""
_BARE = frozenset(
    {
        *("kg", "km", "km2", "m2", "m3", "cm", "cm2", "cm3", "mm", "ml", "mg", "kWh", "kW", "MW"),
        *("mmHg", "kV", "kVA", "MVA", "MWh", "Hz", "kHz", "MHz", "GHz", "kWp", "dB", "Mbps"),
    }
)
"""Units that are told from words even without a number."""
_NEVER_BARE = "MG"
"""In capitals and without a number a kindergarten, no milligram."""


def scale_words(written: str, place: Place) -> str:
    """The reading of a scale ("tr", "k", "nghìn tỷ")."""
    words = [_SCALE_WORDS.get(word, word) for word in written.lower().split()]
    return " ".join(place.reading.thousand if word == "nghìn" else word for word in words)


def amount_words(scale: str | None, unit: str | None, place: Place) -> str:
    """Scale and unit, ready to follow the number."""
    words = f" {scale_words(scale, place)}" if scale else ""
    return f"{words} {unit_words(unit, place)}" if unit else words


def _tail(match: "re.Match[str]", place: Place) -> str:
    """Scale, unit and chain."""
    words = amount_words(match["scale"], match["unit"], place)
    chain = chain_words(match["unit"] or ("đ" if match["scale"] else ""), place)
    return f"{words} {chain}" if chain else words


def _number(written: str, match: "re.Match[str]", place: Place) -> str:
    money = bool(match["unit"]) and is_money(match["unit"])
    return place.say.number(written, money=money)


def _single(match: "re.Match[str]", place: Place) -> Said:
    if match["unit"] == "đ" and not match["scale"] and _has_fraction(match["number"]):
        return _points(match, place)
    return Said(_number(match["number"], match, place) + _tail(match, place))


def _has_fraction(written: str) -> bool:
    """Whether the comma of a sum of đồng divides no thousands: there are no parts of a đồng."""
    return bool(split_number(written, money=True)[1].strip("0"))


def _points(match: "re.Match[str]", place: Place) -> Said:
    """As in "ba môn 27,5đ"."""
    told = not cues("points before").isdisjoint(place.last_words(8))
    return Said(f"{place.say.number(match['number'])} điểm", LIKELY if told else GUESS)


def _range(match: "re.Match[str]", place: Place) -> Said:
    """From one amount to another; the unit of the first is said where it is written.

    Two units that measure different things ("25W-100V") are no range.
    """
    if match["first_unit"] and not _alike(match["first_unit"], match["unit"]):
        place.end = match.end("first_unit")
        words = amount_words(match["first_scale"], match["first_unit"], place)
        return Said(_number(match["first"], match, place) + words)
    first, last = _number(match["first"], match, place), _number(match["last"], match, place)
    first += amount_words(match["first_scale"], match["first_unit"], place)
    return Said(f"{first} đến {last}{_tail(match, place)}")


def _alike(first: str, last: str | None) -> bool:
    """Whether both units measure the same thing."""
    if last is None or first.lower() == last.lower():
        return True
    kind = kind_of(first)
    return kind == kind_of(last) and kind not in {"energy", "other", "counted"}


def _to(match: "re.Match[str]", place: Place) -> Said | None:
    """Between two rates that end alike: "12.000đ/kg - 15.000đ/kg"."""
    tail = match["tail"].replace(" ", "").lower()
    adjoins = not place.text[place.before_end : place.start].strip()
    if not tail or place.before_kind is not Kind.QUANTITY or not adjoins:
        return None
    before = place.before().replace(" ", "")
    lasts = before.endswith(_LASTING) and tail.endswith(_LASTING)
    return Said("đến", LIKELY) if lasts or before.endswith(tail) else None


def _percentages(match: "re.Match[str]", place: Place) -> Said:
    """As in "30%-40%-50%": three and more are a list."""
    parts = re.findall(NUMBER, match[0], re.VERBOSE)
    return Said(", ".join(f"{place.say.number(part)} phần trăm" for part in parts), LIKELY)


def _short_unit(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "xe 5T", "tàu 90 CV", "6 t/ha": letters that could be much else."""
    unit = match["unit"].upper()
    number = place.say.number(match["number"])
    near = place.last_words(6)
    chain = chain_words("kg", place)
    tonnes = unit == "T" and (chain or place.precedes(cues("tonne after")))
    for words, told in _SHORT_UNITS[unit]:
        if tonnes or any(word in cues(told) for word in near):
            return Said(f"{number} {words} {chain}".strip(), LIKELY)
    return None


def _inch(match: "re.Match[str]", place: Place) -> Said | None:
    if not any(word in cues("inch before") for word in place.last_words(4)):
        return None
    return Said(f"{place.say.number(match['number'])} {unit_words('inch', place)}", LIKELY)


def _per(_match: "re.Match[str]", place: Place) -> Said | None:
    """As in "phân lân/sào": the divisor stands apart from the number it belongs to."""
    before = place.before()
    amount = place.before_kind in {Kind.NUMBER, Kind.RATIO} and place.before_end == place.start
    if not before or not (before[-1].isalpha() or amount):
        return None
    if not any(mark.isdigit() for mark in before[-40:]):
        return None
    group = _group(place)
    if group:
        return Said(f"{place.reading.per} {group}", LIKELY)
    place.end = place.start
    words = chain_words("", place)
    if not words or (amount and words.split()[-1] in _CALENDAR):
        return None
    return Said(words, LIKELY)


def _group(place: Place) -> str:
    """The people or place that each get so much ("3 loa/cụm"), passed over; "" for none.

    Two of a kind ("12 tổ/đội") are the one or the other.
    """
    words = place.next_words(2)
    last = re.split(r"[\s/]", place.before())[-2:]
    if last[-1] in cues("per group") or " ".join(last) in cues("per group"):
        return ""
    for count in (2, 1):
        group = " ".join(words[:count])
        if len(words) >= count and group in cues("per group"):
            blanks = len(place.text[place.end : place.end + 3]) - len(
                place.text[place.end : place.end + 3].lstrip()
            )
            end = place.end + blanks + len(group)
            if place.text[end : end + 1] == "/":
                return ""
            place.end = end
            return group
    return ""


def _per_number(_match: "re.Match[str]", place: Place) -> Said | None:
    """With a number: "đồng/01 hộ" is "đồng một hộ", "đồng/100 m2" is "đồng trên 100 m2"."""
    before = place.before()[-24:]
    unit = re.search(r"[^\W\d_]+[23]?\Z", before)
    if unit is None or not any(mark.isdigit() for mark in before):
        return None
    after = re.match(r"(?P<number>[\d.,]+)\ ?(?P<unit>[^\W\d_]+[23]?)", place.after())
    alike = after and re.search(r"\d\ [^\d/,;:.()]{1,16}\Z", before)
    if not is_divisor(unit[0]) and not (after and kind_of(after["unit"])) and not alike:
        return None
    return Said("" if re.match(r"0?1(?!\d|[.,]\d)", place.after()) else "trên", LIKELY)


def _bare_unit(match: "re.Match[str]", place: Place) -> Said | None:
    """A unit without its number, as in "tính bằng kg"."""
    unit = match["unit"]
    if unit == _NEVER_BARE:
        return None
    known = unit in _BARE or unit.lower() in _BARE or _bracketed(match, place)
    if not known and not (unit.lower() == "ha" and _measures_area(place)):
        return None
    words = unit_words(unit, place)
    if words == match[0]:
        return None
    return Said(f"{words} {chain_words(unit, place)}".strip(), LIKELY)


def _bracketed(match: "re.Match[str]", place: Place) -> bool:
    """Whether it is the heading of a column: "Chiều dài (m)", "Thành tiền (đ)"."""
    if place.before()[-1:] != "(" or place.text[place.end : place.end + 1] != ")":
        return False
    return len(match["unit"]) > 1 or place.follows(cues("measured"))


def _measures_area(place: Place) -> bool:
    """Whether "ha" is hectares here and no laughter or name."""
    words = {"tính", "tính bằng", "mỗi", "diện tích", "đvt"}
    written = place.text[place.start : place.end]
    if place.after()[:1].isdigit() and not place.opens_line() and written != "Ha":
        return True
    return place.before()[-1:] in {"(", "/"} or place.follows(words)


def _dong_chain(_match: "re.Match[str]", place: Place) -> Said | None:
    words = chain_words("", place)
    return Said(f"đồng {words}", LIKELY) if words else None


def _spaced_thousands(match: "re.Match[str]", place: Place) -> Said | None:
    """One blank only is a thousand where the thing counted follows and no number ends before it."""
    if place.follows(cues("numbered before")):
        return None
    unit = match["unit"]
    if not unit and not (place.precedes(cues("counted")) or place.precedes(cues("per"))):
        return None
    words = place.say.cardinal(int(match["number"].replace(" ", "")))
    if not unit:
        before = place.text[place.line()[0] : place.start].split()
        unsure = GUESS if len(before) > 1 and before[-1][0].isupper() else PROBABLE
        return Said(words, LIKELY if match["number"].endswith(" 000") else unsure)
    return Said(f"{words} {unit_words(unit, place)} {chain_words(unit, place)}".strip(), LIKELY)


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
    """Two numbers with a hyphen and nothing to tell what they are: most are from-to.

    Nobody counts downwards, so "3-1" is a score.
    """
    first, last = (match["first"], match["last"])
    if first.isdigit() and last.isdigit() and len(first) < 3 and int(first) >= int(last):
        return Said(f"{place.say.number(first)} {place.say.number(last)}", GUESS)
    climbs = len(first.split(",")[0]) <= len(last.split(",")[0])
    words = f"{place.say.number(first)} đến {place.say.number(last)}"
    return Said(words, PROBABLE if climbs else GUESS)


AMOUNTS = (
    Rule(
        "quantity.spaced-thousands",
        Kind.QUANTITY,
        rf"(?P<number>[1-9]\d{{0,2}}(?:\ \d{{3}}){{1,5}})(?![\d]|[.,/]\d)"
        rf"(?:{BLANK}(?P<unit>(?&unit)))?",
        _spaced_thousands,
        ("Thu 250 000 đ mỗi hộ.", "thu hai trăm năm mươi nghìn đồng mỗi hộ."),
        then=f" {FIGURES}",
        longest=3,
    ),
    Rule(
        "quantity.percentages",
        Kind.QUANTITY,
        rf"{NUMBER}\ ?%(?:\ ?[-–]\ ?{NUMBER}\ ?%){{2,6}}",
        _percentages,
        (
            "Góp 30%-40%-50%.",
            "góp ba mươi phần trăm, bốn mươi phần trăm, năm mươi phần trăm.",
        ),
        then=f" .,%{FIGURES}",
    ),
    Rule(
        "quantity.range",
        Kind.QUANTITY,
        rf"(?P<first>{NUMBER}){_MONEY_TAIL}(?:{BLANK}(?P<first_scale>{SCALE}))?"
        rf"(?:{BLANK}(?P<first_unit>(?&unit)))?{TO}(?P<last>{NUMBER}){_MONEY_TAIL}"
        rf"{_NEEDS_UNIT}{_AMOUNT}",
        _range,
        ("Bón 10-15kg/sào.", "bón mười đến mười lăm ki lô gam một sào."),
    ),
    Rule(
        "quantity.short-unit",
        Kind.QUANTITY,
        rf"(?P<number>{NUMBER})\ ?(?P<unit>[tT]|CV|A)(?![\w&-]|\.\w)",
        _short_unit,
        ("Cấm xe trên 5T.", "cấm xe trên năm tấn."),
        then=f" .,tTCA{FIGURES}",
    ),
    Rule(
        "quantity.inch",
        Kind.QUANTITY,
        rf"(?P<number>{NUMBER})\ ?(?:\"|”|'')",
        _inch,
        ('Màn hình 32" mới.', "màn hình ba mươi hai in mới."),
        then=f" .,\"”'{FIGURES}",
    ),
    Rule(
        "quantity.amount",
        Kind.QUANTITY,
        rf"(?P<number>{NUMBER}){_MONEY_TAIL}{_NEEDS_UNIT}{_AMOUNT}",
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
        rf"(?P<first>{NUMBER}){TO}(?P<last>{NUMBER})(?![-–./:]\d|[^\W\d_])",
        _range_guess,
        ("Cử từ 3-5 người.", "cử từ ba đến năm người."),
        then=f"{DASHES}.,{FIGURES}",
    ),
)
JOINTS = (
    Rule(
        "quantity.to",
        Kind.QUANTITY,
        rf"{TO}(?={NUMBER}(?P<tail>(?:{BLANK}{SCALE})?(?:{BLANK}(?:(?&unit)|tuổi|tuần))?"
        r"(?:\ {0,2}/\ {0,2}[^\W\d_]+[23]?){0,3}))",
        _to,
        (
            "Giá 12.000đ/kg-15.000đ/kg.",
            "giá mười hai nghìn đồng một ki lô gam đến mười lăm nghìn đồng một ki lô gam.",
        ),
        first="-–—~÷→",
        then=f" :>{FIGURES}",
    ),
)
SYMBOLS = (
    Rule(
        "quantity.per",
        Kind.QUANTITY,
        r"/(?=\ {0,2}[^\W\d_])",
        _per,
        ("Bón 20 kg lân/sào.", "bón hai mươi ki lô gam lân một sào."),
        first="/",
        then=f" {LETTERS}",
    ),
    Rule(
        "quantity.per-number",
        Kind.QUANTITY,
        r"/\ ?(?=\d)",
        _per_number,
        ("Thu 5 triệu đồng/100 m2.", "thu năm triệu đồng trên một trăm mét vuông."),
        first="/",
        then=f" {FIGURES}",
    ),
    Rule(
        "number.negative",
        Kind.NUMBER,
        r"[-−–](?=\d)",
        _negative,
        ("Xuống -2°C.", "xuống âm hai độ xê."),
        first="-–−",
        then=FIGURES,
    ),
)
WORDS = (
    Rule(
        "quantity.dong-chain",
        Kind.QUANTITY,
        r"đ(?=/[^\W\d_])",
        _dong_chain,
        ("Đơn vị tính: đ/kg.", "đơn vị tính: đồng một ki lô gam."),
        first="đ",
    ),
    Rule(
        "quantity.bare-unit",
        Kind.QUANTITY,
        rf"(?P<unit>(?&unit)){NO_LETTER}",
        _bare_unit,
        ("Tính bằng kg/ha.", "tính bằng ki lô gam một héc ta."),
    ),
)
