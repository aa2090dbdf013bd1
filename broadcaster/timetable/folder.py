"""The folder `schedules/`, read again and again; a broken file never stops the station."""

import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, TypeVar

from broadcaster.last_good import KeptCopy, goes_on_serving, not_kept
from broadcaster.problems import Problem, WrongFile, problem_at, text_of, unreadable
from broadcaster.station import Station
from broadcaster.timetable.calendar import Calendar, parse_calendar
from broadcaster.timetable.contradictions import CALENDAR, VOLUME, contradictions
from broadcaster.timetable.mistakes import WrongSchedule
from broadcaster.timetable.programmes import LONGEST_STEM, Programme, parse_programme
from broadcaster.timetable.schedules import Schedules
from broadcaster.timetable.volume import Volume, parse_volume

NOT_PROGRAMMES = frozenset({CALENDAR, VOLUME, "pronunciation.toml"})

Declared = TypeVar("Declared", bound=Programme | Calendar | Volume)


class ScheduleFolder:
    """Reads the programme files and the calendar of one folder.

    The last good version of a file goes on serving while the file is broken; a file that was
    removed is gone. With `keep`, good versions are kept there, so that they also serve after a
    restart.
    """

    def __init__(self, path: Path, keep: Path | None = None) -> None:
        """Remember the folder; nothing is read yet."""
        self._path = path
        self._keep = keep
        self._programmes: dict[str, _File[Programme]] = {}
        self._calendar = _File(path / CALENDAR, keep, parse_calendar)
        self._volume = _File(path / VOLUME, keep, parse_volume)

    def load(self) -> Schedules:
        """Return what serves now, with every problem found in the files. Never raises."""
        problems: list[Problem] = []
        found = self._files(problems)
        if found is None:
            self._recall()
        else:
            self._forget_all_but(found)
        programmes = []
        for name in sorted(self._programmes):
            programme = self._programmes[name].load(problems)
            if programme is not None:
                programmes.append(programme)
        calendar = self._calendar.load(problems) or Calendar()
        volume = self._volume.load(problems) or Volume()
        stems = (Path(name).stem for name in self._programmes)
        problems += contradictions(self._path, programmes, stems, calendar, volume)
        return Schedules(tuple(programmes), calendar, tuple(problems), volume)

    def _files(self, problems: list[Problem]) -> list[Path] | None:
        """Return the programme files, or None (what served goes on) if the folder is not there."""
        try:
            files = sorted(
                file
                for file in self._path.iterdir()
                if file.suffix.lower() == ".toml" and not file.name.startswith(".")
            )
        except OSError as error:
            problems.append(unreadable(self._path, error))
            return None
        programmes = [file for file in files if file.name.lower() not in NOT_PROGRAMMES]
        for single in (self._calendar, self._volume):
            single.forget_if_removed()
        return programmes

    def _forget_all_but(self, found: Iterable[Path]) -> None:
        here = {file.name for file in found}
        for name in set(self._programmes) - here:
            self._programmes.pop(name).forget()
        for name in set(self._kept()) - here:
            self._new(name).forget()
        self._programmes |= {name: self._new(name) for name in here - set(self._programmes)}

    def _recall(self) -> None:
        """Let the kept versions serve: the folder itself cannot be seen."""
        for name in self._kept():
            self._programmes.setdefault(name, self._new(name))

    def _kept(self) -> list[str]:
        if self._keep is None or not self._keep.is_dir():
            return []
        return [f.name for f in self._keep.glob("*.toml") if f.name not in NOT_PROGRAMMES]

    def _new(self, name: str) -> "_File[Programme]":
        return _File(self._path / name, self._keep, parse_programme)


def schedules_of(station: Station) -> ScheduleFolder:
    """Return the station's schedules; good versions are kept in its `run` folder."""
    return ScheduleFolder(station.schedules, keep=station.run / "schedules")


class _File(Generic[Declared]):
    """One file, its last good version, and what is wrong with it now."""

    def __init__(
        self, path: Path, keep: Path | None, parse: Callable[[str, str], Declared]
    ) -> None:
        self._path = path
        self._kept = KeptCopy(keep / path.name) if keep else None
        self._parse = parse
        self._seen: bytes | None = None
        self._good: Declared | None = None
        self._problems: tuple[Problem, ...] = ()

    def load(self, problems: list[Problem]) -> Declared | None:
        """Return the newest good version, if there ever was one; add what is wrong now."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return self._good or self._from_kept()
        except OSError as error:
            problems.append(unreadable(self._path, error))
            return self._good or self._from_kept()
        if content != self._seen:
            self._take(content)
            self._seen = content
        problems += self._problems
        return self._good

    def forget_if_removed(self) -> None:
        """Drop the good version if the file is not there any more."""
        if not self._path.exists():
            self.forget()

    def forget(self) -> None:
        """Drop the good version: the file was removed on purpose."""
        self._seen, self._good, self._problems = None, None, ()
        if self._kept is not None:
            self._kept.forget()

    def _take(self, content: bytes) -> None:
        try:
            self._good = self._parse(_text(content, self._path), str(self._path))
        except WrongSchedule as error:
            self._good = self._good or self._from_kept()
            self._problems = (*error.problems, *self._serving())
        else:
            self._problems = self._remember(content)

    def _from_kept(self) -> Declared | None:
        content = self._kept.content() if self._kept else None
        if self._kept is None or content is None:
            return None
        try:
            return self._parse(_text(content, self._kept.path), str(self._kept.path))
        except WrongSchedule:
            return None

    def _serving(self) -> tuple[Problem, ...]:
        if self._good is not None:
            return (goes_on_serving(self._path),)
        return (
            Problem(
                str(self._path),
                None,
                f"{self._path}: there is no earlier good version, so nothing of it serves",
                f"Tệp {self._path.name}: chưa có bản đúng nào trước đó nên chưa được áp dụng.",
            ),
        )

    def _remember(self, content: bytes) -> tuple[Problem, ...]:
        """Keep a copy for after a restart; not being able to is a problem, not a stop."""
        if self._kept is None:
            return ()
        try:
            self._kept.keep(content)
        except OSError as error:
            return (not_kept(self._path, self._kept, error),)
        return ()


def _text(content: bytes, path: Path) -> str:
    if len(path.stem) > LONGEST_STEM:
        raise WrongSchedule(
            [
                problem_at(
                    str(path),
                    1,
                    f"the file's name is longer than {LONGEST_STEM} characters; shorten it",
                    f"tên tệp dài quá {LONGEST_STEM} ký tự; hãy đặt tên ngắn hơn",
                )
            ]
        )
    try:
        return unicodedata.normalize("NFC", text_of(content, str(path)))
    except WrongFile as error:
        raise WrongSchedule(error.problems) from error
