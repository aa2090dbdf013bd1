"""The station's own pronunciations: what the text of schedules/pronunciation.toml gives."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from broadcaster.problems import Problem, WrongFile, problem_at, text_of, toml_of
from broadcaster.speech.spoken import Reading, spoken_form
from broadcaster.speech.spoken.entries import LONGEST_ENTRY, LONGEST_READING, entry_key

SECTION = "pronunciation"
_EXAMPLE = '"Chư Pơng" = "chư pông"'


class WrongLine(WrongFile):
    """A line of the file that cannot be used; `written` is the entry or name it begins with."""

    def __init__(self, path: Path, text: str, written: str, en: str, vi: str) -> None:
        """Find the line in the file's `text`; the sentences are as `problem_at` takes them."""
        self.line = _line_of(text, written)
        self.problem = problem_at(str(path), self.line, en, vi)
        self.written = written
        super().__init__([self.problem])


@dataclass(frozen=True)
class Entry:
    """One entry: as it is written in scripts, its reading as it stands in the file, as said."""

    written: str
    reading: str
    said: str


@dataclass(frozen=True)
class Dictionary:
    """The entries that hold, in the order of the file, and everything that is wrong in it.

    `unusable` holds the written forms, and other names in the file, that cannot be used, each with
    what is wrong with it.
    """

    entries: tuple[Entry, ...] = ()
    wrong: tuple[Problem, ...] = ()
    unusable: Mapping[str, Problem] = field(default_factory=dict, hash=False)

    @property
    def said(self) -> dict[str, str]:
        """Written form to spoken words."""
        return {entry.written: entry.said for entry in self.entries}


def parse_dictionary(content: bytes, path: Path) -> Dictionary:
    """What the file's content gives: one table [pronunciation] of written form = reading.

    Readings are taken through the rules, so that "QL 5" may be written in a reading too. An entry
    that is no text, is empty, too long, there twice, or whose reading would be changed by another
    entry is left out, and told with its line and remedy; so is what stands outside the table.
    Raises WrongFile where nothing can be read: no UTF-8, no TOML, no such table.
    """
    text = text_of(content, str(path))
    declared = toml_of(text, str(path), _EXAMPLE)
    strangers = list(_strangers(path, text, declared))
    if declared and SECTION not in declared:
        raise strangers[0]
    table = _table(path, text, declared)
    wrong: list[WrongLine] = []
    said: dict[str, str] = {}
    keys: dict[str, str] = {}
    for written, words in table.items():
        try:
            checked = _checked(path, text, written, words)
            _require_no_twin(path, text, written, keys)
        except WrongLine as error:
            wrong.append(error)
        else:
            said[written] = checked
    while circles := list(_circles(path, text, said)):
        wrong += circles
        for line in circles:
            del said[line.written]
    wrong += strangers
    wrong.sort(key=lambda line: line.line)
    return Dictionary(
        tuple(Entry(written, table[written], words) for written, words in said.items()),
        tuple(line.problem for line in wrong),
        {line.written: line.problem for line in wrong},
    )


def _table(path: Path, text: str, declared: Mapping[str, Any]) -> Mapping[str, Any]:
    entries = declared.get(SECTION, {})
    if not isinstance(entries, dict):
        raise WrongLine(
            path,
            text,
            SECTION,
            f"[{SECTION}] must be a table of entries; write each on a line of its own: {_EXAMPLE}",
            f"[{SECTION}] phải là một bảng gồm các mục; mỗi mục viết một dòng: {_EXAMPLE}",
        )
    return entries


def _strangers(path: Path, text: str, declared: Iterable[str]) -> Iterator[WrongLine]:
    """What stands outside the table."""
    for name in declared:
        if name != SECTION:
            yield WrongLine(
                path,
                text,
                name,
                f"{name!r} is not known here; put every entry under [{SECTION}]",
                f"“{name}” không dùng ở đây; mọi mục phải viết dưới dòng [{SECTION}]",
            )


def _checked(path: Path, text: str, written: str, words: object) -> str:
    """The spoken words of one entry of the file."""
    if not isinstance(words, str):
        raise WrongLine(
            path,
            text,
            written,
            f"the reading of {written!r} is no text; "
            f'write it in quotation marks, for instance "{written}" = "..."',
            f"cách đọc của “{written}” phải là chữ trong ngoặc kép",
        )
    if not entry_key(written) or len(written) > LONGEST_ENTRY:
        raise WrongLine(
            path,
            text,
            written,
            f"an entry must have 1 to {LONGEST_ENTRY} characters; shorten or remove it",
            f"chữ viết phải có từ 1 đến {LONGEST_ENTRY} ký tự; hãy rút ngắn hoặc xoá mục này",
        )
    if len(words) > LONGEST_READING:
        raise WrongLine(
            path,
            text,
            written,
            f"the reading of {written!r} is longer than {LONGEST_READING} characters; shorten it",
            f"cách đọc của “{written}” dài quá {LONGEST_READING} ký tự; hãy rút ngắn",
        )
    said = spoken_form(words)
    if not said:
        raise WrongLine(
            path,
            text,
            written,
            f"the reading of {written!r} has no words; write how it is said",
            f"cách đọc của “{written}” không có chữ nào; hãy viết cách đọc bằng chữ",
        )
    return said


def _require_no_twin(path: Path, text: str, written: str, keys: dict[str, str]) -> None:
    """Refuse a second entry that means the same written form; `keys` are those before it."""
    twin = keys.setdefault(entry_key(written), written)
    if twin != written:
        raise WrongLine(
            path,
            text,
            written,
            f"{written!r} is there already as {twin!r}; keep one of them",
            f"“{written}” trùng với mục “{twin}”; hãy giữ một mục",
        )


def _circles(path: Path, text: str, said: dict[str, str]) -> Iterator[WrongLine]:
    """The entries whose reading another entry, or they themselves, would change again."""
    reading = Reading(dictionary=said)
    for written, words in said.items():
        again = spoken_form(words, reading)
        if again != words:
            yield WrongLine(
                path,
                text,
                written,
                f"the reading of {written!r} contains another entry of this file and would be "
                f"changed to {again!r}; write the reading with the final words",
                f"cách đọc của “{written}” chứa một mục khác nên sẽ thành “{again}”; hãy viết "
                "cách đọc khác",
            )


def _line_of(text: str, name: str) -> int:
    """The number of the first line that begins with `name`, or 1."""
    escaped = re.escape(name)
    quoted, bare = rf"""(["']){escaped}\2""", rf"""{escaped}(?=[\s=.\]])"""
    begins = re.compile(rf"[\s\[]*({f'{quoted}|{bare}' if name else quoted})")
    for number, line in enumerate(text.split("\n"), start=1):
        if begins.match(line):
            return number
    return 1
