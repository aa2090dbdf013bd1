"""From written text to spoken words: make plain, find, say, tidy."""

from functools import lru_cache
from typing import TYPE_CHECKING

from broadcaster.speech.spoken.marks import ADVICE
from broadcaster.speech.spoken.reading import DEFAULT, Reading
from broadcaster.speech.spoken.source import Source, plain_text
from broadcaster.speech.spoken.spans import DOUBT_BELOW, Found, Kind, Span
from broadcaster.speech.spoken.tidy import tidy

if TYPE_CHECKING:
    from broadcaster.speech.spoken.scanner import Reader


_BLANKS = (" ", "\n")
_NO_BLANK_BEFORE = (" ", "\n", ",", ".", ";", ":", "?", "!", "")


@lru_cache(maxsize=16)
def reader_for(reading: Reading) -> "Reader":
    """The reader of one station's settings; made once, with the first text it reads."""
    from broadcaster.speech.spoken.scanner import Reader

    return Reader(reading)


def spoken_form(text: str, reading: Reading = DEFAULT) -> str:
    """The words a voice should say for `text`, and the marks that make it pause.

    Lower-case Vietnamese words, blanks, ", . ; : ? !" and the line ends of `text`; no digit and
    no other sign. Any Unicode text is taken; the spoken form of a spoken form is itself.
    """
    plain = plain_text(text).plain
    return tidy(join(plain, reader_for(reading).find(plain)))


def join(plain: str, found: list[Found]) -> str:
    """The plain text with the words of all that was found in their places."""
    if not found:
        return plain
    pieces = []
    end = 0
    for stretch in found:
        before, words = plain[end : stretch.start], stretch.words
        end = stretch.end
        if before:
            pieces.append(before)
        if words:
            if before[-1:] not in _BLANKS:
                pieces.append(" ")
            pieces.append(words)
        if plain[end : end + 1] not in _NO_BLANK_BEFORE:
            pieces.append(" ")
    pieces.append(plain[end:])
    return "".join(pieces)


def explain(text: str, reading: Reading = DEFAULT) -> list[Span]:
    """Every stretch of `text` with its kind, reading, rule and confidence.

    The spans cover the text exactly: they begin at 0, end at its length and follow each other.
    """
    source = plain_text(text)
    return spans_of(text, source, reader_for(reading).find(source.plain))


def spans_of(text: str, source: Source, found: list[Found]) -> list[Span]:
    """What was `found` in the plain text of `source` as spans that cover `text` exactly."""
    spans: list[Span] = []
    end = 0
    for stretch in found:
        start, stop = source.given(stretch.start), source.given(stretch.end)
        if start > end:
            spans.append(_as_written(text, end, start))
        if stop > start:
            spans.append(
                Span(
                    start,
                    stop,
                    text[start:stop],
                    stretch.kind,
                    tidy_words(stretch.words),
                    stretch.rule,
                    stretch.confidence,
                    ADVICE.get(stretch.rule, ""),
                )
            )
        end = max(end, stop)
    if end < len(text):
        spans.append(_as_written(text, end, len(text)))
    return spans


def tidy_words(words: str) -> str:
    """The words of one reading as they will be said."""
    return words if words in {",", "."} else tidy(words)


def _as_written(text: str, start: int, end: int) -> Span:
    source = text[start:end]
    return Span(start, end, source, Kind.TEXT, tidy(plain_text(source).plain), "as-written", 1.0)


def doubts(text: str, reading: Reading = DEFAULT) -> list[Span]:
    """The spans of `text` that were not read with confidence, for the editor to look at."""
    return [span for span in explain(text, reading) if span.confidence < DOUBT_BELOW]
