import threading
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster import newsroom
from broadcaster.errors import BroadcasterError, InvalidInput, NotAllowed, NotFound
from broadcaster.newsroom import Content, Means, OfferedSound, State
from broadcaster.station import Station
from broadcaster.store import Store
from tests.newsroom.desk import HEARD, TODAY, Desk, content
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


def test_an_older_revision_is_not_approved(desk: Desk) -> None:
    news_id = desk.submitted()
    desk.revise(news_id, content("Đã sửa."))
    desk.submit(news_id)
    with pytest.raises(NotAllowed, match="revision 1 of news item 1 is not the newest") as caught:
        desk.approve(news_id, revision=1)
    assert "bản 2" in caught.value.vi
    with pytest.raises(NotFound, match="has no revision 7"):
        desk.approve(news_id, revision=7)
    with pytest.raises(NotFound, match="has no revision 0"):
        desk.approve(news_id, revision=0)
    assert desk.airable() == []


def test_content_that_changed_since_it_was_opened_is_not_approved(desk: Desk) -> None:
    news_id = desk.submitted()
    seen = desk.item(news_id).newest.content_sha256
    desk.revise(news_id, content("Đã sửa."))
    desk.submit(news_id)
    with pytest.raises(NotAllowed, match="not what was opened for approval"):
        desk.approve(news_id, content_sha256=seen)
    desk.approve(news_id, content_sha256=desk.item(news_id).newest.content_sha256)


def test_an_author_does_not_approve_their_own_revision(desk: Desk) -> None:
    news_id = desk.submitted(by="minh")
    with pytest.raises(NotAllowed, match="'minh' wrote revision 1") as caught:
        desk.approve(news_id, by="Minh ")
    assert "không được tự duyệt" in caught.value.vi
    desk.approve(news_id, by="hoa")


def test_whoever_edited_last_is_the_author(desk: Desk) -> None:
    news_id = desk.create(by="lan").news_id
    desk.revise(news_id, content("Đã sửa."), by="minh")
    desk.submit(news_id)
    with pytest.raises(NotAllowed, match="'minh' wrote revision 2"):
        desk.approve(news_id, by="minh")


def test_a_station_of_two_can_turn_the_two_person_rule_off(desk: Desk) -> None:
    desk.station = Station(home=desk.station.home, two_person_rule=False)
    news_id = desk.submitted(by="minh")
    assert desk.approve(news_id, by="minh").by == "minh"


def test_what_was_not_submitted_is_not_approved(desk: Desk) -> None:
    news_id = desk.create().news_id
    with pytest.raises(NotAllowed, match="it is a draft; submit it first"):
        desk.approve(news_id)


def test_nothing_is_approved_twice(desk: Desk) -> None:
    news_id = desk.approved()
    with pytest.raises(NotAllowed, match="it is approved; nothing is left to do"):
        desk.approve(news_id, by="hoa")


def test_two_approvers_at_once_give_one_approval(desk: Desk) -> None:
    news_id = desk.submitted()
    together = threading.Barrier(2)
    refused: list[str] = []

    def decide(name: str) -> None:
        together.wait(10)
        try:
            desk.approve(news_id, by=name)
        except NotAllowed as error:
            refused.append(str(error))

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("minh", "hoa")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(refused) == 1
    assert "nothing is left to do" in refused[0]
    assert len([s for s in desk.history(news_id) if s.to_state is State.APPROVED]) == 1


def test_in_the_panel_an_approver_must_have_listened_to_that_revision(desk: Desk) -> None:
    news_id = desk.submitted()
    desk.listen(news_id, 1, by="hoa")
    with pytest.raises(NotAllowed, match="has not listened") as caught:
        desk.approve(news_id, means=Means.PANEL)
    assert "nghe" in caught.value.vi
    desk.listen(news_id, 1, seconds=4.5)
    desk.listen(news_id, 1, seconds=8)
    assert desk.approve(news_id, means=Means.PANEL).listened_s == 12.5


@pytest.mark.parametrize(
    ("sound_s", "too_little", "rest"),
    [(60, 2.9, 0.1), (4, 1.9, 0.1), (0.5, 0.2, 0.05), (None, 2.9, 0.1)],
)
def test_three_seconds_or_half_of_a_short_sound_must_be_heard(
    desk: Desk, sound_s: float | None, too_little: float, rest: float
) -> None:
    news_id = desk.submitted()
    sound = OfferedSound(HEARD, sound_s) if sound_s else None
    desk.listen(news_id, 1, seconds=0.01)
    desk.listen(news_id, 1, seconds=too_little - 0.01)
    with pytest.raises(NotAllowed, match="not for long enough"):
        desk.approve(news_id, means=Means.PANEL, sound=sound)
    desk.listen(news_id, 1, seconds=rest + 0.001)
    assert desk.approve(news_id, means=Means.PANEL, sound=sound).listened_s


def test_having_heard_another_sound_of_the_revision_does_not_count(desk: Desk) -> None:
    """The text was read again after a change of the dictionary: that is what will air."""
    news_id = desk.submitted()
    desk.listen(news_id, 1, seconds=20)
    read_again = OfferedSound("f" * 64, 20)
    with pytest.raises(NotAllowed, match="has not listened"):
        desk.approve(news_id, means=Means.PANEL, sound=read_again)
    heard = OfferedSound(HEARD, 20)
    assert desk.approve(news_id, means=Means.PANEL, sound=heard).clip == HEARD


def test_having_heard_an_older_revision_does_not_count(desk: Desk) -> None:
    news_id = desk.submitted()
    desk.listen(news_id, 1)
    desk.revise(news_id, content("Đã sửa."))
    desk.submit(news_id)
    with pytest.raises(NotAllowed, match="has not listened to revision 2"):
        desk.approve(news_id, means=Means.PANEL)


def test_a_station_can_do_without_listening(desk: Desk) -> None:
    desk.station = Station(home=desk.station.home, listen_before_approval=False)
    assert desk.approve(desk.submitted(), means=Means.PANEL).listened_s is None


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf")])
def test_impossible_listening_is_refused(desk: Desk, seconds: float) -> None:
    news_id = desk.submitted()
    with pytest.raises(InvalidInput, match="nobody listens"):
        desk.listen(news_id, 1, seconds=seconds)
    with pytest.raises(NotFound, match="no revision 2"):
        desk.listen(news_id, 2)


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


def test_an_editor_works_on_others_items_and_a_village_head_only_on_their_own(desk: Desk) -> None:
    own = desk.create(by="thon1").news_id
    desk.revise(own, content("Họp thôn tối thứ bảy."), by="thon1")
    desk.submit(own, by="thon1")
    others = desk.create(by="thon2").news_id
    with pytest.raises(NotAllowed, match="'thon1' works on their own items only"):
        desk.revise(others, content("Đã sửa."), by="thon1")
    with pytest.raises(NotAllowed, match="works on their own items only"):
        desk.submit(others, by="thon1")
    desk.revise(others, content("Biên tập lại."), by="lan")
    desk.submit(others, by="huong")


@pytest.mark.parametrize("name", ["lan", "thon1", "baocao", "kythuat"])
def test_only_approvers_and_administrators_decide(desk: Desk, name: str) -> None:
    news_id = desk.submitted(by="huong")
    for decide in (desk.approve, desk.reject, desk.withdraw):
        with pytest.raises(NotAllowed, match=f"'{name}' is .* and may not"):
            decide(news_id, by=name)
    with pytest.raises(NotAllowed, match="may not interrupt"):
        desk.interrupt(by=name)
    desk.approve(news_id, by="quantri")


@pytest.mark.parametrize("name", ["baocao", "kythuat"])
def test_officers_and_technicians_look_only(desk: Desk, name: str) -> None:
    news_id = desk.create().news_id
    with pytest.raises(NotAllowed, match="may not create"):
        desk.create(by=name)
    with pytest.raises(NotAllowed, match="may not revise"):
        desk.revise(news_id, content(), by=name)
    with pytest.raises(NotAllowed, match="may not submit"):
        desk.submit(news_id, by=name)


def test_the_console_writes_but_does_not_decide_in_its_own_name(desk: Desk) -> None:
    news_id = desk.create(by="console").news_id
    desk.revise(news_id, content("Đã sửa."), by="console")
    desk.submit(news_id, by="console")
    for decide in (desk.approve, desk.reject, desk.withdraw):
        with pytest.raises(NotAllowed, match="say who with --by"):
            decide(news_id, by="console")
    desk.approve(news_id, by="minh")


def test_unknown_and_disabled_people_do_nothing(desk: Desk) -> None:
    news_id = desk.submitted()
    with pytest.raises(NotFound, match="nobody named 'ai đó'"):
        desk.approve(news_id, by="ai đó")
    with desk.store.writing() as session:
        newsroom.disable_person(session, desk.clock, "minh")
    with pytest.raises(NotAllowed, match="'minh' is disabled"):
        desk.approve(news_id, by="minh")


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


def test_an_emergency_is_approved_in_one_step_and_the_history_says_so(desk: Desk) -> None:
    revision = desk.interrupt(content(priority="emergency"), by="minh")
    view = desk.item(revision.news_id)
    assert view.state is State.APPROVED
    assert view.approval is not None
    assert (view.approval.means, view.approval.by) == (Means.EMERGENCY, "minh")
    assert "không áp dụng quy tắc hai người" in desk.history(revision.news_id)[-1].reason
    desk.check(revision.news_id, 1, revision.content_sha256)
    assert desk.interrupt(by="console").created_by == "console"


def test_an_emergency_approval_is_no_way_round_the_second_person(desk: Desk) -> None:
    revision = desk.interrupt(by="minh")
    assert desk.airable() == []
    news_id = desk.submitted(by="minh")
    with pytest.raises(NotAllowed, match="comes with its interruption"):
        desk.approve(news_id, by="minh", means=Means.EMERGENCY)
    desk.revise(revision.news_id, content("Bão đã tan."), by="minh")
    desk.submit(revision.news_id)
    desk.approve(revision.news_id, by="hoa")
    assert [item.news_id for item in desk.airable()] == [revision.news_id]


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
