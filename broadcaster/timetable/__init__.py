"""Programmes become dated slots, and slots get their rundowns."""

from broadcaster.timetable.models import (
    EntryKind,
    LeftOut,
    PlannedEntry,
    Slot,
    SlotChange,
    SlotState,
    StartRule,
)

__all__ = [
    "EntryKind",
    "LeftOut",
    "PlannedEntry",
    "Slot",
    "SlotChange",
    "SlotState",
    "StartRule",
]
