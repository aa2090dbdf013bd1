"""A set of written lines with the readings that are accepted for each, and how far others are off.

A set is a table with the columns id, category, input, expected and alternatives. `expected` is the
reading we prefer; `alternatives` holds more of them, parted by " | ". Any reading may hold choices:
{nghìn;ngàn} is either word, {trên;} may also be left out, and choices may stand inside choices.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

Reading = list["str | list[Reading]"]
"""Words, and between them choices: lists of readings of which one holds."""

_PIECE = re.compile(r"[{};]|[^{};]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SAME = {
    "ngàn": "nghìn",
    "lẻ": "linh",
    "nhăm": "lăm",
    "mùng": "mồng",
    "tỉ": "tỷ",
    "kí": "ký",
    "quí": "quý",
    "qui": "quy",
    "dông": "giông",
}
"""Two spellings, or two regions' words, for the same thing."""
_FOUR_AFTER = frozenset({"mươi", "linh"})


@dataclass(frozen=True)
class Line:
    """One written line and its accepted readings, the preferred one first."""

    name: str
    category: str
    written: str
    readings: tuple[Reading, ...]

    @property
    def length(self) -> int:
        """How many words the preferred reading has, with the first of each choice."""
        return len(_first(self.readings[0]))


class Score(NamedTuple):
    """How many lines were read exactly, and how many words were wrong of how many."""

    lines: int
    exact: int
    errors: int
    words: int

    @property
    def exact_percent(self) -> float:
        """Lines read exactly, in percent."""
        return 100 * self.exact / self.lines

    @property
    def error_percent(self) -> float:
        """Words to be put in, left out or changed, in percent of the words of the set."""
        return 100 * self.errors / self.words


def read_gold(file: Path) -> list[Line]:
    """Return the lines of a set; `ValueError` names the line whose braces do not match."""
    with file.open(encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [_line(file, row) for row in rows]


def _line(file: Path, row: dict[str, str]) -> Line:
    written = [row["expected"], *filter(None, (row["alternatives"] or "").split(" | "))]
    try:
        readings = tuple(parse(reading) for reading in written)
    except ValueError as error:
        message = f"{file}, {row['id']}: {error}"
        raise ValueError(message) from error
    return Line(row["id"], row["category"], row["input"], readings)


def parse(written: str) -> Reading:
    """Return a reading with its choices; `ValueError` if a brace has no partner."""
    open_choices: list[list[Reading]] = [[[]]]
    for piece in _PIECE.findall(written):
        options = open_choices[-1]
        if piece == "{":
            open_choices.append([[]])
        elif len(open_choices) > 1 and piece == ";":
            options.append([])
        elif len(open_choices) > 1 and piece == "}":
            open_choices.pop()
            open_choices[-1][-1].append(options)
        elif piece == "}":
            break
        else:
            options[-1] += folded(piece)
    else:
        if len(open_choices) == 1:
            return open_choices[0][0]
    message = f"a brace of {written!r} has no partner"
    raise ValueError(message)


def folded(words: str) -> list[str]:
    """Return the words with nothing left that no ear can hear, and one word for each such pair.

    Case, punctuation and the place of a tone mark (hoà, hòa) make no difference, nor do spellings
    and regions (tỉ, tỷ; nghìn, ngàn; tư and bốn after mươi or linh).
    """
    text = unicodedata.normalize("NFC", words.casefold())
    text = "".join(mark if mark.isalnum() else " " for mark in text)
    found: list[str] = []
    for word in text.split():
        known = _SAME.get(word, word)
        if known == "tư" and found and found[-1] in _FOUR_AFTER:
            known = "bốn"
        found.append(known)
    return [_tone_last(word) for word in found]


def _tone_last(word: str) -> str:
    marks = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in marks if mark in _TONES)
    letters = "".join(mark for mark in marks if mark not in _TONES)
    return unicodedata.normalize("NFC", letters) + tones


def _first(reading: Reading) -> list[str]:
    words = []
    for part in reading:
        words += [part] if isinstance(part, str) else _first(part[0])
    return words


def errors(line: Line, said: str) -> int:
    """Return the fewest words to put in, leave out or change to make `said` an accepted reading."""
    words = folded(said)
    return min(
        _distances(reading, list(range(len(words) + 1)), words)[-1] for reading in line.readings
    )


def _distances(reading: Reading, row: list[int], said: Sequence[str]) -> list[int]:
    """One row of the edit distance for each word; of a choice the best cells of its options."""
    for part in reading:
        if isinstance(part, str):
            row = _next_row(part, row, said)
        else:
            options = [_distances(option, row, said) for option in part]
            row = [min(cells) for cells in zip(*options, strict=True)]
    return row


def _next_row(word: str, row: list[int], said: Sequence[str]) -> list[int]:
    following = [row[0] + 1]
    for at, heard in enumerate(said):
        following.append(min(row[at + 1] + 1, following[at] + 1, row[at] + (heard != word)))
    return following


def score(lines: Iterable[Line], said: Iterable[str]) -> Score:
    """Return the score of what was said for each of the lines."""
    pairs = list(zip(lines, said, strict=True))
    wrong = [errors(line, words) for line, words in pairs]
    return Score(len(pairs), wrong.count(0), sum(wrong), sum(line.length for line, _ in pairs))
