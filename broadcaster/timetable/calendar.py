"""`schedules/calendar.toml`: special days and the station's own rules (Quy chế). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from broadcaster.problems import mistake
from broadcaster.timetable.mistakes import read_table
from broadcaster.timetable.notation import (
    Day,
    Seconds,
    Starts,
    StartTime,
    Text,
    Weekdays,
    listed,
)
from broadcaster.timetable.programmes import EVERY_DAY

EVERY_PROGRAMME = "all"


@dataclass(frozen=True, slots=True)
class Rules:
    """The station's own rules. A slot that breaks one is warned about, never refused.

    Starts before `too_early` or in the quiet hours of the evening are a strong warning.
    """

    earliest_start: time = time(5, 30)
    too_early: time = time(5, 0)
    quiet_from: time = time(21, 0)
    quiet_until: time = time(6, 0)
    longest_session_s: int = 3600
    sessions_a_day: int = 2
    days: tuple[int, ...] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """Days on which the timetable is another one, and why.

    `replace` gives a programme other starts (also on a weekday it does not have) and wins over
    `cancel`, which names programmes or `EVERY_PROGRAMME`.
    """

    first: date
    last: date
    reason: str
    cancel: frozenset[str] = frozenset()
    replace: Mapping[str, tuple[time, ...]] = field(default_factory=dict)

    def covers(self, day: date) -> bool:
        """Return whether the day is one of these."""
        return self.first <= day <= self.last

    def cancels(self, stem: str) -> bool:
        """Return whether the programme of that file name is off on these days."""
        return stem in self.cancel or EVERY_PROGRAMME in self.cancel


@dataclass(frozen=True, slots=True)
class Calendar:
    """A station's special days and rules."""

    rules: Rules = field(default_factory=Rules)
    special_days: tuple[SpecialDay, ...] = ()

    def replacing(self, stem: str, day: date) -> SpecialDay | None:
        """Return the first special day that gives the programme other starts, or None."""
        return next((s for s in self._on(day) if stem in s.replace), None)

    def cancelling(self, stem: str, day: date) -> SpecialDay | None:
        """Return the first special day that takes the programme off, or None."""
        return next((s for s in self._on(day) if s.cancels(stem)), None)

    def _on(self, day: date) -> Iterator[SpecialDay]:
        return (special for special in self.special_days if special.covers(day))


def parse_calendar(text: str, file: str) -> Calendar:
    """Return the calendar that the TOML text declares; `WrongSchedule` names every mistake."""
    table = read_table(_CalendarTable, text, file)
    rules = table.rules
    return Calendar(
        rules=Rules(
            earliest_start=rules.earliest_start,
            too_early=rules.too_early,
            quiet_from=rules.quiet_from,
            quiet_until=rules.quiet_until,
            longest_session_s=rules.longest_session,
            sessions_a_day=rules.sessions_a_day,
            days=tuple(sorted(set(rules.days))),
        ),
        special_days=tuple(day.special_day() for day in table.special_day),
    )


def _programmes(value: Any) -> Any:
    if value == EVERY_PROGRAMME:
        return (EVERY_PROGRAMME,)
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return tuple(name.strip().removesuffix(".toml") for name in listed(value))
    raise mistake(
        en='write "all", or the file names of programmes such as ["ban-tin-chieu"]',
        vi='hãy viết "all" (tất cả) hoặc tên tệp chương trình, ví dụ ["ban-tin-chieu"]',
    )


def _count(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 48:  # noqa: PLR2004 - one each half hour
        return value
    raise mistake(en="write a number from 1 to 48", vi="hãy viết một số từ 1 đến 48")


_DEFAULT = Rules()


class _RulesTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    earliest_start: StartTime = _DEFAULT.earliest_start
    too_early: StartTime = _DEFAULT.too_early
    quiet_from: StartTime = _DEFAULT.quiet_from
    quiet_until: StartTime = _DEFAULT.quiet_until
    longest_session: Seconds = _DEFAULT.longest_session_s
    sessions_a_day: Annotated[int, BeforeValidator(_count)] = _DEFAULT.sessions_a_day
    days: Weekdays = EVERY_DAY


class _SpecialDayTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    day: Day | None = Field(default=None, alias="date")
    first: Day | None = None
    last: Day | None = None
    reason: Text
    cancel: Annotated[tuple[str, ...], BeforeValidator(_programmes)] = ()
    replace: dict[str, Starts] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        one = self.day is not None and self.first is None and self.last is None
        several = self.day is None and self.first is not None and self.last is not None
        if not one and not several:
            raise mistake(
                en="say which day: date = 2027-02-05, or first = ... and last = ... for several",
                vi="hãy ghi ngày: date = 2027-02-05, hoặc first = ... và last = ... cho nhiều ngày",
            )
        if self.first and self.last and self.last < self.first:
            raise mistake(
                en=f"the last day comes before the first ({self.first}); correct one of them",
                vi=f"ngày cuối đứng trước ngày đầu ({self.first:%d/%m/%Y}); hãy sửa lại",
                key="last",
            )
        if not self.cancel and not self.replace:
            raise mistake(
                en='say what is different: cancel = "all", cancel = ["ban-tin-chieu"] or '
                'replace = { ban-tin-sang = ["06:30"] }',
                vi='hãy ghi điều thay đổi: cancel = "all", cancel = ["ban-tin-chieu"] hoặc '
                'replace = { ban-tin-sang = ["06:30"] }',
            )
        return self

    def special_day(self) -> SpecialDay:
        return SpecialDay(
            first=self.day or self.first or date.min,
            last=self.day or self.last or date.min,
            reason=self.reason,
            cancel=frozenset(self.cancel),
            replace={
                stem.removesuffix(".toml"): tuple(sorted(set(starts)))
                for stem, starts in self.replace.items()
            },
        )


class _CalendarTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: _RulesTable = _RulesTable()
    special_day: tuple[_SpecialDayTable, ...] = ()
