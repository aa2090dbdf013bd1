"""The shape of a Vietnamese syllable: what tells a word of ours from a foreign one or letters."""

import re
from functools import cache, lru_cache

from broadcaster.speech.spoken.forms import UPPER

_TONED = "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
_PLAIN = "aaaaaăăăăăâââââeeeeeêêêêêiiiiioooooôôôôôơơơơơuuuuuưưưưưyyyyy"
_UNTONED = str.maketrans(_TONED, _PLAIN)
_UNSIGNED = str.maketrans("ăâđêôơư", "aadeoou")

_ONSET = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x|"
_OPEN = (
    "a|ai|ao|au|ay|am|an|ang|anh|ăm|ăn|ăng|âm|ân|âng|âu|ây|e|em|en|eng|eo|ê|êm|ên|ênh|êu|"
    "i|ia|im|in|inh|iu|iêm|iên|iêng|iêu|o|oa|oai|oan|oang|oanh|oao|oay|oăm|oăn|oăng|oe|oen|oeo|"
    "oi|om|on|ong|oong|ô|ôi|ôm|ôn|ông|ôông|ơ|ơi|ơm|ơn|u|ua|uân|uâng|uây|uê|uênh|ui|um|un|ung|uôi|"
    "uôm|uôn|uông|uơ|uy|uya|uyên|uynh|uyn|uyu|ư|ưa|ưi|ưm|ưn|ưng|ươi|ươm|ươn|ương|ươu|ưu|"
    "y|yêm|yên|yêng|yêu|ynh|ym|uê|oam"
)
_STOPPED = (
    "ac|ach|ap|at|ăc|ăp|ăt|âc|âp|ât|ec|ep|et|êch|êp|êt|êc|ich|ip|it|iêc|iêp|iêt|oac|oach|oap|oat|"
    "oăc|oăt|oet|oc|ooc|op|ot|ôc|ôp|ôt|ơp|ơt|ơc|uât|uôc|uôp|uôt|uc|up|ut|uêch|uyt|uych|uyêt|uyp|"
    "ưc|ưp|ưt|ươc|ươp|ươt|yêt|ych|yt"
)
_LONGEST = len("nghiêng")
_ACUTE_OR_DOT = frozenset("áắấéếíóốớúứýạặậẹệịọộợụựỵ")
_AT_CAPITALS = re.compile(rf"[{UPPER}]?[^\W\d_{UPPER}]+")
_UNSIGNED_ENDS = f"{_OPEN}|{_STOPPED}".translate(_UNSIGNED)


@cache
def _compiled(rhymes: str) -> "re.Pattern[str]":
    """A syllable with one of these rhymes; made when the first word is looked at."""
    return re.compile(rf"(?:{_ONSET})(?:{rhymes})")


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether lower-case `word` could be written by the rules of Vietnamese spelling.

    A syllable that ends in c, ch, p or t always has the acute or the dot below, so "vat" and
    "bot" are none: they are letters or a foreign word.
    """
    if len(word) > _LONGEST:
        return False
    bare = word.translate(_UNTONED)
    if _compiled(_OPEN).fullmatch(bare):
        return True
    return bool(_compiled(_STOPPED).fullmatch(bare)) and not _ACUTE_OR_DOT.isdisjoint(word)


def unsigned(word: str) -> str:
    """Lower-case `word` without tones and marks: "Hải Dương" is "hai duong"."""
    return word.lower().translate(_UNTONED).translate(_UNSIGNED)


def split_unsigned(word: str) -> tuple[str, ...] | None:
    """The fewest unsigned syllables that make up `word` ("haiduong": hai, duong), or None."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end):
            head, piece = best[start], word[start:end]
            if head is None or not is_unsigned_syllable(piece):
                continue
            current = best[end]
            if current is None or len(head) + 1 < len(current):
                best[end] = (*head, piece)
    return best[-1]


def is_unsigned_syllable(word: str) -> bool:
    """Whether `word` is a syllable written without marks: "duong", "xa"."""
    return bool(_compiled(_UNSIGNED_ENDS).fullmatch(word))


def split_at_capitals(word: str) -> str:
    """The syllables of "ChungTayVìTrẻEm" with blanks between, lower case; "" if they are none."""
    pieces = [piece.lower() for piece in _AT_CAPITALS.findall(word)]
    if len(pieces) < 2 or sum(map(len, pieces)) != len(word):
        return ""
    return " ".join(pieces) if all(map(is_syllable, pieces)) else ""
