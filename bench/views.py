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

import numpy as np
import shapely
from shapely import STRtree
from tests.sight.scenes import disc_area

from bench.city import Cameras
from bench.peers.cgal import CgalProgram
from bench.peers.planar import Planar
from bench.rounds import Absent, Contender, Contest, NotRunError, main
from bench.scenes import Scene, made_up, novi_sad
from vidik.model.stances import Stances
from vidik.model.views import Aims, Views
from vidik.sight import twin
from vidik.sight.visibility import areas, views

BUILDINGS = 33_680  # 16 km²
WHOLE = 210_500  # 100 km²
CAMERAS = 20_000
CHECKED = 50

#: The twin takes every wall with every other, which is no sport where there are many.
TWIN_REACH_M = 50.0

_IDS = [str(i) for i in range(CAMERAS)]


def aims_of(cameras: Cameras, *, reach: float, around: bool = False) -> Aims:
    """Return where cameras look, as Vidik's engine takes it: not in anybody's time.

    Parameters
    ----------
    cameras
        Of a scene.
    reach
        Metres.
    around
        Whether all of them shall see all around.
    """
    n = len(cameras)
    all_around = cameras.dome | around
    one = np.ones(n)
    return Aims(
        lens_offsets=np.arange(n + 1),
        weight=one,
        fov=np.where(all_around, 360.0, cameras.fov),
        reach=np.full((n, 1), reach),
        rise=np.zeros(n),
        lower=np.full(n, np.inf),
        upper=np.zeros(n),
        stance=np.zeros(n, np.int64),
        arc_offsets=np.arange(n + 1),
        share=one,
        start=np.where(all_around, 0.0, cameras.axis),
        width=np.where(all_around, 360.0, 0.0),
    )


def by_vidik(
    scene: Scene,
    aims: Aims,
    *,
    reach: float,
    stances: Stances | None = None,
    threads: int = 1,
) -> Views:
    """Return the views of the first cameras by Vidik: the one place that calls its engine.

    Parameters
    ----------
    scene
        Walls and cameras.
    aims
        Of the first cameras.
    reach
        Metres.
    stances
        How high cameras and buildings are; None: all buildings are tall.
    threads
        How many.
    """
    count = len(aims)
    return views(
        _IDS[:count],
        scene.cameras.points[:count],
        scene.walls,
        aims=aims,
        stances=stances,
        max_reach_m=reach,
        threads=threads,
    )


def vidik_with_heights(scene: Scene, *, reach: float) -> Contender:
    """Return Vidik with `scene.footprints.height` and `scene.cameras.height`, ground as target."""
    aims = aims_of(scene.cameras, reach=reach)
    eye = scene.cameras.height[:, None]
    tops = scene.footprints.height[:, 1][None]

    def work(count: int) -> None:
        stances = Stances(eye=eye[:count], target=np.zeros((count, 1)), tops=tops)
        by_vidik(scene, aims[:count], reach=reach, stances=stances)

    return Contender("Vidik", work, len(scene.cameras))


def by_twin(scene: Scene, tree: STRtree, count: int, *, reach: float) -> None:
    """Make the areas of the first views by the slow twin, of the walls that a tree finds."""
    for x, y in scene.cameras.points[:count]:
        near = tree.query(shapely.box(x - reach, y - reach, x + reach, y + reach))
        twin.area(scene.segments[near] - (x, y, x, y), reach=reach)


def contest(
    scene: Scene, *, reach: float, title: str, exact: bool = False, all_peers: bool = True
) -> Contest:
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
    all_peers
        Whether to measure those that are slow as well, whom the size of a city does not concern.
    """
    most, points = len(scene.cameras), scene.cameras.points
    planar = Planar(scene.outlines)
    aims = aims_of(scene.cameras, reach=reach)

    def quads(count: int) -> None:
        for x, y in points[:count]:
            planar.shadow_quads(x, y, reach=reach)

    def wheel(count: int) -> None:
        for x, y in points[:count]:
            planar.wheel(x, y, reach=reach)

    cpp, notes = _cgal(scene, reach=reach, exact=exact)
    contenders = [
        Contender("Vidik", lambda count: by_vidik(scene, aims[:count], reach=reach), most),
        *cpp,
    ]
    if all_peers:
        contenders += [
            Contender("CGAL (pyvispoly wheel), a local arrangement", wheel, most),
            Contender("Shapely, shadow quads", quads, most),
        ]
    if all_peers and reach <= TWIN_REACH_M:
        tree = STRtree(shapely.linestrings(scene.segments.reshape(-1, 2, 2)))
        contenders.append(
            Contender(
                "slow twin (NumPy)", lambda count: by_twin(scene, tree, count, reach=reach), most
            )
        )
    return Contest(title, "views per second", contenders, lambda: [scene.said, *notes()])


def _cgal(
    scene: Scene, *, reach: float, exact: bool
) -> tuple[list[Contender | Absent], Callable[[], list[str]]]:
    """Return CGAL in C++ as contenders, and what to say of it afterwards."""
    most, points = len(scene.cameras), scene.cameras.points
    try:
        program = CgalProgram(scene.segments, points, exact=exact)
    except NotRunError as reason:
        return [Absent("CGAL in C++", str(reason))], list

    def local(count: int) -> float:
        return program.in_local(count, reach=reach)

    def notes() -> list[str]:
        around = aims_of(scene.cameras, reach=reach, around=True)
        ours = areas(by_vidik(scene, around[:CHECKED], reach=reach))
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
    aims = aims_of(scene.cameras, reach=100.0)
    return Contest(
        "Exact views, reach 100 m, two threads beside one",
        "views per second",
        [
            Contender(
                name,
                lambda count, threads=threads: by_vidik(
                    scene, aims[:count], reach=100.0, threads=threads
                ),
                CAMERAS,
            )
            for name, threads in (("Vidik, two threads", 2), ("Vidik, one thread", 1))
        ],
        lambda: [scene.said],
        on_the_wall=True,
    )


def at(reach: float) -> Contest:
    """Return the contest in a piece of the made-up city at one reach."""
    return contest(
        made_up(BUILDINGS, CAMERAS),
        reach=reach,
        title=f"Exact views, made-up city, reach {reach:.0f} m, one thread",
    )


def whole(reach: float) -> Contest:
    """Return the contest with CGAL in a whole city at one reach."""
    return contest(
        made_up(WHOLE, CAMERAS),
        reach=reach,
        title=f"Exact views, a whole made-up city, reach {reach:.0f} m, one thread",
        all_peers=False,
    )


CASES: dict[str, Callable[[], Contest]] = {
    "50": lambda: at(50.0),
    "100": lambda: at(100.0),
    "200": lambda: at(200.0),
    "whole-50": lambda: whole(50.0),
    "whole-100": lambda: whole(100.0),
    "whole-200": lambda: whole(200.0),
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
        # the walls cross, and inexact constructions end in CGAL::bad_object_cast
        exact=True,
    ),
}

if __name__ == "__main__":
    main("bench.views", CASES)
