"""The plain values of a rundown: its entries, what was left out, and the sounds at hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from broadcaster.timetable.models import EntryKind
from broadcaster.timetable.selection import ReadySound
from broadcaster.timetable.shapes import PLAIN, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sound of a rundown. `offset_s` is from the slot's start, `file` relative to the home.

    `feed` says where the sound comes from that is not in `file`: see `feeds`. `shape` says how
    it is heard; `planned_s` is how much of it.
    """

    kind: EntryKind
    title: str
    file: str
    clip_sha256: str
    offset_s: float
    planned_s: float
    section: str = ""
    news_id: int | None = None
    revision: int | None = None
    content_sha256: str | None = None
    repeat: bool = False
    voice: str = ""
    ai_generated: bool = False
    clip: str | None = None
    feed: str = ""
    shape: Shape = PLAIN

    @property
    def until_next_s(self) -> float:
        """How long after its start the next one begins: it may go on under it."""
        return self.planned_s if self.shape.lead_s is None else self.shape.lead_s


@dataclass(frozen=True, slots=True)
class Omission:
    """An eligible item that did not get in, with the reason (Vietnamese)."""

    news_id: int
    revision: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rundown:
    """A slot's entries in order, the items left out, and notes on what else is missing."""

    entries: tuple[Entry, ...]
    left_out: tuple[Omission, ...]
    notes: tuple[str, ...]
    length_s: float


@dataclass(frozen=True, slots=True)
class Sounds:
    """The sounds at hand: tunes and chimes by name, announcements by their text.

    `fillers` are the pieces that fill a short slot, with their titles.
    """

    tunes: Mapping[str, ReadySound] = field(default_factory=dict)
    announcements: Mapping[str, ReadySound] = field(default_factory=dict)
    fillers: tuple[tuple[str, ReadySound], ...] = ()
