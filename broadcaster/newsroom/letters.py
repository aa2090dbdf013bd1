"""Bytes to Vietnamese letters: UTF-8, UTF-16 with a mark, Windows-1258, TCVN3."""

import codecs
import unicodedata

from broadcaster.errors import InvalidInput
from broadcaster.newsroom import tcvn3
from broadcaster.newsroom.syllables import plausibility

# A right reading of real texts scores above 0.98, a wrong one below 0.4.
_RIGHT = 0.75
_WRONG = 0.5

_REMEDY = "save it as UTF-8 text"
_REMEDY_VI = "hãy lưu lại dạng văn bản UTF-8"


def decode_text(raw: bytes, name: str) -> str:
    """Return the text in NFC with LF line ends, whatever of the known encodings it is in.

    `name` is the file's, for the errors. Raises `InvalidInput` for bytes that are no text, or
    none that can be told.
    """
    text = _marked(raw, name)
    if text is None and b"\0" in raw:
        message = f"{name} holds binary data, not text; {_REMEDY}"
        raise InvalidInput(message, f"Tệp {name} không phải văn bản; {_REMEDY_VI}.")
    if text is None:
        text = _unmarked(raw, name)
    composed = unicodedata.normalize("NFC", "\n".join(text.splitlines()))
    if "\ufffd" in composed:
        message = f"{name} has damaged letters (�); write them again and save it as UTF-8"
        raise InvalidInput(message, f"Tệp {name} có chữ bị hỏng (�); hãy gõ lại rồi lưu UTF-8.")
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in composed):
        message = f"{name} holds control characters, so it is not plain text; {_REMEDY}"
        raise InvalidInput(message, f"Tệp {name} có ký tự điều khiển; {_REMEDY_VI}.")
    return composed


def mended(text: str) -> str:
    """Return the text with each line that is TCVN3 shown in Latin letters read as TCVN3.

    So old documents come out whose letters were only right in an "ABC" font.
    """
    return "\n".join(_mended_line(line) for line in text.split("\n"))


def _mended_line(line: str) -> str:
    now = plausibility(line)
    if now is None or now >= _WRONG:
        return line
    other = tcvn3.from_latin(line)
    then = plausibility(other)
    return other if then is not None and then >= _RIGHT else line


def _marked(raw: bytes, name: str) -> str | None:
    """Return the text of bytes that begin with a byte order mark, or None without one."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if raw.startswith(mark):
            try:
                return raw.removeprefix(mark).decode(encoding)
            except UnicodeDecodeError as error:
                raise InvalidInput(*_damaged(name, encoding, error.start + len(mark))) from error
    return None


def _unmarked(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if (plausibility(raw.decode("utf-8", "ignore")) or 0.0) >= _RIGHT:
            raise InvalidInput(*_damaged(name, "utf-8", error.start)) from error
    readings = [reading for reading in (_windows_1258(raw), _tcvn3(raw)) if reading is not None]
    scores = {reading: plausibility(reading) or 0.0 for reading in readings}
    right = [reading for reading, score in scores.items() if score >= _RIGHT]
    if len(right) == 1:
        return right[0]
    why = "it could be either" if right else "in none of them do the words look Vietnamese"
    message = (
        f"the letters of {name} cannot be told: it is not UTF-8, and of Windows-1258 and TCVN3 "
        f"(ABC) {why}; {_REMEDY}"
    )
    raise InvalidInput(
        message,
        f"Không nhận ra bảng mã của tệp {name} (không phải UTF-8, Windows-1258 hay TCVN3); "
        f"{_REMEDY_VI}.",
    )


def _windows_1258(raw: bytes) -> str | None:
    try:
        return unicodedata.normalize("NFC", raw.decode("cp1258"))
    except UnicodeDecodeError:
        return None


def _tcvn3(raw: bytes) -> str | None:
    try:
        return tcvn3.decode(raw)
    except UnicodeDecodeError:
        return None


def _damaged(name: str, encoding: str, position: int) -> tuple[str, str]:
    remedy = f"copy the file again, or {_REMEDY}"
    return (
        f"{name} is {encoding.upper()} text with a damaged byte at position {position}; {remedy}",
        f"Tệp {name} bị hỏng ở byte thứ {position}; hãy chép lại tệp hoặc lưu lại dạng UTF-8.",
    )
