"""Spoken words in segments a voice can say in one breath, with the rests between them."""

import re
from typing import NamedTuple

from broadcaster.speech.spoken.layout import BlockKind, blocks
from broadcaster.speech.spoken.marks import MARK, rest_seconds
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
_CUT_REST_S = 0.12
_STRESS_REST_S = 0.25
_KEPT = "\u00a0"
"""Stands between words that must stay in one segment."""
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
_SENTENCE = re.compile(r"[^.;?!\n]+[.;?!\n]?")
_NOT_ALONE = frozenset(
    {
        "và",
        "của",
        "là",
        "các",
        "những",
        "một",
        "cho",
        "với",
        "tại",
        "từ",
        "đến",
        "về",
        "trong",
        "trên",
        "dưới",
        "ngày",
        "tháng",
        "năm",
        "số",
        "thôn",
        "xã",
    }
)
_BEFORE = (
    "và",
    "nhưng",
    "để",
    "do",
    "vì",
    "nên",
    "nhằm",
    "đồng",
    "trong",
    "theo",
    "với",
    "tại",
    "từ",
    "cho",
    "khi",
    "nếu",
    "thì",
    "mà",
    "hoặc",
    "của",
)
"""Words a long phrase may be cut in front of, if it has no comma."""


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
    found: list[Segment] = []
    for block in blocks(plain_text(text).plain):
        said = _of_block(block.text, reading, max_chars)
        if said:
            last = said[-1]
            rest = max(last.pause_s, BLOCK_RESTS_S[block.kind])
            said[-1] = last._replace(pause_s=rest)
        elif found:
            found[-1] = found[-1]._replace(pause_s=max(found[-1].pause_s, _lone_rest(block.text)))
        found += said
    return found


def _lone_rest(text: str) -> float:
    return sum(rest_seconds(mark) for mark in MARK.finditer(text) if mark["rest"])


def _of_block(text: str, reading: Reading, max_chars: int) -> list[Segment]:
    """The segments of one block: what stands between two marks is cut on its own."""
    said: list[Segment] = []
    found = reader_for(reading).find(text)
    start, stressed = 0, False
    for mark in [*(one for one in found if one.kind is Kind.MARK), None]:
        end = mark.start if mark else len(text)
        part = [one for one in found if start <= one.start < end and one.kind is not Kind.MARK]
        said += _cut(_words(text, part, start, end), max_chars, stressed=stressed)
        if mark is None:
            break
        written = MARK.match(text, mark.start)
        if written is not None and written["rest"]:
            said = _rest_after(said, rest_seconds(written))
        elif written is not None:
            stressed = not written["close"]
            said = _rest_after(said, _STRESS_REST_S)
        start = mark.end
    return said


def _rest_after(said: list[Segment], seconds: float) -> list[Segment]:
    """`said` with at least that much silence after its last segment."""
    if not said:
        return said
    last = said[-1]
    return [*said[:-1], last._replace(pause_s=max(last.pause_s, seconds))]


def _words(text: str, found: list[Found], start: int, end: int) -> str:
    """The tidy words of text[start:end]; blanks that must not be cut at are _KEPT."""
    kept = [
        one._replace(start=one.start - start, end=one.end - start, words=_keep(one))
        for one in found
    ]
    return tidy(join(text[start:end].replace("\n", " "), kept))


def _keep(one: Found) -> str:
    """The words of `one`, held together: numbers wholly, others where they have a comma."""
    if one.kind in _TOGETHER:
        return one.words.replace(" ", _KEPT)
    return one.words.replace(", ", f",{_KEPT}").replace(" và ", f"{_KEPT}và{_KEPT}")


def _cut(words: str, max_chars: int, *, stressed: bool) -> list[Segment]:
    """`words` by sentences, and those that are too long by phrases."""
    said = []
    for sentence in _SENTENCE.findall(words):
        pieces = _phrases(sentence.strip(), max_chars)
        for piece in pieces:
            clean = piece.replace(_KEPT, " ").strip(" ,;:")
            if clean:
                said.append(Segment(clean, _rest(piece), stressed))
    return said


def _rest(piece: str) -> float:
    return RESTS_S.get(piece.rstrip()[-1:], _CUT_REST_S)


def _phrases(sentence: str, max_chars: int) -> list[str]:
    """`sentence` in pieces of at most `max_chars`, cut at the best places."""
    pieces = []
    while len(sentence) > max_chars:
        at = _best_cut(sentence, max_chars)
        pieces.append(sentence[:at].rstrip(" "))
        sentence = sentence[at:].lstrip(" ")
    return [*pieces, sentence]


def _best_cut(sentence: str, max_chars: int) -> int:
    """The best place to cut: after a mark, else before a conjunction, else between words."""
    window = sentence[: max_chars + 1]
    for mark in (":", ","):
        at = window.rfind(f"{mark} ", max_chars // 4)
        if at >= 0:
            return at + 1
    best = max((window.rfind(f" {word} ", max_chars // 3) for word in _BEFORE), default=-1)
    if best >= 0:
        return best
    at = window.rfind(" ", 1)
    while at > 0 and window[:at].rsplit(" ", 1)[-1] in _NOT_ALONE:
        at = window.rfind(" ", 1, at)
    if at <= 0:
        at = window.rfind(" ", 1)
    if at <= 0:
        at = window.rfind(_KEPT, 1)
    return at if at > 0 else max_chars
