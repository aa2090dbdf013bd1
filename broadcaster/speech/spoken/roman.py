"""Roman numerals where they are numerals: after khóa, quý, cấp..., at the head of a line."""

import re
from functools import cache

from broadcaster.speech.spoken.abbreviation_table import is_known
from broadcaster.speech.spoken.forms import DASH, DASHES, GAP, UPPER
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues, rows
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import CERTAIN, LIKELY, PROBABLE, Kind, Said
from broadcaster.speech.spoken.syllables import is_syllable

_ROMAN = r"(?=[IVXL])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_SMALL_ROMAN = r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})"
_FIRST_LETTERS = "IVXL"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LONE = frozenset({"I", "V", "X", "L"})
_END = r"(?![^\W_]|-[^\W\d_])"
_UNMISTAKABLE = re.compile(r"(?!XXX\Z)(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{1,3}|I{2,3})")
_NO_INITIAL = r"(?!\s?[A-ZĐ]\.)"
_HEAD_MARK = re.compile(rf"\s?(?:[.):–-]|/(?=\s)){_NO_INITIAL}(?=[\s*]|[^\W\d_]{{2}}|\Z)")
_BETWEEN = re.compile(r"\s*(?:,|và|-|–|;|/|hoặc|đến|hay|với|cùng)?\s*")
_POINT_BEFORE = {"v": "(iv)", "x": "(ix)"}
_LONGEST_POINT = 600
_NAMED_PLACE = 5
"""So many words back "thôn" or "cầu" still tells that a name with a number follows."""
_PEOPLE = frozenset({"ông", "bà", "anh", "chị", "em", "cháu", "cụ", "đồng chí", "văn", "thị"})


def value_of(written: str) -> int:
    """The value of a Roman numeral."""
    total = 0
    for mark, following in zip(written, [*written[1:], ""], strict=True):
        value = _VALUES[mark]
        total += -value if following and _VALUES[following] > value else value
    return total


def _words(written: str, place: Place) -> str:
    value = value_of(written.upper())
    if place.follows(cues("ordinal before")):
        return place.say.ordinal(value)
    return place.say.cardinal(value)


def _follows_numeral(place: Place) -> bool:
    """Whether a numeral was read just before and only "," or "và" stands between."""
    between = place.text[place.before_end : place.start]
    return place.before_kind is Kind.ROMAN and bool(_BETWEEN.fullmatch(between))


def _cued(written: str, place: Place) -> bool:
    """Whether a word like "khóa" or "quý" stands before that a numeral belongs to."""
    if "L" in written and not place.follows(cues("ordinal before") | {"khóa", "lần", "kỳ"}):
        return False
    if not place.follows(cues("roman before")):
        return False
    if written == "X" and place.follows(cues("letter rather than ten")):
        return False
    word = place.in_capitals() and is_syllable(written.lower())
    return not (word and place.precedes(cues("word rather than numeral")))


def _numbers_a_name(written: str, place: Place) -> bool:
    """Whether it numbers a place, as in "thôn Phú Mẫu I", "cầu Mẫu II"."""
    before = re.search(r"([^\W\d_]+) \Z", place.text[max(0, place.start - 12) : place.start])
    named = before is not None and len(before[1]) > 1 and before[1][0].isupper()
    if "L" in written or not named:
        return False
    words = place.last_words(_NAMED_PLACE)
    return not _PEOPLE.intersection(words) and bool(cues("numbered place").intersection(words[:-1]))


def _told(written: str, place: Place) -> float:
    """How sure it is that `written` is a numeral here; 0 where it is not."""
    if _follows_numeral(place) and "L" not in written:
        return LIKELY
    if _cued(written, place) or (place.opens_line() and _heads(written, place)):
        return CERTAIN
    if place.in_capitals() and is_syllable(written.lower()):
        return 0.0
    alone = written not in _LONE and not is_known(written) and _UNMISTAKABLE.fullmatch(written)
    return PROBABLE if alone or _numbers_a_name(written, place) else 0.0


def _heads(written: str, place: Place) -> bool:
    """Whether a mark follows as it does after the number of a part; "V.I. Lê-nin" is a name."""
    return written != "L" and bool(_HEAD_MARK.match(place.text[place.end : place.end + 4]))


def _numeral(match: "re.Match[str]", place: Place) -> Said | None:
    written = match["numeral"]
    sure = _told(written, place)
    return Said(_words(written, place), sure) if sure else None


def _small(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "quý iv", written in a hurry; never a word of ours ("vi", "xi")."""
    written = match["numeral"]
    if _heads_point(written, place):
        return Said(f"{_words(written, place)},", LIKELY)
    told = place.follows(cues("small roman before"))
    if written != "i":
        told = told or place.follows(cues("roman before")) or _follows_numeral(place)
    if not told or written in {"v", "x", "vi", "xi"}:
        return None
    return Said(_words(written, place), LIKELY)


def _heads_point(written: str, place: Place) -> bool:
    """Whether it is as in "i) tên; ii) tuổi"; "i)" after "h)" is a letter."""
    if place.text[place.end : place.end + 1] != ")" or written in {"v", "x"}:
        return False
    return written != "i" or "ii)" in place.text[place.end : place.end + _LONGEST_POINT]


def _in_brackets(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "(ii)" before a point of a list; a lone "(x)" is a mark to be set in a form."""
    written = match["numeral"]
    before = _POINT_BEFORE.get(written)
    if before and before not in place.text[max(0, place.start - _LONGEST_POINT) : place.start]:
        return None
    if place.follows(cues("section before")):
        return Said(_words(written, place), LIKELY)
    return Said(f", {_words(written, place)},", LIKELY)


def _range(match: "re.Match[str]", place: Place) -> Said | None:
    first, last = match["first"], match["last"]
    if value_of(first) >= value_of(last) or not place.follows(cues("roman before")):
        return None
    word = place.last_words(1)[0]
    again = f"{word} " if word in {"quý", "cấp"} else ""
    year = f" năm {place.say.year(int(match['year']))}" if match["year"] else ""
    return Said(f"{_words(first, place)} đến {again}{_words(last, place)}{year}")


def _with_year(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "quý I/2025"; "bậc III/7" is a step of seven."""
    if not place.follows(cues("roman before")) and not _follows_numeral(place):
        return None
    words = _words(match["numeral"], place)
    if match["steps"]:
        return Said(f"{words} trên {place.say.whole(match['steps'])}", LIKELY)
    return Said(f"{words} năm {place.say.year(int(match['year']))}")


def _with_letter(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "nhóm IIB", "Phụ lục IIIa": a numeral and a letter."""
    told = place.follows(cues("roman before")) or _follows_numeral(place)
    if not told and match[0] not in _KNOWN_CLASSES:
        return None
    words = f"{_words(match['numeral'], place)} {spell(match['letter'])}"
    return Said(words, LIKELY if told else PROBABLE)


def _after_abbreviation(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "HKII", "TK XX", "Q.IV/2025": what is numbered is abbreviated."""
    written, word = match["numeral"], match["word"]
    if not match["gap"] and (word not in _GLUED or value_of(written) > _MOST_GLUED):
        return None
    if written in {"V", "X"} and word != "TK":
        return None
    words = f"{_numbered_words()[word]} {_words(written, place)}"
    if match["year"]:
        words += f" năm {place.say.year(int(match['year']))}"
    return Said(words, LIKELY)


_KNOWN_CLASSES = frozenset({"IB", "IIA", "IIB", "IIIA", "IIIB"})
"""Classes of protected plants and animals, of places and of grades: no words of ours."""
_GLUED = frozenset({"HK", "GĐ", "KV", "Q", "BĐ"})
_MOST_GLUED = 4


@cache
def _numbered_words() -> dict[str, str]:
    return {part: words for kind, part, words, *_ in rows("codes") if kind == "numbered"}


def _with_points(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "Mục II.2" or "I.1. Kết quả": a numeral and the figures below it."""
    told = place.follows(cues("section before")) or place.follows({"bậc", "hạng", "nhóm", "loại"})
    if not told and not place.opens_line():
        return None
    words = " chấm ".join([_words(match["numeral"], place), *_points(match, place)])
    return Said(f"{words}," if match[0][-1] in ".)" else words, LIKELY)


def _points(match: "re.Match[str]", place: Place) -> list[str]:
    """The figures below a numeral or letter, and the letter below these: ".1.a"."""
    points = match["points"].split(".")[1:]
    return [place.say.whole(point) if point.isdigit() else spell(point) for point in points]


def _letter_with_points(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "a.1) Cây lúa" or "Mục B.2": a letter and the figures below it."""
    if not place.follows(cues("section before")) and not place.opens_line():
        return None
    words = " chấm ".join([spell(match["letter"]), *_points(match, place)])
    return Said(f"{words}," if match[0][-1] in ".)" else words, LIKELY)


def _letter_with_dash(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "B - PHƯƠNG HƯỚNG"."""
    return Said(f"{spell(match['letter'])},", LIKELY) if place.opens_line() else None


def _head(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "II. NỘI DUNG": the number of a part, with a short rest after it."""
    if not place.opens_line() or match["numeral"] == "L":
        return None
    return Said(f"{_words(match['numeral'], place)},")


BY_YEAR = (
    Rule(
        "roman.with-year",
        Kind.ROMAN,
        rf"(?P<numeral>{_ROMAN})(?:{GAP}[/–-]{GAP}(?P<year>(?:19|20)\d\d)|/(?P<steps>\d{{1,2}}))"
        r"(?![\d/]|[.,]\d)",
        _with_year,
        ("Báo cáo quý I/2025.", "báo cáo quý một năm hai nghìn không trăm hai mươi lăm."),
        first=_FIRST_LETTERS,
        then=" /–-",
    ),
)
RULES = (
    Rule(
        "clause.roman",
        Kind.CLAUSE,
        rf"(?P<numeral>{_ROMAN})\s?(?:[.):][/–-]?|/\.?(?=\s)|[–-](?=\s)){_NO_INITIAL}(?=\s*[^\W\d_]|\s*[*“\"])",
        _head,
        ("II. NỘI DUNG", "hai, nội dung"),
        first=_FIRST_LETTERS,
        then=" .):/–-",
    ),
    Rule(
        "clause.letter-points",
        Kind.CLAUSE,
        r"(?P<letter>[a-hA-HđĐ])(?P<points>(?:\.[1-9]\d?){1,3}(?:\.[a-hđ])?)(?!\w|[/.,-]\w)"
        r"(?:[.)](?=\s+[^\W\d_]))?",
        _letter_with_points,
        ("a.1) Cây lúa", "a chấm một, cây lúa"),
        first="abcdefghđABCDEFGHĐ",
        then=".",
        longest=1,
    ),
    Rule(
        "clause.letter-dash",
        Kind.CLAUSE,
        rf"(?P<letter>[A-HĐ])\ ?[-–]\ (?=[{UPPER}]{{2}})",
        _letter_with_dash,
        ("B - PHƯƠNG HƯỚNG CHUNG", "bê, phương hướng chung"),
        first="ABCDEFGHĐ",
        then=" -–",
        longest=1,
    ),
    Rule(
        "clause.roman-points",
        Kind.CLAUSE,
        rf"(?P<numeral>{_ROMAN})(?P<points>(?:\.[1-9]\d?){{1,3}}(?:\.[a-hđ])?)(?!\w|[/.,-]\w)"
        r"(?:[.)](?=\s+[^\W\d_]))?",
        _with_points,
        ("Theo Mục II.2 Kế hoạch.", "theo mục hai chấm hai kế hoạch."),
        first=_FIRST_LETTERS,
        then=".",
    ),
    Rule(
        "roman.after-abbreviation",
        Kind.ROMAN,
        rf"(?P<word>HK|BĐ|TK|GĐ|ĐH|KV|NK|Q)(?P<gap>\.\ ?|\ |-)?(?P<numeral>{_ROMAN})"
        rf"(?:\ ?[/-]\ ?(?P<year>(?:19|20)\d\d)(?!\d))?{_END}",
        _after_abbreviation,
        ("Thi HKII và cuối TK XX.", "thi học kỳ hai và cuối thế kỷ hai mươi."),
        first="BHTGĐKNQ",
    ),
    Rule(
        "roman.range",
        Kind.ROMAN,
        rf"(?P<first>{_ROMAN}){DASH}(?P<last>{_ROMAN})"
        rf"(?:{GAP}/{GAP}(?P<year>(?:19|20)\d\d)(?!\d))?{_END}",
        _range,
        ("Trong quý III-IV.", "trong quý ba đến quý bốn."),
        first=_FIRST_LETTERS,
        then=DASHES,
    ),
    Rule(
        "roman.with-letter",
        Kind.ROMAN,
        r"(?P<numeral>I{1,3}|IV|VI{0,3}(?=[a-z])|V(?=[a-z]))[.-]?(?P<letter>[A-Ca-cđ])(?![^\W_])",
        _with_letter,
        ("Gỗ nhóm IIA, phụ lục IIIb.", "gỗ nhóm hai a, phụ lục ba bê."),
        first="IV",
        longest=5,
    ),
    Rule(
        "roman.numeral",
        Kind.ROMAN,
        rf"(?P<numeral>{_ROMAN}){_END}",
        _numeral,
        ("Đại hội lần thứ XIII.", "đại hội lần thứ mười ba."),
        first=_FIRST_LETTERS,
        longest=8,
    ),
    Rule(
        "roman.small",
        Kind.ROMAN,
        rf"(?P<numeral>{_SMALL_ROMAN})(?![^\W_]|[-.][^\W\d_])",
        _small,
        ("Xong trong quý iv.", "xong trong quý bốn."),
        first="ivx",
        longest=8,
    ),
)
SYMBOLS = (
    Rule(
        "clause.small-roman",
        Kind.CLAUSE,
        rf"\((?P<numeral>{_SMALL_ROMAN})\)",
        _in_brackets,
        ("Theo điểm (ii) khoản 3.", "theo điểm hai khoản ba."),
        first="(",
        then="ivx",
    ),
)
