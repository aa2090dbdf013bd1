"""Abbreviations: looked up with their context, taken apart, or spelled by letters."""

import re
from functools import cache, lru_cache

from broadcaster.speech.spoken.abbreviation_table import (
    MARKS,
    first_reading,
    known_first_words,
    look_up,
    table,
)
from broadcaster.speech.spoken.forms import CAPITALS, UPPER
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues, rows
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import CERTAIN, GUESS, LIKELY, PROBABLE, UNKNOWN, Kind, Said
from broadcaster.speech.spoken.syllables import (
    is_syllable,
    split_at_capitals,
    split_unsigned,
    unsigned,
)

_JOINERS = re.compile(r"\s*([&/.–-])\s*")
_WORD_BEFORE = re.compile(rf"(?<![^\W_])([{UPPER}]{{2,}})\ \Z")
_WORD_AFTER = re.compile(rf"\ ([{UPPER}]{{2,}})(?![^\W_])")
_VOWEL = re.compile(r"[aeiouy]")
_HIGHLAND_NAME = re.compile(
    r"[bcdđghjklmnprstvwyz][bhjlmnprswy]{0,2}[aeiouy]{1,3}[bchgklmnprstwy]{0,2}"
)
"""A name of the highlands without its marks: ĐĂK, WƠK, BLƠH. No abbreviation has this shape, with
a marked vowel, next to another name."""
_SHORTEST_PIECE = 2
_LONGEST_TAKEN_APART = 14
_NEAREST = 3
_COST_OF_DOUBT = 1.3
_COST_OF_TWO = 2.0
"""Of two pieces that have one reading each."""
_LEVELS = frozenset({"xã", "phường", "huyện", "tỉnh"})
_INSIDE: tuple[tuple[str, frozenset[str]], ...] = (("inside", frozenset()),)
_SHORTEST_NAME, _LONGEST_NAME = 4, 12


def expand(written: str, place: Place) -> Said | None:
    """The reading of `written`, whole, without its marks, by its parts or taken apart; or None."""
    said = look_up(written, place)
    if said is not None:
        return said
    for key in (written.translate(MARKS), written.upper().translate(MARKS)):
        said = look_up(key, place) if len(key) > 1 else None
        if said is not None:
            return said
    parts = _JOINERS.split(written)
    if len(parts) > 1:
        return _by_parts(parts, place)
    return _taken_apart(written)


def _by_parts(parts: list[str], place: Place) -> Said | None:
    """The parts of "TC-KH" and "NN&PTNT"; "&" is "và"."""
    words, sure = [], LIKELY
    for index, part in enumerate(parts):
        if index % 2:
            words += ["và"] if part == "&" else []
            continue
        if not part:
            continue
        said = look_up(part, place) or (_taken_apart(part) if part.isupper() else None)
        if said is None and not part.isupper() and is_syllable(part.lower()):
            said = Said(part.lower())
        if said is None:
            return None
        words.append(said.words)
        sure = min(sure, max(said.confidence, PROBABLE))
    return Said(" ".join(words), sure)


@lru_cache(maxsize=2048)
def _taken_apart(written: str) -> Said | None:
    """The fewest known pieces it is made of, so "UBMTTQVN" is UBMTTQ and VN; or None.

    Of two ways the one wins whose pieces have one reading each. "CANH" is a word, no CA and NH.
    """
    if is_syllable(written.lower()):
        return None
    if len(written) == _NEAREST and written[0] in _OFFICES:
        words, _cost = _piece(written[1:], opens=False)
        return Said(f"{_PREFIXES[written[0]]} {words}", GUESS) if words else None
    if not 2 * _SHORTEST_PIECE <= len(written) <= _LONGEST_TAKEN_APART + 4:
        return None
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * len(written)
    for end in range(1, len(written) + 1):
        for start in range(max(0, end - 10), end):
            head, current = best[start], best[end]
            words, cost = _piece(written[start:end], opens=start == 0)
            if head is None or not words:
                continue
            if current is None or head[0] + cost < current[0]:
                best[end] = (head[0] + cost, (*head[1], words))
    cost, pieces = best[-1] or (0.0, ())
    if not pieces or len(pieces) > _NEAREST:
        return None
    return Said(" ".join(pieces), PROBABLE if cost <= _COST_OF_TWO else GUESS)


def _piece(written: str, *, opens: bool) -> tuple[str, float]:
    """The reading of one piece of a joined abbreviation and what it costs; ("", 0) if unknown."""
    if opens and written in _PREFIXES:
        return _PREFIXES[written], 1.0
    entries = table().get(written, ()) if len(written) >= _SHORTEST_PIECE else ()
    if not entries or entries[-1].conditions or not written.isupper():
        return "", 0.0
    inside = [entry.words for entry in entries if entry.conditions == _INSIDE]
    return (*inside, entries[-1].words)[0], 1.0 if len(entries) == 1 else _COST_OF_DOUBT


_OFFICES = frozenset("BSP")
_PREFIXES = {
    "B": "bộ",
    "S": "sở",
    "P": "phòng",
    "TT": "trung tâm",
    "CT": "chương trình",
    "VP": "văn phòng",
    "BCĐ": "ban chỉ đạo",
    "LĐ": "lãnh đạo",
    "PGĐ": "phó giám đốc",
    "GĐ": "giám đốc",
    "TP": "trưởng phòng",
    "PTP": "phó trưởng phòng",
    "H": "hội",
}
"""What an unknown abbreviation may begin with before a known one: STTTT is "sở" and TTTT."""


def _capitals(match: "re.Match[str]", place: Place) -> Said | None:
    """A run of capitals: an abbreviation, a word of a line in capitals, or letters."""
    written = match[0]
    lower = written.lower()
    if is_syllable(lower) and (place.in_capitals() or _among_names(place)):
        said = look_up(written, place)
        return said if said and said.confidence == LIKELY else Said(first_reading(lower) or lower)
    if place.text[place.start - 1 : place.start].isdigit() and len(written) <= _NEAREST:
        said = look_up(written, place)
        return said if said and said.confidence == LIKELY else Said(spell(written), GUESS)
    said = expand(written, place)
    if said is not None:
        return Said(_without_echo(said.words, place), said.confidence)
    return _pieces(written, place) if _JOINERS.search(written) else _unlisted(written, place)


def _among_names(place: Place) -> bool:
    """Whether a word beside it is in capitals and no abbreviation: "NGUYỄN VĂN AN"."""
    line = place.text[max(0, place.start - _LONGEST_NAME) : place.end + _LONGEST_NAME]
    at = min(place.start, _LONGEST_NAME)
    around = (
        _WORD_BEFORE.search(line, 0, at),
        _WORD_AFTER.match(line, at + place.end - place.start),
    )
    words = (word[1] for word in around if word is not None)
    return any(is_syllable(word.lower()) and word not in table() for word in words)


def _unlisted(written: str, place: Place) -> Said:
    """Capitals that no table has: a word if they look like one, else letter by letter."""
    lower = written.lower()
    if is_syllable(lower):
        return Said(first_reading(lower) or lower, GUESS if lower.isascii() else CERTAIN)
    if place.in_capitals() and not written.isascii() and _VOWEL.search(unsigned(lower)):
        return Said(lower, GUESS)
    if _is_highland_name(lower, place):
        return Said(lower, GUESS)
    syllables = split_unsigned(lower) if _SHORTEST_NAME <= len(lower) <= _LONGEST_NAME else None
    if syllables and len(syllables) <= _NEAREST and all(map(_is_plain, syllables)):
        return Said(" ".join(syllables), GUESS)
    return Said(spell(written), UNKNOWN)


def _is_highland_name(lower: str, place: Place) -> bool:
    """Whether "WƠK" in "thôn ĐĂK WƠK YÔP" is a name in capitals, whose letters nobody spells."""
    bare = unsigned(lower)
    marked = any(
        mark != letter and letter in "aeiouy" for mark, letter in zip(lower, bare, strict=True)
    )
    if not marked or not _HIGHLAND_NAME.fullmatch(bare):
        return False
    told = place.follows(cues("place names before")) or place.follows(cues("names before"))
    return told or _beside_capitals(place)


def _beside_capitals(place: Place) -> bool:
    """Whether the word before or after is in capitals as well, and no abbreviation."""
    before = _WORD_BEFORE.search(place.text, max(0, place.start - _LONGEST_NAME), place.start)
    after = _WORD_AFTER.match(place.text, place.end)
    return any(word is not None and word[1] not in table() for word in (before, after))


def _is_plain(syllable: str) -> bool:
    """Whether it is said as it stands: not "ko", "ha" or a loan word."""
    return len(syllable) > 1 and is_syllable(syllable) and syllable not in _said_otherwise()


@cache
def _said_otherwise() -> frozenset[str]:
    loans = (written.lower() for _, written, *_ in rows("loanwords"))
    units = (written.lower() for _, written, *_ in rows("units"))
    return known_first_words().union(loans, units)


def _without_echo(words: str, place: Place) -> str:
    """The reading without the noun that stands before or after it: "Hội HND", "CAX xã"."""
    last = words.rpartition(" ")[2]
    if last in _LEVELS and place.next_words(1) == [last]:
        words = words.removesuffix(f" {last}")
    if place.text[place.start - 1 : place.start] != " ":
        return words
    before = place.last_words(2)
    for count in (2, 1):
        echo = " ".join(before[-count:])
        if echo in cues("echo") and words.startswith(f"{echo} "):
            return words.removeprefix(f"{echo} ")
    return words


def _pieces(written: str, place: Place) -> Said:
    """Joined parts of which some are unknown: the known ones read, the others spelled."""
    words = []
    for index, part in enumerate(_JOINERS.split(written)):
        if index % 2 or not part:
            words += ["và"] if part == "&" else []
            continue
        said = expand(part, place)
        if said is None:
            ours = is_syllable(part.lower()) and not (part.isupper() and part.isascii())
            said = Said(part.lower() if ours else spell(part))
        words.append(said.words)
    return Said(" ".join(words), UNKNOWN)


def _as_written(match: "re.Match[str]", place: Place) -> Said | None:
    return look_up(match[0], place) or look_up(match[0].lower(), place)


def _dotted(match: "re.Match[str]", place: Place) -> Said | None:
    """For "TM. ỦY BAN", "TP.HCM", "Đ.ủy": the point belongs to the abbreviation."""
    key = match["key"]
    said = look_up(f"{key}.", place) or look_up(f"{key.upper()}.", place)
    if said is None and len(key) > 1 and (key in _TITLES or not match["blank"]):
        said = look_up(key, place)
    return said


_TITLES = frozenset(
    {
        "TM",
        "KT",
        "TL",
        "TUQ",
        "TP",
        "TX",
        "TT",
        "ThS",
        "TS",
        "BS",
        "GS",
        "KS",
        "PGS",
        "CN",
        "LS",
        "DS",
        "CK",
        "Tp",
        "Ths",
        "NSND",
        "NSƯT",
        "Bs",
        "Ks",
    }
)
"""Abbreviations after which a point ends no sentence."""


def _mixed_word(match: "re.Match[str]", place: Place) -> Said | None:
    """A whole of word and abbreviation: "Lao động-TBXH"; or words run together: "BìnhAn"."""
    said = expand(match[0], place)
    if said is None:
        words = split_at_capitals(match[0]).split()
        plain = words and _said_otherwise().isdisjoint(words)
        said = Said(" ".join(words), GUESS) if plain else None
    return said


WORDS = (
    Rule(
        "abbreviation.dotted",
        Kind.ABBREVIATION,
        r"(?P<key>[^\W\d_]{1,4})\.(?P<blank>\ {0,2})(?=[^\W_])",
        _dotted,
        ("Tại TX. Mẫu.", "tại thị xã mẫu."),
        then=".",
        longest=4,
    ),
    Rule(
        "abbreviation.capitals",
        Kind.ABBREVIATION,
        rf"[{UPPER}]{{2,}}(?:,\ ?[{UPPER}]{{2,}}(?=\ ?&))?"
        rf"(?:(?:\ ?&\ ?|[-–.])[{UPPER}]+|/[{UPPER}]{{2,}}){{0,6}}(?![^\W\d_])",
        _capitals,
        (
            "UBND xã và Phòng NN&PTNT.",
            "ủy ban nhân dân xã và phòng nông nghiệp và phát triển nông thôn.",
        ),
        first=CAPITALS,
    ),
    Rule(
        "abbreviation.mixed-case",
        Kind.ABBREVIATION,
        rf"(?=[^\s\d]{{0,24}}[a-zà-ỹ])[{UPPER}][^\W\d_]*(?:[{UPPER}]|-[{UPPER}]{{2}})[^\W\d_]*"
        rf"(?:(?:\ ?&\ ?|[-.])[{UPPER}][^\W\d_]*){{0,6}}",
        _mixed_word,
        ("PGđ bệnh viện.", "phó giám đốc bệnh viện."),
        first=CAPITALS,
    ),
    Rule(
        "abbreviation.as-written",
        Kind.ABBREVIATION,
        r"[^\W\d_]+(?![\w&@/])",
        _as_written,
        ("Cô ko đến, đc nghỉ.", "cô không đến, được nghỉ."),
    ),
)
