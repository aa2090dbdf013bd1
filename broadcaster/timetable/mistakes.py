"""What is wrong in a schedule file: where it stands and what to do about it, in two languages."""

import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from broadcaster.problems import MISTAKE, Problem, WrongFile, problem_at, toml_of
from broadcaster.timetable.toml_lines import Place, line_at, lines_of

EXAMPLES = {"starts": 'starts = ["05:30"]', "reason": 'reason = "Tết Nguyên đán"'}

Table = TypeVar("Table", bound=BaseModel)


class WrongSchedule(WrongFile):
    """A schedule file cannot be taken; `problems` names each reason with its line."""


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
        return toml_of(text, file, 'starts = ["05:30"]')
    except WrongFile as error:
        raise WrongSchedule(error.problems) from error


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
    if kind == MISTAKE:
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
