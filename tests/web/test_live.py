"""The live page: who may speak, what is asked of the player, what the page shows meanwhile."""

from datetime import timedelta
from typing import Any

import pytest

import web.live
from broadcaster.errors import InvalidInput
from broadcaster.locks import PLAYER, sole
from broadcaster.station import Station
from broadcaster.timetable import Slot
from tests.rig.fake_clock import FakeClock
from tests.web.fake_door import FakeDoor
from tests.web.visitor import Visitor, words

SPEAKING = {
    "id": "s", "by": "lanh-dao", "name": "Chủ tịch", "title": "Thông báo", "slot_id": None,
    "level_dbfs": -20.0, "on_air_since": "2026-11-21T01:00:00+00:00", "longest_s": 300.0,
    "left_s": 125.0,
}  # fmt: skip


class FakeRoom:
    """Remembers who asked for the microphone; says no as `refusal` tells."""

    def __init__(self) -> None:
        self.begun: list[dict[str, Any]] = []
        self.ended_by: list[str] = []
        self.refusal: InvalidInput | None = None

    def begin(self, **asked: Any) -> str:
        if self.refusal:
            raise self.refusal
        self.begun.append(asked)
        return "s"

    def end(self, *, by: str) -> bool:
        self.ended_by.append(by)
        return True


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> FakeRoom:
    made = FakeRoom()
    monkeypatch.setattr(web.live, "_room", lambda: made)
    return made


def test_an_approver_opens_the_microphone_and_closes_it(approver: Visitor, room: FakeRoom) -> None:
    page = approver.follow(approver.post("/live/start", {"title": "Thông báo", "minutes": "3"}))
    assert "Đã mở micrô" in page
    assert room.begun == [
        {"by": "lanh-dao", "title": "Thông báo", "longest_s": 180.0, "slot_id": None}
    ]
    assert "Đã tắt micrô" in approver.follow(approver.post("/live/end", {}))
    assert room.ended_by == ["lanh-dao"]


def test_the_part_of_a_slot_is_asked_for_by_its_number(approver: Visitor, room: FakeRoom) -> None:
    for slot_id in (7, 1234):
        approver.post("/live/start", {"minutes": "", "slot": str(slot_id)})
        assert room.begun[-1]["slot_id"] == slot_id
        assert room.begun[-1]["longest_s"] == 300.0


def test_what_is_not_a_number_and_what_is_refused_is_told(
    approver: Visitor, room: FakeRoom
) -> None:
    for minutes in ("năm", "0", "-1", "9" * 30):
        answer = approver.post("/live/start", {"minutes": minutes})
        assert answer.status_code == 400, minutes
        assert "Hãy nhập một số từ 1 trở lên" in words(answer)
    room.refusal = InvalidInput("no", "Mỗi lần phát trực tiếp dài nhất 10 phút.")
    assert "dài nhất 10 phút" in words(approver.post("/live/start", {"minutes": "90"}))
    assert room.begun == []


def test_an_editor_neither_sees_nor_opens_it(editor: Visitor, room: FakeRoom) -> None:
    assert "Phát trực tiếp" not in words(editor.get("/"))
    assert editor.get("/live/").status_code == 403
    assert editor.post("/live/start", {}).status_code == 403
    assert room.begun == []


def test_the_page_shows_who_speaks_how_loud_and_for_how_long(
    approver: Visitor, door: FakeDoor
) -> None:
    door.says = {"on_air": None, "level_dbfs": -18.0, "live": SPEAKING}
    page = words(approver.get("/live/state"))
    assert "ĐANG PHÁT TRỰC TIẾP" in page
    assert "Chủ tịch" in page
    assert "2:05" in page
    assert 'value="0.67"' in page


def test_the_page_says_that_what_is_spoken_is_not_recorded(
    approver: Visitor, door: FakeDoor
) -> None:
    told = "Không ghi âm được lời nói: ổ đĩa đầy. Loa vẫn phát."
    for recorded in (True, False):
        speaking = {**SPEAKING, "recorded": recorded, "recording_trouble": "ổ đĩa đầy"}
        door.says = {"on_air": None, "live": speaking}
        assert (told in words(approver.get("/live/state"))) is not recorded


def test_the_page_says_when_it_is_off_and_when_nothing_can_be_heard(
    approver: Visitor, door: FakeDoor
) -> None:
    assert "Đang tắt" in words(approver.get("/live/"))
    door.away = True
    assert "Máy phát chưa chạy" in words(approver.get("/live/state"))


def test_the_page_does_not_say_that_a_player_without_an_answer_is_off(
    approver: Visitor, door: FakeDoor, station: Station
) -> None:
    door.away = True
    with sole(PLAYER, station.run):
        page = words(approver.get("/live/state"))
    assert "Máy phát chưa trả lời" in page
    assert "micrô có thể vẫn đang mở" in page
    assert "Máy phát chưa chạy" not in page


TOLD = "Bản tin sáng bắt đầu lúc 05:30. Nếu lúc đó chưa nói xong, buổi này phải chờ"


def test_the_page_names_the_broadcasts_that_begin_while_somebody_may_still_speak(
    approver: Visitor, clock: FakeClock, door: FakeDoor, slots: list[Slot]
) -> None:
    clock.set(slots[0].planned_at - timedelta(minutes=11))
    assert TOLD not in words(approver.get("/live/"))
    clock.set(slots[0].planned_at - timedelta(minutes=4))
    page = words(approver.get("/live/state"))
    assert TOLD in page
    assert "quá 05:40 mà chưa nói xong thì bị lỡ" in page
    door.says = {"on_air": None, "live": {**SPEAKING, "left_s": 250.0}}
    assert TOLD in words(approver.get("/live/state"))
    door.says = {"on_air": None, "live": {**SPEAKING, "left_s": 230.0}}
    assert TOLD not in words(approver.get("/live/state")), "the speech is over before"
    door.says = {"on_air": None, "live": {**SPEAKING, "left_s": 250.0, "slot_id": 3}}
    assert TOLD not in words(approver.get("/live/state")), "a part of a slot holds up nothing"


def test_who_opens_the_microphone_is_told_which_broadcast_they_will_hold_up(
    approver: Visitor, clock: FakeClock, room: FakeRoom, slots: list[Slot]
) -> None:
    clock.set(slots[0].planned_at - timedelta(minutes=4))
    for form, told in (
        ({"minutes": "5"}, True),
        ({"minutes": "3"}, False),
        ({"minutes": "999999999"}, True),
        ({"minutes": "5", "slot": str(slots[0].id)}, False),
    ):
        page = approver.follow(approver.post("/live/start", form))
        assert (f"Lưu ý: {TOLD}" in page) == told, form
    assert len(room.begun) == 4


def test_a_broadcast_that_waits_for_the_end_of_a_speech_is_told(
    approver: Visitor, door: FakeDoor
) -> None:
    waits = {"slot_id": 1, "title": "Bản tin sáng", "planned_at": "2026-11-20T22:30:00+00:00",
             "waits": "đang chờ phát trực tiếp xong"}  # fmt: skip
    door.says = {"on_air": None, "live": SPEAKING, "next": waits}
    assert "Bản tin sáng, 05:30: đang chờ phát trực tiếp xong." in words(
        approver.get("/live/state")
    )
