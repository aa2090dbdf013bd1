"""The store: engine, transactions, migrations. SQLite by default, PostgreSQL by address.

SQLite runs in WAL mode with `synchronous=FULL`: an acknowledged row survives a power cut.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Enum, event, func, inspect, make_url, select, text
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, create_engine

from broadcaster.errors import StoreTooNew, StoreUnavailable

BUSY_TIMEOUT_S = 5.0
MIGRATION_LOCK = 20_200_039
MIGRATIONS = Path(__file__).parent / "migrations"


class Moment(TypeDecorator[datetime]):
    """A column of aware datetimes, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; `ValueError` if it is naive."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a naive datetime cannot be stored"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored moment, aware, in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(kind: type[StrEnum], constraint: str = "") -> Enum:
    """Return a column type that holds the values of `kind` as text, with a CHECK constraint.

    A table with two such columns names their constraints.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=constraint or f"is_{kind.__name__.lower()}",
        values_callable=lambda members: [member.value for member in members],
    )


class Store:
    """One database. `reading()` and `writing()` give a session for one transaction."""

    def __init__(self, url: str, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        """Prepare the engine; nothing is connected yet. `StoreUnavailable` for a wrong address.

        `busy_timeout_s` is how long a transaction waits for another one's lock.
        """
        try:
            self.url = make_url(url)
            self.engine = _engine(url, busy_timeout_s)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            message = (
                f"the database address '{_without_password(url)}' cannot be used; write "
                "sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME "
                "(PostgreSQL needs: pip install 'broadcaster[postgres]')"
            )
            raise StoreUnavailable(message) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session for looking; what it changes is not kept."""
        with (
            _clear_errors(self.url.render_as_string()),
            Session(self.engine, expire_on_commit=False) as session,
        ):
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are kept together when the block ends well, or not at all.

        On SQLite the write lock is taken at once, so that what is read here stays true.
        """
        connection_options = {"writing": True}
        with (
            _clear_errors(self.url.render_as_string()),
            self.engine.connect().execution_options(**connection_options) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.commit()

    def migrate(self) -> None:
        """Bring the tables to this version of the software, one process at a time.

        Raises `StoreUnavailable`, and `StoreTooNew` if they are a newer version's.
        """
        if self._is_current():
            return
        from alembic import command
        from alembic.config import Config
        from alembic.util.exc import CommandError

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        address = self.url.render_as_string()
        try:
            with (
                _clear_errors(address),
                self.engine.connect().execution_options(writing=True) as connection,
                connection.begin(),
            ):
                if connection.dialect.name == "postgresql":
                    connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except CommandError as error:
            message = (
                f"the database {address} was made by a newer version of broadcaster; "
                "install that version, or restore a backup of this one"
            )
            raise StoreTooNew(message) from error

    def _is_current(self) -> bool:
        """Return whether the tables are this version's, without Alembic, which is slow to load."""
        newest = max(file.name.partition("_")[0] for file in MIGRATIONS.glob("versions/[0-9]*.py"))
        with _clear_errors(self.url.render_as_string()), self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars()
            return list(found) == [newest]

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _engine(url: str, busy_timeout_s: float) -> Engine:
    if not url.startswith("sqlite"):
        waits = {
            "connect_timeout": max(2, round(busy_timeout_s)),
            "tcp_user_timeout": round(busy_timeout_s * 1000),
            "options": f"-c lock_timeout={round(busy_timeout_s * 1000)}",
        }
        return create_engine(url, pool_pre_ping=True, connect_args=waits)
    engine = create_engine(url, connect_args={"timeout": busy_timeout_s})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _clear_errors(address: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated or _is_about_the_store(error):
            raise StoreUnavailable(*_explained(address, str(error.orig))) from error
        raise


def _is_about_the_store(error: SQLAlchemyError) -> bool:
    return type(error).__name__ in {
        "OperationalError", "InterfaceError", "DatabaseError",
    }  # fmt: skip


def _explained(address: str, reason: str) -> tuple[str, str]:
    reason = " ".join(reason.split())
    if "disk is full" in reason or "No space left" in reason:
        return (
            f"the disk that holds the database {address} is full; free some space and try again",
            "Ổ đĩa chứa cơ sở dữ liệu đã đầy; hãy giải phóng dung lượng rồi thử lại.",
        )
    if "locked" in reason:
        return (
            f"the database {address} is locked by another program; close it and try again",
            "Cơ sở dữ liệu đang bị chương trình khác khoá; hãy đóng chương trình đó rồi thử lại.",
        )
    if "malformed" in reason or "not a database" in reason:
        return (
            f"the database {address} is damaged ({reason}); keep it and restore a backup",
            "Cơ sở dữ liệu bị hỏng; hãy giữ nguyên tệp và khôi phục từ bản sao lưu.",
        )
    return (
        (
            f"the database {address} cannot be used: {reason}; check the setting 'database', and "
            "that the server is running"
        ),
        "Không dùng được cơ sở dữ liệu; hãy báo kỹ thuật xem mục “database” trong station.toml.",
    )


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string()
    except ArgumentError:
        return url.rpartition("@")[2]
