"""What is wrong in a file that people write: where it stands and what to do, in two languages."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pydantic_core import PydanticCustomError

from broadcaster.errors import WrongSetting

MISTAKE = "mistake"
"""The kind of pydantic's error that `mistake` makes."""
_TWICE = ("overwrite", "twice")
"""In what the TOML reader says of a key or a table that is there already."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `message` and `vi` are whole sentences, `line` counts from 1."""

    file: str
    line: int | None
    message: str
    vi: str

    def __str__(self) -> str:
        """Return the English sentence, for the console and the logs."""
        return self.message


class WrongFile(WrongSetting):
    """A file cannot be taken; `problems` names each reason with its line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Join the problems' sentences into the error's own."""
        self.problems = tuple(problems)
        super().__init__(
            "; ".join(problem.message for problem in self.problems),
            " ".join(problem.vi for problem in self.problems),
        )


def problem_at(file: str, line: int, en: str, vi: str) -> Problem:
    """Return the problem with its place in front of both sentences."""
    name = PurePath(file).name
    return Problem(file, line, f"{file} line {line}: {en}", ended(f"Tệp {name}, dòng {line}: {vi}"))


def ended(sentence: str) -> str:
    """Return the sentence with a full stop, unless it has its end."""
    return sentence if sentence.endswith(("?", ".")) else f"{sentence}."


def mistake(*, en: str, vi: str, key: str | tuple[str | int, ...] = "") -> PydanticCustomError:
    """Return the error that a validator raises; `key` names the key, or the place, in a table."""
    return PydanticCustomError(MISTAKE, "{en}", {"en": en, "vi": vi, "key": key})


def text_of(content: bytes, file: str) -> str:
    """Return the file's text without its byte order mark; `WrongFile` if it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = problem_at(
            file,
            content[: error.start].count(b"\n") + 1,
            "the file is not UTF-8; save it again with the encoding UTF-8",
            "tệp không phải bảng mã UTF-8; hãy lưu lại với bảng mã UTF-8",
        )
        raise WrongFile([problem]) from error


def unreadable(path: PurePath, error: OSError) -> Problem:
    """Return what is told of a file or folder that the machine does not let us read."""
    return Problem(
        str(path),
        None,
        f"{path} cannot be read ({error.strerror}); check that it exists and may be read",
        f"Không đọc được {path.name}; hãy kiểm tra thư mục, tệp còn đó và có quyền đọc.",
    )


def toml_of(text: str, file: str, example: str) -> dict[str, Any]:
    """Return what the text declares; `WrongFile` names the line that is no TOML.

    `example` is a line as it should be written.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        digits = [
            int(word) for word in place.replace(",", " ").replace(")", "").split() if word.isdigit()
        ]
        line = digits[0] if digits else max(1, text.count("\n") + (not text.endswith("\n")))
        en = (
            f"this is not valid TOML: {reason[:1].lower() + reason[1:]}; correct that line "
            f"(texts stand in straight quotes, lists in brackets: {example})"
        )
        vi = (
            "dòng này không đúng cú pháp TOML; hãy sửa lại (chữ đặt trong ngoặc kép thẳng, danh "
            f"sách đặt trong ngoặc vuông: {example})"
        )
        if any(word in reason for word in _TWICE):
            en = "what stands here is in the file already; keep one of the two"
            vi = "mục này đã có ở trên; hãy giữ một trong hai"
        problem = problem_at(file, line, en, vi)
        raise WrongFile([problem]) from error
    except RecursionError as error:
        problem = problem_at(
            file,
            1,
            "the brackets are nested too deeply; write the file anew from the example",
            "các dấu ngoặc lồng nhau quá sâu; hãy viết lại tệp theo mẫu",
        )
        raise WrongFile([problem]) from error
