"""The station's own pronunciations: what the text of schedules/pronunciation.toml gives."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadcaster.errors import WrongSetting
from broadcaster.speech.spoken.entries import LONGEST_ENTRY, LONGEST_READING, entry_key
from broadcaster.speech.spoken.pipeline import spoken_form
from broadcaster.speech.spoken.reading import Reading

SECTION = "pronunciation"

_LINE = re.compile(r"line (\d+)")


class WrongLine(WrongSetting):
    """A line of the file that cannot be used; `written` is the entry or name that stands there."""

    def __init__(self, path: Path, line: int, written: str, message: str, vi: str) -> None:
        super().__init__(f"{path}, line {line}: {message}", f"Tệp {path.name}, dòng {line}: {vi}")
        self.line = line
        self.written = written


@dataclass(frozen=True)
class Entry:
    """One entry: as it is written in scripts, its reading as it stands in the file, as said."""

    written: str
    reading: str
    said: str


@dataclass(frozen=True)
class Dictionary:
    """The entries that hold, in the order of the file, and everything that is wrong in it."""

    entries: tuple[Entry, ...] = ()
    wrong: tuple[WrongSetting, ...] = ()

    @property
    def said(self) -> dict[str, str]:
        """Written form to spoken words."""
        return {entry.written: entry.said for entry in self.entries}

    @property
    def unusable(self) -> frozenset[str]:
        """The written forms, and other names in the file, that cannot be used."""
        return frozenset(line.written for line in self.wrong if isinstance(line, WrongLine))


def parse_dictionary(content: bytes, path: Path) -> Dictionary:
    """What the file's content gives: one table [pronunciation] of written form = reading.

    Readings are taken through the rules, so that "QL 5" may be written in a reading too. An entry
    that is no text, is empty, too long, there twice, or whose reading would be changed by another
    entry is left out, and told with its line and remedy; so is what stands outside the table.
    Raises WrongSetting where nothing can be read: no UTF-8, no TOML, no such table.
    """
    text = decoded(content, path)
    table = _table(text, path)
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
    wrong += _strangers(path, text)
    entries = tuple(Entry(written, table[written], words) for written, words in said.items())
    wrong.sort(key=lambda line: line.line)
    return Dictionary(entries, tuple(wrong))


def decoded(content: bytes, path: Path) -> str:
    """The text without its byte order mark; WrongSetting if it is no UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError | UnicodeDecodeError) -> WrongSetting:
    """The error that tells a file cannot be read, and the remedy."""
    return WrongSetting(
        f"{path} cannot be read ({error}); save it as a UTF-8 text file.",
        f"Không đọc được tệp {path.name}; hãy lưu lại tệp dạng UTF-8.",
    )


def _table(text: str, path: Path) -> Mapping[str, Any]:
    content = _parsed(text, path)
    if content and SECTION not in content:
        raise next(_strangers(path, text))
    entries = content.get(SECTION, {})
    if not isinstance(entries, dict):
        message = f"{path}: [{SECTION}] must be a table of entries."
        vi = f"Tệp {path.name}: [{SECTION}] phải là một bảng gồm các mục."
        raise WrongSetting(message, vi)
    return entries


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        if "overwrite" in str(error):
            raise WrongLine(
                path,
                line,
                "",
                "this is in the file already; keep one of the two.",
                "mục này đã có ở trên; hãy giữ một trong hai.",
            ) from error
        raise WrongLine(
            path,
            line,
            "",
            f"this is no TOML ({error}); an entry looks like "
            f'"Chư Pơng" = "chư pông", both sides in quotation marks.',
            'viết sai dạng; một mục viết như sau: "Chư Pơng" = "chư pông", cả hai bên trong '
            "ngoặc kép.",
        ) from error
    except RecursionError as error:
        raise WrongLine(
            path,
            1,
            "",
            "the brackets are nested too deeply; an entry is one line of two texts.",
            "các dấu ngoặc lồng nhau quá sâu; mỗi mục chỉ là một dòng gồm hai vế.",
        ) from error


def _strangers(path: Path, text: str) -> Iterator[WrongLine]:
    """What stands outside the table."""
    for name in tomllib.loads(text):
        if name != SECTION:
            yield WrongLine(
                path,
                _line_of(text, name),
                name,
                f"{name!r} is not known here; put every entry under [{SECTION}].",
                f"“{name}” không dùng ở đây; mọi mục phải viết dưới dòng [{SECTION}].",
            )


def _checked(path: Path, text: str, written: str, words: object) -> str:
    """The spoken words of one entry of the file."""
    if not isinstance(words, str):
        raise WrongLine(
            path,
            _line_of(text, written),
            written,
            f"the reading of {written!r} is no text; "
            f'write it in quotation marks, for instance "{written}" = "...".',
            f"cách đọc của “{written}” phải là chữ trong ngoặc kép.",
        )
    if not entry_key(written) or len(written) > LONGEST_ENTRY:
        raise WrongLine(
            path,
            _line_of(text, written),
            written,
            f"an entry must have 1 to {LONGEST_ENTRY} characters; shorten or remove it.",
            f"chữ viết phải có từ 1 đến {LONGEST_ENTRY} ký tự; hãy rút ngắn hoặc xoá mục này.",
        )
    if len(words) > LONGEST_READING:
        raise WrongLine(
            path,
            _line_of(text, written),
            written,
            f"the reading of {written!r} is longer than {LONGEST_READING} characters; shorten it.",
            f"cách đọc của “{written}” dài quá {LONGEST_READING} ký tự; hãy rút ngắn.",
        )
    said = spoken_form(words)
    if not said:
        raise WrongLine(
            path,
            _line_of(text, written),
            written,
            f"the reading of {written!r} has no words; write how it is said.",
            f"cách đọc của “{written}” không có chữ nào; hãy viết cách đọc bằng chữ.",
        )
    return said


def _require_no_twin(path: Path, text: str, written: str, keys: dict[str, str]) -> None:
    """Refuse a second entry that means the same written form; `keys` are those before it."""
    twin = keys.setdefault(entry_key(written), written)
    if twin != written:
        raise WrongLine(
            path,
            _line_of(text, written),
            written,
            f"{written!r} is there already as {twin!r}; keep one of them.",
            f"“{written}” trùng với mục “{twin}”; hãy giữ một mục.",
        )


def _circles(path: Path, text: str, said: dict[str, str]) -> Iterator[WrongLine]:
    """The entries whose reading another entry, or they themselves, would change again."""
    reading = Reading(dictionary=said)
    for written, words in said.items():
        again = spoken_form(words, reading)
        if again != words:
            yield WrongLine(
                path,
                _line_of(text, written),
                written,
                f"the reading of {written!r} contains another entry of this file and would be "
                f"changed to {again!r}; write the reading with the final words.",
                f"cách đọc của “{written}” chứa một mục khác nên sẽ thành “{again}”; hãy viết "
                "cách đọc khác.",
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
