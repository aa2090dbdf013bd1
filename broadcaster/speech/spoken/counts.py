"""Plain numbers, ordinals, levels and sections."""

import re

from broadcaster.speech.spoken.forms import DASH, DASHES, UPPER
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.numerals import NUMBER
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import CERTAIN, GUESS, LIKELY, Kind, Said
from broadcaster.speech.spoken.units import kind_of


def _series(match: "re.Match[str]", place: Place) -> Said:
    """As in "mã 16-16-8": three numbers and more with hyphens follow each other."""
    return Said(" ".join(place.say.whole(part) for part in match[0].split("-")), LIKELY)


def _section(match: "re.Match[str]", place: Place) -> Said | None:
    """The point of "Mục 3.2" is said; at the head of a line it numbers a heading."""
    parts = match["number"].split(".")
    if all(len(part) == 3 for part in parts[1:]) and parts[0][0] != "0":
        return None
    cued = place.follows(cues("section before"))
    if not cued and _is_version(parts, place):
        return Said(f"{place.say.whole(parts[0])} chấm không", LIKELY)
    word = re.match(r"[^\s.,;:()]*", place.after())
    if not cued and len(parts) == 2 and word and kind_of(word[0]):
        return None
    titled = bool(re.match(r"\s+[^\W\d_]", place.text[place.end : place.end + 9]))
    heads = titled and (place.opens_line() or place.after()[:1].isupper())
    if not cued and not heads and len(parts) == 2:
        return None
    if not cued and len(parts) == 2 and place.after()[:1].islower():
        return None
    words = " chấm ".join(place.say.whole(part) for part in parts)
    return Said(f"{words}," if heads and not cued else words, LIKELY)


def _section_range(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "mục 2.1-2.3"."""
    if not place.follows(cues("section before")):
        return None
    ends = (match["first"].split("."), match["last"].split("."))
    words = (" chấm ".join(place.say.whole(part) for part in parts) for parts in ends)
    return Said(" đến ".join(words), LIKELY)


def _is_version(parts: list[str], place: Place) -> bool:
    """Whether it is a version, as in "công nghiệp 4.0"."""
    if len(parts) != 2 or parts[1] != "0" or place.text[place.end : place.end + 1].isalpha():
        return False
    return not cues("version before").isdisjoint(place.last_words(4))


def _ordinal(match: "re.Match[str]", place: Place) -> Said | None:
    if not place.follows(cues("ordinal before")):
        return None
    return Said(place.say.ordinal(int(match[0])))


def _level_range(match: "re.Match[str]", place: Place) -> Said | None:
    """A range such as "cấp 8-9" repeats the word, which the ear needs."""
    if not place.follows({"cấp", "mức", "lớp", "thôn", "tổ", "khu", "hạng"}):
        return None
    word = place.last_words(1)[0]
    if word != "cấp":
        return None
    first, last = place.say.cardinal(int(match["first"])), place.say.cardinal(int(match["last"]))
    return Said(f"{first} đến {word} {last}")


def _plain(match: "re.Match[str]", place: Place) -> Said:
    if " " in match[0] and place.follows(cues("numbered before")):
        first = match[0].split(" ")[0]
        place.end = match.start() + len(first)
        return Said(place.say.number(first), LIKELY)
    odd = len(match[0]) > 1 and match[0][0] == "0" and match[0].isdigit() and len(match[0]) > 2
    return Said(place.say.number(match[0]), GUESS if odd else CERTAIN)


_BEFORE_ITEMS = (":", ";")
"""What a list within a line may follow: "gồm: 1. Đơn; 2. Ảnh"."""


def _list_number(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "2. Yêu cầu": the number of a paragraph, with a short rest after it."""
    heads = place.opens_line() or place.before()[-1:] in _BEFORE_ITEMS
    return Said(f"{place.say.whole(match['number'])},") if heads else None


_WHOLE_ONLY = frozenset({"trường cấp", "học sinh cấp", "lớp", "khối lớp"})
"""What no fraction numbers: "trường cấp 2,3" are two."""


def _listed(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "thôn 1,2,3": three small numbers divided by commas are a list, not a fraction."""
    two = match[0].count(",") == 1 and not place.follows(_WHOLE_ONLY)
    ends = not place.next_words(1) and place.after()[:1] not in {"%", "‰", "°"}
    goes_on = ends or place.precedes(cues("listed on"))
    if two and not (place.follows(cues("listed")) and goes_on):
        return None
    return Said(", ".join(place.say.whole(number) for number in match[0].split(",")))


def _message(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "thông điệp 5K": so many words that begin with the letter."""
    if not place.follows(cues("message before")):
        return None
    return Said(f"{place.say.whole(match['count'])} {spell(match['letter'])}", LIKELY)


BEFORE_AMOUNTS = (
    Rule(
        "number.listed",
        Kind.RANGE,
        r"\d{1,2}(?:,\d{1,2}){1,12}(?![\w%‰]|[.,]\d)",
        _listed,
        ("Các thôn 1,2,3 họp.", "các thôn một, hai, ba họp."),
        then=",",
        longest=2,
    ),
    Rule(
        "number.message",
        Kind.LETTERS,
        r"(?P<count>\d)(?P<letter>[KT])(?!\w)",
        _message,
        ("Thực hiện thông điệp 5K.", "thực hiện thông điệp năm ca."),
        then="KT",
        longest=1,
    ),
    Rule(
        "clause.number",
        Kind.CLAUSE,
        rf"(?P<number>\d{{1,2}})\s?(?:[.)/]\.?|[-–](?=\ ))(?=\s+[^\W\d_]|\s*[*“\"]|[{UPPER}])",
        _list_number,
        ("2. Yêu cầu.", "hai, yêu cầu."),
        then=" .)/-–",
        longest=2,
    ),
    Rule(
        "number.section-range",
        Kind.CLAUSE,
        rf"(?P<first>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}){DASH}(?P<last>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})"
        r"(?![\w%]|[.,/-]\d)",
        _section_range,
        ("Theo mục 3.1-3.4.", "theo mục ba chấm một đến ba chấm bốn."),
        then=".",
        longest=2,
    ),
    Rule(
        "number.section",
        Kind.CLAUSE,
        r"(?P<number>\d{1,3}(?:\.\d{1,3}){1,4})(?![\d/%]|,\d)(?:[.)](?=\s+[^\W\d_]))?",
        _section,
        ("Theo Mục 3.2 của Đề án.", "theo mục ba chấm hai của đề án."),
        then=".",
        longest=3,
    ),
    Rule(
        "number.series",
        Kind.NUMBER,
        r"\d{1,4}(?:-\d{1,4}){2,8}(?!\w|/\d|[.,]\d)",
        _series,
        ("Dãy 116-16-8/sào.", "dãy một trăm mười sáu mười sáu tám một sào."),
        then="-",
        longest=4,
    ),
    Rule(
        "range.level",
        Kind.RANGE,
        rf"(?P<first>\d{{1,2}}){DASH}(?P<last>\d{{1,2}})(?![\d.,/]\d)",
        _level_range,
        ("Gió cấp 8-9.", "gió cấp tám đến cấp chín."),
        then=DASHES,
        longest=2,
    ),
    Rule(
        "number.ordinal",
        Kind.NUMBER,
        r"\d{1,3}(?![\d.,/]\d|\d)",
        _ordinal,
        ("Thứ 4 họp lần thứ 1.", "thứ tư họp lần thứ nhất."),
        longest=3,
    ),
)
FALLBACK = (
    Rule(
        "number.plain",
        Kind.NUMBER,
        NUMBER,
        _plain,
        (
            "Có 1.004 hộ, đạt 8,25 điểm.",
            "có một nghìn không trăm linh bốn hộ, đạt tám phẩy hai mươi lăm điểm.",
        ),
    ),
)
