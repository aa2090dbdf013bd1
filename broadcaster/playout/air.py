"""The plain values the director works with, and the doors it works through."""

from collections import deque
from collections.abc import Collection, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event
from typing import Protocol

from broadcaster.airlog import Outcome
from broadcaster.playout.live.sound import Expected
from broadcaster.playout.sounds.mixer import Sound, Timeline
from broadcaster.timetable import EntryKind, SlotState, StartRule, tolerated_s


@dataclass(frozen=True, kw_only=True, eq=False)
class AirItem:
    """One thing to be heard: what it is, whose word allows it, and its sound.

    `offset` is how many samples of it were heard before; `entry` names its row in the log once
    one was begun. `relayed` says where the sound of a relay comes from; `live` is a part that
    somebody speaks.

    How it is heard, in samples from the sound's beginning: `length` of it is planned (None: all);
    the next item begins at `lead`, over this one, which is quieter from there on after a ramp of
    `ducking`; where a slot is too long it ends at `ends_at`, with a fade of `release`. `levels`
    is the gain in each channel, `gliding` how that changes, as in a segment, and `volume` what the
    log says of it.
    """

    kind: EntryKind
    title: str
    sound: Sound
    slot_id: int | None = None
    slot: str = ""
    position: int | None = None
    planned_at: datetime | None = None
    news_id: int | None = None
    revision: int | None = None
    content_sha256: str | None = None
    voice: str = ""
    ai_generated: bool = False
    clip: str | None = None
    file: str = ""
    sha256: str = ""
    offset: int = 0
    entry: str | None = None
    alarm: str | None = None
    relayed: "Relayed | None" = None
    live: bool = False
    length: int | None = None
    lead: int | None = None
    ducking: int = 0
    fade_in: int = 0
    fade_out: int = 0
    ends_at: int | None = None
    release: int = 0
    filler: bool = False
    cuttable: bool = False
    repeat: bool = False
    levels: tuple[float, ...] = ()
    gliding: tuple[tuple[int, tuple[float, ...]], ...] = ()
    volume: str | None = None

    @property
    def remaining(self) -> int:
        """How many samples of what is planned are still to be heard."""
        whole = self.sound.frames if self.length is None else self.length
        return max(0, whole - self.offset)

    @property
    def to_hear(self) -> int:
        """How many samples will be heard, where it is cut for want of time."""
        if self.ends_at is None:
            return self.remaining
        return max(0, min(self.remaining, self.ends_at - self.offset))

    @property
    def until_next(self) -> int:
        """How many samples from now on the next item begins."""
        if self.lead is None:
            return self.to_hear
        return min(self.to_hear, max(0, self.lead - self.offset))

    @property
    def is_spare(self) -> bool:
        """Whether it is the rest of music that fills: nobody waits for it to be heard."""
        return self.filler and self.offset > 0

    def whole(self) -> "AirItem":
        """Return the item to its planned end, whatever was to be cut before."""
        return self if self.ends_at is None else replace(self, ends_at=None, release=0)

    def after(self, heard: int) -> "AirItem":
        """Return what is left once `heard` more samples were heard; a new row tells of it."""
        return replace(self, offset=self.offset + heard, entry=None)

    def shortened(self, frames: int) -> "AirItem":
        """Return an item whose sound is not there yet, to end `frames` samples earlier."""
        return replace(self, sound=Expected(self.sound.frames - frames))


@dataclass(frozen=True, kw_only=True, eq=False)
class Relayed:
    """What a relay is made of: its sources, the best first, and what is heard without them.

    `news` are items that may fill in, each once; `tune` is repeated where there are none.
    """

    title: str
    sources: tuple[str, ...]
    tune: AirItem
    news: tuple[AirItem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The station's settings that the director keeps, in seconds."""

    late_start_s: float
    longest_interruption_s: float


@dataclass(frozen=True, kw_only=True)
class SlotPlan:
    """A dated slot as the director sees it. `limit` is when it must be over."""

    slot_id: int
    name: str
    planned_at: datetime
    length_s: float
    rule: StartRule
    programme: str = ""

    @property
    def limit(self) -> datetime:
        """The latest end, with the tolerance that the rundown has too."""
        return self.planned_at + timedelta(seconds=tolerated_s(self.length_s))


@dataclass
class Show:
    """A slot on air, or about to be: its plan and what is still to be laid.

    `begun` says whether anything of it has its place; `first_entry` is the entry it began with, and
    `on_its_second` whether that was given the place of the planned second.
    """

    plan: SlotPlan
    pending: deque[AirItem]
    begun: bool = False
    first_entry: str | None = None
    on_its_second: bool = False
    clock_moved: timedelta = timedelta()
    """How far the clock was stepped since it began: its time is not over sooner for that."""

    def second(self, output: "Output") -> int:
        """Return the sample of its planned second while it is to begin there; else 0."""
        on_time = self.on_its_second and not self.begun
        return output.sample_at(self.plan.planned_at) if on_time else 0

    def note_begin(self, laid: "Sequence[Laid]") -> None:
        """Learn from what is laid what the slot begins with: the first whose row is written."""
        own = (one for one in laid if one.placed and one.item.slot_id == self.plan.slot_id)
        if not self.begun and (first := next(own, None)):
            self.begun, self.first_entry = True, first.entry

    def take_back(self, item: AirItem) -> None:
        """Put an item in line again, before all others; what began with it has not begun."""
        self.pending.appendleft(item)
        if item.entry and item.entry == self.first_entry:
            self.begun = False

    @property
    def state(self) -> SlotState:
        """How the slot ends if nothing more of it is heard."""
        return SlotState.AIRED if self.begun else SlotState.MISSED

    @property
    def limit(self) -> datetime:
        """The latest end, as the clock shows it now."""
        return self.plan.limit + self.clock_moved

    @property
    def end(self) -> datetime:
        """The planned end, as the clock shows it now."""
        return self.plan.planned_at + timedelta(seconds=self.plan.length_s) + self.clock_moved


@dataclass(frozen=True, kw_only=True)
class Laid:
    """An item that has its place in the output; it sounds once it is `placed`.

    `began` is when its first sample left the device, once it did; `parted` tells that what is
    behind its end was taken from it.
    """

    item: AirItem
    entry: str
    start: int
    end: int
    placed: bool = True
    parted: bool = False
    began: datetime | None = None
    outcome: Outcome = Outcome.AIRED
    reason: str = ""

    def parted_at(self, at: int, outcome: Outcome, reason: str) -> "Laid":
        """Return it with that end; of one that was parted before, the first reason is told."""
        if self.parted:
            return replace(self, end=at)
        return replace(self, end=at, outcome=outcome, reason=reason, parted=True)

    @property
    def next_at(self) -> int:
        """The sample where the next item begins: this one may go on under it."""
        return min(self.end, self.start + self.item.until_next)


@dataclass(kw_only=True)
class Alarm:
    """An interruption in the player: the tone until the message is there, then the message.

    Somebody who speaks at once is one too, below all others; `live` is set when it is over.
    `begun` says whether anything of it was ever given a place in the output, `told` whether it was
    said to be on air since its turn came.
    """

    id: str
    drill: bool
    level: int
    tone: AirItem
    asked_at: float
    message: AirItem | None = None
    live: Event | None = None
    toned: bool = False
    laid_message: bool = False
    begun: bool = False
    told: bool = False
    given_up: str = ""

    @property
    def goes_first(self) -> str:
        """Why what is on air gives way (Vietnamese)."""
        if self.live:
            return "nhường phát trực tiếp"
        return "nhường diễn tập" if self.drill else "nhường phát khẩn cấp"


@dataclass(frozen=True, kw_only=True)
class Request:
    """Something another process asks of the player; the answer is set once it is done."""

    do: str
    by: str = ""
    alarm: Alarm | None = None
    id: str = ""
    message: AirItem | None = None
    reason: str = ""
    answer: "Future[dict[str, object]]" = field(default_factory=Future)


class Output(Protocol):
    """The deck, or its simulation."""

    rate: int
    timeline: Timeline

    @property
    def position(self) -> int: ...  # noqa: D102 - see Deck
    @property
    def sounded_until(self) -> int: ...  # noqa: D102 - see Deck
    @property
    def soonest(self) -> int: ...  # noqa: D102 - see Deck
    @property
    def runs(self) -> bool: ...  # noqa: D102 - see Deck
    def at_once(self) -> AbstractContextManager[None]: ...  # noqa: D102 - see Deck
    def swap(self, timeline: Timeline) -> None: ...  # noqa: D102 - see Deck
    def heard(self) -> int: ...  # noqa: D102 - see Deck
    def wall_of(self, sample: int) -> datetime: ...  # noqa: D102 - see Deck
    def sample_at(self, moment: datetime) -> int: ...  # noqa: D102 - see Deck


class Desk(Protocol):
    """Where the director learns what is due and says what became of it."""

    def due(self, until: datetime) -> Sequence[SlotPlan]:
        """Return the planned slots that begin by `until`, earliest first."""
        ...

    def freeze(self, plan: SlotPlan) -> Show | None:
        """Return the slot, claimed, with its rundown.

        None while that takes time (it is asked again) and if somebody else has the slot.
        """
        ...

    def refuses(self, item: AirItem) -> str | None:
        """Return why the item may not air, asked just before the sound; None if it may."""
        ...

    def withdrawn(self, items: Sequence[AirItem]) -> Collection[int]:
        """Return the news items among these that were withdrawn, as the last look has found."""
        ...

    def voiced(self, item: AirItem, at: datetime) -> AirItem:
        """Return the item as loud as it is to be in each zone when it begins at that moment."""
        ...

    def close(self, plan: SlotPlan, state: SlotState, reason: str) -> None:
        """Say that the slot is over."""
        ...

    def note_position(self, entry: str, began: datetime, heard_s: float) -> None:
        """Remember when the entry began and how much was heard, for the case of a power cut."""
        ...

    def alarm_starts(self, alarm: Alarm) -> None:
        """Say that the interruption's turn has come; it is on air once the output takes it."""
        ...

    def alarm_changed(self, alarm: Alarm, state: str, reason: str) -> None:
        """Say how far an interruption has come: `on air`, `ended` or `failed`."""
        ...


class Journal(Protocol):
    """The as-run log, as the director writes it."""

    def started(self, entry: str, item: AirItem, at: datetime) -> None:
        """Write, now or soon, that the item is about to be heard, under the name `entry`."""
        ...

    def is_written(self, entry: str) -> bool:
        """Return whether the row that the entry begins with is safe."""
        ...

    def ended(
        self, laid: Laid, *, started_at: datetime, ended_at: datetime, heard_s: float
    ) -> None:
        """Write how it went."""
        ...

    def missed(self, item: AirItem, reason: str, *, outcome: Outcome = Outcome.MISSED) -> None:
        """Write that the item was due and was not heard."""
        ...

    def missed_slot(self, plan: SlotPlan, reason: str) -> None:
        """Write that a whole slot was not heard."""
        ...
