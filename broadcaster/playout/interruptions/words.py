"""What people here call how an open interruption stands: the one place for these words."""

from datetime import datetime

from broadcaster.clock import local

STANDING_VI = {
    "on air": "đang phát",
    "queued": "đang chờ lượt khác xong",
    "interrupted": "bị lượt khác ngắt, sẽ phát lại",
    "waiting": "chờ nhắc lại",
}


def standing_vi(state: str, again_at: datetime | None, plan: str = "") -> str:
    """Return how it stands, its plan to repeat if one is given, and when it is told again."""
    again = f"lần tới {local(again_at):%d/%m/%Y %H:%M:%S}" if again_at else ""
    return ", ".join(filter(None, (STANDING_VI[state], plan, again)))
