"""What every page works with: the station, its store, its clock, the player's door."""

from dataclasses import dataclass

from flask import current_app

from broadcaster.clock import Clock
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import ScheduleFolder
from web.player import PlayerDoor

EXTENSION = "broadcaster"


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The parts one panel is made of."""

    station: Station
    store: Store
    clock: Clock
    player: PlayerDoor
    schedules: ScheduleFolder


def panel() -> Panel:
    """Return the parts of the panel that answers the current request."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Panel)
    return found
