"""Spoken words in segments a voice can say in one breath, with the rests between them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from broadcaster.speech.spoken.forms import UPPER
from broadcaster.speech.spoken.layout import Block, BlockKind, blocks
from broadcaster.speech.spoken.marks import MARK, STRESS_RULES, pair, rest_seconds
from broadcaster.speech.spoken.phrases import KEPT, phrases
from broadcaster.speech.spoken.pipeline import join, reader_for
from broadcaster.speech.spoken.reading import DEFAULT, Reading
from broadcaster.speech.spoken.source import plain_text
from broadcaster.speech.spoken.spans import Found, Kind
from broadcaster.speech.spoken.tidy import tidy

DEFAULT_MAX_CHARS = 180
RESTS_S = {",": 0.2, ";": 0.4, ":": 0.35, ".": 0.6, "?": 0.7, "!": 0.7}
"""The rest after each mark, in seconds."""
BLOCK_RESTS_S = {BlockKind.HEADING: 0.9, BlockKind.ITEM: 0.6, BlockKind.PARAGRAPH: 0.9}
"""The rest after a whole block, in seconds."""
LIST_REST_S = 0.6
"""The rest after a paragraph that ends with a colon: what it announces follows."""
_CUT_REST_S = 0.12
_STRESS_REST_S = 0.25
_TOGETHER = frozenset(
    {
        Kind.NUMBER,
        Kind.RANGE,
        Kind.RATIO,
        Kind.DATE,
        Kind.TIME,
        Kind.QUANTITY,
        Kind.COORDINATE,
        Kind.PHONE,
        Kind.IDENTIFIER,
        Kind.ROMAN,
        Kind.ROAD,
    }
)
_ROW = re.compile(r"^(?=[^\n\t]*\w\t+ *\S)", re.MULTILINE)
_TAB = re.compile(r"(?<=\w)\t+ *(?=\S)")
"""A row of a table, and the gap between two of its cells, as a word processor copies them."""
_CELLS = re.compile(rf"(?<=[^\s:;,.]) {{3,}}(?=[{UPPER}])")
"""Wide gaps between the cells of a table or two columns."""
_SENTENCE = re.compile(r"[^.;?!\n]+[.;?!\n]?")


class Segment(NamedTuple):
    """What a voice says in one go, and the silence after it in seconds.

    `stressed` is set for what an editor put between [nhấn] and [/nhấn].
    """

    text: str
    pause_s: float
    stressed: bool = False


def segments(
    text: str, reading: Reading = DEFAULT, max_chars: int = DEFAULT_MAX_CHARS
) -> list[Segment]:
    """The spoken form of `text` in segments of at most `max_chars` characters, in order.

    Sentences end a segment; a longer sentence is cut at a semicolon, colon, comma, in front of a
    conjunction, or between words, the best place first. A number, date or amount is never cut,
    unless it alone is longer than `max_chars`. Marks such as [nghỉ 2s] become rests.
    """
    find = reader_for(reading).find
    plain = plain_text(text).plain
    stress = _Stress(plain, find(plain) if "[" in plain else [])
    found: list[Segment] = []
    for block, text_of_block in blocks_to_say(text):
        said = _of_block(text_of_block, find(text_of_block), stress, max_chars)
        if said:
            last = said[-1]
            rest = max(last.pause_s, _block_rest(block))
            said[-1] = last._replace(pause_s=rest)
        elif found:
            found[-1] = found[-1]._replace(pause_s=max(found[-1].pause_s, _lone_rest(block.text)))
        found += said
    return found


def blocks_to_say(text: str) -> Iterator[tuple[Block, str]]:
    """Yield the blocks of `text`, each with its plain text, cells of a table parted by commas."""
    plain = plain_text(_TAB.sub(" | ", _ROW.sub("| ", text)) if "\t" in text else text).plain
    for block in blocks(plain):
        yield block, _CELLS.sub(", ", block.text)


class _Stress:
    """Whether the words are stressed now; a [nhấn] without its [/nhấn] changes nothing."""

    def __init__(self, plain: str, found: list[Found]) -> None:
        marks = [one for one in found if one.rule in STRESS_RULES]
        self._pairs = pair(marks, plain)
        self.on = False

    def meet(self) -> None:
        """Take the next stress mark of the text."""
        closes, is_paired = next(self._pairs, (True, True))
        if is_paired:
            self.on = not closes


def _block_rest(block: Block) -> float:
    if block.kind is BlockKind.PARAGRAPH and block.text.rstrip().endswith(":"):
        return LIST_REST_S
    return BLOCK_RESTS_S[block.kind]


def _lone_rest(text: str) -> float:
    return sum(rest_seconds(mark) for mark in MARK.finditer(text) if mark["rest"])


def _of_block(text: str, found: list[Found], stress: _Stress, max_chars: int) -> list[Segment]:
    """The segments of one block: what stands between two marks is cut on its own."""
    said: list[Segment] = []
    between: list[Found] = []
    start = 0
    for mark in [*found, None]:
        if mark is not None and mark.kind is not Kind.MARK:
            between.append(mark)
            continue
        end = mark.start if mark else len(text)
        said += _cut(_words(text, between, start, end), max_chars, stressed=stress.on)
        between.clear()
        if mark is None:
            break
        written = MARK.match(text, mark.start)
        if written is not None and written["rest"]:
            _rest_after(said, rest_seconds(written))
        elif written is not None:
            stress.meet()
            _rest_after(said, _STRESS_REST_S)
        start = mark.end
    return said


def _rest_after(said: list[Segment], seconds: float) -> None:
    """See to it that there is at least that much silence after the last segment."""
    if said:
        said[-1] = said[-1]._replace(pause_s=max(said[-1].pause_s, seconds))


def _words(text: str, found: list[Found], start: int, end: int) -> str:
    """The tidy words of text[start:end]; blanks that must not be cut at are KEPT."""
    kept = [
        one._replace(start=one.start - start, end=one.end - start, words=_keep(one))
        for one in found
    ]
    return tidy(join(text[start:end].replace("\n", " "), kept))


def _keep(one: Found) -> str:
    """The words of `one`, held together: numbers wholly, others where they have a comma."""
    if one.kind in _TOGETHER:
        return one.words.replace(" ", KEPT)
    if one.kind is Kind.CODE:
        return one.words.replace(" trên ", f"{KEPT}trên{KEPT}")
    return one.words.replace(", ", f",{KEPT}").replace(" và ", f"{KEPT}và{KEPT}")


def _cut(words: str, max_chars: int, *, stressed: bool) -> list[Segment]:
    """`words` by sentences, and those that are too long by phrases."""
    said = []
    for sentence in _SENTENCE.findall(words):
        pieces = phrases(sentence.strip(), max_chars)
        for piece in pieces:
            clean = piece.replace(KEPT, " ").strip(" ,;:")
            if clean:
                said.append(Segment(clean, _rest(piece), stressed))
    return said


def _rest(piece: str) -> float:
    return RESTS_S.get(piece.rstrip()[-1:], _CUT_REST_S)
