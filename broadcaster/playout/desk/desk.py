"""The director's desk: slots, rundowns and approvals from the store, sounds from the disk."""

import logging
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from broadcaster import airlog, newsroom, speech, timetable
from broadcaster.clock import Clock, local_date
from broadcaster.errors import BroadcasterError, NotApproved, NotFound, StoreUnavailable
from broadcaster.playout.air import AirItem, Alarm, Show, SlotPlan
from broadcaster.playout.desk.debts import Debts, Telling
from broadcaster.playout.desk.position import Position, PositionNote
from broadcaster.playout.desk.quarantine import Quarantine
from broadcaster.playout.interruptions.drills import is_drill
from broadcaster.playout.interruptions.note import AlarmNote
from broadcaster.playout.live.sources import live_item, relay_item
from broadcaster.playout.models import InterruptionChange, InterruptionState
from broadcaster.playout.sounds.files import (
    COPIES,
    load_sound,
    load_tune,
    require_whole,
    sound_path,
)
from broadcaster.playout.sounds.shaping import joined, shaped, voiced
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import (
    EntryKind,
    PlannedEntry,
    Slot,
    SlotState,
    SlotTaken,
    shape_of,
)

HORIZON_S = 180.0
RETRY_AFTER_S = 1.0
UNCLAIMED_FROM_S = 10.0
"""How soon before its second a slot is taken although the store cannot keep the claim."""

UNCLAIMED = "nhận buổi phát khi cơ sở dữ liệu không ghi được"

_log = logging.getLogger(__name__)


class StationDesk:
    """The real desk. What it learns of slots is kept for a moment, so that a step is cheap."""

    def __init__(
        self, store: Store, clock: Clock, station: Station, keeper: airlog.LogKeeper, *, name: str
    ) -> None:
        """`name` is who claims the slots, for the history."""
        self._store = store
        self._clock = clock
        self._station = station
        self._keeper = keeper
        self._name = name
        self._folder = timetable.schedules_of(station)
        self._schedules = self._folder.load()
        self._told: list[str] = []
        self._debts = Debts(store)
        self._near: list[SlotPlan] = []
        self._later: SlotPlan | None = None
        self._done: set[int] = set()
        self._zones: dict[int | None, tuple[str, ...]] = {}
        self._retry_at = clock.monotonic()
        self.position = PositionNote(station.run / "position.json", clock)
        self._claims = AlarmNote(station.run / "claims.json")
        self._unclaimed: set[int] = set()
        self._taken_over: set[int] = set()
        self.reading = Quarantine(station.run / "quarantine.json").reading

    def refresh(self, *, lay_out: bool = True) -> None:
        """Take up changed schedules, lay out the coming days, learn which slots come next.

        Without `lay_out` no slots are laid out: by a wrong clock they would be of wrong days.
        """
        self._debts.settle()
        self._schedules = schedules = self._folder.load()
        self._tell_once([str(problem) for problem in schedules.problems])
        if lay_out:
            self._lay_out(schedules)
        with self._store.reading() as session:
            now = self._clock.now()
            near = timetable.due(session, now, HORIZON_S)
            later = timetable.first_after(session, now + timedelta(seconds=HORIZON_S))
            self._near = [plan_of(slot) for slot in near]
            self._later = plan_of(later) if later else None

    def _tell_once(self, problems: list[str]) -> None:
        """Write into the log what was not wrong a moment ago."""
        for problem in problems:
            if problem not in self._told:
                _log.warning("schedule: %s", problem)
        self._told = problems

    def _lay_out(self, schedules: timetable.Schedules) -> None:
        try:
            with self._store.writing() as session:
                timetable.lay_out(session, self._clock, schedules)
        except StoreUnavailable as error:
            _log.error("the coming days are not laid out: %s", error)

    def near(self) -> Sequence[SlotPlan]:
        """Return the planned slots of the next minutes."""
        return [plan for plan in self._near if plan.slot_id not in self._done]

    def following(self) -> SlotPlan | None:
        """Return the planned slot that comes next, however far ahead; None if none is laid out."""
        return next(iter(self.near()), self._later)

    def due(self, until: datetime) -> Sequence[SlotPlan]:
        """Return the planned slots that begin by `until`, earliest first."""
        if self._clock.monotonic() < self._retry_at:
            return []
        return [
            plan
            for plan in self._near
            if plan.planned_at <= until and plan.slot_id not in self._done
        ]

    def freeze(self, plan: SlotPlan) -> Show | None:
        """Claim the slot and return it with its rundown and its sounds.

        None if it is taken or its programme is gone, or if the store is away: then it is tried
        again in a moment.
        """
        try:
            with self._store.writing() as session:
                entries = timetable.freeze(
                    session,
                    self._clock,
                    self._station,
                    self._schedules,
                    plan.slot_id,
                    airlog.airings(session),
                    by=self._name,
                )
        except (SlotTaken, NotFound) as error:
            _log.warning("slot %s is not played: %s", plan.slot_id, error)
            self.forget(plan)
            return None
        except StoreUnavailable as error:
            _log.error("slot %s waits for the store: %s", plan.slot_id, error)
            self._retry_at = self._clock.monotonic() + RETRY_AFTER_S
            if self._clock.now() < plan.planned_at - timedelta(seconds=UNCLAIMED_FROM_S):
                return None
            return self._freeze_unclaimed(plan)
        self.forget(plan)
        if plan.slot_id in self._unclaimed:
            self._claimed(plan.slot_id)
        return Show(plan=plan, pending=deque(self.items(plan, entries)))

    def _freeze_unclaimed(self, plan: SlotPlan) -> Show | None:
        """Return the slot although the store cannot take the claim: it is told later.

        A note on disk keeps the slot from being begun a second time after a crash.
        """
        try:
            with self._store.reading() as session:
                slot = timetable.slot(session, plan.slot_id)
                aired = airlog.airings(session)
                rundown = timetable.rundown_of(session, self._station, self._schedules, slot, aired)
        except (StoreUnavailable, NotFound) as error:
            _log.error("slot %s cannot be read: %s", plan.slot_id, error)
            return None
        self.forget(plan)
        if slot.state is not SlotState.PLANNED:
            return None
        self._owe_claim(plan.slot_id, rundown)
        entries = timetable.planned_entries(plan.slot_id, rundown)
        return Show(plan=plan, pending=deque(self.items(plan, entries)))

    def _owe_claim(self, slot_id: int, rundown: timetable.Rundown) -> None:
        self._unclaimed.add(slot_id)
        self._claims.keep([{"slot": each} for each in self._unclaimed])
        self._debts.tell(
            f"slot {slot_id} is on air",
            lambda session: timetable.claim(session, self._clock, slot_id, rundown, by=self._name),
        )
        self._debts.tell(f"slot {slot_id} is claimed", lambda _: self._claimed(slot_id))

    def _claimed(self, slot_id: int) -> None:
        """Forget the note: the claim before this is kept for good."""
        self._unclaimed.discard(slot_id)
        self._claims.keep([{"slot": each} for each in self._unclaimed])

    def taken_unclaimed(self) -> frozenset[int]:
        """Return the ids of the slots that the last player took while the store was away.

        They are not offered again: each is either to be claimed or to be taken anew.
        """
        noted = {note.get("slot") for note in self._claims.read()}
        new = {slot_id for slot_id in noted if isinstance(slot_id, int)}
        for known in (self._taken_over, self._unclaimed, self._done):
            known.update(new)
        return frozenset(self._taken_over)

    def claim(self, slot_ids: Iterable[int]) -> None:
        """Claim slots whose rundown was never kept: nothing of them goes on.

        While the store is still away the claim is owed, and the note stays.
        """
        for slot_id in sorted(slot_ids):
            self._owe_claim(slot_id, timetable.Rundown((), (), (UNCLAIMED,), 0.0))

    def take_anew(self, plan: SlotPlan) -> Show | None:
        """Return a slot that was taken without a claim and not heard, taken once more.

        None if that cannot be now; then it is offered again.
        """
        show = self.freeze(plan)
        if show is None:
            self._done.discard(plan.slot_id)
        return show

    def owe(self, what: str, telling: Telling) -> None:
        """Tell the store, now or once it takes it; `what` is for the program's log."""
        self._debts.tell(what, telling)

    def items(self, plan: SlotPlan, entries: Sequence[PlannedEntry]) -> list[AirItem]:
        """Return the entries with their sounds; one with a broken sound is logged as failed."""
        programme = self._schedules.programme(plan.programme)
        self._zones[plan.slot_id] = programme.zones if programme else ()
        items = []
        for entry in entries:
            try:
                items.append(self._item(plan, entry))
            except BroadcasterError as error:
                self._keeper.failed(_airing_of(plan, entry), reason=error.vi)
        return joined(items)

    def refuses(self, item: AirItem) -> str | None:
        """Return why the item may not air, asked just before the sound; None if it may.

        Only news items need an approval, and their sound must be one that was made of exactly
        the approved content; the text of a drill is approved for drills. If the store cannot be
        read, the look that was taken when the rundown was frozen stands: the air goes on.
        """
        if item.news_id is None or item.revision is None or item.content_sha256 is None:
            return None
        today = local_date(self._clock.now())
        try:
            with self._store.reading() as session:
                newsroom.check_airable(
                    session, item.news_id, item.revision, item.content_sha256, today
                )
                if not speech.is_sound_of(session, item.content_sha256, item.clip, item.sha256):
                    return "tệp tiếng không phải của nội dung đã duyệt"
                real = item.kind is not EntryKind.DRILL
                if real and is_drill(session, item.news_id, item.revision):
                    return "lời diễn tập, không được duyệt để phát thật"
        except NotApproved as error:
            return error.vi
        except StoreUnavailable as error:
            _log.warning("approval of item %s not looked at again: %s", item.news_id, error)
        return None

    def withdrawn(self, items: Sequence[AirItem]) -> Collection[int]:
        """Return the news items among these that were withdrawn; none if nobody can say."""
        news_ids = {item.news_id for item in items if item.news_id is not None}
        try:
            with self._store.reading() as session:
                return newsroom.withdrawn(session, news_ids)
        except StoreUnavailable:
            return ()

    def voiced(self, item: AirItem, at: datetime) -> AirItem:
        """Return the item as loud as it is to be in each zone when it begins at that moment."""
        zones = self._zones.get(item.slot_id, ())
        return voiced(item, self._schedules.volume, zones, at, self._station.sample_rate)

    @property
    def channels(self) -> int:
        """How many channels the station's zones need."""
        return self._schedules.volume.channels

    def close(self, plan: SlotPlan, state: SlotState, reason: str) -> None:
        """Say that the slot is over; what the store does not take now it is told later."""
        self.forget(plan)
        self._debts.tell(
            f"slot {plan.slot_id} is {state.value}",
            lambda session: timetable.close(
                session, self._clock, plan.slot_id, state, by=self._name, reason=reason
            ),
        )

    def note_position(self, entry: str, began: datetime, heard_s: float) -> None:
        """Remember when the entry began and how much was heard, for the case of a power cut."""
        self.position.keep(Position(entry, heard_s, began))

    def alarm_changed(self, alarm: Alarm, state: str, reason: str) -> None:
        """Say how far an interruption has come."""
        at = self._clock.now()
        self._debts.tell(
            f"interruption {alarm.id} is {state}",
            lambda session: session.add(
                InterruptionChange(
                    interruption=alarm.id,
                    at=at,
                    by=self._name,
                    to_state=InterruptionState(state),
                    reason=reason,
                )
            ),
        )

    def forget(self, plan: SlotPlan) -> None:
        """Do not offer the slot again: it is taken or over."""
        self._done.add(plan.slot_id)

    def _item(self, plan: SlotPlan, entry: PlannedEntry) -> AirItem:
        planned_at = plan.planned_at + timedelta(seconds=entry.offset_s)
        if entry.kind is EntryKind.LIVE:
            return live_item(self._station, plan, entry, planned_at)
        if entry.kind is EntryKind.RELAY:
            return relay_item(self._station, plan, entry, planned_at, self.reading)
        with self.reading(entry.clip_sha256):
            return self._sounding(plan, entry, planned_at)

    def _sounding(self, plan: SlotPlan, entry: PlannedEntry, planned_at: datetime) -> AirItem:
        path = sound_path(self._station, entry.file)
        require_whole(path, entry.clip_sha256)
        rate, shape = self._station.sample_rate, shape_of(entry.shape)
        if entry.clip is None:
            sound = load_tune(path, entry.clip_sha256, rate, self._station.run / COPIES)
        else:
            sound = load_sound(path, rate)
        item = AirItem(
            kind=entry.kind,
            title=entry.title,
            sound=sound,
            slot_id=plan.slot_id,
            slot=plan.name,
            position=entry.position,
            planned_at=planned_at,
            news_id=entry.news_id,
            revision=entry.revision,
            content_sha256=entry.content_sha256,
            voice=entry.voice,
            ai_generated=entry.ai_generated,
            clip=entry.clip,
            file=entry.file,
            sha256=entry.clip_sha256,
            repeat=entry.repeat,
        )
        return shaped(item, shape, rate)


def _airing_of(plan: SlotPlan, entry: PlannedEntry) -> airlog.Airing:
    slot = Slot(
        id=plan.slot_id,
        programme="",
        name=plan.name,
        planned_at=plan.planned_at,
        length_s=plan.length_s,
        rule=plan.rule,
    )
    return airlog.Airing.planned(slot, entry)


def plan_of(slot: Slot) -> SlotPlan:
    """Return the slot as the director sees it."""
    if slot.id is None:
        message = "a slot that is not stored cannot be played"
        raise ValueError(message)
    return SlotPlan(
        slot_id=slot.id,
        name=slot.name,
        planned_at=slot.planned_at,
        length_s=slot.length_s,
        rule=slot.rule,
        programme=slot.programme,
    )
