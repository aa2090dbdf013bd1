import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session

from broadcaster import newsroom
from broadcaster.errors import NotFound
from broadcaster.newsroom import Priority
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import (
    AiredCount,
    PlannedEntry,
    Programme,
    Schedules,
    Slot,
    SlotState,
    SlotTaken,
    announcements,
    close,
    due,
    freeze,
    frozen,
    lay_out,
    left_out,
    rundown_of,
    rundowns_ahead,
    slot_changes,
    slots,
    unfinished,
)
from broadcaster.timetable.programmes import Section, Tune
from tests.rig.fake_clock import FakeClock
from tests.rig.patience import PATIENCE_S
from tests.timetable.examples import A_PROGRAMME, programme, schedules
from tests.timetable.newsdesk import Newsdesk

EVER = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
NOTHING: Mapping[int, AiredCount] = {}
DECLARED = schedules(A_PROGRAMME)
TODAY = date(2026, 11, 21)


class House:
    """One station with everything in reach of a test."""

    def __init__(self, session: Session, clock: FakeClock, station: Station) -> None:
        self.session, self.clock, self.station = session, clock, station
        self.desk = Newsdesk(session, clock, station)
        self.desk.hire()

    def slots(self, declared: Schedules = DECLARED, days: int = 2) -> list[Slot]:
        """Lay out and return the slots."""
        lay_out(self.session, self.clock, declared, days)
        return slots(self.session, *EVER)

    def freeze(
        self, slot: Slot, declared: Schedules = DECLARED, aired: Mapping[int, AiredCount] = NOTHING
    ) -> list[PlannedEntry]:
        """Open the slot as the player."""
        return freeze(
            self.session, self.clock, self.station, declared, number(slot), aired, by="player"
        )

    def changes(self, slot: Slot) -> list[tuple[str, str, str]]:
        """Return to which state the slot came, through whom and why."""
        found = slot_changes(self.session, [number(slot)])[number(slot)]
        return [(change.to_state.value, change.by, change.reason) for change in found]


@pytest.fixture
def house(store: Store, clock: FakeClock, station: Station) -> Iterator[House]:
    with store.writing() as session:
        yield House(session, clock, station)


def number(slot: Slot) -> int:
    assert slot.id is not None
    return slot.id


def titles(entries: list[PlannedEntry]) -> list[str]:
    return [entry.title for entry in entries]


def test_the_texts_that_need_sound_are_those_of_the_programmes_in_use(station: Station) -> None:
    assert announcements(station, schedules(A_PROGRAMME)) == [
        "Đài truyền thanh xã Mẫu kính chào bà con.",
        "Tin trong xã",
        "Chương trình đến đây kết thúc.",
    ]


def test_freezing_claims_the_slot_and_keeps_its_rundown_and_what_was_left_out(
    house: House,
) -> None:
    house.desk.speak_announcements(A_PROGRAMME)
    aired = house.desk.approved("Tiêm chủng", 60)
    silent = house.desk.approved("Chưa có tiếng", None)
    slot = house.slots()[0]
    entries = house.freeze(slot)
    assert titles(entries) == [
        "Nhạc hiệu mở đầu", "Đài truyền thanh xã Mẫu kính chào bà con.", "Nhạc cắt",
        "Tin trong xã", "Tiêm chủng", "Chương trình đến đây kết thúc.", "Nhạc hiệu kết thúc",
    ]  # fmt: skip
    assert [entry.position for entry in entries] == list(range(7))
    item = entries[4]
    assert (item.news_id, item.revision, item.voice, item.planned_s) == (aired, 1, "espeak vi", 60)
    assert (house.station.home / item.file).is_file()
    assert frozen(house.session, number(slot)) == entries
    assert [(o.news_id, o.title, o.reason) for o in left_out(house.session, number(slot))] == [
        (silent, "Chưa có tiếng", "chưa có tệp tiếng")
    ]
    assert (slot.state, slot.claimed_by) == (SlotState.ON_AIR, "player")
    assert house.changes(slot) == [("planned", "timetable", ""), ("on air", "player", "")]


def test_what_is_missing_around_the_news_is_written_down_with_the_claim(house: House) -> None:
    slot = house.slots()[0]
    entries = house.freeze(slot)
    assert titles(entries) == ["Nhạc hiệu mở đầu", "Nhạc hiệu kết thúc"]
    reason = house.changes(slot)[-1][2]
    assert "bỏ qua lời “Đài truyền thanh xã Mẫu kính chào bà con.”: chưa có tệp tiếng" in reason
    assert "không có tin bài nào" in reason


def test_a_slot_is_claimed_once(house: House) -> None:
    slot = house.slots()[0]
    house.freeze(slot)
    with pytest.raises(SlotTaken, match="is on air already") as caught:
        house.freeze(slot)
    assert "đang phát rồi" in caught.value.vi
    assert len(house.changes(slot)) == 2


def test_of_many_players_exactly_one_gets_the_slot(
    store: Store, clock: FakeClock, station: Station
) -> None:
    with store.writing() as session:
        lay_out(session, clock, DECLARED, 1)
        slot_id = number(slots(session, *EVER)[0])
    start = threading.Barrier(4)
    outcomes: list[str] = []

    def play(name: str) -> None:
        start.wait(PATIENCE_S)
        try:
            with store.writing() as session:
                freeze(session, clock, station, DECLARED, slot_id, {}, by=name)
            outcomes.append("got it")
        except SlotTaken:
            outcomes.append("taken")

    threads = [threading.Thread(target=play, args=(f"player {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert sorted(outcomes) == ["got it", "taken", "taken", "taken"]
    with store.reading() as session:
        assert len(frozen(session, slot_id)) == 2
        assert [c.to_state for c in slot_changes(session, [slot_id])[slot_id]] == [
            SlotState.PLANNED, SlotState.ON_AIR,
        ]  # fmt: skip


def test_a_frozen_rundown_does_not_follow_later_edits(house: House) -> None:
    house.desk.speak_announcements(A_PROGRAMME)
    news_id = house.desk.approved("Tiêm chủng")
    slot = house.slots()[0]
    before = [(e.title, e.revision) for e in house.freeze(slot)]
    newsroom.withdraw(house.session, house.clock, news_id, by="duyet", reason="đã có lịch mới")
    assert [(e.title, e.revision) for e in frozen(house.session, number(slot))] == before


def test_only_what_is_approved_comes_into_a_rundown(house: House) -> None:
    kept, gone = house.desk.approved("Giữ lại"), house.desk.approved("Rút lại")
    newsroom.withdraw(house.session, house.clock, gone, by="duyet", reason="sai số liệu")
    newsroom.create(
        house.session, house.clock, house.station,
        newsroom.Content(title="Nháp", script="Bản nháp."), by="bien-tap",
    )  # fmt: skip
    slot = house.slots()[0]
    rundown = rundown_of(house.session, house.station, DECLARED, slot, {})
    assert [e.news_id for e in rundown.entries if e.news_id] == [kept]
    assert rundown.left_out == ()


def test_a_preview_leaves_the_slot_and_the_store_as_they_were(house: House) -> None:
    slot = house.slots()[0]
    rundown_of(house.session, house.station, DECLARED, slot, {})
    assert slot.state is SlotState.PLANNED
    assert frozen(house.session, number(slot)) == []


def test_an_item_whose_clip_is_gone_from_the_disk_is_left_out_with_that_reason(
    house: House,
) -> None:
    house.desk.approved("Mất tiếng")
    for clip in house.station.clips.rglob("*.wav"):
        clip.write_bytes(clip.read_bytes()[:1000])
    rundown = rundown_of(house.session, house.station, DECLARED, house.slots()[0], {})
    assert [o.reason for o in rundown.left_out] == [
        "tệp tiếng không còn nguyên trên đĩa; hãy tạo lại giọng đọc"
    ]


def test_a_tune_of_the_stations_own_is_played_instead_of_ours(house: House) -> None:
    ours = rundown_of(house.session, house.station, DECLARED, house.slots()[0], {}).entries[0]
    folder = house.station.home / "audio_assets"
    folder.mkdir(parents=True)
    own = folder / "opening.wav"
    own.write_bytes(house.station.sound("chime").read_bytes())
    entry = rundown_of(house.session, house.station, DECLARED, house.slots()[0], {}).entries[0]
    assert entry.file == ours.file == "audio_assets/opening.wav"
    assert entry.clip_sha256 != ours.clip_sha256


def test_a_tune_that_is_no_sound_is_skipped_and_told(house: House) -> None:
    folder = house.station.home / "audio_assets"
    folder.mkdir(parents=True)
    (folder / "opening.wav").write_bytes(b"<html>")
    rundown = rundown_of(house.session, house.station, DECLARED, house.slots()[0], {})
    assert rundown.entries[0].title == "Nhạc hiệu kết thúc"
    assert any("“opening”" in note for note in rundown.notes)


def test_aired_items_come_back_as_repeats_until_they_aired_as_often_as_wanted(
    house: House,
) -> None:
    twice = house.desk.approved("Hai lần", airings=2)
    once = house.desk.approved("Một lần")
    counts = {twice: AiredCount(1, TODAY - timedelta(days=1)), once: AiredCount(1, TODAY)}
    rundown = rundown_of(house.session, house.station, DECLARED, house.slots()[0], counts)
    assert [(e.news_id, e.repeat) for e in rundown.entries if e.news_id] == [(twice, True)]
    assert [(o.news_id, o.reason) for o in rundown.left_out] == [(once, "đã phát đủ số lần (1/1)")]


def test_an_item_done_with_days_ago_is_history_and_not_left_out(house: House) -> None:
    done = house.desk.approved("Đã xong")
    counts = {done: AiredCount(1, TODAY - timedelta(days=2))}
    rundown = rundown_of(house.session, house.station, DECLARED, house.slots()[0], counts)
    assert rundown.left_out == ()


def test_an_item_in_a_slot_that_is_still_on_air_is_not_promised_twice(house: House) -> None:
    declared = schedules(programme(*A_PROGRAMME.rundown, starts=(time(5, 30), time(5, 45))))
    house.desk.approved("Một lần")
    first, second = house.slots(declared, days=1)
    house.freeze(first, declared)
    rundown = rundown_of(house.session, house.station, declared, second, {})
    assert [o.reason for o in rundown.left_out] == [
        "lần phát cuối đang nằm trong buổi phát “Bản tin sáng” lúc 05:30"
    ]


def test_a_slot_on_air_does_not_stand_in_its_own_way(house: House) -> None:
    news_id = house.desk.approved("Một lần")
    slot = house.slots()[0]
    house.freeze(slot)
    rundown = rundown_of(house.session, house.station, DECLARED, slot, {})
    assert [e.news_id for e in rundown.entries if e.news_id] == [news_id]


def test_the_slots_ahead_share_the_wanted_airings_among_them(house: House) -> None:
    declared = schedules(programme(*A_PROGRAMME.rundown, starts=(time(5, 30), time(17))))
    once, thrice = house.desk.approved("Một lần"), house.desk.approved("Ba lần", airings=3)
    found = rundowns_ahead(
        house.session, house.station, declared, house.slots(declared, days=2), {}
    )
    assert [[e.news_id for e in r.entries if e.news_id] for _, r in found] == [
        [once, thrice], [thrice], [thrice], [],
    ]  # fmt: skip
    repeats = [e.repeat for _, r in found for e in r.entries if e.news_id == thrice]
    assert repeats == [False, False, True]


def test_what_stands_in_a_slot_to_come_is_called_planned_and_not_aired(house: House) -> None:
    declared = schedules(programme(*A_PROGRAMME.rundown, starts=(time(5, 30), time(17))))
    once, twice = house.desk.approved("Một lần"), house.desk.approved("Hai lần", airings=2)
    counts = {twice: AiredCount(1, TODAY)}
    planned = house.slots(declared, days=1)
    (_, second) = rundowns_ahead(house.session, house.station, declared, planned, counts)
    assert {o.news_id: o.reason for o in second[1].left_out} == {
        once: "đã xếp đủ số lần vào các buổi phát trước (muốn 1, đã phát 0, sẽ phát 1)",
        twice: "đã xếp đủ số lần vào các buổi phát trước (muốn 2, đã phát 1, sẽ phát 1)",
    }


def test_a_rundown_does_not_run_into_the_slot_behind_it(house: House) -> None:
    by = programme(
        Section("Tin"), starts=(time(5, 30), time(5, 40)), length_s=600, stem="lien-tiep"
    )
    house.desk.approved("Vừa khít", 600)
    house.desk.approved("Quá một chút", 605, airings=2)
    first, second = house.slots(schedules(by), days=1)
    one = rundown_of(house.session, house.station, schedules(by), first, {})
    other = rundown_of(house.session, house.station, schedules(by), second, {})
    assert one.length_s == 600
    assert other.length_s == 600
    assert [o.reason for o in one.left_out] == ["không đủ thời gian: cần 10:05, còn 0:00"]


def test_priority_items_stand_at_the_front_of_what_is_frozen(house: House) -> None:
    house.desk.speak_announcements(A_PROGRAMME)
    house.desk.approved("Thường")
    house.desk.approved("Ưu tiên", priority=Priority.PRIORITY)
    house.desk.approved("Khẩn", priority=Priority.EMERGENCY)
    entries = house.freeze(house.slots()[0])
    assert [e.title for e in entries if e.news_id] == ["Khẩn", "Ưu tiên", "Thường"]


def test_a_slot_whose_programme_is_gone_says_what_to_do(house: House) -> None:
    slot = house.slots()[0]
    with pytest.raises(NotFound, match="no longer declared") as caught:
        house.freeze(slot, schedules())
    assert "ban-tin-sang.toml" in caught.value.vi


def test_an_unknown_slot_is_not_found(house: House) -> None:
    with pytest.raises(NotFound, match="there is no slot 77"):
        close(house.session, house.clock, 77, SlotState.MISSED, by="player")


@pytest.mark.parametrize("state", [SlotState.MISSED, SlotState.CANCELLED])
def test_a_slot_that_never_opened_can_be_closed_as(house: House, state: SlotState) -> None:
    slot = house.slots()[0]
    close(house.session, house.clock, number(slot), state, by="player", reason="mất điện")
    assert slot.state is state
    assert house.changes(slot)[-1] == (state.value, "player", "mất điện")
    with pytest.raises(SlotTaken):
        house.freeze(slot)


def test_a_slot_ends_once_and_saying_it_again_changes_nothing(house: House) -> None:
    slot = house.slots()[0]
    with pytest.raises(SlotTaken, match="is planned already"):
        close(house.session, house.clock, number(slot), SlotState.AIRED, by="player")
    house.freeze(slot)
    for _ in range(2):
        close(house.session, house.clock, number(slot), SlotState.AIRED, by="player")
    assert len(house.changes(slot)) == 3
    with pytest.raises(SlotTaken, match="is aired already"):
        close(house.session, house.clock, number(slot), SlotState.MISSED, by="player")


def test_due_are_the_planned_slots_of_the_horizon_and_the_past_ones(house: House) -> None:
    first, second = house.slots()
    start = first.planned_at
    assert due(house.session, start - timedelta(seconds=61), 60) == []
    assert due(house.session, start - timedelta(seconds=60), 60) == [first]
    assert due(house.session, second.planned_at, 0) == [first, second]
    house.freeze(first)
    assert due(house.session, second.planned_at, 0) == [second]
    assert unfinished(house.session) == [first]


def test_slots_are_asked_for_from_a_moment_to_before_another(house: House) -> None:
    first, second = house.slots()
    assert slots(house.session, first.planned_at, second.planned_at) == [first]


def test_a_programme_without_sections_keeps_its_tunes(house: House) -> None:
    only_music: Programme = programme(Tune("opening"), Tune("closing"), length_s=60)
    entries = house.freeze(house.slots(schedules(only_music))[0], schedules(only_music))
    assert [e.file for e in entries] == ["audio_assets/opening.wav", "audio_assets/closing.wav"]
