"""Why a slot whose second is over has not begun yet, or is not heard any more. Pure."""

from datetime import datetime
from typing import NamedTuple

from broadcaster.playout.air import SlotPlan


class Waits(NamedTuple):
    """What a slot waits for, in English and in Vietnamese."""

    en: str
    vi: str


NOTHING = Waits("", "")
CLOCK = Waits("waits for the clock to be set right", "đang chờ giờ máy được chỉnh đúng")
EMERGENCY = Waits(
    "waits for the end of an emergency or a drill", "đang chờ phát khẩn cấp hoặc diễn tập xong"
)
LIVE = Waits("waits for the end of a live speech", "đang chờ phát trực tiếp xong")
OUTPUT = Waits("waits for the sound device to open", "đang chờ mở được thiết bị âm thanh")
SOON = Waits("is about to begin", "sắp bắt đầu")


def why_waits(
    plan: SlotPlan,
    now: datetime,
    *,
    clock_held: bool,
    alarming: bool,
    speaking: bool,
    on_air: SlotPlan | None,
    output_error: str,
) -> Waits:
    """Return what the slot waits for; `NOTHING` while its second is still to come.

    `on_air` is the slot that is heard, which one that is not to cut it off waits for.
    """
    if now < plan.planned_at:
        return NOTHING
    causes = ((clock_held, CLOCK), (alarming, EMERGENCY), (speaking, LIVE), (output_error, OUTPUT))
    found = next((waits for holds, waits in causes if holds), None)
    if found is None and on_air is not None:
        return Waits(f"waits for the end of {on_air.name}", f"đang chờ {on_air.name} phát xong")
    return found or SOON


def silent_since(
    show: SlotPlan | None, now: datetime, *, lost_at: datetime | None
) -> datetime | None:
    """Return since when nothing is heard of the slot on air, which goes on with its device.

    None while the device is there (it is not lost), and once the slot's time is over.
    """
    if show is None or lost_at is None or now >= show.limit:
        return None
    return max(lost_at, show.planned_at)
