"""Where statements come from: who says so, on what terms, and how it came to us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

__all__ = ["Edition", "Kind", "Obtained", "Origin"]


class Kind(StrEnum):
    """What a source is."""

    OSM = "osm"
    OFFICIAL = "official"
    VOLUNTEER = "volunteer"
    VENDOR = "vendor"
    TENDER = "tender"
    SIGN = "sign"
    OTHER = "other"

    @property
    def usual_accuracy_m(self) -> float:
        """How far off its places are taken to be where it does not say, metres.

        Whoever maps, surveys or reads a sign stands there; lists are drawn up at desks.
        """
        there = self in (Kind.OSM, Kind.VOLUNTEER, Kind.SIGN)
        return 5.0 if there else 20.0

    @property
    def looks_again(self) -> bool:
        """Whether each edition is a look at all that it lists.

        A map keeps what nobody has been back to, and a tender says what is to be bought.
        """
        return self not in (Kind.OSM, Kind.TENDER)


class Obtained(StrEnum):
    """How a source came to us."""

    PUBLISHED = "published"
    REQUESTED = "requested"
    SURVEYED = "surveyed"
    REPORTED = "reported"
    GIVEN = "given"
    LEAKED = "leaked"
    CLASSIFIED = "classified"

    @property
    def is_held(self) -> bool:
        """Whether nothing of it is published before somebody decides so."""
        return self in (Obtained.LEAKED, Obtained.CLASSIFIED)


@dataclass(frozen=True, slots=True)
class Origin:
    """A source of statements.

    Parameters
    ----------
    key
        Short name: small letters, digits, underscores.
    name
        What a reader calls it.
    kind
        What it is.
    licence
        As a key of SPDX's list; what may not be given on is ``LicenseRef-restricted``.
    attribution
        The credit line.
    obtained
        How it came to us.
    url
        Where it can be seen; None if nowhere.
    draft
        True if it is somebody's own list that is not published yet.
    synthetic
        True if it was made up.
    """

    key: str
    name: str
    kind: Kind
    licence: str
    attribution: str
    obtained: Obtained = Obtained.PUBLISHED
    url: str | None = None
    draft: bool = False
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of a source, as one file had it.

    Parameters
    ----------
    origin
        Key of the source.
    sha256
        Of the file.
    file
        Its name, without folders.
    format
        What it was read as.
    dated
        The day that it describes.
    retrieved
        The day on which it came to us; None if nobody wrote it down.
    recorded
        When the register took it in, UTC.
    complete
        True if it lists all that its source knows: what it does not list any more is not said any
        more. False if it adds to what the source said before, as reports do.
    mapping
        How the columns of its file were read.
    """

    origin: str
    sha256: str
    file: str
    format: str
    dated: dt.date
    retrieved: dt.date | None
    recorded: dt.datetime
    complete: bool = True
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
