"""Dated slots as the pages tell of them: each beside what the log says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from broadcaster.airlog import AsRunEntry, Outcome, airtime, by_slot, ended_early, entries
from broadcaster.clock import start_of
from broadcaster.timetable import EntryKind, Schedules, Slot, slot_changes, slots_on

TROUBLES = frozenset({Outcome.CUT, Outcome.MISSED, Outcome.FAILED})
HEARD = frozenset({Outcome.AIRED, Outcome.CUT})
AGAIN_S = 1.0
"""How much of what was heard of a sound may be heard again where it goes on."""


@dataclass(frozen=True, kw_only=True)
class ToldSlot:
    """One slot, why it came into its state, and its entries in the log.

    The slot's `id` is None until the player has laid it out.
    """

    slot: Slot
    reason: str
    entries: Sequence[AsRunEntry]

    @property
    def items_aired(self) -> int:
        """How many news items were heard to their end."""
        return sum(
            entry.kind is EntryKind.ITEM and entry.outcome is Outcome.AIRED
            for entry in self.entries
        )

    @property
    def heard_s(self) -> float:
        """For how many seconds something of it was heard; sounds may lie over one another."""
        return sum(airtime(self.entries).values())

    @property
    def troubles(self) -> list[AsRunEntry]:
        """What was due and was not heard, or not whole, in the order of the rundown."""
        return sorted(
            (entry for entry in self.entries if entry.outcome in TROUBLES),
            key=lambda entry: (entry.position or 0, entry.moment, entry.seq),
        )

    def rest_of(self, cut: AsRunEntry) -> AsRunEntry | None:
        """Return what was heard next of a sound that was cut, from there on; None if nothing."""
        if cut.outcome is not Outcome.CUT or cut.position is None:
            return None
        left_at_s = cut.offset_s + (cut.aired_s or 0.0) - AGAIN_S
        later = (
            entry
            for entry in self.entries
            if entry.seq > cut.seq
            and (entry.position, entry.title) == (cut.position, cut.title)
            and entry.outcome in HEARD
            and entry.offset_s >= left_at_s
        )
        return next(later, None)

    @property
    def ended_early(self) -> bool:
        """Whether somebody or something ended it before all of it was heard."""
        return ended_early(self.slot.state, self.reason, self.entries)


@dataclass(frozen=True, kw_only=True)
class ToldDay:
    """The slots of one day, and what the log tells of that day that belongs to none."""

    slots: Sequence[ToldSlot]
    others: Sequence[AsRunEntry]


def told_day(session: Session, schedules: Schedules, day: date, now: datetime) -> ToldDay:
    """Return what is known of one local day at that moment."""
    end = start_of(day + timedelta(days=1))
    # A slot that begins before midnight is told whole, with what was heard of it behind.
    logged = by_slot(entries(session, start_of(day), end + timedelta(days=1)))
    found = slots_on(session, schedules, day, 1, now)
    changes = slot_changes(session, [slot.id for slot in found if slot.id is not None])
    told = []
    for slot in found:
        last = changes[slot.id][-1:] if slot.id is not None else []
        told.append(
            ToldSlot(
                slot=slot,
                reason=last[0].reason if last else "",
                entries=logged.get(slot.id, ()) if slot.id is not None else (),
            )
        )
    others = [entry for entry in logged.get(None, ()) if entry.moment < end]
    return ToldDay(slots=told, others=others)
