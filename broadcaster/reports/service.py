"""Reports as files: which there are, in which forms, and how they reach the disk."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from broadcaster.errors import BroadcasterError, InvalidInput, NotFound
from broadcaster.reports.csv import csv_bytes
from broadcaster.reports.weekly_log import WeeklyLog, weekly_log
from broadcaster.reports.xlsx import xlsx_bytes
from broadcaster.station import Station
from broadcaster.whole_file import put_whole

WEEKLY_LOG = "weekly-log"

_FORMS: dict[str, dict[str, Callable[[WeeklyLog], bytes]]] = {
    WEEKLY_LOG: {"xlsx": xlsx_bytes, "csv": csv_bytes},
}


def kinds() -> list[str]:
    """Return the reports there are."""
    return list(_FORMS)


def endings(kind: str) -> list[str]:
    """Return the file endings a report can have, without dot; `InvalidInput` if there is none."""
    if kind not in _FORMS:
        there = ", ".join(_FORMS)
        message = f"there is no report '{kind}'; choose one of: {there}"
        raise InvalidInput(
            message,
            f"Không có loại báo cáo “{kind}”; hãy chọn: {there}.",
        )
    return list(_FORMS[kind])


def report_bytes(
    kind: str,
    ending: str,
    session: Session,
    station: Station,
    first: date,
    last: date,
    *,
    now: datetime,
    player_runs: bool,
) -> bytes:
    """Return a report over the days from `first` to `last`, both included, as a file's content.

    `now` and `player_runs` tell what is on air while it is made.

    Raises `InvalidInput` for an unknown kind or ending, or days in the wrong order.
    """
    known = endings(kind)
    if ending not in known:
        there = ", ".join(known)
        message = (
            f"the report '{kind}' cannot be a '{ending}' file; use one of the endings: {there}"
        )
        raise InvalidInput(
            message,
            f"Báo cáo này không có dạng tệp “{ending}”; hãy chọn đuôi: {there}.",
        )
    if first > last:
        message = f"the first day {first} is after the last day {last}; exchange them"
        raise InvalidInput(
            message,
            f"Ngày đầu {first:%d/%m/%Y} sau ngày cuối {last:%d/%m/%Y}; hãy đổi lại.",
        )
    log = weekly_log(session, station, first, last, now=now, player_runs=player_runs)
    return _FORMS[kind][ending](log)


def write_report(
    kind: str,
    session: Session,
    station: Station,
    first: date,
    last: date,
    path: Path,
    *,
    now: datetime,
    player_runs: bool,
) -> Path:
    """Return the path of the report, written whole or not at all; its ending chooses the form.

    Raises `InvalidInput` as `report_bytes` does, `NotFound` for a folder that is not there,
    `BroadcasterError` if the file cannot be written.
    """
    path = path.expanduser().absolute()
    ending = path.suffix.lower().lstrip(".")
    content = report_bytes(
        kind, ending, session, station, first, last, now=now, player_runs=player_runs
    )
    if not path.parent.is_dir():
        message = f"there is no folder {path.parent}; create it or choose another"
        raise NotFound(
            message,
            f"Không có thư mục {path.parent}; hãy tạo thư mục hoặc chọn thư mục khác.",
        )
    try:
        put_whole(path, content)
    except OSError as error:
        reason = error.strerror or str(error)
        message = (
            f"{path} cannot be written ({reason}); close it in other programs, make room on the "
            "disk or choose another folder"
        )
        raise BroadcasterError(
            message,
            f"Không ghi được tệp {path} ({reason}); hãy đóng tệp ở chương trình khác, giải phóng "
            "ổ đĩa hoặc chọn thư mục khác.",
        ) from error
    return path
