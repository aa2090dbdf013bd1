"""The book of slots: every change of a slot's state, made once and written down."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col

from broadcaster.clock import Clock, local
from broadcaster.errors import BroadcasterError, NotFound
from broadcaster.timetable.models import Slot, SlotChange, SlotState
from broadcaster.timetable.words import STATE_VI


class SlotTaken(BroadcasterError):
    """The slot is no longer in the state that this change needs: another was first."""


def slot_of_id(session: Session, slot_id: int) -> Slot:
    """Return the slot as the store holds it now; `NotFound`."""
    slot = session.get(Slot, slot_id, populate_existing=True)
    if slot is None:
        message = f"there is no slot {slot_id}; look at 'broadcaster timetable'"
        raise NotFound(message, f"Không có buổi phát số {slot_id}; hãy xem trang Lịch phát.")
    return slot


def move(
    session: Session,
    clock: Clock,
    slot: Slot,
    to_state: SlotState,
    *,
    by: str,
    reason: str,
    from_states: Sequence[SlotState],
    claimed_by: str | None = None,
) -> None:
    """Bring the slot into a state, by an UPDATE that must change exactly one row.

    The change is written down. Raises `SlotTaken` if the slot is in none of `from_states`.
    """
    was = slot.state
    if was not in from_states or not _changed(session, slot, to_state, claimed_by):
        raise _taken(session, slot)
    note(session, clock, slot, was, by=by, reason=reason)


def note(
    session: Session, clock: Clock, slot: Slot, was: SlotState | None, *, by: str, reason: str
) -> None:
    """Write down that the slot, which is stored, came from a state into the one it is in."""
    if slot.id is None:
        message = "a slot that is not stored has no history"
        raise ValueError(message)
    session.add(
        SlotChange(
            slot_id=slot.id,
            at=clock.now(),
            by=by,
            from_state=was,
            to_state=slot.state,
            reason=reason,
        )
    )
    session.flush()


def _changed(session: Session, slot: Slot, to_state: SlotState, claimed_by: str | None) -> bool:
    values = {"state": to_state} | ({"claimed_by": claimed_by} if claimed_by else {})
    done = session.exec(
        update(Slot)
        .where(col(Slot.id) == slot.id, col(Slot.state) == slot.state)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(slot)
    return done.rowcount == 1


def _taken(session: Session, slot: Slot) -> SlotTaken:
    session.refresh(slot)
    start = local(slot.planned_at)
    return SlotTaken(
        f"the slot '{slot.name}' of {start:%Y-%m-%d %H:%M:%S} is {slot.state.value} already; "
        "look at 'broadcaster timetable'",
        f"Buổi phát “{slot.name}” lúc {start:%H:%M} ngày {start:%d/%m/%Y} "
        f"{STATE_VI[slot.state].lower()} rồi; hãy xem trang Lịch phát.",
    )
