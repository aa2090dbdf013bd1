"""The weekly log as a workbook: the log itself, and a sheet with each day's totals."""

import io

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from broadcaster.reports.day_totals import write_day_totals
from broadcaster.reports.sort_totals import LENGTH, SORT, write_sort_totals
from broadcaster.reports.styles import (
    FirstPageUnnumbered,
    Styles,
    days,
    lay_page,
    set_height,
    write_across,
    write_time,
)
from broadcaster.reports.weekly_log import WeeklyLog

COLUMNS = {
    "STT": 5,
    "Ngày": 12.5,
    "Giờ theo lịch": 9.5,
    "Giờ phát thực tế": 9.5,
    "Chương trình": 13,
    "Nội dung": 34,
    "Thể loại": 11,
    "Thời lượng": 10.5,
    "Giọng đọc": 12,
    "Kết quả": 11,
    "Lý do": 14,
}
_WIDTHS = tuple(COLUMNS.values())
_LAST = len(COLUMNS) - 1
_LEFT, _RIGHT, _ALL = (0, 4), (5, _LAST), (0, _LAST)
_SIGNERS = {
    (0, 4): "NGƯỜI LẬP BIỂU",
    (5, 6): "NGƯỜI KIỂM TRA",
    (7, _LAST): "THỦ TRƯỞNG ĐƠN VỊ",
}
_SIGNING_ROOM = 4
NOTHING = "Không có nội dung nào được phát trong thời gian này."


def xlsx_bytes(log: WeeklyLog) -> bytes:
    """Return the workbook. Text is written as text, so that a title with '=' is no formula."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": _title(log), "author": log.station})
        styles = Styles(workbook)
        sheet = workbook.add_worksheet("Nhật ký", FirstPageUnnumbered)
        lay_page(sheet, _WIDTHS)
        row = _letterhead(sheet, styles, log)
        first, row = _lines(sheet, styles, log, row)
        row = write_sort_totals(sheet, styles, log, first, row + 1)
        row = _signatures(sheet, styles, row + 1)
        _seal(sheet, styles, log, row + 1)
        write_day_totals(workbook.add_worksheet("Tổng hợp"), styles, log)
    return content.getvalue()


def _title(log: WeeklyLog) -> str:
    return f"Sổ nhật ký phát thanh {log.station} {log.first:%d/%m/%Y}–{log.last:%d/%m/%Y}"


def _letterhead(sheet: Worksheet, styles: Styles, log: WeeklyLog) -> int:
    """Write what stands above the table (NĐ 30/2020, phụ lục I); return the next row.

    Number, place and date are left to be filled in.
    """
    station = log.station.upper()
    is_office = station.startswith("ĐÀI")
    office = "ỦY BAN NHÂN DÂN " + ("………………" if is_office else station)
    plain, bold = styles.centred(), styles.centred(bold=True)
    motto = styles.centred(bold=True, font_size=14)
    lines = [
        (office, plain, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold),
        (station if is_office else "ĐÀI TRUYỀN THANH", bold, "Độc lập - Tự do - Hạnh phúc", motto),
        ("─" * 8, plain, "─" * 20, plain),
        (
            "Số: ……… /………",
            plain,
            "……………, ngày …… tháng …… năm ………",
            styles.centred(italic=True),
        ),
    ]
    for row, (left, left_style, right, right_style) in enumerate(lines):
        write_across(sheet, row, _LEFT, left, left_style)
        write_across(sheet, row, _RIGHT, right, right_style)
    sheet.set_row(2, 10)
    row = len(lines) + 1
    heading = styles.centred(bold=True, font_size=14)
    write_across(sheet, row, _ALL, "SỔ NHẬT KÝ PHÁT THANH HẰNG TUẦN", heading)
    period = f"Từ ngày {log.first:%d/%m/%Y} đến ngày {log.last:%d/%m/%Y}"
    write_across(sheet, row + 1, _ALL, period, styles.centred(italic=True))
    return row + 3


def _lines(sheet: Worksheet, styles: Styles, log: WeeklyLog, head: int) -> tuple[int, int]:
    """Write the table; return its first row of values and the row behind the last."""
    for column, heading in enumerate(COLUMNS):
        sheet.write_string(head, column, heading, styles.heading())
    set_height(sheet, head, tuple(COLUMNS), _WIDTHS, bold=True)
    sheet.repeat_rows(head)
    first = head + 1
    text, middle = styles.cell(), styles.cell(align="center")
    day = styles.cell(align="center", num_format="dd/mm/yyyy")
    clock = styles.cell(align="center", num_format="hh:mm:ss")
    for row, line in enumerate(log.lines, first):
        sheet.write_number(row, 0, line.number, middle)
        sheet.write_datetime(row, 1, line.day, day)
        write_time(sheet, row, 2, line.planned_at, clock)
        write_time(sheet, row, 3, line.started_at, clock)
        sheet.write_string(row, 4, line.programme, text)
        sheet.write_string(row, 5, line.content, text)
        sheet.write_string(row, SORT, line.sort, text)
        sheet.write_number(row, LENGTH, days(line.aired_s), styles.length())
        sheet.write_string(row, 8, line.voice, text)
        sheet.write_string(row, 9, line.result, text)
        sheet.write_string(row, 10, line.reason, text)
        texts = (line.programme, line.content, line.sort, "", line.voice, line.result, line.reason)
        set_height(sheet, row, texts, _WIDTHS[4:])
    if not log.lines:
        write_across(sheet, first, _ALL, NOTHING, styles.cell(align="center", italic=True))
    return first, first + max(1, len(log.lines))


def _signatures(sheet: Worksheet, styles: Styles, row: int) -> int:
    """Write the places of the three signers and the recipients; return the next row."""
    for columns, signer in _SIGNERS.items():
        write_across(sheet, row, columns, signer, styles.centred(bold=True))
        note = "(Ký, ghi rõ họ tên)"
        write_across(sheet, row + 1, columns, note, styles.centred(italic=True))
    row += 2 + _SIGNING_ROOM
    small = {"font_size": 11}
    recipients = styles.plain(bold=True, italic=True, **small)
    write_across(sheet, row, _LEFT, "Nơi nhận:", recipients)
    for line in ("- ……………………;", "- Lưu: VT."):
        row += 1
        write_across(sheet, row, _LEFT, line, styles.plain(**small))
    return row + 1


def _seal(sheet: Worksheet, styles: Styles, log: WeeklyLog, row: int) -> None:
    colour = {} if log.verdict.ok else {"bold": True, "font_color": "#C00000"}
    style = styles.plain(text_wrap=True, font_size=10, **colour)
    write_across(sheet, row, _ALL, log.sealed, style)
    sheet.set_row(row, 34)
