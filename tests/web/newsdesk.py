"""Shorthands for what the panel's tests need to have happened before."""

from datetime import datetime, timedelta
from typing import Any

from broadcaster import newsroom, speech, timetable
from broadcaster.airlog import Airing, LogKeeper, Outcome
from broadcaster.newsroom import Content, Means
from broadcaster.speech import Clip
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import EntryKind, Rundown, Slot, SlotState
from tests.rig.fake_clock import FakeClock

SCRIPT = "Trạm y tế xã tiêm phòng cho trẻ em vào sáng thứ bảy."


class Newsdesk:
    """The newsroom of a station, worked without the panel."""

    def __init__(self, station: Station, store: Store, clock: FakeClock) -> None:
        self._station = station
        self._store = store
        self._clock = clock

    def draft(self, title: str = "Lịch tiêm phòng", by: str = "bien-tap", **content: Any) -> int:
        values = {"title": title, "script": SCRIPT, **content}
        with self._store.writing() as session:
            made = Content.model_validate(values)
            return newsroom.create(session, self._clock, self._station, made, by=by).news_id

    def submitted(self, title: str = "Lịch tiêm phòng", **content: Any) -> int:
        news_id = self.draft(title, **content)
        with self._store.writing() as session:
            newsroom.submit(session, self._clock, news_id, by="bien-tap")
        return news_id

    def approved(self, title: str = "Lịch tiêm phòng", **content: Any) -> int:
        news_id = self.submitted(title, **content)
        with self._store.writing() as session:
            newsroom.approve(
                session,
                self._clock,
                self._station,
                news_id,
                by="lanh-dao",
                means=Means.COMMAND_LINE,
            )
        return news_id

    def spoken(self, news_id: int) -> Clip:
        """Return the clip of the item's newest revision, made by the real offline voice."""
        voices = speech.voices_of(self._station, self._clock)
        with self._store.writing() as session:
            revision = newsroom.item(session, news_id).newest
            return speech.render_revision(session, self._clock, self._station, voices, revision)

    def read_again(self, news_id: int) -> Clip:
        """Do what the renderer does with everything that waits; return the item's clip."""
        voices = speech.voices_of(self._station, self._clock)
        schedules = timetable.schedules_of(self._station).load()
        timetable.prepare(self._store, self._clock, self._station, schedules, voices)
        return self.spoken(news_id)

    def view(self, news_id: int) -> newsroom.ItemView:
        with self._store.reading() as session:
            return newsroom.item(session, news_id)


def air(
    keeper: LogKeeper, clock: FakeClock, seconds: float = 10.0, cut: str = "", **values: Any
) -> None:
    """Write that something was heard from now on, to its end or cut for that reason."""
    airing = Airing(**{"kind": EntryKind.ITEM, "title": "Tin", "planned_s": seconds, **values})
    row = keeper.started(airing, started_at=clock.now())
    clock.advance(seconds)
    outcome = Outcome.CUT if cut else Outcome.AIRED
    keeper.ended(row, ended_at=clock.now(), aired_s=seconds, outcome=outcome, reason=cut)


def stopped_slot(
    store: Store,
    clock: FakeClock,
    keeper: LogKeeper,
    slot: Slot,
    reason: str,
    *,
    begins_at: datetime | None = None,
) -> None:
    """Let an item of the slot begin, at its second by default, and all end 20 s later, so told."""
    assert slot.id is not None
    with store.writing() as session:
        timetable.claim(session, clock, slot.id, Rundown((), (), (), 0.0), by="player")
    clock.set(begins_at or slot.planned_at)
    of_it: dict[str, Any] = {"kind": EntryKind.ITEM, "slot_id": slot.id, "slot": slot.name}
    row = keeper.started(Airing(**of_it, title="Tin một", planned_s=60.0), started_at=clock.now())
    clock.advance(20)
    keeper.ended(row, ended_at=clock.now(), aired_s=20, outcome=Outcome.CUT, reason=reason)
    later = clock.now() + timedelta(seconds=40)
    keeper.missed(Airing(**of_it, title="Tin hai", planned_at=later), reason=reason)
    with store.writing() as session:
        timetable.close(session, clock, slot.id, SlotState.AIRED, by="player", reason=reason)
