"""Where a long sentence may be cut, so that a voice can take it in one breath."""

import re
from functools import cache
from itertools import pairwise

from broadcaster.speech.spoken.lexicon import cues, rows

KEPT = "\u00a0"
"""Stands between words that must stay together."""

_BLANK = re.compile(rf"[ {KEPT}]")
_PIECE = 6.0
"""What one more piece costs: few long pieces are better than many short ones."""
_SHORT = 24
"""A piece shorter than this many characters sounds torn off."""
_TORN_OFF = 10.0
_AFTER_COLON, _AFTER_COMMA, _IN_A_LIST = 0.0, 2.0, 5.0
_PLAIN, _TORN, _WITHIN, _IN_A_WORD = 18.0, 45.0, 500.0, 9000.0
_LIST_WORD = 14
"""Commas as near as this stand in a list, where a cut is heard more."""
_BEFORE = (
    ("cut before, best", 4.0),
    ("cut before, good", 6.0),
    ("cut before", 8.0),
    ("cut before, weak", 10.0),
)
"""What a cut in front of the words of these cues costs."""


def phrases(sentence: str, max_chars: int) -> list[str]:
    """`sentence` in pieces of at most `max_chars` characters, cut at the best places.

    After a colon or comma is best, then in front of a word that begins a phrase, then between
    words; words with KEPT between them are parted only if they alone are longer, and a word only
    if nothing else is left.
    """
    if len(sentence) <= max_chars:
        return [sentence]
    cuts = _cuts(sentence, max_chars)
    pieces: list[str] = []
    end = len(cuts) - 1
    for start in _cheapest(cuts, max_chars):
        pieces.append(sentence[cuts[start][1] : cuts[end][0]])
        end = start
    return [piece for piece in reversed(pieces) if piece]


def _cheapest(cuts: list[tuple[int, int, float]], max_chars: int) -> list[int]:
    """Where the pieces of the cheapest division begin, the last piece first."""
    least = [0.0] + [float("inf")] * (len(cuts) - 1)
    came_from = [0] * len(cuts)
    first = 0
    for here in range(1, len(cuts)):
        end, _, cost = cuts[here]
        while end - cuts[first][1] > max_chars:
            first += 1
        for start in range(first, here):
            length = end - cuts[start][1]
            torn_off = _TORN_OFF * max(0, _SHORT - length) / _SHORT
            whole = least[start] + cost + _PIECE + torn_off
            if whole <= least[here]:
                least[here], came_from[here] = whole, start
    path = []
    at = len(cuts) - 1
    while at:
        at = came_from[at]
        path.append(at)
    return path


def _cuts(sentence: str, max_chars: int) -> list[tuple[int, int, float]]:
    """Every place to cut: where the piece ends, where the next one begins, and what it costs."""
    cuts = [(0, 0, 0.0)]
    commas = [-_LIST_WORD, *(at for at, mark in enumerate(sentence) if mark == ","), len(sentence)]
    near = {
        at
        for before, at, after in zip(commas, commas[1:], commas[2:], strict=False)
        if at - before <= _LIST_WORD or after - at <= _LIST_WORD
    }
    for blank in _BLANK.finditer(sentence):
        _cut_long_word(cuts, blank.start(), max_chars)
        cuts.append((blank.start(), blank.end(), _cost(sentence, blank, near)))
    _cut_long_word(cuts, len(sentence), max_chars)
    cuts.append((len(sentence), len(sentence), 0.0))
    return cuts


def _cut_long_word(cuts: list[tuple[int, int, float]], end: int, max_chars: int) -> None:
    while end - cuts[-1][1] > max_chars:
        at = cuts[-1][1] + max_chars
        cuts.append((at, at, _IN_A_WORD))


def _cost(sentence: str, blank: "re.Match[str]", near: set[int]) -> float:
    at = blank.start()
    if blank[0] == KEPT:
        return _WITHIN
    if sentence[at - 1] == ":":
        return _AFTER_COLON
    if sentence[at - 1] == ",":
        return _IN_A_LIST if at - 1 in near else _AFTER_COMMA
    before = sentence[max(0, at - 12) : at].replace(KEPT, " ").rpartition(" ")[2]
    following = sentence[at + 1 : at + 24].replace(KEPT, " ").split(" ")
    after = following[0].rstrip(",:")
    partner = following[1].rstrip(",:") if after == "và" and following[1:] else after
    if before in cues("leaning") or (before, partner) in _pairs():
        return _TORN
    begins = _begins()
    return min(begins.get(" ".join(following[:2]), _PLAIN), begins.get(after, _PLAIN))


@cache
def _begins() -> dict[str, float]:
    """What a cut in front of a word, or of two, costs, where it is not _PLAIN."""
    return {word: cost for name, cost in _BEFORE for word in cues(name)}


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    """Words that stand side by side in the readings of abbreviations, or with "và" between."""
    loose = cues("leaning") | _begins().keys()
    readings = [row[2].replace(",", " ,").split() for row in rows("abbreviations")]
    found = set()
    for words in readings:
        found |= {pair for pair in pairwise(words) if loose.isdisjoint(pair)}
        joined = zip(words, words[1:], words[2:], strict=False)
        found |= {(first, second) for first, between, second in joined if between == "và"}
    return frozenset(found)
