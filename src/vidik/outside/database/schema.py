"""The tables of the register.

Rows are added and never changed, but for two: an erasure takes an observation's row away, and
points what listed it to a tombstone. What they look like at present; how they came to look so, and
how an older register becomes a newer one, stands in ``migrations``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

__all__ = [
    "DECISION",
    "EDITION",
    "KEY",
    "LISTING",
    "METADATA",
    "OBSERVATION",
    "ORIGIN",
    "OUTCOME",
    "REGISTER",
    "REJECTION",
    "REQUEST",
    "STEP",
    "TABLES",
    "TOMBSTONE",
    "Utc",
]


class Utc(TypeDecorator[dt.datetime]):
    """A moment, in UTC; SQLite knows no time zones, so none is kept in either database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self,
        value: dt.datetime | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy hands it in
    ) -> dt.datetime | None:
        """Return a moment as the database has it.

        Parameters
        ----------
        value
            With its time zone.
        dialect
            Of the database.
        """
        return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(
        self,
        value: Any | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy hands it in
    ) -> dt.datetime | None:
        """Return a moment with its time zone.

        Parameters
        ----------
        value
            As the database has it.
        dialect
            Of the database.
        """
        return None if value is None else value.replace(tzinfo=dt.UTC)


METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

#: Text in order of its letters' numbers, as SQLite has it, wherever the server stands.
KEY = Text().with_variant(Text(collation="C"), "postgresql")

#: One row: what this register is, and the secret by which pseudonyms and tombstones are made.
REGISTER = Table(
    "register",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("salt", LargeBinary(32), nullable=False),
    Column("made", Utc, nullable=False),
)

#: Sources; what is said of one may change, then a later row holds.
ORIGIN = Table(
    "origin",
    METADATA,
    Column("key", KEY, primary_key=True),
    Column("recorded", Utc, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("attribution", Text, nullable=False),
    Column("obtained", Text, nullable=False),
    Column("url", Text),
    Column("draft", Boolean, nullable=False),
    Column("synthetic", Boolean, nullable=False),
)

#: States of sources, as one file each had them.
EDITION = Table(
    "edition",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("origin", Text, nullable=False, index=True),
    Column("sha256", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("dated", Date, nullable=False),
    Column("retrieved", Date),
    Column("recorded", Utc, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("mapping", Text, nullable=False),
    UniqueConstraint("origin", "sha256", "mapping"),
)

#: What sources say; each statement once, however many editions hold it.
OBSERVATION = Table(
    "observation",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("origin", Text, nullable=False),
    Column("object", Text),
    Column("claim", Text, nullable=False),
    Column("lon", Float(53)),
    Column("lat", Float(53)),
    Column("accuracy_m", Float(53)),
    Column("observed", Date),
    Column("devices", Integer, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="place"),
    CheckConstraint("devices >= 1", name="devices"),
    Index("ix_observation_object", "origin", "object"),
)

#: Which edition holds which statement, and where in it. Not a foreign key: what was erased is a
#: tombstone.
LISTING = Table(
    "listing",
    METADATA,
    Column("edition", ForeignKey("edition.id"), primary_key=True),
    Column("observation", LargeBinary(16), primary_key=True),
    Column("place", Text, nullable=False),
    Index("ix_listing_observation", "observation"),
)

#: What was not understood of an edition.
REJECTION = Table(
    "rejection",
    METADATA,
    Column("edition", ForeignKey("edition.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("place", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

#: What people decided: that two statements are of one camera, that a source may be published, …
DECISION = Table(
    "decision",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("recorded", Utc, nullable=False),
    Column("role", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("origin", Text),
    Column("edition", Text),
    Column("observation", LargeBinary(16), index=True),
    Column("other", LargeBinary(16), index=True),
    Column("reason", Text, nullable=False),
)

#: What was erased: when and why, and by what it is known when it comes in again.
TOMBSTONE = Table(
    "tombstone",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("guard", LargeBinary(16), nullable=False, unique=True),
    Column("erased", Utc, nullable=False),
    Column("reason", Text, nullable=False),
)

#: What somebody asked to have put right; nothing about who.
REQUEST = Table(
    "request",
    METADATA,
    Column("reference", KEY, primary_key=True),
    Column("wish", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("observation", LargeBinary(16), index=True),
    Column("page", Text),
    Column("lon", Float(53)),
    Column("lat", Float(53)),
    CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="place"),
)

#: What was done about it, from when it came to the answer.
STEP = Table(
    "step",
    METADATA,
    Column("request", KEY, ForeignKey("request.reference"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("recorded", Utc, nullable=False),
    Column("role", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("rests_on", Text, nullable=False),
    Column("forwarded_to", Text, nullable=False),
)

#: Statements that came of a step, or that were withdrawn. Not a foreign key, as of `LISTING`.
OUTCOME = Table(
    "outcome",
    METADATA,
    Column("request", KEY, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("observation", LargeBinary(16), primary_key=True, index=True),
    ForeignKeyConstraint(["request", "number"], ["step.request", "step.number"]),
)

#: All tables; each after those that it refers to.
TABLES = (
    REGISTER, ORIGIN, EDITION, OBSERVATION, LISTING, REJECTION, DECISION, TOMBSTONE, REQUEST, STEP,
    OUTCOME,
)  # fmt: skip
