"""Roads and the posts along them: QL5, ĐT.645, Km12+500, K25+100 of a dike."""

import re

from broadcaster.speech.spoken.forms import FIGURES, NO_LETTER
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.quantities import SCALE, TO
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
_NAMED_BY_LETTERS = frozenset({"mã", "model", "kiểu"})
"""Before what is no road: "mã hàng QL14"."""
_MOTORWAY_BEFORE = frozenset({"tuyến", "đường", "tuyến đường", "nút giao", "nhánh", "hầm", "dọc"})
"""Words without which CT01 is a form or a directive."""
_MOST_AS_NUMBER = 2
_PHONES = frozenset({"ĐT", "DT"})
"""Letters that stand for a telephone too: no road is "ĐT 098 765"."""
_AMOUNT = re.compile(rf"\ {{0,2}}{SCALE}", re.VERBOSE)
_FIRST_LETTERS = re.compile(r"[^\W\d_]*[23²³]?")
_AT_POST = re.compile(r"\ {0,2}(?:[-–—]\ ?)?(?:[Kk][Mm]\.?\ {0,2}\d|K\d{1,4}\ ?\+\ ?\d)")
"""A post that stands right after its road: "QL14 km 12", "QL14 - Km12"."""
_POST_BEFORE = re.compile(r"[Kk](?:[Mm]\.?)?\ ?\d[\d+., ]*m?\ *$")
_PAUSES = (",", ";", ":", "(")
_POST = r"(?P<number>\d+(?:,\d+)?)(?:\ ?\+\ ?(?P<metres>\d{1,3}(?:[.,]\d{1,2})?)(?:\ ?m)?)?(?!\w)"
_LAST_POST = rf"(?:{TO}(?P<last>\d{{1,4}})(?![\w+%]|[.,/-]\d|\ ?\+))?"


def _road_number(written: str, place: Place) -> str:
    """Roads of three digits and more are named digit by digit."""
    if len(written) > _MOST_AS_NUMBER or written[0] == "0":
        return place.say.digits(written)
    return place.say.cardinal(int(written))


def _numbered(match: "re.Match[str]", place: Place) -> str:
    """The number with its letter, and a rest before the post, or 14 km would be heard."""
    words = (_road_number(match["number"], place), spell(match["suffix"] or ""))
    rest = "," if _AT_POST.match(place.text, place.end) else ""
    return " ".join(word for word in words if word) + rest


def _measures(place: Place) -> bool:
    """Whether the number is one of kilometres, hectares or đồng."""
    if _AT_POST.match(place.text, place.end):
        return False
    unit = _FIRST_LETTERS.match(place.after())
    return bool(_AMOUNT.match(place.text, place.end) or (unit and kind_of(unit[0])))


def _counts(place: Place) -> bool:
    """Whether it counts what follows: "đường xã 300 hộ", but not "tỉnh lộ 678 xã Mẫu"."""
    if _AT_POST.match(place.text, place.end):
        return False
    counted = cues("per") - cues("place unit")
    return not counted.isdisjoint(place.next_words(1))


def _named(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "tỉnh lộ 678": the number is read as it is after TL."""
    if not place.follows(_ROAD_NAMES) or place.before()[-1:] in _PAUSES:
        return None
    if _measures(place) or _counts(place):
        return None
    return Said(_numbered(match, place), LIKELY)


def _road(match: "re.Match[str]", place: Place) -> Said | None:
    kind = _ROADS[match["kind"].upper()]
    told = place.follows(_ROAD_NAMES)
    motorway = told or place.follows(_MOTORWAY_BEFORE) or _AT_POST.match(place.text, place.end)
    if match["kind"] == "CT" and not match["mark"] and not motorway:
        return None
    if not match["mark"] and (_measures(place) or _is_a_sort(place)):
        return None
    if match["kind"] in _PHONES and place.text[place.end :][:2].strip().isdigit():
        return None
    name = "" if told else kind
    if name.startswith("đường ") and place.follows({"đường"}):
        name = name.removeprefix("đường ")
    return Said(f"{name} {_numbered(match, place)}".lstrip(), LIKELY)


def _is_a_sort(place: Place) -> bool:
    """Whether words before tell of seed, goods or models, which have letters and numbers too."""
    before = place.last_words(6)
    sorts = cues("sort before")
    return not (sorts.isdisjoint(before) and _NAMED_BY_LETTERS.isdisjoint(before[-2:]))


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
    """From post to post; between a road and its post the dash is only a rest."""
    if place.before_kind is not Kind.ROAD or place.text[place.before_end : place.start].strip():
        return None
    return Said("đến" if _POST_BEFORE.search(place.text[: place.start]) else "", LIKELY)


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
        r"(?P<kind>[Qq][Ll]|ĐTH|ĐT|TL|ĐH|HL|ĐX|CT|DT|LTL)(?P<mark>\.\ ?|-)?\ ?(?P<number>\d{1,3})"
        r"(?P<suffix>[A-ZĐ])?(?!\w|[/.,:]\d)",
        _road,
        ("Sửa QL5 và ĐT.645.", "sửa quốc lộ năm và đường tỉnh sáu bốn năm."),
        first="QqĐTHLCD",
        then=f" .-{FIGURES}",
        longest=3,
    ),
)
NUMBERS = (
    Rule(
        "road.number",
        Kind.ROAD,
        r"(?P<number>\d{1,3})(?P<suffix>[A-ZĐ])?(?!\w|[/.,:-]\d|[\ .]?\d|\ ?[%+–])",
        _named,
        ("Sửa tỉnh lộ 678.", "sửa tỉnh lộ sáu bảy tám."),
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
