from datetime import timedelta

import pytest

from broadcaster import timetable
from broadcaster.airlog import Airing, LogKeeper, Outcome
from broadcaster.store import Store
from broadcaster.timetable import EntryKind, Rundown, Slot, SlotState
from tests.rig.fake_clock import FakeClock
from tests.web.fake_door import FakeDoor
from tests.web.newsdesk import Newsdesk, air, stopped_slot
from tests.web.test_writing import EVIL
from tests.web.visitor import Visitor, words


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


def test_what_was_heard_over_the_slots_is_listed_with_how_it_went(
    editor: Visitor, keeper: LogKeeper, clock: FakeClock
) -> None:
    air(keeper, clock, kind=EntryKind.DRILL, title="Diễn tập lụt")
    row = keeper.started(
        Airing(kind=EntryKind.LIVE, title="Lời chủ tịch", planned_s=60.0), started_at=clock.now()
    )
    clock.advance(5)
    keeper.ended(
        row, ended_at=clock.now(), aired_s=5, outcome=Outcome.CUT, reason="nhường phát khẩn cấp"
    )
    keeper.failed(Airing(kind=EntryKind.EMERGENCY, title="Lũ về"), reason="tin bài bị thu hồi")
    keeper.missed(Airing(kind=EntryKind.EMERGENCY, title="Bão"), reason="huỷ bởi lanh-dao")
    for path in ("/today", "/today/slots"):
        listed = words(editor.get(path)).partition("trực tiếp hôm nay")[2].split("<tr")[2:]
        drill, speech, refused, cancelled = (" ".join(row.split()) for row in listed)
        assert "Diễn tập lụt" in drill
        assert "Đã phát" in drill
        assert "Lời chủ tịch" in speech
        assert "Bị cắt</span> nhường phát khẩn cấp" in speech
        assert "Lũ về" in refused
        assert "Lỗi</span> tin bài bị thu hồi" in refused
        assert "Bão" in cancelled
        assert "Bị lỡ</span> huỷ bởi lanh-dao" in cancelled


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
