"""Where each key of a TOML text stands, so that a wrong one can be named by its line.

The text is known to be valid (`tomllib` has read it), which keeps the scan small.
"""

import ast
import re
from collections.abc import Iterable

Place = tuple[str | int, ...]

_TOKEN = re.compile(
    r'(?P<string>"""(?:\\[\s\S]|[^\\])*?"""(?:"{0,2})'
    r"|'''[\s\S]*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*')"
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<newline>\n)"
    r"|(?P<mark>[\[\]{}=,.])"
    r"|(?P<blank>[ \t\r]+)"
    r"|(?P<bare>[^\s\[\]{}=,.#\"']+)"
)


def lines_of(text: str) -> dict[Place, int]:
    """Return the line, from 1, of each key, table and list element of a valid TOML text.

    A place is the path as pydantic names it: `("rundown", 2, "at_most")`.
    """
    return _Scan(text).lines()


def line_at(lines: dict[Place, int], place: Iterable[str | int]) -> int:
    """Return the line of the place, or of the nearest thing around it that has one."""
    path = tuple(place)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scan:
    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str, int]] = []
        line = 1
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or ""
            if kind not in {"blank", "comment"}:
                self._tokens.append((kind, match.group(), line))
            line += match.group().count("\n")
        self._tokens.append(("end", "", line))
        self._at = 0
        self._lines: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}

    def lines(self) -> dict[Place, int]:
        table: Place = ()
        while self._kind != "end":
            if self._kind == "newline":
                self._at += 1
            elif self._text == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._lines

    @property
    def _kind(self) -> str:
        return self._tokens[self._at][0]

    @property
    def _text(self) -> str:
        return self._tokens[self._at][1]

    @property
    def _line(self) -> int:
        return self._tokens[self._at][2]

    def _header(self) -> Place:
        line = self._line
        self._at += 1
        many = self._text == "["
        self._at += many
        keys = self._keys(until="]")
        self._at += many
        path: Place = ()
        for depth, key in enumerate(keys, 1):
            path += (key,)
            if many and depth == len(keys):
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path += (self._counts[path],)
        self._lines.setdefault(path, line)
        return path

    def _pair(self, table: Place) -> None:
        line = self._line
        path = table
        for key in self._keys(until="="):
            path += (key,)
            self._lines.setdefault(path, line)
        self._value(path)

    def _keys(self, until: str) -> list[str]:
        keys = []
        while self._kind != "end" and self._text != until:
            if self._kind == "string":
                keys.append(_unquoted(self._text))
            elif self._kind == "bare":
                keys.append(self._text)
            self._at += 1
        self._at += 1
        return keys

    def _value(self, path: Place) -> None:
        if self._text == "[":
            self._elements(path)
        elif self._text == "{":
            self._inline_table(path)
        else:
            while self._kind not in {"newline", "end"} and self._text not in {",", "]", "}"}:
                self._at += 1

    def _elements(self, path: Place) -> None:
        self._at += 1
        index = 0
        while self._kind != "end" and self._text != "]":
            if self._kind == "newline" or self._text == ",":
                self._at += 1
                continue
            self._lines[(*path, index)] = self._line
            self._value((*path, index))
            index += 1
        self._at += 1

    def _inline_table(self, path: Place) -> None:
        self._at += 1
        while self._kind != "end" and self._text != "}":
            if self._kind == "newline" or self._text == ",":
                self._at += 1
            else:
                self._pair(path)
        self._at += 1


def _unquoted(key: str) -> str:
    if key.startswith("'"):
        return key[1:-1]
    try:
        return str(ast.literal_eval(key))
    except (SyntaxError, ValueError):
        return key[1:-1]
