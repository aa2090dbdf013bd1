"""The words of a .docx file in the order in which they stand.

What Word shows and a person would read aloud: paragraphs, headings, list items, table rows,
content controls, tracked insertions, text boxes. Not: deletions, hidden text, field codes,
headers, footers and notes. Automatic list numbers are drawn by Word and are no text.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from broadcaster.errors import InvalidInput
from broadcaster.newsroom.blocks import Block
from broadcaster.newsroom.file_kinds import Kind, misnamed

# Bounds on what is unpacked: a script of 500,000 characters needs less than a tenth.
LARGEST_FILE = 50_000_000
LARGEST_PARTS = 200_000_000
LARGEST_XML = 30_000_000
MOST_PARTS = 2_000
DEEPEST = 50

# What python-docx and zipfile raise for packages that are not what they say; lxml's errors in
# XML are SyntaxErrors.
_BROKEN = (
    OpcError,
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
_TITLE_STYLES = {"Title", "Heading1"}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_P, _TBL, _TR, _TC = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc"))
_BOX, _RUN, _TEXT, _BREAK = (qn(f"w:{name}") for name in ("txbxContent", "r", "t", "br"))
_SKIPPED = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:txbxContent"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}


def read_blocks(path: Path) -> list[Block]:
    """Return the document's paragraphs and table rows that have words, in order.

    A row's cells are read one after another, a merged cell once. Raises `InvalidInput` for a
    document that is broken, protected, too large or none at all.
    """
    _check_package(path)
    try:
        document = docx.Document(str(path))
        return [block for block in _blocks(document) if block.text.strip()]
    except _BROKEN as error:
        raise InvalidInput(*_broken(path)) from error


def _check_package(path: Path) -> None:
    """Refuse what is no Word document or would unpack beyond bounds, before unpacking it."""
    if path.stat().st_size > LARGEST_FILE:
        raise InvalidInput(*_too_large(path))
    if not zipfile.is_zipfile(path):
        raw = path.read_bytes()
        if raw.startswith(b"PK"):
            raise InvalidInput(*_broken(path))
        if _ENCRYPTED in raw:
            message = f"{path.name} is protected by a password; take the password off in Word"
            raise InvalidInput(message, f"Tệp {path.name} có mật khẩu; hãy bỏ mật khẩu trong Word.")
        message = f"{path.name} is an old .doc inside; open it in Word and save it as .docx"
        raise InvalidInput(message, f"Tệp {path.name} là .doc kiểu cũ; hãy lưu lại thành .docx.")
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except _BROKEN as error:
        raise InvalidInput(*_broken(path)) from error
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise InvalidInput(*misnamed(path, _package_kind(names)))
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    whole = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or xml > LARGEST_XML or whole > LARGEST_PARTS:
        raise InvalidInput(*_too_large(path))


def _package_kind(names: set[str]) -> Kind:
    for folder, kind in (
        ("xl/", Kind("an Excel workbook", "bảng tính Excel")),
        ("ppt/", Kind("a PowerPoint presentation", "bài trình chiếu PowerPoint")),
    ):
        if any(name.startswith(folder) for name in names):
            return kind
    if "mimetype" in names and "content.xml" in names:
        return Kind("an OpenDocument file", "tệp OpenDocument")
    return Kind("a ZIP archive", "tệp nén ZIP")


def _blocks(document: Document) -> Iterator[Block]:
    titles = {
        style.style_id
        for style in document.styles
        if style.style_id in _TITLE_STYLES or style.name in {"Title", "Heading 1"}
    }
    yield from _inside(document.element.body, titles, 0)


def _inside(parent: Any, titles: set[str], depth: int) -> Iterator[Block]:
    """Yield the blocks below an element; wrappers such as content controls are walked through."""
    if depth > DEEPEST:
        message = "nested too deeply"
        raise ValueError(message)
    for child in parent:
        if child.tag == _P:
            yield Block(_text(child).strip(), _style(child) in titles)
            for box in _boxes(child):
                yield from _inside(box, titles, depth + 1)
        elif child.tag == _TBL:
            yield from _rows(child, titles, depth)
        elif child.tag not in _SKIPPED:
            yield from _inside(child, titles, depth + 1)


def _rows(table: Any, titles: set[str], depth: int) -> Iterator[Block]:
    for row in table.iter(_TR):
        if next(row.iterancestors(_TBL)) is not table:
            continue  # of a table within a cell, which that cell reads
        cells = [
            " ".join(block.text for block in _inside(cell, titles, depth + 1) if block.text)
            for cell in row.iter(_TC)
            if next(cell.iterancestors(_TR)) is row and not _continues_above(cell)
        ]
        yield Block("; ".join(text for text in cells if text))


def _continues_above(cell: Any) -> bool:
    """Return whether the cell is the lower part of one that was merged downwards."""
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _text(element: Any) -> str:
    """Return the paragraph's own words: runs in any wrapper, without what is deleted or hidden."""
    pieces: list[str] = []
    for child in element:
        if child.tag in _SKIPPED or (child.tag == _RUN and _hidden(child)):
            continue
        if child.tag == _TEXT:
            pieces.append(child.text or "")
        elif child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif child.tag != qn("w:pPr"):
            pieces.append(_text(child))
    return "".join(pieces)


def _hidden(run: Any) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val"), "1") not in {"0", "false", "off"}


def _boxes(paragraph: Any) -> list[Any]:
    """Return the text boxes anchored in the paragraph, each once."""
    return [
        box
        for box in paragraph.iter(_BOX)
        if not any(ancestor.tag in _SKIPPED for ancestor in box.iterancestors())
    ]


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else str(style.get(qn("w:val"), ""))


def _broken(path: Path) -> tuple[str, str]:
    return (
        f"{path.name} is a damaged .docx file; open it in Word and save it again",
        f"Tệp {path.name} bị hỏng; hãy mở bằng Word rồi lưu lại.",
    )


def _too_large(path: Path) -> tuple[str, str]:
    return (
        f"{path.name} would unpack to far more than a script needs; copy its text into a new file",
        f"Tệp {path.name} quá lớn so với một bài viết; hãy chép phần chữ sang tệp mới.",
    )
