"""The as-run log's table. It only grows: triggers refuse every change, a hash chain shows it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from broadcaster.store import Moment, choice
from broadcaster.timetable import EntryKind


class Event(StrEnum):
    """What a row of the log says."""

    STARTED = "started"
    ENDED = "ended"


class Outcome(StrEnum):
    """How it went on air."""

    AIRED = "aired"
    CUT = "cut"
    MISSED = "missed"
    FAILED = "failed"


class AsRunRow(SQLModel, table=True):
    """One row of the chain: a sound starts, or it ended (or never came to air).

    The two rows of one sound share `entry`. `file` is relative to the home. `volume` is JSON: how
    loud it was in each zone, in percent; None where the station has no zones. `hash` is the
    SHA-256 over the row before's hash and this row's canonical JSON.
    """

    __tablename__ = "as_run"
    __table_args__ = (UniqueConstraint("entry", "event", name="event_told_once"),)

    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    event: Event = Field(sa_type=choice(Event))
    entry: str = Field(max_length=36, index=True)
    slot_id: int | None = Field(default=None, index=True)
    slot: str = ""
    position: int | None = None
    planned_at: datetime | None = Field(default=None, sa_type=Moment)
    started_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    kind: EntryKind = Field(sa_type=choice(EntryKind))
    news_id: int | None = Field(default=None, index=True)
    revision: int | None = None
    title: str = ""
    voice: str = ""
    ai_generated: bool = False
    clip: str | None = None
    file: str = ""
    offset_s: float = 0.0
    planned_s: float = 0.0
    aired_s: float | None = None
    outcome: Outcome | None = Field(default=None, sa_type=choice(Outcome))
    reason: str = ""
    volume: str | None = None
    prev_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)
