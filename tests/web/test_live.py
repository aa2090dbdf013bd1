"""The live page: who may speak, what is asked of the player, what the page shows meanwhile."""

from typing import Any

import pytest

import web.live
from broadcaster.errors import InvalidInput
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
    approver.post("/live/start", {"minutes": "", "slot": "7"})
    assert room.begun[0]["slot_id"] == 7
    assert room.begun[0]["longest_s"] == 300.0
    approver.post("/live/start", {"slot": "1234"})
    assert room.begun[1]["slot_id"] == 1234


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
