import logging

import pytest
from flask import Flask

from broadcaster.errors import (
    BroadcasterError,
    InvalidInput,
    NotAllowed,
    NotApproved,
    NotFound,
    PlayoutUnavailable,
    StoreUnavailable,
    WrongSetting,
)
from broadcaster.store import Store
from tests.web.fake_door import FakeDoor
from tests.web.visitor import Visitor, words
from web.faults import status_of
from web.protection import HEADERS

PAGES = ("/login", "/today", "/news/", "/nowhere", "/static/panel.css", "/news/99", "/log/?from=x")


def test_every_answer_carries_the_security_headers(stranger: Visitor, editor: Visitor) -> None:
    for visitor in (stranger, editor):
        for path in PAGES:
            answer = visitor.get(path)
            for name, value in HEADERS.items():
                assert answer.headers[name] == value, (path, name)
        assert visitor.post_bare("/login").headers["X-Frame-Options"] == "DENY"


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/login", "/today", "/news/", "/news/new", "/interruption/real"])
def test_no_page_has_inline_script_or_style_or_foreign_address(
    approver: Visitor, path: str
) -> None:
    page = approver.get(path).text
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
    assert "://" not in page
    assert not any(f" on{event}=" in page for event in ("click", "load", "submit", "input"))


def test_pages_are_not_kept_by_the_browser(editor: Visitor) -> None:
    assert editor.get("/news/").headers["Cache-Control"] == "no-store"
    assert "max-age=3600" in editor.get("/static/panel.css").headers["Cache-Control"]


def test_every_page_says_its_language(editor: Visitor, stranger: Visitor) -> None:
    assert '<html lang="vi">' in stranger.get("/login").text
    assert '<html lang="vi">' in editor.get("/today").text


def test_what_is_not_there_is_told_in_one_sentence(editor: Visitor) -> None:
    answer = editor.get("/news/99")
    assert answer.status_code == 404
    assert "Không có tin bài số 99" in words(answer)
    for path in ("/no/such/page", f"/news/{2**31}", f"/news/{10**24}/edit"):
        answer = editor.get(path)
        assert answer.status_code == 404, path
        assert "Không có trang này. Hãy về trang Hôm nay" in words(answer)


def test_a_wrong_method_is_told(editor: Visitor) -> None:
    answer = editor.get("/news/1/approve")
    assert answer.status_code == 405
    assert "Không mở trang này" in words(answer)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("x"), 404),
        (NotAllowed("x"), 403),
        (InvalidInput("x"), 400),
        (NotApproved("x"), 409),
        (StoreUnavailable("x"), 503),
        (PlayoutUnavailable("x"), 503),
        (WrongSetting("x"), 503),
        (BroadcasterError("x"), 400),
    ],
)
def test_each_kind_of_error_has_its_status(error: BroadcasterError, status: int) -> None:
    assert status_of(error) == status


def test_the_unexpected_gets_a_plain_page_and_is_logged(
    app: Flask, editor: Visitor, door: FakeDoor, caplog: pytest.LogCaptureFixture
) -> None:
    door.says = {"on_air": "nonsense"}
    with caplog.at_level(logging.ERROR, logger="web"):
        answer = editor.get("/today")
    assert answer.status_code == 500
    assert "Máy gặp lỗi ngoài dự kiến" in words(answer)
    assert "Traceback" not in answer.text
    assert "GET /today failed" in caplog.text
    assert "AttributeError" in caplog.text


def test_a_store_that_is_away_is_told_and_the_page_still_shows(
    editor: Visitor, store: Store
) -> None:
    with store.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE person RENAME TO person_away")
    answer = editor.get("/today")
    assert answer.status_code == 503
    assert "cơ sở dữ liệu" in words(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../application.py",
        "/static/%2e%2e/application.py",
        "/static/..%2fapplication.py",
        "/bootstrap/static/%2e%2e/%2e%2e/__init__.py",
        "/news/1/revisions/1/%2e%2e/%2e%2e/sound",
        "/log/report.../../station.toml",
    ],
)
def test_no_address_reaches_a_file_outside(editor: Visitor, path: str) -> None:
    answer = editor.get(path)
    assert answer.status_code in {400, 404}
    assert "import" not in answer.text
