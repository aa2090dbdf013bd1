from collections.abc import Callable

import pytest
from flask import Flask

from broadcaster.newsroom import disable_person, set_password
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock
from tests.web.conftest import PEOPLE
from tests.web.visitor import Visitor, words
from web.access import OPEN_TO_STRANGERS

EVERYBODYS = (
    "/today",
    "/news/",
    "/timetable/",
    "/pronunciation/",
    "/log/",
    "/log/verification",
    "/health",
    "/people/password",
)
FOR_SOME = {
    "/news/new": {"quan-tri", "bien-tap", "lanh-dao", "truong-thon"},
    "/pronunciation/new": {"quan-tri", "bien-tap", "lanh-dao"},
    "/people/": {"quan-tri"},
    "/interruption/": {"quan-tri", "lanh-dao"},
    "/interruption/real": {"quan-tri", "lanh-dao"},
    "/interruption/drill": {"quan-tri", "lanh-dao"},
}


def _addresses(app: Flask, method: str) -> list[str]:
    """Return an address for every page that is not open to strangers."""
    sample = {
        "news_id": "1", "number": "1", "name": "bien-tap", "ending": "csv", "kind": "real",
        "filename": "panel.css",
    }  # fmt: skip
    return [
        app.url_map.bind("").build(rule.endpoint, {a: sample[a] for a in rule.arguments}, method)
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint not in OPEN_TO_STRANGERS
    ]


@pytest.mark.parametrize(("method", "at_least"), [("GET", 16), ("POST", 13)])
def test_every_address_sends_a_stranger_to_the_login(
    app: Flask, stranger: Visitor, method: str, at_least: int
) -> None:
    ask = stranger.get if method == "GET" else stranger.post
    addresses = _addresses(app, method)
    assert len(addresses) >= at_least
    for address in addresses:
        answer = ask(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith("/login"), address


def test_no_form_is_taken_without_its_token(app: Flask, administrator: Visitor) -> None:
    for address in [*_addresses(app, "POST"), "/logout"]:
        answer = administrator.post_bare(address)
        assert answer.status_code == 400, address
        assert "tải lại trang" in words(answer)


def test_the_login_too_asks_for_a_token(stranger: Visitor) -> None:
    answer = stranger.post_bare("/login", {"name": "bien-tap", "password": "mat khau 2026"})
    assert answer.status_code == 400


@pytest.mark.parametrize("name", PEOPLE)
def test_each_role_sees_its_own_pages_only(arrive: Callable[[str], Visitor], name: str) -> None:
    visitor = arrive(name)
    for address in EVERYBODYS:
        assert visitor.get(address).status_code == 200, address
    for address, theirs in FOR_SOME.items():
        answer = visitor.get(address)
        assert answer.status_code == (200 if name in theirs else 403), address
        if name not in theirs:
            assert "không có quyền" in words(answer)


@pytest.mark.parametrize("name", PEOPLE)
def test_the_navigation_offers_no_closed_door(arrive: Callable[[str], Visitor], name: str) -> None:
    page = arrive(name).get("/today").text
    assert ('href="/people/"' in page) == (name in FOR_SOME["/people/"])
    assert ('href="/interruption/"' in page) == (name in FOR_SOME["/interruption/"])
    assert ('href="/news/new"' in page) == (name in FOR_SOME["/news/new"])


def test_a_disabled_person_is_out_at_once(editor: Visitor, store: Store, clock: FakeClock) -> None:
    assert editor.get("/today").status_code == 200
    with store.writing() as session:
        disable_person(session, clock, "bien-tap")
    assert editor.get("/today").status_code == 302


def test_a_new_password_ends_the_sessions_of_the_old_one(editor: Visitor, store: Store) -> None:
    assert editor.get("/today").status_code == 200
    with store.writing() as session:
        set_password(session, "bien-tap", "mot mat khau khac")
    assert editor.get("/today").status_code == 302


def test_a_made_up_session_is_nobody(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("broadcaster", "eyJfdXNlcl9pZCI6InF1YW4tdHJpIn0.aaaa.bbbb")
    assert client.get("/today").status_code == 302
