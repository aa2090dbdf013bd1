"""What a monitor heard of the sounds in the log: a chain of its own, tied to the log's rows.

A sound's share is known only seconds after its last row was written, and nothing is ever added to
a row; so it stands in rows of its own, each sealed over the one before and over the hash of the
row that it speaks of.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import UniqueConstraint, and_
from sqlmodel import Field, Session, SQLModel, col, select

from broadcaster.airlog.chain import EMPTY, Head, seconds
from broadcaster.airlog.models import AsRunRow, Event
from broadcaster.store import Moment

_SEALED = ("seq", "at", "entry", "of", "share", "judged_s", "level_dbfs")


class HearingRow(SQLModel, table=True):
    """How much of one sound of the log was heard by the monitor. Append-only by trigger.

    `of` is the hash of the row that says how the sound ended; `share` is 0 to 1 of `judged_s`,
    the seconds in which something was sent and the monitor ran; `level_dbfs` is the middle level
    that the monitor had meanwhile.
    """

    __tablename__ = "hearing"
    __table_args__ = (UniqueConstraint("entry", name="heard_once"),)

    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    entry: str = Field(max_length=36)
    of: str = Field(max_length=64)
    share: float
    judged_s: float
    level_dbfs: float
    prev_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)


@dataclass(frozen=True, kw_only=True)
class NewHearing:
    """What is to be said of one entry of the log. Raises `ValueError` for a share over 1."""

    at: datetime
    entry: str
    share: float
    judged_s: float
    level_dbfs: float

    def __post_init__(self) -> None:
        """Bring the values into the form that is sealed, and refuse impossible ones."""
        if not 0 <= self.share <= 1 or not self.judged_s > 0:
            message = f"{self.share} of {self.judged_s} s cannot have been heard"
            raise ValueError(message)
        object.__setattr__(self, "at", self.at.astimezone(UTC))
        for name in ("share", "judged_s", "level_dbfs"):
            object.__setattr__(self, name, seconds(getattr(self, name)))


def append_hearing(session: Session, new: NewHearing) -> bool:
    """Return whether the log says how the entry ended, having added what was heard of it.

    What was said of an entry before stays. The session must be a writing one: see `append`.
    """
    if session.exec(select(HearingRow.seq).where(HearingRow.entry == new.entry)).first():
        return True
    of = session.exec(
        select(AsRunRow.hash).where(AsRunRow.entry == new.entry, AsRunRow.event == Event.ENDED)
    ).first()
    if of is None:
        return False
    head = hearing_head(session)
    values: dict[str, Any] = {**asdict(new), "seq": head.seq + 1, "of": of}
    sealed = _hash(head.hash, values)
    session.add(HearingRow(**values, prev_hash=head.hash, hash=sealed))
    session.flush()
    return True


def hearing_head(session: Session) -> Head:
    """Return the newest row of the chain; that of an empty one has `seq` 0."""
    found = session.exec(
        select(HearingRow.seq, HearingRow.hash).order_by(col(HearingRow.seq).desc()).limit(1)
    ).first()
    return Head(*found) if found else EMPTY


def holds_hearing(session: Session, head: Head) -> bool:
    """Return whether the row that `head` names is still there."""
    if head.seq == 0:
        return True
    found = session.exec(select(HearingRow.hash).where(HearingRow.seq == head.seq)).first()
    return found == head.hash


def shares(session: Session, entries: Iterable[str]) -> dict[str, float]:
    """Return the share, 0 to 1, that was heard of each of the entries a monitor listened to."""
    rows = session.exec(
        select(HearingRow.entry, HearingRow.share).where(col(HearingRow.entry).in_(list(entries)))
    )
    return dict(rows.all())


def hearing_fault(session: Session, head: Head | None) -> tuple[int, str] | None:
    """Return the first row that is not the one that was written, and why; None if all are.

    `head` is the newest row as it is remembered outside the database.
    """
    last = EMPTY
    of_the_log = and_(col(AsRunRow.entry) == HearingRow.entry, col(AsRunRow.event) == Event.ENDED)
    rows = (
        select(HearingRow, AsRunRow.hash)
        .join(AsRunRow, of_the_log, isouter=True)
        .order_by(col(HearingRow.seq))
    )
    for row, of in session.exec(rows):
        why = _fault(last, row, of)
        if why:
            return last.seq + 1, f"what was heard: row {last.seq + 1} {why}"
        last = Head(row.seq, row.hash)
        if head is not None and head.seq == row.seq and head.hash != row.hash:
            return row.seq, f"what was heard: row {row.seq} is not the one written there"
    if head is not None and head.seq > last.seq:
        why = f"what was heard ends with row {last.seq}, but row {head.seq} was written"
        return last.seq + 1, f"{why}: rows were removed, or an older backup was restored"
    return None


def _fault(before: Head, row: HearingRow, of: str | None) -> str | None:
    if row.seq != before.seq + 1:
        return "is missing"
    if row.prev_hash != before.hash:
        return f"does not continue row {before.seq}: a row was put in or exchanged"
    if row.hash != _hash(before.hash, row.model_dump()):
        return "was changed after it was written"
    if row.of != of:
        return "speaks of a sound whose end is another in the log"
    return None


def _hash(prev_hash: str, values: dict[str, Any]) -> str:
    plain = {name: values[name] for name in _SEALED}
    plain["at"] = plain["at"].astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{prev_hash}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
