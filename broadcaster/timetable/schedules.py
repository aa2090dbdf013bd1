"""Everything a station declares: programmes, calendar, zones, and what is wrong with the files."""

from dataclasses import dataclass, field

from broadcaster.timetable.calendar import Calendar
from broadcaster.timetable.mistakes import Problem
from broadcaster.timetable.programmes import Programme
from broadcaster.timetable.volume import Volume


@dataclass(frozen=True, slots=True)
class Schedules:
    """What serves now. `programmes` stand in the order of their file names."""

    programmes: tuple[Programme, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    problems: tuple[Problem, ...] = ()
    volume: Volume = field(default_factory=Volume)

    def programme(self, stem: str) -> Programme | None:
        """Return the programme of that file name (without ending), or None."""
        return next((p for p in self.programmes if p.stem == stem), None)
