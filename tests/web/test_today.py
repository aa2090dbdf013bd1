from datetime import timedelta
from typing import Any

import pytest

from broadcaster import timetable
from broadcaster.airlog import Airing, LogKeeper
from broadcaster.store import Store
from broadcaster.timetable import EntryKind, Rundown, Slot, SlotState
from tests.rig.fake_clock import FakeClock
from tests.web.fake_door import FakeDoor
from tests.web.newsdesk import Newsdesk, air, stopped_slot
from tests.web.test_writing import EVIL
from tests.web.visitor import Visitor, todays_table, words


def test_the_root_leads_to_today(editor: Visitor) -> None:
    assert editor.get("/").headers["Location"] == "/today"


def test_a_silent_player_shows_the_next_slot(editor: Visitor) -> None:
    page = words(editor.get("/today"))
    assert "Lúc này không phát gì" in page
    assert "Thứ Bảy, 21/11/2026, 05:30" in page
    assert "1 tin bài chờ duyệt" not in page


def test_a_slot_that_the_player_has_taken_is_still_to_come_until_its_second(
    editor: Visitor, clock: FakeClock, store: Store, slots: list[Slot]
) -> None:
    with store.writing() as session:
        timetable.claim(session, clock, slots[0].id or 0, Rundown((), (), (), 0.0), by="player")
    for page in ("/today", "/today/air"):
        assert "Thứ Bảy, 21/11/2026, 05:30" in words(editor.get(page)), page
    assert "Sắp phát" in words(editor.get("/today/slots"))
    clock.set(slots[0].planned_at)
    assert "Đang phát" in words(editor.get("/today/slots"))


def test_a_slot_that_is_held_up_is_told_as_waiting_and_not_as_playing(
    editor: Visitor, clock: FakeClock, store: Store, slots: list[Slot], door: FakeDoor
) -> None:
    slot = slots[0]
    with store.writing() as session:
        timetable.claim(session, clock, slot.id or 0, Rundown((), (), (), 0.0), by="player")
    clock.set(slot.planned_at)
    waits = "đang chờ phát trực tiếp xong"
    coming = {"slot_id": slot.id, "title": slot.name, "planned_at": slot.planned_at.isoformat()}
    speech = {"kind": "live", "title": "Thông báo", "position_s": 4.0, "planned_s": 300.0}
    door.says = {"on_air": speech, "next": {**coming, "waits": waits}}
    assert f"Bản tin sáng, 05:30: {waits}." in words(editor.get("/today/air"))
    for page in (words(editor.get("/today/slots")), words(editor.get("/timetable/"))):
        assert "Chưa bắt đầu" in page
        assert waits in page
        assert "Đang phát" not in page
    door.says = {"on_air": speech, "next": {**coming, "waits": ""}}
    assert "đang chờ" not in words(editor.get("/today/air"))


def test_nothing_plays_where_no_player_answers(
    editor: Visitor, clock: FakeClock, store: Store, slots: list[Slot], door: FakeDoor
) -> None:
    with store.writing() as session:
        timetable.claim(session, clock, slots[0].id or 0, Rundown((), (), (), 0.0), by="player")
    clock.set(slots[0].planned_at)
    door.away = True
    for page in ("/today", "/today/air", "/today/slots", "/timetable/"):
        assert "Đang phát" not in words(editor.get(page)), page
    assert "Dở dang" in words(editor.get("/today/slots"))


def test_a_slot_that_was_cancelled_says_why(
    editor: Visitor, clock: FakeClock, store: Store, slots: list[Slot]
) -> None:
    with store.writing() as session:
        timetable.close(
            session, clock, slots[0].id or 0, SlotState.CANCELLED, by="x", reason="mất điện cả xã"
        )
    page = words(editor.get("/today/slots"))
    assert "Đã huỷ" in page
    assert "mất điện cả xã" in page


def test_what_is_on_air_is_shown_with_its_place(editor: Visitor, door: FakeDoor) -> None:
    door.says = {
        "on_air": {
            "kind": "item",
            "title": EVIL,
            "slot": "Bản tin sáng",
            "position_s": 30.0,
            "planned_s": 120.0,
            "volume": {"Thôn Mẫu 1": 80},
        },
        "level_dbfs": -18.0,
    }
    answer = editor.get("/today/air")
    assert "0:30 / 2:00" in words(answer)
    assert "Thôn Mẫu 1 80%" in words(answer)
    assert 'value="0.250"' in answer.text
    assert 'value="0.70"' in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("kind", "shown"), [("emergency", "ĐANG PHÁT KHẨN CẤP"), ("drill", "DIỄN TẬP")]
)
def test_an_interruption_looks_like_what_it_is(
    editor: Visitor, door: FakeDoor, kind: str, shown: str
) -> None:
    door.says = {"on_air": {"kind": kind, "title": "Bão", "position_s": 1, "planned_s": 9}}
    page = words(editor.get("/today"))
    assert shown in page
    assert ('class="card-plain air alarm"' in page) == (kind == "emergency")


def test_a_player_that_is_not_running_is_told(editor: Visitor, door: FakeDoor) -> None:
    door.away = True
    assert "Máy phát chưa chạy" in words(editor.get("/today"))


def test_a_player_that_hangs_is_told(editor: Visitor, door: FakeDoor) -> None:
    door.says = {"on_air": None, "hangs": True, "last_step_s": 6.4}
    assert "Máy phát đang treo: 6 giây" in editor.get("/today/air").text
    door.says = {"on_air": None, "hangs": False, "last_step_s": 0.4}
    assert "đang treo" not in editor.get("/today/air").text


def test_a_lost_device_is_told(editor: Visitor, door: FakeDoor) -> None:
    door.says = {"on_air": None, "output_error": "no device"}
    page = words(editor.get("/today"))
    assert "Không ra tiếng được" in page
    assert "no device" not in page


def test_a_slot_whose_device_is_lost_is_not_told_as_nothing(
    editor: Visitor, door: FakeDoor
) -> None:
    programme = {"title": "Bản tin sáng", "silent_since": "2026-11-20T22:31:12+00:00"}
    door.says = {"on_air": None, "level_dbfs": None, "programme": programme}
    page = words(editor.get("/today/air"))
    assert "Bản tin sáng" in page
    assert "Không có tiếng từ 05:31:12" in page
    assert "có lại thiết bị thì phát tiếp" in page
    assert "Lúc này không phát gì" not in page
    door.says = {"on_air": None, "programme": {**programme, "silent_since": None}}
    assert "Lúc này không phát gì" in words(editor.get("/today/air"))


def test_the_table_tells_of_silence_as_the_box_above_it_does(
    editor: Visitor, clock: FakeClock, store: Store, slots: list[Slot], door: FakeDoor
) -> None:
    with store.writing() as session:
        for slot in slots:
            timetable.claim(session, clock, slot.id or 0, Rundown((), (), (), 0.0), by="player")
    clock.set(slots[-1].planned_at)
    lost = {"slot_id": slots[0].id, "title": "x", "silent_since": "2026-11-20T22:31:12+00:00"}
    door.says = {"on_air": None, "programme": lost}
    silent, playing = todays_table(editor).split("<tr")[2:4]
    assert "Không có tiếng từ 05:31:12" in silent
    assert "Đang phát" not in silent
    assert 'class="now"' not in silent
    assert "Đang phát" in playing
    assert "Không có tiếng từ 05:31:12" in words(editor.get("/timetable/"))
    door.says = {"on_air": {"kind": "item", "title": "Tin", "position_s": 1.0}, "programme": lost}
    assert "Không có tiếng" not in todays_table(editor)


def test_the_day_shows_what_aired_and_what_was_missed(
    editor: Visitor, keeper: LogKeeper, clock: FakeClock, store: Store, slots: list[Slot]
) -> None:
    slot = slots[0]
    clock.set(slot.planned_at)
    air(keeper, clock, title="Tin một", slot_id=slot.id, slot=slot.name)
    keeper.missed(
        Airing(kind=EntryKind.ITEM, title="Tin hai", slot_id=slot.id, planned_at=clock.now()),
        reason="không còn đủ thời gian",
    )
    page = words(editor.get("/today/slots"))
    assert "1 tin bài đã phát trọn vẹn" in page
    assert "Tin hai: không còn đủ thời gian" in page
    assert "Quá giờ mà chưa phát" in page


def test_a_slot_that_somebody_stopped_says_by_whom_and_what_was_heard(
    editor: Visitor, clock: FakeClock, store: Store, keeper: LogKeeper, slots: list[Slot]
) -> None:
    stopped_slot(store, clock, keeper, slots[0], "dừng bởi lanh-dao")
    row = words(editor.get("/today/slots")).split("<tr")[2]
    assert "Phát chưa hết" in row
    assert "dừng bởi lanh-dao" in row
    assert "Phát được 20 giây trong 15 phút; 0 tin bài đã phát trọn vẹn" in " ".join(row.split())
    assert "Đã phát" not in row


def test_a_slot_that_was_stopped_before_its_first_sound_aired_nothing(
    editor: Visitor, clock: FakeClock, store: Store, keeper: LogKeeper, slots: list[Slot]
) -> None:
    slot = slots[0]
    clock.set(slot.planned_at)
    airing = Airing(kind=EntryKind.ITEM, title="Tin", slot_id=slot.id, planned_at=clock.now())
    keeper.missed(airing, reason="dừng bởi x")
    with store.writing() as session:
        timetable.claim(session, clock, slot.id or 0, Rundown((), (), (), 0.0), by="player")
        timetable.close(
            session, clock, slot.id or 0, SlotState.AIRED, by="player", reason="dừng bởi x"
        )
    page = words(editor.get("/today/slots"))
    assert "Phát chưa hết" in page
    assert "Chưa có tiếng nào ra loa" in page


def test_what_was_cut_says_that_it_went_on_and_whether_to_its_end(
    editor: Visitor, keeper: LogKeeper, clock: FakeClock, slots: list[Slot]
) -> None:
    clock.set(slots[0].planned_at)
    of_it: dict[str, Any] = {"slot_id": slots[0].id, "title": "Tin một", "position": 1}
    air(keeper, clock, 20, "nhường phát khẩn cấp", **of_it)
    assert "Tin một: nhường phát khẩn cấp</div>" in todays_table(editor)
    clock.advance(60)
    air(keeper, clock, 10, "máy phát dừng đột ngột", offset_s=20.0, **of_it)
    assert "Tin một: nhường phát khẩn cấp; đã phát tiếp lúc 05:31</div>" in todays_table(editor)
    assert "Tin một: máy phát dừng đột ngột</div>" in todays_table(editor)
    clock.advance(60)
    air(keeper, clock, 30, offset_s=30.0, **of_it)
    page = todays_table(editor)
    assert "nhường phát khẩn cấp; đã phát tiếp lúc 05:31</div>" in page
    assert "máy phát dừng đột ngột; đã phát tiếp lúc 05:32 cho đến hết</div>" in page
    assert "1 tin bài đã phát trọn vẹn" in page


def test_what_was_cut_did_not_go_on_where_it_was_heard_anew_or_elsewhere(
    editor: Visitor, keeper: LogKeeper, clock: FakeClock, slots: list[Slot]
) -> None:
    clock.set(slots[0].planned_at)
    of_it: dict[str, Any] = {"slot_id": slots[0].id, "title": "Tin một"}
    air(keeper, clock, 20, "hết giờ", position=1, **of_it)
    air(keeper, clock, 60, position=1, **of_it)
    air(keeper, clock, 40, position=2, offset_s=20.0, **of_it)
    assert "Tin một: hết giờ</div>" in todays_table(editor)


def test_what_went_wrong_is_told_in_the_order_of_the_rundown(
    editor: Visitor, keeper: LogKeeper, clock: FakeClock, slots: list[Slot]
) -> None:
    clock.set(slots[0].planned_at)
    begin = clock.now()
    for minute, position in ((1, 2), (2, 3)):
        airing = Airing(
            kind=EntryKind.ITEM,
            title=f"Tin {position}",
            slot_id=slots[0].id,
            position=position,
            planned_at=begin + timedelta(minutes=minute),
        )
        keeper.missed(airing, reason="hết giờ")
    clock.advance(300)
    air(keeper, clock, 20, "dừng", slot_id=slots[0].id, title="Tin 1", position=1)
    page = todays_table(editor)
    assert page.index("Tin 1:") < page.index("Tin 2:") < page.index("Tin 3:")


def test_nothing_announced_is_on_air_once_the_player_has_ended(
    approver: Visitor, keeper: LogKeeper, clock: FakeClock, door: FakeDoor
) -> None:
    drill = Airing(kind=EntryKind.DRILL, title="Diễn tập lụt", planned_s=30.0)
    keeper.started(drill, started_at=clock.now() + timedelta(seconds=2))
    pages = ("/today/slots", "/log/", "/interruption/")
    for seconds, said in ((0, "Sắp phát"), (10, "Đang phát")):
        clock.advance(seconds)
        for path in pages:
            door.away = False
            assert said in words(approver.get(path)), path
            door.away = True
            page = words(approver.get(path))
            assert said not in page, path
            assert "Chưa rõ: máy phát đã dừng" in page, path


def test_the_approver_is_told_what_waits(approver: Visitor, desk: Newsdesk) -> None:
    desk.submitted()
    assert "1 tin bài chờ duyệt" in words(approver.get("/today"))


@pytest.mark.parametrize(
    ("on", "error", "shown"),
    [
        (True, "", "Nguồn âm-li: đang bật"),
        (False, "", "Nguồn âm-li: đang tắt"),
        (None, "", "Nguồn âm-li: chưa rõ"),
        (None, "the relay is gone", "Không bật tắt được âm-li (4 lần)"),
    ],
)
def test_the_amplifiers_power_is_told_where_one_is_switched(
    editor: Visitor, door: FakeDoor, on: object, error: str, shown: str
) -> None:
    door.says = {"on_air": None}
    assert "âm-li" not in words(editor.get("/today"))
    door.says = {"on_air": None, "amplifier": {"on": on, "error": error, "failures": 4}}
    assert shown in words(editor.get("/today"))
    assert shown in words(editor.get("/today/air"))


@pytest.mark.parametrize(
    ("monitor", "shown"),
    [
        ({"heard": True, "dead_air": "", "trouble": ""}, "Đang nghe được tiếng từ loa"),
        ({"heard": False, "dead_air": "không có tiếng ra loa", "trouble": ""},
         "Không có tiếng ra loa: máy đang phát"),
        ({"heard": None, "dead_air": "", "trouble": "no input"}, "thiết bị nghe lại “mic” không"),
    ],
)  # fmt: skip
def test_what_the_monitor_hears_is_told_where_there_is_one(
    editor: Visitor, door: FakeDoor, monitor: dict[str, object], shown: str
) -> None:
    on_air = {"kind": "item", "title": "Tin", "position_s": 1.0, "planned_s": 9.0}
    door.says = {"on_air": on_air, "monitor": None}
    assert "loa" not in words(editor.get("/today/air")).replace("Tiếng ra loa", "")
    door.says = {"on_air": on_air, "monitor": {"device": "mic", **monitor}}
    page = words(editor.get("/today/air"))
    assert shown in page
    assert "no input" not in page
