"""How much a text looks like written Vietnamese: a small phonotactic check, no dictionary.

A syllable is an onset and a rime with at most one tone; after p, t, c and ch only the rising
and the heavy tone occur. Enough to tell a right reading of bytes from a wrong one.
"""

import unicodedata

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_TONES_BEFORE_STOPS = {"\u0301", "\u0323"}
_STOPS = ("c", "ch", "p", "t")

_ONSET_LIST = "b c d đ g h k l m n p r s t v x ch gh gi kh ng ngh nh ph qu th tr"
_RIME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay
    ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay
    oăc oăm oăn oăng oăt oe oen oeo oet ooc oong ô ôc ôi ôm ôn ông ôp ôt
    ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uêu uơ uôc uôi uôm uôn uông uôt
    uy uya uych uynh uyp uyt uyu uyên uyêt
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y ynh yt yêm yên yêng yêt yêu
"""
_ONSETS = frozenset(["", *_ONSET_LIST.split()])
_RIMES = frozenset(_RIME_LIST.split())
_LONGEST_ONSET = 3
_CONSONANTS = frozenset("bcdđghklmnpqrstvx")

_OUTER = " \t\"'()[]{}<>.,;:!?…“”‘’«»–—•*+=/\\|_-"
_INNER = str.maketrans(dict.fromkeys("-–—/.,;:()\"'“”‘’…", " "))


def plausibility(text: str) -> float | None:
    """Return the share (0–1) of marked words that can be Vietnamese syllables.

    A marked word holds a letter or sign beyond ASCII and no digit; abbreviations (QĐ, HĐND) do
    not count. None if there is no such word.
    """
    marked = [word for word in _words(text) if not word.isascii()]
    if not marked:
        return None
    return sum(is_syllable(word) for word in marked) / len(marked)


def is_syllable(word: str) -> bool:
    """Return whether the word can be one Vietnamese syllable."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in decomposed if mark in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES))
    if bare.endswith(_STOPS) and not (tones and tones[0] in _TONES_BEFORE_STOPS):
        return False
    return any(
        bare[:length] in _ONSETS and bare[length:] in _RIMES
        for length in range(min(_LONGEST_ONSET + 1, len(bare)))
    )


def _words(text: str) -> list[str]:
    pieces = text.translate(_INNER).split()
    words = (piece.strip(_OUTER) for piece in pieces)
    return [
        word
        for word in words
        if any(sign.isalpha() for sign in word)
        and not any(sign.isdigit() for sign in word)
        and not _CONSONANTS.issuperset(word.lower())
    ]
