"""Two numbers and a stroke, colon or hyphen: parts, fractions, scales, scores, houses."""

import re

from broadcaster.speech.spoken.forms import ASCII_LETTERS, DASH, DASHES, FIGURES, NO_LETTER
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.numerals import NUMBER
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.quantities import BLANK, SCALE
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import GUESS, LIKELY, PROBABLE, Kind, Said
from broadcaster.speech.spoken.units import is_divisor, kind_of, unit_words

_LARGEST_THIRD = 10
"""Nobody speaks of elevenths."""
_PLAYERS = frozenset({"đội", "thôn", "xã", "trước", "sau", "tổ", "xóm", "bản", "làng", "lớp"})
_SIDE = r"(?:đội|thôn|xã|tổ|xóm|bản|làng|lớp|buôn|ấp|trường|khu)"
_TWO_SIDES = re.compile(rf"{_SIDE} [^\W_]+ [-–] {_SIDE} [^\W_]+ ?:\Z")
"""As in "thôn 2 - thôn 5: 0-1"."""
_LAST_HOUR, _LAST_MINUTE = 24, 59
_ALL_SHARES = 100
"""What the two shares of a mixture make together: 70:30."""
_PARTED = frozenset({"ngày", "giờ", "tháng"})
_USUAL = frozenset({("1", "2"), ("1", "3"), ("2", "3"), ("1", "4"), ("3", "4")})
"""Parts of a day or an hour that people speak of."""
_ROUND = frozenset({20, 50, 100, 1000})
_DIVIDED = frozenset({"length", "area", "volume", "mass"})
"""What there can be half of, while "1/2 giờ" may be a day."""
_FERTILIZERS = frozenset({"npk", "npk-s", "dap", "phân", "phân bón", "phân npk", "lân"})
_BY_FORMULA = frozenset({"npk", "npk-s", "dap"})
"""Fertilizers named by their parts, so that two numbers after them are no range."""
_DAY_BEFORE = frozenset({"ngày", "sáng", "chiều", "tối"})
_SEVERAL_DAYS = frozenset({"các ngày", "những ngày"})
_DAY_AND_YEAR = re.compile(r"[0-3]?\d-(?:0?[1-9]|1[0-2])-(?:1[3-9]|[2-9]\d)")
"""As in "15-5-26"; up to 12 the last could be a day of a list."""
_SCALE_AFTER = re.compile(rf"\ {{0,2}}{SCALE}", re.VERBOSE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SAME_CLAUSE = re.compile(r"[^.;:\n]{1,24}")
_SO_OFTEN = re.compile(r"\d lần\Z")
_POINTS_IN_TIME = frozenset({"thời điểm", "cao điểm", "trọng điểm", "tâm điểm"})
_UP_TO = frozenset({"có đến", "có tới", "lên đến", "lên tới", "chiếm đến", "chiếm tới", "khoảng"})
"""Words before an amount; alone, "đến" leads to a date."""
_ITS_SHARE = re.compile(r"[=,;]?\s*\(?(?:(?:đạt|bằng|chiếm|tỷ lệ)\s){0,3}\d{1,3}(?:,\d{1,2})?\s?%")
"""The percentage that is written after a part of a whole."""


def _fraction_words(part: str, whole: str, place: Place) -> str:
    """Three quarters are "ba phần tư"."""
    name = "tư" if int(whole) == 4 else place.say.whole(whole)
    return f"{place.say.whole(part)} phần {name}"


def _could_be_fraction(part: str, whole: str) -> bool:
    """Whether anybody would say it as thirds, quarters, tenths."""
    if not (part.isdigit() and whole.isdigit() and 0 < int(part) < int(whole)):
        return False
    return int(whole) <= _LARGEST_THIRD or (int(part) == 1 and int(whole) in _ROUND)


def _dated(place: Place) -> bool:
    """Whether a word before says that a date follows."""
    if place.before()[-1:] in {";", "."}:
        return False
    if place.follows(cues("date before")) or place.follows(cues("named for a day")):
        return True
    return place.follows(cues("date before, weak")) and not place.follows(_UP_TO)


def _told(match: "re.Match[str]", place: Place) -> Said | None:
    """Two small numbers that could be a date, but for the words around them."""
    part, whole, unit = match["part"], match["whole"], match["unit"] or ""
    halves = unit in _PARTED and (part, whole) in _USUAL and not place.after()[:1].isdigit()
    if unit and kind_of(unit) not in _DIVIDED and not halves:
        place.end, unit = match.end("whole"), ""
    if _could_be_fraction(part, whole) and (unit or place.precedes(cues("fraction after"))):
        return _fraction_or_date(match, unit, place)
    place.end = match.end("whole")
    if place.follows({"vòng"}) and _could_be_fraction(part, whole):
        return Said(_fraction_words(part, whole, place), LIKELY)
    if _YEAR.fullmatch(whole):
        return None
    dated = _dated(place)
    lives = place.follows(cues("house before, strong"))
    if lives or (not dated and place.precedes(cues("house after"))):
        return Said(f"{place.say.code_number(part)} trên {place.say.code_number(whole)}", LIKELY)
    counted = place.follows(cues("ratio before, strong")) and not place.follows(_POINTS_IN_TIME)
    counted = counted and "ngày" not in place.last_words(3)
    times = place.follows({"lần"}) and not _SO_OFTEN.search(place.before())
    times = times and int(part) <= int(whole) <= _LARGEST_THIRD
    counted = counted or times or place.before().rstrip("( ").endswith("%")
    if counted or (not dated and _counted_elsewhere(place)):
        return Said(f"{place.say.number(part)} trên {place.say.number(whole)}", LIKELY)
    return None


def _fraction_or_date(match: "re.Match[str]", unit: str, place: Place) -> Said:
    """What is measured follows: two thirds of it, unless a word before leads to a date."""
    part, whole = match["part"], match["whole"]
    if not _dated(place):
        words = f"{_fraction_words(part, whole, place)} {unit_words(unit, place)}"
        return Said(words.rstrip(), LIKELY)
    place.end = match.end("whole")
    date = f"{place.say.day(int(part))} tháng {place.say.month(int(whole))}"
    return Said(date, LIKELY if place.follows(cues("date before")) else GUESS)


def _fraction_range(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "từ 1/3 đến 1/2 số hộ": two shares of what is counted behind them, the less first."""
    part, whole, more, of = (match[name] for name in ("part", "whole", "more", "of"))
    shares = _could_be_fraction(part, whole) and _could_be_fraction(more, of)
    if not shares or int(part) * int(of) >= int(more) * int(whole):
        return None
    if place.follows({"ngày", "sáng", "chiều", "tối"}) or not place.precedes(cues("shared out")):
        return None
    first, last = _fraction_words(part, whole, place), _fraction_words(more, of, place)
    return Said(f"{first} đến {last}", LIKELY)


def _counted_elsewhere(place: Place) -> bool:
    """Whether its percentage follows, or another proportion stands just before."""
    if _ITS_SHARE.match(place.text[place.end :][:24].lstrip()):
        return True
    between = place.text[place.before_end : place.start]
    return place.before_kind is Kind.RATIO and _SAME_CLAUSE.fullmatch(between) is not None


def _score(match: "re.Match[str]", place: Place) -> Said | None:
    if _is_amount(place):
        return None
    if not _scored(place) and not _TWO_SIDES.search(place.before()):
        return None
    return Said(f"{place.say.whole(match['ours'])} {place.say.whole(match['theirs'])}", LIKELY)


def _scored(place: Place) -> bool:
    """Whether a word before tells of a score. Sets follow each other: "tỷ số 25-20, 25-18"."""
    between = place.text[place.before_end : place.start].strip()
    if place.before_kind is Kind.RATIO and between in {",", ";", "và", "("}:
        return True
    before = f" {' '.join(place.last_words(8))} "
    return any(f" {word} " in before for word in cues("score before"))


def _is_amount(place: Place) -> bool:
    """Whether a unit or a counted thing follows, so that "kết quả 3-5 năm" is no score."""
    if _SCALE_AFTER.match(place.text, place.end):
        return True
    words = place.next_words(1)
    if not words or words[0] in _PLAYERS:
        return False
    return is_divisor(words[0]) or words[0] in cues("counted")


def _scale(match: "re.Match[str]", place: Place) -> Said | None:
    parts = re.split(r"\s*:\s*", match[0])
    hour = not parts[0].isdigit() or int(parts[0]) <= _LAST_HOUR
    loose = " " in match[0] or (len(parts[1]) == 2 and hour)
    if len(parts) == 2 and loose and not place.follows(cues("scale before")):
        return None
    return Said(" trên ".join(place.say.number(part) for part in parts), LIKELY)


def _no_hour(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "25:61": written like an hour, and none: two numbers, which the editor looks at.

    A score, or parts of a whole, are as sure as any ratio.
    """
    part, whole = int(match["part"]), int(match["whole"])
    if part <= _LAST_HOUR and (whole <= _LAST_MINUTE or _is_amount(place)):
        return None
    told = place.follows(cues("scale before")) or place.follows(cues("ratio before, strong"))
    could_be = told or _scored(place) or part == 1 or part + whole == _ALL_SHARES
    first, last = place.say.number(match["part"]), place.say.number(match["whole"])
    return Said(f"{first} trên {last}", LIKELY) if could_be else Said(f"{first}, {last}", GUESS)


def _proportion(match: "re.Match[str]", place: Place) -> Said | None:
    part, whole = match["part"], match["whole"]
    unit = f" {unit_words(match['unit'], place)}" if match["unit"] else ""
    if unit and kind_of(match["unit"]) == "time":
        place.end, unit = match.end("whole"), ""
    measured = bool(unit) and place.text[place.end - 1] not in "đ%"
    small = _could_be_fraction(part, whole)
    if small and (measured or _is_fraction(part, whole, place)):
        return Said(_fraction_words(part, whole, place) + unit, LIKELY)
    words = f"{place.say.number(part)} trên {place.say.number(whole)}{unit}"
    told = (
        bool(unit)
        or place.precedes(cues("counted"))
        or place.follows(cues("ratio before"))
        or place.follows(cues("house before"))
        or place.follows(cues("document before"))
    )
    return Said(words, LIKELY if told else PROBABLE)


def _is_fraction(part: str, whole: str, place: Place) -> bool:
    """Whether "2/3" is two thirds of an amount, not two of three things."""
    if not _could_be_fraction(part, whole):
        return False
    return place.precedes(cues("amount after")) or place.follows(cues("amount before"))


def _in_words(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "3 phần 4" and "2½": the mark ½ has become "1 phần 2" already."""
    part, whole = match["part"], match["whole"]
    if place.follows(cues("section before")) or not _could_be_fraction(part, whole):
        return None
    more, unit = match["more"], match["unit"]
    unit_said = f" {unit_words(unit, place)}" if unit else ""
    if not more:
        return Said(_fraction_words(part, whole, place) + unit_said, LIKELY)
    number = place.say.whole(more)
    if (int(part), int(whole)) == (1, 2):
        return Said(f"{number}{unit_said} rưỡi", LIKELY)
    return Said(f"{number} và {_fraction_words(part, whole, place)}{unit_said}", LIKELY)


def _series(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "NPK 16-16-8": three numbers and more follow each other; after NPK with any mark."""
    dated = place.follows(_DAY_BEFORE) and not place.follows(_SEVERAL_DAYS)
    if place.follows(cues("ordinal before")) or (dated and _DAY_AND_YEAR.fullmatch(match[0])):
        return None
    marks = set(match["marks"]) | set(re.sub(r"[\w\s]", "", match[0].removesuffix("+TE")))
    if marks != {"-"} and not place.follows(_FERTILIZERS):
        return None
    if match["two"] is not None and not place.follows(_BY_FORMULA):
        return None
    words = " ".join(place.say.whole(part) for part in re.findall(r"\d+", match[0]))
    more = {"": "", "S": " ét", "+TE": " cộng tê e"}[match["more"] or ""]
    return Said(words + more, LIKELY)


def _house(match: "re.Match[str]", place: Place) -> Said | None:
    parts = re.split(r"/", match[0])
    known = place.follows(cues("house before")) or place.follows(cues("house before, strong"))
    lettered = parts[-1][-1] in "ABCDE" and place.after()[:1].isupper()
    if len(parts) == 2 and not (known or lettered or place.precedes(cues("house after"))):
        return None
    words = []
    for part in parts:
        number = re.match(r"\d+", part)
        if number is None:
            return None
        words.append(f"{place.say.code_number(number[0])} {spell(part[number.end() :])}".strip())
    return Said(" trên ".join(words), LIKELY)


def _alley(match: "re.Match[str]", place: Place) -> Said:
    """How houses in alleys are written in the middle of the country."""
    kind = {"K": "kiệt", "H": "hẻm"}[match["kind"]]
    alley, house = place.say.code_number(match["alley"]), place.say.code_number(match["house"])
    return Said(f"{kind} {alley} trên {house}", GUESS)


BEFORE_DATES = (
    Rule(
        "ratio.fertilizer",
        Kind.RATIO,
        r"\d{1,2}(?P<marks>[-–.:+])\d{1,2}(?:(?:[-–.:+]\d{1,2}){1,3}|(?P<two>))(?![\d%]|[.,:/-]\d)"
        r"(?P<more>S|\+TE)?(?!\w)",
        _series,
        ("Bón NPK 5.10.3 cho lúa.", "bón en pê ca năm mười ba cho lúa."),
        then="-–.:+",
        longest=2,
    ),
    Rule(
        "ratio.range",
        Kind.RATIO,
        rf"(?P<part>\d{{1,2}})/(?P<whole>\d{{1,2}})(?:\ (?:đến|tới)\ |{DASH})"
        r"(?P<more>\d{1,2})/(?P<of>\d{1,2})(?![\d/%]|[.,]\d)",
        _fraction_range,
        ("Từ 1/3 đến 1/2 số hộ.", "từ một phần ba đến một phần hai số hộ."),
        then="/",
        longest=2,
    ),
    Rule(
        "ratio.told",
        Kind.RATIO,
        r"(?P<part>\d{1,3})/(?P<whole>\d{1,4})(?![\d/%]|[.,]\d)"
        rf"(?:{BLANK}(?P<unit>(?&unit)))?",
        _told,
        ("Hơn 1/3 dân số, đạt 9/10.", "hơn một phần ba dân số, đạt chín trên mười."),
        then="/",
        longest=3,
    ),
    Rule(
        "ratio.in-words",
        Kind.RATIO,
        r"(?:(?P<more>\d{1,3})\ {1,2})?(?P<part>\d{1,2})\ phần\ (?P<whole>\d{1,3})(?![\d.,/]\d|\d)"
        rf"(?:{BLANK}(?P<unit>(?&unit)))?",
        _in_words,
        ("Gần ¾ số hộ có 2½ ha.", "gần ba phần tư số hộ có hai héc ta rưỡi."),
        then=f" p{FIGURES}",
        longest=3,
    ),
)
AFTER_DATES = (
    Rule(
        "ratio.score",
        Kind.RATIO,
        rf"(?P<ours>\d{{1,3}}){DASH}(?P<theirs>\d{{1,3}})(?![\d.,/]\d)",
        _score,
        ("Thắng với tỷ số 3-1.", "thắng với tỷ số ba một."),
        then=DASHES,
        longest=3,
    ),
    Rule(
        "ratio.no-hour",
        Kind.RATIO,
        r"(?P<part>\d{1,2}):(?P<whole>\d\d)(?!\d|[.,:]\d)",
        _no_hour,
        ("Họp lúc 25:61.", "họp lúc hai mươi lăm, sáu mươi mốt."),
        then=":",
        longest=2,
    ),
    Rule(
        "ratio.scale",
        Kind.RATIO,
        rf"{NUMBER}(?:\ ?:\ ?{NUMBER}){{1,4}}(?!\d|[.,:]\d)",
        _scale,
        ("Pha tỷ lệ 1:100.", "pha tỷ lệ một trên một trăm."),
        then=f" .,:{FIGURES}",
    ),
    Rule(
        "number.house",
        Kind.NUMBER,
        rf"\d{{1,4}}[A-Za-z]?(?:/\d{{1,4}}[A-Za-z]?){{1,5}}{NO_LETTER}(?![\d%/]|[.,]\d)",
        _house,
        ("Số nhà 12A/3/5.", "số nhà mười hai a trên ba trên năm."),
        then=f"/{ASCII_LETTERS}",
        longest=4,
    ),
    Rule(
        "ratio.proportion",
        Kind.RATIO,
        rf"(?P<part>{NUMBER})/(?P<whole>{NUMBER})(?![/%])(?:{BLANK}(?P<unit>(?&unit)))?",
        _proportion,
        ("Có 24/25 đại biểu.", "có hai mươi tư trên hai mươi lăm đại biểu."),
        then=f" .,/{FIGURES}",
    ),
)
WORDS = (
    Rule(
        "number.alley",
        Kind.NUMBER,
        r"(?P<kind>[KH])(?P<alley>\d{1,3})/(?P<house>\d{1,3})(?=\ [A-ZĐ][^\W\d_])",
        _alley,
        ("Nhà K12/34 Nguyễn Trãi.", "nhà kiệt mười hai trên ba mươi tư nguyễn trãi."),
        first="KH",
        then=FIGURES,
        longest=1,
    ),
)
