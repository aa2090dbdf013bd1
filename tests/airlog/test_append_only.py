"""The database itself refuses to change what was logged."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from broadcaster.append_only import protect, statements
from broadcaster.store import Store
from tests.airlog.examples import air


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE as_run SET title = 'Tin khác' WHERE seq = 1",
        "UPDATE as_run SET title = title",
        "DELETE FROM as_run WHERE seq = 2",
        "DELETE FROM as_run",
    ],
)
def test_the_database_refuses_to_change_a_logged_row(store: Store, statement: str) -> None:
    with store.writing() as session:
        air(session, "a")
    with pytest.raises(IntegrityError, match="never changed"), store.writing() as session:
        session.execute(text(statement))
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM as_run")).scalar_one() == 2


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
