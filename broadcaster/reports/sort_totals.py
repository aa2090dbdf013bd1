"""The totals below the weekly log: slots, and airtime by sort."""

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from broadcaster.reports.styles import Styles, days, write_across
from broadcaster.reports.weekly_log import WeeklyLog
from broadcaster.reports.words import OVERLAID

SORT, LENGTH = 6, 7
_NAME, _TIMES, _SUM = (0, 4), 5, (6, 7)


def write_sort_totals(
    sheet: Worksheet, styles: Styles, log: WeeklyLog, first: int, row: int
) -> int:
    """Write the totals from `row` on and return the next row.

    The log's lines begin at `first`, with their sorts and lengths in the columns `SORT` and
    `LENGTH`. Formulas carry their values, for programs that compute nothing.
    """
    write_across(sheet, row, (0, 10), _slots(log), styles.plain(bold=True))
    sorts = sorted({line.sort for line in log.lines if line.aired_s > 0})
    if not sorts:
        return row + 1
    head = row + 2
    write_across(sheet, head, _NAME, "Thể loại", styles.heading())
    sheet.write_string(head, _TIMES, "Số lượt phát", styles.heading())
    write_across(sheet, head, _SUM, "Thời lượng", styles.heading())
    for place, sort in enumerate(sorts, 1):
        _write_sort(sheet, styles, log, head + place, first, sort)
    total = head + len(sorts) + 1
    _write_sum(sheet, styles, log, head + 1, total)
    if not log.overlaid_s:
        return total + 1
    write_across(sheet, total + 1, (0, 10), OVERLAID, styles.plain(italic=True))
    return total + 2


def _slots(log: WeeklyLog) -> str:
    slots, aired, missed, cancelled = (
        sum(getattr(day, name) for day in log.days)
        for name in ("slots", "aired", "missed", "cancelled")
    )
    return f"Số buổi theo lịch: {slots}; đã phát: {aired}; bị lỡ: {missed}; đã huỷ: {cancelled}."


def _write_sort(
    sheet: Worksheet, styles: Styles, log: WeeklyLog, row: int, first: int, sort: str
) -> None:
    last = first + len(log.lines) - 1
    sorts = xl_range_abs(first, SORT, last, SORT)
    lengths = xl_range_abs(first, LENGTH, last, LENGTH)
    name = xl_rowcol_to_cell(row, _NAME[0])
    heard = [line.aired_s for line in log.lines if line.sort == sort]
    write_across(sheet, row, _NAME, sort, styles.cell())
    formula = f'=COUNTIFS({sorts},{name},{lengths},">0")'
    times = sum(seconds > 0 for seconds in heard)
    sheet.write_formula(row, _TIMES, formula, styles.cell(align="center"), times)
    formula = f"=SUMIF({sorts},{name},{lengths})"
    _write_length(sheet, styles, row, formula, sum(heard))


def _write_sum(sheet: Worksheet, styles: Styles, log: WeeklyLog, first: int, row: int) -> None:
    write_across(sheet, row, _NAME, "Cộng", styles.cell(bold=True))
    formula = f"=SUM({xl_range_abs(first, _TIMES, row - 1, _TIMES)})"
    times = sum(line.aired_s > 0 for line in log.lines)
    sheet.write_formula(row, _TIMES, formula, styles.cell(align="center", bold=True), times)
    formula = f"=SUM({xl_range_abs(first, _SUM[0], row - 1, _SUM[0])})"
    if log.overlaid_s:
        formula += f"-{days(log.overlaid_s):.9f}"
    _write_length(sheet, styles, row, formula, log.heard_s)


def _write_length(sheet: Worksheet, styles: Styles, row: int, formula: str, seconds: float) -> None:
    sheet.merge_range(row, _SUM[0], row, _SUM[1], "", styles.length())
    sheet.write_formula(row, _SUM[0], formula, styles.length(), days(seconds))
