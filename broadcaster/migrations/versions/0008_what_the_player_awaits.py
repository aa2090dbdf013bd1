"""what the player awaits: whether its device stood still in a minute, and which start comes next.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.add_column(
        "health_minute",
        sa.Column("stalled", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("health_minute", sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the columns away: what they hold is gone after some days anyway."""
    op.drop_column("health_minute", "next_at")
    op.drop_column("health_minute", "stalled")
