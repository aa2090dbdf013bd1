"""Roman numerals where they are numerals: after khóa, quý, cấp..., at the head of a line."""

import re

from broadcaster.speech.spoken.abbreviations import is_known
from broadcaster.speech.spoken.forms import DASH, GAP
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, PROBABLE, Kind, Said

_ROMAN = r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LONE = frozenset({"I", "V", "X", "L", "C"})
_END = r"(?![^\W_]|-[^\W\d_])"
_UNMISTAKABLE = re.compile(r"(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{1,3}|I{2,3})")


def value_of(written: str) -> int:
    """The value of a Roman numeral."""
    total = 0
    for mark, following in zip(written, [*written[1:], ""], strict=True):
        value = _VALUES[mark]
        total += -value if following and _VALUES[following] > value else value
    return total


def _words(written: str, place: Place) -> str:
    if place.follows(cues("ordinal before")):
        return place.say.ordinal(value_of(written))
    return place.say.cardinal(value_of(written))


def _told(written: str, place: Place) -> float:
    """How sure it is that `written` is a numeral here; 0 where it is not."""
    after_numeral = place.before_kind is Kind.ROMAN and re.fullmatch(
        r"\s*(?:,|và|-|–|;|/|hoặc|đến)?\s*", place.text[place.before_end : place.start]
    )
    if after_numeral:
        return LIKELY
    if place.follows(cues("roman before")) and not (
        place.in_capitals() and written == "VI" and place.follows({"phạm"})
    ):
        return 1.0
    if place.opens_line() and re.match(r"\s?[./):-]", place.text[place.end : place.end + 2]):
        return 1.0
    if written in _LONE or is_known(written) or place.in_capitals():
        return 0.0
    return PROBABLE if _UNMISTAKABLE.fullmatch(written) else 0.0


def _numeral(match: "re.Match[str]", place: Place) -> Said | None:
    written = match["numeral"]
    sure = _told(written, place)
    return Said(_words(written, place), sure) if sure else None


def _range(match: "re.Match[str]", place: Place) -> Said | None:
    first, last = match["first"], match["last"]
    if value_of(first) >= value_of(last) or not place.follows(cues("roman before")):
        return None
    words = place.last_words(1)
    again = "quý " if words and words[0] == "quý" else ""
    return Said(f"{_words(first, place)} đến {again}{_words(last, place)}")


def _with_year(match: "re.Match[str]", place: Place) -> Said | None:
    if not place.follows(cues("roman before")):
        return None
    return Said(f"{_words(match['numeral'], place)} năm {place.say.year(int(match['year']))}")


def _head(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "II. NỘI DUNG": the number of a part, with a short rest after it."""
    return Said(f"{_words(match['numeral'], place)},") if place.opens_line() else None


RULES = (
    Rule(
        "clause.roman",
        Kind.CLAUSE,
        rf"(?P<numeral>{_ROMAN})\s?[./)-](?=\s+[^\W\d_]|\s*[*])",
        _head,
        ("II. NỘI DUNG", "hai, nội dung"),
        first="IVXLC",
    ),
    Rule(
        "roman.with-year",
        Kind.ROMAN,
        rf"(?P<numeral>{_ROMAN}){GAP}[/-]{GAP}(?P<year>(?:19|20)\d\d)(?!\d)",
        _with_year,
        ("Báo cáo quý I/2025.", "báo cáo quý một năm hai nghìn không trăm hai mươi lăm."),
        first="IVXLC",
    ),
    Rule(
        "roman.range",
        Kind.ROMAN,
        rf"(?P<first>{_ROMAN}){DASH}(?P<last>{_ROMAN}){_END}",
        _range,
        ("Trong quý III-IV.", "trong quý ba đến quý bốn."),
        first="IVXLC",
    ),
    Rule(
        "roman.numeral",
        Kind.ROMAN,
        rf"(?P<numeral>{_ROMAN}){_END}",
        _numeral,
        ("Đại hội lần thứ XIII.", "đại hội lần thứ mười ba."),
        first="IVXLC",
    ),
)
