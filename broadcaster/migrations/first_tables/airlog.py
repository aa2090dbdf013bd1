"""The first tables of airlog: the log of what aired."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create the tables with their indexes."""
    op.create_table(
        "as_run",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "started",
                "ended",
                name="is_event",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "item",
                "tune",
                "chime",
                "announcement",
                "relay",
                "emergency",
                "drill",
                name="is_entrykind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("news_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("ai_generated", sa.Boolean(), nullable=False),
        sa.Column("clip", sa.String(), nullable=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("offset_s", sa.Float(), nullable=False),
        sa.Column("planned_s", sa.Float(), nullable=False),
        sa.Column("aired_s", sa.Float(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "aired",
                "cut",
                "missed",
                "failed",
                name="is_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("entry", "event", name="event_told_once"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_as_run_entry", "as_run", ["entry"], unique=False)
    op.create_index("ix_as_run_news_id", "as_run", ["news_id"], unique=False)
    op.create_index("ix_as_run_slot_id", "as_run", ["slot_id"], unique=False)
    op.create_index("ix_as_run_started_at", "as_run", ["started_at"], unique=False)
