"""The text as it was given, made plain: NFC, ordinary blanks and digits, no invisible marks."""

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, normalize

_ODD = re.compile(r"[^\n -~¡-©«¬®-±´¶-¸»¿-Ïà-ïÑ-ïñ-įı-ȏẠ-ỹ–—‘’“”…‰₫]")
"""Anything that may need work, such as a mark to be put together with the letter before it.

Most texts have none of it.
"""
_CLUSTER = re.compile(r"\r\n|.[\u0300-\u036f]*", re.DOTALL)
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LETTERS_OF_A_WORD = 3
_BEFORE_FOOTNOTES = '\n.,;:!?)”"»'
_REPLACED = {
    **{mark: str(digit) for digit, mark in enumerate(_SUPERSCRIPTS)},
    **dict.fromkeys(("\r\n", *"\r\n\x0b\x0c\x85\u2028\u2029"), "\n"),
    "α": " an pha ",
    "β": " bê ta ",
    "γ": " gam ma ",
    "δ": " đen ta ",
    "Δ": " đen ta ",
    "λ": " lam đa ",
    "π": " pi ",
    "Ω": " ôm ",
    **dict.fromkeys("Φφϕ⌀", "Ø"),
    "ω": " ô mê ga ",
    "ʼ": "'",
    "µ": "u",
    "μ": "u",
    "\t": " ",
    "İ": "I",
    "Ð": "Đ",
    "ð": "đ",
    "Ɖ": "Đ",
    "º": "°",
    "⁰": "°",
    "˚": "°",
    "℃": "°C",
    "\u2212": "-",
    "‐": "-",
    "\u2011": "-",
    "‒": "–",
    "―": "—",
    "⁄": "/",
    "∕": "/",
    "№": "số ",
    "㎡": "m2",
    "㎥": "m3",
    "′": "'",
    "″": '"',
    "\ua789": ":",
}
UNSPEAKABLE = "\ufffd"
"""Stands for each letter of a script that no Vietnamese voice can read."""
_LAST_LATIN = "\u024f"
_VIETNAMESE_BLOCK = ("\u1e00", "\u1eff")


class Source(NamedTuple):
    """The plain text and, for each of its characters and its end, the place in the given one.

    `places` is None where both are the same.
    """

    plain: str
    places: list[int] | None

    def given(self, plain_offset: int) -> int:
        """The offset in the given text of an offset in the plain one."""
        return plain_offset if self.places is None else self.places[plain_offset]


def plain_text(text: str) -> Source:
    """`text` in NFC with ordinary blanks and digits; invisible and unknown marks are gone.

    Every kind of line end becomes one line feed.
    """
    if _ODD.search(text) is None:
        return Source(text, None)
    pieces: list[str] = []
    places: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        whole = cluster[0]
        for mark in (whole,) if whole == "\r\n" else normalize("NFC", whole):
            plain = _plain(mark)
            if mark in _SUPERSCRIPTS[1:]:
                plain = _superscript(plain, "".join(pieces[-_LETTERS_OF_A_WORD:]))
            if plain:
                pieces.append(plain)
                places += [cluster.start()] * len(plain)
    places.append(len(text))
    return Source("".join(pieces), places)


def _superscript(digit: str, before: str) -> str:
    """A digit above the line: a power after a digit, nothing where it is a footnote's number.

    After a unit ("m²") it stays.
    """
    if before[-1:].isdigit():
        return f" mũ {digit} "
    word = before[-_LETTERS_OF_A_WORD:]
    after_word = len(word) == _LETTERS_OF_A_WORD and word.isalpha()
    return "" if after_word or not word or word[-1] in _BEFORE_FOOTNOTES else digit


@lru_cache(maxsize=4096)
def _plain(mark: str) -> str:
    """What one character of NFC text becomes: one or more plain characters, or nothing."""
    if mark in _REPLACED:
        return _REPLACED[mark]
    if " " <= mark <= "~":
        return mark
    kind = category(mark)
    if kind == "Zs":
        return " "
    if kind[0] in "CMZ":
        return ""
    if kind[0] in "NL" and not is_latin(mark):
        return _simplest(mark, kind)
    return mark


def _simplest(mark: str, kind: str) -> str:
    """Digits of every script as 0-9, ornamental letters and numbers as plain ones."""
    if kind == "Nd":
        return str(int(mark))
    simple = normalize("NFKC", mark).replace("⁄", " phần ")
    if simple != mark and all(is_latin(part) or " " <= part <= "~" for part in simple):
        return f" {simple} " if kind[0] == "N" else simple
    return " " if kind[0] == "N" else UNSPEAKABLE


def is_latin(letter: str) -> bool:
    """Whether `letter` is of the Latin script, as far as Vietnamese and its neighbours use it."""
    if not letter.isalpha() or letter in "ªºµ":
        return False
    return letter <= _LAST_LATIN or _VIETNAMESE_BLOCK[0] <= letter <= _VIETNAMESE_BLOCK[1]
