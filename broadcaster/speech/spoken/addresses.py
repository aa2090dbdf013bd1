"""Web and mail addresses."""

import re

from broadcaster.speech.spoken.forms import ASCII_LETTERS, FIGURES, LETTERS
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.loanwords import loan_words, said_alone
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.slugs import hosts, words_of
from broadcaster.speech.spoken.spans import LIKELY, PROBABLE, Kind, Said
from broadcaster.speech.spoken.syllables import is_syllable, split_at_capitals

_DOMAINS = "vn|com|net|org|edu|gov|info|asia|biz|tv|io|me|app|online|xyz|name|pro|int"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.){{1,6}}(?:{_DOMAINS})(?![\w-])"
_PATH = r"(?::\d{2,5})?(?:/[^\s,;()<>\"“”]{0,200})?"
_PIECES = re.compile(r"[^\W\d_]+|\d+|[.@/_:?=&%#~+-]")
_FILE_TYPES = "docx?|xlsx?|pptx?|pdf|jpe?g|png|gif|mp[34]|wav|zip|rar|7z|txt|csv"
_SIGNS = {
    ".": "chấm",
    "@": "a còng",
    "/": "gạch chéo",
    "-": "gạch ngang",
    "_": "gạch dưới",
    ":": "hai chấm",
    "?": "hỏi chấm",
    "=": "bằng",
    "&": "và",
    "+": "cộng",
}
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT = 3


def _piece(written: str, place: Place) -> str:
    """One run of letters, digits, or a sign of an address."""
    if written in _SIGNS:
        return _SIGNS[written]
    if _YEAR.fullmatch(written):
        return place.say.year(int(written))
    if written.isdigit():
        return place.say.whole(written) if len(written) <= _SHORT else place.say.digits(written)
    lower = written.lower()
    return hosts().get(lower) or loan_words(lower) or _name(lower)


def _name(written: str) -> str:
    """A name that no table has whole."""
    if not written.isascii():
        return written if is_syllable(written) else spell(written)
    words = words_of(written) if len(written) >= _SHORT else ""
    return " ".join(map(said_alone, words.split())) or spell(written)


def _spoken(written: str, place: Place) -> str:
    pieces = _PIECES.findall(written.rstrip(".:/?-"))
    return " ".join(word for word in (_piece(piece, place) for piece in pieces) if word)


def _web(match: "re.Match[str]", place: Place) -> Said:
    rest = match["rest"].rstrip("/")
    sure = LIKELY if not rest else PROBABLE
    return Said(_spoken(match["host"] + rest, place), sure)


def _mail(match: "re.Match[str]", place: Place) -> Said:
    return Said(_spoken(match[0], place), LIKELY)


def _handle(match: "re.Match[str]", place: Place) -> Said:
    return Said(_spoken(match[0], place), PROBABLE)


def _file(match: "re.Match[str]", place: Place) -> Said:
    return Said(_spoken(match[0], place), PROBABLE)


def _hashtag(match: "re.Match[str]", place: Place) -> Said:
    """The words of a hashtag; the sign itself is not said."""
    written = match["words"]
    words = " ".join(map(said_alone, split_at_capitals(written).split()))
    return Said(words, LIKELY) if words else Said(_spoken(written, place), PROBABLE)


RULES = (
    Rule(
        "address.mail",
        Kind.ADDRESS,
        rf"[A-Za-z0-9][A-Za-z0-9._%+-]{{0,63}}@{_HOST}",
        _mail,
        ("Gửi vpub@xamau.gov.vn.", "gửi văn phòng ủy ban a còng xã mẫu chấm gốp chấm vi en."),
        then=f"@._%+-{ASCII_LETTERS}{FIGURES}",
    ),
    Rule(
        "address.web",
        Kind.ADDRESS,
        rf"(?:(?i:https?)://)?(?P<host>{_HOST})(?P<rest>{_PATH})",
        _web,
        (
            "Vào dichvucong.gov.vn/huongdan nhé.",
            "vào dịch vụ công chấm gốp chấm vi en gạch chéo hướng dẫn nhé.",
        ),
        then=f":._-{ASCII_LETTERS}{FIGURES}",
    ),
    Rule(
        "address.other-web",
        Kind.ADDRESS,
        rf"(?i:https?|ftp)://(?P<host>[^\s/,;()<>\"“”]{{1,100}})(?P<rest>{_PATH})",
        _web,
        ("Xem http://localhost nhé.", "xem lo can hót nhé."),
        first="hHfF",
        then=":",
        longest=5,
    ),
    Rule(
        "address.file",
        Kind.ADDRESS,
        rf"\w[\w.-]{{0,60}}\.(?i:{_FILE_TYPES})(?!\w)",
        _file,
        ("Mở tệp kehoach.pdf nhé.", "mở tệp kế hoạch chấm pê đê ép nhé."),
        then=f"._-{LETTERS}{FIGURES}",
    ),
)
SYMBOLS = (
    Rule(
        "address.hashtag",
        Kind.ADDRESS,
        r"\#(?P<words>[^\W\d_][\w]{2,60})",
        _hashtag,
        ("Thẻ #BìnhAnQuêTôi nhé.", "thẻ bình an quê tôi nhé."),
        first="#",
    ),
)
