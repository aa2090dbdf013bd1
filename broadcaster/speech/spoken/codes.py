"""Document numbers: 90/QĐ-TTg, 05-CT/TW, 06/2022/TT-BTTTT, and such codes without a number."""

import re
from functools import cache

from broadcaster.speech.spoken.abbreviations import expand, is_known
from broadcaster.speech.spoken.forms import CAPITALS, NO_LETTER
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues, rows
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import CERTAIN, LIKELY, UNKNOWN, Kind, Said

_SLASH = r"[\ ]{0,2}\n?[\ ]{0,2}/[\ ]{0,2}\n?[\ ]{0,2}"
_HYPHEN = r"[\ ]{0,2}\n?[\ ]{0,2}[-–][\ ]{0,2}\n?[\ ]{0,2}"
_PART = r"[A-ZĐƯ][A-ZĐƯa-z]{0,11}(?:\ ?&\ ?[A-ZĐƯ]{1,6})?\d{0,2}"
_PARTS = rf"{_PART}(?:(?:{_SLASH}|{_HYPHEN}){_PART}){{0,4}}(?![^\W_])"
_SPLIT = re.compile(r"\s*([/–-])\s*")
_SESSION = re.compile(r"(?P<body>UBTVQH|QH)(?P<number>\d{1,2})")


@cache
def _table(section: str) -> dict[str, str]:
    return {part: words for kind, part, words in rows("codes") if kind == section}


def _is_type(part: str) -> bool:
    return part in _table("type")


def _part_words(part: str, place: Place, *, first: bool) -> Said:
    """The reading of one part of a code."""
    session = _SESSION.fullmatch(part)
    if session:
        return Said(f"{_table('body')[session['body']]} khóa {place.say.whole(session['number'])}")
    order = ("type", "body") if first else ("body", "type")
    for section in order:
        words = _table(section).get(part)
        if words:
            return Said(words)
    letters = part.rstrip("0123456789")
    number = part[len(letters) :]
    said = expand(letters, place) or Said(spell(letters), UNKNOWN)
    return Said(f"{said.words} {place.say.whole(number)}", said.confidence) if number else said


def _letters_words(letters: str, place: Place) -> Said:
    """The reading of "QĐ-TTg" or "TT-BTTTT": its parts, slashes said, hyphens not."""
    pieces = _SPLIT.split(letters)
    words, sure = [], CERTAIN
    for index, piece in enumerate(pieces):
        if index % 2:
            if piece == "/":
                words.append(place.reading.code_slash)
            continue
        said = _part_words(piece, place, first=index == 0)
        words.append(said.words)
        sure = min(sure, said.confidence)
    return Said(" ".join(word for word in words if word), sure)


def _looks_right(letters: str) -> bool:
    """Whether the letters of a code are capitals enough, so that no word is taken for a code."""
    parts = _SPLIT.split(letters)[::2]
    if all(len(part) == 1 for part in parts):
        return False
    return all(
        sum(mark.isupper() for mark in part) * 2 >= len(part.rstrip("0123456789")) for part in parts
    )


def _numbered(match: "re.Match[str]", place: Place) -> Said | None:
    letters = match["letters"]
    first = _SPLIT.split(letters)[0]
    if not _looks_right(letters):
        return None
    if match["hyphen"] and not _is_type(first):
        return None
    if not (_is_type(first) or "-" in letters or place.follows(cues("document before"))):
        return None
    slash = place.reading.code_slash
    words = [place.say.code_number(match["number"]), spell(match["suffix"] or "")]
    if match["year"]:
        words += [slash, place.say.year(int(match["year"]))]
    if not match["hyphen"]:
        words.append(slash)
    said = _letters_words(letters, place)
    words.append(said.words)
    return Said(" ".join(word for word in words if word), said.confidence)


def _number_and_year(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "Nghị quyết số 24/2021": a number and its year, no month."""
    if not place.follows(cues("document before")) or place.follows({"tháng"}):
        return None
    number, year = match["number"], match["year"]
    words = (place.say.code_number(number), place.reading.code_slash, place.say.year(int(year)))
    return Said(" ".join(word for word in words if word), LIKELY)


def _standard(match: "re.Match[str]", place: Place) -> Said:
    kind = _table("type")[match["kind"]]
    year = f" năm {place.say.year(int(match['year']))}" if match["year"] else ""
    said = _letters_words(match["body"], place) if match["body"] else Said("")
    body = f" {said.words}" if said.words else ""
    number = place.say.whole(match["number"])
    part = f" phần {place.say.whole(match['part'])}" if match["part"] else ""
    return Said(f"{kind} {number}{part}{year}{body}", min(LIKELY, said.confidence))


def _unnumbered(match: "re.Match[str]", place: Place) -> Said | None:
    letters = match["letters"]
    first = _SPLIT.split(letters)[0]
    if not _looks_right(letters) or not _is_type(first) or is_known(letters):
        return None
    parts = _SPLIT.split(letters)[::2]
    if len(parts) < 2 or not any(part in _table("body") for part in parts[1:]):
        return None
    return _letters_words(letters, place)


def _head(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "Số:    /KH-UBND": the number is still to be written in."""
    if not _is_type(_SPLIT.split(match["letters"])[0]) or not place.follows({"số"}):
        return None
    return _letters_words(match["letters"], place)


NUMBERED = (
    Rule(
        "code.numbered",
        Kind.CODE,
        rf"(?P<number>\d{{1,6}})(?P<suffix>[a-zđA-Z](?=[/\ -]))?"
        rf"(?:{_SLASH}(?P<year>(?:19|20)\d\d))?"
        rf"(?:{_SLASH}|(?P<hyphen>{_HYPHEN}))(?P<letters>{_PARTS})",
        _numbered,
        ("Quyết định số 90/QĐ-TTg.", "quyết định số chín mươi trên quyết định thủ tướng."),
    ),
    Rule(
        "code.number-and-year",
        Kind.CODE,
        r"(?P<number>\d{1,4})/(?P<year>(?:19|20)\d\d)(?![\d/]|[.,]\d)",
        _number_and_year,
        (
            "Theo Nghị định 06/2024.",
            "theo nghị định không sáu trên hai nghìn không trăm hai mươi tư.",
        ),
    ),
)
SYMBOLS = (
    Rule(
        "code.head",
        Kind.CODE,
        rf"/(?P<letters>{_PARTS})",
        _head,
        ("Số    /KH-UBND", "số kế hoạch ủy ban nhân dân"),
        first="/",
    ),
)
WORDS = (
    Rule(
        "code.standard",
        Kind.CODE,
        r"(?P<kind>TCVN|QCVN)\ ?(?P<number>\d+)(?:-(?P<part>\d+))?(?::(?P<year>(?:19|20)\d\d))?"
        rf"(?:/(?P<body>{_PARTS}))?{NO_LETTER}",
        _standard,
        (
            "Theo TCVN 1234:2020.",
            (
                "theo tiêu chuẩn việt nam một nghìn hai trăm ba mươi tư năm hai nghìn không "
                "trăm hai mươi."
            ),
        ),
        first="TQ",
    ),
    Rule(
        "code.unnumbered",
        Kind.CODE,
        rf"(?P<letters>{_PARTS})",
        _unnumbered,
        ("Mẫu TT-BTTTT mới.", "mẫu thông tư bộ thông tin và truyền thông mới."),
        first=CAPITALS,
    ),
)
