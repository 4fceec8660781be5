"""Country: what cameras see and watch where no machine holds all buildings at once.

What the sources say is taken a part at a time and filed under the tiles that it has to do with, on
disk. Then each tile is worked out from its own files and those of the tiles next to it, as
`vidik.jobs.tiles` does it for a city: the same questions, so the same answers. Memory holds a few
tiles and the results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.jobs.tiles import sure, unheard
from vidik.model.camera import Camera
from vidik.model.coverage import Coverage
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.public_space import PublicSpace
from vidik.model.public_space_rules import PublicSpaceRules
from vidik.model.rejection import Rejection
from vidik.model.streets import Streets
from vidik.model.tiling import Tile, Tiling, extent
from vidik.model.views import Views
from vidik.model.watched import Watched
from vidik.outside.progress import Advance
from vidik.outside.spill import Spill
from vidik.outside.workers import Work, Workers
from vidik.register import buildings, claims, streets
from vidik.register.account import Account
from vidik.register.claims import Claims
from vidik.register.public_space import public_space
from vidik.register.repetitions import without_repeated
from vidik.register.roofs import with_roofs
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

__all__ = ["Claimed", "Country", "Settled", "space_in"]

Ints = NDArray[np.int64]

#: The place of a source among all, and some of its buildings.
Drawn = tuple[int, Footprints]

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Made = TypeVar("Made")

# Tiles whose views are held: those that may reach into one tile, and the next.
_HELD = 16

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Claimed:
    """What claims the ground of a tile for public space, and what stands on it.

    Parameters
    ----------
    ground
        What of the tile lies in the boundary, metres.
    claims
        That reach into it.
    footprints
        At least the buildings that reach into it.
    """

    ground: Geometry
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
    made = public_space(claimed.claims, claimed.ground, claimed.footprints, rules, threads=threads)
    advance(len(claimed))
    return made


@dataclass(frozen=True, eq=False)
class Settled:
    """What has become of the buildings whose middle lies in a tile.

    Parameters
    ----------
    buildings
        How many there are.
    roofs_assumed
        Of how many of them nobody mapped the height.
    rejected
        The repetitions among them.
    """

    buildings: int
    roofs_assumed: int
    rejected: tuple[Rejection, ...]


class Country:
    """A country on disk.

    First everything is handed over, in parts of any size and order; then the buildings are settled;
    then it is seen, then watched. What comes of it depends neither on the parts nor on their order.

    Parameters
    ----------
    spill
        Where it is kept; whoever made it, removes it.
    frame
        Of all of it.
    sight, rules
        What views and public space depend on.
    boundary
        In metres; public space ends there. None: nowhere.
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
        boundary: Geometry | None = None,
        tiling: Tiling | None = None,
    ) -> None:
        self._spill = spill
        self._frame = frame
        self._sight = sight
        self._rules = rules
        self._boundary = boundary
        self._tiling = tiling or Tiling()
        self._margin = margin_of(sight.optics.max_reach_m)
        self._levels = tuple(level.key for level in sight.optics.levels)
        self._operators: dict[str, int] = {}
        self._extents: dict[Tile, NDArray[np.float64]] = {}
        self._views = lru_cache(maxsize=_HELD)(self._read_views)
        if boundary is not None:
            shapely.prepare(boundary)

    def add_buildings(self, footprints: Footprints, *, source: int = 0) -> None:
        """Take buildings of a source, with the heights that it says and no others.

        Parameters
        ----------
        footprints
            With ids that begin with the key of the source; outlines may be repeated.
        source
            Its place among the sources.
        """
        for tile, rows in self._tiling.within(footprints.boxes(), self._margin).items():
            self._spill.add("drawn", tile, (source, footprints.only(rows)))

    def add_cameras(self, cameras: tuple[Camera, ...]) -> None:
        """Take cameras that count."""
        points = self._frame.to_metres(np.array([(c.lon, c.lat) for c in cameras]).reshape(-1, 2))
        for tile, rows in self._tiling.homes(np.hstack([points, points])).items():
            here = [cameras[i] for i in rows.tolist()]
            self._spill.add("cameras", tile, list(zip(here, points[rows], strict=True)))

    def add_streets(self, ways: Streets, claimed: Claims) -> None:
        """Take pieces of street, and what claims ground for public space."""
        for tile, rows in self._tiling.homes(ways.boxes()).items():
            self._spill.add("streets", tile, ways.only(rows))
        for tile, rows in self._tiling.within(claimed.boxes(), 0.0).items():
            self._spill.add("claims", tile, claimed.only(rows))

    def settle(self) -> Iterator[tuple[Tile, Settled]]:
        """Yield what becomes of the buildings of each tile: in order, each once, with a roof.

        Outlines that repeat one another lie in the same tiles, so each tile shows all that are
        repeated in it.
        """
        for tile in self._spill.tiles("drawn"):
            rejected: list[Rejection] = []
            once = [
                (source, self._without_repeated(tile, made, rejected))
                for source, made in _in_order(self._spill.take("drawn", tile))
            ]
            for source, made in once:
                self._spill.add("walls", tile, (source, with_roofs(made, self._sight.heights)))
            mapped = buildings.merge([made for _, made in once])
            home = self._tiling.homes(mapped.boxes()).get(tile, _NONE)
            assumed = int(np.isnan(mapped.height[home, 1]).sum())
            yield tile, Settled(len(home), assumed, tuple(rejected))

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
        for tile, answer in _asked(workers, see, self._sight, tiles, self._standing, advance):
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
        for tile, space in _asked(workers, space_in, self._rules, tiles, self._claimed, advance):
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
        tiles, asked = self._spill.tiles("streets"), (self._levels, False)
        for tile, watched in _asked(workers, watched_in, asked, tiles, self._paths, advance):
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
        return _asked(workers, coverage_in, self._levels, tiles, self._places, advance)

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
        return _asked(workers, depths_in, level, tiles, self._square, advance)

    def _without_repeated(
        self, tile: Tile, made: Footprints, rejected: list[Rejection]
    ) -> Footprints:
        """Return the buildings of a source, each once; what is at home here is noted."""
        home = set(self._tiling.homes(made.boxes()).get(tile, _NONE).tolist())

        def account(i: int) -> Account:
            key, _, name = made.ids[i].partition(":")
            return Account(key, name, {}, rejected if i in home else [])

        return without_repeated(made, account)

    def _footprints(self, tile: Tile, margin_m: float) -> Footprints:
        """Return the buildings within a margin about a tile, in the order of the whole country."""
        # those nearer than our own margin are filed under the tile itself
        over = max(margin_m - self._margin, 0.0)
        rings = int(np.ceil(over / self._tiling.side_m))
        near = [
            (tile[0] + i, tile[1] + j)
            for j in range(-rings, rings + 1)
            for i in range(-rings, rings + 1)
        ]
        parts = [part for other in near for part in self._spill.read("walls", other)]
        # what reaches into several tiles is filed under each
        return buildings.merge([made for _, made in (_in_order(parts) if rings else parts)])

    def _cameras(self, tile: Tile) -> list[tuple[Camera, NDArray[np.float64]]]:
        """Return the cameras of a tile and where they are mapped, in the order of their ids."""
        filed = (one for part in self._spill.read("cameras", tile) for one in part)
        return sorted(filed, key=lambda one: one[0].id)

    def _standing(self, tile: Tile, slack_m: float = SLACK_M) -> Standing:
        cameras, points = zip(*self._cameras(tile), strict=True)
        margin = margin_of(self._sight.optics.max_reach_m, slack_m)
        return Standing(cameras, np.array(points), self._footprints(tile, margin))

    def _again(self, tile: Tile, slack_m: float) -> Seen:
        return see(self._sight, self._standing(tile, slack_m), advance=unheard)

    def _claimed(self, tile: Tile) -> Claimed:
        ground: Geometry = shapely.box(*self._tiling.box(tile))
        if self._boundary is not None and not shapely.covers(self._boundary, ground):
            ground = shapely.intersection(self._boundary, ground)
        return Claimed(
            ground,
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
            return see(self._sight, nobody, advance=unheard).views, _NONE
        views = Views.joined([views for views, _ in parts])
        order = sorted(range(len(views)), key=views.ids.__getitem__)
        return views.only(order), np.concatenate([operator for _, operator in parts])[order]

    def _read_views(self, tile: Tile) -> tuple[Views, Ints]:
        ((views, operator),) = self._spill.read("seen", tile)
        return views, operator

    def _operators_of(self, tile: Tile) -> Ints:
        """Return the number of each camera's operator, −1 where nobody mapped it."""
        numbers = self._operators
        names = [camera.operator for camera, _ in self._cameras(tile)]
        return np.array(
            [-1 if name is None else numbers.setdefault(name, len(numbers)) for name in names],
            dtype=np.int64,
        )


def _asked(
    workers: Workers,
    work: Work[Shared, Task, Made],
    shared: Shared,
    tiles: Sequence[Tile],
    load: Callable[[Tile], Task],
    advance: Advance,
) -> Iterator[tuple[Tile, Made]]:
    """Yield each tile and what workers answer of it."""
    return zip(tiles, workers.map(work, shared, tiles, load, advance=advance), strict=True)


def _in_order(parts: Iterable[Drawn]) -> Iterator[Drawn]:
    """Yield the buildings of each source, in order of id, each once."""
    ordered = sorted(parts, key=lambda part: part[0])
    for source, own in groupby(ordered, key=lambda part: part[0]):
        made = buildings.merge([part for _, part in own])
        _, first = np.unique(np.array(list(made.ids), dtype=np.str_), return_index=True)
        yield source, made.only(first)
