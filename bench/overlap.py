"""Union and overlap of views: Vidik beside GEOS.

GEOS makes the union only. By how many cameras a place is seen it does not say, so it does less.
Making the views, and GEOS's polygons from them, is in nobody's time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import shapely

from bench.rounds import Contender, Contest, main
from bench.scenes import made_up
from bench.streets import polygons_of
from bench.views import aims_of, by_vidik
from vidik.model.views import Views
from vidik.sight.cut import most
from vidik.sight.overlap import overlap
from vidik.sight.visibility import areas

BUILDINGS = 33_680  # 16 km²
CAMERAS = 10_000
REACH_M = 100.0


def vidik_overlap(seen: Views) -> Contender:
    """Return Vidik making the areas of every depth of overlap; it cuts the views first."""

    def work(_: int) -> None:
        overlap(most(seen, 0))

    return Contender("Vidik, areas of every depth", work, CAMERAS, least=CAMERAS)


def city_overlap() -> Contest:
    """Return the contest on all views of the made-up city."""
    scene = made_up(BUILDINGS, CAMERAS, domes=True)
    seen = by_vidik(scene, aims_of(scene.cameras, reach=REACH_M), reach=REACH_M)
    polygons = cache(lambda: polygons_of(seen))
    made: list[shapely.Geometry] = []

    def union(_: int) -> None:
        made[:] = [shapely.union_all(polygons())]

    def notes() -> list[str]:
        return [
            scene.said,
            f"The union has {made[0].area / 1e6:.3f} km², the views together "
            f"{areas(seen).sum() / 1e6:.3f} km².",
        ]

    return Contest(
        f"Overlap of {CAMERAS:,} views, reach {REACH_M:.0f} m, one thread",
        "views per second",
        [
            vidik_overlap(seen),
            Contender("GEOS, union only (union_all)", union, CAMERAS, least=CAMERAS),
        ],
        notes,
        rounds=3,  # a turn of GEOS takes many seconds
    )


CASES: dict[str, Callable[[], Contest]] = {"city": city_overlap}

if __name__ == "__main__":
    main("bench.overlap", CASES)
