"""What a person is told of a setting that cannot be: where it stands, what is wrong, what to do."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationError
from pydantic_core import PydanticKnownError

from broadcaster.problems import MISTAKE, Problem, ended, problem_at

ENVIRONMENT_PREFIX = "BROADCASTER_"
# Variables of ours that are no setting of a station.
KNOWN_VARIABLES = frozenset({"BROADCASTER_HOME"})

# Settings that stand together under a heading of their own, such as [reading].
TABLES = frozenset({"amplifier", "reading"})

TwoTongues = tuple[str, str]
"""The same words in English and in Vietnamese."""

_WHAT_IT_MAY_BE: dict[str, TwoTongues] = {
    **{
        table: (
            f"should be a table; write [{table}] and its settings below it",
            f"phải là một bảng; hãy viết dòng [{table}] rồi các mục của nó ở dưới",
        )
        for table in TABLES
    },
    "espeak_voice": (
        "should be vi, vi-vn-x-central or vi-vn-x-south",
        "phải là vi, vi-vn-x-central hoặc vi-vn-x-south",
    ),
    "speaker": (
        "should be device, null or wav:FILE",
        "phải là device, null hoặc wav:TỆP",
    ),
}
_NO_NUMBER: Literal["float_type"] = "float_type"
_A_NUMBER = ("a number", "số")
_A_WHOLE_NUMBER = ("a whole number", "số nguyên")
_TRUE_OR_FALSE = ("true or false", "true hoặc false")
_KINDS: dict[str, TwoTongues] = {
    _NO_NUMBER: _A_NUMBER,
    "float_parsing": _A_NUMBER,
    "int_type": _A_WHOLE_NUMBER,
    "int_parsing": _A_WHOLE_NUMBER,
    "int_from_float": _A_WHOLE_NUMBER,
    "bool_type": _TRUE_OR_FALSE,
    "bool_parsing": _TRUE_OR_FALSE,
    "string_type": ("a text in quotes", "chữ trong ngoặc kép"),
    "path_type": ("the name of a file, in quotes", "tên tệp trong ngoặc kép"),
    "tuple_type": ("a list in brackets", "danh sách trong ngoặc vuông"),
}
_LIMITS_VI = {
    "less_than_equal": "phải nhỏ hơn hoặc bằng {le:.15g}",
    "greater_than_equal": "phải lớn hơn hoặc bằng {ge:.15g}",
    "greater_than": "phải lớn hơn {gt:.15g}",
    "literal_error": "phải là {expected}",
    "enum": "phải là {expected}",
    "too_short": "phải có ít nhất một mục",
    "string_too_short": "không được để trống",
    "string_too_long": "dài nhất {max_length} ký tự",
}
_SECONDS = "_s"


def _no_boolean(value: Any) -> Any:
    """Return the value; true and false are no numbers here."""
    if isinstance(value, bool):
        raise PydanticKnownError(_NO_NUMBER)
    return value


Number = Annotated[float, BeforeValidator(_no_boolean)]
WholeNumber = Annotated[int, BeforeValidator(_no_boolean)]


def wrong_values(
    file: Path,
    text: str,
    environment: Mapping[str, str],
    error: ValidationError,
    known: Collection[str],
) -> list[Problem]:
    """Return each wrong value of the file's text: its line, or its variable, and the remedy.

    `environment` is what won over the text, `known` are all settings; one of a table is named with
    it: `reading.year`.
    """
    lines = text.splitlines()
    wrong: list[dict[str, Any]] = [dict(one) for one in error.errors()]
    # Of a list whose entries are wrong, only these are told: that it is too short follows.
    within = {one["loc"][:-1] for one in wrong}
    wrong = [one for one in wrong if one["loc"] not in within]
    wrong.sort(key=lambda one: _line(lines, _key(one)))
    return [_problem(file, lines, environment, one, known) for one in wrong]


def unknown_key(file: Path, text: str, key: str, known: Collection[str]) -> Problem:
    """Return what is told of a key that no station has."""
    return problem_at(str(file), _line(text.splitlines(), key), *_unknown(key, known))


def unknown_variables(environment: Mapping[str, str], known: Collection[str]) -> Iterator[str]:
    """Give a sentence for each variable that is named like a setting and is none."""
    variables = {_variable(key) for key in known} | KNOWN_VARIABLES
    for name in sorted(environment):
        if name.upper().startswith(ENVIRONMENT_PREFIX) and name.upper() not in variables:
            remedy, _ = _nearest(name.upper(), variables)
            yield f"the environment variable {name} is no setting; {remedy}"


def _problem(
    file: Path,
    lines: list[str],
    environment: Mapping[str, str],
    wrong: dict[str, Any],
    known: Collection[str],
) -> Problem:
    key = _key(wrong)
    if wrong["type"] == "extra_forbidden":
        en, vi = _unknown(key, known)
    else:
        en, vi = _what_it_may_be(key, wrong)
        en, vi = f"'{key}' {en}, not {_shown(wrong['input'])}", f"“{key}” {vi}"
    variable = next((v for v in environment if v.upper() == _variable(key)), None)
    if variable is None:
        return problem_at(str(file), _line(lines, key), en, vi)
    return Problem(
        str(file),
        None,
        f"the environment variable {variable}: {en}",
        ended(f"Biến môi trường {variable}: {vi}"),
    )


def _key(wrong: dict[str, Any]) -> str:
    """Return the setting as it is named: `panel_port`, `reading.year`."""
    names = [str(part) for part in wrong["loc"]]
    return ".".join(names[:2]) if names[0] in TABLES else names[0]


def _variable(key: str) -> str:
    return ENVIRONMENT_PREFIX + key.upper().replace(".", "_")


def _unknown(key: str, known: Collection[str]) -> TwoTongues:
    en, vi = _remedy(key, known)
    return f"unknown key '{key}'; {en}", f"không có mục “{key}”; {vi}"


def _remedy(key: str, known: Collection[str]) -> TwoTongues:
    """Return what to do with an unknown key; one in the wrong table belongs elsewhere."""
    table, _, name = key.rpartition(".")
    for other in known:
        if other.rpartition(".")[2] == name and table in TABLES:
            return f"write it above [{table}]", f"hãy viết ở trên dòng [{table}]"
        if other.rpartition(".")[2] == name:
            place = other.rpartition(".")[0]
            return f"write it under [{place}]", f"hãy viết ở dưới dòng [{place}]"
    return _nearest(key, known)


def _what_it_may_be(key: str, wrong: dict[str, Any]) -> TwoTongues:
    kind, context = wrong["type"], wrong.get("ctx", {})
    if kind in {"string_pattern_mismatch", "model_type"} and key in _WHAT_IT_MAY_BE:
        return _WHAT_IT_MAY_BE[key]
    if kind == MISTAKE:
        return context["en"], context["vi"]
    if kind in _KINDS:
        en, vi = _KINDS[kind]
        measured = key.endswith(_SECONDS) and "number" in en
        if measured:
            en, vi = f"{en} of seconds", f"{vi} giây"
        return f"should be {en}", f"phải là {vi}"
    reason = re.sub(r"^(Input|String|Tuple) (?=should )", "", str(wrong["msg"]))
    reason = re.sub(r"( after validation)?, (not \d+|unable to .*|got a .*)$", "", reason)
    vi = _LIMITS_VI.get(kind, "không dùng được giá trị này").format(**context)
    return reason, vi.replace(" or ", " hoặc ")


def _shown(value: Any) -> str:
    """Return a value as the file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, date | time) else repr(value)


def _line(lines: list[str], key: str) -> int:
    """Return the number of the line that sets the key, counted from 1; else that of its table."""
    table, _, name = key.rpartition(".")
    begin = _first(lines, table, 0) if table in TABLES else 0
    return _first(lines, name if table in TABLES else key, begin) or begin or 1


def _first(lines: list[str], key: str, begin: int) -> int:
    """Return the number of the first line behind `begin` that begins with the key; 0 for none."""
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    numbered = enumerate(lines[begin:], begin + 1)
    return next((number for number, line in numbered if pattern.match(line)), 0)


def _nearest(name: str, known: Collection[str]) -> TwoTongues:
    nearest = get_close_matches(name, known, n=1)
    if not nearest:
        return "remove it", "hãy bỏ đi"
    return f"did you mean '{nearest[0]}'?", f"có phải ý là “{nearest[0]}”?"
