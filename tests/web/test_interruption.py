from collections.abc import Callable
from datetime import datetime

import pytest

from broadcaster.airlog import LogKeeper
from broadcaster.playout import Interruption, InterruptionChange, InterruptionState
from broadcaster.store import Store
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
        {"confirmation": "KHẨN CẤP", "news_id": "9" * 30},
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
    assert "Máy phát chưa chạy" in words(answer)
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


def test_a_message_may_be_repeated_until_a_time(approver: Visitor, door: FakeDoor) -> None:
    approver.post("/interruption/drill", {**MESSAGE, "every": "10", "until": "18:00"})
    (asked,) = door.interruptions
    assert asked["repeat_s"] == 600
    assert f"{asked['until']:%H:%M %z}" == "18:00 +0700"


def test_a_wrong_time_makes_no_noise(approver: Visitor, door: FakeDoor) -> None:
    answer = approver.post("/interruption/drill", {**MESSAGE, "every": "10", "until": "25:00"})
    assert answer.status_code == 400
    assert "Hãy ghi giờ như 18:00." in words(answer)
    assert door.interruptions == []


def test_a_time_to_end_without_repeats_makes_no_noise(approver: Visitor, door: FakeDoor) -> None:
    answer = approver.post("/interruption/drill", {**MESSAGE, "until": "18:00"})
    assert answer.status_code == 400
    assert "Đã ghi giờ kết thúc nhưng chưa chọn nhắc lại mỗi mấy phút." in words(answer)
    assert 'value="18:00"' in answer.text
    assert door.interruptions == []


def test_one_that_waits_behind_another_is_not_told_to_have_begun(
    approver: Visitor, door: FakeDoor
) -> None:
    assert door.says
    one = {"title": "Lũ về", "drill": False, "level": 4, "by": "lanh-dao",
           "repeat_s": None, "until": None, "again_at": None}  # fmt: skip
    door.says["interruptions"] = [
        {**one, "id": "another", "state": "on air"},
        {**one, "id": "interruption 1", "state": "queued"},
    ]
    asked = {**MESSAGE, "confirmation": "KHẨN CẤP"}
    told = approver.follow(approver.post("/interruption/real", asked))
    assert "Lượt này đang chờ lượt phát khẩn cấp khác xong." in told
    assert "Đã bắt đầu phát khẩn cấp." not in told


def test_one_that_is_interrupted_is_not_called_on_air(approver: Visitor, door: FakeDoor) -> None:
    assert door.says
    one = {"drill": False, "level": 4, "by": "lanh-dao", "repeat_s": None, "until": None,
           "again_at": None}  # fmt: skip
    door.says["interruptions"] = [
        {**one, "id": "a", "title": "Mưa lớn", "state": "interrupted"},
        {**one, "id": "b", "title": "Lũ về", "state": "on air"},
    ]
    open_ones = approver.get("/interruption/").text.partition("Chưa xong")[2]
    assert "bị lượt khác ngắt, sẽ phát lại" in open_ones
    assert open_ones.count("<td>đang phát</td>") == 1


def test_what_is_open_is_shown_and_can_be_cancelled(approver: Visitor, door: FakeDoor) -> None:
    assert door.says
    door.says["interruptions"] = [
        {"id": "a", "title": "Lũ về", "drill": False, "level": 4, "by": "lanh-dao",
         "state": "queued", "repeat_s": None, "until": None, "again_at": None},
        {"id": "b", "title": "Bão", "drill": False, "level": 3, "by": "lanh-dao",
         "state": "waiting", "repeat_s": 600.0, "until": None,
         "again_at": "2026-11-21T10:00:00+00:00"},
    ]  # fmt: skip
    page = approver.get("/interruption/").text
    assert "đang chờ lượt khác xong" in page
    assert "chờ nhắc lại, mỗi 10 phút đến khi huỷ, lần tới" in page
    assert "17:00" in page
    told = approver.follow(approver.post("/interruption/cancel", {"id": "b"}))
    assert "Đã huỷ." in told
    assert door.cancelled == [("b", "lanh-dao")]


@pytest.mark.parametrize("state", ["queued", "interrupted"])
def test_one_that_waits_is_told_as_waiting(approver: Visitor, door: FakeDoor, state: str) -> None:
    assert door.says
    door.says["interruptions"] = [
        {"id": "interruption 1", "title": "Lũ về", "drill": True, "level": 4, "by": "x",
         "state": state, "repeat_s": None, "until": None, "again_at": None},
    ]  # fmt: skip
    page = approver.follow(approver.post("/interruption/drill", MESSAGE))
    assert "đang chờ lượt phát khẩn cấp khác xong" in page


def happened(
    store: Store,
    at: datetime,
    changes: list[tuple[InterruptionState, str]],
    *,
    drill: bool = False,
    news_id: int = 1,
) -> None:
    """Keep an interruption `a`, asked for at the console, with its changes."""
    with store.writing() as session:
        session.add(
            Interruption(
                id="a",
                requested_at=at,
                requested_by="console",
                drill=drill,
                news_id=news_id,
                revision=1,
                title="Lũ về",
            )
        )
        session.flush()
        for state, reason in changes:
            session.add(
                InterruptionChange(
                    interruption="a", at=at, by="player", to_state=state, reason=reason
                )
            )
            session.flush()


def test_one_that_waits_for_its_next_repeat_is_not_told_as_over(
    approver: Visitor, door: FakeDoor, store: Store, clock: FakeClock
) -> None:
    again = (InterruptionState.REQUESTED, "nhắc lại lúc 17:00:00")
    happened(
        store,
        clock.now(),
        [(InterruptionState.ON_AIR, ""), (InterruptionState.ENDED, ""), again],
    )
    assert door.says
    door.says["interruptions"] = [
        {"id": "a", "title": "Lũ về", "drill": False, "level": 4, "by": "console",
         "state": "waiting", "repeat_s": 600.0, "until": None,
         "again_at": "2026-11-21T10:00:00+00:00"},
    ]  # fmt: skip
    told = words(approver.get("/interruption/")).partition("Diễn biến")[2]
    assert "chờ nhắc lại, lần tới 21/11/2026 17:00" in told
    assert "xong một lượt" in told
    assert "chờ phát: nhắc lại lúc 17:00:00" in told
    door.says["interruptions"] = []
    told = words(approver.get("/interruption/")).partition("Diễn biến")[2]
    assert "lần tới" not in told


def test_console_and_player_have_vietnamese_names_in_what_happened(
    approver: Visitor, store: Store, clock: FakeClock
) -> None:
    happened(store, clock.now(), [(InterruptionState.ON_AIR, "")])
    page = words(approver.get("/interruption/"))
    assert "Lũ về · máy chủ (dòng lệnh)" in page
    assert "(máy phát)" in page
    assert "console" not in page
    assert "player" not in page


@pytest.mark.parametrize("drill", [False, True])
def test_a_drill_is_marked_in_what_happened(
    approver: Visitor, store: Store, clock: FakeClock, *, drill: bool
) -> None:
    happened(store, clock.now(), [(InterruptionState.ON_AIR, "")], drill=drill)
    told = approver.get("/interruption/").text.partition("Diễn biến")[2]
    assert ("is-drill" in told) == drill


def test_the_text_of_a_drill_is_offered_nowhere_as_a_real_message(
    approver: Visitor, store: Store, clock: FakeClock, desk: Newsdesk
) -> None:
    desk.approved("Thông báo di dời")
    drill = desk.approved("Tập sơ tán", priority="emergency")
    happened(store, clock.now(), [], drill=True, news_id=drill)
    offered = words(approver.get("/interruption/real"))
    assert "Thông báo di dời" in offered
    assert "Tập sơ tán" not in offered
    assert "Thông báo di dời" not in words(approver.get("/interruption/drill"))


def test_the_text_of_a_drill_is_marked_among_the_news_items(
    approver: Visitor, store: Store, clock: FakeClock, desk: Newsdesk
) -> None:
    real = desk.approved("Thông báo di dời", priority="emergency")
    drill = desk.approved("Tập sơ tán", priority="emergency")
    happened(store, clock.now(), [], drill=True, news_id=drill)
    listed = approver.get("/news/").text
    assert listed.count("is-drill") == listed.count("is-emergency") == 1
    assert "chỉ được duyệt để diễn tập" in words(approver.get(f"/news/{drill}"))
    assert "chỉ được duyệt để diễn tập" not in words(approver.get(f"/news/{real}"))
