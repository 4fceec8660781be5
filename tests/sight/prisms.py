"""Buildings as prisms: scenes of them, and what a lens sees over them.

Nothing here is shared with the engine: shadows are polygons of GEOS, sight lines are straight lines
in space.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon, affinity

from tests.sight.scenes import all_around, disc_area
from vidik.model.footprints import Footprints
from vidik.model.frame import GRID_M, snap
from vidik.model.stances import Stances
from vidik.model.views import Aim, Views
from vidik.sight.visibility import views
from vidik.sight.walls import Walls

Floats = NDArray[np.float64]


def footprints(buildings: Sequence[Polygon]) -> Footprints:
    """Return buildings of one outline each, wound as their kind of value asks."""
    wound = shapely.orient_polygons(np.array(buildings, dtype=object))
    rings = [ring for one in wound for ring in (one.exterior, *one.interiors)]
    n = len(buildings)
    return Footprints(
        ids=tuple(str(i) for i in range(n)),
        kind=("yes",) * n,
        owner=np.arange(n),
        polygon_offsets=np.cumsum([0, *(1 + len(one.interiors) for one in wound)]),
        ring_offsets=np.cumsum([0, *(len(ring.coords) for ring in rings)]),
        vertices=snap(np.concatenate([np.empty((0, 2)), *(np.array(r.coords) for r in rings)])),
        height=np.full((n, 3), np.nan),
        min_height=np.zeros(n),
    )


def stand(
    buildings: Sequence[Polygon],
    points: Sequence[tuple[float, float]] | Floats = ((0.0, 0.0),),
    *,
    reach: float,
    aims: Sequence[Aim] | None = None,
    eye: Floats | float | None = None,
    target: Floats | float = 0.0,
    tops: Floats | Sequence[float] = (),
    threads: int = 1,
) -> Views:
    """Return the views of cameras among buildings.

    Parameters
    ----------
    buildings
        What hides.
    points
        Shape (n, 2): of the cameras, metres.
    reach, aims
        How far they see; aims if not all around.
    eye, target, tops
        Shape (n, h), (n, h) and (h, b), or one number or row for all; without `eye` every building
        is tall.
    threads
        How many cameras are computed at once.
    """
    points = np.asarray(points, dtype=np.float64)
    stances = None
    if eye is not None:
        roofs = np.atleast_2d(np.asarray(tops, dtype=np.float64))
        shape = (len(points), len(roofs))
        stances = Stances(
            eye=np.broadcast_to(eye, shape).astype(np.float64),
            target=np.broadcast_to(target, shape).astype(np.float64),
            tops=roofs,
        )
    return views(
        [str(i) for i in range(len(points))],
        points,
        Walls.of(footprints(buildings)),
        aims=[all_around(reach)] * len(points) if aims is None else aims,
        stances=stances,
        max_reach_m=reach,
        threads=threads,
    )


def random_buildings(
    rng: np.random.Generator, count: int, span: float, *, lattice: bool = False
) -> list[Polygon]:
    """Return buildings that leave the origin free and otherwise do as those of real maps do.

    They overlap, touch along walls and in corners, lie in one another, repeat one another, have
    notches and courtyards. On a lattice all corners are whole metres, so that walls continue one
    another, meet in one point or are seen edge-on, and corners stand behind one another.
    """
    shapes: list[Polygon] = []
    while len(shapes) < count:
        kind = rng.integers(7)
        if kind == 6 and shapes:
            shapes.append(shapes[int(rng.integers(len(shapes)))])
            continue
        w, h = rng.uniform(1, span / 3, 2)
        if lattice:
            w, h = float(4 * math.ceil(w / 4)), float(4 * math.ceil(h / 4))
        shape = shapely.box(0, 0, w, h)
        if kind == 1:
            shape = shape.difference(shapely.box(w / 2, h / 2, w, h))
        elif kind == 2:
            shape = shape.difference(shapely.box(w / 4, h / 4, w / 2, h / 2))
        elif kind == 3:
            shape = shape.difference(shapely.box(w / 4, h / 4, w / 2, h))
        elif kind == 4:
            shape = Polygon([(0, 0), (w, 0), (w / 2, h / 4), (w, h)])
        turn = float(rng.choice([0, 90, 180]) if lattice else rng.choice([0, rng.uniform(0, 360)]))
        at = rng.integers(-span, span, 2) if lattice else rng.uniform(-span, span, 2)
        made = affinity.translate(affinity.rotate(shape, turn, origin=(0, 0)), *map(float, at))
        # on the grid, but not bound to it: GEOS rounds all that is made of bound shapes
        made = shapely.set_precision(shapely.set_precision(made, GRID_M), 0)
        if made.geom_type == "Polygon" and made.area > 0.1 and not made.dwithin(Point(0, 0), 0.05):
            shapes.append(made)
    return shapes


def random_roofs(rng: np.random.Generator, buildings: int, eye: float, target: float) -> Floats:
    """Return heights of roofs about those that matter: of the lens, of the target, and between."""
    odd = [0.0, target, eye, eye * (1 - 1e-3), np.nextafter(eye, 0), eye + 1, np.inf]
    plain = rng.uniform(target, 1.3 * eye, buildings)
    return np.where(rng.random(buildings) < 0.3, rng.choice(odd, buildings), plain)


def shadows(
    buildings: Sequence[Polygon], tops: Floats, *, eye: float, target: float, reach: float
) -> shapely.Geometry:
    """Return what the buildings hide from the origin, as far as `reach` and some way beyond.

    A building as high as the lens, or higher, hides the cone behind each of its walls. A lower one
    hides what a convex part of it sweeps when it is scaled about the camera from 1 to
    s = (eye − target) / (eye − top): the hull of the part and of the scaled part. One that is not
    higher than the target hides itself.
    """
    hidden: list[shapely.Geometry] = list(buildings)
    for building, top in zip(buildings, tops.tolist(), strict=True):
        if top >= eye:
            rings = (building.exterior, *building.interiors)
            hidden += (c for ring in rings for c in _cones(np.array(ring.coords), 8 * reach))
        elif top > target:
            s = (eye - target) / (eye - top)
            parts = shapely.get_parts(shapely.constrained_delaunay_triangles(building))
            for part in parts:
                # the shadow of a roof just below the lens is endless: that is far enough
                far = min(s, 4 * reach / part.distance(Point(0, 0)))
                scaled = affinity.scale(part, far, far, origin=(0, 0))
                hidden.append(shapely.union(part, scaled).convex_hull)
    # clipped first, as GEOS loses ground where shadows are much longer than what they are cut from
    view = shapely.box(-3 * reach, -3 * reach, 3 * reach, 3 * reach)
    return shapely.union_all(shapely.intersection(hidden, view))


def _cones(ring: Floats, far: float) -> Iterator[Polygon]:
    """Yield what is hidden behind each edge of a ring, out to a distance beyond all of them."""
    far += float(np.hypot(*ring.T).max())
    for p, q in pairwise(ring):
        if p[0] * q[1] == p[1] * q[0]:
            continue
        u, v = p / math.hypot(*p), q / math.hypot(*q)
        middle = (u + v) / math.hypot(*(u + v))
        yield Polygon([p, far * u, far * middle, far * v, q])


def seen_by_shadows(
    buildings: Sequence[Polygon],
    tops: Floats,
    *,
    eye: float,
    target: float,
    reach: float,
    wedge: shapely.Geometry | None = None,
) -> float:
    """Return the area that the origin sees, all around or within a wedge: a disc less shadows."""
    ground = shapely.box(-2 * reach, -2 * reach, 2 * reach, 2 * reach)
    if wedge is not None:
        ground = ground.intersection(wedge)
    hidden = shadows(buildings, tops, eye=eye, target=target, reach=reach)
    seen = ground.difference(hidden)
    area = 0.0
    for part in shapely.get_parts(seen):
        if part.geom_type == "Polygon":
            wound = shapely.orient_polygons(part)
            for ring in (wound.exterior, *wound.interiors):
                area += disc_area(np.array(ring.coords)[:-1], reach)
    return area


def seen_along_lines(
    buildings: Sequence[Polygon], tops: Floats, points: Floats, *, eye: float, target: float
) -> NDArray[np.bool_]:
    """Return whether a straight line in space from the lens over the origin reaches each point.

    The line to the point (x, y, target) is over each building between every other crossing of its
    outline, and must not be lower than its roof there. What lies in a building is never seen.
    """
    free = np.ones(len(points), dtype=np.bool_)
    for building, top in zip(buildings, tops.tolist(), strict=True):
        rings = [np.array(ring.coords) for ring in (building.exterior, *building.interiors)]
        a = np.concatenate([ring[:-1] for ring in rings])
        d = np.concatenate([np.diff(ring, axis=0) for ring in rings])
        with np.errstate(divide="ignore", invalid="ignore"):
            across = points[:, :1] * d[:, 1] - points[:, 1:] * d[:, 0]
            along = (a[:, 0] * d[:, 1] - a[:, 1] * d[:, 0]) / across
            edge = (a[:, 0] * points[:, 1:] - a[:, 1] * points[:, :1]) / across
        met = (along > 0) & (edge >= 0) & (edge < 1)
        crossings = np.sort(np.where(met, along, np.inf), axis=1)
        crossings = np.pad(crossings, ((0, 0), (0, len(a) % 2)), constant_values=np.inf)
        enter, leave = crossings[:, 0::2], np.minimum(crossings[:, 1::2], 1.0)
        lowest = eye + leave * (target - eye)
        free &= ~((enter < 1.0) & ((lowest < top) | (leave == 1.0))).any(axis=1)
    return free


def clear_of_edges(seen: Views, points: Floats, *, by: float = 1e-3) -> NDArray[np.bool_]:
    """Return whether each point keeps away from every edge of the only camera's views."""
    edges = shapely.multilinestrings(shapely.linestrings(seen.edges[~seen.arc].reshape(-1, 2, 2)))
    rim = np.abs(np.hypot(*(points - seen.origin[0]).T) - seen.reach[0])
    return ~shapely.dwithin(edges, shapely.points(points - seen.origin[0]), by) & (rim > by)


def wedge(start: float, width: float, far: float) -> Polygon:
    """Return the ground between two bearings, out to a distance, as a fan of triangles."""
    if width >= 360.0:
        return shapely.box(-far, -far, far, far)
    turns = np.radians(np.linspace(start, start + width, 2 + int(width / 10)))
    return Polygon([(0, 0), *zip(far * np.sin(turns), far * np.cos(turns), strict=True)])
