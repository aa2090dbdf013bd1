"""How an interruption stands or came to its end, in the player's names and in people's words."""

from datetime import datetime

from broadcaster.clock import nearest_second

ON_AIR = "on air"
STARTING = "starting"
QUEUED = "queued"
INTERRUPTED = "interrupted"
WAITING = "waiting"

STANDING_EN = {
    ON_AIR: "on air",
    STARTING: "about to be heard",
    QUEUED: "queued behind another one",
    INTERRUPTED: "interrupted by another one, told again behind it",
    WAITING: "waiting to be repeated",
}
STANDING_VI = {
    ON_AIR: "đang phát",
    STARTING: "sắp ra loa",
    QUEUED: "đang chờ lượt khác xong",
    INTERRUPTED: "bị lượt khác ngắt, sẽ phát lại",
    WAITING: "chờ nhắc lại",
}

GAVE_WAY = "gave way"
STOPPED = "stopped"
CANCELLED = "cancelled"

GIVEN_UP = {
    GAVE_WAY: ("it gave way to a real emergency", "nhường tin khẩn cấp thật"),
    STOPPED: ("somebody stopped all that was on air", "có người đã bấm dừng phát"),
    CANCELLED: ("somebody cancelled it", "có người đã huỷ lượt này"),
}
"""Why one is over that a person, or a higher one, ended: in English and in Vietnamese."""


def standing_en(state: str, again_at: datetime | None) -> str:
    """Return how it stands, and when it is told again, in English."""
    again = f"next at {_moment(again_at)}" if again_at else ""
    return ", ".join(filter(None, (STANDING_EN[state], again)))


def standing_vi(state: str, again_at: datetime | None, plan: str = "") -> str:
    """Return how it stands, its plan to repeat if one is given, and when it is told again."""
    again = f"lần tới {_moment(again_at)}" if again_at else ""
    return ", ".join(filter(None, (STANDING_VI[state], plan, again)))


def _moment(at: datetime) -> str:
    return f"{nearest_second(at):%d/%m/%Y %H:%M:%S}"
