"""Scenes of the contests: pieces of the made-up city, and the real buildings of Novi Sad."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.city import Cameras, Recipe, city, square
from bench.rounds import NotRunError
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame, snap
from vidik.model.streets import Streets
from vidik.outside.reading import read_extract
from vidik.register.buildings import footprints
from vidik.sight.walls import Walls, outlines

__all__ = ["NOVI_SAD", "Scene", "made_up", "novi_sad"]

ROOT = Path(__file__).resolve().parents[1]

#: Where the real buildings are, if they are anywhere.
NOVI_SAD = Path(os.environ.get("VIDIK_SHARED", ROOT.parent / "shared")) / "data/novi_sad.osm.pbf"

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Scene:
    """Buildings, cameras and streets, as everybody gets them.

    Parameters
    ----------
    footprints
        On the grid.
    cameras
        In an order that says nothing about where they are, so that the first n are a sample.
    streets
        None where the contest needs none.
    said
        What it is, as a sentence.
    """

    footprints: Footprints
    cameras: Cameras
    streets: Streets | None
    said: str

    @cached_property
    def walls(self) -> Walls:
        """The walls as Vidik's engine takes them; it makes its index at the first view."""
        return Walls.of(self.footprints)

    @cached_property
    def segments(self) -> Floats:
        """The edges of all outlines, once each, shape (m, 4): what the peers take as walls."""
        ends = np.hstack([self.footprints.vertices[:-1], self.footprints.vertices[1:]])
        ends = np.delete(ends, self.footprints.ring_offsets[1:-1] - 1, axis=0)
        # a wall that two houses share is stored by both, once in each direction
        turned = np.lexsort((ends[:, [1, 3]], ends[:, [0, 2]]), axis=1)
        ends = np.take_along_axis(ends.reshape(-1, 2, 2), turned[..., None], axis=1)
        return np.unique(ends.reshape(-1, 4), axis=0)

    @cached_property
    def outlines(self) -> NDArray[np.object_]:
        """The outlines as polygons."""
        return outlines(self.footprints)


def made_up(buildings: int, cameras: int, *, dense: bool = False, domes: bool = False) -> Scene:
    """Return a square of the made-up city, and say what was measured of it.

    Parameters
    ----------
    buildings
        At least so many.
    cameras
        How many.
    dense
        Whether outlines have 78 vertices rather than 8.3.
    domes
        Whether all cameras see all around.
    """
    recipe = Recipe(dense=dense)
    made = city(recipe, square(buildings), cameras=cameras)
    n, km2 = len(made.footprints), made.area_km2
    vertices = len(made.footprints.vertices) / n - 1
    metres = made.streets.lengths().sum()
    low = (made.footprints.height[:, 1] < 4).mean()
    shuffled = _taken(made.cameras, np.random.default_rng(recipe.seed).permutation(cameras))
    if domes:
        shuffled = Cameras(
            shuffled.points, np.full(cameras, np.nan), np.full(cameras, 360.0), shuffled.height
        )
    return Scene(
        made.footprints,
        shuffled,
        made.streets,
        f"Made-up city, seed {recipe.seed}: {n:,} buildings on {km2:,.2f} km² "
        f"({n / km2:,.0f} per km², {vertices:.1f} vertices each, {low:.0%} low), "
        f"{metres / 1000:,.0f} km of street ({metres / 1000 / km2:.1f} km per km²), "
        f"{cameras:,} cameras ({shuffled.dome.mean():.0%} domes).",
    )


def novi_sad(cameras: int) -> Scene:
    """Return the real buildings of Novi Sad with made-up cameras in front of their walls.

    Raises
    ------
    NotRunError
        If the extract is not there.
    """
    if not NOVI_SAD.exists():
        raise NotRunError(f"{NOVI_SAD.name} is not there; VIDIK_SHARED names its folder")
    extract = read_extract(NOVI_SAD, format="pbf", source="osm")
    assert extract.bounds is not None
    west, south, east, north = extract.bounds
    houses, _ = footprints(
        extract.features, LocalFrame((west + east) / 2, (south + north) / 2), source="osm"
    )
    devices = _before_walls(np.random.default_rng(Recipe().seed), houses, cameras)
    return Scene(
        houses,
        devices,
        None,
        f"Novi Sad, © OpenStreetMap contributors: {len(houses):,} buildings, "
        f"{len(houses.vertices) / len(houses) - 1:.1f} vertices each; {cameras:,} made-up cameras "
        f"in front of walls ({devices.dome.mean():.0%} domes).",
    )


def _before_walls(rng: np.random.Generator, houses: Footprints, count: int) -> Cameras:
    """Return cameras 30 cm in front of walls that leave so much room."""
    ends = np.hstack([houses.vertices[:-1], houses.vertices[1:]])
    ends = np.delete(ends, houses.ring_offsets[1:-1] - 1, axis=0)
    way = ends[:, 2:] - ends[:, :2]
    length = np.hypot(*way.T)
    chosen = rng.permutation(np.flatnonzero(length > 2.0))[: 4 * count]
    # exteriors run counter-clockwise and holes clockwise: open ground is on the right
    outward = way[chosen][:, ::-1] * (1, -1) / length[chosen, None]
    points = snap(ends[chosen, :2] + 0.5 * way[chosen] + 0.3 * outward)
    tree = shapely.STRtree(outlines(houses))
    tight, _ = tree.query(shapely.points(points), predicate="dwithin", distance=0.05)
    free = np.setdiff1d(np.arange(len(points)), tight)[:count]
    if len(free) < count:
        raise ValueError(f"only {len(free)} of {count} cameras found room in front of a wall")
    bearing = np.degrees(np.arctan2(*outward[free].T)) + rng.uniform(-50, 50, count)
    dome = rng.random(count) < 0.3
    return Cameras(
        points=points[free],
        axis=np.where(dome, np.nan, bearing % 360.0),
        fov=np.where(dome, 360.0, rng.uniform(60, 110, count)),
        height=rng.uniform(2.5, 5.0, count),
    )


def _taken(cameras: Cameras, rows: NDArray[np.int64]) -> Cameras:
    return Cameras(
        cameras.points[rows], cameras.axis[rows], cameras.fov[rows], cameras.height[rows]
    )
