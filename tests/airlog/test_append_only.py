"""The database itself refuses to change what was logged."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from broadcaster.airlog import verify
from broadcaster.append_only import protect, statements
from broadcaster.store import Store
from tests.airlog.examples import air


def test_the_database_refuses_to_change_or_remove_a_logged_row(store: Store) -> None:
    with store.writing() as session:
        air(session, "a")
    for statement in (
        "UPDATE as_run SET title = 'Tin khác' WHERE seq = 1",
        "UPDATE as_run SET title = title",
        "DELETE FROM as_run WHERE seq = 2",
        "DELETE FROM as_run",
    ):
        with pytest.raises(IntegrityError, match="never changed"), store.writing() as session:
            session.execute(text(statement))
    with store.reading() as session:
        assert verify(session).rows == 2
        assert verify(session).ok


def test_the_database_refuses_to_replace_or_empty_the_log(store: Store) -> None:
    with store.writing() as session:
        air(session, "a")
    sqlite = store.url.get_backend_name() == "sqlite"
    statement = (
        "INSERT OR REPLACE INTO as_run SELECT * FROM as_run WHERE seq = 1"
        if sqlite
        else "TRUNCATE as_run"
    )
    with pytest.raises(IntegrityError, match="never changed"), store.writing() as session:
        session.execute(text(statement))


def test_protecting_twice_is_harmless(store: Store) -> None:
    with store.writing() as session:
        protect(session.connection(), "as_run", "as_run")
    with store.writing() as session:
        air(session, "a")


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(ValueError, match="oracle"):
        statements("as_run", "oracle")
