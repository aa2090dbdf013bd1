"""Degrees whose raised ring was lost: "37 0C" and "370C" for 37 °C."""

import re

from broadcaster.speech.spoken.forms import DASH, DASHES
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, PROBABLE, Kind, Said

_DEGREES = r"\d{1,2}(?:[.,]\d)?"
_WARMTH = frozenset(
    {"nhiệt", "sốt", "lạnh", "nóng", "rét", "độ", "bảo", "đun", "sôi", "sấy", "ủ", "ấm", "nắng"}
)
_FAR = 8
"""So many words back something may say that it is warm or cold."""


def _ring_lost(match: "re.Match[str]", place: Place) -> Said | None:
    """Without a blank it could be a house or a class ("lớp 10C"): warmth must be spoken of."""
    apart = match["gap"] != ""
    warm = any(word in _WARMTH for word in place.last_words(_FAR))
    if not warm and not apart:
        return None
    degrees = place.say.number(match["degrees"])
    if match["first"]:
        degrees = f"{place.say.number(match['first'])} đến {degrees}"
    return Said(f"{degrees} độ xê", LIKELY if warm and apart else PROBABLE)


RULES = (
    Rule(
        "quantity.ring-lost",
        Kind.QUANTITY,
        rf"(?:(?P<first>{_DEGREES})(?:\ ?0\ ?C)?{DASH})?"
        rf"(?P<degrees>{_DEGREES})(?P<gap>\ ?)0\ ?C(?!\w)",
        _ring_lost,
        ("Nhiệt độ 25 - 330C.", "nhiệt độ hai mươi lăm đến ba mươi ba độ xê."),
        then=f"{DASHES}.,0C",
        longest=3,
    ),
)
