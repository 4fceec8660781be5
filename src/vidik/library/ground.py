"""Ground: the public space of a place, whose watched square metres are counted."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from vidik.library.buildings import Buildings
from vidik.library.data import Readable, read_all
from vidik.library.result import Mapped, Shapes, newest, same_frame
from vidik.model.place import Place
from vidik.model.polygons import Polygons
from vidik.model.public_space import PublicSpace
from vidik.model.public_space_rules import UNIONS
from vidik.model.rejection import Rejection
from vidik.model.span import Span
from vidik.outside.tables import load_public_space_rules, load_street_rules
from vidik.register import claims
from vidik.register.public_space import public_space
from vidik.register.streets import boundary_in_metres

if TYPE_CHECKING:
    from vidik.library.widget import MapWidget

__all__ = ["PublicGround", "read_public_space"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class PublicGround(Mapped):
    """Ground that counts as public, clipped to the boundary; made by `read_public_space`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    place
        Whose boundary clips and whose metres it is in.
    space
        The polygons, packed, none upon another.
    """

    place: Place
    space: PublicSpace

    def __len__(self) -> int:
        """Return the number of polygons."""
        return len(self.space)

    @property
    def by_kind_m2(self) -> Mapping[str, Span]:
        """Square metres of each kind that no building stands on."""
        return self.space.by_kind(self.space.open_m2)

    def explore(self, *, dark: bool | None = None) -> MapWidget:
        """Show the kinds of public space on a map to move about in.

        Parameters
        ----------
        dark
            Light on dark, for the night; None: as the reader's system is set.

        Returns
        -------
        MapWidget
            Shows itself in a notebook; ``.save("map.html")`` writes it as a file.

        Raises
        ------
        VidikError
            If it is too large: beyond 50 MB of shapes.
        """
        from vidik.library.widget import explore_ground

        return explore_ground(self, dark=dark)

    def _facts(self) -> str:
        expected = sum(span.expected for span in self.by_kind_m2.values())
        return f"{expected / 10_000:,.1f} ha of public space in {len(self):,} polygons"

    def _columns(self) -> Mapping[str, Sequence[object]]:
        s = self.space
        return {
            "kind": [s.kinds[i] for i in s.kind.tolist()],
            "public_from": [UNIONS[i] for i in s.union.tolist()],
            "open_m2": s.open_m2.tolist(),
        }

    def _shapes(self) -> Shapes:
        s = self.space
        metres = Polygons(s.polygon_offsets, s.ring_offsets, s.vertices).shapes()
        shapes: Shapes = shapely.transform(metres, self.place.frame.to_degrees)
        return shapes


def read_public_space(
    data: Readable | Sequence[Readable],
    buildings: Buildings,
    *,
    place: Place | None = None,
    threads: int | None = None,
) -> PublicGround:
    """Return the public space that data speak of, as ground.

    Squares, parks, playgrounds, stops, and streets as wide as mapped or assumed; the table with
    reasons is ``vidik/data/public_space.toml``.

    Parameters
    ----------
    data
        A path, a GeoDataFrame in any coordinate system, or what `vidik.read` made of either; or
        several.
    buildings
        What they stand on is not open.
    place
        Its boundary clips; None: that of the buildings.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.

    Returns
    -------
    PublicGround
        Areas in square metres; `PublicGround.rejected` has what was not understood.

    Raises
    ------
    InputError
        If data cannot be read, or the buildings were read for another place.
    """
    sources = read_all(data)
    place = place or buildings.place
    same_frame(place.frame, buildings.place.frame, what="public space and buildings")
    rules = load_public_space_rules(load_street_rules())
    made: list[claims.Claims] = []
    rejected: list[Rejection] = []
    for one in sources:
        own, bad = claims.claims(one.extract.features, place.frame, rules, source=one.source.key)
        made.append(own)
        rejected += [*one.rejected, *bad]
    return PublicGround(
        title=place.name,
        sources=tuple(one.source for one in sources),
        dated=newest(sources),
        rejected=tuple(dict.fromkeys(rejected)),
        assumptions={"public space rules": rules.version},
        place=place,
        space=public_space(
            claims.merge(made),
            boundary_in_metres(place),
            buildings.footprints,
            rules,
            threads=threads or os.cpu_count() or 1,
        ),
    )
