"""What a stop left, in the store and in the log's reserve: read as a whole, nothing is changed."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from broadcaster import airlog, timetable
from broadcaster.airlog import AsRunRow, Event, LogKeeper, NewRow
from broadcaster.playout.models import InterruptionChange, InterruptionState
from broadcaster.store import Store
from broadcaster.timetable import PlannedEntry, Slot, SlotState

OPEN = (InterruptionState.REQUESTED, InterruptionState.ON_AIR)

Row = AsRunRow | NewRow
"""A row of the log, in the store or still in its reserve."""


@dataclass(frozen=True)
class SlotLeft:
    """A slot that was on air: its frozen rundown, and the rows of what of it has ended."""

    slot: Slot
    entries: list[PlannedEntry]
    rows: list[Row]


@dataclass(frozen=True)
class Remains:
    """The slots that were on air, earliest first; of each open interruption its newest change."""

    slots: list[SlotLeft]
    interruptions: list[InterruptionChange]


def read_remains(store: Store, keeper: LogKeeper, unclaimed: Collection[int]) -> Remains:
    """Return what is to be mended; `StoreUnavailable`.

    `unclaimed` are the ids of slots that were on air although the store may not know it yet.
    """
    waiting = keeper.rows_waiting()  # first: a row that is told meanwhile is then seen twice
    with store.reading() as session:
        slots = timetable.unfinished(session) + _still_planned(session, unclaimed)
        slots.sort(key=lambda slot: slot.planned_at)
        left = [_slot_left(session, slot, waiting) for slot in slots]
        return Remains(left, _open_interruptions(session))


def open_rows(store: Store, keeper: LogKeeper) -> list[Row]:
    """Return the rows without an end, told or waiting; `StoreUnavailable`."""
    waiting = keeper.rows_waiting()
    with store.reading() as session:
        told = airlog.open_entries(session)
    ended = {row.entry for row in waiting if row.event is Event.ENDED}
    known = {row.entry for row in told}
    begun = [r for r in waiting if r.event is Event.STARTED and r.entry not in known]
    both: list[Row] = [*told, *begun]
    return [row for row in both if row.entry not in ended]


def _still_planned(session: Session, slot_ids: Collection[int]) -> list[Slot]:
    query = select(Slot).where(col(Slot.id).in_(slot_ids), Slot.state == SlotState.PLANNED)
    return list(session.exec(query))


def _slot_left(session: Session, slot: Slot, waiting: list[NewRow]) -> SlotLeft:
    entries = timetable.frozen(session, slot.id or 0)
    ended = session.exec(
        select(AsRunRow)
        .where(AsRunRow.slot_id == slot.id, AsRunRow.event == Event.ENDED)
        .order_by(col(AsRunRow.seq))
    ).all()
    known = {row.entry for row in ended}
    not_told = [
        row
        for row in waiting
        if (row.slot_id, row.event) == (slot.id, Event.ENDED) and row.entry not in known
    ]
    return SlotLeft(slot, entries, [*ended, *not_told])


def _open_interruptions(session: Session) -> list[InterruptionChange]:
    newest = select(func.max(col(InterruptionChange.id))).group_by(
        col(InterruptionChange.interruption)
    )
    return list(
        session.exec(
            select(InterruptionChange).where(
                col(InterruptionChange.id).in_(newest),
                col(InterruptionChange.to_state).in_(OPEN),
            )
        )
    )
