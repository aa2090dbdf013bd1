"""how the player fares: one row a minute, for some days.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "health_minute",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("on_air", sa.Boolean(), nullable=False),
        sa.Column("output_open", sa.Boolean(), nullable=False),
        sa.Column("output_error", sa.String(), nullable=False),
        sa.Column("amplifier_error", sa.String(), nullable=False),
        sa.Column("level_dbfs", sa.Float(), nullable=False),
        sa.Column("underruns", sa.Integer(), nullable=False),
        sa.Column("latency_ms", sa.Float(), nullable=False),
        sa.Column("start_error_ms", sa.Float(), nullable=True),
        sa.Column("memory_mib", sa.Float(), nullable=False),
        sa.Column("cpu_percent", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("at"),
    )


def downgrade() -> None:
    """Take the table away: what it holds is gone after some days anyway."""
    op.drop_table("health_minute")
