"""readings and their sound: who changed the dictionary, who asked to hear it, what was approved.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from broadcaster.append_only import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.add_column("approval", sa.Column("clip", sa.String(length=64), nullable=True))
    op.create_table(
        "pronunciation_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "rereading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("after_rendering", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_rereading_source_sha256", "rereading", ["source_sha256"], unique=False)
    protect(op.get_bind(), "pronunciation_change", "rereading")


def downgrade() -> None:
    """Refuse: who changed a reading, and what was approved, would be forgotten."""
    message = "this step cannot be taken back; restore a backup instead"
    raise RuntimeError(message)
