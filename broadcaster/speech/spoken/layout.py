"""The blocks of a script: headings, list items and paragraphs, with wrapped lines put together."""

import re
from enum import StrEnum
from typing import NamedTuple

from broadcaster.speech.spoken.forms import UPPER
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.syllables import is_syllable

_CAPITAL = f"[{UPPER}]"
_BULLET = re.compile(
    rf"\s*(?:[-+•–—*·▪►➢➤❖✓](?:\s|(?={_CAPITAL}))|\(?[a-zđ][).]\s|\(?\d{{1,2}}[.)/]\s"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s|[IVX]{1,5}[.)/]\s|[|])"
)
_HEADING_MARK = re.compile(
    rf"\s*(?:#{{1,6}}\s|\*\*|[IVX]{{1,5}}\s?[./–-]+\s+{_CAPITAL}"
    r"|(?:PHẦN|CHƯƠNG|Phần|Chương)\s+(?:[IVX]{1,5}+|\d{1,2}+|(?:thứ|THỨ)\s+\w{2,5})\s*"
    rf"(?:[.:–-]|\Z|{_CAPITAL}))"
)
_OPENING = re.compile(r"\s*(?:Căn cứ|Xét|Kính gửi|Nơi nhận|TM\.|KT\.|TL\.)\s")
_ENDS = (".", "!", "?", ";", ":", "…", "/.")
_WORD = re.compile(r"[^\W\d_]+")
_DASHED = re.compile(r"\s*[-–—]\s*(?P<next>\w)")
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—]\s*\d{1,3}\s*[-–—]|(?:Trang|TRANG|trang)\s+\d{1,3}(?:\s*(?:/|trên)\s*\d{1,3})?)\s*"
)
_BARE_NUMBER = re.compile(r"\s*\d{1,3}\s*")
_LEAN = frozenset({"và", "các", "những", "là"})
_LONGEST_HEADING = 120
_LEAST_GOING_ON = 5
"""One line in so many that goes on after a blank line shows that blank lines mean nothing."""
_LEAST_WRAPPED = 30
"""No page is so narrow that a shorter line was broken by its edge."""
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

    A blank line ends a block, unless a full line before it goes on in small letters; a line that
    begins a list item or a heading ends one too. Lines that a page's edge broke in the middle of
    a sentence are put together again, also where every line is followed by a blank one, as in
    texts taken from PDF files. Page numbers are left out.
    """
    found: list[Block] = []
    lines: list[str] = []
    given = _without_page_numbers(text.split("\n"))
    spaced = _double_spaced(given)
    after_blank = False
    for line in given:
        if not line.strip():
            after_blank = not spaced
            continue
        if not (lines and _goes_on(lines, line) and (not after_blank or _torn(lines[-1], line))):
            _close(lines, found)
        lines.append(line)
        after_blank = False
    _close(lines, found)
    return found


def _without_page_numbers(lines: list[str]) -> list[str]:
    """`lines` without "- 3 -", "Trang 3/12", and a bare number that stands within a sentence."""
    if not any(line[:1].isdigit() or line[:1] in " -–—Tt" for line in lines):
        return lines
    written = [at for at, line in enumerate(lines) if line.strip()]
    gone = {at for at in written if _PAGE_NUMBER.fullmatch(lines[at])}
    for before, at, after in zip(written, written[1:], written[2:], strict=False):
        if _BARE_NUMBER.fullmatch(lines[at]) and not lines[before].rstrip().endswith(_ENDS):
            following = lines[after].lstrip()
            if following[0].islower() and len(lines[before].strip()) >= _SHORTEST_WRAPPED:
                gone.add(at)
    if not gone or len(gone) == len(written):
        return lines
    return [line for at, line in enumerate(lines) if at not in gone]


def _double_spaced(lines: list[str]) -> bool:
    """Whether blank lines mean nothing: many lines after one go on in the middle of a sentence."""
    after_blank = [
        (before, line.lstrip())
        for before, previous, line in zip(lines, lines[1:], lines[2:], strict=False)
        if line.strip() and not previous.strip()
    ]
    going_on = sum(
        len(before) >= _LEAST_WRAPPED and line[0].islower() and not _BULLET.match(line)
        for before, line in after_blank
    )
    return going_on * _LEAST_GOING_ON > len(after_blank)


def _close(lines: list[str], found: list[Block]) -> None:
    if lines:
        text = "\n".join(lines)
        found.append(Block(_kind(text), text))
        lines.clear()


def _goes_on(lines: list[str], following: str) -> bool:
    """Whether `following` is the rest of a sentence that began in `lines`."""
    line = lines[-1].rstrip()
    ended, full = line.endswith(_ENDS), len(lines[-1]) >= _SHORTEST_WRAPPED
    if ended:
        return False
    dashed = _DASHED.match(following)
    if dashed is not None:
        return _dash_goes_on(lines[0], line, dashed["next"], full=full)
    if any(begins.match(following) for begins in (_BULLET, _HEADING_MARK, _OPENING)):
        return False
    first = following.lstrip()[:1]
    if first.islower() or first.isdigit() or _leans(line):
        return True
    return full and _in_capitals(line) == _in_capitals(following)


def _leans(line: str) -> bool:
    """Whether `line` ends with a word that cannot end a sentence: "của", "và"."""
    return line.rpartition(" ")[2] in cues("cut before") | _LEAN


def _torn(line: str, following: str) -> bool:
    """Whether a page's end stands between: a full line, then the rest in small letters."""
    full = len(line) >= _SHORTEST_WRAPPED or line.rstrip().endswith(",")
    return full and following.lstrip()[:1].islower()


def _dash_goes_on(opening: str, line: str, following: str, *, full: bool) -> bool:
    """Whether a line that begins with a dash goes on: "2021 / - 2025", "chính trị / - xã hội"."""
    if line[-1].isdigit() and following.isdigit():
        return True
    item = _DASHED.match(opening)
    return full and following.islower() and not (item is not None and item["next"].islower())


def _in_capitals(line: str) -> bool:
    """Whether at least two words of `line`, and most of them, are ours in capitals."""
    words = [word for word in _WORD.findall(line) if len(word) > 1]
    capitals = [word for word in words if word.isupper() and is_syllable(word.lower())]
    return len(capitals) > 1 and len(capitals) * 2 > len(words)


def _kind(text: str) -> BlockKind:
    short = len(text) <= _LONGEST_HEADING and not text.rstrip(" *").endswith((".", ";", ","))
    if short and (_HEADING_MARK.match(text) or _in_capitals(text)):
        return BlockKind.HEADING
    return BlockKind.ITEM if _BULLET.match(text) else BlockKind.PARAGRAPH
