"""The table of abbreviations: which reading of an abbreviation holds in its place."""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from broadcaster.speech.spoken.lexicon import rows
from broadcaster.speech.spoken.place import Place, fold
from broadcaster.speech.spoken.spans import GUESS, LIKELY, PROBABLE, Said

MARKS = str.maketrans("", "", "&-–/. ,")
"""What an abbreviation is also written without."""
_JOINED = re.compile(r"\w\ ?[&/–-]\ ?\w")


class Entry(NamedTuple):
    """One row of abbreviations.tsv: a reading and the conditions under which it holds."""

    words: str
    usual: bool
    conditions: tuple[tuple[str, frozenset[str]], ...]


@cache
def table() -> dict[str, tuple[Entry, ...]]:
    """Abbreviation, as written and without its marks, to its rows in order."""
    found: dict[str, tuple[Entry, ...]] = {}
    for _domain, key, words, *rest in rows("abbreviations"):
        written = rest[0] if rest else ""
        usual = written.strip() == "usual"
        entry = Entry(words, usual, () if usual else _conditions(written))
        found[key] = (*found.get(key, ()), entry)
    for key, entries in list(found.items()):
        found[key] = tuple(sorted(entries, key=lambda entry: not entry.conditions))
        bare = key.translate(MARKS)
        if len(bare) > 2 and bare not in found and bare.isupper():
            found[bare] = found[key]
    return found


def _conditions(written: str) -> tuple[tuple[str, frozenset[str]], ...]:
    found = []
    for condition in written.split(";"):
        if condition.strip():
            name, _, words = condition.strip().partition("=")
            found.append((name, frozenset(words.split("|")) if words else frozenset()))
    return tuple(found)


def known_first_words() -> frozenset[str]:
    """The lower-case abbreviations that have to be looked for among ordinary words."""
    return frozenset(key for key in table() if key.islower() and key.isalpha())


def written_forms() -> list[tuple[str, str]]:
    """Every abbreviation with each of its readings."""
    return [(key, entry.words) for key, entries in table().items() for entry in entries]


def is_known(key: str) -> bool:
    """Whether the table has `key` as it is written."""
    return key in table()


def _next(words: frozenset[str], place: Place) -> bool:
    after = fold(place.after()).lstrip("-–., |")
    return any(
        after.startswith(word) and not after[len(word) : len(word) + 1].isalpha() for word in words
    )


def _name(_words: frozenset[str], place: Place) -> bool:
    after = place.after()
    return after[:1].isupper() and after[1:2].islower()


def _number(_words: frozenset[str], place: Place) -> bool:
    return bool(re.match(r"(?:số )?(?:\d|[IVX]+(?!\w))", place.after().lstrip(". ")))


def _amount(units: frozenset[str], place: Place) -> bool:
    amount = re.match(r"[\d.,–-]+\s?([^\W\d_]+)", place.after().lstrip(":= "))
    return amount is not None and amount[1].lower() in units


def _near(words: frozenset[str], place: Place) -> bool:
    start, end = place.line()
    written = re.findall(r"[^\W_]+", fold(place.text[start:end]))
    line = f" {' '.join(written)} "
    return any(f" {word} " in line for word in words)


_CONDITIONS: dict[str, Callable[[frozenset[str], Place], bool]] = {
    "next": _next,
    "prev": lambda words, place: place.follows(words),
    "name": _name,
    "number": _number,
    "amount": _amount,
    "near": _near,
    "share": lambda _, place: place.before().endswith("%"),
    "year": lambda _, place: bool(re.match(r":?\s?(?:19|20)\d\d(?!\d)", place.after())),
    "counted": lambda _, place: bool(re.search(r"\d\Z", place.before())),
    "undotted": lambda _, place: place.text[place.end - 1] not in ". ",
    "dot": lambda _, place: bool(re.match(r"\. {0,2}[^\W\d_]", place.text[place.end :][:4])),
    "inside": lambda _, place: bool(_JOINED.search(place.text, place.start, place.end)),
    "start": lambda _, place: place.opens_line(),
    "caps": lambda _, place: place.in_capitals(),
    "stuck": lambda _, place: place.text[place.start - 1 : place.start].isdigit(),
    "code": lambda _, place: place.text[place.end : place.end + 1] in {"-", "/"},
    "long": lambda _, place: bool(re.match(r"\d{3}(?!\d)", place.after())),
}
"""What the third column of abbreviations.tsv may ask; the file explains each."""


@cache
def _rows_of(key: str) -> tuple[Entry, ...] | None:
    """The rows of `key`; before those of "TT." come the ones of "TT" that have conditions."""
    entries = table().get(key)
    if entries is None or not key.endswith("."):
        return entries
    bare = tuple(entry for entry in table().get(key[:-1], ()) if entry.conditions)
    return (*bare, *entries)


def look_up(key: str, place: Place) -> Said | None:
    """The reading of an abbreviation in the table, by the first row whose conditions hold."""
    entries = _rows_of(key)
    if entries is None:
        return None
    for entry in entries:
        if all(_CONDITIONS[name](words, place) for name, words in entry.conditions):
            if len(entries) == 1:
                return Said(entry.words)
            if entry.conditions:
                return Said(entry.words, LIKELY)
            return Said(entry.words, PROBABLE if entry.usual else GUESS)
    return None


def first_reading(word: str) -> str:
    """The reading of an abbreviation in small letters, whatever stands around it; "" if none."""
    entries = table().get(word, ()) if word.islower() else ()
    return entries[-1].words if entries and not entries[-1].conditions else ""
