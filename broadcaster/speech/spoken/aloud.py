"""What a voice will say of a text, and the pieces it was made of, block by block.

`explain` tells of a text as it is written, line by line; this of the text as it is spoken: broken
lines put together, page numbers left out, cells of a table parted.
"""

from collections.abc import Iterator
from typing import NamedTuple

from broadcaster.speech.spoken.marks import STRESS_RULES
from broadcaster.speech.spoken.pipeline import join, reader_for, spans_of
from broadcaster.speech.spoken.prosody import blocks_to_say
from broadcaster.speech.spoken.reading import DEFAULT, Reading
from broadcaster.speech.spoken.source import Source, plain_text
from broadcaster.speech.spoken.spans import DOUBT_BELOW, Found, Span
from broadcaster.speech.spoken.tidy import tidy


class SpokenBlock(NamedTuple):
    """A heading, list item or paragraph: its text put together, its words, its spans.

    The spans cover `text` exactly and count from its beginning. A block of marks alone has no
    words.
    """

    text: str
    words: str
    spans: list[Span]

    def doubts(self) -> list[Span]:
        """The spans that were not read with confidence."""
        return [span for span in self.spans if span.confidence < DOUBT_BELOW]


def spoken_blocks(text: str, reading: Reading = DEFAULT) -> list[SpokenBlock]:
    """The blocks of `text` as they are said; their words are those of `segments`, in order."""
    plain = plain_text(text).plain
    find = reader_for(reading).find
    stresses = (one for one in (find(plain) if "[" in plain else []) if one.rule in STRESS_RULES)
    said = []
    for _, block in blocks_to_say(text):
        found = _paired_over_blocks(find(block), stresses)
        words = tidy(join(block.replace("\n", " "), found))
        said.append(SpokenBlock(block, words, spans_of(block, Source(block, None), found)))
    return said


def _paired_over_blocks(found: list[Found], stresses: Iterator[Found]) -> list[Found]:
    """`found` with its stress marks as they are in the whole text: pairs may span blocks."""
    return [
        one._replace(rule=of_all.rule, confidence=of_all.confidence)
        if one.rule in STRESS_RULES and (of_all := next(stresses, None))
        else one
        for one in found
    ]
