"""Abbreviations with a stroke or a point inside: b/c, Đ.ủy, t/hiện, V/v."""

import re
from functools import cache

from broadcaster.speech.spoken.abbreviation_table import look_up, written_forms
from broadcaster.speech.spoken.forms import CAPITALS
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place, fold
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, Kind, Said

_LONGEST_NAME = 12
_ONE_LETTER = len("M.")
_NAMED = frozenset({"thị", "văn", "tên"})


def _as_written(match: "re.Match[str]", place: Place) -> Said | None:
    """The listed form, in whatever case it is written."""
    written = match[0]
    return look_up(written, place) or look_up(written.lower(), place)


@cache
def _by_second_word() -> dict[str, tuple[str, ...]]:
    """Second word to the terms of two words that are listed with a stroke ("hiện": thực hiện)."""
    terms: dict[str, tuple[str, ...]] = {}
    for key, words in written_forms():
        halves = words.split(" ")
        if "/" in key and len(halves) == 2 and words not in terms.get(halves[1], ()):
            terms[halves[1]] = (*terms.get(halves[1], ()), words)
    return terms


def _half_written(match: "re.Match[str]", _place: Place) -> Said | None:
    """A term whose first word alone is cut short: "t/hiện", "đ/chỉ", "ch/trình"."""
    head, tail = fold(match["head"]), fold(match["tail"])
    for words in _by_second_word().get(tail, ()):
        if words.startswith(head):
            return Said(words, LIKELY)
    return None


def _signature(match: "re.Match[str]", place: Place) -> Said | None:
    """For "KT/CHỦ TỊCH", "TT.HĐND": for whom, or by whose order, somebody signs."""
    return look_up(f"{match['key']}.", place)


def _short_clause(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "Đ.5 k.2": article and clause, where the other one or a law stands beside it."""
    article = match["kind"] in "Đđ"
    beside = (_BESIDE_ARTICLE if article else _BESIDE_CLAUSE).match(fold(place.after()))
    before = (_BEFORE_ARTICLE if article else _BEFORE_CLAUSE).search(place.before())
    start, end = place.line()
    if not (beside or before) or not _LEGAL.search(fold(place.text[start:end])):
        return None
    return Said(f"{'điều' if article else 'khoản'} {place.say.whole(match['number'])}", LIKELY)


_LEGAL = re.compile(
    r"\b(?:luật|nghị định|nđ|điều|khoản|điểm|theo|vi phạm|quy chế|quy định|thông tư|căn cứ|tại k)\b"
)
_BESIDE_ARTICLE = re.compile(r",? ?(?:k\.? ?\d|khoản|điểm|(?:của )?(?:bộ )?luật|nđ|nghị định)")
_BEFORE_ARTICLE = re.compile(r"(?:k\.? ?\d+|khoản \d+|điểm \w),?\Z")
_BESIDE_CLAUSE = re.compile(r",? ?(?:đ\.? ?\d|điều)")
_BEFORE_CLAUSE = re.compile(r"(?:đ\.? ?\d+|điều \d+|điểm \w),?\Z")


def _initials(match: "re.Match[str]", place: Place) -> Said | None:
    """The letters a name is cut short to, where a name or "ông", "bà" stands before them."""
    before = place.text[max(0, place.start - _LONGEST_NAME) : place.start].split()
    named = bool(before) and before[-1][:1].isupper() and before[-1][1:].islower()
    if len(match[0]) == _ONE_LETTER:
        near = {*place.last_words(4)}
        known = not _NAMED.isdisjoint(near) or not cues("names before").isdisjoint(near)
        return Said(spell(match[0][0]), LIKELY) if named and known else None
    whole = len(match[0].replace(".", "")) > 2 and look_up(match[0].replace(".", ""), place) is None
    if not (named or whole or place.follows(cues("names before"))):
        return None
    return Said(spell(match[0]), LIKELY)


RULES = (
    Rule(
        "clause.short",
        Kind.CLAUSE,
        r"(?P<kind>[ĐđKk])\.\ ?(?P<number>\d{1,3})(?![\w/]|[.,]\d)",
        _short_clause,
        ("Theo Đ.5 k.2 của Luật.", "theo điều năm khoản hai của luật."),
        first="ĐđKk",
        then=".",
        longest=1,
    ),
    Rule(
        "abbreviation.initials",
        Kind.NAME,
        r"[A-ZĐ](?:(?:\.[A-ZĐ]){1,3}(?![^\W_])(?:\.(?=\ ?[,;)]|\ [a-zà-ỹ]))?"
        r"|\.(?=\ ?[,;()]|\ [a-zà-ỹ]))",
        _initials,
        ("Bà N.T.H. trú tại thôn 2.", "bà en nờ tê hát trú tại thôn hai."),
        first=CAPITALS,
        then=".",
        longest=1,
    ),
    Rule(
        "abbreviation.signature",
        Kind.ABBREVIATION,
        r"(?P<key>TM|KT|TL|TUQ|TT)\ ?[/.]\ ?(?=(?i:chủ|ub|hđnd|ban|bch|btv|bcđ|đảng|ủy|uỷ|hội"
        r"|trưởng|giám|bí|chánh|đoàn|bộ|thủ|hiệu|tổ|chỉ|đu|hu|tu|huyện|tỉnh|đ\.)[^\W\d_]*)",
        _signature,
        ("KT/CHỦ TỊCH", "ký thay chủ tịch"),
        first="TK",
        then=" /.",
        longest=3,
    ),
    Rule(
        "abbreviation.stroke",
        Kind.ABBREVIATION,
        r"[^\W\d_]{1,4}(?:/|\.(?=[^\W\d_]))[^\W\d_]{1,5}(?![^\W_]|/)",
        _as_written,
        ("V/v báo cáo Phòng Nội vụ (để b/c);", "về việc báo cáo phòng nội vụ, để báo cáo;"),
        then="/.",
        longest=4,
    ),
    Rule(
        "abbreviation.half-written",
        Kind.ABBREVIATION,
        r"(?P<head>[^\W\d_]{1,2})/(?P<tail>[^\W\d_]{2,6})(?![^\W_]|/)",
        _half_written,
        ("Trưởng các thôn (t/hiện);", "trưởng các thôn, thực hiện;"),
        then="/",
        longest=2,
    ),
)
