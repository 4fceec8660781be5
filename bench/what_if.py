"""What if ten of a thousand cameras were others: what they touch, beside everything anew.

Both fill the same value, and every array of both is compared, bit by bit. The cameras are made up
(seeded), the city is Novi Sad. Four of the ten look elsewhere, three are taken away, and three have
moved a few metres. Ten that stand side by side are a street's plans, ten in all parts of the city
the worst that may be asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

import vidik
from bench.rounds import ROOT, Contender, Contest, NotRunError, main
from vidik.exposure.locating import homes_at, middles
from vidik.jobs.situation import Ground, Situation, changed, situation
from vidik.model.camera import Arc, Camera
from vidik.outside.tables import load_heights, load_optics
from vidik.register.roofs import with_roofs
from vidik.settings import Assumptions
from vidik.sight.tiles import Sight

NOVI_SAD = Path(os.environ.get("VIDIK_SHARED", ROOT.parent / "shared")) / "data/novi_sad.osm.pbf"
BUDGET_MM = 1_200_000
CAMERAS = 1_000
SEED = 20261130

#: Cameras that have moved did so by so much, degrees.
_MOVED_DEG = 1e-4


@cache
def novi_sad() -> tuple[Ground, tuple[Camera, ...]]:
    """Return the city without cameras, and its cameras."""
    if not NOVI_SAD.exists():
        raise NotRunError(f"{NOVI_SAD} is not here")
    data = vidik.read(NOVI_SAD)
    buildings, streets = vidik.read_buildings(data), vidik.read_streets(data)
    network = vidik.read_network(data).network
    cameras = vidik.synthetic_cameras(buildings, streets, count=CAMERAS, seed=1).cameras
    heights, assumed = load_heights(None), Assumptions()
    places = middles(buildings.footprints)
    homes, _ = homes_at(network, places, np.ones(len(places)), reach_m=150.0)
    ground = Ground(
        sight=Sight(load_optics(None), heights, None, assumed.wall_m, assumed.outward_share),
        footprints=with_roofs(buildings.footprints, heights),
        frame=buildings.place.frame,
        streets=streets.streets,
        space=vidik.read_public_space(data, buildings).space,
        network=network,
        homes=homes,
        level="detect",
        budget_mm=BUDGET_MM,
    )
    return ground, tuple(camera for camera in cameras if not camera.indoor)


def ten_others(ground: Ground, cameras: tuple[Camera, ...], *, near: bool) -> tuple[Camera, ...]:
    """Return the cameras, ten of them changed."""
    rng = np.random.default_rng(SEED)
    rows = rng.permutation(len(cameras))[:10]
    if near:
        lonlat = np.array([(camera.lon, camera.lat) for camera in cameras])
        away = np.hypot(*(ground.frame.to_metres(lonlat)).T)
        rows = np.argsort(away)[:10]
    made = {camera.id: camera for camera in cameras}
    for turn, row in enumerate(rows.tolist()):
        camera = cameras[row]
        if turn < 4:
            made[camera.id] = replace(camera, axis=Arc(float(rng.uniform(0.0, 360.0))))
        elif turn < 7:
            made[camera.id] = replace(camera, lon=camera.lon + _MOVED_DEG)
        else:
            del made[camera.id]
    return tuple(made[key] for key in sorted(made))


@cache
def before(*, places: bool) -> Situation:
    """Return what follows from the cameras as they are."""
    ground, cameras = novi_sad()
    if places:
        return situation(ground, cameras)
    return replace(before(places=True), places=None)


def same(one: object, other: object) -> bool:
    """Return whether two values have the same bits throughout."""
    if isinstance(one, np.ndarray):
        assert isinstance(other, np.ndarray)
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, dict):
        assert isinstance(other, dict)
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return one == other


def contest(*, near: bool) -> Contest:
    """Return the contest over ten cameras side by side, or all over the city."""
    ground, cameras = novi_sad()
    now = ten_others(ground, cameras, near=near)
    without_places = replace(ground, space=ground.space.only(np.zeros(0, np.int64)))

    def touched(_: int) -> Situation:
        return changed(ground, before(places=True), now)

    def streets_and_walks(_: int) -> Situation:
        return changed(ground, before(places=False), now)

    def anew(_: int) -> Situation:
        return situation(without_places, now)

    def notes() -> list[str]:
        if not same(touched(1), situation(ground, now)):
            raise AssertionError("what is worked out anew in part is not what a rebuild gives")
        return ["Every array of both, public ground included, is the same, bit by bit."]

    before(places=True)
    where = "side by side" if near else "in all parts of the city"
    return Contest(
        f"What if ten of {len(cameras):,} cameras {where} were others, Novi Sad, one thread",
        "answers per second",
        [
            Contender("Streets, ways, walks and first cameras", streets_and_walks, 1),
            Contender("The same and public ground", touched, 1),
            Contender("The former, everything anew", anew, 1),
        ],
        notes,
        rounds=3,
    )


CASES: dict[str, Callable[[], Contest]] = {
    "near": lambda: contest(near=True),
    "scattered": lambda: contest(near=False),
}


if __name__ == "__main__":
    main("bench.what_if", CASES)
