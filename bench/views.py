"""Exact views, polygons out: Vidik beside CGAL in C++, CGAL's wheel, Shapely and the slow twin.

What is compared, and what is not the same:

- Everybody hands over polygons (the wheel's and the twin's stay where they were made).
- Vidik and Shapely limit a view to its reach, Vidik also to a field of view. CGAL cannot do either.
  In the arrangement of the whole city its views are unlimited, which costs it little: triangular
  expansion never looks behind what it sees. In a local arrangement it sees up to the window's
  corners. Its time for the whole city's arrangement is not in the rate but said below the table;
  Vidik's index of walls is not in the rate either.
- That all see the same is checked on the views of the first cameras all around: CGAL's polygons are
  cut to the disc by a formula of their own, outside the time, and areas compared.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from tests.sight.scenes import all_around, disc_area

from bench.peers.cgal import CgalProgram, NotBuiltError
from bench.peers.planar import Planar
from bench.rounds import Absent, Contender, Contest, main
from bench.scenes import Scene, made_up, novi_sad
from vidik.model.views import Views
from vidik.sight import twin
from vidik.sight.visibility import areas, views

BUILDINGS = 33_680  # 16 km²
CAMERAS = 20_000
CHECKED = 50


def by_vidik(
    scene: Scene, count: int, *, reach: float, threads: int = 1, around: bool = False
) -> Views:
    """Return the first views by Vidik: the one place that calls its engine.

    Parameters
    ----------
    scene
        Walls and cameras.
    count
        How many cameras.
    reach
        Metres.
    threads
        How many.
    around
        Whether all cameras shall see all around.
    """
    del around  # the engine of today knows no field of view
    return views(
        [str(i) for i in range(count)],
        scene.cameras.points[:count],
        scene.walls,
        reach=np.full(count, reach),
        aims=[all_around(reach)] * count,
        moved_m=np.zeros(count),
        threads=threads,
    )


def vidik_with_heights(scene: Scene, *, reach: float) -> Contender | Absent:
    """Return Vidik with `scene.footprints.height` and `scene.cameras.height`, ground as target."""
    del scene, reach
    return Absent("Vidik", "its engine knows no heights")


def by_twin(scene: Scene, count: int, *, reach: float) -> NDArray[np.float64]:
    """Return the areas of the first views by the slow twin."""
    points = scene.cameras.points[:count]
    chosen, offsets = scene.walls.near(points, np.full(count, reach))
    return np.array(
        [
            twin.area(scene.walls.segments[chosen[a:b]] - np.tile(point, 2), reach=reach)
            for point, a, b in zip(points, offsets[:-1], offsets[1:], strict=True)
        ]
    )


def contest(scene: Scene, *, reach: float, title: str, exact: bool = False) -> Contest:
    """Return a contest of views at one reach.

    Parameters
    ----------
    scene
        Walls and cameras.
    reach
        Metres.
    title
        Of the table.
    exact
        Whether CGAL needs exact constructions: where walls cross, their crossings are on no grid.
    """
    most, points = len(scene.cameras), scene.cameras.points
    planar = Planar(scene.outlines)

    def quads(count: int) -> None:
        for x, y in points[:count]:
            planar.shadow_quads(x, y, reach=reach)

    def wheel(count: int) -> None:
        for x, y in points[:count]:
            planar.wheel(x, y, reach=reach)

    cpp, notes = _cgal(scene, reach=reach, exact=exact)
    return Contest(
        title,
        "views per second",
        [
            Contender("Vidik", lambda count: by_vidik(scene, count, reach=reach), most),
            *cpp,
            Contender("CGAL (pyvispoly wheel), a local arrangement", wheel, most),
            Contender("Shapely, shadow quads", quads, most),
            Contender("slow twin (NumPy)", lambda count: by_twin(scene, count, reach=reach), most),
        ],
        lambda: [scene.said, *notes()],
    )


def _cgal(
    scene: Scene, *, reach: float, exact: bool
) -> tuple[list[Contender | Absent], Callable[[], list[str]]]:
    """Return CGAL in C++ as contenders, and what to say of it afterwards."""
    most, points = len(scene.cameras), scene.cameras.points
    try:
        program = CgalProgram(scene.walls.segments, points, exact=exact)
    except NotBuiltError as reason:
        return [Absent("CGAL in C++", str(reason))], list

    def local(count: int) -> float:
        return program.in_local(count, reach=reach)

    def notes() -> list[str]:
        ours = areas(by_vidik(scene, CHECKED, reach=reach, around=True))
        theirs = [abs(disc_area(program.polygon(i) - points[i], reach)) for i in range(CHECKED)]
        apart = np.abs(ours - theirs) / theirs
        return [
            f"{program.built}. The city's arrangement took {program.city_s:.1f} s, not counted.",
            f"Areas of {CHECKED} views all around by Vidik and by CGAL are apart by "
            f"{apart.max():.0e} at most, relative.",
        ]

    return [
        Contender(name, work, most, elsewhere=True, memory=program.memory)
        for name, work in (
            ("CGAL in C++, one arrangement of the city", program.in_city),
            ("CGAL in C++, a local arrangement", local),
        )
    ], notes


def with_heights(scene: Scene, *, reach: float) -> Contest:
    """Return a contest of views over roofs lower than the camera, down to the ground."""
    height = scene.footprints.height[scene.footprints.owner, 1]
    planar = Planar(scene.outlines, height)

    def quads(count: int) -> None:
        cameras = scene.cameras
        for (x, y), z in zip(cameras.points[:count], cameras.height[:count], strict=True):
            planar.shadow_quads(x, y, reach=reach, height=z)

    return Contest(
        f"Exact views over low roofs, made-up city, reach {reach:.0f} m, one thread",
        "views per second",
        [
            vidik_with_heights(scene, reach=reach),
            Contender("Shapely, shadow quads", quads, len(scene.cameras)),
        ],
        lambda: [scene.said],
    )


def threads_contest() -> Contest:
    """Return a contest of two threads with one."""
    scene = made_up(BUILDINGS, CAMERAS)
    return Contest(
        "Exact views, reach 100 m, two threads beside one",
        "views per second",
        [
            Contender(name, partial(by_vidik, scene, reach=100.0, threads=threads), CAMERAS)
            for name, threads in (("Vidik, two threads", 2), ("Vidik, one thread", 1))
        ],
        lambda: [scene.said],
    )


def at(reach: float) -> Contest:
    """Return the contest in the made-up city at one reach."""
    return contest(
        made_up(BUILDINGS, CAMERAS),
        reach=reach,
        title=f"Exact views, made-up city, reach {reach:.0f} m, one thread",
    )


if __name__ == "__main__":
    main(
        "bench.views",
        {
            "50": lambda: at(50.0),
            "100": lambda: at(100.0),
            "200": lambda: at(200.0),
            "threads": threads_contest,
            "heights": lambda: with_heights(made_up(BUILDINGS, CAMERAS), reach=50.0),
            "dense": lambda: contest(
                made_up(BUILDINGS // 4, CAMERAS, dense=True, domes=True),
                reach=100.0,
                title="Exact views, outlines of 78 vertices, domes only, reach 100 m, one thread",
            ),
            "novi_sad": lambda: contest(
                novi_sad(CAMERAS),
                reach=100.0,
                title="Exact views, Novi Sad, reach 100 m, one thread",
                exact=True,
            ),
        },
    )
