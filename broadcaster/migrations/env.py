"""Runs the migrations on the connection that `Store.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

import broadcaster.airlog
import broadcaster.newsroom
import broadcaster.playout.models
import broadcaster.speech.models
import broadcaster.timetable  # noqa: F401 - each room's tables fill the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
