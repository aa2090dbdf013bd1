"""Accounts, cards, files and plates: numbers that name something, read digit by digit."""

import re

from broadcaster.speech.spoken.forms import CAPITALS, FIGURES
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, PROBABLE, Kind, Said

_END = r"(?![\d%‰]|[.,/-]\d)"
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_LONG = 9
"""From so many digits in one piece it is a number of something, not an amount."""
_FILE = re.compile(r"(?:[A-Z]\d{2}|\d{3})(?:\.\d{2}){1,2}\.[A-Z]\d{2,3}-\d{6}-\d{4,5}")
"""A file of the public services, as their decree numbers it: 000.00.12.H23-240115-0003."""
_PAID = re.compile(r"\ ?(?:đ|đồng|(?i:vnđ|vnd))(?![^\W_])")
"""What tells that a fee is named and no number: "CCCD 30.000đ"."""
_WRITTEN_APART = re.compile(r"[.\ -]")


def _parts(written: str, place: Place) -> list[str]:
    """Digits one by one and letters by their names, for each run."""
    return [
        place.say.digits(part) if part.isdigit() else spell(part)
        for part in _PARTS.findall(written)
    ]


def _is_year(written: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", written) is not None


def _identifier(match: "re.Match[str]", place: Place) -> Said | None:
    if not place.follows(cues("identifier before")) and not _FILE.fullmatch(match[0]):
        return None
    if _PAID.match(place.text, place.end) or (_is_year(match[0]) and "luật" in place.last_words(4)):
        return None
    groups = [" ".join(_parts(group, place)) for group in _WRITTEN_APART.split(match[0])]
    return Said((", " if len(groups) > 2 else " ").join(groups), LIKELY)


def _long_run(match: "re.Match[str]", place: Place) -> Said | None:
    return Said(place.say.digits(match[0]), PROBABLE)


def _plate(match: "re.Match[str]", place: Place) -> Said | None:
    """Without its hyphen it is a plate only where a word before says so."""
    loose = not match["mark"].strip() and "." not in match[0]
    if loose and not place.follows(cues("plate before")):
        return None
    return Said(" ".join(_parts(match[0], place)), LIKELY)


NUMBERS = (
    Rule(
        "identifier.plate",
        Kind.IDENTIFIER,
        r"\d{2}\ ?-?\ ?[A-ZĐ][A-Z]?\d?(?P<mark>\ ?[-–.]\ ?|\ ?)(?:\d{3}\.\d{2}|\d{4,5})(?!\w)",
        _plate,
        ("Xe biển số 47A-123.45.", "xe biển số bốn bảy a một hai ba bốn năm."),
        then=f" -{CAPITALS}",
        longest=2,
    ),
    Rule(
        "identifier.number",
        Kind.IDENTIFIER,
        r"(?:\d{3,}|\d{2}(?=[.\ -][A-Z]?\d{2}))"
        rf"(?:[.\ -][A-Z]{{0,3}}\d{{2,}}|\.\d(?=\.)){{0,8}}{_END}",
        _identifier,
        ("Số tài khoản 1234567.", "số tài khoản một hai ba bốn năm sáu bảy."),
    ),
)
LONG = (
    Rule(
        "identifier.long-run",
        Kind.IDENTIFIER,
        rf"\d{{{_LONG},}}{_END}(?!\ ?(?:đ|đồng|VNĐ))",
        _long_run,
        (
            "Chuyển vào 123456789012.",
            "chuyển vào một hai ba bốn năm sáu bảy tám chín không một hai.",
        ),
    ),
)
WORDS = (
    Rule(
        "identifier.word",
        Kind.IDENTIFIER,
        r"(?:[A-ZĐ]{1,4}[-.]?|[A-ZĐ]{2}\ (?=\d{5,8}(?!\d)))\d[\dA-Z]*"
        r"(?:[-.][A-Z]{0,3}\d[\dA-Z]*){0,8}(?!\w)",
        _identifier,
        ("Mã hồ sơ H16.25.01.", "mã hồ sơ hát một sáu, hai năm, không một."),
        first=CAPITALS,
        then=f" -.{FIGURES}",
        longest=4,
    ),
)
