"""Add the episodes of runs: their traces by their jobs, with the talk beside them."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Add the table, and note the format."""
    op.create_table(
        "episodes",
        sa.Column("run", sa.Text(), sa.ForeignKey("runs.name"), primary_key=True),
        sa.Column("job", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("trace", sa.String(32), sa.ForeignKey("traces.digest"), nullable=False),
        sa.Column("talk", sa.LargeBinary(), nullable=False),
    )
    op.execute("UPDATE stores SET format = 2")
