"""When an interruption is heard again, and whether one may go on after a restart. Plain values."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.clock import local
from broadcaster.errors import InvalidInput

SHORTEST_EVERY_S = 60.0
LONGEST_EVERY_S = 86_400.0
TAKEN_UP_WITHIN_S = 600.0
"""An emergency that a restart interrupted is told again if it was asked for this recently."""

_EVERY = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_HOUR = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


@dataclass(frozen=True, kw_only=True)
class RepeatPlan:
    """Each `every_s` seconds from start to start, until cancelled or `until`."""

    every_s: float
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a plan that would be noise, or none. `InvalidInput`."""
        if not SHORTEST_EVERY_S <= self.every_s <= LONGEST_EVERY_S:
            message = "a message may be repeated every 1 minute to every 24 hours"
            raise InvalidInput(message, "Chỉ nhắc lại từ mỗi 1 phút đến mỗi 24 giờ.")

    def next_in(self, since_start_s: float, left_s: float | None) -> float | None:
        """Return in how many seconds it is heard again; None if its time is over by then.

        `left_s` is how long the plan still lasts; None if it has no end.
        """
        wait_s = max(0.0, self.every_s - since_start_s)
        return None if left_s is not None and wait_s >= left_s else wait_s


def may_go_on(asked_at: datetime, now: datetime, plan: RepeatPlan | None) -> bool:
    """Return whether an emergency that a stop of the player interrupted may still be told.

    A plan goes on until its end. A single message was meant for its moment; if the clock was set
    back meanwhile, nobody knows how long ago that was, and it is told.
    """
    if plan is not None:
        return plan.until is None or now < plan.until
    return (now - asked_at).total_seconds() <= TAKEN_UP_WITHIN_S


def seconds_of(written: str) -> float:
    """Return the seconds of `10m`, `90s`, `1h30m`. `InvalidInput` for anything else."""
    found = _EVERY.fullmatch(written.strip().casefold())
    if not found or not any(found.groups()):
        message = f"'{written}' is no length of time; write 10m, 90s or 1h30m"
        raise InvalidInput(message, "Hãy ghi khoảng cách như 10m, 90s hoặc 1h30m.")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def moment_of(written: str, now: datetime) -> datetime:
    """Return the next moment at which Vietnam's clocks show `18:00`. `InvalidInput`."""
    found = _HOUR.fullmatch(written.strip())
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (24, 0, 0)
    try:
        at = local(now).replace(hour=hour, minute=minute, second=second, microsecond=0)
    except ValueError as error:
        message = f"'{written}' is no time of day; write it as 18:00"
        raise InvalidInput(message, "Hãy ghi giờ như 18:00.") from error
    return at if at > now else at + timedelta(days=1)
