from datetime import datetime
from typing import Any

import pytest

from broadcaster.airlog import Airing, LogKeeper
from broadcaster.playout import Interruption, InterruptionChange, InterruptionState
from broadcaster.store import Store
from broadcaster.timetable import EntryKind
from tests.rig.fake_clock import FakeClock
from tests.web.newsdesk import Newsdesk, air
from tests.web.visitor import Visitor, todays_table, words

CRASHED = "máy phát dừng đột ngột"


def test_what_was_heard_over_the_slots_is_listed_with_how_it_went(
    editor: Visitor, keeper: LogKeeper, clock: FakeClock
) -> None:
    air(keeper, clock, kind=EntryKind.DRILL, title="Diễn tập lụt")
    air(keeper, clock, 5, "nhường phát khẩn cấp", kind=EntryKind.LIVE, title="Lời chủ tịch")
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


TONE: dict[str, Any] = {
    "kind": EntryKind.EMERGENCY,
    "title": "Tín hiệu báo động khẩn cấp",
    "file": "audio_assets/attention.wav",
}


def test_a_tone_is_told_with_the_message_behind_it(
    editor: Visitor, keeper: LogKeeper, clock: FakeClock
) -> None:
    air(keeper, clock, 4, **TONE)
    assert "Tín hiệu báo động" in todays_table(editor)
    air(keeper, clock, 4, **TONE)
    air(keeper, clock, 30, kind=EntryKind.EMERGENCY, title="Lũ về")
    page = todays_table(editor)
    assert "Lũ về" in page
    assert "Tín hiệu báo động" not in page


@pytest.mark.parametrize(
    ("cut", "waits_s", "kind"),
    [
        ("máy phát dừng đột ngột", 0, EntryKind.EMERGENCY),
        ("", 60, EntryKind.EMERGENCY),
        ("", 0, EntryKind.LIVE),
    ],
)
def test_a_tone_without_its_message_keeps_its_row(
    editor: Visitor, keeper: LogKeeper, clock: FakeClock, cut: str, waits_s: int, kind: EntryKind
) -> None:
    air(keeper, clock, 4, cut, **TONE)
    clock.advance(waits_s)
    air(keeper, clock, 30, kind=kind, title="Bão")
    assert "Tín hiệu báo động" in todays_table(editor)


def test_a_tone_whose_message_was_not_heard_keeps_its_row(
    editor: Visitor, keeper: LogKeeper, clock: FakeClock
) -> None:
    air(keeper, clock, 4, **TONE)
    keeper.missed(Airing(kind=EntryKind.EMERGENCY, title="Lũ về"), reason="huỷ bởi lanh-dao")
    page = todays_table(editor)
    assert "Tín hiệu báo động" in page
    assert "Lũ về" in page


def asked(store: Store, name: str, at: datetime, news_id: int) -> None:
    with store.writing() as session:
        session.add(
            Interruption(
                id=name,
                requested_at=at,
                requested_by="lanh-dao",
                drill=False,
                news_id=news_id,
                revision=1,
                title="Lũ về",
            )
        )


def over(store: Store, name: str, at: datetime) -> None:
    with store.writing() as session:
        session.add(
            InterruptionChange(
                interruption=name, at=at, by="player", to_state=InterruptionState.ENDED
            )
        )


def rows_over_all(visitor: Visitor) -> list[str]:
    """Return the rows of what was heard over the slots."""
    return todays_table(visitor).partition("trực tiếp hôm nay")[2].split("<tr")[2:]


@pytest.mark.parametrize(
    ("offset_s", "how"), [(0.0, "đã phát lại lúc 05:01"), (20.0, "đã phát tiếp lúc 05:01")]
)
def test_an_emergency_that_was_cut_and_heard_again_is_told_once_with_how_it_went_in_the_end(
    editor: Visitor,
    approver: Visitor,
    keeper: LogKeeper,
    clock: FakeClock,
    store: Store,
    desk: Newsdesk,
    offset_s: float,
    how: str,
) -> None:
    news_id = desk.approved("Lũ về")
    text: dict[str, Any] = {
        "kind": EntryKind.EMERGENCY,
        "title": "Lũ về",
        "news_id": news_id,
        "revision": 1,
    }
    asked(store, "one", clock.now(), news_id)
    air(keeper, clock, 4, **TONE)
    air(keeper, clock, 20, CRASHED, **text)
    (cut,) = rows_over_all(editor)
    assert f"Bị cắt</span> {CRASHED}" in cut
    clock.advance(40)
    air(keeper, clock, 4, **TONE)
    air(keeper, clock, 60, offset_s=offset_s, **text)
    over(store, "one", clock.now())
    (row,) = rows_over_all(editor)
    assert "Đã phát</span>" in row
    assert f"Bị cắt: {CRASHED}; {how}" in row
    assert ">05:00<" in row
    page = words(approver.get("/interruption/")).partition("30 ngày qua")[2]
    assert f"Bị cắt: {CRASHED}; {how}" in page
    assert page.count('"main">') == 1
    log = words(editor.get("/log/"))
    assert CRASHED in log
    assert log.count(">Lũ về<") == 2


def test_the_same_words_are_another_emergency_once_the_one_before_was_over(
    editor: Visitor, keeper: LogKeeper, clock: FakeClock, store: Store, desk: Newsdesk
) -> None:
    news_id = desk.approved("Lũ về")
    text: dict[str, Any] = {"kind": EntryKind.EMERGENCY, "news_id": news_id, "revision": 1}
    for name in ("one", "two"):
        asked(store, name, clock.now(), news_id)
        air(keeper, clock, 20, "dừng bởi lanh-dao", **text)
        over(store, name, clock.now())
        clock.advance(60)
    assert len(rows_over_all(editor)) == 2
