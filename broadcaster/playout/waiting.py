"""Why a slot whose second is over has not begun yet. Pure."""

from datetime import datetime

from broadcaster.playout.air import SlotPlan

CLOCK = "đang chờ giờ máy được chỉnh đúng"
EMERGENCY = "đang chờ phát khẩn cấp hoặc diễn tập xong"
LIVE = "đang chờ phát trực tiếp xong"
OUTPUT = "đang chờ mở được thiết bị âm thanh"
SOON = "sắp bắt đầu"


def why_waits(
    plan: SlotPlan,
    now: datetime,
    *,
    clock_held: bool,
    alarming: bool,
    speaking: bool,
    on_air: SlotPlan | None,
    output_error: str,
) -> str:
    """Return what the slot waits for (Vietnamese); empty while its second is still to come.

    `on_air` is the slot that is heard, which one that is not to cut it off waits for.
    """
    if now < plan.planned_at:
        return ""
    if clock_held:
        return CLOCK
    if alarming:
        return EMERGENCY
    if speaking:
        return LIVE
    if output_error:
        return OUTPUT
    return f"đang chờ {on_air.name} phát xong" if on_air else SOON
