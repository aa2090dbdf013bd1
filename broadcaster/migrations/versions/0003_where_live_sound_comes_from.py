"""where live sound comes from: a frozen rundown holds the sources of its relays.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.add_column(
        "planned_entry", sa.Column("feed", sa.String(), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Refuse: what was carried, and from where, would be forgotten."""
    message = "this step cannot be taken back; restore a backup instead"
    raise RuntimeError(message)
