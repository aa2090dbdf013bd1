"""Decisions about time: what still fits into a slot, and whether a late one may still air."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from broadcaster.playout.air import AirItem, SlotPlan
from broadcaster.timetable import EntryKind

NEWS = frozenset({EntryKind.ITEM, EntryKind.RELAY})
LEAST_USEFUL_S = 5.0


def fit(pending: Sequence[AirItem], room: int) -> tuple[list[AirItem], list[AirItem]]:
    """Return what of `pending` is kept and what is dropped so that it fits into `room` samples.

    1. Everything fits: everything is kept.
    2. Otherwise news items go, the last first, until the rest fits: the greeting and the closing
       belong to the slot, and what stands early in a rundown is what matters most. A relay ends
       earlier instead, as long as something of it is left.
    3. If even that is too long, entries go from the front, so that the closing tune is heard.
    """
    kept = list(pending)
    dropped: list[AirItem] = []
    for item in reversed(pending):
        if _length(kept) <= room:
            break
        too_long = _length(kept) - room
        if item.relayed and item.remaining > too_long:
            kept[kept.index(item)] = item.shortened(too_long)
        elif item.kind in NEWS or item.relayed:
            kept.remove(item)
            dropped.insert(0, item)
    while kept and _length(kept) > room:
        dropped.insert(0, kept.pop(0))
    return kept, dropped


def too_late(plan: SlotPlan, now: datetime, limit_s: float) -> str | None:
    """Return why a slot that has not begun by `now` must be given up; None if it may begin."""
    late = now - plan.planned_at
    if late > timedelta(seconds=limit_s):
        return f"trễ {round(late.total_seconds() / 60)} phút, quá mức cho phép"
    if now + timedelta(seconds=LEAST_USEFUL_S) >= plan.limit:
        return "đã hết giờ của buổi phát"
    return None


def _length(items: Sequence[AirItem]) -> int:
    return sum(item.remaining for item in items)
