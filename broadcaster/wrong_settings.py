"""What a person is told of a setting that cannot be: where it stands, what is wrong, what to do."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationError
from pydantic_core import PydanticKnownError

ENVIRONMENT_PREFIX = "BROADCASTER_"
# Variables of ours that are no setting of a station.
KNOWN_VARIABLES = frozenset({"BROADCASTER_HOME"})

# Settings that stand together under a heading of their own, such as [reading].
TABLES = frozenset({"amplifier", "reading"})

_WHAT_IT_MAY_BE = {
    "amplifier": "should be a table; write [amplifier] and its settings below it",
    "reading": "should be a table; write [reading] and its settings below it",
    "espeak_voice": "should be vi, vi-vn-x-central or vi-vn-x-south",
    "speaker": "should be device, null or wav:FILE",
}
_NO_NUMBER: Literal["float_type"] = "float_type"
_KINDS = {
    _NO_NUMBER: "a number",
    "float_parsing": "a number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "a text in quotes",
    "path_type": "the name of a file, in quotes",
    "tuple_type": "a list in brackets",
}
_SECONDS = "_s"


def _no_boolean(value: Any) -> Any:
    """Return the value; true and false are no numbers here."""
    if isinstance(value, bool):
        raise PydanticKnownError(_NO_NUMBER)
    return value


Number = Annotated[float, BeforeValidator(_no_boolean)]
WholeNumber = Annotated[int, BeforeValidator(_no_boolean)]


def wrong_values(file: Path, error: ValidationError, known: Collection[str]) -> str:
    """Return one sentence for each wrong value: its file and line, or its variable, and remedy.

    `known` are all settings; one of a table is named with it: `reading.year`.
    """
    lines = file.read_text(encoding="utf-8-sig").splitlines() if file.is_file() else []
    wrong: list[dict[str, Any]] = [dict(one) for one in error.errors()]
    # Of a list whose entries are wrong, only these are told: that it is too short follows.
    within = {one["loc"][:-1] for one in wrong}
    wrong = [one for one in wrong if one["loc"] not in within]
    wrong.sort(key=lambda one: _line(lines, _key(one)))
    return "; ".join(_sentence(file, lines, one, known) for one in wrong)


def unknown_key(file: Path, key: str, known: Collection[str]) -> str:
    """Return the sentence for a key that no station has."""
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    return f"{file} line {_line(lines, key)}: unknown key '{key}'; {_remedy(key, known)}"


def unknown_variables(environment: Mapping[str, str], known: Collection[str]) -> Iterator[str]:
    """Give a sentence for each variable that is named like a setting and is none."""
    variables = {_variable(key) for key in known} | KNOWN_VARIABLES
    for name in sorted(environment):
        if name.upper().startswith(ENVIRONMENT_PREFIX) and name.upper() not in variables:
            remedy = _nearest(name.upper(), variables)
            yield f"the environment variable {name} is no setting; {remedy}"


def _sentence(file: Path, lines: list[str], wrong: dict[str, Any], known: Collection[str]) -> str:
    key = _key(wrong)
    variable = next((v for v in os.environ if v.upper() == _variable(key)), None)
    where = f"the environment variable {variable}" if variable else f"{file} line "
    where += "" if variable else str(_line(lines, key))
    if wrong["type"] == "extra_forbidden":
        return f"{where}: unknown key '{key}'; {_remedy(key, known)}"
    return f"{where}: '{key}' {_what_it_may_be(key, wrong)}, not {_shown(wrong['input'])}"


def _key(wrong: dict[str, Any]) -> str:
    """Return the setting as it is named: `panel_port`, `reading.year`."""
    names = [str(part) for part in wrong["loc"]]
    return ".".join(names[:2]) if names[0] in TABLES else names[0]


def _variable(key: str) -> str:
    return ENVIRONMENT_PREFIX + key.upper().replace(".", "_")


def _remedy(key: str, known: Collection[str]) -> str:
    """Return what to do with an unknown key; one in the wrong table belongs elsewhere."""
    table, _, name = key.rpartition(".")
    for other in known:
        if other.rpartition(".")[2] == name and table in TABLES:
            return f"write it above [{table}]"
        if other.rpartition(".")[2] == name:
            return f"write it under [{other.rpartition('.')[0]}]"
    return _nearest(key, known)


def _what_it_may_be(key: str, wrong: dict[str, Any]) -> str:
    if wrong["type"] in {"string_pattern_mismatch", "model_type"} and key in _WHAT_IT_MAY_BE:
        return _WHAT_IT_MAY_BE[key]
    kind = _KINDS.get(wrong["type"])
    if kind is not None:
        measured = key.endswith(_SECONDS) and "number" in kind
        return f"should be {kind} of seconds" if measured else f"should be {kind}"
    reason = str(wrong["msg"]).removeprefix("Value error, ")
    reason = re.sub(r"^(Input|String|Tuple) (?=should )", "", reason)
    return re.sub(r"( after validation)?, (not \d+|unable to .*|got a .*)$", "", reason)


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


def _nearest(name: str, known: Collection[str]) -> str:
    nearest = get_close_matches(name, known, n=1)
    return f"did you mean '{nearest[0]}'?" if nearest else "remove it"
