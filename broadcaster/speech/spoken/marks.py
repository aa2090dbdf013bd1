"""Marks for the voice that an editor may write into a script: [nghỉ 2s], [nhấn]...[/nhấn]."""

import re

MARK = re.compile(
    r"\[\s*(?:(?P<rest>nghỉ|nghĩ|pause)\s*[:=]?\s*(?:(?P<length>\d{1,3}(?:[.,]\d{1,3})?)\s*"
    r"(?P<unit>ms|s|giây|phút)?)?|(?P<close>/)?\s*(?P<stress>nhấn(?:\s+mạnh)?))\s*\]",
    re.IGNORECASE,
)
"""One mark; its group `rest` or `stress` says which."""

DEFAULT_REST_S = 1.0
LONGEST_REST_S = 30.0
_SECONDS = {"ms": 0.001, "s": 1.0, "giây": 1.0, "phút": 60.0}


def rest_seconds(mark: "re.Match[str]") -> float:
    """The length of the silence a [nghỉ] mark asks for, in seconds, at most half a minute."""
    if not mark["length"]:
        return DEFAULT_REST_S
    length = float(mark["length"].replace(",", "."))
    return min(length * _SECONDS[(mark["unit"] or "s").lower()], LONGEST_REST_S)
