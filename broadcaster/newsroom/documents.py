"""Scripts out of files: plain text and Word documents."""

from dataclasses import dataclass
from pathlib import Path

from broadcaster.errors import BroadcasterError, InvalidInput
from broadcaster.newsroom.blocks import Block
from broadcaster.newsroom.file_kinds import (
    OLE,
    SCRIPT_ENDINGS,
    TEXT,
    UNKNOWN,
    ZIP,
    kind_of,
    misnamed,
    read_head,
    unaccepted,
)
from broadcaster.newsroom.letters import decode_text, mended
from broadcaster.newsroom.readable import dotted, too_long
from broadcaster.newsroom.titles import title_of

# A Vietnamese letter with its marks apart takes at most 5 bytes of UTF-8, or 6 of UTF-16.
_BYTES_A_CHARACTER = 6
_SMALLEST_LIMIT = 4096


@dataclass(frozen=True)
class Script:
    """The text of a document, all of it, and the title it gives itself."""

    title: str
    text: str


def read_script(path: Path, *, longest: int) -> Script:
    """Return the script in a .txt or .docx file, in NFC with LF line ends.

    `longest` is in characters. The title is a Word document's title or first heading, else the
    first line, or what an official document is about (`titles`); the text keeps it. Raises
    `NotFound` and `InvalidInput`, each with its remedy, and `BroadcasterError` if Word documents
    cannot be read on this machine.
    """
    ending = path.suffix.lower()
    if ending not in SCRIPT_ENDINGS:
        raise InvalidInput(*unaccepted(path, SCRIPT_ENDINGS))
    kind = kind_of(read_head(path))
    if ending == ".docx":
        if kind not in {ZIP, OLE}:
            raise InvalidInput(*misnamed(path, kind))
        blocks = _word_blocks(path)
    else:
        if kind not in {TEXT, UNKNOWN}:
            raise InvalidInput(*misnamed(path, kind))
        blocks = [Block(decode_text(_read(path, longest), path.name))]
    return _script(path, blocks, longest)


def _word_blocks(path: Path) -> list[Block]:
    try:
        from broadcaster.newsroom.word_document import read_blocks
    except ImportError as error:
        message = "Word files cannot be read here; install their reader: pip install python-docx"
        raise BroadcasterError(
            message, "Máy này chưa đọc được tệp Word; hãy lưu thành tệp .txt hoặc báo kỹ thuật."
        ) from error
    return read_blocks(path)


def _script(path: Path, blocks: list[Block], longest: int) -> Script:
    text = mended("\n".join(block.text for block in blocks)).strip()
    if not any(sign.isalnum() for sign in text):
        message = f"{path.name} has no text that could be read aloud; write the script into it"
        raise InvalidInput(message, f"Tệp {path.name} không có chữ nào để đọc; hãy soạn nội dung.")
    if len(text) > longest:
        english, vietnamese = too_long(len(text), longest)
        message = f"{path.name}: {english}"
        raise InvalidInput(message, vietnamese)
    headings = [mended(block.text) for block in blocks if block.is_title and block.text.strip()]
    return Script(title=title_of(text.split("\n"), headings[0] if headings else None), text=text)


def _read(path: Path, longest: int) -> bytes:
    """Return the bytes; a file that cannot be short enough is refused unread."""
    limit = max(_SMALLEST_LIMIT, longest * _BYTES_A_CHARACTER)
    size = path.stat().st_size
    if size > limit:
        message = (
            f"{path.name} has {size:,} bytes, far more than the {longest:,} characters that a "
            "script may have; split it into several files"
        )
        raise InvalidInput(
            message,
            f"Tệp {path.name} dài {dotted(size)} byte, quá mức {dotted(longest)} ký tự của một "
            "bài; hãy chia thành nhiều tệp.",
        )
    return path.read_bytes()
