"""how it is heard: the shape of a planned entry, and the volume in each zone in the log.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.add_column(
        "planned_entry", sa.Column("shape", sa.String(), nullable=False, server_default="")
    )
    op.add_column("as_run", sa.Column("volume", sa.String(), nullable=True))


def downgrade() -> None:
    """Refuse: how loud it was, and where, would be forgotten."""
    message = "this step cannot be taken back; restore a backup instead"
    raise RuntimeError(message)
