"""who spoke live: parts of a slot and rows of the log may be `live`, and recordings have a table.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from broadcaster.append_only import protect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = ("item", "tune", "chime", "announcement", "relay", "live", "emergency", "drill")
TABLES = ("as_run", "planned_entry")
BEFORE, AFTER = "'relay', 'emergency'", "'relay', 'live', 'emergency'"


def upgrade() -> None:
    """Apply the step."""
    if op.get_bind().dialect.name == "sqlite":
        _widen_sqlite()
    else:
        _widen_postgresql()
    op.create_table(
        "live_recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("file"),
    )
    protect(op.get_bind(), "live_recording")


def _widen_sqlite() -> None:
    """Let the CHECK take one more kind.

    SQLite cannot alter a constraint. Its documentation names this way for one that only becomes
    wider; copying the tables would lose their triggers on the way.
    """
    bind = op.get_bind()
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    for table in TABLES:
        bind.execute(
            sa.text(
                "UPDATE sqlite_master SET sql = replace(sql, :before, :after) "
                "WHERE type = 'table' AND name = :name"
            ),
            {"before": BEFORE, "after": AFTER, "name": table},
        )
    bind.execute(sa.text("PRAGMA writable_schema = RESET"))


def _widen_postgresql() -> None:
    listed = ", ".join(f"'{kind}'" for kind in KINDS)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT is_entrykind")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT is_entrykind CHECK (kind IN ({listed}))")


def downgrade() -> None:
    """Refuse: who spoke live, and its recording, would be forgotten."""
    message = "this step cannot be taken back; restore a backup instead"
    raise RuntimeError(message)
