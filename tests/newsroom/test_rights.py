"""What each role may do with news items, and what the console may."""

import pytest

from broadcaster import newsroom
from broadcaster.errors import NotAllowed, NotFound
from tests.newsroom.desk import Desk, content


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
