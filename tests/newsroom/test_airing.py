from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from broadcaster.errors import NotApproved
from broadcaster.store import Store
from tests.newsroom.desk import TODAY, Desk, content


def drop_triggers(store: Store) -> None:
    """Do what a wilful hand at the database can do."""
    with store.writing() as session:
        if store.engine.dialect.name == "sqlite":
            names = session.connection().execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            )
            for name in names.scalars().all():
                session.connection().execute(text(f'DROP TRIGGER "{name}"'))
        else:
            for table in ("revision", "approval", "transition"):
                session.connection().execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))


def change(store: Store, statement: str, **values: Any) -> None:
    with store.writing() as session:
        session.connection().execute(text(statement), values)


def test_what_is_approved_may_air_with_all_that_the_timetable_needs(desk: Desk) -> None:
    said = content(programmes=("sang", "chieu"), airings=3, priority="priority", field=2)
    news_id = desk.approved(said)
    (found,) = desk.airable()
    view = desk.item(news_id)
    assert view.approval is not None
    assert (found.news_id, found.revision, found.title) == (news_id, 1, said.title)
    assert (found.genre, found.field, found.priority) == (said.genre, 2, said.priority)
    assert (found.language, found.airings, found.programmes) == ("vi", 3, ("sang", "chieu"))
    assert found.content_sha256 == view.newest.content_sha256
    assert (found.approved_by, found.approved_at) == ("minh", desk.clock.now())
    assert found.approval_id == view.approval.id
    desk.check(news_id, 1, found.content_sha256)


def test_drafts_submitted_and_rejected_items_do_not_air(desk: Desk) -> None:
    desk.create()
    desk.submitted()
    desk.reject(desk.submitted())
    assert desk.airable() == []
    for news_id, state in ((1, "draft"), (2, "submitted"), (3, "rejected")):
        sha256 = desk.item(news_id).newest.content_sha256
        with pytest.raises(NotApproved, match=f"may not air: it is {state}"):
            desk.check(news_id, 1, sha256)


@pytest.mark.parametrize(
    ("first", "last", "airs"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TODAY + timedelta(days=1), None, False),
        (TODAY - timedelta(days=1), TODAY + timedelta(days=1), True),
    ],
)
def test_an_item_airs_within_its_dates_both_ends_included(
    desk: Desk, first: date | None, last: date | None, airs: bool
) -> None:
    news_id = desk.approved(content(valid_from=first, valid_until=last))
    sha256 = desk.item(news_id).newest.content_sha256
    assert bool(desk.airable()) is airs
    if airs:
        desk.check(news_id, 1, sha256)
        return
    with pytest.raises(NotApproved, match="2026-11-21 is not within its validity") as caught:
        desk.check(news_id, 1, sha256)
    assert "21/11/2026" in caught.value.vi


def test_an_item_airs_no_more_once_its_last_day_is_over(desk: Desk) -> None:
    news_id = desk.approved(content(valid_until=TODAY))
    sha256 = desk.item(news_id).newest.content_sha256
    tomorrow = TODAY + timedelta(days=1)
    assert desk.airable(tomorrow) == []
    with pytest.raises(NotApproved, match="2026-11-22 is not within its validity"):
        desk.check(news_id, 1, sha256, tomorrow)


def test_the_player_is_refused_what_was_withdrawn_or_replaced_since(desk: Desk) -> None:
    withdrawn, replaced = desk.approved(), desk.approved()
    sha256 = desk.item(withdrawn).newest.content_sha256
    desk.withdraw(withdrawn)
    desk.revise(replaced, content("Đã sửa."))
    desk.check(replaced, 1, sha256)
    desk.submit(replaced)
    desk.approve(replaced)
    with pytest.raises(NotApproved, match="it was withdrawn"):
        desk.check(withdrawn, 1, sha256)
    with pytest.raises(NotApproved, match="it is replaced; have the newest revision"):
        desk.check(replaced, 1, sha256)
    with pytest.raises(NotApproved, match="does not exist"):
        desk.check(replaced, 3, sha256)
    with pytest.raises(NotApproved, match="not what was approved"):
        desk.check(replaced, 2, sha256)


def test_the_database_refuses_to_change_a_revision_or_an_approval(store: Store, desk: Desk) -> None:
    desk.approved()
    for statement in (
        "UPDATE revision SET script = 'khác'",
        "DELETE FROM approval",
        "UPDATE transition SET to_state = 'approved'",
        "UPDATE approval SET by = 'ai đó'",
    ):
        with pytest.raises(IntegrityError):
            change(store, statement)
    assert len(desk.airable()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revision SET script = 'Mua hàng của tôi'",
        "UPDATE revision SET title = 'Khác'",
        "UPDATE revision SET airings = 1000",
        "UPDATE revision SET programmes = 'toi'",
        "UPDATE revision SET valid_until = '2030-01-01'",
        "UPDATE revision SET script = NULL, recording = 'x'",
        "UPDATE approval SET content_sha256 = 'x'",
        "UPDATE revision SET content_sha256 = 'x'",
        "UPDATE approval SET content_sha256 = 'x'; UPDATE revision SET content_sha256 = 'x'",
    ],
)
def test_a_row_that_was_tampered_with_does_not_air(
    store: Store, desk: Desk, statement: str
) -> None:
    news_id = desk.approved()
    sha256 = desk.airable()[0].content_sha256
    drop_triggers(store)
    for part in statement.split(";"):
        change(store, part)
    assert desk.airable() == []
    for seen in (sha256, "x"):
        with pytest.raises(NotApproved, match="not what was approved"):
            desk.check(news_id, 1, seen)


def test_an_approval_that_vanished_lets_nothing_air(store: Store, desk: Desk) -> None:
    news_id = desk.approved()
    drop_triggers(store)
    change(store, "DELETE FROM approval")
    assert desk.airable() == []
    with pytest.raises(NotApproved, match="no approval is on record"):
        desk.check(news_id, 1, desk.item(news_id).newest.content_sha256)
