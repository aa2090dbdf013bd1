"""the first tables.

Revision ID: 0001
Revises: nothing
"""

from alembic import op

from broadcaster.append_only import protect
from broadcaster.migrations.first_tables import airlog, newsroom, playout, speech, timetable

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "revision",
    "transition",
    "approval",
    "listening",
    "slot_change",
    "planned_entry",
    "left_out",
    "as_run",
    "interruption_change",
)


def upgrade() -> None:
    """Apply the step."""
    for room in (newsroom, speech, timetable, airlog, playout):
        room.create()
    protect(op.get_bind(), *APPEND_ONLY)


def downgrade() -> None:
    """Refuse: a station without tables is a station without its log."""
    message = "the first tables cannot be taken back; restore a backup instead"
    raise RuntimeError(message)
