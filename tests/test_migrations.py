"""The steps of the tables: from empty, from an earlier version with rows in it, and back."""

from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import column, delete, inspect, select, text
from sqlalchemy import table as earlier
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from broadcaster import airlog, newsroom
from broadcaster.airlog import AsRunRow, Outcome
from broadcaster.clock import SystemClock
from broadcaster.newsroom import Content, Means, Role
from broadcaster.station import Station
from broadcaster.store import MIGRATIONS, Store
from broadcaster.timetable import EntryKind, PlannedEntry, Slot, SlotState, StartRule
from tests.airlog.examples import MORNING, air, an_airing
from tests.rig.store import migrated

EARLIER = "0002"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{(tmp_path / 'empty.db').as_posix()}"
    return str(request.getfixturevalue("postgres_dsn"))


def step(store: Store, to: str) -> None:
    """Bring the tables up, or down, to a revision."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        (command.downgrade if to.startswith("-") else command.upgrade)(config, to)


def fill(store: Store, home: Path) -> None:
    """Let a station have an approved item, a slot with it, and a log."""
    clock, station = SystemClock(), Station(home=home)
    with store.writing() as session:
        for name, role in (("bientap", Role.EDITOR), ("lanhdao", Role.APPROVER)):
            newsroom.add_person(session, clock, name=name, role=role, password="mat-khau-mau")
        content = Content(title="Lịch tiêm phòng", script="Sáng mai tiêm phòng.")
        item = newsroom.create(session, clock, station, content, by="bientap")
        newsroom.submit(session, clock, item.news_id, by="bientap")
        newsroom.approve(
            session, clock, station, item.news_id, by="lanhdao", means=Means.COMMAND_LINE
        )
        session.add(
            Slot(
                id=1, programme="sang", name="Bản tin sáng", planned_at=MORNING, length_s=600,
                rule=StartRule.HARD, state=SlotState.AIRED,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            PlannedEntry(
                slot_id=1, position=0, kind=EntryKind.ITEM, title=item.title, offset_s=0.0,
                planned_s=60.0, file="clips/a.wav", clip_sha256="a" * 64,
            )
        )  # fmt: skip
        air(session, "a", an_airing(title=item.title))


def copy_rows(source: Store, target: Store) -> dict[str, int]:
    """Bring every row into the tables of an earlier version; return how many of each."""
    there = inspect(target.engine)
    copied = {}
    with source.reading() as old, target.writing() as new:
        for table in SQLModel.metadata.sorted_tables:
            if not there.has_table(table.name):
                continue
            names = {found["name"] for found in there.get_columns(table.name)}
            columns = [each for each in table.columns if each.name in names]
            rows = old.connection().execute(select(*columns)).mappings().all()
            if rows:
                # As the earlier version knew it: without the defaults of later columns.
                known = earlier(table.name, *(column(each.name, each.type) for each in columns))
                new.connection().execute(known.insert(), [dict(row) for row in rows])
            copied[table.name] = len(rows)
    return copied


def counted(store: Store, tables: dict[str, int]) -> dict[str, int]:
    with store.reading() as session:
        return {
            table.name: len(session.connection().execute(select(table)).all())
            for table in SQLModel.metadata.sorted_tables
            if table.name in tables
        }


def test_a_station_of_an_earlier_version_keeps_every_row(empty: str, tmp_path: Path) -> None:
    with (
        migrated(f"sqlite:///{(tmp_path / 'source.db').as_posix()}") as source,
        closing(Store(empty)) as store,
    ):
        fill(source, tmp_path)
        step(store, EARLIER)
        had = copy_rows(source, store)
        assert had["as_run"] == 2
        assert had["approval"] == had["planned_entry"] == 1
        store.migrate()

        with store.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
        assert counted(store, had) == had
        with store.writing() as session:
            assert airlog.verify(session).ok
            assert newsroom.item(session, 1).approved is not None
            entry = session.get_one(PlannedEntry, 1)
            assert (entry.feed, entry.shape) == ("", "")
            air(session, "live", an_airing(kind=EntryKind.LIVE, title="Nói trực tiếp"))
            assert airlog.verify(session).ok
            (*_, live) = airlog.entries(session, MORNING, SystemClock().now())
        assert (live.kind, live.outcome) == (EntryKind.LIVE, Outcome.AIRED)
        with pytest.raises(DBAPIError, match="never changed"), store.writing() as session:
            session.connection().execute(delete(AsRunRow))
        with pytest.raises(DBAPIError), store.writing() as session:
            session.connection().execute(text("UPDATE planned_entry SET kind = 'rumour'"))


def columns_of_health(store: Store) -> set[str]:
    return {found["name"] for found in inspect(store.engine).get_columns("health_minute")}


def test_the_last_steps_can_be_taken_back_and_again(empty: str) -> None:
    with migrated(empty) as store:
        had = columns_of_health(store)
        step(store, "-1")
        assert had - columns_of_health(store) == {"next_at", "stalled"}
        step(store, "-1")
        assert not inspect(store.engine).has_table("health_minute")
        store.migrate()
        assert columns_of_health(store) == had


def test_a_step_that_would_forget_is_refused_with_the_remedy(empty: str) -> None:
    with migrated(empty) as store:
        step(store, "-2")
        with pytest.raises(RuntimeError, match="restore a backup"):
            step(store, "-1")
        assert inspect(store.engine).has_table("live_recording")
