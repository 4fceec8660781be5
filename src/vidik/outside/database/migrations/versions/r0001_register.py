"""The first register.

The tables stand here as they were then; `vidik.outside.database.schema` has them as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    key = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "register",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
        sa.Column("made", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register"),
    )
    op.create_table(
        "origin",
        sa.Column("key", key, nullable=False),
        sa.Column("recorded", sa.DateTime, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("licence", sa.Text, nullable=False),
        sa.Column("attribution", sa.Text, nullable=False),
        sa.Column("obtained", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("draft", sa.Boolean, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("key", "recorded", name="pk_origin"),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("dated", sa.Date, nullable=False),
        sa.Column("retrieved", sa.Date),
        sa.Column("recorded", sa.DateTime, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("mapping", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("origin", "sha256", "mapping", name="uq_edition_origin"),
    )
    op.create_index("ix_edition_origin", "edition", ["origin"])
    op.create_table(
        "observation",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("object", sa.Text),
        sa.Column("claim", sa.Text, nullable=False),
        sa.Column("lon", sa.Float(53)),
        sa.Column("lat", sa.Float(53)),
        sa.Column("accuracy_m", sa.Float(53)),
        sa.Column("observed", sa.Date),
        sa.Column("devices", sa.Integer, nullable=False),
        sa.Column("attributes", sa.Text, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_observation"),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="place"),
        sa.CheckConstraint("devices >= 1", name="devices"),
    )
    op.create_index("ix_observation_object", "observation", ["origin", "object"])
    op.create_table(
        "listing",
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("observation", sa.LargeBinary(16), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("edition", "observation", name="pk_listing"),
        sa.ForeignKeyConstraint(["edition"], ["edition.id"], name="fk_listing_edition"),
    )
    op.create_index("ix_listing_observation", "listing", ["observation"])
    op.create_table(
        "rejection",
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("edition", "number", name="pk_rejection"),
        sa.ForeignKeyConstraint(["edition"], ["edition.id"], name="fk_rejection_edition"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("recorded", sa.DateTime, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("origin", sa.Text),
        sa.Column("edition", sa.Text),
        sa.Column("observation", sa.LargeBinary(16)),
        sa.Column("other", sa.LargeBinary(16)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_observation", "decision", ["observation"])
    op.create_index("ix_decision_other", "decision", ["other"])
    op.create_table(
        "tombstone",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("guard", sa.LargeBinary(16), nullable=False),
        sa.Column("erased", sa.DateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tombstone"),
        sa.UniqueConstraint("guard", name="uq_tombstone_guard"),
    )
