"""What official documents, and others, call themselves."""

from pathlib import Path

import docx
import pytest

from broadcaster.newsroom import read_script
from broadcaster.newsroom.titles import LONGEST_TITLE, title_of

LETTERHEAD = """\
ỦY BAN NHÂN DÂN            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ MẪU                     Độc lập - Tự do - Hạnh phúc
-------                    ---------------
Số: 15/TB-UBND             Xã Mẫu, ngày 03 tháng 9 năm 2026
"""
BODY = "Ủy ban nhân dân xã thông báo đến toàn thể bà con như sau:"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (
            f"THÔNG BÁO\nVề việc tạm ngừng cung cấp nước\n\n{BODY}",
            "Thông báo về việc tạm ngừng cung cấp nước",
        ),
        (
            f"{LETTERHEAD}\nTHÔNG BÁO\nV/v nghỉ lễ Quốc khánh 2/9\n-----\n{BODY}",
            "Thông báo về việc nghỉ lễ Quốc khánh 2/9",
        ),
        (f"Thông báo:\n(V/v: cấm đường)\n{BODY}", "Thông báo về việc cấm đường"),
        (
            (
                f"{LETTERHEAD}\nQUYẾT ĐỊNH\nVề việc thành lập Ban Chỉ huy phòng thủ dân sự\n"
                "và tìm kiếm cứu nạn xã Mẫu\n\nCHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MẪU\nCăn cứ Luật …;\n"
                "QUYẾT ĐỊNH:\nĐiều 1. Thành lập …"
            ),
            "Quyết định về việc thành lập Ban Chỉ huy phòng thủ dân sự và tìm kiếm cứu nạn xã Mẫu",
        ),
        (
            (
                "KẾ HOẠCH\n\nGiảm nghèo về thông tin trên địa bàn xã Mẫu năm 2026\n\n"
                "Căn cứ Quyết định số 1277/QĐ-UBND của UBND tỉnh;"
            ),
            "Kế hoạch giảm nghèo về thông tin trên địa bàn xã Mẫu năm 2026",
        ),
        (
            (
                "KẾ HOẠCH\nTruyền thông về giảm nghèo\n\nbền vững giai\n\nđoạn 2026 – 2030\n\n"
                "I. MỤC ĐÍCH, YÊU CẦU"
            ),
            "Kế hoạch truyền thông về giảm nghèo bền vững giai đoạn 2026 – 2030",
        ),
        (
            "KẾ HOẠCH\nUBND xã tiếp công dân quý IV\n\nThực hiện Luật Tiếp công dân, …",
            "Kế hoạch UBND xã tiếp công dân quý IV",
        ),
        (f"{LETTERHEAD}V/v tăng cường phòng cháy\n\nKính gửi: …", "Về việc tăng cường phòng cháy"),
        (
            "THÔNG BÁO\n\nSáng mai, trạm y tế xã tiêm phòng. Mời bà con đến.",
            "Thông báo: Sáng mai, trạm y tế xã tiêm phòng. Mời bà con đến.",
        ),
        (
            "GIẤY MỜI\nKính gửi: Các hộ dân thôn 3\nChiều nay họp thôn, mời bà con dự.",
            "Giấy mời: Chiều nay họp thôn, mời bà con dự.",
        ),
        ("THÔNG BÁO\n\nKính gửi: Bà con thôn 3", "THÔNG BÁO"),
        ("THÔNG BÁO", "THÔNG BÁO"),
        ("Lịch họp thôn\nTHÔNG BÁO\nVề việc khác", "Lịch họp thôn"),
        ("CẢNH BÁO LŨ\nNước sông đang lên nhanh.", "CẢNH BÁO LŨ"),
        ("Thông báo lịch cúp điện\nVề việc này, …", "Thông báo lịch cúp điện"),
        ("Về việc cấm đường, xã thông báo:\nSáng mai cấm.", "Về việc cấm đường, xã thông báo:"),
    ],
)
def test_a_bare_kind_of_document_takes_its_matter_into_the_title(
    tmp_path: Path, written: str, title: str
) -> None:
    path = tmp_path / "van-ban.txt"
    path.write_text(written, encoding="utf-8")
    script = read_script(path, longest=5000)
    assert script.title == title
    assert script.text == written.strip()


@pytest.mark.parametrize("styled", [True, False])
def test_a_word_document_takes_its_matter_into_the_title(tmp_path: Path, *, styled: bool) -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nXÃ MẪU"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    if styled:
        document.add_heading("THÔNG BÁO", 1)
    else:
        document.add_paragraph("THÔNG BÁO")
    document.add_paragraph("Về việc tổng vệ sinh môi trường")
    document.add_paragraph(BODY)
    path = tmp_path / "van-ban.docx"
    document.save(str(path))
    title = read_script(path, longest=5000).title
    assert title == "Thông báo về việc tổng vệ sinh môi trường"


def test_a_title_is_never_too_long() -> None:
    title = title_of(["THÔNG BÁO", "Về việc " + "tổ chức " * 60])
    assert len(title) <= LONGEST_TITLE
    assert title.startswith("Thông báo về việc tổ chức")
    assert title.endswith("…")
