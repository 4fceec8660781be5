"""Views as one would make them in Python: shadows cut with Shapely, or CGAL through its wheel."""

from __future__ import annotations

import numpy as np
import pyvispoly
import shapely
from numpy.typing import NDArray
from shapely import Geometry, Polygon, STRtree

__all__ = ["Planar"]

Floats = NDArray[np.float64]


class Planar:
    """Outlines with an index, to make views one by one.

    Parameters
    ----------
    outlines
        Polygons, metres.
    height
        Shape (p,): of each roof, metres; without, all hide whatever is behind them.
    """

    def __init__(self, outlines: NDArray[np.object_], height: Floats | None = None) -> None:
        self._outlines = outlines
        self._tree = STRtree(outlines)
        self._height = np.full(len(outlines), np.inf) if height is None else height

    def shadow_quads(
        self, x: float, y: float, *, reach: float, height: float = 0.0, target: float = 0.0
    ) -> Geometry:
        """Return a view: a disc less the buildings in it and the shadow that each wall casts.

        Parameters
        ----------
        x, y
            The camera, metres.
        reach
            Metres; the disc has 4 × 64 chords, which lose 4e-4 of its area.
        height
            Of the camera above ground, metres; a roof that is lower casts a shadow that ends.
        target
            Height at which one looks for people, metres; roofs below it hide nothing.
        """
        disc = shapely.Point(x, y).buffer(reach, quad_segs=64)
        near = self._tree.query(disc, predicate="intersects")
        near = near[self._height[near] > target]
        low = near[self._height[near] < height]
        xy, owner = shapely.get_coordinates(self._outlines[near], return_index=True)
        same = owner[1:] == owner[:-1]
        p, q = xy[:-1][same] - (x, y), xy[1:][same] - (x, y)
        roof = self._height[near][owner[:-1][same]]
        cross = p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]
        way = q - p
        square = (way * way).sum(axis=1)
        at = np.clip(-(p * way).sum(axis=1) / square, 0.0, 1.0)
        within = np.hypot(*(p + at[:, None] * way).T) < reach
        # Scaled about the camera a wall stays parallel: so far that it lies beyond the disc, or to
        # where the sight line over the roof comes down. Behind the front walls of a tall building
        # all is dark, the building itself too; a low one and the walls at its back count as well.
        with np.errstate(divide="ignore"):
            beyond = 1.01 * reach * np.sqrt(square) / np.abs(cross)
            down = np.where(roof < height, (height - target) / (height - roof), np.inf)
        scale = np.minimum(beyond, down)[:, None]
        casts = within & (np.abs(cross) > 1e-9 * np.sqrt(square)) & ((cross < 0) | (roof < height))
        quads = shapely.polygons(np.stack([p, q, q * scale, p * scale], axis=1)[casts] + (x, y))
        dark = shapely.union_all(np.concatenate([self._outlines[low], quads]))
        return shapely.difference(disc, dark)

    def wheel(self, x: float, y: float, *, reach: float) -> float:
        """Return the area of a view by CGAL's exact kernel in a local arrangement.

        The wheel takes a polygon with holes and not walls, so the ground is cut out first.
        """
        window = shapely.box(x - reach, y - reach, x + reach, y + reach)
        near = self._outlines[self._tree.query(window, predicate="intersects")]
        ground = shapely.difference(window, shapely.union_all(near))
        here = shapely.Point(x, y)
        free = next(part for part in shapely.get_parts(ground) if part.contains(here))
        arena = _arena(shapely.orient_polygons(free))
        seen = pyvispoly.VisibilityPolygonCalculator(arena).compute_visibility_polygon(
            pyvispoly.Point(x, y)
        )
        return float(seen.area())


def _arena(ground: Polygon) -> pyvispoly.PolygonWithHoles:
    rings = [
        [pyvispoly.Point(*xy) for xy in ring.coords[:-1]]
        for ring in (ground.exterior, *ground.interiors)
    ]
    return pyvispoly.PolygonWithHoles(rings[0], rings[1:])
