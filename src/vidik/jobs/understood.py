"""Understood: what a source, or a part of one, says of cameras, walls, streets and public space."""

from __future__ import annotations

from dataclasses import dataclass

from vidik.model.camera import Camera
from vidik.model.feature import Extract
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.outlines import Outlines
from vidik.model.place import Place
from vidik.model.public_space_rules import PublicSpaceRules
from vidik.model.rejection import Rejection
from vidik.model.span import Span
from vidik.model.streets import Streets
from vidik.register import buildings, claims, streets
from vidik.register.cameras import cameras
from vidik.register.claims import Claims
from vidik.register.packed import packed, packed_footprints
from vidik.settings import FileSource, LevelHeight

__all__ = ["Understood", "cameras_in", "understood", "walls_in"]


@dataclass(frozen=True, eq=False)
class Understood:
    """What an extract says, as far as its source was asked.

    Parameters
    ----------
    footprints
        Its buildings; of a roof that nobody mapped the height is unknown.
    streets
        Clipped to the boundary.
    claims
        What claims ground for public space.
    cameras
        Inside the boundary and outside.
    rejected
        What was not understood, in order.
    """

    footprints: Footprints
    streets: Streets
    claims: Claims
    cameras: tuple[Camera, ...]
    rejected: tuple[Rejection, ...]


def understood(
    declared: FileSource,
    extract: Extract,
    place: Place,
    *,
    rules: PublicSpaceRules,
    storey: LevelHeight,
    whole: bool,
    threads: int,
) -> Understood:
    """Return what an extract says.

    Parameters
    ----------
    declared
        Its source in the city file.
    extract
        Without places of the deny-list.
    place
        Whose boundary cuts, and whose frame gives the metres.
    rules
        What counts as public space, and which ways as public street.
    storey
        Height of a storey.
    whole
        Whether the extract is all of its source.
    threads
        How many to compute with; the result does not depend on it.
    """
    features, key = extract.features, declared.key
    rejected: list[Rejection] = []
    walls, ways, ground = buildings.merge([]), streets.merge([]), claims.merge([])
    if "buildings" in declared.gives:
        walls, bad = walls_in(
            extract, place.frame, source=key, storey_m=storey.span, whole=whole, threads=threads
        )
        rejected += bad
    if "streets" in declared.gives:
        ways, bad = streets.streets(features, place, rules.streets, source=key)
        rejected += bad
        ground, bad = claims.claims(features, place.frame, rules, source=key)
        rejected += bad
    found, bad = cameras_in(declared, extract)
    return Understood(walls, ways, ground, found, (*rejected, *bad))


def walls_in(
    extract: Extract,
    frame: LocalFrame,
    *,
    source: str,
    storey_m: Span,
    whole: bool = True,
    threads: int = 1,
) -> tuple[Footprints, tuple[Rejection, ...]]:
    """Return the buildings of an extract, and what was not understood of them.

    Parameters
    ----------
    extract, whole, threads
        As of `understood`.
    frame
        Gives the metres.
    source
        Key of the source.
    storey_m
        Height of a storey, metres.
    """
    packs, rest = packed(extract.features, wanted=buildings.WALL_TAGS.__contains__)
    return packed_footprints(
        Outlines.joined([packs, extract.outlines]),
        frame,
        others=rest,
        source=source,
        metres_per_level=storey_m.expected,
        least_metres_per_level=storey_m.least,
        most_metres_per_level=storey_m.most,
        whole=whole,
        threads=threads,
    )


def cameras_in(
    declared: FileSource, extract: Extract
) -> tuple[tuple[Camera, ...], tuple[Rejection, ...]]:
    """Return the cameras of an extract, and what was not understood of them.

    Parameters
    ----------
    declared, extract
        As of `understood`.
    """
    if "cameras" not in declared.gives:
        return (), ()
    alone = declared.gives == ("cameras",)
    return cameras(extract.features, source=declared.key, assume=alone)
