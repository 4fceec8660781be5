"""Watched metres of street: Vidik beside Shapely's index and intersection.

Both get the same views. Shapely's are polygons whose arcs are chords that stray at most 2 cm from
the circle; making them is not in its time, nor is making the views in Vidik's. Both add up, for
each piece of street, the metres that at least one camera sees. Shapely alone would count twice what
two cameras see: rounded ends make the parts of a line cross rather than cover one another in their
union (here, 1.6 times too much). So its parts are measured along their segment and joined as
intervals.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.rounds import Contender, Contest, main
from bench.scenes import made_up
from bench.views import aims_of, by_vidik
from vidik.model.streets import Streets
from vidik.model.views import Views
from vidik.sight.bands import CHORD_M
from vidik.sight.chords import polygons
from vidik.sight.expectation import whole
from vidik.sight.stretches import watched

BUILDINGS = 33_680  # 16 km²
CAMERAS = 10_000
REACH_M = 100.0


def watched_by_vidik(
    streets: Streets, seen: Views, count: int, *, named: bool = False
) -> NDArray[np.float64]:
    """Return the watched metres of the first pieces: the one place that calls Vidik's engine."""
    part = Streets(
        ids=streets.ids[:count],
        names=streets.names[:count],
        classes=streets.classes[:count],
        offsets=streets.offsets[: count + 1],
        vertices=streets.vertices[: streets.offsets[count]],
    )
    return watched(part, seen, levels=["seen"], watchers=named).most[:, 0]


def watched_by_shapely(
    streets: Streets, polygons: NDArray[np.object_], count: int
) -> NDArray[np.float64]:
    """Return the same by Shapely: each segment's parts in views, joined as intervals."""
    xy, piece = streets.vertices, np.repeat(np.arange(len(streets)), np.diff(streets.offsets))
    begin = np.flatnonzero(piece[:-1] == piece[1:])
    begin = begin[piece[begin] < count]
    lines = shapely.linestrings(np.stack([xy[begin], xy[begin + 1]], axis=1))
    line, polygon = shapely.STRtree(polygons).query(lines, predicate="intersects")
    parts, of = shapely.get_parts(
        shapely.intersection(lines[line], polygons[polygon]), return_index=True
    )
    straight = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    line, parts = line[of[straight]], parts[straight]
    ends = [shapely.line_locate_point(lines[line], shapely.get_point(parts, i)) for i in (0, -1)]
    # one long axis for all segments, on which intervals of different ones are far apart
    start, end = np.sort(ends, axis=0) + 1e4 * line
    order = np.argsort(start)
    start, end, line = start[order], end[order], line[order]
    before = np.concatenate([[-np.inf], np.maximum.accumulate(end)[:-1]])
    fresh = np.maximum(end - np.maximum(start, before), 0.0)
    metres = np.zeros(count)
    np.add.at(metres, piece[begin[line]], fresh)
    return metres


def city_streets() -> Contest:
    """Return the contest on the made-up city's streets."""
    scene = made_up(BUILDINGS, CAMERAS, domes=True)
    assert scene.streets is not None
    streets = scene.streets
    seen = by_vidik(scene, aims_of(scene.cameras, reach=REACH_M), reach=REACH_M)
    polygons = cache(lambda: polygons_of(seen))

    def ours(count: int) -> NDArray[np.float64]:
        return watched_by_vidik(streets, seen, count)

    def named(count: int) -> NDArray[np.float64]:
        return watched_by_vidik(streets, seen, count, named=True)

    def theirs(count: int) -> NDArray[np.float64]:
        return watched_by_shapely(streets, polygons(), count)

    def notes() -> list[str]:
        n = len(streets)
        apart = np.abs(ours(n) - theirs(n))
        segments = (len(streets.vertices) - n) / n
        return [
            scene.said,
            f"A piece has {streets.lengths().mean():.0f} m in {segments:.1f} segments. Watched: "
            f"{ours(n).sum():,.0f} m by Vidik, {theirs(n).sum():,.0f} m by Shapely; one piece "
            f"differs by {apart.max():.2f} m at most.",
        ]

    return Contest(
        f"Watched metres of street, {CAMERAS:,} cameras, reach {REACH_M:.0f} m, one thread",
        "pieces of street per second",
        [
            Contender("Vidik", ours, len(streets)),
            Contender("Vidik, and which cameras", named, len(streets)),
            Contender("Shapely (STRtree, intersection), NumPy", theirs, len(streets)),
        ],
        notes,
    )


def polygons_of(seen: Views) -> NDArray[np.object_]:
    """Return views as polygons of the city's frame."""
    # without heights every camera has one view
    return polygons(whole(seen), chord_m=CHORD_M)


CASES: dict[str, Callable[[], Contest]] = {"city": city_streets}

if __name__ == "__main__":
    main("bench.streets", CASES)
