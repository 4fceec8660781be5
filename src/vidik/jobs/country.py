"""Country: what cameras see and watch where no machine holds all buildings at once.

What the sources say is taken a part at a time and filed under the tiles that it has to do with, on
disk. Then each tile is worked out from its own files and those of the tiles next to it, as
`vidik.jobs.tiles` does it for a city: the same questions, so the same answers. Memory holds a few
tiles and the results.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from shapely import box

from vidik.jobs.tiles import extent, sure, unheard
from vidik.model.camera import Camera
from vidik.model.coverage import Coverage
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.public_space import PublicSpace
from vidik.model.public_space_rules import PublicSpaceRules
from vidik.model.streets import Streets
from vidik.model.tiling import Tile, Tiling
from vidik.model.views import Views
from vidik.model.watched import Watched
from vidik.outside.progress import Advance
from vidik.outside.spill import Spill
from vidik.outside.workers import Workers
from vidik.register import buildings, claims, streets
from vidik.register.claims import Claims
from vidik.register.public_space import public_space
from vidik.sight.tiles import (
    SLACK_M,
    Paths,
    Places,
    Seen,
    Sight,
    Square,
    Standing,
    coverage_in,
    depths_in,
    margin_of,
    reaching,
    see,
    watched_in,
)

__all__ = ["Claimed", "Country", "space_in"]

Ints = NDArray[np.int64]

# Tiles whose views are held: those that may reach into one tile, and the next.
_HELD = 16


@dataclass(frozen=True, eq=False)
class Claimed:
    """What claims the ground of a tile for public space, and what stands on it.

    Parameters
    ----------
    box
        West, south, east and north of the tile, metres.
    claims
        That reach into it.
    footprints
        At least the buildings that reach into it.
    """

    box: tuple[float, float, float, float]
    claims: Claims
    footprints: Footprints

    def __len__(self) -> int:
        """Return the number of claims."""
        return len(self.claims.shapes)


def space_in(
    rules: PublicSpaceRules, claimed: Claimed, *, threads: int = 1, advance: Advance
) -> PublicSpace:
    """Return the public space of a tile.

    Parameters
    ----------
    rules
        By which the claims were made.
    claimed
        The tile.
    threads
        How many to compute with; the result does not depend on it.
    advance
        Called with the number of claims when all are finished.
    """
    made = public_space(
        claimed.claims, box(*claimed.box), claimed.footprints, rules, threads=threads
    )
    advance(len(claimed))
    return made


class Country:
    """A country on disk.

    First everything is handed over, in parts of any size and order; then it is seen, then watched.
    Where buildings cross, the last bits of a view may depend on the order in which they came.

    Parameters
    ----------
    spill
        Where it is kept; whoever made it, removes it.
    frame
        Of all of it.
    sight, rules
        What views and public space depend on.
    tiling
        How it is cut.
    """

    def __init__(
        self,
        spill: Spill,
        frame: LocalFrame,
        *,
        sight: Sight,
        rules: PublicSpaceRules,
        tiling: Tiling | None = None,
    ) -> None:
        self._spill = spill
        self._frame = frame
        self._sight = sight
        self._rules = rules
        self._tiling = tiling or Tiling()
        self._margin = margin_of(sight.optics.max_reach_m)
        self._levels = tuple(level.key for level in sight.optics.levels)
        self._buildings = 0
        self._operators: dict[str, int] = {}
        self._extents: dict[Tile, NDArray[np.float64]] = {}
        self._views = lru_cache(maxsize=_HELD)(self._read_views)

    def add_buildings(self, footprints: Footprints) -> None:
        """Take buildings, each with a height."""
        numbers = np.arange(len(footprints)) + self._buildings
        self._buildings += len(footprints)
        for tile, rows in self._tiling.within(footprints.boxes(), self._margin).items():
            self._spill.add("buildings", tile, (numbers[rows], footprints.only(rows)))

    def add_cameras(self, cameras: tuple[Camera, ...]) -> None:
        """Take cameras that count."""
        points = self._frame.to_metres(np.array([(c.lon, c.lat) for c in cameras]).reshape(-1, 2))
        for tile, rows in self._tiling.homes(np.hstack([points, points])).items():
            here = tuple([cameras[i] for i in rows.tolist()])
            self._spill.add("cameras", tile, (here, points[rows]))

    def add_streets(self, ways: Streets, claimed: Claims) -> None:
        """Take pieces of street, and what claims ground for public space."""
        for tile, rows in self._tiling.homes(ways.boxes()).items():
            self._spill.add("streets", tile, ways.only(rows))
        for tile, rows in self._tiling.within(claimed.boxes(), 0.0).items():
            self._spill.add("claims", tile, claimed.only(rows))

    def see(self, workers: Workers, *, advance: Advance = unheard) -> Iterator[tuple[Tile, Seen]]:
        """Yield what the cameras of each tile see, and keep it for what is to be watched.

        Parameters
        ----------
        workers
            Who works it out.
        advance
            Called with the number of cameras finished since the last call.
        """
        tiles = self._spill.tiles("cameras")
        answers = workers.map(see, self._sight, tiles, self._standing, advance=advance)
        for tile, answer in zip(tiles, answers, strict=True):
            seen = sure(answer, partial(self._again, tile))
            reach = seen.views.widest[:, None]
            self._extents[tile] = extent(
                np.hstack([seen.views.origin - reach, seen.views.origin + reach])
            )
            self._spill.add("seen", tile, (seen.views, self._operators_of(tile)))
            yield tile, seen

    def make_space(
        self, workers: Workers, *, advance: Advance = unheard
    ) -> Iterator[tuple[Tile, PublicSpace]]:
        """Yield the public space of each tile, and keep it for what is to be watched.

        Parameters
        ----------
        workers
            Who works it out.
        advance
            Called with the number of claims finished since the last call.
        """
        tiles = self._spill.tiles("claims")
        answers = workers.map(space_in, self._rules, tiles, self._claimed, advance=advance)
        for tile, space in zip(tiles, answers, strict=True):
            self._spill.add("space", tile, space)
            yield tile, space

    def watch_streets(
        self, workers: Workers, *, advance: Advance = unheard
    ) -> Iterator[tuple[Tile, Streets, Watched]]:
        """Yield the streets of each tile and how much of them is watched.

        Parameters
        ----------
        workers
            Who works it out.
        advance
            Called with the number of pieces finished since the last call.
        """
        tiles = self._spill.tiles("streets")
        asked = (self._levels, False)
        answers = workers.map(watched_in, asked, tiles, self._paths, advance=advance)
        for tile, watched in zip(tiles, answers, strict=True):
            yield tile, self._streets(tile), watched

    def watch_places(
        self, workers: Workers, *, advance: Advance = unheard
    ) -> Iterator[tuple[Tile, Coverage]]:
        """Yield how much of the public space of each tile is watched; the sums are all there is.

        Parameters
        ----------
        workers
            Who works it out.
        advance
            Called with the number of polygons finished since the last call.
        """
        tiles = self._spill.tiles("space")
        answers = workers.map(coverage_in, self._levels, tiles, self._places, advance=advance)
        yield from zip(tiles, answers, strict=True)

    def overlap(
        self, workers: Workers, *, level: int = 0, advance: Advance = unheard
    ) -> Iterator[tuple[Tile, NDArray[np.float64]]]:
        """Yield the square metres of each tile that at least one camera may watch, two, ….

        Parameters
        ----------
        workers
            Who works it out.
        level
            Which of the levels.
        advance
            Called with the number of cameras finished since the last call; one that may reach into
            several tiles counts in each.
        """
        reached = np.array(list(self._extents.values())).reshape(-1, 4)
        tiles = list(self._tiling.within(reached, 0.0))
        answers = workers.map(depths_in, level, tiles, self._square, advance=advance)
        yield from zip(tiles, answers, strict=True)

    def _footprints(self, tile: Tile, margin_m: float) -> Footprints:
        """Return the buildings within a margin about a tile, in the order in which they came."""
        # those nearer than our own margin are filed under the tile itself
        over = max(margin_m - self._margin, 0.0)
        rings = int(np.ceil(over / self._tiling.side_m))
        near = [
            (tile[0] + i, tile[1] + j)
            for j in range(-rings, rings + 1)
            for i in range(-rings, rings + 1)
        ]
        parts = [part for other in near for part in self._spill.read("buildings", other)]
        if not parts:
            return buildings.merge([])
        numbers = np.concatenate([number for number, _ in parts])
        joined = buildings.merge([made for _, made in parts])
        if rings == 0:
            return joined
        # what reaches into several tiles is filed under each
        return joined.only(np.sort(np.unique(numbers, return_index=True)[1]))

    def _standing(self, tile: Tile, slack_m: float = SLACK_M) -> Standing:
        parts = self._spill.read("cameras", tile)
        return Standing(
            tuple([camera for cameras, _ in parts for camera in cameras]),
            np.concatenate([points for _, points in parts]),
            self._footprints(tile, margin_of(self._sight.optics.max_reach_m, slack_m)),
        )

    def _again(self, tile: Tile, slack_m: float) -> Seen:
        return see(self._sight, self._standing(tile, slack_m), advance=unheard)

    def _claimed(self, tile: Tile) -> Claimed:
        return Claimed(
            self._tiling.box(tile),
            claims.merge(self._spill.read("claims", tile)),
            self._footprints(tile, 0.0),
        )

    def _streets(self, tile: Tile) -> Streets:
        return streets.merge(self._spill.read("streets", tile))

    def _paths(self, tile: Tile) -> Paths:
        ways = self._streets(tile)
        return Paths(ways, self._reaching(ways.boxes())[0])

    def _places(self, tile: Tile) -> Places:
        (space,) = self._spill.read("space", tile)
        return Places(space, *self._reaching(space.boxes()))

    def _square(self, tile: Tile) -> Square:
        box_of = self._tiling.box(tile)
        return Square(box_of, self._reaching(np.array([box_of]))[0])

    def _reaching(self, boxes: NDArray[np.float64]) -> tuple[Views, Ints]:
        """Return the views that may reach into the box about some boxes, and their operators."""
        parts: list[tuple[Views, Ints]] = []
        if len(boxes):
            about = extent(boxes)
            for tile, reached in self._extents.items():
                if (reached[:2] <= about[2:]).all() and (reached[2:] >= about[:2]).all():
                    views, operator = self._views(tile)
                    rows = reaching(views, about)
                    parts.append((views.only(rows), operator[rows]))
        if not parts:
            nobody = Standing((), np.zeros((0, 2)), buildings.merge([]))
            return see(self._sight, nobody, advance=unheard).views, np.zeros(0, np.int64)
        return (
            Views.joined([views for views, _ in parts]),
            np.concatenate([operator for _, operator in parts]),
        )

    def _read_views(self, tile: Tile) -> tuple[Views, Ints]:
        ((views, operator),) = self._spill.read("seen", tile)
        return views, operator

    def _operators_of(self, tile: Tile) -> Ints:
        """Return the number of each camera's operator, −1 where nobody mapped it."""
        numbers = self._operators
        names = [c.operator for cameras, _ in self._spill.read("cameras", tile) for c in cameras]
        return np.array(
            [-1 if name is None else numbers.setdefault(name, len(numbers)) for name in names],
            dtype=np.int64,
        )
