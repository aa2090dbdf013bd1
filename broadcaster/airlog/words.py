"""What people here call how a sound went on air: the one place for these words."""

from datetime import datetime, timedelta

from broadcaster.airlog.models import Outcome
from broadcaster.airlog.service import AsRunEntry

OUTCOME_VI: dict[Outcome, str] = {
    Outcome.AIRED: "Đã phát",
    Outcome.CUT: "Bị cắt",
    Outcome.MISSED: "Bị lỡ",
    Outcome.FAILED: "Lỗi",
}
COMING_VI = "Sắp phát"
ON_AIR_VI = "Đang phát"
UNKNOWN_VI = "Chưa rõ: máy phát đã dừng"

PATIENCE = timedelta(minutes=1)
"""How long after its planned end a sound without an end in the log is still believed on air."""


def result_vi(entry: AsRunEntry, now: datetime) -> str:
    """Return how the sound went, as known at `now`."""
    if entry.outcome is not None:
        return OUTCOME_VI[entry.outcome]
    if is_coming(entry, now):
        return COMING_VI
    return ON_AIR_VI if is_on_air(entry, now) else UNKNOWN_VI


def is_coming(entry: AsRunEntry, now: datetime) -> bool:
    """Return whether the sound is announced, and its moment has not come."""
    return entry.outcome is None and now < entry.moment


def is_on_air(entry: AsRunEntry, now: datetime) -> bool:
    """Return whether the sound is on air at `now`, by the log alone.

    A player that died wrote no end: long after the planned end nothing is on air any more.
    """
    if entry.outcome is not None:
        return False
    end = entry.moment + timedelta(seconds=entry.planned_s)
    return entry.moment <= now <= end + PATIENCE
