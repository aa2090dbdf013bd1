"""The weekly log as CSV: for Excel and for other programs."""

import csv
import io
from datetime import datetime

from broadcaster.reports.weekly_log import Line, WeeklyLog, shown

COLUMNS = (
    "STT",
    "Ngày",
    "Giờ theo lịch",
    "Giờ phát thực tế",
    "Chương trình",
    "Nội dung",
    "Thể loại",
    "Thời lượng (giây)",
    "Giọng đọc",
    "Kết quả",
    "Lý do",
    "Mã băm",
)
NOTHING = "Không có nội dung nào được phát trong thời gian này"

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_bytes(log: WeeklyLog) -> bytes:
    """Return the log as UTF-8 with a byte order mark, by which Excel knows it is UTF-8.

    Times are Vietnam's. Text that a spreadsheet would take for a formula gets an apostrophe
    in front.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(line) for line in log.lines)
    if not log.lines:
        writer.writerow(["", "", "", "", "", NOTHING, *[""] * (len(COLUMNS) - 6)])
    return text.getvalue().encode("utf-8-sig")


def _cells(line: Line) -> list[str]:
    return [
        str(line.number),
        line.day.strftime("%d/%m/%Y"),
        _time(line.planned_at),
        _time(line.started_at),
        *map(_safe, (line.programme, line.content, line.sort)),
        f"{line.aired_s:.3f}",
        *map(_safe, (line.voice, line.result, line.reason)),
        line.hash,
    ]


def _safe(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _time(moment: datetime | None) -> str:
    return shown(moment).strftime("%H:%M:%S") if moment else ""
