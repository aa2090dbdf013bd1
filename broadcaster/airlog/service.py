"""The as-run log: adding rows to the chain, and reading sounds back out of it."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, distinct, func, or_, text
from sqlmodel import Session, col, select

from broadcaster.airlog.airtime import added_s
from broadcaster.airlog.chain import EMPTY, SEALED, SEALED_IF_TOLD, Head, row_hash
from broadcaster.airlog.hearing import shares
from broadcaster.airlog.models import AsRunRow, Event, Outcome
from broadcaster.airlog.rows import Airing, NewRow, airing_of
from broadcaster.clock import local, local_date
from broadcaster.timetable import AiredCount, EntryKind, VolumeStep, volume_steps

# Any number that no other part of the software uses as a lock.
_WRITERS_LOCK = 7_206_501


@dataclass(frozen=True, kw_only=True)
class AsRunEntry(Airing):
    """One sound of the log, its two rows merged.

    `seq` and `hash` are those of its newest row, whose seal covers every field here but `heard`:
    the share, 0 to 1, that a monitor heard of it, from the chain beside the log; None where no
    monitor listened. `outcome` is None while the sound is on air; `started_at` is None where it
    never came to air.
    """

    seq: int
    hash: str
    entry: str
    at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    aired_s: float | None
    outcome: Outcome | None
    reason: str
    heard: float | None = None

    @property
    def moment(self) -> datetime:
        """When it began, or when it should have."""
        return self.started_at or self.planned_at or self.at

    @property
    def volumes(self) -> list[VolumeStep]:
        """The volume by zone when it began, and each change while it was heard."""
        begin = self.moment
        steps = volume_steps(self.volume, begin)
        end = self.ended_at
        return [s for s in steps if s is steps[0] or end is None or s.since < end]


def append(session: Session, row: NewRow) -> AsRunRow:
    """Return the log's row for `row`, added at the end of the chain.

    If the entry has told of this event before, the log's own row is returned as it is: what was
    written first stays, and saying the same again (after a crash, a lost answer) adds nothing.
    The session must be a writing one: one writer at a time, by SQLite's write lock (taken when
    the transaction began) or a PostgreSQL advisory lock held until the transaction ends.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_LOCK})
    told = session.exec(
        select(AsRunRow).where(AsRunRow.entry == row.entry, AsRunRow.event == row.event)
    ).first()
    if told is not None:
        return told
    head = last_head(session)
    values: dict[str, Any] = {**asdict(row), "seq": head.seq + 1}
    added = AsRunRow(**values, prev_hash=head.hash, hash=row_hash(head.hash, values))
    session.add(added)
    session.flush()
    return added


def last_row(session: Session) -> AsRunRow | None:
    """Return the newest row of the log, None while it is empty."""
    return session.exec(select(AsRunRow).order_by(col(AsRunRow.seq).desc()).limit(1)).first()


def last_head(session: Session) -> Head:
    """Return the head of the chain; that of an empty log has `seq` 0."""
    row = last_row(session)
    return Head(row.seq, row.hash) if row else EMPTY


def holds(session: Session, head: Head) -> bool:
    """Return whether the log still has the row that `head` names."""
    if head.seq == 0:
        return head == EMPTY
    return session.exec(select(AsRunRow.hash).where(AsRunRow.seq == head.seq)).first() == head.hash


def entries(session: Session, first: datetime, until: datetime) -> list[AsRunEntry]:
    """Return the sounds that began, or should have, from `first` up to before `until`, in order.

    What never came to air counts at its planned time.
    """
    never_started = and_(
        col(AsRunRow.started_at).is_(None),
        func.coalesce(AsRunRow.planned_at, AsRunRow.at) >= first,
        func.coalesce(AsRunRow.planned_at, AsRunRow.at) < until,
    )
    started = and_(col(AsRunRow.started_at) >= first, col(AsRunRow.started_at) < until)
    # The two rows of a sound may tell of different moments: read both before choosing.
    touched = select(AsRunRow.entry).where(or_(started, never_started))
    rows = session.exec(
        select(AsRunRow).where(col(AsRunRow.entry).in_(touched)).order_by(col(AsRunRow.seq))
    )
    found = [entry for entry in merged(rows) if first <= entry.moment < until]
    heard = shares(session, [entry.entry for entry in found])
    return [replace(entry, heard=heard.get(entry.entry)) for entry in found] if heard else found


def merged(rows: Iterable[AsRunRow]) -> list[AsRunEntry]:
    """Return one entry per sound for rows in the order of the chain, by time."""
    newest = {row.entry: row for row in rows}
    return sorted(
        (_entry(row) for row in newest.values()), key=lambda entry: (entry.moment, entry.seq)
    )


def by_slot(found: Iterable[AsRunEntry]) -> dict[int | None, list[AsRunEntry]]:
    """Return the entries of each slot, in their order; those of none under None."""
    slots: defaultdict[int | None, list[AsRunEntry]] = defaultdict(list)
    for entry in found:
        slots[entry.slot_id].append(entry)
    return slots


def airtime(found: Iterable[AsRunEntry]) -> dict[str, float]:
    """Return by entry the seconds that each sound adds to the airtime, which is their sum.

    `found` is in the order of `entries`. Only sounds of one slot lie over one another.
    """
    added: dict[str, float] = {}
    for of_slot in by_slot(found).values():
        heard = [(e.entry, e.started_at, e.aired_s) for e in of_slot if e.started_at and e.aired_s]
        seconds = added_s((began, aired_s) for _, began, aired_s in heard)
        added |= zip((name for name, _, _ in heard), seconds, strict=True)
    return added


def open_entries(session: Session) -> list[AsRunRow]:
    """Return the rows of sounds that started and have no end: on air now, or before a crash."""
    ended = select(AsRunRow.entry).where(AsRunRow.event == Event.ENDED)
    return list(
        session.exec(
            select(AsRunRow)
            .where(AsRunRow.event == Event.STARTED, col(AsRunRow.entry).not_in(ended))
            .order_by(col(AsRunRow.seq))
        )
    )


def airings(session: Session) -> dict[int, AiredCount]:
    """Return how often each news item was aired whole by the timetable, and on which day last.

    An item counts once a slot, so one that was cut and then aired to its end counts once, and
    one that was only cut not at all. Emergencies and drills are no airings of the timetable.
    """
    slot = func.coalesce(AsRunRow.slot_id, -AsRunRow.seq)
    rows = session.exec(
        select(AsRunRow.news_id, func.count(distinct(slot)), func.max(AsRunRow.started_at))
        .where(
            AsRunRow.event == Event.ENDED,
            AsRunRow.outcome == Outcome.AIRED,
            AsRunRow.kind == EntryKind.ITEM,
            col(AsRunRow.news_id).is_not(None),
        )
        .group_by(col(AsRunRow.news_id))
    )
    return {
        news_id: AiredCount(times, local_date(last))
        for news_id, times, last in rows
        if news_id is not None and last is not None
    }


def entry_json(entry: AsRunEntry) -> dict[str, Any]:
    """Return the entry as JSON values: Vietnamese time with its offset, seconds as numbers.

    `volume` is the percent by zone, or a list of such (`timetable.volume_told`), null where
    the station has no zones; `heard` is there only where a monitor listened.
    """
    values = {
        name: local(value).isoformat(timespec="microseconds")
        if isinstance(value, datetime)
        else value
        for name, value in asdict(entry).items()
    }
    if entry.heard is None:
        del values["heard"]
    return {**values, "volume": _read(entry.volume)}


def _read(volume: str | None) -> Any:
    """Return what is told of the volume; the text itself where somebody made it unreadable."""
    try:
        return None if volume is None else json.loads(volume)
    except ValueError:
        return volume


def sealed_values(row: AsRunRow) -> dict[str, object]:
    """Return the fields of a row that its hash covers."""
    return {name: getattr(row, name) for name in (*SEALED, *SEALED_IF_TOLD)}


def _entry(row: AsRunRow) -> AsRunEntry:
    return AsRunEntry(
        **asdict(airing_of(row)),
        seq=row.seq,
        hash=row.hash,
        entry=row.entry,
        at=row.at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        aired_s=row.aired_s,
        outcome=row.outcome,
        reason=row.reason,
    )
