"""The tables that the rules read: words, not code. Each file explains itself at its top."""

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `name`.tsv as tuples of cells; blank lines and comments (#) are left out.

    A line `[section]` puts its word in front of every row after it.
    """
    section: tuple[str, ...] = ()
    found = []
    for line in (_HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            section = (line[1:-1],)
            continue
        found.append((*section, *(cell.strip() for cell in line.split("\t"))))
    return tuple(found)


@cache
def cues(name: str) -> frozenset[str]:
    """The words and phrases of one section of cues.tsv, lower case."""
    words: list[str] = []
    for section, line in rows("cues"):
        if section == name:
            words += line.split("|")
    if not words:
        message = f"cues.tsv has no section [{name}]"
        raise KeyError(message)
    return frozenset(word.strip() for word in words)
