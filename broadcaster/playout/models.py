"""The tables of playout: emergency interruptions, and what each process last said of itself."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from broadcaster.store import Moment, choice


class InterruptionState(StrEnum):
    """Where an interruption stands."""

    REQUESTED = "requested"
    ON_AIR = "on air"
    ENDED = "ended"
    FAILED = "failed"


class Interruption(SQLModel, table=True):
    """An emergency message, or a drill, over whatever is on air.

    `level` is 1 to 5 (QĐ 18/2021/QĐ-TTg).
    """

    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 5", name="level_known"),)

    id: str = Field(primary_key=True, max_length=36)
    requested_at: datetime = Field(sa_type=Moment)
    requested_by: str
    drill: bool
    level: int = 3
    news_id: int
    revision: int
    title: str


class InterruptionChange(SQLModel, table=True):
    """One step of an interruption: when, to which state, why. Append-only by trigger.

    No foreign key: the alarm is heard before its row is written.
    """

    __tablename__ = "interruption_change"

    id: int | None = Field(default=None, primary_key=True)
    interruption: str = Field(max_length=36, index=True)
    at: datetime = Field(sa_type=Moment)
    by: str
    to_state: InterruptionState = Field(sa_type=choice(InterruptionState))
    reason: str = ""


class LiveRecording(SQLModel, table=True):
    """What somebody said live: who, when, and the file with its hash. Append-only by trigger.

    `file` is relative to the home; the row of the log that tells of it names the same file.
    """

    __tablename__ = "live_recording"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    by: str
    name: str
    title: str
    slot_id: int | None = None
    file: str = Field(unique=True)
    sha256: str = Field(max_length=64)
    duration_s: float


class HealthMinute(SQLModel, table=True):
    """How the player fared in the minute that ended `at`: of each figure the worst.

    `output_open` says that it was always open, or at rest, `stalled` that it took no sound;
    `level_dbfs` is the loudest that was heard; `underruns` how often the output ran dry;
    `latency_ms` how far the output was ahead of the ear; `start_error_ms` how far a slot that began
    was from its second; `next_at` the start that was awaited in the end; `cpu_percent` of one core.
    """

    __tablename__ = "health_minute"

    at: datetime = Field(sa_type=Moment, primary_key=True)
    device: str
    on_air: bool
    output_open: bool
    stalled: bool = False
    output_error: str
    amplifier_error: str
    level_dbfs: float
    underruns: int
    latency_ms: float
    start_error_ms: float | None = None
    next_at: datetime | None = Field(default=None, sa_type=Moment)
    memory_mib: float
    cpu_percent: float


class Heartbeat(SQLModel, table=True):
    """The last word of one process (`player`, `renderer`, `panel`); `state` is JSON."""

    process: str = Field(primary_key=True, max_length=32)
    at: datetime = Field(sa_type=Moment)
    pid: int
    state: str


class DeadAirChange(SQLModel, table=True):
    """What happened while sound was sent and none came out. Append-only by trigger.

    `change` is a sentence (Vietnamese); `device` the output, `level_dbfs` what the monitor heard.
    """

    __tablename__ = "dead_air_change"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    change: str
    device: str = ""
    level_dbfs: float = -120.0
