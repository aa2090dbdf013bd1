"""What goes on air, and the rows that tell of it, as plain values before they are stored."""

import math
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from broadcaster.airlog.chain import seconds
from broadcaster.airlog.models import AsRunRow, Event, Outcome
from broadcaster.timetable import EntryKind, PlannedEntry, Slot

LONGEST_ENTRY_NAME = 36

_MOMENTS = ("at", "planned_at", "started_at", "ended_at")
_SECONDS = ("offset_s", "planned_s", "aired_s")
_TEXTS = ("slot", "title", "voice", "file", "reason")


@dataclass(frozen=True, kw_only=True)
class Airing:
    """One sound that is about to go on air, or should have.

    `slot` is the programme's name as people know it, `planned_at` the sound's own planned
    start, `file` relative to the home, `offset_s` where in the clip the sound begins (more
    than 0 only for the rest of a cut item; for a relay, how much of its time was over), `volume`
    the percent in each zone as JSON.
    """

    kind: EntryKind
    title: str
    file: str = ""
    planned_s: float = 0.0
    planned_at: datetime | None = None
    slot_id: int | None = None
    slot: str = ""
    position: int | None = None
    news_id: int | None = None
    revision: int | None = None
    voice: str = ""
    ai_generated: bool = False
    clip: str | None = None
    offset_s: float = 0.0
    volume: str | None = None

    @classmethod
    def planned(cls, slot: Slot, entry: PlannedEntry) -> Self:
        """Return the airing that an entry of the slot's frozen rundown asks for."""
        return cls(
            kind=entry.kind,
            title=entry.title,
            file=entry.file,
            planned_s=entry.planned_s,
            planned_at=slot.planned_at + timedelta(seconds=entry.offset_s),
            slot_id=slot.id,
            slot=slot.name,
            position=entry.position,
            news_id=entry.news_id,
            revision=entry.revision,
            voice=entry.voice,
            ai_generated=entry.ai_generated,
            clip=entry.clip,
        )

    def rest(self, offset_s: float) -> Self:
        """Return the same airing from `offset_s` into its clip on: what a cut left unheard."""
        heard = offset_s - self.offset_s
        return replace(self, offset_s=offset_s, planned_s=max(0.0, self.planned_s - heard))


AIRING_FIELDS = tuple(field.name for field in fields(Airing))


@dataclass(frozen=True, kw_only=True)
class NewRow(Airing):
    """A row that is not in the log yet. Both rows of one sound share `entry`.

    Times become UTC, seconds whole milliseconds. Raises `ValueError` for a row that contradicts
    itself: an end without outcome, a naive time, something aired that never started.
    """

    at: datetime
    event: Event
    entry: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    aired_s: float | None = None
    outcome: Outcome | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        """Bring the values into the form that is sealed, and refuse contradictions."""
        for name in _MOMENTS:
            object.__setattr__(self, name, _utc(name, getattr(self, name)))
        for name in _SECONDS:
            object.__setattr__(self, name, _milliseconds(name, getattr(self, name)))
        for name in _TEXTS:
            object.__setattr__(self, name, _storable(getattr(self, name)))
        if self.volume is not None:
            object.__setattr__(self, "volume", _storable(self.volume))
        contradiction = _contradiction(self)
        if contradiction:
            message = f"a row of the log contradicts itself: {contradiction}"
            raise ValueError(message)

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain JSON values, for the reserve file."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Return the row that `as_json` wrote; `ValueError`, `KeyError` or `TypeError` if not."""
        row = dict(values)
        for name in _MOMENTS:
            row[name] = None if row[name] is None else datetime.fromisoformat(row[name])
        row["kind"] = EntryKind(row["kind"])
        row["event"] = Event(row["event"])
        row["outcome"] = None if row["outcome"] is None else Outcome(row["outcome"])
        return cls(**row)


def airing_of(row: NewRow | AsRunRow) -> Airing:
    """Return what a row of the log tells of, for its second row or for going on after a cut."""
    return Airing(**{name: getattr(row, name) for name in AIRING_FIELDS})


def _contradiction(row: NewRow) -> str | None:
    if not 1 <= len(row.entry) <= LONGEST_ENTRY_NAME:
        return f"its entry is not named by 1 to {LONGEST_ENTRY_NAME} characters"
    if row.event is Event.ENDED:
        return _contradiction_of_an_end(row)
    if row.started_at is None:
        return "it starts without a time"
    if any(value is not None for value in (row.ended_at, row.aired_s, row.outcome)):
        return "it starts and has ended"
    return None


def _contradiction_of_an_end(row: NewRow) -> str | None:
    if row.outcome is None or row.aired_s is None:
        return "it ends without an outcome and seconds aired"
    heard = row.outcome in {Outcome.AIRED, Outcome.CUT}
    if heard and (row.started_at is None or row.ended_at is None):
        return f"it was {row.outcome} without a start and an end"
    if row.outcome is Outcome.MISSED and (row.started_at or row.aired_s):
        return "it was missed and yet on air"
    if row.outcome is not Outcome.AIRED and not row.reason.strip():
        return f"it was {row.outcome} without a reason"
    return None


def _utc(name: str, value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        message = f"{name} of a row of the log is a naive datetime"
        raise ValueError(message)
    return value.astimezone(UTC)


def _milliseconds(name: str, value: float | None) -> float | None:
    if value is None:
        return None
    if not math.isfinite(value) or value < 0:
        message = f"{name} of a row of the log is {value}"
        raise ValueError(message)
    return seconds(value)


def _storable(text: str) -> str:
    """Return the text without what a database refuses: NUL and lone surrogates."""
    return text.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")
