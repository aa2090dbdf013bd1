"""The first tables of speech: clips and how they were made."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create the tables with their indexes."""
    op.create_table(
        "clip",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("loudness_lufs", sa.Float(), nullable=False),
        sa.Column("true_peak_dbtp", sa.Float(), nullable=False),
        sa.Column("sample_rate", sa.Integer(), nullable=False),
        sa.Column("ai_generated", sa.Boolean(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("voice_version", sa.String(), nullable=False),
        sa.Column("spoken", sa.String(), nullable=False),
        sa.CheckConstraint("duration_s > 0", name="has_duration"),
        sa.PrimaryKeyConstraint("key"),
    )

    op.create_table(
        "rendering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clip", sa.String(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.CheckConstraint("(clip IS NULL) <> (failure IS NULL)", name="clip_or_failure"),
        sa.ForeignKeyConstraint(
            ["clip"],
            ["clip.key"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_rendering_source_sha256", "rendering", ["source_sha256"], unique=False)
