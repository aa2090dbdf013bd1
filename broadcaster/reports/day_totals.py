"""The sheet with each day's totals."""

from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from broadcaster.reports.styles import Styles, days, lay_page, set_height, write_across
from broadcaster.reports.weekly_log import DayTotal, WeeklyLog
from broadcaster.reports.words import OVERLAID
from broadcaster.timetable import EntryKind

_COUNTS = {
    "Buổi theo lịch": "slots",
    "Buổi đã phát": "aired",
    "Buổi bị lỡ": "missed",
    "Buổi đã huỷ": "cancelled",
    "Mục cắt, lỡ, lỗi": "not_whole",
}
_LENGTHS = {
    "Tin bài": (EntryKind.ITEM,),
    "Nhạc hiệu, tiếng báo": (EntryKind.TUNE, EntryKind.CHIME),
    "Lời dẫn": (EntryKind.ANNOUNCEMENT,),
    "Tiếp âm": (EntryKind.RELAY,),
    "Trực tiếp": (EntryKind.LIVE,),
    "Khẩn cấp": (EntryKind.EMERGENCY,),
    "Diễn tập": (EntryKind.DRILL,),
}
_HEADINGS = ("Ngày", *_COUNTS, *_LENGTHS, "Tổng thời lượng")
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_WIDTHS = (23.0, *[9.5] * (len(_HEADINGS) - 1))


def write_day_totals(sheet: Worksheet, styles: Styles, log: WeeklyLog) -> None:
    """Write a line per day and their sum; drills are counted apart and in the total airtime."""
    lay_page(sheet, _WIDTHS)
    across = (0, len(_HEADINGS) - 1)
    write_across(sheet, 0, across, "TỔNG HỢP THEO NGÀY", styles.centred(bold=True, font_size=14))
    period = f"{log.station}, từ ngày {log.first:%d/%m/%Y} đến ngày {log.last:%d/%m/%Y}"
    write_across(sheet, 1, across, period, styles.centred(italic=True))
    head = 3
    for column, heading in enumerate(_HEADINGS):
        sheet.write_string(head, column, heading, styles.heading())
    set_height(sheet, head, _HEADINGS, _WIDTHS, bold=True)
    sheet.repeat_rows(head)
    for row, total in enumerate(log.days, head + 1):
        shown = f"{_WEEKDAYS[total.day.weekday()]}, {total.day:%d/%m/%Y}"
        sheet.write_string(row, 0, shown, styles.cell())
        for column, value in enumerate(_values(total), 1):
            sheet.write_number(row, column, value, _style(styles, column))
    _sum(sheet, styles, log, head + 1)
    if log.overlaid_s:
        row = head + len(log.days) + 2
        write_across(sheet, row, across, OVERLAID, styles.plain(italic=True))


def _sum(sheet: Worksheet, styles: Styles, log: WeeklyLog, first: int) -> None:
    row = first + len(log.days)
    sheet.write_string(row, 0, "Cộng", styles.cell(bold=True))
    sums = [sum(values) for values in zip(*map(_values, log.days), strict=True)]
    for column, value in enumerate(sums, 1):
        formula = f"=SUM({xl_range(first, column, row - 1, column)})"
        sheet.write_formula(row, column, formula, _style(styles, column, bold=True), value)


def _values(total: DayTotal) -> list[float]:
    counts = [float(getattr(total, name)) for name in _COUNTS.values()]
    return [
        *counts,
        *(days(sum(total.aired_s[kind] for kind in kinds)) for kinds in _LENGTHS.values()),
        days(total.heard_s),
    ]


def _style(styles: Styles, column: int, **properties: object) -> object:
    number = "0" if column <= len(_COUNTS) else "[h]:mm:ss"
    return styles.cell(align="center", num_format=number, **properties)
