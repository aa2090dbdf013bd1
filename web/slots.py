"""Dated slots as the pages show them: those the store knows, and those only declared so far."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from broadcaster.clock import start_of
from broadcaster.timetable import (
    DatedSlot,
    Schedules,
    Slot,
    SlotState,
    StartRule,
    dated_slots,
    slots,
)


@dataclass(frozen=True, kw_only=True)
class ShownSlot:
    """One dated slot. `id` is None until the player has laid it out."""

    id: int | None
    programme: str
    name: str
    planned_at: datetime
    length_s: float
    rule: StartRule
    state: SlotState
    stored: Slot | None

    @property
    def ends_at(self) -> datetime:
        """The moment at which its declared length is over."""
        return self.planned_at + timedelta(seconds=self.length_s)

    @property
    def dated(self) -> DatedSlot:
        """The slot as the timetable's rules look at it."""
        return DatedSlot(self.programme, self.name, self.planned_at, self.length_s, self.rule)

    def unstored(self) -> Slot:
        """Return the slot as a row that is in no store, for looking ahead."""
        return Slot(
            programme=self.programme,
            name=self.name,
            planned_at=self.planned_at,
            length_s=self.length_s,
            rule=self.rule,
        )


def shown_slots(session: Session, schedules: Schedules, first: date, days: int) -> list[ShownSlot]:
    """Return the slots that start on these local days, in order.

    What the store holds counts; a slot that is declared but not laid out yet stands as planned.
    """
    stored = slots(session, start_of(first), start_of(first + timedelta(days=days)))
    shown = [
        ShownSlot(
            id=slot.id,
            programme=slot.programme,
            name=slot.name,
            planned_at=slot.planned_at,
            length_s=slot.length_s,
            rule=slot.rule,
            state=slot.state,
            stored=slot,
        )
        for slot in stored
    ]
    known = {(slot.programme, slot.planned_at) for slot in stored}
    shown += [
        ShownSlot(
            id=None,
            programme=slot.programme,
            name=slot.name,
            planned_at=slot.planned_at,
            length_s=slot.length_s,
            rule=slot.rule,
            state=SlotState.PLANNED,
            stored=None,
        )
        for slot in dated_slots(schedules, first, days)
        if (slot.programme, slot.planned_at) not in known
    ]
    return sorted(shown, key=lambda slot: (slot.planned_at, slot.programme))
