"""The tables of sound: clips on disk, what each is of, and how readings of words changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from broadcaster.store import Moment


class Clip(SQLModel, table=True):
    """A sound that is whole on disk: mono 16-bit WAV at the station's rate.

    `key` is the content address: SHA-256 over what was spoken (or the recording), the voice,
    its version and the sound settings. `sha256` is of the file, `path` relative to the home.
    """

    __table_args__ = (CheckConstraint("duration_s > 0", name="has_duration"),)

    key: str = Field(primary_key=True, max_length=64)
    sha256: str = Field(max_length=64)
    path: str
    created_at: datetime = Field(sa_type=Moment)
    duration_s: float
    loudness_lufs: float
    true_peak_dbtp: float
    sample_rate: int
    ai_generated: bool
    engine: str
    voice: str
    voice_version: str
    spoken: str


class Rendering(SQLModel, table=True):
    """One attempt to make a sound of a source; the newest with a clip is the one that counts.

    `source_sha256` is a revision's content hash or the SHA-256 of an announcement's text.
    """

    __table_args__ = (
        CheckConstraint("(clip IS NULL) <> (failure IS NULL)", name="clip_or_failure"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source_sha256: str = Field(max_length=64, index=True)
    at: datetime = Field(sa_type=Moment)
    clip: str | None = Field(default=None, foreign_key="clip.key")
    failure: str | None = None


class Rereading(SQLModel, table=True):
    """Somebody asked that a source be read aloud again. Append-only by trigger.

    It waits until there is a clip newer than `after_rendering`, the newest rendering by then.
    """

    id: int | None = Field(default=None, primary_key=True)
    source_sha256: str = Field(max_length=64, index=True)
    at: datetime = Field(sa_type=Moment)
    by: str
    after_rendering: int


class PronunciationChange(SQLModel, table=True):
    """One change of the station's dictionary through the software. Append-only by trigger.

    `before` and `after` are the reading; None where there was, or is, no entry.
    """

    __tablename__ = "pronunciation_change"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    by: str
    written: str
    before: str | None = None
    after: str | None = None
