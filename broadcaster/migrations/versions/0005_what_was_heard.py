"""what was heard: the shares a monitor heard of each sound, and when nothing came out.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from broadcaster.append_only import protect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "hearing",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("of", sa.String(length=64), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("judged_s", sa.Float(), nullable=False),
        sa.Column("level_dbfs", sa.Float(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("entry", name="heard_once"),
        sa.UniqueConstraint("hash"),
    )
    op.create_table(
        "dead_air_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("level_dbfs", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_dead_air_change_at", "dead_air_change", ["at"], unique=False)
    protect(op.get_bind(), "hearing", "dead_air_change")


def downgrade() -> None:
    """Refuse: what was heard would be forgotten."""
    message = "this step cannot be taken back; restore a backup instead"
    raise RuntimeError(message)
