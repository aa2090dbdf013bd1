import re

import pytest
from sqlmodel import select

from broadcaster.newsroom import (
    CONSOLE,
    Content,
    Listening,
    State,
    approve_emergency,
    history,
    withdraw,
)
from broadcaster.speech import Clip
from broadcaster.station import Station
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock
from tests.web.newsdesk import SCRIPT, Newsdesk
from tests.web.test_writing import EVIL
from tests.web.visitor import Visitor, words

HASH = re.compile(r'name="content_sha256" value="([0-9a-f]{64})"')


def _approve(visitor: Visitor, news_id: int, **changes: str) -> tuple[int, str]:
    """Press the approval button as the page offers it now."""
    shown = HASH.search(visitor.get(f"/news/{news_id}").text)
    values = {"revision": "1", "content_sha256": shown[1] if shown else "", **changes}
    answer = visitor.post(f"/news/{news_id}/approve", values)
    if answer.status_code == 302:
        return 302, visitor.follow(answer)
    return answer.status_code, words(answer)


def _listen(visitor: Visitor, news_id: int, seconds: float = 2.0) -> int:
    path = f"/news/{news_id}/revisions/1/listening"
    return visitor.post(path, {"seconds": str(seconds)}).status_code


@pytest.fixture
def submitted(desk: Newsdesk) -> int:
    news_id = desk.submitted()
    desk.spoken(news_id)
    return news_id


@pytest.fixture
def clip(desk: Newsdesk, submitted: int) -> Clip:
    return desk.spoken(submitted)


def test_a_draft_is_handed_in_by_its_writer(editor: Visitor, desk: Newsdesk) -> None:
    news_id = desk.draft()
    assert "Gửi duyệt" in words(editor.get(f"/news/{news_id}"))
    assert "Đã gửi duyệt" in editor.follow(editor.post(f"/news/{news_id}/submit"))
    assert desk.view(news_id).state is State.SUBMITTED


def test_handing_in_twice_is_told_on_the_page_of_the_item(editor: Visitor, submitted: int) -> None:
    answer = editor.post(f"/news/{submitted}/submit")
    assert answer.status_code == 403
    assert "đang ở trạng thái “chờ duyệt”" in words(answer)
    assert "Lịch sử" in words(answer)


def test_the_approver_listens_and_then_approves(
    approver: Visitor, desk: Newsdesk, submitted: int, clip: Clip
) -> None:
    before = approver.get(f"/news/{submitted}").text
    assert re.search(r'id="approve"\s+disabled', before)
    assert _listen(approver, submitted, 2.5) == 200
    after = approver.get(f"/news/{submitted}").text
    assert 'id="approve"' in after
    assert not re.search(r'id="approve"\s+disabled', after)

    status, page = _approve(approver, submitted)
    assert status == 302
    assert "Đã phê duyệt" in page
    view = desk.view(submitted)
    assert view.state is State.APPROVED
    assert view.approval is not None
    assert (view.approval.by, view.approval.listened_s) == ("lanh-dao", 2.5)


def test_without_listening_the_server_refuses_too(approver: Visitor, submitted: int) -> None:
    status, page = _approve(approver, submitted)
    assert status == 403
    assert "Cần nghe bản tiếng trước khi duyệt" in page


def test_a_moment_of_listening_is_not_enough(approver: Visitor, submitted: int) -> None:
    answer = approver.post(f"/news/{submitted}/revisions/1/listening", {"seconds": "0.01"})
    assert answer.json == {"heard_s": 0.01, "enough": False}
    assert "ít nhất vài giây, nút này" in words(approver.get(f"/news/{submitted}"))
    status, page = _approve(approver, submitted)
    assert status == 403
    assert "Cần nghe bản tiếng trước khi duyệt" in page


def test_nobody_listens_in_another_persons_name(
    approver: Visitor, editor: Visitor, submitted: int
) -> None:
    assert _listen(editor, submitted) == 200
    status, _ = _approve(approver, submitted)
    assert status == 403


def test_listening_adds_up(approver: Visitor, store: Store, submitted: int, clip: Clip) -> None:
    for seconds in (1.0, 0.5):
        _listen(approver, submitted, seconds)
    answer = approver.post(f"/news/{submitted}/revisions/1/listening", {"seconds": "1.25"})
    assert answer.json == {"heard_s": 2.75, "enough": True}
    with store.reading() as session:
        rows = session.exec(select(Listening)).all()
    assert {(row.by, row.clip) for row in rows} == {("lanh-dao", clip.key)}


@pytest.mark.parametrize("seconds", ["0", "-3", "99999", "nan", "inf", "x", ""])
def test_impossible_listening_is_refused(
    approver: Visitor, store: Store, submitted: int, seconds: str
) -> None:
    path = f"/news/{submitted}/revisions/1/listening"
    assert approver.post(path, {"seconds": seconds}).status_code == 400
    with store.reading() as session:
        assert not session.exec(select(Listening)).all()


def test_the_writer_does_not_approve_their_own_words(approver: Visitor, desk: Newsdesk) -> None:
    approver.post(
        "/news/new", {"title": "Của tôi", "script": "Nội dung của tôi.", "pressed": "submit"}
    )
    desk.spoken(1)
    assert "cần một người khác duyệt" in words(approver.get("/news/1"))
    assert 'id="approve"' not in approver.get("/news/1").text
    _listen(approver, 1)
    status, page = _approve(approver, 1, content_sha256=desk.view(1).newest.content_sha256)
    assert status == 403
    assert "không được tự duyệt" in page


def test_an_approval_names_what_the_approver_saw(
    approver: Visitor, editor: Visitor, desk: Newsdesk, submitted: int
) -> None:
    _listen(approver, submitted)
    status, page = _approve(approver, submitted, content_sha256="0" * 64)
    assert status == 403
    assert "khác với lúc mở ra duyệt" in page

    editor.post(
        f"/news/{submitted}/edit", {"title": "Mới", "script": "Chữ mới.", "pressed": "submit"}
    )
    status, page = _approve(approver, submitted, revision="1")
    assert status == 403
    assert "không phải bản mới nhất" in page
    assert desk.view(submitted).approved is None


def test_only_an_approver_approves(editor: Visitor, submitted: int) -> None:
    _listen(editor, submitted)
    assert 'id="approve"' not in editor.get(f"/news/{submitted}").text
    status, page = _approve(editor, submitted)
    assert status == 403
    assert "không được làm việc này" in page


def test_sending_back_needs_a_reason_and_keeps_what_was_typed(
    approver: Visitor, desk: Newsdesk, submitted: int
) -> None:
    answer = approver.post(f"/news/{submitted}/reject", {"reason": "  "})
    assert answer.status_code == 400
    assert "Hãy ghi lý do" in words(answer)
    too_long = "dài " * 300
    answer = approver.post(f"/news/{submitted}/reject", {"reason": too_long})
    assert answer.status_code == 400
    assert too_long in words(answer)

    page = approver.follow(approver.post(f"/news/{submitted}/reject", {"reason": "Thiếu giờ"}))
    assert "Lý do: Thiếu giờ" in page
    assert desk.view(submitted).state is State.REJECTED


def test_the_writer_sees_what_came_back(approver: Visitor, editor: Visitor, submitted: int) -> None:
    approver.post(f"/news/{submitted}/reject", {"reason": "Thiếu giờ"})
    assert "1 tin bài của anh/chị bị trả lại" in words(editor.get("/today"))
    page = words(editor.get(f"/news/{submitted}"))
    assert "Thiếu giờ" in page
    assert f"/news/{submitted}/edit" in page


def test_a_withdrawn_item_says_why_and_offers_nothing_more(
    approver: Visitor, desk: Newsdesk
) -> None:
    news_id = desk.approved()
    page = approver.follow(approver.post(f"/news/{news_id}/withdraw", {"reason": "Đã hoãn họp"}))
    assert "sẽ không phát nữa" in page
    assert "Đã hoãn họp" in page
    assert "Bài này không có bản tiếng" in page
    assert f"/news/{news_id}/edit" not in page
    assert desk.view(news_id).state is State.WITHDRAWN


def test_every_step_stands_in_the_history(approver: Visitor, store: Store, submitted: int) -> None:
    _listen(approver, submitted)
    _approve(approver, submitted)
    page = words(approver.get(f"/news/{submitted}"))
    story = page[page.index("Lịch sử") :]
    assert story.index("Đã duyệt") < story.index("Chờ duyệt") < story.index("Bản thảo")
    assert "Thứ Bảy, 21/11/2026, 05:00" in story
    with store.reading() as session:
        assert len(history(session, submitted)) == 3


def test_a_reason_is_never_part_of_the_page(approver: Visitor, submitted: int) -> None:
    approver.post(f"/news/{submitted}/reject", {"reason": EVIL})
    for path in (f"/news/{submitted}", "/today", "/news/"):
        assert "<script>alert" not in approver.get(path).text


def test_an_older_revision_is_shown_as_such(editor: Visitor, desk: Newsdesk) -> None:
    news_id = desk.approved()
    editor.post(f"/news/{news_id}/edit", {"title": "Tên mới", "script": "Chữ mới."})
    page = words(editor.get(f"/news/{news_id}?revision=1"))
    assert "Đây là bản 1, không phải bản mới nhất" in page
    assert "Việc cần làm" not in page
    assert editor.get(f"/news/{news_id}?revision=7").status_code == 404


def test_the_sound_is_sent_whole_or_in_parts(
    approver: Visitor, station: Station, submitted: int, clip: Clip
) -> None:
    path = f"/news/{submitted}/revisions/1/sound"
    whole = approver.get(path)
    assert whole.status_code == 200
    assert whole.mimetype == "audio/wav"
    assert whole.data == (station.home / clip.path).read_bytes()
    part = approver.get(path, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.data == whole.data[100:200]
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.data)}"
    beyond = approver.get(path, headers={"Range": "bytes=999999999-"})
    assert beyond.status_code == 416


def test_a_sound_that_is_not_there_is_told(approver: Visitor, desk: Newsdesk) -> None:
    news_id = desk.submitted()
    answer = approver.get(f"/news/{news_id}/revisions/1/sound")
    assert answer.status_code == 404
    assert "Bản tiếng chưa làm xong" in words(answer)
    assert approver.get(f"/news/{news_id}/revisions/9/sound").status_code == 404
    assert _listen(approver, news_id) == 404


def test_a_damaged_sound_is_not_played(
    approver: Visitor, station: Station, submitted: int, clip: Clip
) -> None:
    (station.home / clip.path).write_bytes(b"something else")
    answer = approver.get(f"/news/{submitted}/revisions/1/sound")
    assert answer.status_code >= 400
    assert b"something else" not in answer.data


def test_the_page_waits_for_the_sound_and_then_offers_it(approver: Visitor, desk: Newsdesk) -> None:
    news_id = desk.submitted()
    part = f"/news/{news_id}/revisions/1/sound-part"
    assert f'data-refresh="{part}"' in approver.get(f"/news/{news_id}").text
    assert "Máy đang đọc bài thành tiếng" in words(approver.get(part))
    desk.spoken(news_id)
    ready = words(approver.get(part))
    assert "<audio" in ready
    assert "data-settled" in ready
    assert "giọng đọc do máy tạo" in ready
    assert "data-refresh" not in approver.get(f"/news/{news_id}").text


def test_the_page_says_that_a_sound_failed(
    approver: Visitor, desk: Newsdesk, store: Store, clock: FakeClock
) -> None:
    from broadcaster.errors import SpeechFailed
    from broadcaster.speech import keep_failure

    news_id = desk.submitted()
    with store.writing() as session:
        source = desk.view(news_id).newest.content_sha256
        keep_failure(
            session, clock, source, SpeechFailed("no voice answered", "Không giọng nào trả lời.")
        )
    page = words(approver.get(f"/news/{news_id}"))
    assert "Chưa làm được bản tiếng" in page
    assert "Không giọng nào trả lời." in page
    assert "no voice answered" not in page


def test_the_airings_are_those_of_the_timetable_and_an_emergency_has_none(
    editor: Visitor, desk: Newsdesk, station: Station, store: Store, clock: FakeClock
) -> None:
    said = Content.model_validate({"title": "Lũ về", "script": SCRIPT, "priority": "emergency"})
    with store.writing() as session:
        revision = approve_emergency(session, clock, station, said, by="lanh-dao")
    page = words(editor.get(f"/news/{revision.news_id}"))
    assert "Số lần phát" not in page
    assert "Thời gian phát" not in page
    page = words(editor.get(f"/news/{desk.approved()}"))
    assert "muốn 1 lần · đã phát theo lịch 0 lần" in page


def test_what_is_withdrawn_is_not_told_to_be_wanted_any_more(
    editor: Visitor, desk: Newsdesk, station: Station, store: Store, clock: FakeClock
) -> None:
    said = Content.model_validate({"title": "Lũ về", "script": SCRIPT, "priority": "emergency"})
    with store.writing() as session:
        alarm = approve_emergency(session, clock, station, said, by="lanh-dao").news_id
    planned = desk.approved()
    assert "phát khẩn cấp, không phát theo lịch" in words(editor.get(f"/news/{alarm}"))
    with store.writing() as session:
        for news_id in (alarm, planned):
            withdraw(session, clock, news_id, by="lanh-dao", reason="đã qua")
    assert "Số lần phát" not in words(editor.get(f"/news/{alarm}"))
    page = words(editor.get(f"/news/{planned}"))
    assert "muốn 1 lần" not in page
    assert "đã phát theo lịch 0 lần" in page


def test_what_the_command_line_did_is_told_in_vietnamese(editor: Visitor, desk: Newsdesk) -> None:
    news_id = desk.draft(by=CONSOLE)
    for path in (f"/news/{news_id}", "/news/"):
        page = words(editor.get(path))
        assert "máy chủ (dòng lệnh)" in page
        assert CONSOLE not in page


def test_the_list_filters_by_state_and_finds_without_marks(
    editor: Visitor, desk: Newsdesk, store: Store, clock: FakeClock
) -> None:
    desk.draft("Nuôi gà thả vườn")
    desk.submitted("Tạm ngừng cấp điện")
    gone = desk.approved("Họp thôn")
    with store.writing() as session:
        withdraw(session, clock, gone, by="lanh-dao", reason="Hoãn")
    assert "Tất cả (3)" in words(editor.get("/news/"))
    submitted = words(editor.get("/news/?state=submitted"))
    assert "Tạm ngừng cấp điện" in submitted
    assert "Nuôi gà" not in submitted
    found = words(editor.get("/news/?words=dien"))
    assert "Tạm ngừng cấp điện" in found
    assert "Họp thôn" not in found
    assert "Không có tin bài nào như vậy" in words(editor.get("/news/?words=zzz"))


def test_a_long_list_has_pages(editor: Visitor, desk: Newsdesk) -> None:
    for number in range(52):
        desk.draft(f"Tin số {number}")
    first = words(editor.get("/news/"))
    assert "Trang 1 trong 2" in first
    assert "Tin số 51" in first
    assert ">Tin số 1<" not in first
    assert ">Tin số 1<" in words(editor.get("/news/?page=2"))
    assert editor.get("/news/?page=-5").status_code == 200
    assert editor.get("/news/?page=abc").status_code == 200
