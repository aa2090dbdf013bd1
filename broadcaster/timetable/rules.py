"""The station's own rules applied to dated slots: warnings for people, never a refusal. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from broadcaster.clock import local
from broadcaster.timetable.calendar import Rules
from broadcaster.timetable.dates import DatedSlot


class Severity(StrEnum):
    """How much a warning weighs."""

    NOTE = "note"
    WARNING = "warning"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class RuleWarning:
    """One rule that one slot does not keep, in English and Vietnamese."""

    slot: DatedSlot
    severity: Severity
    message: str
    vi: str


def warnings_of(slots: Iterable[DatedSlot], rules: Rules) -> list[RuleWarning]:
    """Return what each slot does against the rules, in the order of the slots.

    Sources: complaints of 2024-2025 are about 4:30 to 5:30; the hours of night in QCVN 26 are
    21:00 to 6:00. Emergencies bypass the rules and never come here.
    """
    found = []
    sessions: Counter[date] = Counter()
    for slot in sorted(slots, key=lambda slot: slot.planned_at):
        begin = local(slot.planned_at)
        sessions[begin.date()] += 1
        broken = (
            *_by_start(begin.time(), rules),
            *_by_end(begin, slot, rules),
            *_by_length(slot, rules),
            *_by_day(begin.date(), sessions[begin.date()], rules),
        )
        found += [RuleWarning(slot, severity, en, vi) for severity, en, vi in broken]
    return found


class _Broken(NamedTuple):
    severity: Severity
    message: str
    vi: str


def _by_start(start: time, rules: Rules) -> Iterator[_Broken]:
    if _within(start, rules.quiet_from, rules.too_early) or start < rules.too_early:
        yield _Broken(
            Severity.STRONG,
            f"starts at {start:%H:%M}, in the hours of rest "
            f"({rules.quiet_from:%H:%M} to {rules.too_early:%H:%M})",
            f"Bắt đầu lúc {start:%H:%M}, trong giờ nghỉ của người dân "
            f"(từ {rules.quiet_from:%H:%M} đến {rules.too_early:%H:%M}).",
        )
    elif start < rules.earliest_start:
        yield _Broken(
            Severity.WARNING,
            f"starts at {start:%H:%M}, before {rules.earliest_start:%H:%M}",
            f"Bắt đầu lúc {start:%H:%M}, sớm hơn giờ quy định {rules.earliest_start:%H:%M}.",
        )
    elif start < rules.quiet_until:
        yield _Broken(
            Severity.NOTE,
            f"starts at {start:%H:%M}, still in the hours of night (until "
            f"{rules.quiet_until:%H:%M}): keep the volume low",
            f"Bắt đầu lúc {start:%H:%M}, vẫn thuộc giờ ban đêm (đến {rules.quiet_until:%H:%M}): "
            "nên để âm lượng vừa phải.",
        )


def _by_end(begin: datetime, slot: DatedSlot, rules: Rules) -> Iterator[_Broken]:
    if _within(begin.time(), rules.quiet_from, rules.too_early) or begin.time() < rules.too_early:
        return
    quiet = datetime.combine(begin.date(), rules.quiet_from, tzinfo=begin.tzinfo)
    end = begin + timedelta(seconds=slot.length_s)
    if begin < quiet < end:
        yield _Broken(
            Severity.STRONG,
            f"goes on until {end:%H:%M}, into the hours of rest (from {rules.quiet_from:%H:%M})",
            f"Kéo dài đến {end:%H:%M}, sang giờ nghỉ của người dân (từ {rules.quiet_from:%H:%M}).",
        )


def _by_length(slot: DatedSlot, rules: Rules) -> Iterator[_Broken]:
    if slot.length_s > rules.longest_session_s:
        yield _Broken(
            Severity.WARNING,
            f"lasts {slot.length_s / 60:g} min, longer than {rules.longest_session_s / 60:g} min",
            f"Dài {slot.length_s / 60:g} phút, quá mức {rules.longest_session_s / 60:g} phút một "
            "buổi.",
        )


def _by_day(day: date, session: int, rules: Rules) -> Iterator[_Broken]:
    if session > rules.sessions_a_day:
        yield _Broken(
            Severity.WARNING,
            f"is session {session} of its day; the rule allows {rules.sessions_a_day}",
            f"Là buổi thứ {session} trong ngày; quy chế chỉ {rules.sessions_a_day} buổi.",
        )
    if day.weekday() not in rules.days:
        yield _Broken(
            Severity.WARNING,
            "falls on a day of the week without broadcasts by the station's rules",
            "Rơi vào ngày trong tuần mà quy chế của đài không phát.",
        )


def _within(moment: time, begin: time, end: time) -> bool:
    """Return whether the time lies in the hours, which may go over midnight."""
    if begin <= end:
        return begin <= moment < end
    return moment >= begin or moment < end
