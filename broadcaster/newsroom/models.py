"""The newsroom's tables: people, news items, immutable revisions, and every step they took."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from broadcaster.newsroom.kinds import Genre, Means, Priority, Role, State
from broadcaster.store import Moment, choice


class Person(SQLModel, table=True):
    """Somebody who works at the station; never removed, only disabled."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=60)
    full_name: str = Field(max_length=120)
    role: Role = Field(sa_type=choice(Role))
    password_hash: str
    created_at: datetime = Field(sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)


class NewsItem(SQLModel, table=True):
    """A script or a recording through all its revisions."""

    __tablename__ = "news_item"

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(sa_type=Moment)
    created_by: str


class Revision(SQLModel, table=True):
    """One saved version of a news item. Rows are never changed: triggers refuse.

    Either `script` (text) or `recording` (SHA-256 of a file in the home's `recordings`) is set.
    `airings` is how often it is wanted; `programmes` are the preferred ones (file stems).
    """

    __table_args__ = (
        UniqueConstraint("news_id", "number"),
        CheckConstraint("(script IS NULL) <> (recording IS NULL)", name="script_or_recording"),
        CheckConstraint("airings >= 1", name="airings_positive"),
        CheckConstraint("field BETWEEN 1 AND 6", name="field_known"),
        CheckConstraint(
            "valid_from IS NULL OR valid_until IS NULL OR valid_from <= valid_until",
            name="validity_in_order",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    news_id: int = Field(foreign_key="news_item.id", index=True)
    number: int
    created_at: datetime = Field(sa_type=Moment)
    created_by: str
    title: str = Field(max_length=300)
    genre: Genre = Field(sa_type=choice(Genre))
    field: int
    priority: Priority = Field(sa_type=choice(Priority))
    language: str = Field(max_length=8)
    script: str | None = None
    recording: str | None = Field(default=None, max_length=64)
    recording_name: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    airings: int = 1
    programmes: str = ""
    content_sha256: str = Field(max_length=64, index=True)


class Transition(SQLModel, table=True):
    """One step in a revision's life: who, when, from, to, why. Append-only by trigger."""

    id: int | None = Field(default=None, primary_key=True)
    news_id: int = Field(foreign_key="news_item.id", index=True)
    revision: int
    at: datetime = Field(sa_type=Moment)
    by: str
    from_state: State | None = Field(default=None, sa_type=choice(State, "was_state"))
    to_state: State = Field(sa_type=choice(State))
    reason: str = ""


class Approval(SQLModel, table=True):
    """A named person's yes to one revision's content. Append-only by trigger.

    `clip` is the key of the sound that was there to be heard: it airs, however the station
    reads later. None where there was no sound yet.
    """

    id: int | None = Field(default=None, primary_key=True)
    news_id: int = Field(foreign_key="news_item.id", index=True)
    revision: int
    content_sha256: str = Field(max_length=64)
    at: datetime = Field(sa_type=Moment)
    by: str
    means: Means = Field(sa_type=choice(Means))
    listened_s: float | None = None
    clip: str | None = Field(default=None, max_length=64)


class Listening(SQLModel, table=True):
    """Somebody heard (part of) the sound of a revision before approval. Append-only by trigger."""

    id: int | None = Field(default=None, primary_key=True)
    news_id: int = Field(foreign_key="news_item.id", index=True)
    revision: int
    by: str
    at: datetime = Field(sa_type=Moment)
    clip: str = Field(max_length=64)
    seconds: float
