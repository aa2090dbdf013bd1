"""Looking for words as people type them: without marks and capitals."""

import unicodedata


def speaks_of(text: str, words: str) -> bool:
    """Return whether the text holds the words, so that `lua` finds `Lúa`."""
    return _plain(words) in _plain(text)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
