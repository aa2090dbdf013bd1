"""The parts of a document's number: kinds of papers, bodies, desks, and what these are made of."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from broadcaster.speech.spoken.abbreviation_table import is_known
from broadcaster.speech.spoken.abbreviations import expand
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import rows
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.spans import LIKELY, PROBABLE, UNKNOWN, Said

_SESSION = re.compile(r"(?P<body>UBTVQH|QH)(?P<number>\d{1,2})")
_TAIL = re.compile(r"(?P<letters>.*?)(?P<number>\d{0,4})\Z")
_UNMARKED = str.maketrans("ĐƯ", "DU", "&-–. ")
_JOINTS = str.maketrans("", "", "&-–. ")
_MOST_PIECES = 4
_SUREST = 2
"""A reading put together from more pieces than this is only probable."""
_FIRST = ("prefix", "body")
_INNER = ("field", "body")
_MOST_AS_NUMBER = 2


class Entry(NamedTuple):
    """One reading of a part; `near` are words of which one has to stand before it, if any."""

    words: str
    near: tuple[str, ...]


Table = dict[str, tuple[Entry, ...]]


@cache
def _table(section: str) -> Table:
    """The parts of one section, as they are written."""
    table: Table = {}
    for kind, part, words, *near in rows("codes"):
        if kind == section:
            entry = Entry(words, tuple(near[0].split("|")) if near else ())
            table[part] = (*table.get(part, ()), entry)
    return table


@cache
def _loose_table(section: str) -> Table:
    """The same for parts in the wrong case, or without the strokes of Đ and Ư."""
    loose: Table = {}
    for part, entries in _table(section).items():
        loose.setdefault(part.upper(), entries)
    for part, entries in _table(section).items():
        loose.setdefault(part.upper().translate(_UNMARKED), entries)
    return loose


def _entries(section: str, part: str) -> tuple[Entry, ...]:
    upper = part.upper()
    loose = _loose_table(section)
    return (
        _table(section).get(part) or loose.get(upper) or loose.get(upper.translate(_UNMARKED)) or ()
    )


def is_type(part: str) -> bool:
    """Whether `part` is a kind of paper: "QĐ", "TTr"."""
    return bool(_entries("type", part))


def is_body(part: str) -> bool:
    """Whether `part` is somebody who issues papers: "UBND", "QH15", "SNNMT"."""
    return bool(_SESSION.fullmatch(part) or _entries("body", part) or _composed(part))


def is_listed_body(part: str) -> bool:
    """Whether `part` stands among the bodies as it is, not only by its pieces."""
    return bool(_SESSION.fullmatch(part)) or part in _table("body")


def is_known_part(part: str) -> bool:
    """Whether some table of document numbers has `part`."""
    return is_type(part) or is_body(part) or bool(_entries("unit", part))


def type_words(part: str, place: Place) -> str:
    """The kind of paper; of several, the one that is written out before the number."""
    entries = _entries("type", part)
    if len(entries) > 1:
        before = re.sub(r"\W*(?:số)?\W*\Z", "", place.before())
        before = re.sub(r"(?: hành động| phối hợp| liên tịch| công tác)\Z", "", before)
        for entry in entries:
            if before.endswith(entry.words):
                return entry.words
    return entries[0].words if entries else ""


def glued_words(part: str) -> str:
    """What `part` stands for right before a number: "NQ" in NQ57; or nothing."""
    entries = _table("glued").get(part)
    return entries[0].words if entries else ""


def form_words(part: str) -> str:
    """What the letters of a form's number stand for, or nothing; one letter is always a letter."""
    entries = _entries("form", part) if len(part) > 1 else ()
    if not entries and len(part) > _SUREST:
        entries = _table("body").get(part, ())
    return entries[0].words if entries else ""


def part_words(part: str, place: Place, sections: tuple[str, ...], told: str = "") -> Said:
    """The reading of one part of a code.

    sections: the tables of codes.tsv to ask, in order. told: the reading of the parts before it.
    """
    session = _SESSION.fullmatch(part.upper())
    if session:
        body = _entries("body", session["body"])[0].words
        return Said(f"{body} khóa {place.say.whole(session['number'])}")
    said = _letters(part, place, sections, told)
    if said is not None:
        return said
    tail = _TAIL.fullmatch(part)
    if tail is None or not tail["number"] or not tail["letters"]:
        return Said(spell(part), UNKNOWN)
    number = _number(tail["number"], place)
    if tail["number"][0] == "0":
        return Said(f"{spell(tail['letters'])} {number}", PROBABLE)
    said = _letters(tail["letters"], place, sections, told)
    if said is None:
        said = Said(spell(tail["letters"]), UNKNOWN)
    return Said(f"{said.words} {number}", said.confidence)


def _letters(part: str, place: Place, sections: tuple[str, ...], told: str) -> Said | None:
    for section in sections:
        if section == "type":
            words = type_words(part, place)
            if words:
                return Said(words)
            continue
        for entry in _entries(section, part):
            if not entry.near or any(word in told for word in entry.near):
                return Said(entry.words)
    return _composed(part) or (expand(part, place) if is_known(part) else None)


def _number(written: str, place: Place) -> str:
    if len(written) > _MOST_AS_NUMBER or written[0] == "0":
        return place.say.digits(written)
    return place.say.whole(written)


@lru_cache(maxsize=1024)
def _composed(part: str) -> Said | None:
    """What is made of known pieces: SNNMT of "sở" and NNMT, HNDT of HND and "tỉnh"; or None."""
    found = _pieces(part.translate(_JOINTS), "", _MOST_PIECES)
    if found is None or len(found) == 1:
        return None
    return Said(" ".join(found), LIKELY if len(found) == _SUREST else PROBABLE)


def _pieces(part: str, after: str, most: int) -> tuple[str, ...] | None:
    """The fewest pieces that make up `part`: a prefix or body, fields and bodies, a level.

    after: the section of the piece before, "" at the start.
    """
    level = _table("level").get(part) if after in {"body", "field"} else None
    if level:
        return (level[0].words,)
    best: tuple[str, ...] | None = None
    for end in range(len(part), 0, -1):
        piece = part[:end]
        for section in _INNER if after else _FIRST:
            entries = _table(section).get(piece)
            if not entries or (end == len(part) and section == "prefix"):
                continue
            if end == len(part):
                return (entries[0].words,)
            rest = _pieces(part[end:], section, most - 1) if most > 1 else None
            if rest is not None and (best is None or len(rest) + 1 < len(best)):
                best = (entries[0].words, *rest)
    return best
