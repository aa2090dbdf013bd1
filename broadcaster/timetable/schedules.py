"""Everything a station declares: programmes, calendar, zones, and what is wrong with the files."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from broadcaster.errors import InvalidInput
from broadcaster.problems import Problem
from broadcaster.timetable.calendar import Calendar
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

    def require(self, stems: Iterable[str]) -> None:
        """`InvalidInput` for a file name that no programme has; it names those that there are."""
        unknown = next((stem for stem in stems if self.programme(stem) is None), None)
        if unknown is None:
            return
        known = ", ".join(programme.stem for programme in self.programmes)
        message = f"there is no programme '{unknown}'; " + (
            f"there are: {known}" if known else "none is declared in schedules/ yet"
        )
        raise InvalidInput(
            message,
            f"Không có chương trình “{unknown}”; "
            + (f"các chương trình hiện có: {known}." if known else "đài chưa khai báo lịch phát."),
        )
