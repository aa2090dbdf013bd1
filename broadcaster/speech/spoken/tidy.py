"""The last step: only lower-case letters, single blanks and the marks that make pauses are left."""

import re

from broadcaster.speech.spoken.source import is_latin

PAUSES = ",.;:?!"
_FOREIGN = re.compile(r"[^a-zà-ỹ ,.;:?!\n]|[×÷]|[\u0250-\u1e9f]")
_BLANKS = re.compile(r"[ \u00a0]{2,}")
_UNEVEN = re.compile(r"[ ]?[,.;:?!](?:[ ]?[,.;:?!])*[ \u00a0]?")
_LINE_ENDS = re.compile(r"(?:^|(?<=\n))[ ,.;:?!]+| +(?=\n|\Z)")
_UNTIDY = re.compile(
    r"  |\u00a0 | \u00a0| [,.;:?!\n]|[,.;:?!](?![ \u00a0\n]|\Z)|[,.;:?!] [,.;:?!]"
    r"|\n |(?:^|\n)[,.;:?!]|^ [,.;:?!]"
)
"""What most texts have nothing of."""
_STRENGTH = {mark: strength for strength, mark in enumerate(",:;.!?")}


def tidy(words: str) -> str:
    """`words` in lower case with clean blanks and one mark where several met."""
    words = words.lower()
    if _FOREIGN.search(words):
        words = "".join(mark if _stays(mark) else " " for mark in words)
    if _UNTIDY.search(words):
        words = _BLANKS.sub(" ", words)
        words = _UNEVEN.sub(_one_mark, words)
        words = _LINE_ENDS.sub("", words)
    return words.strip(" ")


def _stays(mark: str) -> bool:
    return mark in " ,.;:?!\n\u00a0" or (is_latin(mark) and mark.islower())


def _one_mark(match: "re.Match[str]") -> str:
    """The strongest of the marks that met, and the blank after it."""
    marks = match[0].replace(" ", "").rstrip("\u00a0")
    if len(marks) > 1:
        marks = max(marks, key=_STRENGTH.__getitem__)
    return f"{marks}\u00a0" if match[0].endswith("\u00a0") else f"{marks} "
