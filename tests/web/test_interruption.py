from collections.abc import Callable

import pytest

from broadcaster.airlog import LogKeeper
from broadcaster.timetable import EntryKind
from tests.rig.fake_clock import FakeClock
from tests.web.fake_door import FakeDoor
from tests.web.newsdesk import Newsdesk, air
from tests.web.visitor import Visitor, words

MESSAGE = {"title": "Lũ trên suối", "text": "Nước suối đang lên nhanh.", "level": "4"}


def test_a_drill_is_asked_for_without_confirmation(approver: Visitor, door: FakeDoor) -> None:
    page = approver.follow(approver.post("/interruption/drill", MESSAGE))
    assert "Đã bắt đầu diễn tập" in page
    assert door.interruptions == [
        {
            "by": "lanh-dao",
            "title": "Lũ trên suối",
            "text": "Nước suối đang lên nhanh.",
            "news_id": None,
            "drill": True,
            "level": 4,
        }
    ]


@pytest.mark.parametrize("word", ["KHẨN CẤP", "khẩn cấp", "  Khan  cap "])
def test_a_real_message_is_confirmed_by_typing_the_word(
    approver: Visitor, door: FakeDoor, word: str
) -> None:
    approver.post("/interruption/real", {**MESSAGE, "confirmation": word})
    assert [asked["drill"] for asked in door.interruptions] == [False]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"confirmation": ""},
        {"confirmation": "khẩn"},
        {"confirmation": "KHẨN CẤP", "text": " "},
        {"confirmation": "KHẨN CẤP", "level": "9"},
        {"confirmation": "KHẨN CẤP", "level": "x"},
        {"confirmation": "KHẨN CẤP", "news_id": "1"},
    ],
)
def test_an_incomplete_message_makes_no_noise_and_stays_in_the_form(
    approver: Visitor, door: FakeDoor, changes: dict[str, str]
) -> None:
    answer = approver.post("/interruption/real", {**MESSAGE, **changes})
    assert answer.status_code == 400
    assert door.interruptions == []
    page = words(answer)
    assert 'value="Lũ trên suối"' in page
    assert changes.get("text", MESSAGE["text"]).strip() in page


def test_an_approved_item_can_be_the_message(
    approver: Visitor, door: FakeDoor, desk: Newsdesk
) -> None:
    news_id = desk.approved("Thông báo di dời")
    assert "Thông báo di dời" in words(approver.get("/interruption/real"))
    approver.post(
        "/interruption/real", {"news_id": str(news_id), "confirmation": "khan cap", "level": "3"}
    )
    (asked,) = door.interruptions
    assert (asked["news_id"], asked["text"]) == (news_id, None)


def test_a_player_that_is_away_is_told_and_the_message_is_not_lost(
    approver: Visitor, door: FakeDoor
) -> None:
    door.away = True
    answer = approver.post("/interruption/real", {**MESSAGE, "confirmation": "KHẨN CẤP"})
    assert answer.status_code == 503
    assert "Trình phát chưa chạy" in words(answer)
    assert "Nước suối đang lên nhanh." in words(answer)
    assert approver.post("/interruption/stop").status_code == 503


def test_a_drill_and_a_real_message_look_different(approver: Visitor) -> None:
    real, drill = (approver.get(f"/interruption/{kind}").text for kind in ("real", "drill"))
    assert "alarm-form real" in real
    assert "PHÁT KHẨN CẤP THẬT" in real
    assert "alarm-form practice" in drill
    assert "không phải thật" in drill
    assert 'name="confirmation"' in real
    assert 'name="confirmation"' not in drill


def test_stop_silences_what_is_onair(approver: Visitor, door: FakeDoor) -> None:
    assert "không có gì đang phát" in approver.follow(approver.post("/interruption/stop"))
    door.says = {"on_air": {"kind": "item", "title": "Tin", "position_s": 1, "planned_s": 2}}
    assert "Đã dừng phát" in approver.follow(approver.post("/interruption/stop"))
    assert door.stopped_by == ["lanh-dao", "lanh-dao"]


def test_nobody_else_interrupts_or_stops(arrive: Callable[[str], Visitor], door: FakeDoor) -> None:
    for name in ("bien-tap", "bao-cao", "ky-thuat", "truong-thon"):
        visitor = arrive(name)
        for path in ("/interruption/drill", "/interruption/real", "/interruption/stop"):
            answer = visitor.post(path, {**MESSAGE, "confirmation": "KHẨN CẤP"})
            assert answer.status_code == 403
    assert door.interruptions == []
    assert door.stopped_by == []


def test_past_interruptions_are_listed(
    approver: Visitor, keeper: LogKeeper, clock: FakeClock
) -> None:
    air(keeper, clock, kind=EntryKind.EMERGENCY, title="Lũ quét năm nay")
    assert "Lũ quét năm nay" in words(approver.get("/interruption/"))
