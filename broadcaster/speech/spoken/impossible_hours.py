"""Hours that do not exist: said as they are written, and told to the editor."""

import re

from broadcaster.speech.spoken.forms import DASH, DASHES, GAP, NO_DIGIT, NO_LETTER
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import GUESS, LIKELY, Kind, Said
from broadcaster.speech.spoken.times import ON_DAY, clock_parts, clock_words

_LAST_HOUR, _LAST_MINUTE = 24, 59
_HALF_DAY = 12
_ALL_SHARES = 100
"""What the shares of a mixture make together: 20:60:20."""
_WRITTEN = r"\d{1,2}(?:\ ?[hH](?:\d\d)?|:\d\d|\ ?giờ(?:\ \d\d\ phút)?)"
_AT = frozenset({"lúc", "hồi"})
_AT_TIMES = frozenset({"có lúc", "nhiều lúc"})
_UP_TO = frozenset({"-", "–", "đến", "tới"})
_WORKED = frozenset({"ngâm", "ủ", "phơi", "sấy"})
_LASTING = frozenset({"kéo dài", "trong", "trong khoảng", "sau", "mất", "suốt", "thời gian"})
_RATE = re.compile(r"\ ?/\ ?(?!ngày)[^\W\d_]")
_SHARES = ("scale before", "score before", "ratio before, strong")


def _exists(written: str) -> bool:
    """Whether the day has that hour; 24:00 is its end."""
    hour, minute, second = (*clock_parts(written), 0, 0)[:3]
    if hour == _LAST_HOUR:
        return not (minute or second)
    return hour < _LAST_HOUR and max(minute, second) <= _LAST_MINUTE


def _lasts(*written: str) -> bool:
    """Whether all are half days and days, as people count how long something takes: 24h, 36h."""
    return all(clock_parts(one)[0] % _HALF_DAY == 0 == sum(clock_parts(one)[1:]) for one in written)


def _takes(place: Place) -> bool:
    """Whether hours are counted: "ngâm giống 24-30h", "làm thêm 20-30h/tháng"."""
    worked = place.follows(_LASTING) or not _WORKED.isdisjoint(place.last_words(3))
    return worked or _RATE.match(place.text, place.end) is not None


def _range(match: "re.Match[str]", place: Place) -> Said | None:
    """From one hour to another of which one does not exist; two scores and two lengths are none."""
    first, last = match["first"], match["last"]
    hours = clock_parts(first)[0], clock_parts(last)[0]
    scores = ":" in first and ":" in last and max(hours) > _LAST_HOUR
    if scores or min(hours) > _LAST_HOUR or (_exists(first) and _exists(last)):
        return None
    if any(place.follows(cues(name)) for name in _SHARES):
        return None
    start = place.say.cardinal(int(first)) if first.isdigit() else clock_words(place, first)
    lasts = _lasts(first, last) or _takes(place)
    return Said(f"{start} đến {clock_words(place, last)}", LIKELY if lasts else GUESS)


def _hour(match: "re.Match[str]", place: Place) -> Said | None:
    return None if _exists(match[0]) else Said(clock_words(place, match[0]), GUESS)


def _colon(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "24:30" and "13:00:61"; "25:61" alone is for the ratios to tell."""
    hour, *rest = clock_parts(match[0])
    of_day = hour <= _LAST_HOUR and (len(rest) > 1 or rest[0] <= _LAST_MINUTE)
    if _exists(match[0]) or not (of_day or (len(rest) > 1 and place.follows(_AT))):
        return None
    mixed = len(rest) > 1 and (hour == 1 or hour + sum(rest) == _ALL_SHARES)
    if mixed or any(place.follows(cues(name)) for name in _SHARES):
        return None
    return Said(clock_words(place, match[0]), GUESS)


def _in_words(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "lúc 26 giờ"; without such a word it is how long something takes."""
    no_minute = int(match["minute"] or 0) > _LAST_MINUTE
    if _exists(match[0]) or not (no_minute or _is_told(match[0], place)):
        return None
    return Said(clock_words(place, match[0]), GUESS)


def _is_told(written: str, place: Place) -> bool:
    """Whether the words around say that it is an hour of a day."""
    if place.follows(_AT):
        return not place.follows(_AT_TIMES)
    if _lasts(written):
        return False
    between = place.text[place.before_end : place.start].strip()
    up_to = place.before_kind is Kind.TIME and between in _UP_TO
    return up_to or ON_DAY.match(place.text, place.end) is not None


RULES = (
    Rule(
        "time.impossible.range",
        Kind.TIME,
        rf"(?P<first>{_WRITTEN}){DASH}(?P<last>{_WRITTEN}){NO_LETTER}{NO_DIGIT}",
        _range,
        ("Mở cửa 7h-25h.", "mở cửa bảy giờ đến hai mươi lăm giờ."),
        then=" hHg:",
        longest=2,
    ),
    Rule(
        "time.impossible.hours-range",
        Kind.TIME,
        rf"(?P<first>\d{{1,2}}){DASH}(?P<last>\d{{1,2}}\ ?[hH](?:\d\d)?){NO_LETTER}{NO_DIGIT}",
        _range,
        ("Mở cửa từ 7-25h.", "mở cửa từ bảy đến hai mươi lăm giờ."),
        then=DASHES,
        longest=2,
    ),
    Rule(
        "time.impossible",
        Kind.TIME,
        rf"\d{{1,2}}\ ?[hH]\d\d(?:\ ?(?:p|ph|phút))?{NO_LETTER}{NO_DIGIT}",
        _hour,
        ("Họp lúc 17h75.", "họp lúc mười bảy giờ bảy mươi lăm phút."),
        then=" hH",
        longest=2,
    ),
    Rule(
        "time.impossible.colon",
        Kind.TIME,
        rf"\d{{1,2}}:\d\d(?::\d\d)?(?:\ ?(?:giờ|h){NO_LETTER})?(?![\d:]|[.,/]\d)",
        _colon,
        ("Bắt đầu: 13:00:61.", "bắt đầu: mười ba giờ không phút sáu mươi mốt giây."),
        then=":",
        longest=2,
    ),
    Rule(
        "time.impossible.in-words",
        Kind.TIME,
        rf"\d{{1,2}}(?:\ ?[hH]|{GAP}giờ)(?:{GAP}(?P<minute>\d\d){GAP}phút)?{NO_LETTER}{NO_DIGIT}",
        _in_words,
        ("Họp lúc 26 giờ.", "họp lúc hai mươi sáu giờ."),
        then=" \nhHg",
        longest=2,
    ),
)
