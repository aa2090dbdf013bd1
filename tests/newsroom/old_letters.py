"""Vietnamese text as old programs wrote it: Windows-1258 and TCVN3 bytes."""

import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"

# The table as converters list it, vowel by vowel: huyền, hỏi, ngã, sắc, nặng.
TCVN3_PAIRS = (
    ("\xb5\xb6\xb7\xb8\xb9", "àảãáạ"),
    ("\xbb\xbc\xbd\xbe\xc6", "ằẳẵắặ"),
    ("\xc7\xc8\xc9\xca\xcb", "ầẩẫấậ"),
    ("\xcc\xce\xcf\xd0\xd1", "èẻẽéẹ"),
    ("\xd2\xd3\xd4\xd5\xd6", "ềểễếệ"),
    ("\xd7\xd8\xdc\xdd\xde", "ìỉĩíị"),
    ("\xdf\xe1\xe2\xe3\xe4", "òỏõóọ"),
    ("\xe5\xe6\xe7\xe8\xe9", "ồổỗốộ"),
    ("\xea\xeb\xec\xed\xee", "ờởỡớợ"),
    ("\xef\xf1\xf2\xf3\xf4", "ùủũúụ"),
    ("\xf5\xf6\xf7\xf8\xf9", "ừửữứự"),
    ("\xfa\xfb\xfc\xfd\xfe", "ỳỷỹýỵ"),
    ("\xa8\xa9\xaa\xab\xac\xad\xae", "ăâêôơưđ"),
    ("\xa1\xa2\xa3\xa4\xa5\xa6\xa7", "ĂÂÊÔƠƯĐ"),
)
_TCVN3 = {
    letter: sign
    for signs, letters in TCVN3_PAIRS
    for sign, letter in zip(signs, letters, strict=True)
}


def tcvn3(text: str) -> bytes:
    """Return TCVN3 bytes; capitals with a tone become small, as the encoding has none."""
    return "".join(
        _TCVN3.get(letter) or _TCVN3.get(letter.lower()) or letter
        for letter in unicodedata.normalize("NFC", text)
    ).encode("cp1252")


def windows_1258(text: str) -> bytes:
    """Return Windows-1258 bytes, as a Vietnamese keyboard typed them: letter, then tone."""
    return b"".join(_one_1258(letter) for letter in unicodedata.normalize("NFC", text))


def _one_1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        signs = unicodedata.normalize("NFD", letter)
        tones = "".join(sign for sign in signs if sign in _TONES)
        base = unicodedata.normalize("NFC", "".join(s for s in signs if s not in _TONES))
        return (base + tones).encode("cp1258")
