"""Which broadcasts begin while somebody may still be at the microphone, told before they speak."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from broadcaster import timetable
from broadcaster.clock import local
from broadcaster.playout.lateness import latest_start
from broadcaster.station import Station
from broadcaster.timetable import SlotState

COMING = frozenset({SlotState.PLANNED, SlotState.ON_AIR})
"""The player takes a slot half a minute ahead: until its second it is still to come."""


@dataclass(frozen=True)
class HeldUp:
    """A broadcast that waits for the end of a speech, and is given up behind `latest`."""

    name: str
    planned_at: datetime
    latest: datetime

    @property
    def en(self) -> str:
        """What to tell who speaks, in English."""
        return (
            f"{self.name} begins at {_time(self.planned_at)}. If the speech is not over then, it "
            f"waits and begins late; if that is not over by {_time(self.latest)}, it is missed."
        )

    @property
    def vi(self) -> str:
        """What to tell who speaks, in Vietnamese."""
        return (
            f"{self.name} bắt đầu lúc {_time(self.planned_at)}. Nếu lúc đó chưa nói xong, buổi này "
            f"phải chờ và bắt đầu muộn; quá {_time(self.latest)} mà chưa nói xong thì bị lỡ."
        )


def held_up(session: Session, station: Station, now: datetime, within_s: float) -> list[HeldUp]:
    """Return the broadcasts whose second comes in the next `within_s` seconds, in order.

    Nobody speaks for longer than the station allows, whatever they ask for.
    """
    longest = timedelta(seconds=min(within_s, station.longest_live_s))
    coming = timetable.slots(session, now, now + longest)
    return [
        HeldUp(
            slot.name,
            slot.planned_at,
            latest_start(slot.planned_at, slot.length_s, station.late_start_limit_s),
        )
        for slot in coming
        if slot.state in COMING and slot.planned_at > now
    ]


def _time(moment: datetime) -> str:
    return f"{local(moment):{'%H:%M:%S' if moment.second else '%H:%M'}}"
