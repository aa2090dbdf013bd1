"""The blocks of a script: headings, list items and paragraphs, with wrapped lines put together."""

import re
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from broadcaster.speech.spoken.syllables import is_syllable

_BULLET = re.compile(r"\s*(?:[-+•–—*·▪►]\s|\(?[a-zđ]\)\s|\(?\d{1,2}[.)]\s|(?:[IVX]{1,5})[.)]\s)")
_HEADING_MARK = re.compile(r"\s*(?:#{1,6}\s|\*\*)|\s*(?:[IVX]{1,5}\.|PHẦN|CHƯƠNG|Phần|Chương)\s")
_OPENING = re.compile(r"\s*(?:Căn cứ|Xét|Kính gửi|Nơi nhận|TM\.|KT\.|TL\.)\s")
_ENDS = (".", "!", "?", ";", ":", "…", "/.")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_HEADING = 120
_LEAST_GOING_ON = 5
"""One line in so many that goes on after a blank line shows that blank lines mean nothing."""
_SHORTEST_WRAPPED = 55
"""A line this long without an end was broken by the page's edge, not by its writer."""


class BlockKind(StrEnum):
    """What a block of lines is."""

    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"


class Block(NamedTuple):
    """Lines that are spoken in one go."""

    kind: BlockKind
    text: str


def blocks(text: str) -> list[Block]:
    """The blocks of `text` in order.

    A blank line ends a block, and so does a line that begins a list item or a heading. Lines
    that a page's edge broke in the middle of a sentence are put together again, also where every
    line is followed by a blank one, as in texts taken from PDF files.
    """
    found: list[Block] = []
    lines: list[str] = []
    given = text.split("\n")
    spaced = _double_spaced(given)
    for line in given:
        if not line.strip():
            if spaced:
                continue
            _close(lines, found)
        elif lines and _goes_on(lines[-1], line):
            lines.append(line)
        else:
            _close(lines, found)
            lines = [line]
    _close(lines, found)
    return found


def _double_spaced(lines: list[str]) -> bool:
    """Whether blank lines mean nothing: many lines after one go on in the middle of a sentence."""
    after_blank = [
        line.lstrip() for previous, line in pairwise(lines) if line.strip() and not previous.strip()
    ]
    going_on = sum(line[0].islower() and not _BULLET.match(line) for line in after_blank)
    return going_on * _LEAST_GOING_ON > len(after_blank)


def _close(lines: list[str], found: list[Block]) -> None:
    if lines:
        text = "\n".join(lines)
        found.append(Block(_kind(text), text))
        lines.clear()


def _goes_on(line: str, following: str) -> bool:
    """Whether `following` is the rest of a sentence that began in `line`."""
    if any(begins.match(following) for begins in (_BULLET, _HEADING_MARK, _OPENING)):
        return False
    if line.rstrip().endswith(_ENDS):
        return False
    first = following.lstrip()[:1]
    return first.islower() or first.isdigit() or len(line) >= _SHORTEST_WRAPPED


def _kind(text: str) -> BlockKind:
    if len(text) <= _LONGEST_HEADING and not text.rstrip(" *").endswith((".", ";", ",")):
        words = [word for word in _WORD.findall(text) if len(word) > 1]
        capitals = [word for word in words if word.isupper() and is_syllable(word.lower())]
        if _HEADING_MARK.match(text) or (len(capitals) > 1 and len(capitals) * 2 > len(words)):
            return BlockKind.HEADING
    return BlockKind.ITEM if _BULLET.match(text) else BlockKind.PARAGRAPH
