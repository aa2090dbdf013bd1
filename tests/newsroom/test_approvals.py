"""An approval is of the newest revision, given once, by another person than its author."""

import threading

import pytest

from broadcaster.errors import NotAllowed, NotFound
from broadcaster.newsroom import Means, State
from broadcaster.station import Station
from tests.newsroom.desk import Desk, content
from tests.rig.patience import PATIENCE_S


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
        together.wait(PATIENCE_S)
        try:
            desk.approve(news_id, by=name)
        except NotAllowed as error:
            refused.append(str(error))

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("minh", "hoa")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert len(refused) == 1
    assert "nothing is left to do" in refused[0]
    assert len([s for s in desk.history(news_id) if s.to_state is State.APPROVED]) == 1


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
