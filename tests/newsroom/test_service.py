"""The life of a news item: created, revised, submitted, rejected, withdrawn, listed."""

from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster import newsroom
from broadcaster.errors import BroadcasterError, InvalidInput, NotAllowed, NotFound
from broadcaster.newsroom import Content, State
from broadcaster.store import Store
from tests.newsroom.desk import TODAY, Desk, content
from tests.rig.fake_clock import FakeClock


def test_a_new_item_is_a_draft_of_its_author(desk: Desk) -> None:
    revision = desk.create(content(programmes=("sang", "chieu")), by="Lan")
    view = desk.item(revision.news_id)
    assert (view.state, view.newest.number, view.newest.created_by) == (State.DRAFT, 1, "lan")
    assert (view.approved, view.approval) == (None, None)
    assert newsroom.content_of(view.newest) == content(programmes=("sang", "chieu"))
    assert view.newest.content_sha256 == newsroom.content_sha256(newsroom.content_of(view.newest))


def test_an_item_goes_from_draft_to_approved_and_every_step_is_recorded(desk: Desk) -> None:
    news_id = desk.create().news_id
    desk.clock.advance(60)
    desk.submit(news_id)
    desk.clock.advance(60)
    approval = desk.approve(news_id, revision=1)
    steps = desk.history(news_id)
    assert [(step.by, step.from_state, step.to_state) for step in steps] == [
        ("lan", None, State.DRAFT),
        ("lan", State.DRAFT, State.SUBMITTED),
        ("minh", State.SUBMITTED, State.APPROVED),
    ]
    assert [(step.at - steps[0].at).seconds for step in steps] == [0, 60, 120]
    view = desk.item(news_id)
    assert view.approved == view.newest
    assert view.approval == approval
    assert approval.content_sha256 == view.newest.content_sha256


def test_an_edited_item_needs_a_new_approval_while_the_old_one_goes_on_airing(desk: Desk) -> None:
    news_id = desk.approved()
    desk.revise(news_id, content("Lịch tiêm chủng dời sang thứ ba."), by="huong")
    view = desk.item(news_id)
    assert (view.state, view.newest.number) == (State.DRAFT, 2)
    assert view.approved is not None
    assert view.approved.number == 1
    assert [item.revision for item in desk.airable()] == [1]

    desk.submit(news_id)
    desk.approve(news_id)
    view = desk.item(news_id)
    assert view.approved is not None
    assert view.approved.number == 2
    assert [item.revision for item in desk.airable()] == [2]
    assert desk.history(news_id)[-2].to_state is State.REPLACED


def test_a_newer_draft_replaces_what_was_submitted(desk: Desk) -> None:
    news_id = desk.submitted()
    desk.revise(news_id, content("Đã sửa."))
    replaced = [step for step in desk.history(news_id) if step.to_state is State.REPLACED]
    assert [(step.revision, step.reason) for step in replaced] == [(1, "được thay bằng bản 2")]
    with pytest.raises(NotAllowed, match="it is a draft; submit it first"):
        desk.approve(news_id)


def test_a_rejected_revision_comes_back_with_its_reason_and_is_revised(desk: Desk) -> None:
    news_id = desk.submitted()
    desk.reject(news_id, reason="  thiếu\n ngày giờ ")
    last = desk.history(news_id)[-1]
    assert (last.to_state, last.by, last.reason) == (State.REJECTED, "minh", "thiếu ngày giờ")
    for again in (desk.submit, desk.approve):
        with pytest.raises(NotAllowed, match="revise it and submit again"):
            again(news_id)
    desk.revise(news_id, content("Đủ ngày giờ."))
    desk.submit(news_id)
    desk.approve(news_id)
    assert [item.revision for item in desk.airable()] == [2]


def test_rejecting_a_new_draft_leaves_the_approved_one_on_air(desk: Desk) -> None:
    news_id = desk.approved()
    desk.revise(news_id, content("Đã sửa."))
    desk.submit(news_id)
    desk.reject(news_id)
    assert [item.revision for item in desk.airable()] == [1]


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 1001])
def test_a_rejection_and_a_withdrawal_need_a_reason(desk: Desk, reason: str) -> None:
    news_id = desk.submitted()
    for decide in (desk.reject, desk.withdraw):
        with pytest.raises(InvalidInput, match="say why"):
            decide(news_id, reason=reason)


def test_nothing_of_a_withdrawn_item_airs_and_nothing_more_is_done_with_it(desk: Desk) -> None:
    news_id = desk.approved()
    desk.revise(news_id, content("Đã sửa."))
    desk.withdraw(news_id)
    assert desk.airable() == []
    view = desk.item(news_id)
    assert (view.state, view.approved) == (State.WITHDRAWN, None)
    for decide in (desk.submit, desk.approve, desk.reject, desk.withdraw):
        with pytest.raises(NotAllowed, match="add it as a new item"):
            decide(news_id)
    with pytest.raises(NotAllowed, match="add it as a new item"):
        desk.revise(news_id, content("Thử lại."))


@pytest.mark.parametrize("news_id", [0, -1, 999])
def test_an_unknown_item_is_named(desk: Desk, news_id: int) -> None:
    for act in (desk.submit, desk.approve, desk.reject, desk.withdraw, desk.item):
        with pytest.raises(NotFound, match=f"no news item {news_id}"):
            act(news_id)


def test_a_script_that_is_too_long_is_refused_with_the_figures(desk: Desk) -> None:
    long = content("Bà con chú ý. " * 5000)
    with pytest.raises(InvalidInput, match="69,999 characters and at most 60,000") as caught:
        desk.create(long)
    assert "69.999" in caught.value.vi


def test_a_last_day_that_is_over_is_refused_and_today_is_not(desk: Desk) -> None:
    over = content(valid_until=TODAY - timedelta(days=1))
    with pytest.raises(InvalidInput, match="the last day, 2026-11-20, is over already") as caught:
        desk.create(over)
    assert "Ngày kết thúc 20/11/2026 đã qua" in caught.value.vi
    news_id = desk.create(content(valid_until=TODAY)).news_id
    with pytest.raises(InvalidInput, match="is over already"):
        desk.revise(news_id, over)
    assert desk.item(news_id).newest.valid_until == TODAY


def test_a_recording_that_is_not_there_is_refused(desk: Desk) -> None:
    said = Content(title="Ghi âm", recording="0" * 64, recording_name="a.wav")
    with pytest.raises(NotFound, match="add its file again"):
        desk.create(said)
    folder = desk.station.recordings
    folder.mkdir()
    Path(folder, "0" * 64 + ".wav").touch()
    assert desk.create(said).recording == "0" * 64


def test_a_refused_step_leaves_no_trace(desk: Desk) -> None:
    news_id = desk.submitted()
    before = desk.history(news_id)
    for refused in (
        lambda: desk.approve(news_id, by="lan"),
        lambda: desk.approve(news_id, content_sha256="0" * 64),
        lambda: desk.submit(news_id),
        lambda: desk.revise(news_id, content("dài " * 20_000)),
    ):
        with pytest.raises(BroadcasterError):
            refused()
    assert desk.history(news_id) == before


def test_items_are_listed_newest_first_and_by_state(store: Store, desk: Desk) -> None:
    first, second, third = desk.approved(), desk.submitted(), desk.create().news_id
    desk.revise(first, content("Đã sửa."))
    with store.reading() as session:
        assert [view.news_id for view in newsroom.items(session)] == [third, second, first]
        drafts = newsroom.items(session, states={State.DRAFT})
        assert [view.news_id for view in drafts] == [third, first]
        assert [row.number for row in newsroom.revisions(session, first)] == [1, 2]
    assert drafts[1].approved is not None
    assert drafts[1].approval is not None


def test_time_comes_from_the_clock(desk: Desk, clock: FakeClock) -> None:
    clock.advance(3600)
    news_id = desk.approved()
    view = desk.item(news_id)
    assert view.approval is not None
    assert view.newest.created_at == view.approval.at == clock.now()
