"""Slots in the store: laid out ahead, claimed once, closed with a reason."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from broadcaster.clock import Clock, local_date
from broadcaster.errors import NotFound
from broadcaster.station import Station
from broadcaster.timetable.book import move, slot_of_id
from broadcaster.timetable.calendar import Rules
from broadcaster.timetable.entries import Rundown
from broadcaster.timetable.layout import dated
from broadcaster.timetable.material import NEVER, Material
from broadcaster.timetable.models import (
    LeftOut,
    PlannedEntry,
    Slot,
    SlotChange,
    SlotState,
)
from broadcaster.timetable.rules import RuleWarning, warnings_of
from broadcaster.timetable.rundown import build_rundown
from broadcaster.timetable.schedules import Schedules
from broadcaster.timetable.selection import AiredCount
from broadcaster.timetable.wording import announcement_texts


def rundown_of(
    session: Session,
    station: Station,
    schedules: Schedules,
    slot: Slot,
    aired: Mapping[int, AiredCount],
) -> Rundown:
    """Return what the slot would play if it opened now. `NotFound` if its programme is gone."""
    return _rundown(session, Material(session, station), station, schedules, slot, aired)


def rundowns_ahead(
    session: Session,
    station: Station,
    schedules: Schedules,
    slots: Iterable[Slot],
    aired: Mapping[int, AiredCount],
) -> list[tuple[Slot, Rundown]]:
    """Return the planned ones of the slots, each with its rundown as it will be in its turn.

    What stands in an earlier slot of these counts as planned for the later ones. Slots whose
    programme is no longer declared are not among them.
    """
    material = Material(session, station)
    counts = dict(aired)
    found = []
    for slot in sorted(slots, key=lambda slot: slot.planned_at):
        if slot.state is not SlotState.PLANNED or schedules.programme(slot.programme) is None:
            continue
        rundown = _rundown(session, material, station, schedules, slot, counts)
        day = local_date(slot.planned_at)
        for entry in rundown.entries:
            if entry.news_id is not None:
                before = counts.get(entry.news_id, NEVER)
                counts[entry.news_id] = AiredCount(before.times, day, before.planned + 1)
        found.append((slot, rundown))
    return found


def freeze(
    session: Session,
    clock: Clock,
    station: Station,
    schedules: Schedules,
    slot_id: int,
    aired: Mapping[int, AiredCount],
    *,
    by: str,
) -> list[PlannedEntry]:
    """Claim the slot and return its rundown, which stands from now on whatever is edited later.

    1. The slot goes from planned to on air, in one UPDATE that must change exactly one row.
    2. Its rundown is built, stored, and so is each item left out with its reason.
    Raises `SlotTaken` if another claimed it or it is over, `NotFound` if it does not exist or
    its programme is no longer declared.
    """
    slot = slot_of_id(session, slot_id)
    return claim(
        session, clock, slot_id, rundown_of(session, station, schedules, slot, aired), by=by
    )


def claim(
    session: Session, clock: Clock, slot_id: int, rundown: Rundown, *, by: str
) -> list[PlannedEntry]:
    """Claim the slot with this rundown and return it as it is kept. Raises as `freeze` does."""
    slot = slot_of_id(session, slot_id)
    move(
        session, clock, slot, SlotState.ON_AIR, by=by, reason="; ".join(rundown.notes),
        from_states=(SlotState.PLANNED,), claimed_by=by,
    )  # fmt: skip
    entries = planned_entries(slot_id, rundown)
    session.add_all(entries)
    session.add_all(
        LeftOut(slot_id=slot_id, news_id=o.news_id, revision=o.revision, title=o.title,
                reason=o.reason)
        for o in rundown.left_out
    )  # fmt: skip
    session.flush()
    return entries


def planned_entries(slot_id: int, rundown: Rundown) -> list[PlannedEntry]:
    """Return the rundown as the entries of the slot, not stored yet."""
    return [
        PlannedEntry(
            slot_id=slot_id,
            position=position,
            kind=entry.kind,
            title=entry.title,
            section=entry.section,
            news_id=entry.news_id,
            revision=entry.revision,
            content_sha256=entry.content_sha256,
            repeat=entry.repeat,
            voice=entry.voice,
            ai_generated=entry.ai_generated,
            clip=entry.clip,
            clip_sha256=entry.clip_sha256,
            file=entry.file,
            feed=entry.feed,
            shape=entry.shape.as_json(),
            offset_s=entry.offset_s,
            planned_s=entry.planned_s,
        )
        for position, entry in enumerate(rundown.entries)
    ]


def close(
    session: Session, clock: Clock, slot_id: int, state: SlotState, *, by: str, reason: str = ""
) -> None:
    """Say how the slot ended: aired (it was on air), missed or cancelled.

    Saying the same twice changes nothing. Raises `NotFound`, or `SlotTaken` if the slot already
    ended otherwise.
    """
    slot = slot_of_id(session, slot_id)
    if slot.state is state:
        return
    from_states = {
        SlotState.AIRED: (SlotState.ON_AIR,),
        SlotState.MISSED: (SlotState.PLANNED, SlotState.ON_AIR),
        SlotState.CANCELLED: (SlotState.PLANNED, SlotState.ON_AIR),
    }.get(state, ())
    move(session, clock, slot, state, by=by, reason=reason, from_states=from_states)


def due(session: Session, now: datetime, horizon_s: float) -> list[Slot]:
    """Return the planned slots that start within the horizon, and those whose start has passed.

    The earliest stands first; which of the past ones may still air is the player's decision.
    """
    until = now + timedelta(seconds=horizon_s)
    return _in_order(session, Slot.state == SlotState.PLANNED, col(Slot.planned_at) <= until)


def first_after(session: Session, moment: datetime) -> Slot | None:
    """Return the first planned slot that starts after the moment, of the days that are laid out."""
    later = select(Slot).where(Slot.state == SlotState.PLANNED, col(Slot.planned_at) > moment)
    return session.exec(later.order_by(col(Slot.planned_at), col(Slot.programme)).limit(1)).first()


def unfinished(session: Session) -> list[Slot]:
    """Return the slots that are on air; after a crash, those it interrupted."""
    return _in_order(session, Slot.state == SlotState.ON_AIR)


def slots(session: Session, first: datetime, until: datetime) -> list[Slot]:
    """Return the slots in every state that start from `first` on and before `until`."""
    return _in_order(session, col(Slot.planned_at) >= first, col(Slot.planned_at) < until)


def slot(session: Session, slot_id: int) -> Slot:
    """Return the slot of that id; `NotFound`."""
    return slot_of_id(session, slot_id)


def slot_changes(session: Session, slot_ids: Sequence[int]) -> dict[int, list[SlotChange]]:
    """Return what happened to each of the slots, oldest first: who, when, from, to, why."""
    changes: dict[int, list[SlotChange]] = {slot_id: [] for slot_id in slot_ids}
    query = select(SlotChange).where(col(SlotChange.slot_id).in_(slot_ids))
    for change in session.exec(query.order_by(col(SlotChange.id))):
        changes[change.slot_id].append(change)
    return changes


def frozen(session: Session, slot_id: int) -> list[PlannedEntry]:
    """Return the frozen rundown of a slot, in order; empty if it never opened."""
    query = select(PlannedEntry).where(PlannedEntry.slot_id == slot_id)
    return list(session.exec(query.order_by(col(PlannedEntry.position))))


def left_out(session: Session, slot_id: int) -> list[LeftOut]:
    """Return the items that a frozen rundown left out, each with its reason."""
    query = select(LeftOut).where(LeftOut.slot_id == slot_id)
    return list(session.exec(query.order_by(col(LeftOut.id))))


def broken_rules(slots: Iterable[Slot], rules: Rules) -> list[RuleWarning]:
    """Return what the slots do against the station's rules; a cancelled one is no broadcast."""
    heard = [slot for slot in slots if slot.state is not SlotState.CANCELLED]
    return warnings_of(map(dated, heard), rules)


def announcements(station: Station, schedules: Schedules) -> list[str]:
    """Return the texts around the news that need sound: fixed words and section names."""
    return announcement_texts(schedules.programmes, station.name)


def _rundown(
    session: Session,
    material: Material,
    station: Station,
    schedules: Schedules,
    slot: Slot,
    aired: Mapping[int, AiredCount],
) -> Rundown:
    programme = schedules.programme(slot.programme)
    if programme is None:
        message = (
            f"the programme '{slot.programme}' of this slot is no longer declared; put "
            f"{slot.programme}.toml back into schedules or let the slot be cancelled"
        )
        raise NotFound(
            message,
            f"Chương trình “{slot.programme}” không còn trong lịch; hãy khôi phục tệp "
            f"{slot.programme}.toml hoặc huỷ buổi phát này.",
        )
    return build_rundown(
        programme,
        dated(slot),
        material.candidates(local_date(slot.planned_at), aired, slot_id=slot.id),
        material.sounds(programme),
        station=station.name,
        next_at=_next_start(session, slot),
    )


def _next_start(session: Session, slot: Slot) -> datetime | None:
    query = (
        select(Slot.planned_at)
        .where(col(Slot.planned_at) > slot.planned_at, Slot.state == SlotState.PLANNED)
        .order_by(col(Slot.planned_at))
    )
    return session.exec(query.limit(1)).first()


def _in_order(session: Session, *conditions: object) -> list[Slot]:
    query = select(Slot).where(*conditions)  # type: ignore[arg-type]
    return list(session.exec(query.order_by(col(Slot.planned_at), col(Slot.programme))))
