"""Roads and the posts along them: QL5, ĐT.645, Km12+500, K25+100 of a dike."""

import re

from broadcaster.speech.spoken.forms import FIGURES, NO_LETTER
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.quantities import TO
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import CERTAIN, LIKELY, Kind, Said
from broadcaster.speech.spoken.units import kind_of

_ROADS = {
    "QL": "quốc lộ",
    "ĐT": "đường tỉnh",
    "TL": "tỉnh lộ",
    "ĐH": "đường huyện",
    "HL": "hương lộ",
    "ĐX": "đường xã",
    "CT": "cao tốc",
    "DT": "đường tỉnh",
    "ĐTH": "đường tuần tra",
    "LTL": "liên tỉnh lộ",
}
_ROAD_NAMES = frozenset(
    {"quốc lộ", "tỉnh lộ", "đường tỉnh", "đường huyện", "hương lộ", "cao tốc", "đường xã"}
)
_MOST_AS_NUMBER = 2
_POST = r"(?P<number>\d+(?:,\d+)?)(?:\ ?\+\ ?(?P<metres>\d{1,3}(?:[.,]\d{1,2})?)(?:\ ?m)?)?(?!\w)"
_LAST_POST = rf"(?:{TO}(?P<last>\d{{1,4}})(?![\w+%]|[.,/-]\d|\ ?\+))?"


def _road_number(written: str, place: Place) -> str:
    """Roads of three digits and more are named digit by digit."""
    if len(written) > _MOST_AS_NUMBER or written[0] == "0":
        return place.say.digits(written)
    return place.say.cardinal(int(written))


def _road(match: "re.Match[str]", place: Place) -> Said | None:
    kind = _ROADS[match["kind"]]
    told = place.follows(_ROAD_NAMES)
    if match["kind"] == "CT" and not match["mark"] and not told:
        return None
    measured = not match["mark"] and place.next_words(1)
    if measured and kind_of(measured[0]):
        return None
    if not match["mark"] and not cues("sort before").isdisjoint(place.last_words(6)):
        return None
    name = "" if told else kind
    if name.startswith("đường ") and place.follows({"đường"}):
        name = name.removeprefix("đường ")
    words = (name, _road_number(match["number"], place), spell(match["suffix"] or ""))
    return Said(" ".join(word for word in words if word), LIKELY)


def _metres(written: str, place: Place) -> str:
    """The metres after a post: "050" is "không trăm năm mươi"."""
    if not written.strip("0"):
        return place.say.cardinal(0)
    if len(written) != 3 or written[0] != "0":
        return place.say.number(written)
    rest = int(written)
    tens = f"{place.reading.zero_tens} " if rest < 10 else ""
    return f"không trăm {tens}{place.say.cardinal(rest)}"


def _post(match: "re.Match[str]", place: Place) -> Said | None:
    if match["kind"] == "K" and not match["metres"]:
        return None
    words = f"{place.reading.kilometre} {place.say.number(match['number'])}"
    if match["metres"]:
        words += f" cộng {_metres(match['metres'], place)}"
    if match["last"] and match["kind"] != "K":
        words += f" đến {place.say.number(match['last'])}"
    elif match["last"]:
        place.end = match.end("metres")
    return Said(words, CERTAIN if match["kind"] != "K" else LIKELY)


def _to(_match: "re.Match[str]", place: Place) -> Said | None:
    adjoins = not place.text[place.before_end : place.start].strip()
    return Said("đến", LIKELY) if place.before_kind is Kind.ROAD and adjoins else None


RULES = (
    Rule(
        "road.post",
        Kind.ROAD,
        rf"(?P<kind>[Kk][Mm]\.?\ {{0,2}}|K){_POST}{_LAST_POST}",
        _post,
        ("Tại Km12+500.", "tại ki lô mét mười hai cộng năm trăm."),
        first="Kk",
        then=f" .{FIGURES}",
        longest=2,
    ),
    Rule(
        "road.name",
        Kind.ROAD,
        r"(?P<kind>QL|ĐTH|ĐT|TL|ĐH|HL|ĐX|CT|DT|LTL)(?P<mark>\.\ ?|-)?\ ?(?P<number>\d{1,3})"
        r"(?P<suffix>[A-ZĐ])?(?!\w|[/.,:]\d|[\ .]?\d)",
        _road,
        ("Sửa QL5 và ĐT.645.", "sửa quốc lộ năm và đường tỉnh sáu bốn năm."),
        first="QĐTHLCD",
        then=f" .-{FIGURES}",
        longest=3,
    ),
)
SYMBOLS = (
    Rule(
        "road.to",
        Kind.ROAD,
        rf"{TO}(?=[Kk](?:[Mm]\.?)?\ ?\d{{1,4}}(?:\ ?\+|{NO_LETTER}))",
        _to,
        ("Đê K1+20 ÷ K3+40.", "đê ki lô mét một cộng hai mươi đến ki lô mét ba cộng bốn mươi."),
        first="-–—~÷→",
        then=" Kk:>",
    ),
)
