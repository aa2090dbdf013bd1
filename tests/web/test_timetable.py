from datetime import UTC, datetime, timedelta

from broadcaster import timetable
from broadcaster.airlog import LogKeeper
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import EntryKind, Slot, SlotState
from tests.rig.fake_clock import FakeClock
from tests.web.fake_door import FakeDoor
from tests.web.newsdesk import Newsdesk, air, stopped_slot
from tests.web.visitor import Visitor, words

TEN = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATE = "Quá giờ mà chưa phát"


def test_an_approved_item_is_seen_in_the_timetable_with_its_second(
    editor: Visitor, desk: Newsdesk
) -> None:
    news_id = desk.approved("Tiêm phòng sáng thứ bảy")
    desk.spoken(news_id)
    page = words(editor.get("/timetable/"))
    assert "05:30 · Bản tin sáng" in page
    assert "Tiêm phòng sáng thứ bảy" in page
    assert "Đây là dự kiến" in page


def test_what_is_left_out_has_its_reason(editor: Visitor, desk: Newsdesk) -> None:
    desk.approved("Bài chưa có tiếng")
    page = words(editor.get("/timetable/"))
    assert "1 tin bài đã duyệt nhưng không vào buổi này" in page
    assert "Bài chưa có tiếng" in page


def test_music_that_fills_is_marked_and_the_slot_is_full(
    editor: Visitor, desk: Newsdesk, station: Station
) -> None:
    desk.spoken(desk.approved("Tiêm phòng sáng thứ bảy"))
    file = station.schedules / "ban-tin-sang.toml"
    file.write_text(f'fill = "tune:opening"\n{file.read_text(encoding="utf-8")}', encoding="utf-8")
    page = words(editor.get("/timetable/"))
    assert "phát cho đủ giờ" in page
    assert "buổi phát thiếu" in page.casefold()
    assert "Tổng cộng 15 phút trong 15 phút" in page


def test_nothing_unapproved_is_in_the_timetable(editor: Visitor, desk: Newsdesk) -> None:
    desk.spoken(desk.submitted("Chưa ai duyệt"))
    assert "Chưa ai duyệt" not in words(editor.get("/timetable/"))


def test_the_rules_of_the_station_are_told(editor: Visitor) -> None:
    assert "vẫn thuộc giờ ban đêm" in words(editor.get("/timetable/"))


def test_the_day_is_counted_whole_and_each_broadcast_too_many_says_which_one_it_is(
    editor: Visitor, station: Station, store: Store, clock: FakeClock
) -> None:
    file = station.schedules / "ban-tin-sang.toml"
    three = '"05:30", "11:30", "17:00"'
    text = file.read_text(encoding="utf-8").replace('"05:30", "17:00"', three)
    file.write_text(text, encoding="utf-8")
    for stored in (False, True):
        if stored:
            with store.writing() as session:
                timetable.lay_out(session, clock, timetable.schedules_of(station).load())
        page = words(editor.get("/timetable/"))
        assert page.count("Là buổi thứ") == 1, stored
        assert "Là buổi thứ 3 trong ngày" in page[page.index("17:00 ·") :], stored


def test_a_cancelled_broadcast_does_not_count(
    editor: Visitor, station: Station, store: Store, clock: FakeClock, slots: list[Slot]
) -> None:
    file = station.schedules / "ban-tin-sang.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"05:30"', '"06:30", "11:30"'), encoding="utf-8")
    with store.writing() as session:
        timetable.lay_out(session, clock, timetable.schedules_of(station).load())
    page = words(editor.get("/timetable/"))
    assert "Đã huỷ" in page
    assert page.count("Là buổi thứ") == 1, "three of four are heard"
    assert "Là buổi thứ 3 trong ngày" in page[page.index("17:00 ·") :]


def test_what_was_over_before_the_station_was_there_is_not_told_counted_or_warned_of(
    editor: Visitor, station: Station, store: Store, clock: FakeClock
) -> None:
    file = station.schedules / "ban-tin-sang.toml"
    four = '"05:30", "06:30", "11:30", "17:00"'
    text = file.read_text(encoding="utf-8").replace('"05:30", "17:00"', four)
    file.write_text(text, encoding="utf-8")
    clock.set(TEN)
    for stored in (False, True):
        if stored:
            with store.writing() as session:
                timetable.lay_out(session, clock, timetable.schedules_of(station).load())
        page = words(editor.get("/timetable/?day=2026-11-21"))
        assert "11:30 ·" in page
        assert "05:30 ·" not in page, stored
        assert "2 buổi" in page
        assert "4 buổi" in page, "tomorrow is whole"
        assert "Là buổi thứ" not in page
        assert "vẫn thuộc giờ ban đêm" not in page
        assert LATE not in page
        assert "Ngày này không có buổi phát nào" in words(editor.get("/timetable/?day=2026-11-20"))


def test_what_a_switched_off_machine_missed_is_told_as_late(
    editor: Visitor, clock: FakeClock, slots: list[Slot], door: FakeDoor
) -> None:
    assert len(slots) == 2
    clock.set(TEN)
    door.away = True
    for path in ("/timetable/?day=2026-11-21", "/today/slots"):
        page = words(editor.get(path))
        assert page.count(LATE) == 1, path
        assert "khi chạy lại sẽ ghi lý do vào nhật ký" in page
    clock.advance(11 * 86_400)
    page = words(editor.get("/timetable/?day=2026-12-01"))
    assert page.count(LATE) == 2, "beyond what was laid out, too"


def test_a_slot_that_waits_unclaimed_is_not_told_as_of_a_player_that_does_not_run(
    editor: Visitor, desk: Newsdesk, clock: FakeClock, slots: list[Slot], door: FakeDoor
) -> None:
    desk.spoken(desk.approved("Vào buổi phát"))
    slot = slots[0]
    clock.set(slot.planned_at)
    clock.advance(60)
    waits = "đang chờ giờ máy được chỉnh đúng"
    coming = {"slot_id": slot.id, "title": slot.name, "planned_at": slot.planned_at.isoformat()}
    door.says = {"on_air": None, "next": {**coming, "waits": waits}}
    page = words(editor.get("/timetable/?day=2026-11-21"))
    morning = page[page.index("05:30 ·") : page.index("17:00 ·")]
    assert waits in morning
    assert "Vào buổi phát" in morning
    assert "Đây là dự kiến" in morning
    assert LATE not in morning
    assert "máy phát chưa chạy" not in morning.casefold()


def test_a_slot_that_somebody_stopped_says_by_whom_and_what_was_heard(
    editor: Visitor, clock: FakeClock, store: Store, keeper: LogKeeper, slots: list[Slot]
) -> None:
    stopped_slot(store, clock, keeper, slots[0], "dừng bởi lanh-dao")
    page = words(editor.get("/timetable/?day=2026-11-21"))
    morning = page[page.index("05:30 ·") : page.index("17:00 ·")]
    assert "Phát chưa hết" in morning
    assert "dừng bởi lanh-dao" in morning
    assert "Phát được 20 giây trong 15 phút." in morning
    assert "Đã phát" not in morning


def test_a_slot_that_was_stopped_behind_midnight_says_so_on_the_day_it_began(
    editor: Visitor, station: Station, clock: FakeClock, store: Store, keeper: LogKeeper
) -> None:
    file = station.schedules / "ban-tin-sang.toml"
    text = file.read_text(encoding="utf-8").replace('"05:30", "17:00"', '"23:55"')
    file.write_text(text, encoding="utf-8")
    with store.writing() as session:
        timetable.lay_out(session, clock, timetable.schedules_of(station).load(), 1)
        (slot,) = timetable.slots(session, clock.now(), clock.now() + timedelta(days=1))
    clock.set(slot.planned_at)
    air(keeper, clock, 310.0, kind=EntryKind.ITEM, slot_id=slot.id, slot=slot.name)
    stopped_slot(store, clock, keeper, slot, "dừng bởi lanh-dao", begins_at=clock.now())
    page = words(editor.get("/timetable/?day=2026-11-21"))
    assert "Phát chưa hết" in page
    assert "Phát được 5 phút 30 giây trong 15 phút." in page


def test_a_wrong_schedule_file_is_told_and_the_last_good_one_serves(
    editor: Visitor, station: Station
) -> None:
    assert "Bản tin sáng" in words(editor.get("/timetable/"))
    file = station.schedules / "ban-tin-sang.toml"
    file.write_text(file.read_text(encoding="utf-8") + 'lengh = "5m"\n', encoding="utf-8")
    page = words(editor.get("/timetable/"))
    assert "Tệp ban-tin-sang.toml, dòng" in page
    assert page.count("bản đúng gần nhất vẫn được dùng") == 1
    assert "05:30 · Bản tin sáng" in page


def test_a_sound_that_is_not_there_is_told_with_file_and_line(
    editor: Visitor, station: Station
) -> None:
    file = station.schedules / "ban-tin-sang.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("opening", "opning"), encoding="utf-8")
    page = words(editor.get("/timetable/"))
    assert "Tệp ban-tin-sang.toml, dòng 8: không có âm thanh “opning”" in page


def test_a_file_that_never_was_right_is_not_told_to_serve(
    editor: Visitor, station: Station
) -> None:
    (station.schedules / "moi.toml").write_text('lengh = "5m"\n', encoding="utf-8")
    page = words(editor.get("/timetable/"))
    assert "Tệp moi.toml: chưa có bản đúng nào trước đó nên chưa được áp dụng." in page
    assert "bản đúng gần nhất" not in page.casefold()


def test_a_frozen_slot_shows_what_was_frozen(
    editor: Visitor, desk: Newsdesk, store: Store, clock: FakeClock, station: Station,
    slots: list[Slot],
) -> None:  # fmt: skip
    desk.spoken(desk.approved("Vào buổi phát"))
    desk.approved("Không kịp có tiếng")
    schedules = timetable.schedules_of(station).load()
    slot_id = slots[0].id
    assert slot_id is not None
    with store.writing() as session:
        timetable.freeze(session, clock, station, schedules, slot_id, {}, by="player")
    page = words(editor.get("/timetable/"))
    morning = page[page.index("05:30 ·") : page.index("17:00 ·")]
    assert "Sắp phát" in morning, "taken by the player, its second still to come"
    assert "Vào buổi phát" in morning
    assert "Không kịp có tiếng" in morning
    assert "Đây là dự kiến" not in morning


def test_a_missed_slot_says_why(
    editor: Visitor, store: Store, clock: FakeClock, slots: list[Slot]
) -> None:
    slot_id = slots[0].id
    assert slot_id is not None
    with store.writing() as session:
        timetable.close(
            session, clock, slot_id, SlotState.MISSED, by="player", reason="máy tắt lúc đó"
        )
    assert "Lý do: máy tắt lúc đó" in words(editor.get("/timetable/"))


def test_another_day_can_be_asked_for_and_nonsense_shows_the_next(editor: Visitor) -> None:
    assert "Chủ Nhật, 22/11/2026" in words(editor.get("/timetable/?day=2026-11-22"))
    for day in ("x", "9999-12-31", "0001-01-01", ""):
        answer = editor.get(f"/timetable/?day={day}")
        assert answer.status_code == 200
        assert "Thứ Bảy, 21/11/2026" in words(answer)


def test_a_station_without_programmes_says_so(editor: Visitor, station: Station) -> None:
    (station.schedules / "ban-tin-sang.toml").unlink()
    assert "Ngày này không có buổi phát nào" in words(editor.get("/timetable/"))
    assert "chưa có buổi phát nào" in words(editor.get("/today"))
