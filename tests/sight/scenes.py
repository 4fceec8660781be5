"""Scenes: random walls and buildings on the snapped grid, and areas by formulas of their own."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon, affinity
from shapely.geometry.polygon import orient

from vidik.model.frame import GRID_M, snap
from vidik.model.optics import Lens, Level, Optics
from vidik.model.stances import Stances
from vidik.model.views import Aim, Views
from vidik.sight.visibility import views
from vidik.sight.walls import Walls

#: A small table of optics with round numbers: reaches 8, 4, 2 and 40, 20, 10 metres.
LEVELS = (Level("detect", 25, "test"), Level("observe", 50, "test"), Level("identify", 100, "test"))


def lens(name: str = "only", weight: float = 1.0, fov: float = 90.0, reach: float = 40.0) -> Lens:
    """Return a lens with the given field of view, degrees, and reach at 25 px/m, metres."""
    width = 4.8
    focal = width / (2 * math.tan(math.radians(fov) / 2))
    return Lens(name, weight, focal, width, round(reach * 25 * width / focal), "test")


def optics(*lenses: Lens, max_reach_m: float = 300.0) -> Optics:
    """Return a table that gives every kind of camera the same lenses."""
    from vidik.model.camera import Kind

    chosen = lenses or (lens(),)
    return Optics("test", LEVELS, dict.fromkeys(Kind, chosen), max_reach_m)


def all_around(reach: float) -> Aim:
    """Return the aim of a camera that looks everywhere at once."""
    return Aim.level(
        weight=np.ones(1),
        fov=np.full(1, 360.0),
        reach=np.full((1, 1), reach),
        share=np.ones(1),
        start=np.zeros(1),
        width=np.full(1, 360.0),
    )


def facing(reach: float, *arcs: tuple[float, float], fov: float = 0.0) -> Aim:
    """Return the aim of a camera that sees the given sectors: start and width, degrees.

    Or, with a field of view, of one whose axis may turn within them.
    """
    n = len(arcs)
    return Aim.level(
        weight=np.ones(1),
        fov=np.full(1, fov),
        reach=np.full((1, 1), reach),
        share=np.full(n, 1 / n),
        start=np.array([start for start, _ in arcs], dtype=np.float64),
        width=np.array([width for _, width in arcs], dtype=np.float64),
    )


def look(
    segments: NDArray[np.float64],
    point: tuple[float, float] = (0.0, 0.0),
    *,
    reach: float,
    aim: Aim | None = None,
) -> Views:
    """Return the view of one camera among walls that hide from both sides."""
    return views(
        ["camera"],
        np.array([point]),
        Walls.free(np.asarray(segments, dtype=np.float64).reshape(-1, 4)),
        aims=[aim or all_around(reach)],
        max_reach_m=reach,
    )


def edges(*polygons: Polygon) -> NDArray[np.float64]:
    """Return the edges of polygons, holes included, shape (m, 4)."""
    found = []
    for polygon in polygons:
        for ring in (polygon.exterior, *polygon.interiors):
            xy = np.asarray(ring.coords)
            found.append(np.hstack([xy[:-1], xy[1:]]))
    return np.concatenate(found) if found else np.empty((0, 4))


def random_walls(rng: np.random.Generator, count: int, span: float) -> NDArray[np.float64]:
    """Return walls that cross one another freely, none through the origin, shape (count, 4)."""
    start = rng.uniform(-span, span, (count, 2))
    walls = snap(np.hstack([start, start + rng.normal(0, span / 3, (count, 2))]))
    clear = shapely.distance(shapely.linestrings(walls.reshape(-1, 2, 2)), shapely.Point(0, 0)) > 0
    return walls[clear]


def random_town(rng: np.random.Generator, count: int, span: float) -> list[Polygon]:
    """Return disjoint outlines, some with courtyards, that leave the origin free.

    Crossing outlines are merged, as both the engine and CGAL are then fed with the same geometry.
    """
    shapes = []
    for _ in range(count):
        w, h = rng.uniform(2, span / 3, 2)
        kind = rng.integers(4)
        if kind == 0:
            shape = shapely.box(0, 0, w, h)
        elif kind == 1:
            shape = shapely.box(0, 0, w, h).difference(shapely.box(w / 2, h / 2, w, h))
        elif kind == 2:
            shape = shapely.box(0, 0, w, h).difference(shapely.box(w / 4, h / 4, w / 2, h / 2))
        else:
            shape = Polygon(rng.uniform(0, w, (3, 2)))
        turn = float(rng.choice([0, 90, rng.uniform(0, 360)]))
        shapes.append(
            affinity.translate(affinity.rotate(shape, turn), *rng.uniform(-span, span, 2))
        )
    merged = shapely.set_precision(shapely.union_all(shapes), GRID_M)
    # outlines that touch in a point are one hole for GEOS and a broken one for CGAL
    merged = shapely.set_precision(merged.buffer(0.01, join_style="mitre"), GRID_M)
    return [p for p in shapely.get_parts(merged) if p.geom_type == "Polygon" and p.area > 0.01]


def jagged_town(rng: np.random.Generator, count: int, span: float) -> list[Polygon]:
    """Return outlines of many corners, stars and spirals, that leave the origin free.

    They may overlap. Many of their walls face the camera between others that are turned away.
    """
    shapes = []
    for _ in range(count):
        size = float(rng.uniform(2, span / 2))
        corners = int(rng.integers(12, 80))
        angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
        if rng.random() < 0.7:
            radius = size * rng.uniform(rng.uniform(0.2, 0.95), 1.0, corners)
            ring = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
            shape = Polygon(ring)
        else:
            angle = 2.5 * angle
            path = (size * (0.2 + angle / 16))[:, None] * np.column_stack(
                [np.cos(angle), np.sin(angle)]
            )
            shape = shapely.LineString(path).buffer(size / 20, cap_style="flat", join_style="mitre")
        placed = shapely.set_precision(
            affinity.translate(shape, *rng.uniform(-span, span, 2)), GRID_M
        )
        shapes += [
            one
            for one in shapely.get_parts(placed)
            if one.geom_type == "Polygon" and not one.dwithin(shapely.Point(0, 0), 0.01)
        ]
    return shapes


def random_aim(rng: np.random.Generator, *, stances: int = 3, levels: int = 3) -> Aim:
    """Return an aim of random readings and arcs, with every kind of limit in it."""
    k, arcs = rng.integers(1, 9), rng.integers(1, 4)
    stance = rng.integers(stances, size=k)
    # a lens may hang below the plane that is looked at; the highest one is of the first stance
    rise = np.sort(rng.uniform(-0.5, 10.0, stances))[::-1][stance]
    middle, half = rng.uniform(0.0, 80.0, k), rng.uniform(1.0, 40.0, k)
    steep = middle + half >= 90.0
    lower = np.where(steep, np.inf, np.tan(np.radians(np.minimum(middle + half, 89.9))))
    return Aim(
        weight=rng.dirichlet(np.ones(k)),
        fov=rng.uniform(1.0, 170.0, k),
        reach=np.sort(rng.uniform(1.0, 60.0, (k, levels)))[:, ::-1],
        rise=rise,
        lower=lower,
        upper=np.tan(np.radians(middle - half)),
        stance=stance,
        share=rng.dirichlet(np.ones(arcs)),
        start=rng.uniform(0.0, 360.0, arcs),
        width=rng.choice([0.0, 180.0, 360.0, rng.uniform(1.0, 360.0)], arcs),
    )


def low_town(seed: int, *, cameras: int = 20, levels: int = 3) -> Views:
    """Return the views of cameras that may see over the houses of a town, in three stances."""
    rng = np.random.default_rng(seed)
    houses = [orient(house) for house in random_town(rng, 30, 60.0)]
    points = snap(rng.uniform(-60.0, 60.0, (20 * cameras, 2)))
    clear = shapely.distance(shapely.union_all(houses), shapely.points(points)) > 0.05
    points = points[clear][:cameras]
    rings = [
        (owner, np.asarray(ring.coords))
        for owner, house in enumerate(houses)
        for ring in (house.exterior, *house.interiors)
    ]
    return views(
        [f"osm:node/{number}" for number in range(1, len(points) + 1)],
        points,
        Walls(
            np.concatenate([corners for _, corners in rings]),
            np.cumsum([0, *(len(corners) for _, corners in rings)]),
            np.array([owner for owner, _ in rings]),
        ),
        aims=[random_aim(rng, levels=levels) for _ in points],
        stances=Stances(
            eye=np.tile([7.0, 4.0, 3.0], (len(points), 1)),
            target=np.full((len(points), 3), 1.6),
            tops=np.outer([0.8, 1.0, 1.5], rng.uniform(2.0, 7.0, len(houses))),
        ),
    )


def disc_area(ring: NDArray[np.float64], radius: float) -> float:
    """Return the area that a polygon shares with the disc of a radius about the origin.

    For each edge, the signed area between it and the origin, cut by the circle: triangles inside,
    sectors outside.
    """
    total = 0.0
    for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        dx, dy = x1 - x0, y1 - y0
        a, b, c = dx * dx + dy * dy, x0 * dx + y0 * dy, x0 * x0 + y0 * y0 - radius**2
        if a == 0:
            continue
        root = b * b - a * c
        ts = [0.0, 1.0]
        if root > 0:
            ts += [t for s in (-1, 1) if 0 < (t := (s * math.sqrt(root) - b) / a) < 1]
        ts.sort()
        for t0, t1 in pairwise(ts):
            px, py, qx, qy = x0 + t0 * dx, y0 + t0 * dy, x0 + t1 * dx, y0 + t1 * dy
            tm = 0.5 * (t0 + t1)
            cross, dot = px * qy - py * qx, px * qx + py * qy
            if math.hypot(x0 + tm * dx, y0 + tm * dy) < radius:
                total += 0.5 * cross
            else:
                total += 0.5 * radius**2 * math.atan2(cross, dot)
    return total
