"""Make the tables of the first format: states, traces, runs and results."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the tables, and note the format."""
    stores = op.create_table("stores", sa.Column("format", sa.Integer(), primary_key=True, autoincrement=False))
    op.bulk_insert(stores, [{"format": 1}])
    op.create_table(
        "records",
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_table(
        "blobs",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "states",
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("base", sa.String(32), sa.ForeignKey("states.digest")),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
    )
    op.create_table(
        "state_rows",
        sa.Column("state", sa.String(32), sa.ForeignKey("states.digest"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("record", sa.String(32), sa.ForeignKey("records.digest")),
    )
    op.create_table(
        "state_blobs",
        sa.Column("state", sa.String(32), sa.ForeignKey("states.digest"), primary_key=True),
        sa.Column("blob", sa.String(64), sa.ForeignKey("blobs.name"), primary_key=True),
        sa.Column("there", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "traces",
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("plan", sa.Text(), nullable=False),
    )
    op.create_table(
        "results",
        sa.Column("run", sa.Text(), sa.ForeignKey("runs.name"), primary_key=True),
        sa.Column("job", sa.Text(), primary_key=True),
        sa.Column("result", sa.Text(), nullable=False),
    )
