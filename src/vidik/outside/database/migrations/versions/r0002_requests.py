"""Requests for corrections, the steps taken, and the statements that came of them.

The tables stand here as they were then; `vidik.outside.database.schema` has them as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; nothing that is there changes."""
    key = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "request",
        sa.Column("reference", key, nullable=False),
        sa.Column("wish", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("observation", sa.LargeBinary(16)),
        sa.Column("page", sa.Text),
        sa.Column("lon", sa.Float(53)),
        sa.Column("lat", sa.Float(53)),
        sa.PrimaryKeyConstraint("reference", name="pk_request"),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="place"),
    )
    op.create_index("ix_request_observation", "request", ["observation"])
    op.create_table(
        "step",
        sa.Column("request", key, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("recorded", sa.DateTime, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("rests_on", sa.Text, nullable=False),
        sa.Column("forwarded_to", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("request", "number", name="pk_step"),
        sa.ForeignKeyConstraint(["request"], ["request.reference"], name="fk_step_request"),
    )
    op.create_table(
        "outcome",
        sa.Column("request", key, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("observation", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("request", "number", "observation", name="pk_outcome"),
        sa.ForeignKeyConstraint(
            ["request", "number"], ["step.request", "step.number"], name="fk_outcome_request"
        ),
    )
    op.create_index("ix_outcome_observation", "outcome", ["observation"])
