"""Loan words, brand names and foreign words in a Vietnamese reading."""

import re
from functools import cache

from broadcaster.speech.spoken.abbreviation_table import first_reading, look_up
from broadcaster.speech.spoken.forms import UPPER, any_of
from broadcaster.speech.spoken.letters import SHORT_NAMES, spell
from broadcaster.speech.spoken.lexicon import rows
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import GUESS, LIKELY, UNKNOWN, Kind, Said
from broadcaster.speech.spoken.syllables import is_syllable, unsigned

_VOWEL = re.compile(r"[aeiouy]")
_LONGEST_CLUSTER = 4


@cache
def _table() -> dict[str, str]:
    return {written.lower(): words for _, written, words in rows("loanwords")}


@cache
def first_words() -> frozenset[str]:
    """The lower-case words that begin a loan word and have nothing stuck to them."""
    return frozenset(
        written.split(" ")[0] for written in _table() if "-" not in written.split(" ")[0]
    )


def loan_words(written: str) -> str:
    """The reading of a loan word, or ""."""
    return _table().get(written.lower(), "")


@cache
def _phrases() -> "re.Pattern[str]":
    return re.compile(loan_pattern(), re.VERBOSE)


def runs_on(text: str, start: int, end: int) -> bool:
    """Whether a loan phrase begins at `start` and goes on past `end`: "la | nina"."""
    phrase = _phrases().match(text, start)
    return phrase is not None and phrase.end() > end


def said_alone(word: str) -> str:
    """What lower-case `word` is said as wherever it stands: a loan word, "ko", or itself."""
    return loan_words(word) or first_reading(word) or word


@cache
def loan_pattern() -> str:
    """A verbose pattern of every loan word of more than one word, the longest first."""
    return any_of(written for written in _table() if re.search(r"[\s\-.&]", written))


def _listed(match: "re.Match[str]", place: Place) -> Said | None:
    words = loan_words(match[0])
    if words and match[0].isupper():
        abbreviated = look_up(match[0], place)
        if abbreviated is not None and abbreviated.confidence >= LIKELY:
            return abbreviated
    return Said(words) if words else None


def _highland(match: "re.Match[str]", _place: Place) -> Said | None:
    """For "M'gar", "R'lấp", "H'Mông": the consonant by its sound, then the name."""
    first = match["first"].lower()
    if first not in SHORT_NAMES:
        return None
    rest = match["rest"].lower()
    if not _VOWEL.search(unsigned(rest)):
        return None
    if rest.startswith("dr"):
        rest = f"đ{rest[1:]}"
    return Said(f"{SHORT_NAMES[first]} {said_alone(rest)}", LIKELY)


def _foreign(match: "re.Match[str]", place: Place) -> Said | None:
    """A loan word with something stuck to it; any other is left or spelled, and reported."""
    written = match[0]
    lower = written.lower()
    known = loan_words(written) or first_reading(lower)
    if known:
        return Said(known, GUESS)
    if is_syllable(lower) or (len(written) == 1 and lower in "aeiouyăâêôơư"):
        return None
    if len(written) == 1:
        return None
    short = look_up(lower, place) or look_up(f"{written.upper()}.", place)
    if short is not None:
        return Said(short.words, GUESS)
    if not _VOWEL.search(unsigned(lower)) or (written.isupper() and not place.in_capitals()):
        return Said(spell(written), UNKNOWN)
    return Said(lower, GUESS)


def _initial(match: "re.Match[str]", _place: Place) -> Said:
    """As in "O.2": no sentence ends after the letter."""
    return Said(spell(match["letter"]), LIKELY)


def _letter(match: "re.Match[str]", _place: Place) -> Said | None:
    """A letter that stands alone is named."""
    return Said(spell(match[0]), LIKELY)


BEFORE = (
    Rule(
        "loan.phrase",
        Kind.LOAN,
        r"(?&loan)(?![^\W\d_])",
        _listed,
        ("Tiêm vắc-xin, xem SEA Games.", "tiêm vắc xin, xem xi ghêm."),
    ),
    Rule(
        "loan.word",
        Kind.LOAN,
        r"[^\W\d_]+(?!\w|\.\w|')",
        _listed,
        ("Nhóm Zalo của thôn.", "nhóm da lô của thôn."),
    ),
    Rule(
        "name.highland",
        Kind.NAME,
        r"(?P<first>[^\W\d_])['’ʼ](?P<rest>[^\W\d_]{2,})",
        _highland,
        ("Xã Cư M'gar.", "xã cư mờ gar."),
        then="'’ʼ",
        longest=1,
    ),
)


def _clause_letter(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "b) Về thời gian": the letter of a clause, with a short rest after it."""
    letter = match["letter"] or match["stuck"] or match["signs"]
    heads = place.opens_line() or place.before()[-1:] in {":", ";"}
    return Said(f"{spell(letter)},") if heads else None


AFTER = (
    Rule(
        "clause.letter",
        Kind.CLAUSE,
        rf"(?P<letter>[a-zđA-ZĐ])[.)]\.?(?=\s)|(?P<stuck>[a-eđg])[.)](?=[{UPPER}])"
        r"|(?P<signs>[aeoAEO])(?!\.\w)\ ?[^\w\s]{0,8}\.(?=\s{0,3}\S)",
        _clause_letter,
        ("b. Mục đích.", "bê, mục đích."),
        longest=1,
    ),
    Rule(
        "letter.with-point",
        Kind.LETTERS,
        r"(?P<letter>[aeoAEO])\.(?![\s.,;:?!]|\Z)",
        _initial,
        ("Nhóm máu O.2 mới.", "nhóm máu o hai mới."),
        first="aeoAEO",
        then=".",
        longest=1,
    ),
    Rule(
        "letter.single",
        Kind.LETTERS,
        r"[b-zđB-ZĐ](?![^\W\d_])",
        _letter,
        ("Điểm b khoản 1.", "điểm bê khoản một."),
        longest=1,
    ),
    Rule(
        "foreign.word",
        Kind.FOREIGN,
        r"[^\W\d_]+",
        _foreign,
        ("Khu pqz có Chrysanthemum.", "khu pê quy dét có chrysanthemum."),
    ),
)
