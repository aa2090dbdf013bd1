"""The store: on SQLite and on PostgreSQL, with its migrations and its refusals."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import SQLModel, select

import broadcaster.airlog
import broadcaster.playout.models
import broadcaster.speech.models
import broadcaster.timetable  # noqa: F401 - each room's import fills the metadata
from broadcaster.errors import StoreUnavailable
from broadcaster.newsroom import NewsItem
from broadcaster.store import Store

NOW = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)


def test_the_migrations_make_exactly_the_declared_tables(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_migrating_twice_changes_nothing(store: Store) -> None:
    store.migrate()


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.writing() as session:
            session.add(NewsItem(created_at=NOW, created_by="bientap"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.reading() as session:
        assert session.exec(select(NewsItem)).all() == []


def test_moments_come_back_aware_in_utc(store: Store) -> None:
    with store.writing() as session:
        session.add(NewsItem(created_at=NOW, created_by="bientap"))
    with store.reading() as session:
        (item,) = session.exec(select(NewsItem)).all()
    assert item.created_at == NOW
    assert item.created_at.utcoffset() == NOW.utcoffset()


def test_a_naive_moment_cannot_be_stored(store: Store) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="naive"), store.writing() as session:
        session.add(NewsItem(created_at=naive, created_by="bientap"))


def test_an_unknown_choice_cannot_be_stored(store: Store) -> None:
    statement = text(
        "INSERT INTO person (name, full_name, role, password_hash, created_at) "
        "VALUES ('x', 'x', 'king', 'x', :now)"
    )
    with pytest.raises(DBAPIError), store.writing() as session:
        session.connection().execute(statement, {"now": NOW.replace(tzinfo=None)})


def test_the_log_refuses_changes_in_the_migrated_database(store: Store) -> None:
    row = (
        "INSERT INTO slot_change (slot_id, at, by, to_state, reason) "
        "VALUES (1, '2026-01-01', 'x', 'planned', '')"
    )
    with store.writing() as session:
        session.connection().execute(
            text(
                "INSERT INTO slot (id, programme, name, planned_at, length_s, rule, state) "
                "VALUES (1, 'a', 'a', '2026-01-01', 60, 'hard', 'planned')"
            )
        )
        session.connection().execute(text(row))
    for statement in ("UPDATE slot_change SET reason = 'x'", "DELETE FROM slot_change"):
        with pytest.raises(DBAPIError, match="never changed"), store.writing() as session:
            session.connection().execute(text(statement))


def test_sqlite_survives_power_cuts(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("nonsense", "write sqlite:///FILE or postgresql"),
        ("mysql://a:secret@b/c", "write sqlite:///FILE or postgresql"),
        ("sqlite:////no/such/folder/x.db", "check the setting 'database'"),
    ],
)
def test_a_wrong_address_is_told_with_its_remedy(url: str, remedy: str) -> None:
    with pytest.raises(StoreUnavailable, match=remedy) as told:
        Store(url).migrate()
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("broken", ["at the head", "in the middle"])
def test_a_damaged_database_is_told_with_its_remedy(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "x.db"
    store = Store(f"sqlite:///{file}")
    store.migrate()
    store.close()
    content = bytearray(file.read_bytes())
    damage = slice(0, 100) if broken == "at the head" else slice(4096, None)
    content[damage] = b"x" * len(content[damage])
    file.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=r"is damaged .* restore a backup"):
        store.migrate()
    store.close()


@pytest.mark.loopback
def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(StoreUnavailable, match="check the setting 'database'") as told:
        Store("postgresql+psycopg://a:secret@127.0.0.1:1/x").migrate()
    assert "secret" not in str(told.value)


def test_a_database_of_a_newer_version_is_left_alone(store: Store) -> None:
    with store.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="newer version"):
        store.migrate()
