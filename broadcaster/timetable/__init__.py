"""Programmes become dated slots, and slots get their rundowns."""

from broadcaster.timetable.calendar import Calendar, Rules, SpecialDay
from broadcaster.timetable.folder import ScheduleFolder, schedules_of
from broadcaster.timetable.mistakes import Problem, WrongSchedule
from broadcaster.timetable.models import (
    EntryKind,
    LeftOut,
    PlannedEntry,
    Slot,
    SlotChange,
    SlotState,
    StartRule,
)
from broadcaster.timetable.programmes import Programme, parse_programme
from broadcaster.timetable.rules import RuleWarning, Severity, warnings_of
from broadcaster.timetable.rundown import Entry, Omission, Rundown, build_rundown
from broadcaster.timetable.schedules import Schedules
from broadcaster.timetable.slots import DatedSlot, Plan, Withheld, dated_slots, plan

__all__ = [
    "Calendar",
    "DatedSlot",
    "Entry",
    "EntryKind",
    "LeftOut",
    "Omission",
    "Plan",
    "PlannedEntry",
    "Problem",
    "Programme",
    "RuleWarning",
    "Rules",
    "Rundown",
    "ScheduleFolder",
    "Schedules",
    "Severity",
    "Slot",
    "SlotChange",
    "SlotState",
    "SpecialDay",
    "StartRule",
    "Withheld",
    "WrongSchedule",
    "build_rundown",
    "dated_slots",
    "parse_programme",
    "plan",
    "schedules_of",
    "warnings_of",
]
