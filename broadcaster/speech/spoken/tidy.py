"""The last step: only lower-case letters, single blanks and the marks that make pauses are left."""

import re

from broadcaster.speech.spoken.source import is_latin

PAUSES = ",.;:?!"
_KEPT = "\u00a0"
_FOREIGN = re.compile(r"[^a-zà-öø-\u024fẠ-ỹ ,.;:?!\n\u00a0]")
_BLANKS = re.compile(r"[ \u00a0]{2,}")
_BLANK_BEFORE = tuple((f" {mark}", mark) for mark in PAUSES)
_UNEVEN = re.compile(r"[,.;:?!](?:[,.;:?!]+[ \u00a0]?|(?=[^ \u00a0\n]))")
"""Several marks that met, or one with no blank after it."""
_LINE_ENDS = re.compile(r"(?<=\n)[ ,.;:?!]+| +(?=\n)")
_STRENGTH = {mark: strength for strength, mark in enumerate(",:;.!?")}


def tidy(words: str) -> str:
    """`words` in lower case with clean blanks and one mark where several met."""
    words = words.lower()
    if _FOREIGN.search(words):
        words = "".join(mark if _stays(mark) else " " for mark in words)
    if "  " in words or _KEPT in words:
        words = _BLANKS.sub(" ", words)
    for written, mark in _BLANK_BEFORE:
        words = words.replace(written, mark)
    words = _UNEVEN.sub(_one_mark, words)
    if "\n" in words:
        words = _LINE_ENDS.sub("", words)
    return words.lstrip(f" {PAUSES}").rstrip(" ")


def _stays(mark: str) -> bool:
    return mark in " ,.;:?!\n\u00a0" or (is_latin(mark) and mark.islower())


def _one_mark(match: "re.Match[str]") -> str:
    """The strongest of the marks that met, and the blank after it."""
    marks = match[0].rstrip(f" {_KEPT}")
    mark = max(marks, key=_STRENGTH.__getitem__)
    return f"{mark}{_KEPT}" if match[0].endswith(_KEPT) else f"{mark} "
