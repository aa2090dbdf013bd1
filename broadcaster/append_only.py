"""Tables whose rows are never changed or removed: the database itself refuses."""

from sqlalchemy import text
from sqlalchemy.engine import Connection

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '% rows are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$ LANGUAGE plpgsql
"""


def statements(table: str, dialect: str) -> list[str]:
    """Return the DDL that makes a table append-only, in order; safe to run more than once.

    `dialect` is SQLAlchemy's name: `sqlite` or `postgresql`. A refused change surfaces as
    `IntegrityError`. The table needs an integer primary key. Raises `ValueError` for another
    dialect.
    """
    if dialect == "sqlite":
        return _sqlite(table)
    if dialect == "postgresql":
        return _postgresql(table)
    message = f"no append-only triggers are written for {dialect}"
    raise ValueError(message)


def protect(connection: Connection, *tables: str) -> None:
    """Make the tables append-only, in the connection's transaction."""
    for table in tables:
        for statement in statements(table, connection.dialect.name):
            connection.execute(text(statement))


def _sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END"
    # INSERT OR REPLACE removes the row it replaces without firing the DELETE trigger.
    replaces = f'WHEN NEW.rowid IN (SELECT rowid FROM "{table}")'  # noqa: S608 - our own names
    create = "CREATE TRIGGER IF NOT EXISTS"
    return [
        f'{create} "{table}_never_updated" BEFORE UPDATE ON "{table}" {refuse}',
        f'{create} "{table}_never_removed" BEFORE DELETE ON "{table}" {refuse}',
        f'{create} "{table}_never_replaced" BEFORE INSERT ON "{table}" {replaces} {refuse}',
    ]


def _postgresql(table: str) -> list[str]:
    refuse = "EXECUTE FUNCTION refuse_change()"
    changed = f'"{table}_never_changed" BEFORE UPDATE OR DELETE ON "{table}"'
    emptied = f'"{table}_never_emptied" BEFORE TRUNCATE ON "{table}"'
    return [
        _POSTGRESQL_FUNCTION,
        f'DROP TRIGGER IF EXISTS "{table}_never_changed" ON "{table}"',
        f'DROP TRIGGER IF EXISTS "{table}_never_emptied" ON "{table}"',
        f"CREATE TRIGGER {changed} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {emptied} FOR EACH STATEMENT {refuse}",
    ]
