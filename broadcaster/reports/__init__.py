"""What the log says, as documents officers hand in."""

from broadcaster.reports.service import WEEKLY_LOG, endings, kinds, report_bytes, write_report
from broadcaster.reports.weekly_log import DayTotal, Line, WeeklyLog, weekly_log

__all__ = [
    "WEEKLY_LOG",
    "DayTotal",
    "Line",
    "WeeklyLog",
    "endings",
    "kinds",
    "report_bytes",
    "weekly_log",
    "write_report",
]
