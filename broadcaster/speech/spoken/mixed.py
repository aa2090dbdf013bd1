"""Tokens of letters and digits: roads, kilometre posts, strains, sorts, models."""

import re

from broadcaster.speech.spoken.abbreviations import is_known, look_up
from broadcaster.speech.spoken.forms import NO_LETTER
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.loanwords import loan_words
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, PROBABLE, Kind, Said
from broadcaster.speech.spoken.syllables import is_syllable

_ROADS = {"QL": "quốc lộ", "ĐT": "đường tỉnh", "TL": "tỉnh lộ", "ĐH": "đường huyện",
          "HL": "hương lộ", "ĐX": "đường xã", "CT": "cao tốc", "DT": "đường tỉnh",
          "ĐTH": "đường tuần tra", "LTL": "liên tỉnh lộ"}
_ROAD_NAMES = frozenset({"quốc lộ", "tỉnh lộ", "đường tỉnh", "đường huyện", "hương lộ", "cao tốc",
                         "đường xã"})
_RUNS = re.compile(r"\d+|[^\W\d_]+")
_MOST_AS_NUMBER = 2


def _road_number(written: str, place: Place) -> str:
    """Roads of three digits and more are named digit by digit."""
    if len(written) > _MOST_AS_NUMBER or written[0] == "0":
        return place.say.digits(written)
    return place.say.cardinal(int(written))


def _road(match: "re.Match[str]", place: Place) -> Said | None:
    kind = _ROADS[match["kind"]]
    if match["kind"] == "CT" and not match["mark"]:
        return None
    name = "" if place.follows(_ROAD_NAMES) else kind
    words = (name, _road_number(match["number"], place), spell(match["suffix"] or ""))
    return Said(" ".join(word for word in words if word), LIKELY)


def _post(match: "re.Match[str]", place: Place) -> Said:
    words = f"{place.reading.kilometre} {place.say.number(match['number'])}"
    if match["metres"]:
        words += f" cộng {place.say.whole(match['metres'])}"
    return Said(words)


def _run(written: str, place: Place) -> str:
    """One run of letters or digits inside a token."""
    if written.isdigit():
        long = len(written) > _MOST_AS_NUMBER and not written.endswith("00")
        return place.say.digits(written) if long else place.say.whole(written)
    return loan_words(written) or spell(written)


def _token(match: "re.Match[str]", place: Place) -> Said | None:
    written = match[0]
    whole = loan_words(written)
    if whole:
        return Said(whole, LIKELY)
    runs = _RUNS.findall(written)
    head = runs[0]
    if len(head) > 1 and head.isupper() and is_known(head):
        said = look_up(head, place)
        if said is not None:
            rest = " ".join(_run(run, place) for run in runs[1:])
            return Said(f"{said.words} {rest}", min(said.confidence, PROBABLE))
    return Said(" ".join(_run(run, place) for run in runs), LIKELY)


def _word_and_digit(match: "re.Match[str]", place: Place) -> Said | None:
    """A footnote's figure glued to a word ("xã hội2"): the word and the number."""
    word = match["word"]
    if not is_syllable(word.lower()) or word.isupper():
        return None
    return Said(f"{word.lower()} {place.say.whole(match['digits'])}", PROBABLE)


RULES = (
    Rule("road.post", Kind.ROAD,
         r"[Kk][Mm]\.?\ ?(?P<number>\d+(?:,\d+)?)(?:\ ?\+\ ?(?P<metres>\d{1,3}))?(?!\w)", _post,
         ("Tại Km12+500.", "tại ki lô mét mười hai cộng năm trăm.")),
    Rule("road.name", Kind.ROAD,
         r"(?P<kind>QL|ĐTH|ĐT|TL|ĐH|HL|ĐX|CT|DT|LTL)(?P<mark>\.\ ?|-)?\ ?(?P<number>\d{1,3})"
         rf"(?P<suffix>[A-ZĐ])?(?!\w|[/.,:]\d|[\ .]?\d)",
         _road, ("Sửa QL5 và ĐT.645.", "sửa quốc lộ năm và đường tỉnh sáu bốn năm.")),
    Rule("mixed.footnote", Kind.RESIDUE, r"(?P<word>[^\W\d_]{3,})(?P<digits>\d{1,2})(?!\w)",
         _word_and_digit, ("Công chức xã hội2 báo cáo.", "công chức xã hội hai báo cáo.")),
    Rule("mixed.token", Kind.LETTERS,
         r"[^\W\d_]{1,6}(?:-?\d+[^\W\d_]{0,4})+(?:-[IVX]{1,4}(?!\w))?(?!\w)", _token,
         ("Cúm A/H5N1 và lúa ST25.",
          "cúm a, hát năm en nờ một và lúa ét tê hai mươi lăm.")),
)
