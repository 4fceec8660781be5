"""Agreement with CGAL's exact visibility polygons, both fed the same snapped geometry."""

from __future__ import annotations

import numpy as np
import pytest
import pyvispoly
import shapely
from shapely import Point, Polygon

from tests.sight.scenes import disc_area, edges, look, random_town
from vidik.sight.visibility import areas

#: Agreed relative difference in area.
AGREED = 1e-9


def cgal_area(free: Polygon, reach: float) -> float:
    """Return the area CGAL sees from the origin in a polygon with holes, cut to a disc."""
    arena = pyvispoly.PolygonWithHoles(
        [pyvispoly.Point(*xy) for xy in shapely.orient_polygons(free).exterior.coords[:-1]],
        [
            [pyvispoly.Point(*xy) for xy in ring.coords[:-1]]
            for ring in shapely.orient_polygons(free).interiors
        ],
    )
    seen = pyvispoly.VisibilityPolygonCalculator(arena).compute_visibility_polygon(
        pyvispoly.Point(0, 0)
    )
    ring = np.array([(float(p.x()), float(p.y())) for p in seen.boundary()])
    return abs(disc_area(ring, reach))


def free_ground(town: list[Polygon], reach: float) -> Polygon:
    """Return the open ground about the origin, out to a square beyond the reach."""
    half = float(np.ceil(2 * reach))
    ground = shapely.box(-half, -half, half, half).difference(shapely.union_all(town))
    return next(p for p in shapely.get_parts(ground) if p.covers(Point(0, 0)))


@pytest.mark.parametrize("batch", range(10))
def test_random_towns(batch):
    rng = np.random.default_rng(batch)
    worst, done = 0.0, 0
    while done < 120:
        town = random_town(rng, int(rng.integers(1, 16)), 40.0)
        if shapely.union_all(town).dwithin(Point(0, 0), 0.01):
            continue
        reach = float(rng.uniform(5, 60))
        # the difference with the square may round; walls beyond it are out of reach
        free = free_ground(town, reach)
        ours = areas(look(edges(free), reach=reach))[0]
        theirs = cgal_area(free, reach)
        worst = max(worst, abs(ours - theirs) / theirs)
        done += 1
    assert worst <= AGREED
