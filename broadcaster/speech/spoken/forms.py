"""Pieces of pattern that several rules share (verbose regular expressions)."""

import re
from collections.abc import Iterable

GAP = r"[\ ]{0,3}\n?[\ ]{0,3}"
"""A gap inside one form: doubled blanks, or a line end that a scanner put there."""
DASH = rf"{GAP}(?:[–—~÷→]|->?){GAP}"
"""A hyphen, dash or another sign for from-to, with or without blanks."""
DASHES = " -–—~÷→"
"""What DASH begins with, for the `then` of a rule."""
NO_LETTER = r"(?![^\W\d_])"
"""No letter follows: the form is at its end."""
NO_DIGIT = r"(?![\d]|[.,/]\d)"
"""No digit follows, nor a mark that would carry the number on."""
_MARKED_CAPITALS = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
UPPER = f"A-Z{_MARKED_CAPITALS}"
"""The capitals of Vietnamese, for use between square brackets."""
CAPITALS = f"ABCDEFGHIJKLMNOPQRSTUVWXYZ{_MARKED_CAPITALS}"
"""The capitals of Vietnamese, one by one: what many forms begin with."""
ASCII_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LETTERS = "".join(filter(str.isalpha, map(chr, [*range(0x250), *range(0x1E00, 0x1F00)])))
"""Every letter there is in a plain text."""
FIGURES = "0123456789"


def any_of(words: Iterable[str]) -> str:
    """A pattern of all `words`, in capitals or not, the longest first.

    They are put together by their first letter, so that most of them are passed over at once.
    """
    by_first: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_first.setdefault(word[0].lower(), []).append(re.escape(word[1:]))
    groups = (f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())
    return f"(?i:{'|'.join(groups)})"
