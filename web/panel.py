"""What every page works with: the station, its store, its clock, the player's door."""

import threading
from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from broadcaster.clock import Clock
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import ScheduleFolder, Schedules
from web.player import PlayerDoor

EXTENSION = "broadcaster"


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The parts one panel is made of."""

    station: Station
    store: Store
    clock: Clock
    player: PlayerDoor
    folder: ScheduleFolder
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def schedules(self) -> Schedules:
        """Return what the station declares now; requests in other threads wait their turn."""
        with self._reading:
            return self.folder.load()

    def player_runs(self) -> bool:
        """Return whether a player answers."""
        return self.player.state() is not None


def panel() -> Panel:
    """Return the parts of the panel that answers the current request."""
    return cast("Panel", current_app.extensions[EXTENSION])
