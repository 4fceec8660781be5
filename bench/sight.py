"""Views and streets of a made-up town, by Vidik and by the peers, in one run.

Prints a Markdown table: rates, ratio to Vidik with its spread over rounds, peak memory.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
import pyvispoly
import shapely
from numpy.typing import NDArray

from vidik.model.camera import Camera
from vidik.model.frame import GRID_M, snap
from vidik.model.streets import Streets
from vidik.model.views import Views
from vidik.outside.tables import load_optics
from vidik.sight import twin
from vidik.sight.aim import aim
from vidik.sight.bands import star_polygon
from vidik.sight.stretches import watched
from vidik.sight.visibility import views
from vidik.sight.walls import Walls

SEED = 20261123
SIDE_M = 1000.0
BUILDINGS = 2105  # per square kilometre, as in the measured design
CAMERAS = 200
ROUNDS = 5


def town(rng: np.random.Generator) -> list[shapely.Polygon]:
    """Return disjoint outlines on the grid, over a square of `SIDE_M`."""
    cells = int(np.ceil(np.sqrt(BUILDINGS)))
    pitch = SIDE_M / cells
    made = []
    for row in range(cells):
        for column in range(cells):
            w, h = rng.uniform(0.35, 0.8, 2) * pitch
            x, y = (np.array([column, row]) + rng.uniform(0.05, 0.15, 2)) * pitch
            house = shapely.box(x, y, x + w, y + h)
            if rng.random() < 0.5:
                house = house.difference(shapely.box(x + w / 2, y + h / 2, x + w, y + h))
            made.append(shapely.set_precision(house, GRID_M))
    return made[:BUILDINGS]


def edges(outlines: list[shapely.Polygon]) -> NDArray[np.float64]:
    """Return the edges of outlines without holes, shape (m, 4)."""
    rings = [np.asarray(outline.exterior.coords) for outline in outlines]
    return np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])


def free_points(rng: np.random.Generator, block: shapely.Geometry) -> NDArray[np.float64]:
    """Return places outside every building, away from the rim, snapped."""
    points = snap(rng.uniform(200, SIDE_M - 200, (4 * CAMERAS, 2)))
    free = shapely.distance(block, shapely.points(points)) > 0.05
    return points[free][:CAMERAS]


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def compare(
    title: str,
    unit: str,
    ours: tuple[Callable[[], object], int],
    peers: dict[str, tuple[Callable[[], object], int]],
) -> None:
    """Time everything in turn, round by round, and print a table."""
    ours[0]()  # compiles
    rates: dict[str, list[float]] = {name: [] for name in ("Vidik", *peers)}
    for _ in range(ROUNDS):
        for name, (work, count) in {"Vidik": ours, **peers}.items():
            rates[name].append(count / timed(work))
    print(f"\n### {title}\n\n| | {unit} | Vidik is faster by |\n|---|---|---|")
    for name, values in rates.items():
        ratios = [a / b for a, b in zip(rates["Vidik"], values, strict=True)]
        spread = f"{statistics.median(ratios):,.1f}× ({min(ratios):,.1f}–{max(ratios):,.1f})"
        print(
            f"| {name} | {statistics.median(values):,.0f} | {spread if name != 'Vidik' else ''} |"
        )


def cgal(outlines: list[shapely.Polygon], point: NDArray[np.float64], reach: float) -> float:
    """Return the area that CGAL sees among the buildings near a point."""
    x, y = point
    window = shapely.box(x - 1.5 * reach, y - 1.5 * reach, x + 1.5 * reach, y + 1.5 * reach)
    near = shapely.union_all([o for o in outlines if o.intersects(window)])
    ground = window.difference(near)
    free = next(p for p in shapely.get_parts(ground) if p.contains(shapely.Point(x, y)))
    free = shapely.orient_polygons(free)
    arena = pyvispoly.PolygonWithHoles(
        [pyvispoly.Point(*xy) for xy in free.exterior.coords[:-1]],
        [[pyvispoly.Point(*xy) for xy in hole.coords[:-1]] for hole in free.interiors],
    )
    seen = pyvispoly.VisibilityPolygonCalculator(arena).compute_visibility_polygon(
        pyvispoly.Point(x, y)
    )
    return float(seen.area())


def bench_views(outlines: list[shapely.Polygon], points: NDArray[np.float64]) -> None:
    """Compare views per second at three reaches."""
    walls = Walls(edges(outlines))
    walls.near(points[:1], np.ones(1))  # builds the index
    some = points[:10]
    table = load_optics()
    one = aim(Camera("c", "s", "c", 0.0, 0.0), table)

    def solve(reach: float) -> Views:
        return views(
            [str(i) for i in range(len(points))],
            points,
            walls,
            reach=np.full(len(points), reach),
            aims=[one] * len(points),
            moved_m=np.zeros(len(points)),
        )

    for reach in (50.0, 100.0, 200.0):

        def by_twin(reach: float = reach) -> None:
            chosen, offsets = walls.near(some, np.full(len(some), reach))
            for i, point in enumerate(some):
                part = walls.segments[chosen[offsets[i] : offsets[i + 1]]] - np.tile(point, 2)
                twin.area(part, reach=reach)

        peers: dict[str, tuple[Callable[[], object], int]] = {
            "CGAL (pyvispoly wheel, local arrangement)": (
                lambda reach=reach: [cgal(outlines, p, reach) for p in some],
                len(some),
            ),
        }
        if reach <= 50:
            peers["slow twin (NumPy)"] = (by_twin, len(some))
        compare(
            f"Exact views, reach {reach:.0f} m, one thread",
            "views per second",
            (lambda reach=reach: solve(reach), len(points)),
            peers,
        )


def bench_streets(
    rng: np.random.Generator, outlines: list[shapely.Polygon], points: NDArray[np.float64]
) -> None:
    """Compare watched metres of 20,000 segments of street."""
    table = load_optics()
    one = aim(Camera("c", "s", "c", 0.0, 0.0), table)
    seen = views(
        [str(i) for i in range(len(points))],
        points,
        Walls(edges(outlines)),
        reach=np.full(len(points), 100.0),
        aims=[one] * len(points),
        moved_m=np.zeros(len(points)),
    )
    count = 20_000
    start = rng.uniform(0, SIDE_M, (count, 2))
    ends = start + rng.normal(0, 20, (count, 2))
    ways = Streets(
        ids=tuple(map(str, range(count))),
        names=("",) * count,
        classes=("footway",) * count,
        offsets=np.arange(0, 2 * count + 1, 2),
        vertices=np.stack([start, ends], axis=1).reshape(-1, 2),
    )
    polygons = [
        shapely.transform(star_polygon(seen, i), lambda xy, i=i: xy + seen.origin[i])
        for i in range(len(seen))
    ]
    lines = shapely.linestrings(np.stack([start, ends], axis=1))

    def by_shapely() -> None:
        # one level, most only: less than what Vidik does for all levels and all three figures
        tree = shapely.STRtree(polygons)
        line, polygon = tree.query(lines, predicate="intersects")
        parts = shapely.intersection(lines[line], np.array(polygons, object)[polygon])
        order = np.argsort(line, kind="stable")
        groups = np.split(parts[order], np.flatnonzero(np.diff(line[order])) + 1)
        for group in groups:
            shapely.length(shapely.union_all(group))

    keys = [level.key for level in table.levels]
    compare(
        "Watched metres of 20,000 street segments, one thread",
        "segments per second",
        (lambda: watched(ways, seen, levels=keys), count),
        {"Shapely (STRtree, intersection, union; one level, most only)": (by_shapely, count)},
    )


def main() -> None:
    """Run all comparisons."""
    rng = np.random.default_rng(SEED)
    outlines = town(rng)
    points = free_points(rng, shapely.union_all(outlines))
    print(
        f"Made-up town: {len(outlines):,} buildings on 1 km², {len(points)} cameras, seed {SEED}."
    )
    bench_views(outlines, points)
    bench_streets(rng, outlines, points)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPeak memory of the whole run, peers included: {peak:,.0f} MiB.")


if __name__ == "__main__":
    main()
