"""The as-run log: what really aired, by day or week, as a file, and whether its chain holds."""

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response

from broadcaster.airlog import ANCHOR_FILE, AsRunEntry, Outcome, entries, read_head, verify
from broadcaster.clock import local_date, start_of
from broadcaster.errors import InvalidInput
from broadcaster.playout import dead_air_changes
from broadcaster.reports import WEEKLY_LOG, report_bytes
from broadcaster.timetable import EntryKind
from web.panel import panel

LONGEST_SHOWN_DAYS = 31
LONGEST_REPORT_DAYS = 366
ONE_DAY = timedelta(days=1)
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}

blueprint = Blueprint("log", __name__, url_prefix="/log")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Days:
    """The days that were asked for, both included."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many days they are."""
        return (self.last - self.first).days + 1


@blueprint.get("/")
def page() -> str | tuple[str, int]:
    """Show the entries of the days that were asked for, today's if none."""
    today = local_date(panel().clock.now())
    outcome = next((o for o in Outcome if o.value == request.args.get("outcome")), None)
    kind = next((k for k in EntryKind if k.value == request.args.get("kind")), None)
    error = ""
    try:
        days = _asked_days(LONGEST_SHOWN_DAYS)
    except InvalidInput as refused:
        days, error = Days(first=today, last=today), refused.vi
    with panel().store.reading() as session:
        until = start_of(days.last + ONE_DAY)
        found = entries(session, start_of(days.first), until)
        silences = dead_air_changes(session, start_of(days.first), until)
    shown = [
        entry
        for entry in found
        if (outcome is None or entry.outcome is outcome) and (kind is None or entry.kind is kind)
    ]
    page = render_template(
        "log/page.html",
        now=panel().clock.now(),
        player_runs=panel().player_runs(),
        days=days,
        by_day=_by_day(shown),
        shown=len(shown),
        silences=silences,
        outcome=outcome,
        kind=kind,
        ranges=_ranges(today),
        error=error,
    )
    return (page, 400) if error else page


@blueprint.get("/report.<ending>")
def report(ending: str) -> Response:
    """Send the log of these days as a file."""
    days, player_runs = _asked_days(LONGEST_REPORT_DAYS), panel().player_runs()
    with panel().store.reading() as session:
        content = report_bytes(
            WEEKLY_LOG,
            ending,
            session,
            panel().station,
            days.first,
            days.last,
            now=panel().clock.now(),
            player_runs=player_runs,
        )
    name = f"nhat-ky-phat-thanh_{days.first:%Y-%m-%d}_{days.last:%Y-%m-%d}.{ending}"
    return send_file(
        BytesIO(content), mimetype=TYPES.get(ending), as_attachment=True, download_name=name
    )


@blueprint.get("/verification")
def verification() -> str:
    """Show whether every row of the log is still the one that was written."""
    head, fault = None, ""
    try:
        head = read_head(panel().station.run / ANCHOR_FILE)
    except InvalidInput as error:
        fault = error.vi
    with panel().store.reading() as session:
        verdict = verify(session, head)
    if not verdict.ok:
        _log.error("the log's chain is broken at row %s: %s", verdict.first_bad_seq, verdict.why)
    template = "log/verification.html" if request.headers.get("X-Part") else "log/verified.html"
    return render_template(template, verdict=verdict, fault=fault)


def _asked_days(longest: int) -> Days:
    today = local_date(panel().clock.now())
    first = _day(request.args.get("from", ""), today)
    last = _day(request.args.get("to", ""), max(first, today) if first > today else first)
    days = Days(first=first, last=last)
    if days.count < 1:
        message = "the first day is after the last one"
        raise InvalidInput(message, "Ngày đầu sau ngày cuối; hãy chọn lại.")
    if days.count > longest:
        message = f"these are more than {longest} days"
        raise InvalidInput(
            message, f"Khoảng ngày dài quá {longest} ngày; hãy chọn khoảng ngắn hơn."
        )
    return days


def _day(text: str, otherwise: date) -> date:
    if not text.strip():
        return otherwise
    try:
        day = date.fromisoformat(text.strip())
        start_of(day), start_of(day + ONE_DAY)
    except (ValueError, OverflowError) as error:
        message = f"'{text}' is not a day"
        raise InvalidInput(message, "Ngày chưa đúng: hãy chọn ngày trong ô lịch.") from error
    return day


def _by_day(shown: list[AsRunEntry]) -> list[tuple[date, list[AsRunEntry]]]:
    found: dict[date, list[AsRunEntry]] = {}
    for entry in shown:
        found.setdefault(local_date(entry.moment), []).append(entry)
    return list(found.items())


def _ranges(today: date) -> list[tuple[str, Days]]:
    """Return the ranges that one press chooses."""
    monday = today - timedelta(days=today.weekday())
    return [
        ("Hôm nay", Days(first=today, last=today)),
        ("Hôm qua", Days(first=today - ONE_DAY, last=today - ONE_DAY)),
        ("Tuần này", Days(first=monday, last=monday + timedelta(days=6))),
        ("Tuần trước", Days(first=monday - timedelta(days=7), last=monday - ONE_DAY)),
    ]
