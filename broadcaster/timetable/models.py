"""The tables of the timetable: dated slots, their changes, frozen rundowns, what was left out."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from broadcaster.store import Moment, choice


class StartRule(StrEnum):
    """How a slot begins: cut what plays, wait for the current item, or any time after."""

    HARD = "hard"
    SOFT = "soft"
    NOT_BEFORE = "not-before"


class SlotState(StrEnum):
    """Where a slot stands."""

    PLANNED = "planned"
    ON_AIR = "on air"
    AIRED = "aired"
    MISSED = "missed"
    CANCELLED = "cancelled"


class EntryKind(StrEnum):
    """What a rundown entry or an as-run entry is."""

    ITEM = "item"
    TUNE = "tune"
    CHIME = "chime"
    ANNOUNCEMENT = "announcement"
    RELAY = "relay"
    LIVE = "live"
    EMERGENCY = "emergency"
    DRILL = "drill"


class Slot(SQLModel, table=True):
    """One dated broadcast of a programme. It airs once: a claim must change exactly one row."""

    __table_args__ = (UniqueConstraint("programme", "planned_at"),)

    id: int | None = Field(default=None, primary_key=True)
    programme: str = Field(max_length=80)
    name: str = Field(max_length=200)
    planned_at: datetime = Field(sa_type=Moment, index=True)
    length_s: float
    rule: StartRule = Field(sa_type=choice(StartRule))
    state: SlotState = Field(sa_type=choice(SlotState), default=SlotState.PLANNED)
    claimed_by: str | None = None


class SlotChange(SQLModel, table=True):
    """One change of a slot's state: when, by whom, from, to, why. Append-only by trigger."""

    __tablename__ = "slot_change"

    id: int | None = Field(default=None, primary_key=True)
    slot_id: int = Field(foreign_key="slot.id", index=True)
    at: datetime = Field(sa_type=Moment)
    by: str
    from_state: SlotState | None = Field(default=None, sa_type=choice(SlotState, "was_state"))
    to_state: SlotState = Field(sa_type=choice(SlotState))
    reason: str = ""


class PlannedEntry(SQLModel, table=True):
    """One entry of a frozen rundown. `offset_s` is from the slot's start. Never changed.

    `feed` says where the sound comes from that is not in `file`: see `feeds`; `shape` how it is
    heard: see `shapes`.
    """

    __tablename__ = "planned_entry"
    __table_args__ = (UniqueConstraint("slot_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    slot_id: int = Field(foreign_key="slot.id", index=True)
    position: int
    kind: EntryKind = Field(sa_type=choice(EntryKind))
    title: str
    section: str = ""
    news_id: int | None = None
    revision: int | None = None
    content_sha256: str | None = Field(default=None, max_length=64)
    repeat: bool = False
    voice: str = ""
    ai_generated: bool = False
    clip: str | None = Field(default=None, max_length=64)
    clip_sha256: str = Field(max_length=64)
    file: str
    feed: str = ""
    shape: str = ""
    offset_s: float
    planned_s: float


class LeftOut(SQLModel, table=True):
    """A news item that was eligible for a slot and did not get in, with the reason."""

    __tablename__ = "left_out"

    id: int | None = Field(default=None, primary_key=True)
    slot_id: int = Field(foreign_key="slot.id", index=True)
    news_id: int
    revision: int
    title: str
    reason: str
