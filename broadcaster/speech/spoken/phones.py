"""Telephone numbers and hotlines: read digit by digit."""

import re

from broadcaster.speech.spoken.dates import measures
from broadcaster.speech.spoken.forms import FIGURES
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, PROBABLE, Kind, Said

_SEP = r"(?:[.\-–]\ ?|\ {1,2}\.?\ ?)"
_AFTER_AREA = r"(?:\ {0,2}[.\-–]\ {0,2}|\ {1,2})"
"""What stands after the area code; between two groups a hyphen with blanks divides numbers."""
_MASK = r"[xX*]"
_END = r"(?![\d%‰]|[.,/-]\d)"
_END_OF_PHONE = r"(?![\d%‰]|[.,]\d|/\d{1,2}(?!\d))"
"""A second number may follow a stroke or hyphen; a figure or two may not."""
_GROUP = re.compile(r"\d+")
_LONE_DIGIT = re.compile(r"(?<=(?<!\d)\d)[^\d]{1,3}(?=\d)")
"""The gap after a single digit, which no announcer rests at."""
_DIGIT_RUNS = re.compile(r"\d+|[xX*]+")
_BETWEEN_PHONES = frozenset({",", ";", "và", "hoặc", "hay", ", hoặc", ", và"})
_MARKS_BETWEEN = "/|-–"
_FEWEST = 6
_FIXED_LINES = frozenset(
    {"điện thoại", "điện thoại bàn", "máy bàn", "số máy", "cố định", "fax", "phách", "đt", "sđt"}
    | {"hotline", "tel", "điện thoại cố định", "điện thoại cơ quan", "đt bàn", "số bàn"}
    | {"số cố định"}
)
_CALLS = frozenset({"gọi", "gọi số", "gọi đến", "gọi tới", "gọi ngay", "quay số", "bấm số"})
_LOCAL = re.compile(r"[2-8]\d{6,7}")
"""A fixed line without its area code, as one dials it within the province."""
_EXTENSIONS = frozenset({"máy lẻ", "số lẻ", "máy nhánh", "nội bộ", "số nội bộ", "ext", "lẻ"})
_LABELS = {
    "sđt": "số điện thoại",
    "sdt": "số điện thoại",
    "đt": "điện thoại",
    "dt": "điện thoại",
    "đtdđ": "điện thoại di động",
    "đtcđ": "điện thoại cố định",
    "đtbàn": "điện thoại bàn",
    "dđ": "di động",
    "dd": "di động",
    "tel": "điện thoại",
}
_SHORT_CODES = frozenset({"đầu số", "tổng đài", "hotline", "gọi số", "đường dây nóng", "soạn tin"})
_HOTLINES = frozenset({"111", "112", "113", "114", "115", "116", "119", "1022", "1080", "1789"})
"""Numbers everybody knows as telephone numbers."""
_PHONE_LENGTHS = range(9, 12)


_RESTS = {6: (3, 3), 7: (4, 3), 8: (4, 4), 9: (3, 3, 3), 10: (4, 3, 3), 11: (3, 4, 4)}
"""Where an announcer takes breath in so many digits without a gap."""
_FIXED_LINE = 11


def _rests(run: str) -> tuple[int, ...]:
    """How many digits go together; the area codes of the two great cities have three."""
    if len(run) == _FIXED_LINE and run[:3] not in {"024", "028"}:
        return (4, 4, 3)
    return _RESTS.get(len(run), (len(run),))


def _digit_groups(written: str, place: Place) -> str:
    """Digit by digit, with a short rest where the writer left a gap or the ear needs one."""
    groups = []
    for run in _GROUP.findall(_LONE_DIGIT.sub("", written)):
        start = 0
        for length in _rests(run):
            groups.append(place.say.digits(run[start : start + length]))
            start += length
    return ", ".join(groups)


def _phone(match: "re.Match[str]", place: Place) -> Said | None:
    written = match["number"]
    digits = "".join(_GROUP.findall(written))
    country = match["country"]
    if country:
        words = f"cộng {place.say.digits(country)}, {_digit_groups(written, place)}"
        return Said(words) if len(digits) in range(8, 12) else None
    if len(digits) not in _PHONE_LENGTHS:
        return None
    sure = place.follows(cues("phone before")) or len(digits) == 10
    return Said(_digit_groups(written, place), LIKELY if sure else PROBABLE)


def _after_phone(place: Place) -> bool:
    """Whether another telephone number stands just before."""
    if place.before_kind is not Kind.PHONE:
        return False
    between = place.text[place.before_end : place.start].strip()
    return between in _BETWEEN_PHONES or (
        not between and place.text[place.before_end - 1] in _MARKS_BETWEEN
    )


def _joint(_match: "re.Match[str]", place: Place) -> Said | None:
    """The mark between two numbers is a rest."""
    adjoins = not place.text[place.before_end : place.start].strip()
    return Said(",") if place.before_kind is Kind.PHONE and adjoins else None


def _second(match: "re.Match[str]", place: Place) -> Said | None:
    """The end of a number with the same beginning: "0220.3838115/3838116"."""
    digits = "".join(_GROUP.findall(match[0]))
    told = place.follows(_FIXED_LINES) or (place.follows(_CALLS) and _LOCAL.fullmatch(digits))
    lone = len(digits) > _FEWEST and told and not measures(place)
    if place.precedes(cues("counted")) or not (lone or _after_phone(place)):
        return None
    return Said(_digit_groups(match[0], place), LIKELY)


def _label(match: "re.Match[str]", place: Place) -> Said:
    """Letters before a telephone number, in whatever case they are written."""
    words = _LABELS[match["label"].lower()]
    said_already = words.startswith("số ") and place.follows({"số"})
    return Said(words.removeprefix("số ") if said_already else words)


def _extension(match: "re.Match[str]", place: Place) -> Said | None:
    return Said(place.say.digits(match[0]), LIKELY) if place.follows(_EXTENSIONS) else None


def _dialled(match: "re.Match[str]", place: Place) -> Said:
    """As in "*101#": what is pressed, key by key."""
    keys = {"*": "sao", "#": "thăng"}
    words = [keys.get(key) or place.say.digits(key) for key in match[0]]
    return Said(" ".join(words))


def _abroad(match: "re.Match[str]", place: Place) -> Said | None:
    """With the country's number but without a plus: "84-24-3825 6789", "0084 912 345 678"."""
    digits = "".join(_GROUP.findall(match["number"]))
    if len(digits) not in range(9, 11):
        return None
    if not place.follows(cues("phone before")) and not _after_phone(place):
        return None
    country = place.say.digits(match["country"])
    return Said(f"{country}, {_digit_groups(match['number'], place)}", LIKELY)


def _masked(match: "re.Match[str]", place: Place) -> Said:
    """A number whose figures are left out: "0912.xxx.xxx"."""
    words = [
        place.say.digits(run) if run[0].isdigit() else " ".join([spell("x")] * len(run))
        for run in _DIGIT_RUNS.findall(match[0])
    ]
    return Said(", ".join(words), PROBABLE)


def _service(match: "re.Match[str]", place: Place) -> Said:
    return Said(_digit_groups(match[0], place))


def _hotline(match: "re.Match[str]", place: Place) -> Said | None:
    number = match[0]
    if place.before_kind is Kind.PHONE and (number in _HOTLINES or _after_phone(place)):
        return None if place.precedes(cues("counted")) else Said(place.say.digits(number), LIKELY)
    if not place.follows(cues("phone before")) or place.precedes(cues("counted")):
        return None
    if number in _HOTLINES:
        return Said(place.say.digits(number))
    if place.follows(_SHORT_CODES) or _is_texted(place):
        return Said(place.say.digits(number), LIKELY)
    return None


def _is_texted(place: Place) -> bool:
    """Whether a message is sent to the number: "soạn UNG HO gửi 1414"."""
    return place.follows({"gửi", "gửi đến", "gửi tới"}) and any(
        word in {"soạn", "nhắn", "tin", "tn", "sms"} for word in place.last_words(8)
    )


PHONES = (
    Rule(
        "phone.number",
        Kind.PHONE,
        rf"(?P<country>(?!))?(?P<number>0\d{{9,10}}|0\d{{1,3}}{_AFTER_AREA}\d{{6,8}}"
        rf"|0\d{{1,4}}{_AFTER_AREA}\d{{1,4}}(?:{_SEP}\d{{1,4}}){{1,3}}){_END_OF_PHONE}",
        _phone,
        ("Gọi 0220.3838.115.", "gọi không hai hai không, ba tám ba tám, một một năm."),
        first="0",
    ),
    Rule(
        "phone.service",
        Kind.PHONE,
        rf"1[89]00(?:{_SEP}\d{{2,6}}(?:{_SEP}\d{{2,4}}){{0,2}}|\d{{4,6}}){_END}",
        _service,
        ("Gọi 1900 1234.", "gọi một chín không không, một hai ba bốn."),
        first="1",
    ),
    Rule(
        "phone.masked",
        Kind.PHONE,
        rf"0\d{{1,3}}(?:{_SEP})?{_MASK}{{2,}}(?:(?:{_SEP})?(?:{_MASK}{{2,4}}|\d{{2,4}})){{0,3}}(?!\w)",
        _masked,
        (
            "Gọi 0912.xxx.345.",
            "gọi không chín một hai, ích ích ích, ba bốn năm.",
        ),
        first="0",
    ),
    Rule(
        "phone.abroad",
        Kind.PHONE,
        rf"(?P<country>(?:00)?84){_SEP}(?P<number>\d{{1,3}}(?:{_SEP}\d{{2,8}}){{1,3}}){_END_OF_PHONE}",
        _abroad,
        (
            "Gọi 84-24-3825 6789.",
            "gọi tám bốn, hai bốn, ba tám hai năm, sáu bảy tám chín.",
        ),
        first="08",
    ),
    Rule(
        "phone.second",
        Kind.PHONE,
        rf"\d{{1,4}}(?:{_SEP})?\d{{3,4}}(?:{_SEP}\d{{2,4}})?{_END}",
        _second,
        (
            "Gọi 0220.3838115/3838116.",
            "gọi không hai hai không, ba tám ba tám, một một năm, ba tám ba tám, một một sáu.",
        ),
        longest=8,
    ),
    Rule(
        "phone.extension",
        Kind.PHONE,
        rf"\d{{2,5}}{_END_OF_PHONE}",
        _extension,
        ("Gọi máy lẻ 102.", "gọi máy lẻ một không hai."),
        longest=5,
    ),
    Rule(
        "phone.hotline",
        Kind.PHONE,
        rf"\d{{3,5}}{_END_OF_PHONE}",
        _hotline,
        ("Báo cháy gọi 114.", "báo cháy gọi một một bốn."),
        longest=5,
    ),
)
SYMBOLS = (
    Rule(
        "phone.dialled",
        Kind.PHONE,
        r"\*\d{2,6}(?:\*\d{1,6}){0,3}\#",
        _dialled,
        ("Bấm *101# để tra.", "bấm sao một không một thăng để tra."),
        first="*",
        then=FIGURES,
    ),
    Rule(
        "phone.joint",
        Kind.PHONE,
        r"[/|–-](?=\ ?\d{3})",
        _joint,
        ("Gọi 113/114.", "gọi một một ba, một một bốn."),
        first="/|–-",
        then=f" {FIGURES}",
    ),
    Rule(
        "phone.area-in-brackets",
        Kind.PHONE,
        rf"(?P<country>(?!))?\((?P<number>0\d{{1,4}}\)\ ?[.-]?\ ?\d{{1,4}}"
        rf"(?:(?:{_SEP})?\d{{2,4}}){{1,3}}){_END_OF_PHONE}",
        _phone,
        (
            "Điện thoại (024) 3825 1234.",
            "điện thoại không hai bốn, ba tám hai năm, một hai ba bốn.",
        ),
        first="(",
        then="0",
    ),
    Rule(
        "phone.country-in-brackets",
        Kind.PHONE,
        rf"\(\+?(?P<country>84)(?P<number>(?:[-.\ ]\d{{1,3}})?\)\ ?[-.]?\ ?\d{{1,4}}"
        rf"(?:(?:{_SEP})?\d{{2,8}}){{1,3}}){_END_OF_PHONE}",
        _abroad,
        (
            "Điện thoại (84-24) 3825 6789.",
            "điện thoại tám bốn, hai bốn, ba tám hai năm, sáu bảy tám chín.",
        ),
        first="(",
        then="+8",
    ),
    Rule(
        "phone.country",
        Kind.PHONE,
        rf"\(?\+(?P<country>84)\)?[\ .-]?(?:\(0\)\ ?)?"
        rf"(?P<number>\d{{1,4}}(?:(?:{_SEP})?\d{{2,4}}){{1,3}}){_END_OF_PHONE}",
        _phone,
        ("Gọi +84 912 345 678.", "gọi cộng tám bốn, chín một hai, ba bốn năm, sáu bảy tám."),
        first="(+",
        then="+8",
    ),
)
WORDS = (
    Rule(
        "phone.label",
        Kind.PHONE,
        r"(?P<label>(?i:đtdđ|đtcđ|sđt|sdt|đt|dt|dđ|dd|tel))(?=\.?\ ?:?\ ?"
        r"(?:\(?0\d[\d\ .)-]{5,}\d|\(?\+?84[\ .)-]|1[89]00)|\ ?/\ ?[Zz]alo)",
        _label,
        ("Đt: 0912 345 678.", "điện thoại: không chín một hai, ba bốn năm, sáu bảy tám."),
        first="sSđĐdDtT",
        then=" .:(+018/",
        longest=4,
    ),
)
"""Where a word begins: what a telephone number is announced by."""
