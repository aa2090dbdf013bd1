"""Rows of an as-run log that tests put together."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from broadcaster.airlog import Airing, AsRunRow, Event, NewRow, Outcome, airing_of, append
from broadcaster.store import Store
from broadcaster.timetable import EntryKind

MORNING = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # 5:30 on 21 November in Vietnam


def an_airing(**values: Any) -> Airing:
    """Return the airing of a news item, changed by `values`."""
    sample: dict[str, Any] = {
        "kind": EntryKind.ITEM,
        "title": "Lịch tiêm chủng tháng 12",
        "file": "clips/ab/abcd.wav",
        "planned_s": 60.0,
        "planned_at": MORNING,
        "slot_id": 1,
        "slot": "Bản tin sáng",
        "position": 3,
        "news_id": 7,
        "revision": 2,
        "voice": "espeak vi",
        "ai_generated": True,
        "clip": "ab" * 32,
    }
    return Airing(**{**sample, **values})


def start(entry: str, airing: Airing | None = None, at: datetime = MORNING) -> NewRow:
    """Return the row that says a sound begins at its moment `at`."""
    return _row(airing or an_airing(), at=at, event=Event.STARTED, entry=entry, started_at=at)


def end(started: NewRow, aired_s: float, outcome: Outcome, reason: str = "") -> NewRow:
    """Return the row that says how a started sound ended."""
    assert started.started_at is not None
    ended_at = started.started_at + timedelta(seconds=aired_s)
    return _row(
        airing_of(started),
        at=ended_at,
        event=Event.ENDED,
        entry=started.entry,
        started_at=started.started_at,
        ended_at=ended_at,
        aired_s=aired_s,
        outcome=outcome,
        reason=reason,
    )


def miss(entry: str, airing: Airing | None = None, outcome: Outcome = Outcome.MISSED) -> NewRow:
    """Return the single row of a sound that never came to air."""
    return _row(
        airing or an_airing(),
        at=MORNING,
        event=Event.ENDED,
        entry=entry,
        aired_s=0.0,
        outcome=outcome,
        reason="mất điện",
    )


def air(
    session: Session,
    entry: str,
    airing: Airing | None = None,
    *,
    at: datetime = MORNING,
    aired_s: float | None = None,
    outcome: Outcome = Outcome.AIRED,
    reason: str = "",
) -> AsRunRow:
    """Add both rows of one sound to the log; return the second."""
    airing = airing or an_airing()
    started = start(entry, airing, at)
    append(session, started)
    heard = airing.planned_s if aired_s is None else aired_s
    return append(session, end(started, heard, outcome, reason))


@contextmanager
def tampering(store: Store, table: str = "as_run") -> Iterator[Session]:
    """Give a session in which the log can be falsified; nothing of it is kept."""
    with store.writing() as session:
        if store.url.get_backend_name() == "sqlite":
            query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
            for (name,) in session.execute(text(query), {"table": table}).all():
                session.execute(text(f'DROP TRIGGER "{name}"'))
        else:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield session
        session.rollback()


def _row(airing: Airing, **values: Any) -> NewRow:
    return NewRow(**{**vars(airing), **values})
