"""Hours and minutes, and from one hour to another."""

import re

from broadcaster.speech.spoken.forms import DASH, DASHES, GAP, NO_DIGIT, NO_LETTER
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, Kind, Said
from broadcaster.speech.spoken.units import chain_words

_HOUR = r"(?:[01]?\d|2[0-4])"
_MINUTE = r"[0-5]\d"
_HOUR_MARK = rf"(?:[hH]:(?={_MINUTE})|[hHgG]|giờ)"
_MINUTE_OR_DAY = (
    rf"(?:{_MINUTE}|\ {_MINUTE}(?!\ ?[/.]\ ?\d{{1,2}}(?![\dhHgG:])|\ ?[-–]\ ?\d{{1,2}}[/.]\d"
    r"|\ tháng\ \d))"
)
"""Minutes; after a blank not the day of a date: "8h 22/11"."""
_CLOCK = rf"{_HOUR}\ ?{_HOUR_MARK}(?:{_MINUTE_OR_DAY}(?:\ ?(?:'|’|p|ph|phút){NO_LETTER})?)?"
_COLON = rf"{_HOUR}:{_MINUTE}(?::{_MINUTE})?(?:\ ?(?:(?:giờ|h){NO_LETTER}|['’](?!['’])))?"
_HOUR_ENDS = r"(?:(?![^\W\d_])|(?=ngày|sáng|chiều|tối|trưa|đêm))"
"""Nothing, or a word that should have had a blank before it."""
_PARTS = re.compile(r"\d+")
_BARE_G = re.compile(r"\d{1,2}\ ?[gG]\Z")
_OCLOCK = frozenset(
    {"lúc", "trước", "muộn nhất", "hồi", "vào lúc", "trước lúc", "sau lúc", "khoảng lúc", "giờ"}
)
_DAYTIMES = frozenset({"sáng", "trưa", "chiều", "tối", "đêm", "khuya", "rạng", "hôm", "cùng"})
_OPENS_QUOTATION = re.compile(r"(?<![\w'])'(?=[^\W\d_])")
ON_DAY = re.compile(
    r"(?:,? ?ngày )(?:\d{1,2} ?(?:[/.-] ?\d|tháng )|(?:mai|mốt|kia|hôm|rằm|mồng|mùng)\b)"
)
"""A day after an hour: "8g ngày 20/11"; "8g ngày 2 lần" is a dose."""
_UP_TO_HOUR = re.compile(r"(?:đến|tới)\ \d{1,2}\ ?g(?:\d\d|\ (?:sáng|trưa|chiều|tối|đêm))")


def clock_parts(written: str) -> list[int]:
    """The hour, then the minutes and seconds that are written with it."""
    return [int(part) for part in _PARTS.findall(written)]


def clock_words(place: Place, written: str) -> str:
    """Hours and minutes: "7h30" is "bảy giờ ba mươi phút"; full hours have no minutes."""
    hour, *rest = clock_parts(written)
    words = f"{place.say.cardinal(hour)} giờ"
    if rest and (rest[0] or any(rest[1:])):
        words += f" {place.say.cardinal(rest[0])} phút"
    if len(rest) > 1 and rest[1]:
        words += f" {place.say.cardinal(rest[1])} giây"
    return words


def _weighs(written: str, place: Place) -> bool:
    """Whether "5g" is grams; "21g" is an hour only where the words around it say so."""
    if _BARE_G.search(written) is None:
        return False
    between = place.text[place.before_end : place.start].strip()
    if place.before_kind is Kind.TIME and between in {"-", "–", "đến", "tới", ",", "và", ""}:
        return False
    after = place.after()
    return not (
        place.follows(_OCLOCK)
        or place.precedes(_DAYTIMES)
        or _UP_TO_HOUR.match(after)
        or ON_DAY.match(after)
    )


def _range(match: "re.Match[str]", place: Place) -> Said | None:
    if place.follows(cues("scale before")):
        return None
    if _BARE_G.search(match["first"]) and _weighs(match["last"], place):
        return None
    return Said(f"{clock_words(place, match['first'])} đến {clock_words(place, match['last'])}")


def _hours_range(match: "re.Match[str]", place: Place) -> Said:
    first, last = place.say.cardinal(int(match["first"])), clock_words(place, match["last"])
    return Said(f"{first} đến {last}", LIKELY)


def _clock(match: "re.Match[str]", place: Place) -> Said | None:
    if _weighs(match[0], place):
        return None
    return Said(clock_words(place, match[0]))


def _colon(match: "re.Match[str]", place: Place) -> Said | None:
    if place.follows(cues("scale before")) or place.follows(cues("score before")):
        return None
    return Said(clock_words(place, match[0]))


def _closes_quotation(place: Place) -> bool:
    """Whether the last mark is the end of what an opening one began: ‘thôn 7’."""
    start, _ = place.line()
    before = place.text[start : place.start]
    if place.text[place.end - 1] == "’":
        return before.count("‘") > before.count("’")
    return len(_OPENS_QUOTATION.findall(before)) % 2 == 1


def _minutes(match: "re.Match[str]", place: Place) -> Said | None:
    if not match["seconds"] and _closes_quotation(place):
        return None
    words = f"{place.say.cardinal(int(match['minutes']))} phút"
    if match["seconds"]:
        words += f" {place.say.cardinal(int(match['seconds']))} giây"
    return Said(f"{words} {chain_words('phút', place)}".rstrip(), LIKELY)


def _minutes_range(match: "re.Match[str]", place: Place) -> Said:
    first, last = place.say.cardinal(int(match["first"])), int(match["minutes"])
    return Said(f"{first} đến {place.say.cardinal(last)} phút", LIKELY)


def _round_the_clock(match: "re.Match[str]", place: Place) -> Said:
    last = f"{place.say.cardinal(int(match['last']))}"
    return Said(f"hai mươi tư trên {last} {'giờ' if match['hour'] else ''}".strip())


def _seconds(match: "re.Match[str]", place: Place) -> Said | None:
    """A runner's time: seconds and hundredths, unless the mark closes a quotation."""
    before = place.text[place.line()[0] : place.start]
    if before.count('"') % 2 or before.count("“") > before.count("”"):
        return None
    parts = (place.say.cardinal(int(match["seconds"])), place.say.number(match["hundredths"]))
    return Said(" giây ".join(parts), LIKELY)


RULES = (
    Rule(
        "time.round-the-clock",
        Kind.TIME,
        rf"24/(?P<last>24|7)(?P<hour>\ ?(?:h|giờ){NO_LETTER})?{NO_DIGIT}",
        _round_the_clock,
        ("Trực 24/24h.", "trực hai mươi tư trên hai mươi tư giờ."),
        first="2",
        then="/",
        longest=2,
    ),
    Rule(
        "time.range",
        Kind.TIME,
        rf"(?P<first>{_CLOCK}|{_COLON}){DASH}(?P<last>{_CLOCK}{NO_LETTER}|{_COLON}){NO_DIGIT}",
        _range,
        ("Cắt điện 7h30 - 11h.", "cắt điện bảy giờ ba mươi phút đến mười một giờ."),
        then=" hHgG:",
        longest=2,
    ),
    Rule(
        "time.hours-range",
        Kind.TIME,
        rf"(?P<first>{_HOUR}){DASH}(?P<last>{_HOUR}\ ?[hH](?:{_MINUTE})?){NO_LETTER}{NO_DIGIT}",
        _hours_range,
        ("Mưa từ 13-15h30.", "mưa từ mười ba đến mười lăm giờ ba mươi phút."),
        then=DASHES,
        longest=2,
    ),
    Rule(
        "time.clock",
        Kind.TIME,
        rf"{_HOUR}\ ?{_HOUR_MARK}(?:{_MINUTE_OR_DAY}"
        rf"(?:\ ?(?:'|’|p|ph|phút){NO_LETTER}|(?!\d|[.,]\d){_HOUR_ENDS}))?{_HOUR_ENDS}",
        _clock,
        ("Phát lúc 17h05.", "phát lúc mười bảy giờ năm phút."),
        then=" hHgG",
        longest=2,
    ),
    Rule(
        "time.colon",
        Kind.TIME,
        rf"{_COLON}{NO_DIGIT}(?!:\d\d)",
        _colon,
        ("Bắt đầu: 6:30.", "bắt đầu: sáu giờ ba mươi phút."),
        then=":",
        longest=2,
    ),
    Rule(
        "time.minutes-range",
        Kind.TIME,
        rf"(?P<first>\d{{1,3}})\ ?['’]?{DASH}(?P<minutes>\d{{1,3}})\ ?['’](?![\d'’]|{GAP}\d)",
        _minutes_range,
        ("Nghỉ 5'-10'.", "nghỉ năm đến mười phút."),
        then=f"{DASHES}'’",
        longest=3,
    ),
    Rule(
        "time.minutes",
        Kind.TIME,
        rf"(?P<minutes>\d{{1,3}})\ ?['’](?:\ ?(?P<seconds>{_MINUTE}|\d)"
        rf"\ ?(?:\"|”|''|’’|giây|s{NO_LETTER})|(?![\d'’]|{GAP}\d))",
        _minutes,
        ("Luộc 15' rồi 3'30\".", "luộc mười lăm phút rồi ba phút ba mươi giây."),
        then=" '’",
        longest=3,
    ),
    Rule(
        "time.seconds",
        Kind.TIME,
        rf"(?P<seconds>\d{{1,2}})[\"”](?P<hundredths>\d\d){NO_LETTER}{NO_DIGIT}",
        _seconds,
        ('Chạy hết 11"85.', "chạy hết mười một giây tám mươi lăm."),
        then='"”',
        longest=2,
    ),
)
