import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from broadcaster.errors import InvalidInput
from broadcaster.newsroom import read_script


def saved(folder: Path, document: Any, name: str = "tin.docx") -> Path:
    path = folder / name
    document.save(str(path))
    return path


def text_of(path: Path) -> list[str]:
    return read_script(path, longest=100_000).text.split("\n")


def refused(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_script(path, longest=60_000)
    assert path.name in caught.value.message
    assert caught.value.vi != caught.value.message
    return caught.value.message


def repacked(path: Path, change: Callable[[str, bytes], bytes | None], **added: bytes) -> Path:
    """Rewrite the package; `change` gives each part's new bytes, or None to leave it out."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, raw in parts.items():
            changed = change(name, raw)
            if changed is not None:
                package.writestr(name, changed)
        for name, raw in added.items():
            package.writestr(name, raw)
    return path


def test_headings_paragraphs_lists_and_tables_come_in_their_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("UBND XÃ MẪU")
    document.add_heading("Kế hoạch tiêm chủng", 1)
    document.add_paragraph("Trạm y tế thông báo:")
    document.add_paragraph("mang theo sổ", style="List Bullet")
    document.add_paragraph("đến đúng giờ", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells],
        ["Thôn", "Giờ", "Thôn Một", "7 giờ"],
        strict=True,
    ):
        cell.text = text
    document.add_paragraph("")
    document.add_heading("Liên hệ", 2)
    document.add_paragraph("Trạm trưởng.")
    script = read_script(saved(tmp_path, document), longest=1000)
    assert script.title == "Kế hoạch tiêm chủng"
    assert script.text.split("\n") == [
        "UBND XÃ MẪU",
        "Kế hoạch tiêm chủng",
        "Trạm y tế thông báo:",
        "mang theo sổ",
        "đến đúng giờ",
        "Thôn; Giờ",
        "Thôn Một; 7 giờ",
        "Liên hệ",
        "Trạm trưởng.",
    ]


def test_a_document_without_headings_has_its_first_line_as_title(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("  ")
    document.add_paragraph("Thông báo  cắt điện")
    document.add_paragraph("Ngày mai.")
    assert read_script(saved(tmp_path, document), longest=100).title == "Thông báo cắt điện"


def test_merged_cells_are_read_once_and_tables_within_cells_where_they_stand(
    tmp_path: Path,
) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Cả hàng"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Hai hàng"
    table.cell(1, 1).text = "b1"
    inner = table.cell(1, 2).add_table(rows=1, cols=2)
    inner.cell(0, 0).text = "trong 1"
    inner.cell(0, 1).text = "trong 2"
    table.cell(2, 1).text = "b2"
    assert text_of(saved(tmp_path, document)) == [
        "Cả hàng",
        "Hai hàng; b1; trong 1; trong 2",
        "b2",
    ]


def test_what_is_deleted_or_hidden_is_not_read_and_what_is_inserted_is(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Họp ")
    for xml in (
        "<w:del {ns}><w:r><w:delText>sáng</w:delText></w:r></w:del>",
        "<w:ins {ns}><w:r><w:t>chiều</w:t></w:r></w:ins>",
        "<w:r {ns}><w:rPr><w:vanish/></w:rPr><w:t> bí mật</w:t></w:r>",
        '<w:hyperlink {ns}><w:r><w:t xml:space="preserve"> tại xã</w:t></w:r></w:hyperlink>',
        '<w:r {ns}><w:fldChar w:fldCharType="begin"/></w:r>',
        "<w:r {ns}><w:instrText>PAGE</w:instrText></w:r>",
        "<w:r {ns}><w:t>,</w:t><w:tab/><w:t>thứ</w:t><w:noBreakHyphen/><w:t>hai</w:t></w:r>",
    ):
        paragraph._p.append(parse_xml(xml.format(ns=nsdecls("w"))))
    assert text_of(saved(tmp_path, document)) == ["Họp chiều tại xã,\tthứ-hai"]


def test_content_controls_and_text_boxes_are_read_once(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Trước")
    box = "<w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent>"
    document.add_paragraph("Neo")._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/'
            'markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml">'
            f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing>'
            f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
            "</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    document.element.body.insert(
        1,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Trong ô nhập</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    assert text_of(saved(tmp_path, document)) == ["Trước", "Trong ô nhập", "Neo", "Trong khung"]


def test_documents_of_old_fonts_are_mended(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Th«ng b¸o cña x·", 1)
    document.add_paragraph("Ngày mai họp thôn.")
    script = read_script(saved(tmp_path, document), longest=100)
    assert script.title == "Thông báo của xã"
    assert script.text == "Thông báo của xã\nNgày mai họp thôn."


def test_an_empty_document_and_one_too_long_are_refused(tmp_path: Path) -> None:
    assert "no text that could be read aloud" in refused(saved(tmp_path, docx.Document()))
    document = docx.Document()
    for _ in range(1000):
        document.add_paragraph("bà con chú ý " * 10)
    assert "at most 60,000" in refused(saved(tmp_path, document))


def plain(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("Xin chào bà con.")
    return saved(folder, document)


def test_a_broken_document_is_refused(tmp_path: Path) -> None:
    path = plain(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "damaged .docx" in refused(path)
    path.write_bytes(whole)
    repacked(path, lambda name, raw: b"<w:" if name == "word/document.xml" else raw)
    assert "damaged .docx" in refused(path)
    path.write_bytes(whole)
    repacked(path, lambda name, raw: None if name == "word/document.xml" else raw)
    assert "damaged .docx" in refused(path)


@pytest.mark.parametrize("seed", range(40))
def test_a_document_with_flipped_bytes_is_read_or_refused_in_words(
    tmp_path: Path, seed: int
) -> None:
    path = plain(tmp_path)
    raw = bytearray(path.read_bytes())
    chance = random.Random(seed)  # noqa: S311 - which bytes does not matter, that they recur does
    for _ in range(chance.randint(1, 40)):
        raw[chance.randrange(4, len(raw))] = chance.randrange(256)
    path.write_bytes(bytes(raw))
    try:
        script = read_script(path, longest=1000)
    except InvalidInput as error:
        assert "tin.docx" in error.message  # noqa: PT017 - either is right
    else:
        assert script.text


@pytest.mark.parametrize("part", ["word/document.xml", "word/media/anh.png"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, part: str) -> None:
    path = plain(tmp_path)
    bomb = b" " * (250_000_000 if part.endswith("png") else 40_000_000)
    repacked(path, lambda name, raw: None if name == part else raw, **{part: bomb})
    assert path.stat().st_size < 1_000_000
    assert "unpack to far more" in refused(path)


def test_a_package_of_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    path = plain(tmp_path)
    repacked(path, lambda _, raw: raw, **{f"word/p{i}.xml": b"" for i in range(3000)})
    assert "unpack to far more" in refused(path)


def test_entities_that_grow_or_reach_for_files_do_nothing(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{laughs}'
        '<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>a&l9;&f;b</w:t></w:r></w:p></w:body>"
        "</w:document>"
    )
    path = plain(tmp_path)
    repacked(path, lambda name, raw: body.encode() if name == "word/document.xml" else raw)
    try:
        assert len(read_script(path, longest=1000).text) < 10
    except InvalidInput as error:
        assert "damaged .docx" in error.message  # noqa: PT017 - either is right


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    depth = 80
    body = (
        f"<w:document {nsdecls('w')}><w:body>"
        + "<w:sdt><w:sdtContent>" * depth
        + "<w:p><w:r><w:t>a</w:t></w:r></w:p>"
        + "</w:sdtContent></w:sdt>" * depth
        + "</w:body></w:document>"
    )
    path = plain(tmp_path)
    repacked(path, lambda name, raw: body.encode() if name == "word/document.xml" else raw)
    assert "damaged .docx" in refused(path)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_a_document_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "tin.docx"
    path.write_bytes(OLE + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100)
    assert "protected by a password" in refused(path)


def test_an_old_document_with_a_new_name_says_so(tmp_path: Path) -> None:
    path = tmp_path / "tin.docx"
    path.write_bytes(OLE + b"\0" * 1000 + "WordDocument".encode("utf-16-le"))
    assert "an old .doc inside" in refused(path)


def test_other_packages_are_named(tmp_path: Path) -> None:
    for names, says in (
        (["[Content_Types].xml", "xl/workbook.xml"], "an Excel workbook"),
        (["[Content_Types].xml", "ppt/presentation.xml"], "a PowerPoint presentation"),
        (["mimetype", "content.xml"], "an OpenDocument file"),
        (["anh.jpg"], "a ZIP archive"),
    ):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            for name in names:
                package.writestr(name, b"x")
        path = tmp_path / "tin.docx"
        path.write_bytes(buffer.getvalue())
        assert says in refused(path)
    path.write_bytes(b"%PDF-1.4")
    assert "a PDF document" in refused(path)
    path.write_bytes("Xin chào".encode())
    assert "plain text; rename it to end in .txt" in refused(path)
    path.write_bytes(b"")
    assert "is empty" in refused(path)
