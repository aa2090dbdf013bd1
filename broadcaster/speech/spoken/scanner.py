"""The one pass over the text: each token is passed over, or given to the rules of its kind."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from broadcaster.speech.spoken import abbreviation_table, loanwords, rules
from broadcaster.speech.spoken.lexicon import rows
from broadcaster.speech.spoken.loanwords import loan_pattern
from broadcaster.speech.spoken.marks import mark_at, paired
from broadcaster.speech.spoken.numerals import Numerals
from broadcaster.speech.spoken.place import Place, Read
from broadcaster.speech.spoken.reading import Reading
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.source import plain_text
from broadcaster.speech.spoken.spans import Found, Kind
from broadcaster.speech.spoken.syllables import is_syllable
from broadcaster.speech.spoken.units import unit_pattern

_TOKEN = re.compile(
    r"([^\W\d_]++)(?![\d/&@_'’ʼ)]|[-.:+](?=[\w/]))"  # a word with nothing stuck to it
    r"|([^\W\d_]++)"  # a word with something stuck to it
    r"|(\d++)"
    r"|([^\w\s,.;:?!]|_|\.(?=\.|/))"
)
_WORD, _STUCK_WORD, _DIGITS, _SYMBOL = 1, 2, 3, 4
_BLANKS = re.compile(r"\s*")
_LONGEST_RUN = 9
"""Longer than the first run of every form that has a limit."""
_MOST_OPENINGS = 8_000
_MOST_REMEMBERED = 60_000
_LONGEST_REMEMBERED = 24
_END_OF_ENTRY = r"(?!\w|(?<=\d)(?:[.,/:–-]\d|/\w))"
"""Not within a word, nor within a number: the entry "115" is none in 115.000 and 115/QĐ."""
_LETTERS = frozenset({"a", "e", "o"})
"""Words of one letter that may also be the letter of a clause, or a bullet."""
_BARE_UNITS = frozenset({"kg", "km", "cm", "mm", "ml", "mg", "kwh", "kw", "mw", "ha", "v"})
_NOT_PLAIN = _BARE_UNITS | _LETTERS


Opening = tuple[int, str, int, str]
"""How a token opens a form: its group, first character and length, and what follows it."""


class Ready(NamedTuple):
    """A rule made ready to run."""

    match: Callable[[str, int], "re.Match[str] | None"]
    read: Read
    kind: Kind
    name: str


class Reader:
    """Finds what has to be read in a text, with one station's settings."""

    def __init__(self, reading: Reading, without: Iterable[str] = ()) -> None:
        left_out = frozenset(without)

        def kept(table: tuple[Rule, ...]) -> tuple[Rule, ...]:
            return tuple(rule for rule in table if rule.name not in left_out)

        self.say = Numerals(reading)
        self._at = {
            _WORD: kept(rules.AT_LETTERS),
            _STUCK_WORD: kept(rules.AT_LETTERS),
            _DIGITS: kept(rules.AT_DIGITS),
            _SYMBOL: kept(rules.AT_SYMBOLS),
        }
        self._own = OwnWords(reading)
        self._special = (
            abbreviation_table.known_first_words() | loanwords.first_words() | _NOT_PLAIN
        )
        self._ordinary = {""}
        self._by_opening: dict[Opening, tuple[Ready, ...]] = {}

    def find(self, text: str) -> list[Found]:
        """Everything in plain `text` that is not said as it stands, from left to right."""
        found: list[Found] = []
        ordinary = self._ordinary
        start = 0
        pieces = text.split(" ")
        if ordinary.issuperset(pieces):
            return found
        for piece in pieces:
            if piece not in ordinary:
                self._find_in(text, start, start + len(piece), found)
            start += len(piece) + 1
        return paired(text, found) if "[" in text else found

    def _find_in(self, text: str, start: int, stop: int, found: list[Found]) -> None:
        """Add to `found` what has to be read in text[start:stop], a piece between two blanks.

        A piece of ordinary words, with or without marks, is remembered.
        """
        end = found[-1].end if found else 0
        ordinary = start >= end
        for token in _TOKEN.finditer(text, start, stop):
            at = token.start()
            if at < end:
                continue
            group = token.lastindex or 0
            if group == _WORD and self._is_ordinary(token[1]):
                continue
            ordinary = False
            answer = self._own.entry_at(text, at) or self._read(text, at, token.end(), group, found)
            if answer is not None:
                found.append(answer)
                end = answer.end
        if ordinary:
            self._remember(text[start:stop])

    def _read(
        self, text: str, start: int, end: int, group: int, found: list[Found]
    ) -> Found | None:
        """The answer of the first rule that has one for the token text[start:end]."""
        if text[start] == "[":
            mark = mark_at(text, start)
            if mark is not None:
                return mark
        last = found[-1] if found else None
        place = Place(
            text, start, start, self.say, last.kind if last else None, last.end if last else 0
        )
        opening = (group, text[start], min(end - start, _LONGEST_RUN), following(text, end))
        for match_at, read, kind, name in self._rules_for(opening):
            match = match_at(text, start)
            if match is None or match.end() == start:
                continue
            place.end = match.end()
            said = read(match, place)
            if said is not None:
                return Found(start, place.end, said.words, kind, name, said.confidence)
        return None

    def _rules_for(self, opening: Opening) -> tuple[Ready, ...]:
        """The rules for a token that opens so."""
        rules_here = self._by_opening.get(opening)
        if rules_here is None:
            group, first, length, following = opening
            rules_here = tuple(
                Ready(compiled(rule.pattern).match, rule.read, rule.kind, rule.name)
                for rule in self._at[group]
                if rule.may_begin(first, length, following)
            )
            if len(self._by_opening) < _MOST_OPENINGS:
                self._by_opening[opening] = rules_here
        return rules_here

    def _is_ordinary(self, word: str) -> bool:
        """Whether `word`, standing alone, is said as it is written; remembered if so."""
        if word in self._ordinary:
            return True
        lower = word.lower()
        if lower in self._special or lower in self._own.first_words:
            return False
        if len(word) > 1:
            ordinary = not word[1:].isupper() and (is_syllable(lower) or lower in _names())
        else:
            ordinary = word in "aeiouyăâêôơưAEOUYĂÂÊÔƠƯ" or (
                lower not in "bcdđfghjklmnpqrstvxwzi" and is_syllable(lower)
            )
        if ordinary:
            self._remember(word)
        return ordinary

    def _remember(self, ordinary: str) -> None:
        if len(ordinary) <= _LONGEST_REMEMBERED and len(self._ordinary) < _MOST_REMEMBERED:
            self._ordinary.add(ordinary)


def following(text: str, end: int) -> str:
    """The character at `end`; where blanks come first, a blank and the character after them."""
    mark = text[end : end + 1]
    if mark not in {" ", "\n"}:
        return mark
    blanks = _BLANKS.match(text, end)
    return f" {text[blanks.end() : blanks.end() + 1]}" if blanks else mark


class OwnWords:
    """The station's own dictionary, ready to be looked for."""

    def __init__(self, reading: Reading) -> None:
        entries = {
            _as_looked_up(plain_text(written).plain): words
            for written, words in reading.dictionary.items()
        }
        entries.pop("", None)
        self._exact = entries
        self._folded = {written.lower(): words for written, words in entries.items()}
        self.first_words = frozenset(
            re.split(r"[\W\d_]", written.lower(), maxsplit=1)[0] for written in entries
        ) - {""}
        self._pattern = _alternatives(entries) if entries else None

    def entry_at(self, text: str, start: int) -> Found | None:
        """The entry that begins at `start`, and not inside a word, with the station's reading."""
        entry = self._pattern.match(text, start) if self._pattern else None
        if entry is None or (start and text[start - 1].isalnum()):
            return None
        return Found(start, entry.end(), self._words(entry), Kind.DICTIONARY, "dictionary", 1.0)

    def _words(self, entry: "re.Match[str]") -> str:
        written = _as_looked_up(entry[0])
        return self._exact.get(written) or self._folded.get(written.lower(), written)


def _as_looked_up(written: str) -> str:
    """An entry, or what matched it, with one blank between words and one kind of apostrophe."""
    return " ".join(written.replace("’", "'").replace("ʼ", "'").split())


def _alternatives(entries: Iterable[str]) -> "re.Pattern[str]":
    """A pattern of all entries, the longest first; capitals alone must match as they are."""
    branches = []
    for written in sorted(entries, key=len, reverse=True):
        escaped = r"[ \n]+".join(re.escape(word) for word in written.split())
        escaped = escaped.replace("'", "['’ʼ]")
        branches.append(escaped if written.isupper() and len(written) > 1 else f"(?i:{escaped})")
    return re.compile(f"(?:{'|'.join(branches)}){_END_OF_ENTRY}")


@cache
def _names() -> frozenset[str]:
    return frozenset(name for _, name in rows("names"))


@cache
def compiled(pattern: str) -> "re.Pattern[str]":
    """A rule's pattern with its names filled in: (?&unit) any unit, (?&loan) any loan phrase."""
    pattern = pattern.replace("(?&unit)", unit_pattern()).replace("(?&loan)", loan_pattern())
    return re.compile(pattern, re.VERBOSE)
