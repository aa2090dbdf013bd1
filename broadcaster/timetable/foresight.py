"""Rundowns of many days ahead: what was looked up for one slot serves all the others."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from broadcaster.clock import local_date
from broadcaster.errors import NotFound
from broadcaster.station import Station
from broadcaster.timetable.dates import DatedSlot
from broadcaster.timetable.entries import Rundown
from broadcaster.timetable.material import Material
from broadcaster.timetable.rundown import build_rundown
from broadcaster.timetable.schedules import Schedules
from broadcaster.timetable.selection import AiredCount


class Foresight:
    """Builds the rundowns of dated slots that need not be stored, with the items of today."""

    def __init__(
        self, session: Session, station: Station, schedules: Schedules, first: date, last: date
    ) -> None:
        """`first` and `last` are the days that will be asked about; the session stays open."""
        self._station = station
        self._schedules = schedules
        self._material = Material(session, station, (first, last))

    def zones(self, slot: DatedSlot) -> tuple[str, ...]:
        """Return the zones that the slot's programme is meant for; none is all."""
        programme = self._schedules.programme(slot.programme)
        return programme.zones if programme else ()

    def rundown(
        self, slot: DatedSlot, aired: Mapping[int, AiredCount], next_at: datetime | None
    ) -> Rundown:
        """Return what the slot would play; `next_at` is the start of the slot behind it.

        Raises `NotFound` if its programme is not declared.
        """
        programme = self._schedules.programme(slot.programme)
        if programme is None:
            message = f"the programme '{slot.programme}' is not declared"
            raise NotFound(message)
        return build_rundown(
            programme,
            slot,
            self._material.candidates(local_date(slot.planned_at), aired, slot_id=None),
            self._material.sounds(programme),
            station=self._station.name,
            next_at=next_at,
        )
