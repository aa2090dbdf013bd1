"""What the pipeline found in a text: which stretch, of which kind, read how, and how surely."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

CERTAIN = 1.0
LIKELY = 0.9
PROBABLE = 0.8
GUESS = 0.6
UNKNOWN = 0.4
DOUBT_BELOW = 0.75
"""A reading less sure than this is shown to the editor before approval."""


class Kind(StrEnum):
    """The class of a stretch of text."""

    TEXT = "text"
    MARK = "mark"
    RESIDUE = "residue"
    SYMBOL = "symbol"
    NUMBER = "number"
    RANGE = "range"
    RATIO = "ratio"
    DATE = "date"
    TIME = "time"
    QUANTITY = "quantity"
    COORDINATE = "coordinate"
    PHONE = "phone"
    IDENTIFIER = "identifier"
    CODE = "document code"
    CLAUSE = "clause"
    ROMAN = "roman numeral"
    ROAD = "road"
    ADDRESS = "web address"
    ABBREVIATION = "abbreviation"
    LETTERS = "letters"
    LOAN = "loan word"
    NAME = "name"
    FOREIGN = "foreign word"
    DICTIONARY = "station's dictionary"


class Said(NamedTuple):
    """What a rule answers: the words, and how sure it is (0 to 1)."""

    words: str
    confidence: float = CERTAIN


class Found(NamedTuple):
    """One stretch of the plain text that some rule read; offsets are into the plain text."""

    start: int
    end: int
    words: str
    kind: Kind
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text as it was given, and how it is read.

    `start` and `end` are character offsets; the spans of one text follow each other without gap
    or overlap. `rule` names the row of the rule table, `confidence` goes from 0 to 1. `advice`
    tells the editor, in Vietnamese, what to write instead; mostly empty: the reading says it all.
    """

    start: int
    end: int
    source: str
    kind: Kind
    reading: str
    rule: str
    confidence: float
    advice: str = ""
