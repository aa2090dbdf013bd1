"""What follows "thứ": lists and ranges of weekdays and ordinals, and a rank among so many."""

import re

from broadcaster.speech.spoken.forms import DASH, DASHES
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, Kind, Said

_AND = r"(?:\ ?[,;]\ ?(?:và\ )?|\ (?:và|hoặc)\ |\ ?[&+]\ ?)"
_NUMBER = re.compile(r"\d+")
_LONG_LIST = 3


def _list(match: "re.Match[str]", place: Place) -> Said | None:
    """Two with a thing to count behind may be an ordinal and a number: "xếp thứ 2, 4 hộ"."""
    numbers = [int(number) for number in _NUMBER.findall(match[0])]
    if not place.follows(cues("ordinal before")) or numbers != sorted(set(numbers)):
        return None
    if len(numbers) < _LONG_LIST and place.precedes(cues("counted")):
        return None
    words = [place.say.ordinal(number) for number in numbers]
    joint = " và" if re.search(r"và|&|\+", match["joint"]) else ","
    return Said(f"{', '.join(words[:-1])}{joint} {words[-1]}", LIKELY)


def _hyphens(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "chợ phiên thứ 2-4-6"."""
    if not place.follows(cues("ordinal before")):
        return None
    return Said(", ".join(place.say.ordinal(int(day)) for day in match[0].split("-")), LIKELY)


def _range(match: "re.Match[str]", place: Place) -> Said | None:
    first, last = int(match["first"]), int(match["last"])
    if not place.follows(cues("ordinal before")) or first >= last:
        return None
    return Said(f"{place.say.ordinal(first)} đến thứ {place.say.ordinal(last)}", LIKELY)


def _rank(match: "re.Match[str]", place: Place) -> Said | None:
    rank, whole = int(match["rank"]), int(match["whole"])
    if not place.follows(cues("ordinal before")) or rank > whole:
        return None
    return Said(f"{place.say.ordinal(rank)} trên {place.say.cardinal(whole)}", LIKELY)


RULES = (
    Rule(
        "ordinal.list",
        Kind.NUMBER,
        rf"\d{{1,2}}(?:{_AND}\d{{1,2}}){{0,5}}(?P<joint>{_AND})\d{{1,2}}(?![\d%]|[.,/-]\d)",
        _list,
        ("Thu rác thứ 2,4,6.", "thu rác thứ hai, tư, sáu."),
        then=" ,;&+vh",
        longest=2,
    ),
    Rule(
        "ordinal.hyphens",
        Kind.NUMBER,
        r"[2-7](?:-[2-7]){2,5}(?![\w%]|[.,/-]\d)",
        _hyphens,
        ("Chợ họp thứ 2-4-6.", "chợ họp thứ hai, tư, sáu."),
        then="-",
        longest=1,
    ),
    Rule(
        "ordinal.range",
        Kind.RANGE,
        rf"(?P<first>\d{{1,2}}){DASH}(?:thứ\ )?(?P<last>\d{{1,2}})(?![\d%]|[.,/-]\d)",
        _range,
        ("Trực thứ 2-6.", "trực thứ hai đến thứ sáu."),
        then=DASHES,
        longest=2,
    ),
    Rule(
        "ordinal.rank",
        Kind.NUMBER,
        r"(?P<rank>\d{1,3})/(?P<whole>\d{1,3})(?![\d%]|[.,/]\d)",
        _rank,
        ("Đứng thứ 4/12 xã.", "đứng thứ tư trên mười hai xã."),
        then="/",
        longest=3,
    ),
)
