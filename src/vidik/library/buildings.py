"""Buildings: the walls that hide what is behind them, and how high they are."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import Geometry

from vidik.jobs.understood import walls_in
from vidik.library.data import Readable, read_all
from vidik.library.place import place_of
from vidik.library.result import Mapped, Shapes, newest, spread
from vidik.model.footprints import Footprints
from vidik.model.place import Place
from vidik.model.polygons import Polygons
from vidik.model.rejection import Rejection
from vidik.model.span import Span
from vidik.register import buildings as walls
from vidik.settings import LevelHeight

__all__ = ["Buildings", "read_buildings"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Buildings(Mapped):
    """Buildings and building parts; made by `read_buildings`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    place
        Whose metres they are in.
    footprints
        Outlines and heights, packed; NaN where nobody mapped a height: `vidik.views` takes it from
        the table of heights.
    roofs_unknown
        How many of them have a height that nobody mapped.
    denied
        Areas of the deny-list in the data, longitude and latitude.
    """

    place: Place
    footprints: Footprints
    roofs_unknown: int
    denied: tuple[Geometry, ...] = field(default=())

    def __len__(self) -> int:
        """Return the number of buildings and building parts."""
        return len(self.footprints)

    def _facts(self) -> str:
        return f"{len(self):,} buildings; height unknown of {self.roofs_unknown:,}"

    def _columns(self) -> Mapping[str, Sequence[object]]:
        f = self.footprints
        spans = [
            None if np.isnan(row).any() else Span(*row.tolist())
            for row in f.height  # nobody mapped it, or all three are known
        ]
        return {
            "id": list(f.ids),
            "kind": list(f.kind),
            **spread("height", spans, "m"),
            "min_height_m": f.min_height.tolist(),
            "area_m2": f.areas_m2().tolist(),
        }

    def _shapes(self) -> Shapes:
        f = self.footprints
        metres = Polygons(f.polygon_offsets, f.ring_offsets, f.vertices).shapes()
        degrees = shapely.transform(metres, self.place.frame.to_degrees)
        first = np.searchsorted(f.owner, np.arange(len(f) + 1))
        shapes = [
            degrees[a] if b == a + 1 else shapely.multipolygons(degrees[a:b])
            for a, b in zip(first[:-1].tolist(), first[1:].tolist(), strict=True)
        ]
        return np.array([*shapes, None], dtype=object)[:-1]


def read_buildings(
    data: Readable | Sequence[Readable],
    *,
    place: Place | None = None,
    storey_m: Span | None = None,
    threads: int | None = None,
) -> Buildings:
    """Return the buildings that data speak of.

    Tags are those of OpenStreetMap (``building``, ``building:part``, ``height``,
    ``building:levels``, …). Buildings beyond the boundary of the place count as walls, too.

    Parameters
    ----------
    data
        A path, a GeoDataFrame in any coordinate system, or what `vidik.read` made of either; or
        several. Of a large file of its own no shape is made for each building.
    place
        Whose metres to use; None: the bounds of the data.
    storey_m
        Least, expected and most height of a storey, metres, where only the number of storeys is
        mapped; None: Vidik's own assumption.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.

    Returns
    -------
    Buildings
        Outlines and heights; `Buildings.rejected` has every value that was not understood.

    Raises
    ------
    InputError
        If data cannot be read, or bound no area.
    """
    sources = read_all(data, gives=("buildings",), threads=threads)
    place = place or place_of(sources)
    storey, count = storey_m or LevelHeight().span, threads or os.cpu_count() or 1
    made: list[Footprints] = []
    rejected: list[Rejection] = []
    for one in sources:
        own, bad = walls_in(
            one.extract, place.frame, source=one.source.key, storey_m=storey, threads=count
        )
        made.append(own)
        rejected += [*one.rejected, *bad]
    merged = walls.merge(made)
    return Buildings(
        title=place.name,
        sources=tuple(one.source for one in sources),
        dated=newest(sources),
        rejected=tuple(dict.fromkeys(rejected)),
        assumptions={"storey": f"{storey.least:g}–{storey.most:g} m"},
        place=place,
        footprints=merged,
        roofs_unknown=int(np.isnan(merged.height[:, 1]).sum()),
        denied=tuple(area for one in sources for area in one.denied),
    )
