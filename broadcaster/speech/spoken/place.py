"""Where a rule stands in the text: what comes before, what comes after, what kind of line."""

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from broadcaster.speech.spoken.forms import UPPER
from broadcaster.speech.spoken.numerals import Numerals
from broadcaster.speech.spoken.reading import Reading
from broadcaster.speech.spoken.spans import Kind, Said
from broadcaster.speech.spoken.syllables import is_syllable

_REACH = 48
"""How many characters before and after a rule may look at: enough for four words."""
_LONGEST_LINE = 400
_EDGES = " \n,.;:?!()[]{}“”\"'‘’«»–—-…*#_/"
_STOPS = frozenset(".;!?")
_BULLET = re.compile(r"[\s*#>_|.,;:?!]*(?:[-+•–—*·▪►✓]|[a-zđ]\)|\d{1,2}[.)])?[\s*_]*\Z")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL_WORD = re.compile(rf"[{UPPER}](?<![^\W\d_].)[^\W\d_]+")
"""A whole word that begins with a capital."""
_OLD_TONE = re.compile(r"[ou][àáảãạèéẻẽẹỳýỷỹỵ](?<!q..)(?![^\W\d_])")
_NEW_TONES = {
    "oà": "òa",
    "oá": "óa",
    "oả": "ỏa",
    "oã": "õa",
    "oạ": "ọa",
    "oè": "òe",
    "oé": "óe",
    "oẻ": "ỏe",
    "oẽ": "õe",
    "oẹ": "ọe",
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}
_CAPITAL_WORDS_NEEDED = 2


def fold(words: str) -> str:
    """`words` in lower case with the newer tone placement (uỷ becomes ủy), for comparing."""
    return _OLD_TONE.sub(_newer_tone, words.lower())


def _newer_tone(rhyme: "re.Match[str]") -> str:
    return _NEW_TONES.get(rhyme[0], rhyme[0])


@dataclass(slots=True)
class Place:
    """A stretch of plain text that a rule may read, with its surroundings."""

    text: str
    start: int
    end: int
    say: Numerals
    before_kind: Kind | None = None
    before_end: int = 0
    _before: str | None = None
    _ends_before: tuple[str, ...] | None = None

    @property
    def reading(self) -> Reading:
        """The station's settings."""
        return self.say.reading

    def last_words(self, count: int = 4) -> list[str]:
        """Up to `count` words before, folded, without their punctuation, nearest last."""
        stripped = [word.strip(_EDGES) for word in self._folded_before().split()[-count - 1 :]]
        return [word for word in stripped if word][-count:]

    def follows(self, cues: AbstractSet[str]) -> bool:
        """Whether the word, two words or three words before are among `cues`."""
        if self._ends_before is None:
            words = self._words_of_sentence()
            self._ends_before = tuple(" ".join(words[first:]) for first in range(len(words)))
        return not cues.isdisjoint(self._ends_before)

    def _words_of_sentence(self) -> list[str]:
        """Up to three words before, none from before a mark that ends a sentence or item."""
        words: list[str] = []
        for written in reversed(self._folded_before().split()[-4:]):
            if written[-1] in _STOPS:
                break
            bare = written.strip(_EDGES)
            if bare:
                words.append(bare)
        return words[2::-1]

    def next_words(self, count: int = 2) -> list[str]:
        """Up to `count` words after, folded; none where a punctuation mark comes first."""
        words = []
        for word in self.text[self.end : self.end + _REACH].split()[:count]:
            bare = word.rstrip(_EDGES)
            if not bare or bare[0] in _EDGES:
                break
            words.append(fold(bare))
            if len(bare) < len(word):
                break
        return words

    def precedes(self, cues: AbstractSet[str]) -> bool:
        """Whether the next word, or the next two, are among `cues`."""
        words = self.next_words(2)
        return any(" ".join(words[: last + 1]) in cues for last in range(len(words)))

    def before(self) -> str:
        """The folded text before, without trailing blanks."""
        return self._folded_before().rstrip()

    def _folded_before(self) -> str:
        if self._before is None:
            self._before = fold(self.text[max(0, self.start - _REACH) : self.start])
        return self._before

    def after(self) -> str:
        """The text after, without leading blanks."""
        return self.text[self.end : self.end + _REACH].lstrip()

    def line(self) -> tuple[int, int]:
        """Start and end of the line it stands in (at most a few hundred characters each way)."""
        high = min(len(self.text), self.end + _LONGEST_LINE)
        end = self.text.find("\n", self.end, high)
        return self._line_start(), end if end >= 0 else high

    def _line_start(self) -> int:
        low = max(0, self.start - _LONGEST_LINE)
        return self.text.rfind("\n", low, self.start) + 1 or low

    def opens_line(self) -> bool:
        """Whether nothing but a list marker or Markdown stands before it in its line."""
        start = self._line_start()
        if start == self.start:
            return True
        return self.start - start < _REACH and bool(_BULLET.match(self.text[start : self.start]))

    def in_capitals(self) -> bool:
        """Whether its line is written in capitals, so that capitals mean nothing."""
        start, end = self.line()
        return _is_in_capitals(self.text[start:end])


@lru_cache(maxsize=16)
def _is_in_capitals(line: str) -> bool:
    """Whether most words of `line` are ours, in capitals; every word of one line asks it."""
    capitals = [word for word in _CAPITAL_WORD.findall(line) if word.isupper()]
    ours = sum(is_syllable(word.lower()) for word in capitals)
    if ours < _CAPITAL_WORDS_NEEDED:
        return False
    return ours > sum(len(word) > 1 and not word.isupper() for word in _WORD.findall(line))


Read = Callable[["re.Match[str]", Place], "Said | None"]
"""What a rule does with its match: the words it says, or None to leave it to the next rule."""
