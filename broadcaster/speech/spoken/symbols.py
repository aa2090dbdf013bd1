"""Signs: some are said, some are pauses, most of what is left of layout is nothing."""

import re
from functools import cache

from broadcaster.speech.spoken.forms import FIGURES
from broadcaster.speech.spoken.lexicon import cues, rows
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import LIKELY, PROBABLE, UNKNOWN, Kind, Said

_PAUSE = ","
_LONGEST_ELLIPSIS = 4
_BULLET_AFTER = frozenset(";:.,")
_RANK = re.compile(r"(?<!\d)[1-5]\ ?\Z")
_STARRED = frozenset({"ocop", "sạn", "hạng", "chuẩn"})


@cache
def _table() -> dict[str, str]:
    return {sign: words for _, sign, words in rows("symbols")}


def _pause(_match: "re.Match[str]", _place: Place) -> Said:
    return Said(_PAUSE)


def _nothing(_match: "re.Match[str]", _place: Place) -> Said:
    return Said("")


def _full_stop(_match: "re.Match[str]", _place: Place) -> Said:
    return Said(".")


def _ellipsis(match: "re.Match[str]", place: Place) -> Said:
    """After a list it is "vân vân"; in a form to be filled in it is nothing."""
    before, short = place.before(), len(match[0]) <= _LONGEST_ELLIPSIS
    if not short or place.follows(cues("form before")):
        return Said("", LIKELY)
    ends = not place.text[place.end : place.end + 1].isalnum()
    in_list = ends and before[-1:].isalpha() and "," in before
    if before.endswith((",", ";")) or in_list:
        new_sentence = place.after()[:1].isupper() and place.text[place.end : place.end + 1] == " "
        return Said("vân vân." if new_sentence else "vân vân", LIKELY)
    return Said(_PAUSE if before[-1:].isalpha() else "", LIKELY)


def _hyphen(match: "re.Match[str]", place: Place) -> Said:
    """Between words a hyphen joins; a dash, or a hyphen before a new thought, is a pause."""
    if place.opens_line() or "\n" in match[0]:
        return Said("")
    if "—" in match[0] or len(match[0].strip()) > 1:
        return Said(_PAUSE)
    before = place.before()[-1:]
    return Said("" if before.isalpha() or before.isdigit() else _PAUSE)


def _slash(_match: "re.Match[str]", place: Place) -> Said:
    before, after = place.before()[-1:], place.after()[:1]
    if before.isalpha() and after.isalpha():
        return Said(_PAUSE, PROBABLE)
    return Said("")


def _sign(match: "re.Match[str]", place: Place) -> Said | None:
    sign = "".join(match[0].split())
    words = _table().get(sign)
    if words is None:
        return None
    if not words or (sign in "+-" and _only_in_brackets(match, place)):
        return Said("")
    if sign[0] in "+*#>=<~→-" and _is_bullet(sign, place):
        return Said("")
    if sign == "=>" and not place.after()[:1].isdigit():
        return Said(_PAUSE, LIKELY)
    return Said(words, PROBABLE)


def _is_bullet(sign: str, place: Place) -> bool:
    """Whether the sign only marks a point of a list; before a number it compares or adds."""
    number = re.match(r"\ ?\d" if sign[0] in ">=<~" else r"\d", place.text[place.end :][:2])
    if place.opens_line():
        return not number or sign == "+" or place.text[place.end : place.end + 1] == " "
    return not place.after() or (place.before()[-1:] in _BULLET_AFTER and not number)


def _only_in_brackets(match: "re.Match[str]", place: Place) -> bool:
    """Whether it is the "(+)" beside a word that says the same: "tăng (+), giảm (-)"."""
    return place.before()[-1:] == "(" and place.text[match.end() : match.end() + 1] == ")"


def _star(_match: "re.Match[str]", place: Place) -> Said | None:
    """As in "OCOP 3*": so many stars; elsewhere it marks a footnote."""
    rank = _RANK.search(place.text, max(0, place.start - 2), place.start)
    return Said("sao", LIKELY) if rank and _STARRED.intersection(place.last_words(5)) else None


def _ampersand(_match: "re.Match[str]", _place: Place) -> Said:
    return Said("và", LIKELY)


def _leftover(_match: "re.Match[str]", _place: Place) -> Said:
    """A letter of another script, or a sign nobody listed: not said, but reported."""
    return Said("", UNKNOWN)


RULES = (
    Rule(
        "symbol.star",
        Kind.SYMBOL,
        r"\*(?![\w*])",
        _star,
        ("Sản phẩm OCOP 3*.", "sản phẩm ô cốp ba sao."),
        first="*",
    ),
    Rule(
        "residue.end-mark",
        Kind.RESIDUE,
        r"\./\.?|\.//\.",
        _full_stop,
        ("Giải quyết./.", "giải quyết."),
        first=".",
        then="/",
    ),
    Rule(
        "residue.and-so-on",
        Kind.RESIDUE,
        r"(?:\.{2,}|…)[.…]*",
        _ellipsis,
        ("Tin, bài,... phát hằng ngày.", "tin, bài, vân vân phát hằng ngày."),
        first=".…",
    ),
    Rule(
        "residue.footnote-mark",
        Kind.RESIDUE,
        r"\[\d{1,3}\]",
        _nothing,
        ("Theo quy định[1].", "theo quy định."),
        first="[(",
        then=FIGURES,
    ),
    Rule(
        "residue.rule-line",
        Kind.RESIDUE,
        r"[-–—_=*#~.]{3,}|[_*#`]+",
        _nothing,
        ("**KẾ HOẠCH** --- lần hai", "kế hoạch lần hai"),
        first="-–—_=*#~.`",
    ),
    Rule(
        "symbol.compared",
        Kind.SYMBOL,
        r"<[-=]>|[<>=]\ ?=|=\ ?[<>]|\+\ ?/\ ?-|-{1,2}>",
        _sign,
        ("Điểm >= 5.", "điểm lớn hơn hoặc bằng năm."),
        first="<>=+-",
        then=" =<>/-",
    ),
    Rule(
        "symbol.power",
        Kind.SYMBOL,
        r"\^\ ?(?=-?\d)",
        lambda _match, _place: Said("mũ", LIKELY),
        ("Đạt 10^6 con.", "đạt mười mũ sáu con."),
        first="^",
    ),
    Rule(
        "residue.tag",
        Kind.RESIDUE,
        r"</?(?:a|b|i|u|p|s|br|hr|em|li|ol|ul|td|th|tr|div|img|pre|sub|sup|body|code|font|head|html|link"
        r"|span|meta|table|style|strong|center|h[1-6]|o:p)(?![\w-])[^<>\n]{0,200}>"
        r"|&(?:[a-zA-Z]{2,8}|\#\d{1,6}|\#x[0-9a-fA-F]{1,5});",
        _nothing,
        ("Lưu ý <b>quan trọng</b>.", "lưu ý quan trọng."),
        first="<&",
    ),
    Rule(
        "symbol.bracket",
        Kind.SYMBOL,
        r"[()\[\]{}]",
        _pause,
        ("Báo cáo (trước tháng 5) và gửi.", "báo cáo, trước tháng năm, và gửi."),
        first="()[]{}",
    ),
    Rule(
        "symbol.quote",
        Kind.SYMBOL,
        r"[“”\"«»„‟‘’'‛‚`´]+",
        _nothing,
        ("Phong trào “Vì người nghèo”.", "phong trào vì người nghèo."),
        first="“”\"«»„‟‘’'‛‚`´",
    ),
    Rule(
        "symbol.hyphen",
        Kind.SYMBOL,
        r"[-–—]+",
        _hyphen,
        ("Phát triển kinh tế - xã hội — chú ý.", "phát triển kinh tế xã hội, chú ý."),
        first="-–—",
    ),
    Rule(
        "symbol.slash",
        Kind.SYMBOL,
        r"[/\\]+",
        _slash,
        ("Cổng/trang của tỉnh.", "cổng, trang của tỉnh."),
        first="/\\",
    ),
    Rule("symbol.and", Kind.SYMBOL, r"&", _ampersand, ("Cha & con.", "cha và con."), first="&"),
    Rule("symbol.sign", Kind.SYMBOL, r"[^\w\s]", _sign, ("Mức ≥ 5.", "mức lớn hơn hoặc bằng năm.")),
    Rule(
        "residue.leftover",
        Kind.RESIDUE,
        r"\ufffd+|[^\w\s]|_+",
        _leftover,
        ("Họ 王 đến.", "họ đến."),
    ),
)
WORDS = (
    Rule(
        "residue.and-others",
        Kind.ABBREVIATION,
        r"(?:(?i:v\s?\.\s?v)|vv)(?![^\W_])(?:\s?[.…]+)?",
        lambda _match, _place: Said("vân vân"),
        ("Xã, thôn, v.v. cùng làm.", "xã, thôn, vân vân cùng làm."),
        first="vV",
    ),
)
