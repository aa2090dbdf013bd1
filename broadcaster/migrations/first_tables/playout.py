"""The first tables of playout: the player's sign of life and what breaks into a slot."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create the tables with their indexes."""
    op.create_table(
        "heartbeat",
        sa.Column("process", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("process"),
    )

    op.create_table(
        "interruption",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("news_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name="level_known"),
        sa.PrimaryKeyConstraint("id"),
    )

    op.create_table(
        "interruption_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interruption", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column(
            "to_state",
            sa.Enum(
                "requested",
                "on air",
                "ended",
                "failed",
                name="is_interruptionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_interruption_change_interruption", "interruption_change", ["interruption"], unique=False
    )
