"""TCVN3, the encoding of the old "ABC" fonts (.VnTime and its kin).

The letters are those of TCVN 5712:1993 (VN3): one byte each, capitals only of the letters
without a tone mark, because capital text was set in a font of capitals (.VnTimeH).
"""

_FIRST = 0xA1
# From 0xA1 on; a space stands for a byte that VN3 leaves open.
_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđ "
    "     àảãáạ ằẳẵắ "
    "      ặầẩẫấậè ẻẽ"
    "éẹềểễếệìỉ   ĩíịò"
    " ỏõóọồổỗốộờởỡớợù"
    " ủũúụừửữứựỳỷỹýỵ "
)
_LETTER_OF = {
    _FIRST + place: letter for place, letter in enumerate(_LETTERS) if not letter.isspace()
}


def decode(raw: bytes) -> str:
    """Return the text of TCVN3 bytes; what VN3 leaves open is read as Windows-1252.

    Raises `UnicodeDecodeError` for a byte that neither knows.
    """
    return from_latin(raw.decode("cp1252"))


def from_latin(text: str) -> str:
    """Return the text of TCVN3 bytes that somebody read as Latin letters (`ViÖt` for `Việt`)."""
    return text.translate(_LETTER_OF)
