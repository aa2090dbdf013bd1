"""Document numbers: 90/QĐ-TTg, 05-CT/TW, 06/2022/TT-BTTTT, and such codes without a number."""

import re

from broadcaster.speech.spoken.abbreviation_table import is_known
from broadcaster.speech.spoken.code_parts import (
    form_words,
    glued_words,
    is_body,
    is_known_part,
    is_listed_body,
    is_type,
    part_words,
    type_words,
)
from broadcaster.speech.spoken.forms import ASCII_LETTERS, CAPITALS, FIGURES, NO_LETTER
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import CERTAIN, LIKELY, Kind, Said

_GAP = r"(?:[\ ]{0,3}\n){0,2}[\ ]{0,3}"
_SLASH = rf"[\ ]{{0,2}}/{_GAP}"
_HYPHEN = rf"[\ ]{{0,2}}[-–]{_GAP}"
"""A code may be broken over lines after its joints; a hyphen at the head of a line is a bullet."""
_DOT = r"\.(?=[A-ZĐ]{2,5}(?![^\W_]))"
_PART = r"[A-ZĐƯ][A-ZĐƯa-z]{0,17}(?:\ ?&\ ?[A-ZĐƯ]{1,6})?\d{0,3}"
_FURTHER = rf"(?:{_SLASH}|{_HYPHEN}|{_DOT}){_PART}"
_PARTS = rf"{_PART}(?:{_FURTHER}){{0,5}}(?![^\W_])"
_SEVERAL_PARTS = rf"{_PART}(?:{_FURTHER}){{1,5}}(?![^\W_])"
_ANY_CASE = r"[A-Za-zĐđƯư]{1,12}\d{0,2}"
_JOINT = re.compile(r"(\s*[/–.-]\s*)")
_YEAR = r"(?:19|20)\d\d"
_LISTING = frozenset({",", ";", "và", ", và", "hoặc", "đến"})
_LONGEST_NAME = 4
_PIECE = re.compile(r"[^\W\d_]+|\d+|[-–/.]")


def _known_to(letters: str) -> str:
    """`letters` up to the first joint with a blank after which no known part comes.

    In "15/KH-UBND - THI ĐUA" the second hyphen is a dash.
    """
    pieces = _JOINT.split(letters)
    for index in range(1, len(pieces), 2):
        if pieces[index] != pieces[index].strip() and not is_known_part(pieces[index + 1]):
            return "".join(pieces[:index])
    return letters


def _letters_words(letters: str, place: Place, *, party: bool = False) -> Said:
    """The reading of "QĐ-TTg" or "TT-BTTTT": its parts, slashes said, hyphens not."""
    pieces = _JOINT.split(letters)
    by_body = not is_type(pieces[0])
    words: list[str] = []
    sure = CERTAIN
    for index, piece in enumerate(pieces):
        if index % 2:
            if piece.strip() == "/":
                words.append(place.reading.code_slash)
            continue
        if index == 0:
            sections: tuple[str, ...] = ("type", "body", "unit", "field")
        elif by_body or pieces[index - 1] == ".":
            sections = ("unit", "body", "field", "type")
        else:
            sections = ("body", "unit", "field", "type")
        said = part_words(
            piece, place, ("party", *sections) if party and index else sections, " ".join(words)
        )
        words.append(said.words)
        sure = min(sure, said.confidence)
    return Said(" ".join(word for word in words if word), sure)


def _looks_right(letters: str) -> bool:
    """Whether the letters of a code are capitals enough, so that no word is taken for a code."""
    parts = _JOINT.split(letters)[::2]
    if all(len(part) == 1 for part in parts):
        return False
    return all(
        sum(mark.isupper() for mark in part) * 2 >= len(part.rstrip("0123456789")) for part in parts
    )


def _numbered(match: "re.Match[str]", place: Place) -> Said | None:
    letters = _known_to(match["letters"])
    first, joint, *_ = [*_JOINT.split(letters), ""]
    if not _looks_right(letters):
        return None
    if match["hyphen"] and not is_type(first):
        return None
    if not (is_type(first) or "-" in letters or _told(match, first, place)):
        return None
    place.end = match.start("letters") + len(letters)
    return _whole(match, letters, place, party=bool(match["hyphen"]) and joint.strip() == "/")


def _told(match: "re.Match[str]", first: str, place: Place) -> bool:
    """Whether what is no kind of paper ends a code: a document, a year or a code leads to it."""
    between = place.text[place.before_end : place.start].strip()
    listed = place.before_kind is Kind.CODE and between in _LISTING
    return place.follows(cues("document before")) or (
        is_body(first) and (listed or bool(match["year"]))
    )


def _whole(match: "re.Match[str]", letters: str, place: Place, *, party: bool) -> Said:
    slash = place.reading.code_slash
    number = match["number"].replace(".", "")
    words = [place.say.code_number(number), spell(match["suffix"] or "")]
    if match["year"]:
        words += [slash, place.say.year(int(match["year"]))]
    if not match["hyphen"]:
        words.append(slash)
    said = _letters_words(letters, place, party=party)
    words.append(said.words)
    return Said(" ".join(word for word in words if word), said.confidence)


def _any_case(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "45/qđ-ubnd": only where a table has every part."""
    parts = _JOINT.split(match["letters"])[::2]
    if not is_type(parts[0]) or not all(is_body(part) for part in parts[1:]):
        return None
    return _whole(match, match["letters"], place, party=False)


def _number_and_year(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "Nghị quyết số 24/2021" or "Đợt 2/2025": a number and its year, no month."""
    number, year = match["number"], match["year"]
    if place.follows(cues("period before")):
        return Said(f"{place.say.whole(number)} năm {place.say.year(int(year))}", LIKELY)
    if not place.follows(cues("document before")) or place.follows({"tháng"}):
        return None
    words = (place.say.code_number(number), place.reading.code_slash, place.say.year(int(year)))
    return Said(" ".join(word for word in words if word), LIKELY)


def _padded(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "Đề án 06", "Quy chế số 05": the nought belongs to the name of the paper."""
    *named, last = ["", *place.last_words(_LONGEST_NAME)]
    numbered = last == "số" and any(
        " ".join(named[first:]) in cues("document before") for first in range(len(named))
    )
    between = place.text[place.before_end : place.start].strip()
    listed = place.before_kind is Kind.CODE and between in _LISTING
    named_before = place.follows(cues("padded before")) and place.before()[-1:] != ","
    if not (numbered or listed or named_before):
        return None
    number = place.say.code_number(match["number"])
    return Said(f"{number} {spell(match['suffix'] or '')}".strip(), LIKELY)


def _standard(match: "re.Match[str]", place: Place) -> Said:
    """As in "QCVN 01-1:2024/BYT": the number of a standard, its year, and who issued it."""
    kinds = [type_words(kind, place) or _STANDARDS[kind] for kind in match["kind"].split()]
    said_before = " ".join(place.last_words(2)) + " "
    words = [kinds[0].removeprefix(said_before), *kinds[1:]]
    words.append(place.say.code_number(match["number"]))
    sure = LIKELY
    for part in re.findall(r"[^\W_]+", match["parts"] or ""):
        known = part_words(part, place, ("unit",)) if part.isalpha() else None
        words += ["" if known else "gạch", known.words if known else place.say.code_number(part)]
        sure = min(sure, known.confidence if known else sure)
    if match["year"]:
        words += ["năm", place.say.year(int(match["year"]))]
    if match["body"]:
        said = _letters_words(match["body"], place)
        words += [place.reading.code_slash, said.words]
        sure = min(sure, said.confidence)
    return Said(" ".join(word for word in words if word), sure)


_STANDARDS = {"ISO": "i sô", "ISO/IEC": "i sô, i e xê", "IEC": "i e xê"}
"""Standards that are no document of ours."""


def _unnumbered(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "mẫu TT-BTTTT": a usual kind of paper and a well-known body, nothing less sure."""
    letters = match["letters"]
    parts = _JOINT.split(letters)[::2]
    if parts[0].lower() not in cues("type alone") or len(parts) == 1 or is_known(letters):
        return None
    if not _looks_right(letters) or not all(is_listed_body(part) for part in parts[1:]):
        return None
    return _letters_words(letters, place)


def _glued(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "NQ57", "TW6", "CT05-CT/TW": the number is left to the rules of numbers."""
    kind = match["kind"]
    words = glued_words(kind)
    if not words and match["code"] and is_type(kind):
        words = type_words(kind, place)
    if not words:
        return None
    number = match["number"]
    if number[0] == "0" and not match["code"]:
        return Said(f"{words} {place.say.digits(number)}", LIKELY)
    place.end = match.end("stop")
    return Said(words, LIKELY)


def _head(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "Số:    /KH-UBND": the number is still to be written in."""
    letters = _known_to(match["letters"])
    if not is_type(_JOINT.split(letters)[0]) or not place.follows({"số"}):
        return None
    place.end = match.start("letters") + len(letters)
    said = _letters_words(letters, place, party=match[0][0] != "/")
    year = f"{place.say.year(int(match['year']))} " if match["year"] else ""
    return Said(f"{year}{said.words}", said.confidence)


def _form(match: "re.Match[str]", place: Place) -> Said | None:
    """The number of a form, as in "Mẫu số 01/ĐK"; in "Mẫu TK1-TS" letters are letters."""
    if not place.follows(cues("form number before")):
        return None
    words: list[str] = []
    pieces = _PIECE.findall(match[0])
    for index, piece in enumerate(pieces):
        if piece in "-–/.":
            words.append({"/": place.reading.code_slash, ".": "chấm"}.get(piece, ""))
        elif piece.isdigit():
            year = re.fullmatch(_YEAR, piece) and index
            words.append(place.say.year(int(piece)) if year else place.say.code_number(piece))
        else:
            known = "" if pieces[0].isalpha() else form_words(piece)
            words.append(known or spell(piece))
    return Said(" ".join(word for word in words if word), LIKELY)


NUMBERED = (
    Rule(
        "code.form",
        Kind.CODE,
        r"\d{1,3}(?:\.\d{1,2})?[A-Za-zđĐ]?(?:[-–/.](?:[A-ZĐƯ][A-ZĐƯa-z]{0,9}\d{0,2}|(?:19|20)\d\d|[0-9]{1,2}(?!\d))"
        rf"){{1,3}}(?<=[A-ZĐƯa-z\d])(?<![/.-]\d)(?<![/.-]\d\d){NO_LETTER}(?!\d|[/-]\w)",
        _form,
        ("Mẫu số 03/TH kèm theo.", "mẫu số không ba trên tổng hợp kèm theo."),
        then=f"-–/.{ASCII_LETTERS}Đđ",
        longest=3,
    ),
    Rule(
        "code.numbered",
        Kind.CODE,
        rf"(?P<number>\d{{1,3}}\.\d{{3}}|\d{{1,6}})(?P<suffix>[a-zđA-Z](?=[/\ -]))?"
        rf"(?:{_SLASH}(?P<year>{_YEAR}))?"
        rf"(?:{_SLASH}|(?P<hyphen>{_HYPHEN}))(?P<letters>{_PARTS})",
        _numbered,
        (
            "Quyết định số 9 / QĐ-TTg.",
            "quyết định số chín trên quyết định thủ tướng.",
        ),
        then=f" -–/.{ASCII_LETTERS}đ",
        longest=6,
    ),
    Rule(
        "code.any-case",
        Kind.CODE,
        rf"(?P<number>\d{{1,5}})(?P<suffix>[a-zđ](?=/))?(?:/(?P<year>{_YEAR}))?"
        rf"(?:/|(?P<hyphen>-))(?P<letters>{_ANY_CASE}(?:[-/]{_ANY_CASE}){{1,3}}){NO_LETTER}(?!\d)",
        _any_case,
        ("Theo kế hoạch 15/kh-ubnd.", "theo kế hoạch mười lăm trên kế hoạch ủy ban nhân dân."),
        then=f"-/{ASCII_LETTERS}đ",
        longest=5,
    ),
)
BY_YEAR = (
    Rule(
        "code.padded",
        Kind.CODE,
        r"(?P<number>0\d{1,2})(?P<suffix>[a-zđA-Z])?(?![\w/]|[.,-]\w)",
        _padded,
        ("Theo Đề án 06.", "theo đề án không sáu."),
        first="0",
        longest=3,
    ),
    Rule(
        "code.number-and-year",
        Kind.CODE,
        rf"(?P<number>\d{{1,4}})\ ?/\ ?(?P<year>{_YEAR})(?![\d/]|[.,]\d)",
        _number_and_year,
        (
            "Theo Nghị định 06/2024.",
            "theo nghị định không sáu trên hai nghìn không trăm hai mươi tư.",
        ),
        then=" /",
        longest=4,
    ),
)
SYMBOLS = (
    Rule(
        "code.head",
        Kind.CODE,
        rf"[/–-]\ ?(?:(?P<year>{_YEAR})\ ?/\ ?)?(?P<letters>{_PARTS})",
        _head,
        ("Số    /KH-UBND", "số kế hoạch ủy ban nhân dân"),
        first="/-–",
        then=f" 12{CAPITALS}",
    ),
)
WORDS = (
    Rule(
        "code.standard",
        Kind.CODE,
        r"(?P<kind>(?:TCVN|QCVN|QCĐP|TCXDVN|TCXD|TCCS|TCN|ISO(?:/IEC)?)(?:\ ISO(?:/IEC)?)?)"
        r"[:\ -]{0,2}(?P<number>\d{1,6})(?P<parts>(?:-(?:\d{1,3}|[A-ZĐ]{1,5})(?![^\W_])){0,2})"
        rf"(?:\ ?[:-]\ ?(?P<year>{_YEAR}))?(?:/(?P<body>{_PARTS}))?{NO_LETTER}",
        _standard,
        (
            "Theo QCVN 01-1:2024/BYT.",
            (
                "theo quy chuẩn việt nam không một gạch một năm hai nghìn không trăm hai mươi tư "
                "trên bộ y tế."
            ),
        ),
        first="TQI",
        then=f" :-/I{FIGURES}",
        longest=6,
    ),
    Rule(
        "code.form-name",
        Kind.CODE,
        r"[A-ZĐ]{1,3}\d{1,3}[a-zđA-Z]?(?:[-–/.](?:[A-ZĐƯ]{1,6}\d{0,2}|\d{1,4})){0,3}"
        rf"{NO_LETTER}(?!\d|[-/.]\w)",
        _form,
        ("Điền tờ khai TK1-TS.", "điền tờ khai tê ca một tê ét."),
        first=CAPITALS,
        then=FIGURES,
        longest=3,
    ),
    Rule(
        "code.glued",
        Kind.CODE,
        r"(?P<kind>[A-ZĐƯ]{2,4})(?P<stop>[-.]?)(?P<number>\d{1,4})(?![^\W\d_]*\d)(?![A-ZĐa-z](?!/))"
        rf"(?P<code>(?:/{_YEAR})?[-/][A-ZĐ])?",
        _glued,
        ("Triển khai NQ57.", "triển khai nghị quyết năm mươi bảy."),
        first=CAPITALS,
        then=f"-.{FIGURES}",
        longest=4,
    ),
    Rule(
        "code.unnumbered",
        Kind.CODE,
        rf"(?P<letters>{_SEVERAL_PARTS})",
        _unnumbered,
        ("Mẫu TT-BTTTT mới.", "mẫu thông tư bộ thông tin và truyền thông mới."),
        first=CAPITALS,
        then=f" &/-–.{FIGURES}",
    ),
)
