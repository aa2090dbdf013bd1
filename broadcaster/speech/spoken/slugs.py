"""Names of web pages and mail boxes, written without blanks and marks, taken apart into words."""

from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from broadcaster.speech.spoken.lexicon import rows
from broadcaster.speech.spoken.syllables import is_unsigned_syllable, unsigned

LONGEST = 40
_LONGEST_PIECE = 20
_LONGEST_SYLLABLE = 7
_KNOWN, _SYLLABLE = 2, 3
_SHORTEST_PHRASE = 5


class _Way(NamedTuple):
    """The cheapest way to read the letters so far; one made of known words is the cheapest."""

    cost: int
    pieces: tuple[str, ...]


@lru_cache(maxsize=4096)
def words_of(written: str) -> str:
    """The words of "tramyteanphu" ("trạm y tế an phú"); "" if they cannot be told.

    Known words come from the table of hosts and from the readings of the abbreviations. A
    syllable that belongs to none is taken for part of a place's name.
    """
    if len(written) > LONGEST:
        return ""
    ways: list[_Way | None] = [_Way(0, ())] + [None] * len(written)
    for end in range(1, len(written) + 1):
        for start in range(max(0, end - _LONGEST_PIECE), end):
            head, piece = ways[start], _piece(written[start:end])
            if head is None or piece is None:
                continue
            cost = head.cost + piece.cost
            best = ways[end]
            if best is None or cost < best.cost:
                ways[end] = _Way(cost, head.pieces + piece.pieces)
    whole = ways[-1]
    return " ".join(whole.pieces) if whole else ""


def _piece(written: str) -> _Way | None:
    known = hosts().get(written) or _phrases().get(written)
    if known:
        return _Way(_KNOWN, (known,))
    if len(written) <= _LONGEST_SYLLABLE and is_unsigned_syllable(written):
        return _Way(_SYLLABLE, (_names().get(written, written),))
    return None


@cache
def hosts() -> dict[str, str]:
    """Pieces of addresses and their readings, from the table."""
    return {written: words for section, written, words in rows("hosts") if section != "names"}


@cache
def _names() -> dict[str, str]:
    """Syllables as they usually stand in names of places."""
    return {written: words for section, written, words in rows("hosts") if section == "names"}


@cache
def _phrases() -> dict[str, str]:
    """Pairs of words that the abbreviations stand for, without blanks and marks."""
    seen: Counter[str] = Counter()
    for row in rows("abbreviations"):
        seen.update(" ".join(pair) for pair in pairwise(row[2].split()))
    phrases = {unsigned(words).replace(" ", ""): words for words, _ in reversed(seen.most_common())}
    return {key: words for key, words in phrases.items() if len(key) >= _SHORTEST_PHRASE}
