"""What a slot will play, in order, and why the rest was left out. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from broadcaster.clock import local_date
from broadcaster.newsroom import Priority
from broadcaster.timetable.dates import DatedSlot
from broadcaster.timetable.entries import Entry, Omission, Rundown, Sounds
from broadcaster.timetable.filling import feed_of, filled_up, tune_title
from broadcaster.timetable.models import EntryKind
from broadcaster.timetable.programmes import (
    Chime,
    Live,
    Part,
    Programme,
    Relay,
    Say,
    Section,
    Tune,
)
from broadcaster.timetable.selection import (
    Candidate,
    ReadySound,
    in_order,
    minutes,
    newest_only,
    takes,
    why_not,
)
from broadcaster.timetable.shapes import PLAIN, Shape, under_words
from broadcaster.timetable.wording import spoken_part

STING = "sting"
AHEAD = "Tin ưu tiên"
TOLERANCE = 0.03
TOLERANCE_MOST_S = 30.0
ROUNDING_S = 1e-6
LONGEST_TITLE = 120
HOLDS_NEWS = frozenset({EntryKind.ITEM, EntryKind.RELAY, EntryKind.LIVE})

_DROPPED_FIRST = (Chime, Tune, Say)


def tolerated_s(length_s: float) -> float:
    """Return the longest a programme of that length may last [TT 09/2020/TT-BTTTT].

    3 % more, and never more than 30 s more.
    """
    return length_s + min(TOLERANCE * length_s, TOLERANCE_MOST_S)


def build_rundown(
    programme: Programme,
    slot: DatedSlot,
    candidates: Iterable[Candidate],
    sounds: Sounds,
    *,
    station: str,
    next_at: datetime | None = None,
) -> Rundown:
    """Return what the slot plays; it never lasts longer than its length with the tolerance.

    1. The fixed parts (tunes, words, chimes) come first: they are there also without news.
    2. Items that may not air in this slot are left out, each with its reason.
    3. The others are placed in order: emergencies and priority items before the first section,
       whatever these take, the rest each in a section that takes it, as long as there is time.
    4. A section that got items is announced by its sting and its name.
    5. A section that only fills takes what is left, as long as the slot is too short.
    6. A slot that is too short still is filled up with music before its closing words, if the
       programme asks so.
    `next_at` is the start of the slot behind: the tolerance never reaches into it.
    """
    room_s = tolerated_s(slot.length_s)
    if next_at is not None:
        room_s = min(room_s, max(slot.length_s, (next_at - slot.planned_at).total_seconds()))
    day = local_date(slot.planned_at)
    layout = _Layout(programme, sounds, station, room_s)
    left_out = []
    spare = []
    for candidate in in_order(newest_only(candidates), programme, day):
        reason = why_not(candidate, programme, day)
        if reason is None and candidate.sound is not None:
            taken = _Taken(candidate, candidate.sound)
            reason = layout.place(taken)
            if reason is not None:
                spare.append(taken)
        if reason:
            left_out.append(
                Omission(candidate.news_id, candidate.revision, candidate.title, reason)
            )
    filled_in = {each.candidate.news_id for each in spare if layout.fill_in(each, slot.length_s)}
    spare = [each for each in spare if each.candidate.news_id not in filled_in]
    left_out = [omission for omission in left_out if omission.news_id not in filled_in]
    entries = layout.entries(day, spare)
    if programme.fill:
        short_s = slot.length_s - length_of(entries)
        if short_s > tolerated_s(slot.length_s) - slot.length_s:
            place = len(entries) - layout.closing
            entries = filled_up(entries, place, sounds.fillers, short_s, day, layout.notes)
    if not any(entry.kind in HOLDS_NEWS for entry in entries):
        layout.notes.append("buổi phát này không có tin bài nào")
    return Rundown(entries, tuple(left_out), tuple(layout.notes), length_of(entries))


def length_of(entries: Sequence[Entry]) -> float:
    """Return how long the entries last, from the first sample to the end of the last."""
    return max((entry.offset_s + entry.planned_s for entry in entries), default=0.0)


class _Taken(NamedTuple):
    """An item that may air, with its sound."""

    candidate: Candidate
    sound: ReadySound


class _Heard(NamedTuple):
    """A tune, a chime or words, with their sound; a relay with its place only.

    `tune` is the part of a signature tune, and `shape` how it is heard.
    """

    kind: EntryKind
    title: str
    sound: ReadySound
    relay: Relay | None = None
    tune: Tune | None = None
    shape: Shape = PLAIN

    @property
    def until_next_s(self) -> float:
        """How long after its start the next one begins."""
        return self.sound.duration_s if self.shape.lead_s is None else self.shape.lead_s


@dataclass
class _Shelf:
    """One section while it is being filled: its heading's sounds and what it holds."""

    section: Section
    heading: list[_Heard]
    items: list[_Taken] = field(default_factory=list)
    used_s: float = 0.0

    def needs_s(self, item_s: float) -> float:
        """Return the time one more item takes here; the first brings the heading along."""
        return item_s if self.items else item_s + sum(h.sound.duration_s for h in self.heading)


class _Layout:
    """The slot while it is being filled: fixed parts, shelves, what goes ahead of them."""

    def __init__(self, programme: Programme, sounds: Sounds, station: str, room_s: float) -> None:
        self.notes: list[str] = []
        self._programme = programme
        self._sounds = sounds
        self._station = station
        self._room_s = room_s
        self._ahead: list[_Taken] = []
        self._parts: list[_Heard | _Shelf] = []
        kinds: list[type[Part]] = []
        for part in programme.rundown:
            placed = self._shelf(part) if isinstance(part, Section) else self._fixed(part)
            if placed is not None:
                self._parts.append(placed)
                kinds.append(type(part))
        self._used_s = self._drop_what_does_not_fit(kinds)

    def place(self, taken: _Taken) -> str | None:
        """Put the item where it belongs, or return why there is no room for it."""
        candidate, sound = taken
        if candidate.priority is not Priority.NORMAL:
            return self._place_ahead(taken)
        shelves = [shelf for shelf in self._shelves() if takes(shelf.section, candidate)]
        shelves.sort(key=lambda shelf: not shelf.section.filtered)
        reason: str | None = "chỉ phát khi buổi phát còn thiếu giờ"
        for shelf in shelves:
            if shelf.section.fill:
                continue
            needed = shelf.needs_s(sound.duration_s)
            reason = self._no_room(needed) or _no_room_in(shelf, needed)
            if reason is None:
                self._put(taken, shelf, needed)
                return None
        return reason

    def fill_in(self, taken: _Taken, length_s: float) -> bool:
        """Put the item into a section that only fills, if the slot is so much too short."""
        for shelf in self._shelves():
            if not shelf.section.fill or not takes(shelf.section, taken.candidate):
                continue
            needed = shelf.needs_s(taken.sound.duration_s)
            short = self._used_s + needed <= length_s + ROUNDING_S
            if short and _no_room_in(shelf, needed) is None:
                self._put(taken, shelf, needed)
                return True
        return False

    def _put(self, taken: _Taken, shelf: _Shelf, needed: float) -> None:
        shelf.items.append(taken)
        shelf.used_s += needed
        self._used_s += needed

    def entries(self, day: date, spare: Sequence[_Taken] = ()) -> tuple[Entry, ...]:
        """Return everything in the order it plays, each entry at its offset.

        `spare` are the items that found no place: they may fill in where a relay is lost.
        """
        found: list[Entry] = []
        offset = 0.0

        def add(entry: Entry) -> None:
            nonlocal offset
            found.append(entry)
            offset = round(offset + entry.until_next_s, 6)

        ahead = self._ahead
        for part in self._parts:
            if isinstance(part, _Heard):
                feed = self._feed(part.relay, spare) if part.relay else ""
                add(_entry(part, offset, feed=feed))
                continue
            for taken in ahead:
                add(_item(taken, AHEAD, day, offset, cut=self._programme.cut))
            ahead = []
            if part.items:
                for heading in part.heading:
                    add(_entry(heading, offset, section=part.section.section))
            for taken in part.items:
                add(_item(taken, part.section.section, day, offset, cut=self._programme.cut))
        return tuple(found)

    def _feed(self, relay: Relay, spare: Sequence[_Taken]) -> str:
        """Return where the relay's sound comes from; spare items of its section may fill in."""
        named = [s.section for s in self._shelves() if s.section.section == relay.filler]
        news = [taken for taken in spare if any(takes(s, taken.candidate) for s in named)]
        if relay.filler and not named and relay.filler not in self._sounds.tunes:
            self.notes.append(
                f"khi mất tiếp âm sẽ không có “{relay.filler}”: không có tệp {relay.filler}.wav "
                "dùng được trong audio_assets"
            )
        return feed_of(relay, news, self._sounds.tunes)

    @property
    def closing(self) -> int:
        """How many of the last entries stand behind the news: the closing words and tune."""
        for behind, part in enumerate(reversed(self._parts)):
            if isinstance(part, _Shelf) or part.relay:
                return behind
        return 0

    def _shelves(self) -> list[_Shelf]:
        return [part for part in self._parts if isinstance(part, _Shelf)]

    def _place_ahead(self, taken: _Taken) -> str | None:
        reason = self._no_room(taken.sound.duration_s)
        if reason is None:
            self._ahead.append(taken)
            self._used_s += taken.sound.duration_s
        return reason

    def _no_room(self, needed: float) -> str | None:
        left = self._room_s - self._used_s
        if needed <= left + ROUNDING_S:
            return None
        return f"không đủ thời gian: cần {minutes(needed)}, còn {minutes(left)}"

    def _fixed(self, part: Part) -> _Heard | None:
        if isinstance(part, Say | Section):
            return self._announcement(part)
        if isinstance(part, Relay):
            nowhere = ReadySound(file="", sha256="", duration_s=part.length_s)
            return _Heard(EntryKind.RELAY, part.title, nowhere, part)
        if isinstance(part, Live):
            nowhere = ReadySound(file="", sha256="", duration_s=part.at_most_s)
            return _Heard(EntryKind.LIVE, part.live, nowhere)
        if isinstance(part, Tune):
            tune = self._tune(EntryKind.TUNE, part.tune, tune_title(part.tune))
            return tune._replace(tune=part) if tune else None
        return self._tune(EntryKind.CHIME, part.chime, "Tiếng báo")

    def _announcement(self, part: Say | Section) -> _Heard | None:
        text = spoken_part(part, self._programme, self._station)
        sound = self._sounds.announcements.get(text)
        if sound is None:
            self.notes.append(f"bỏ qua lời “{_short(text)}”: chưa có tệp tiếng")
            return None
        return _Heard(EntryKind.ANNOUNCEMENT, _short(text), sound)

    def _tune(self, kind: EntryKind, name: str, title: str) -> _Heard | None:
        sound = self._sounds.tunes.get(name)
        if sound is None:
            self.notes.append(
                f"bỏ qua âm thanh “{name}”: không có tệp {name}.wav dùng được trong audio_assets"
            )
            return None
        return _Heard(kind, title, sound)

    def _shelf(self, section: Section) -> _Shelf:
        heading = [self._tune(EntryKind.TUNE, STING, "Nhạc cắt")] if section.sting else []
        heading.append(self._announcement(section))
        return _Shelf(section, [sound for sound in heading if sound is not None])

    def _drop_what_does_not_fit(self, kinds: list[type[Part]]) -> float:
        """Return the time the fixed parts take; if too long, chimes go first, then tunes."""

        def used() -> float:
            self._parts = _shaped(self._parts)
            return sum(part.until_next_s for part in self._parts if isinstance(part, _Heard))

        for kind in _DROPPED_FIRST:
            for at in reversed(range(len(kinds))):
                part = self._parts[at]
                if used() <= self._room_s + ROUNDING_S:
                    return used()
                if kinds[at] is kind and isinstance(part, _Heard):
                    self.notes.append(f"bỏ qua “{part.title}”: buổi phát quá ngắn")
                    del self._parts[at], kinds[at]
        return used()


def _shaped(parts: Sequence[_Heard | _Shelf]) -> list[_Heard | _Shelf]:
    """Return the parts, each tune with its fades, and under the words behind it if it shall be."""
    shaped: list[_Heard | _Shelf] = []
    for part, behind in zip(parts, [*parts[1:], None], strict=False):
        if not isinstance(part, _Heard) or part.tune is None:
            shaped.append(part)
            continue
        fade_in_s, fade_out_s = part.tune.fade_in_s, part.tune.fade_out_s
        shape: Shape | None = None
        words = isinstance(behind, _Heard) and behind.kind is EntryKind.ANNOUNCEMENT
        if part.tune.under_s is not None and isinstance(behind, _Heard) and words:
            shape = under_words(
                part.sound.duration_s,
                behind.sound.duration_s,
                alone_s=part.tune.under_s,
                fade_in_s=fade_in_s,
                fade_out_s=fade_out_s,
            )
        plain = Shape(fade_in_s=fade_in_s, fade_out_s=fade_out_s)
        shaped.append(part._replace(shape=shape or plain))
    return shaped


def _no_room_in(shelf: _Shelf, needed: float) -> str | None:
    most = shelf.section.at_most_s
    if most is None or shelf.used_s + needed <= most + ROUNDING_S:
        return None
    left = most - shelf.used_s
    return (
        f"mục “{shelf.section.section}” không đủ thời gian: cần {minutes(needed)}, "
        f"còn {minutes(left)}"
    )


def _entry(heard: _Heard, offset: float, section: str = "", feed: str = "") -> Entry:
    sound = heard.sound
    return Entry(
        kind=heard.kind,
        title=heard.title,
        section=section,
        file=sound.file,
        clip=sound.clip,
        clip_sha256=sound.sha256,
        voice=sound.voice,
        ai_generated=sound.ai_generated,
        feed=feed,
        offset_s=offset,
        planned_s=heard.shape.length_s or sound.duration_s,
        shape=heard.shape,
    )


def _item(taken: _Taken, section: str, day: date, offset: float, *, cut: bool) -> Entry:
    candidate, sound = taken
    return Entry(
        kind=EntryKind.ITEM,
        title=candidate.title,
        section=section,
        news_id=candidate.news_id,
        revision=candidate.revision,
        content_sha256=candidate.content_sha256,
        repeat=candidate.last_aired is not None and candidate.last_aired < day,
        voice=sound.voice,
        ai_generated=sound.ai_generated,
        clip=sound.clip,
        clip_sha256=sound.sha256,
        file=sound.file,
        offset_s=offset,
        planned_s=sound.duration_s,
        shape=Shape(cuttable=cut),
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"
