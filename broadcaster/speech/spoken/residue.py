"""What layout leaves in a copied text: cells of tables, tick boxes, bullets that became letters."""

import re

from broadcaster.speech.spoken.forms import CAPITALS, FIGURES, LETTERS, UPPER
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place, fold
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, Kind, Said

_PAUSE = ","
_REACH = 60
_SPACED = re.compile(rf"[ ][-–+][ ]+(?P<capital>[{UPPER}])?")
_FIRST_ITEM = {sign: re.compile(rf"[:;.]\s*[{sign}]\s+[{UPPER}]") for sign in "-–+"}
_FROM = re.compile(r"(?<!\w)[Tt]ừ\s(?:(?!(?:đến|tới|và)\s)[^,;:.()\n–-]){2,45}\Z")
"""From somewhere, and not yet to anywhere: a dash that follows says "to"."""
_POST = re.compile(r"[Kk][Mm]\s?\d+(?:\+\d+)?\s*\Z")
_FIGURES = re.compile(r"(?<![\d.,/])(\d{1,3}(?:\.\d{3})*|\d{1,9})\s*\Z")
_QUOTES = '“"«'
_CLOSING = re.compile(r"[”\"»,.;:\n]")
_MOST_WORDS = 4
_LEAST_IN_SMALL_LETTERS = 3


def _nothing(_match: "re.Match[str]", _place: Place) -> Said:
    return Said("")


def _cell(_match: "re.Match[str]", _place: Place) -> Said:
    return Said(_PAUSE)


def _bullet(_match: "re.Match[str]", place: Place) -> Said | None:
    """A bullet of a word processor's picture font, copied as the letter behind it."""
    return Said("", LIKELY) if place.opens_line() else None


def _item(match: "re.Match[str]", place: Place) -> Said | None:
    """A "-" or "+" between blanks that parts items or the members of a chain, not one pair."""
    apart = place.text[place.start - 1 : place.start] == " "
    start, end = place.line() if apart else (place.start, place.end)
    before = place.text[max(start, place.start - _REACH) : place.start]
    if not before.strip():
        return None
    if _leads_to(match, place, before):
        return Said("đến", LIKELY)
    if match["digit"]:
        aside = match["sign"] != "+" and not before.split()[-1].isupper()
        return Said(_PAUSE) if aside and before.rstrip()[-1].isalpha() else None
    after_number = match["sign"] != "+" and before.rstrip()[-1:].isdigit()
    if match["capital"] and (after_number or _FIRST_ITEM[match["sign"]].search(before)):
        return Said(_PAUSE)
    if match["sign"] == "+":
        return None
    following = place.text[place.end : min(end, place.end + _REACH)]
    parts = before.split()[-1][0].isupper() and place.precedes(cues("place unit"))
    parts = parts or _in_chain(before, following, match["capital"])
    parts = parts or bool(match["capital"] and _parts_a_slogan(before, following))
    return Said(_PAUSE) if parts else None


def _leads_to(match: "re.Match[str]", place: Place, before: str) -> bool:
    """Whether the dash stands for "to": "Km0 - Km3", "từ nhà ông A - nhà ông B"."""
    if match["sign"] == "+":
        return False
    if place.text.startswith(("Km", "km", "KM"), place.end + 1) and _POST.search(before):
        return True
    start = _FROM.search(before)
    if start is None:
        return False
    both_counted = bool(match["digit"]) and any(map(str.isdigit, start[0]))
    return both_counted or place.precedes(cues("reached"))


def _parts_a_slogan(before: str, following: str) -> bool:
    """As in “Vì người nghèo - Không để ai bị bỏ lại phía sau”: long halves within quotes."""
    opening = max(before.rfind(mark) for mark in _QUOTES)
    rest = _CLOSING.split(following, maxsplit=1)[0]
    is_open = opening >= 0 and not before[opening + 1 :].count("”")
    return is_open and len(rest.split()) >= _MOST_WORDS


def _in_chain(before: str, following: str, capital: str | None) -> bool:
    """Whether more dashes stand near: two between capitals, or three, make a chain."""
    behind = list(_SPACED.finditer(before))
    ahead = _SPACED.search(following)
    near = [
        bool(part["capital"])
        for part, between in (
            (behind[-1], before[behind[-1].end() :]) if behind else (None, ""),
            (ahead, following[: ahead.start()]) if ahead else (None, ""),
        )
        if part is not None and _are_one_member(between)
    ]
    if capital and any(near):
        return True
    return len(behind) + 1 + len(_SPACED.findall(following)) >= _LEAST_IN_SMALL_LETTERS and any(
        not is_capital for is_capital in near
    )


def _are_one_member(between: str) -> bool:
    words = between.split()
    ends = any(word[-1] in ",;:." for word in words)
    return len(words) <= _MOST_WORDS and "và" not in words and not ends


def _angle(match: "re.Match[str]", place: Place) -> Said | None:
    """Words between < and >: the two are brackets, not signs of more and less."""
    start, _ = place.line()
    before = place.text[max(start, place.start - _REACH) : place.start]
    return Said(_PAUSE) if match[0] == "<" or "<" in before else None


def _number_again(match: "re.Match[str]", place: Place) -> Said | None:
    """The number in words behind its figures, as in "02 (hai) bản": it is said once."""
    written = _FIGURES.search(place.text[max(0, place.start - _REACH) : place.start])
    if written is None:
        return None
    words = fold(match["words"]).replace("ngàn", "nghìn").replace("lẻ", "linh")
    again = place.say.whole(written[1].replace(".", ""))
    same = fold(again).replace("ngàn", "nghìn").replace("lẻ", "linh").replace("tư", "bốn")
    return Said("") if words.replace("tư", "bốn") == same else None


SYMBOLS = (
    Rule(
        "residue.angle",
        Kind.RESIDUE,
        r"<(?=[^\W\d_][^<>\n]{0,58}>)(?=[^<>\n]{0,60}[À-ỹ])|(?<=\w)>(?!\ ?\d)",
        _angle,
        ("Họp <thôn một> ngay.", "họp, thôn một, ngay."),
        first="<>",
    ),
    Rule(
        "residue.number-again",
        Kind.RESIDUE,
        r"\((?P<words>[^\W\d_]{2,7}(?:\ [^\W\d_]{2,7}){0,11})\)",
        _number_again,
        ("Nộp 02 (hai) bản.", "nộp hai bản."),
        first="(",
        then=LETTERS,
    ),
    Rule(
        "residue.cell",
        Kind.RESIDUE,
        r"\|(?:[\s|:-]*\|)?",
        _cell,
        ("| 1 | Phát thanh hằng ngày.", "một, phát thanh hằng ngày."),
        first="|",
    ),
    Rule(
        "residue.checkbox",
        Kind.RESIDUE,
        r"\[[\ xXvV✓✔]?\]",
        _nothing,
        ("[x] Đồng ý.", "đồng ý."),
        first="[",
        then=" xXvV✓✔]",
    ),
    Rule(
        "residue.item",
        Kind.RESIDUE,
        rf"(?P<sign>[-–+])(?=\ +(?:(?P<capital>[{UPPER}])|(?P<digit>\d)|[^\W\d_]))",
        _item,
        (
            "Độc lập - Tự do - Hạnh phúc; kinh tế - xã hội.",
            "độc lập, tự do, hạnh phúc; kinh tế xã hội.",
        ),
        first="-–+",
        then=f" {LETTERS}{FIGURES}",
    ),
)
WORDS = (
    Rule(
        "residue.bullet-letter",
        Kind.RESIDUE,
        rf"[oØüþvqwl§](?=\ +[{UPPER}])",
        _bullet,
        ("o Tuyên truyền.", "tuyên truyền."),
        first="oØüþvqwl",
        then=f" {CAPITALS}",
        longest=1,
    ),
)
SIGNS = (
    Rule(
        "residue.bullet-sign",
        Kind.RESIDUE,
        rf"[§¶](?=\ *[{UPPER}])",
        _bullet,
        ("§ Tuyên truyền.", "tuyên truyền."),
        first="§¶",
    ),
)
