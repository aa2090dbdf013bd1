"""Airtime: for how long anything was heard, where one sound may lie over another."""

from collections.abc import Iterable
from datetime import datetime, timedelta

MEASURED_WITHIN_S = 0.1
"""Starts are measured: by less than that two sounds do not lie over one another."""


def added_s(sounds: Iterable[tuple[datetime, float]]) -> list[float]:
    """Return for how many seconds each sound was heard behind all that had begun before it.

    `sounds` are starts with seconds, earliest first. The sum is for how long anything was heard.
    """
    added: list[float] = []
    until: datetime | None = None
    for began, seconds in sounds:
        over_s = (until - began).total_seconds() if until else 0.0
        added.append(max(0.0, seconds - over_s) if over_s > MEASURED_WITHIN_S else seconds)
        end = began + timedelta(seconds=seconds)
        until = max(until, end) if until else end
    return added
