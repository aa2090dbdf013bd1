"""Programmes become dated slots, and slots get their rundowns."""

from broadcaster.problems import Problem
from broadcaster.timetable.book import SlotTaken
from broadcaster.timetable.calendar import Calendar, Rules, SpecialDay
from broadcaster.timetable.dates import DatedSlot, Plan, Withheld, dated_slots, plan
from broadcaster.timetable.entries import Entry, Omission, Rundown
from broadcaster.timetable.feeds import Filler, RelayFeed, relay_feed
from broadcaster.timetable.folder import ScheduleFolder, schedules_of
from broadcaster.timetable.foresight import Foresight
from broadcaster.timetable.layout import LAID_OUT_BY, dated, lay_out, slots_on
from broadcaster.timetable.missing_sounds import all_problems
from broadcaster.timetable.mistakes import WrongSchedule
from broadcaster.timetable.models import (
    EntryKind,
    LeftOut,
    PlannedEntry,
    Slot,
    SlotChange,
    SlotState,
    StartRule,
)
from broadcaster.timetable.notation import seconds_of
from broadcaster.timetable.preparation import Made, NotMade, Prepared, Step, prepare
from broadcaster.timetable.programmes import Live, Programme, parse_programme
from broadcaster.timetable.rules import RuleWarning, Severity
from broadcaster.timetable.rundown import build_rundown, tolerated_s
from broadcaster.timetable.schedules import Schedules
from broadcaster.timetable.selection import AiredCount
from broadcaster.timetable.service import (
    announcements,
    broken_rules,
    claim,
    close,
    due,
    first_after,
    freeze,
    frozen,
    left_out,
    planned_entries,
    rundown_of,
    rundowns_ahead,
    slot,
    slot_changes,
    slots,
    unfinished,
)
from broadcaster.timetable.shapes import DUCKING_S, PLAIN, UNDER_DB, Shape, shape_of
from broadcaster.timetable.volume import (
    QuietHours,
    Volume,
    VolumeStep,
    Zone,
    parse_volume,
    volume_steps,
    volume_told,
)
from broadcaster.timetable.words import KIND_VI, STATE_VI

__all__ = [
    "DUCKING_S",
    "KIND_VI",
    "LAID_OUT_BY",
    "PLAIN",
    "STATE_VI",
    "UNDER_DB",
    "AiredCount",
    "Calendar",
    "DatedSlot",
    "Entry",
    "EntryKind",
    "Filler",
    "Foresight",
    "LeftOut",
    "Live",
    "Made",
    "NotMade",
    "Omission",
    "Plan",
    "PlannedEntry",
    "Prepared",
    "Problem",
    "Programme",
    "QuietHours",
    "RelayFeed",
    "RuleWarning",
    "Rules",
    "Rundown",
    "ScheduleFolder",
    "Schedules",
    "Severity",
    "Shape",
    "Slot",
    "SlotChange",
    "SlotState",
    "SlotTaken",
    "SpecialDay",
    "StartRule",
    "Step",
    "Volume",
    "VolumeStep",
    "Withheld",
    "WrongSchedule",
    "Zone",
    "all_problems",
    "announcements",
    "broken_rules",
    "build_rundown",
    "claim",
    "close",
    "dated",
    "dated_slots",
    "due",
    "first_after",
    "freeze",
    "frozen",
    "lay_out",
    "left_out",
    "parse_programme",
    "parse_volume",
    "plan",
    "planned_entries",
    "prepare",
    "relay_feed",
    "rundown_of",
    "rundowns_ahead",
    "schedules_of",
    "seconds_of",
    "shape_of",
    "slot",
    "slot_changes",
    "slots",
    "slots_on",
    "tolerated_s",
    "unfinished",
    "volume_steps",
    "volume_told",
]
