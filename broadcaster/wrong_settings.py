"""What a person is told of a setting that cannot be: where it stands, what is wrong, what to do."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

ENVIRONMENT_PREFIX = "BROADCASTER_"
# Variables of ours that are no setting of a station.
KNOWN_VARIABLES = frozenset({"BROADCASTER_HOME"})

_WHAT_IT_MAY_BE = {
    "espeak_voice": "should be vi, vi-vn-x-central or vi-vn-x-south",
    "speaker": "should be device, null or wav:FILE",
}


def wrong_values(file: Path, error: ValidationError, known: Collection[str]) -> str:
    """Return one sentence for each wrong value: its file and line, or its variable, and remedy."""
    lines = file.read_text(encoding="utf-8-sig").splitlines() if file.is_file() else []
    wrong: list[dict[str, Any]] = [dict(one) for one in error.errors()]
    wrong.sort(key=lambda one: _line(lines, str(one["loc"][0])))
    return "; ".join(_sentence(file, lines, one, known) for one in wrong)


def unknown_key(file: Path, key: str, known: Collection[str]) -> str:
    """Return the sentence for a key that no station has."""
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    return f"{file} line {_line(lines, key)}: unknown key '{key}'; {_nearest(key, known)}"


def unknown_variables(environment: Mapping[str, str], known: Collection[str]) -> Iterator[str]:
    """Give a sentence for each variable that is named like a setting and is none."""
    variables = {ENVIRONMENT_PREFIX + key.upper() for key in known} | KNOWN_VARIABLES
    for name in sorted(environment):
        if name.upper().startswith(ENVIRONMENT_PREFIX) and name.upper() not in variables:
            remedy = _nearest(name.upper(), variables)
            yield f"the environment variable {name} is no setting; {remedy}"


def _sentence(file: Path, lines: list[str], wrong: dict[str, Any], known: Collection[str]) -> str:
    key = str(wrong["loc"][0])
    if wrong["type"] == "extra_forbidden":
        return f"{file} line {_line(lines, key)}: unknown key '{key}'; {_nearest(key, known)}"
    said = f"'{key}' {_what_it_may_be(key, wrong)}, not {wrong['input']!r}"
    variable = next((v for v in os.environ if v.upper() == ENVIRONMENT_PREFIX + key.upper()), None)
    if variable:
        return f"the environment variable {variable}: {said}"
    return f"{file} line {_line(lines, key)}: {said}"


def _what_it_may_be(key: str, wrong: dict[str, Any]) -> str:
    if wrong["type"] == "string_pattern_mismatch" and key in _WHAT_IT_MAY_BE:
        return _WHAT_IT_MAY_BE[key]
    reason = str(wrong["msg"]).removeprefix("Value error, ")
    reason = re.sub(r"^(Input|String|Tuple) (?=should )", "", reason)
    return re.sub(r"( after validation)?, (not \d+|unable to .*|got a .*)$", "", reason)


def _line(lines: list[str], key: str) -> int:
    """Return the number of the line that sets the key, counted from 1."""
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(lines, 1) if pattern.match(line)), 1)


def _nearest(name: str, known: Collection[str]) -> str:
    nearest = get_close_matches(name, known, n=1)
    return f"did you mean '{nearest[0]}'?" if nearest else "remove it"
