"""When a slot that has not begun is given up: one rule for the air and for who is told. Pure."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from broadcaster.timetable import tolerated_s

if TYPE_CHECKING:
    from broadcaster.playout.air import SlotPlan

LEAST_USEFUL_S = 5.0
"""A slot of which no more than this would be left is not begun."""


def latest_start(planned_at: datetime, length_s: float, limit_s: float) -> datetime:
    """Return until when a slot may begin: at most `limit_s` late, and while it is worth it."""
    patience_s = min(limit_s, tolerated_s(length_s) - LEAST_USEFUL_S)
    return planned_at + timedelta(seconds=patience_s)


def too_late(plan: "SlotPlan", now: datetime, limit_s: float) -> str | None:
    """Return why a slot that has not begun by `now` must be given up; None if it may begin."""
    if now <= latest_start(plan.planned_at, plan.length_s, limit_s):
        return None
    late = now - plan.planned_at
    if late > timedelta(seconds=limit_s):
        return f"trễ {round(late.total_seconds() / 60)} phút, quá mức cho phép"
    return "đã hết giờ của buổi phát"
