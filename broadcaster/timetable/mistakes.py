"""What is wrong in a schedule file: where it stands and what to do about it, in two languages."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from broadcaster.errors import WrongSetting
from broadcaster.timetable.toml_lines import Place, line_at, lines_of

EXAMPLES = {"starts": 'starts = ["05:30"]', "reason": 'reason = "Tết Nguyên đán"'}

Table = TypeVar("Table", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in the schedules; `message` and `vi` are whole sentences."""

    file: str
    line: int | None
    message: str
    vi: str

    def __str__(self) -> str:
        """Return the English sentence, for the console and the logs."""
        return self.message


class WrongSchedule(WrongSetting):
    """A schedule file cannot be taken; `problems` names each reason with its line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Join the problems' sentences into the error's own."""
        self.problems = tuple(problems)
        super().__init__(
            "; ".join(problem.message for problem in self.problems),
            " ".join(problem.vi for problem in self.problems),
        )


def mistake(*, en: str, vi: str, key: str | Place = "") -> PydanticCustomError:
    """Return the error that a validator raises; `key` names the key, or the place, in a table."""
    return PydanticCustomError("mistake", "{en}", {"en": en, "vi": vi, "key": key})


def problem_at(file: str, line: int, en: str, vi: str) -> Problem:
    """Return the problem with its place in front of both sentences."""
    name = PurePath(file).name
    return Problem(
        file, line, f"{file} line {line}: {en}", _ended(f"Tệp {name}, dòng {line}: {vi}")
    )


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("?", ".")) else f"{sentence}."


def read_table(model: type[Table], text: str, file: str) -> Table:
    """Return the TOML text as the model; `WrongSchedule` names every mistake with its line."""
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    values = _parsed(text, file)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        lines = lines_of(text)
        found = [_explained(model, detail, lines, file) for detail in error.errors()]
        raise WrongSchedule(sorted(found, key=lambda problem: problem.line or 0)) from error


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that looks most like it, or None."""
    return next(iter(get_close_matches(word.casefold(), list(known), n=1, cutoff=0.5)), None)


def _parsed(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        digits = [
            int(word) for word in place.replace(",", " ").replace(")", "").split() if word.isdigit()
        ]
        line = digits[0] if digits else max(1, text.count("\n") + (not text.endswith("\n")))
        problem = problem_at(
            file,
            line,
            f"this is not valid TOML: {reason[:1].lower() + reason[1:]}; correct that line "
            '(texts stand in straight quotes, lists in brackets: starts = ["05:30"])',
            "dòng này không đúng cú pháp TOML; hãy sửa lại (chữ đặt trong ngoặc kép thẳng, danh "
            'sách đặt trong ngoặc vuông: starts = ["05:30"])',
        )
        raise WrongSchedule([problem]) from error
    except RecursionError as error:
        problem = problem_at(
            file,
            1,
            "the brackets are nested too deeply; write the file anew from the example",
            "các dấu ngoặc lồng nhau quá sâu; hãy viết lại tệp theo mẫu",
        )
        raise WrongSchedule([problem]) from error


def _explained(
    model: type[BaseModel], detail: ErrorDetails, lines: Mapping[Place, int], file: str
) -> Problem:
    place: Place = tuple(detail["loc"])
    context = detail.get("ctx", {})
    key = context.get("key", "")
    if key:
        place += key if isinstance(key, tuple) else (key,)
    named = next((str(step) for step in reversed(place) if isinstance(step, str)), "")
    en, vi = _sentences(model, detail, place, named)
    return problem_at(file, line_at(dict(lines), place), en, vi)


def _sentences(
    model: type[BaseModel], detail: ErrorDetails, place: Place, key: str
) -> tuple[str, str]:
    kind = detail["type"]
    if kind == "mistake":
        context = detail["ctx"]
        return f"'{key}': {context['en']}", f"“{key}”: {context['vi']}"
    if kind == "extra_forbidden":
        return _unknown_key(key, _keys_of(model, place[:-1]))
    if kind in {"tuple_type", "list_type"} and isinstance(detail["input"], dict):
        return (
            f"'{key}' needs two brackets on each side; write [[{key}]]",
            f"“{key}” phải có hai dấu ngoặc vuông mỗi bên; hãy viết [[{key}]]",
        )
    if kind == "missing":
        example = EXAMPLES.get(key, f'{key} = "..."')
        return (
            f"the key '{key}' is missing; add for example: {example}",
            f"thiếu khoá “{key}”; hãy thêm, ví dụ: {example}",
        )
    reason, remedy = _EXPECTED.get(kind, ("correct the value", "hãy sửa theo tệp mẫu"))
    return (
        f"'{key}': this value cannot be used; {reason}",
        f"“{key}”: không dùng được giá trị này; {remedy}",
    )


_A_TABLE = (
    "write a table here, as in the example file",
    "chỗ này phải là một bảng như trong tệp mẫu",
)
_EXPECTED = {
    "bool_type": ("write true or false", "hãy viết true hoặc false"),
    "model_type": _A_TABLE,
    "dict_type": _A_TABLE,
    "list_type": _A_TABLE,
    "tuple_type": _A_TABLE,
}


def _unknown_key(key: str, known: list[str]) -> tuple[str, str]:
    close = nearest(key, known)
    if close:
        return (
            f"unknown key '{key}', did you mean '{close}'?",
            f"không có khoá “{key}”, có phải ý là “{close}”?",
        )
    names = ", ".join(known)
    return (
        f"unknown key '{key}'; remove it (known keys: {names})",
        f"không có khoá “{key}”; hãy bỏ đi (các khoá dùng được: {names})",
    )


def _keys_of(model: type[BaseModel], place: Place) -> list[str]:
    """Return the keys the table at that place may have, following nested models."""
    for step in place:
        if isinstance(step, int):
            continue
        field = next((f for n, f in model.model_fields.items() if step in (n, f.alias)), None)
        inner = _model_in(field.annotation) if field else None
        if inner is None:
            break
        model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    parts = getattr(annotation, "__args__", ())
    return next((found for part in parts if (found := _model_in(part))), None)
