"""Letters by their Vietnamese names."""

NAMES = {
    "a": "a",
    "ă": "á",
    "â": "ớ",
    "b": "bê",
    "c": "xê",
    "d": "dê",
    "đ": "đê",
    "e": "e",
    "ê": "ê",
    "f": "ép",
    "g": "giê",
    "h": "hát",
    "i": "i",
    "j": "gi",
    "k": "ca",
    "l": "e lờ",
    "m": "em mờ",
    "n": "en nờ",
    "o": "o",
    "ô": "ô",
    "ơ": "ơ",
    "p": "pê",
    "q": "quy",
    "r": "e rờ",
    "s": "ét",
    "t": "tê",
    "u": "u",
    "ư": "ư",
    "v": "vê",
    "w": "vê kép",
    "x": "ích",
    "y": "y",
    "z": "dét",
}
"""Lower-case letter to its name, as spelled aloud in the north and on the radio."""

SHORT_NAMES = {
    "b": "bờ",
    "c": "cờ",
    "d": "dờ",
    "đ": "đờ",
    "g": "gờ",
    "h": "hờ",
    "k": "cờ",
    "l": "lờ",
    "m": "mờ",
    "n": "nờ",
    "p": "pờ",
    "r": "rờ",
    "s": "sờ",
    "t": "tờ",
    "v": "vờ",
    "x": "xờ",
}
"""The sound of a consonant, as in M'gar: "mờ gar"."""


def spell(written: str) -> str:
    """The names of the letters of `written`, whatever their case; other marks are passed over."""
    names = [NAMES.get(letter) or NAMES.get(_bare(letter), "") for letter in written.lower()]
    return " ".join([name for name in names if name])


def _bare(letter: str) -> str:
    """The letter without its marks (é is e), or the letter itself."""
    from unicodedata import normalize

    return normalize("NFD", letter)[0]
