"""A made-up city: buildings, streets and cameras, tile by tile, the same numbers in any order.

Streets run along the sides of a lattice whose nodes are jittered, so that no two blocks are alike
and each row of houses is turned with its street. A block carries two rows back to back, seven plots
each: a house at the street, in terraces that share their walls or detached, and on some plots a
smaller one at the back. One block in a tile is an open square. An outline is a rectangle whose
street and garden sides step back and forth; each step adds two vertices: none is a rectangle, one
an L, two a T or a U, and so on.

Every tile is drawn from generators of its own, seeded by the city's seed and the tile's place, so
that any part of a city of ten million buildings can be made alone. Nothing here is random else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vidik.model.footprints import Footprints
from vidik.model.frame import snap
from vidik.model.streets import Streets

__all__ = [
    "BUILDINGS_PER_KM2", "TILE_M", "Cameras", "City", "Recipe", "city", "joined", "square",
    "stream",
]  # fmt: skip

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Side of a tile, metres.
TILE_M = 500.0

#: As in the design that was measured; each tile has a quarter of it, to the next whole number.
BUILDINGS_PER_KM2 = 2105

_BLOCKS = 5  # along a tile's side; two streets per block and 100 m make 20 km per km²
_PITCH_M = TILE_M / _BLOCKS
_JITTER_M = 12.0  # of the lattice's nodes, either way; more would leave no room for the yards
_STREET_M = 6.0  # from a street's middle to where plots begin
_PLOTS = 7  # in a row

# How often an outline has 0, 1, … steps; each adds two vertices to a rectangle's four: 8.3 in mean.
_STEPS = np.array([0.285, 0.13, 0.255, 0.09, 0.11, 0.04, 0.05, 0.02, 0.02])
_DENSE_STEPS = 37  # 78 vertices

_CLASSES = ("residential", "tertiary", "footway", "pedestrian")
_CLASS_SHARES = (0.6, 0.15, 0.15, 0.1)

# The generators of a tile: what is drawn from one does not move what is drawn from another.
_NODES, _ROWS, _HOUSES, _WAYS, _DEVICES = range(5)
_OFFSET = 1 << 20  # seeds must not be negative, tiles may


@dataclass(frozen=True)
class Recipe:
    """What kind of city.

    Parameters
    ----------
    seed
        Of everything.
    low_share
        Of the buildings, those lower than 4 m; houses in the yards come first.
    dense
        Whether outlines have 78 vertices rather than 8.3.
    """

    seed: int = 20261124
    low_share: float = 0.2
    dense: bool = False

    def __post_init__(self) -> None:
        """Refuse a share that is none."""
        if not 0.0 <= self.low_share <= 1.0:
            raise ValueError(f"a share lies between 0 and 1, not at {self.low_share}")


@dataclass(frozen=True, eq=False)
class Cameras:
    """Cameras in front of walls and on poles in streets, none inside a building.

    Parameters
    ----------
    points
        Shape (n, 2): metres, snapped.
    axis
        Shape (n,): bearing in degrees; NaN for domes, which see all around.
    fov
        Shape (n,): horizontal field of view, degrees; 360 for domes.
    height
        Shape (n,): above ground, metres.
    """

    points: Floats
    axis: Floats
    fov: Floats
    height: Floats

    def __len__(self) -> int:
        """Return the number of cameras."""
        return len(self.points)

    @property
    def dome(self) -> NDArray[np.bool_]:
        """Which of them see all around, shape (n,)."""
        return np.isnan(self.axis)


@dataclass(frozen=True, eq=False)
class City:
    """A piece of the made-up city, as large as one asks for.

    Parameters
    ----------
    footprints
        Outlines, one ring each, counter-clockwise; disjoint but for shared walls.
    streets
        Centre lines, cut where a way of OpenStreetMap might end.
    cameras
        As many as were asked for.
    area_km2
        Of the ground.
    """

    footprints: Footprints
    streets: Streets
    cameras: Cameras
    area_km2: float


def square(buildings: int) -> list[tuple[int, int]]:
    """Return the tiles, row by row about the origin, of a square city of so many buildings.

    Parameters
    ----------
    buildings
        At least; the square is filled up.
    """
    side = int(np.ceil(np.sqrt(buildings / (BUILDINGS_PER_KM2 * (TILE_M / 1000) ** 2))))
    along = range(-(side // 2), side - side // 2)
    return [(i, j) for j in along for i in along]


def city(recipe: Recipe, tiles: Iterable[tuple[int, int]], *, cameras: int = 0) -> City:
    """Return a piece of the city as one value.

    Parameters
    ----------
    recipe
        What kind of city.
    tiles
        Column and row of each.
    cameras
        How many in all, spread evenly over the tiles.
    """
    return joined(stream(recipe, tiles, cameras=cameras))


def stream(recipe: Recipe, tiles: Iterable[tuple[int, int]], *, cameras: int = 0) -> Iterator[City]:
    """Yield one `City` per tile, so that memory stays bounded."""
    wanted = list(tiles)
    share = np.arange(len(wanted) + 1) * cameras // max(len(wanted), 1)
    for (i, j), count in zip(wanted, np.diff(share).tolist(), strict=True):
        yield _tile(recipe, i, j, count)


def joined(parts: Iterable[City]) -> City:
    """Return pieces as one."""
    pieces = list(parts)
    houses = [piece.footprints for piece in pieces]
    ways = [piece.streets for piece in pieces]
    n = sum(map(len, houses))
    return City(
        footprints=Footprints(
            ids=tuple(key for part in houses for key in part.ids),
            kind=("yes",) * n,
            owner=np.arange(n),
            polygon_offsets=np.arange(n + 1),
            ring_offsets=_offsets([part.ring_offsets for part in houses]),
            vertices=np.concatenate([part.vertices for part in houses]),
            height=np.concatenate([part.height for part in houses]),
            min_height=np.zeros(n),
        ),
        streets=Streets(
            ids=tuple(key for part in ways for key in part.ids),
            names=tuple(name for part in ways for name in part.names),
            classes=tuple(kind for part in ways for kind in part.classes),
            offsets=_offsets([part.offsets for part in ways]),
            vertices=np.concatenate([part.vertices for part in ways]),
        ),
        cameras=Cameras(
            *(
                np.concatenate([getattr(piece.cameras, name) for piece in pieces])
                for name in ("points", "axis", "fov", "height")
            )
        ),
        area_km2=sum(piece.area_km2 for piece in pieces),
    )


def _offsets(parts: list[Ints]) -> Ints:
    """Return the offsets of lists laid end to end."""
    return np.concatenate([[0], *(np.diff(part) for part in parts)]).cumsum()


def _rng(recipe: Recipe, i: int, j: int, what: int) -> np.random.Generator:
    return np.random.default_rng((recipe.seed, i + _OFFSET, j + _OFFSET, what))


def _tile(recipe: Recipe, i: int, j: int, cameras: int) -> City:
    """Return one tile."""
    nodes = _lattice(recipe, i, j)
    rows = _rows(_rng(recipe, i, j, _ROWS), nodes)
    houses = _houses(_rng(recipe, i, j, _HOUSES), recipe, rows)
    n = len(houses.height)
    return City(
        footprints=Footprints(
            ids=tuple(f"{i}/{j}/{k}" for k in range(n)),
            kind=("yes",) * n,
            owner=np.arange(n),
            polygon_offsets=np.arange(n + 1),
            ring_offsets=houses.offsets,
            vertices=houses.vertices,
            height=np.repeat(houses.height[:, None], 3, axis=1),
            min_height=np.zeros(n),
        ),
        streets=_ways(_rng(recipe, i, j, _WAYS), nodes, f"{i}/{j}"),
        cameras=_cameras(_rng(recipe, i, j, _DEVICES), houses, nodes, cameras),
        area_km2=(TILE_M / 1000) ** 2,
    )


def _lattice(recipe: Recipe, i: int, j: int) -> Floats:
    """Return the nodes of a tile's streets, those of the next tiles' first ones included.

    Shape (6, 6, 2): row, column, metres.
    """
    nodes = np.empty((2 * _BLOCKS, 2 * _BLOCKS, 2))
    for down in (0, 1):
        for right in (0, 1):
            rng = _rng(recipe, i + right, j + down, _NODES)
            part = nodes[down * _BLOCKS :, right * _BLOCKS :][:_BLOCKS, :_BLOCKS]
            part[:] = rng.uniform(-_JITTER_M, _JITTER_M, part.shape)
    nodes = nodes[: _BLOCKS + 1, : _BLOCKS + 1]
    steps = np.arange(_BLOCKS + 1) * _PITCH_M
    nodes[..., 0] += i * TILE_M + steps
    nodes[..., 1] += j * TILE_M + steps[:, None]
    return nodes


@dataclass(frozen=True, eq=False)
class _Rows:
    """Of n rows of plots: the corner at which each begins, its street's direction, its room.

    A row's own axes run along its street and, to the left, into the block.
    """

    corner: Floats  # (n, 2)
    along: Floats  # (n, 2), of length 1
    begin: Floats  # (n,), along the street
    end: Floats  # (n,)
    deep: Floats  # (n,), up to the middle of the block


def _rows(rng: np.random.Generator, nodes: Floats) -> _Rows:
    """Return two rows per block, back to back, in all blocks but one."""
    blocks = np.stack(
        [nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, 1:], nodes[1:, :-1]], axis=2
    ).reshape(-1, 4, 2)
    blocks = np.delete(blocks, rng.integers(len(blocks)), axis=0)  # the square
    facing = rng.integers(0, 2, len(blocks))  # along which pair of sides the rows run
    turn = (np.arange(4) + facing[:, None]) % 4
    blocks = np.take_along_axis(blocks, turn[..., None], axis=1)
    a, b, c, d = np.concatenate([blocks, np.roll(blocks, 2, axis=1)]).transpose(1, 0, 2)
    along = (b - a) / np.hypot(*(b - a).T)[:, None]
    inward = along[:, ::-1] * (-1, 1)

    def own(point: Floats) -> tuple[Floats, Floats]:
        return ((point - a) * along).sum(axis=1), ((point - a) * inward).sum(axis=1)

    (bx, _), (cx, cy), (dx, dy) = own(b), own(c), own(d)
    # both halves of a block keep half a metre from the line through the middles of its sides
    deep = np.minimum(cy, dy) / 2 - 0.5
    # the side streets lean: the room is what is free of them at both ends of the row's depth
    left = np.maximum(0.0, deep * dx / dy) + _STREET_M * np.hypot(dx, dy) / dy
    right = np.minimum(0.0, deep * (cx - bx) / cy) - _STREET_M * np.hypot(cx - bx, cy) / cy
    return _Rows(corner=a, along=along, begin=left, end=bx + right, deep=deep)


@dataclass(frozen=True, eq=False)
class _Houses:
    """Of n buildings: closed rings, heights, and the street fronts in which cameras may hang."""

    offsets: Ints
    vertices: Floats
    height: Floats
    front: Floats  # (f, 2, 2): both ends of each piece of wall that looks at a street


def _houses(rng: np.random.Generator, recipe: Recipe, rows: _Rows) -> _Houses:
    """Return the buildings of a tile."""
    plots = (len(rows.deep), _PLOTS)
    bounds = np.cumsum(rng.uniform(0.7, 1.3, plots), axis=1)
    bounds = np.hstack([np.zeros((plots[0], 1)), bounds / bounds[:, -1:]])
    bounds = rows.begin[:, None] + (rows.end - rows.begin)[:, None] * bounds
    left, right = bounds[:, :-1], bounds[:, 1:]
    room = right - left

    # at the street: a row is one terrace, or each house stands free
    terrace = np.repeat(rng.random((plots[0], 1)) < 0.45, _PLOTS, axis=1)
    margins = rng.uniform(0.06, 0.16, (2, *plots)) * room
    setback = np.where(terrace, rng.uniform(0, 3, (plots[0], 1)), rng.uniform(0, 4, plots))
    depth = np.where(terrace, rng.uniform(9, 14, (plots[0], 1)), rng.uniform(9, 14, plots))
    houses = np.stack(
        [
            np.where(terrace, left, left + margins[0]),
            np.where(terrace, right, right - margins[1]),
            _STREET_M + setback,
            _STREET_M + setback + depth,
        ],
        axis=-1,
    ).reshape(-1, 4)

    # in the yard: on as many plots as make the density
    wanted = BUILDINGS_PER_KM2 * (TILE_M / 1000) ** 2
    total = int(wanted) + int(rng.random() < wanted % 1)
    chosen = rng.permutation(houses.shape[0])[: total - len(houses)]
    width = rng.uniform(0.4, 0.8, plots) * room
    begin = left + rng.uniform(0.05, 0.95, plots) * (room - width)
    end = rows.deep[:, None] - rng.uniform(0, 2, plots)
    yards = np.stack([begin, begin + width, end - rng.uniform(4, 7, plots), end], axis=-1).reshape(
        -1, 4
    )[chosen]

    row = np.repeat(np.arange(plots[0]), _PLOTS)
    boxes = np.concatenate([houses, yards])
    row = np.concatenate([row, row[chosen]])
    closed = np.concatenate([terrace.ravel(), np.zeros(len(yards), np.bool_)])
    in_yard = np.arange(total) >= len(houses)
    offsets, local, front = _outlines(rng, boxes, closed, recipe)
    owner = np.repeat(np.arange(total), np.diff(offsets))

    def placed(points: Floats, of: Ints) -> Floats:
        along = rows.along[of]
        inward = along[:, ::-1] * (-1, 1)
        return rows.corner[of] + points[:, :1] * along + points[:, 1:] * inward

    at_street = ~in_yard[owner[front]]
    front = front[at_street]
    vertices = snap(placed(local, row[owner]))
    return _Houses(
        offsets=offsets,
        vertices=vertices,
        height=_heights(rng, in_yard, recipe.low_share),
        front=np.stack([vertices[front], vertices[front + 1]], axis=1),
    )


def _outlines(
    rng: np.random.Generator, boxes: Floats, closed: NDArray[np.bool_], recipe: Recipe
) -> tuple[Ints, Floats, Ints]:
    """Return outlines whose two long sides step back and forth within their boxes.

    Parameters
    ----------
    rng
        What is drawn from.
    boxes
        Shape (n, 4): begin and end along the street, near and far side.
    closed
        Shape (n,): whether the building shares both flanks, which then have the box's full depth.
    recipe
        Says how many steps.

    Returns
    -------
    tuple
        Offsets of the closed rings, shape (n + 1,); their vertices in the rows' own axes; and the
        vertices at which a piece of the near side begins.
    """
    n = len(boxes)
    steps = np.full(n, _DENSE_STEPS) if recipe.dense else rng.choice(len(_STEPS), n, p=_STEPS)
    # full flanks need an even number on either side: one more or one less, the mean stays
    odd = steps % 2 * np.where(rng.random(n) < 0.5, 1, -1)
    pairs = (steps + odd) // 2
    near = np.where(closed, 2 * rng.binomial(pairs, 0.4), rng.binomial(steps, 0.4))
    far = np.where(closed, 2 * pairs, steps) - near

    count = 2 * (near + 1) + 2 * (far + 1) + 1
    offsets = np.concatenate([[0], np.cumsum(count)])
    vertices = np.empty((offsets[-1], 2))
    recess = (0.02, 0.06) if recipe.dense else (0.08, 0.3)
    left, right, low, high = boxes.T
    for begin, size, inward, base in (
        (offsets[:-1], near + 1, 1.0, low),
        (offsets[:-1] + 2 * (near + 1), far + 1, -1.0, high),
    ):
        owner, first, last, back = _profile(rng, size, closed, recess)
        back = base[owner] + inward * back * (high - low)[owner]
        # exact at both ends, so that neighbours in a terrace share their corners in every bit
        x = [left[owner] * (1 - share) + right[owner] * share for share in (first, last)]
        place = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
        if inward < 0:  # the ring comes back from the right
            x, place = x[::-1], np.repeat(size, size) - 1 - place
        at = begin[owner] + 2 * place
        vertices[at] = np.column_stack([x[0], back])
        vertices[at + 1] = np.column_stack([x[1], back])
        if inward > 0:
            front = at
    vertices[offsets[1:] - 1] = vertices[offsets[:-1]]
    return offsets, vertices, front


def _profile(
    rng: np.random.Generator,
    size: Ints,
    closed: NDArray[np.bool_],
    recess: tuple[float, float],
) -> tuple[Ints, Floats, Floats, Floats]:
    """Return pieces of wall that step back and forth: owner, both ends, how far each stands back.

    The ends are shares of the owner's width, the recess one of its depth.
    """
    owner = np.repeat(np.arange(len(size)), size)
    final = np.cumsum(size) - 1
    initial = final - size + 1
    reached = np.cumsum(rng.uniform(0.5, 1.5, len(owner)))
    before = np.concatenate([[0.0], reached[:-1]])[initial]
    last = (reached - before[owner]) / (reached[final] - before)[owner]
    last[final] = 1.0
    first = np.concatenate([[0.0], last[:-1]])
    first[initial] = 0.0
    phase = np.where(closed, 0, rng.integers(0, 2, len(size)))
    inner = (np.arange(len(owner)) - initial[owner] + phase[owner]) % 2 == 1
    return owner, first, last, np.where(inner, rng.uniform(*recess, len(owner)), 0.0)


def _heights(rng: np.random.Generator, in_yard: NDArray[np.bool_], low_share: float) -> Floats:
    """Return heights of roofs, metres: 2.2–4 m for the low ones, 6–25 m for the others."""
    n = len(in_yard)
    rank = np.argsort(rng.random(n) - in_yard, kind="stable")
    low = np.zeros(n, np.bool_)
    low[rank[: round(low_share * n)]] = True
    # squared, because most houses have two or three storeys
    return np.where(low, rng.uniform(2.2, 4.0, n), 6.0 + 19.0 * rng.random(n) ** 2)


def _ways(rng: np.random.Generator, nodes: Floats, key: str) -> Streets:
    """Return a tile's streets: those along its southern and western sides and inside it."""
    lines = np.concatenate([nodes[:-1], nodes[:, :-1].transpose(1, 0, 2)])  # (10, 6, 2)
    middles = 0.5 * (lines[:, :-1] + lines[:, 1:]) + rng.uniform(-0.6, 0.6, (10, _BLOCKS, 2))
    lines = np.insert(lines, np.arange(1, _BLOCKS + 1), middles, axis=1)  # (10, 11, 2)
    # a way ends at a crossing as often as not, and at the tile's border always
    cut = rng.random((10, _BLOCKS - 1)) < 0.5
    made = []
    for line, cuts in zip(snap(lines), cut, strict=True):
        ends = [0, *(2 * (np.flatnonzero(cuts) + 1)), 2 * _BLOCKS]
        made += [line[a : b + 1] for a, b in pairwise(ends)]
    return Streets(
        ids=tuple(f"{key}/{k}" for k in range(len(made))),
        names=tuple(f"Street {key}/{k}" for k in range(len(made))),
        classes=tuple(rng.choice(_CLASSES, len(made), p=_CLASS_SHARES).tolist()),
        offsets=np.cumsum([0, *map(len, made)]),
        vertices=np.concatenate(made),
    )


def _cameras(rng: np.random.Generator, houses: _Houses, nodes: Floats, count: int) -> Cameras:
    """Return cameras: three in five on a street front, the others on poles beside the road."""
    on_wall = rng.random(count) < 0.6
    walls = houses.front[rng.integers(len(houses.front), size=count)]
    sides = np.concatenate(
        [
            np.stack([nodes[:-1, :-1], nodes[:-1, 1:]], axis=2).reshape(-1, 2, 2),
            np.stack([nodes[:-1, :-1], nodes[1:, :-1]], axis=2).reshape(-1, 2, 2),
        ]
    )
    ways = sides[rng.integers(len(sides), size=count)]
    a, b = np.where(on_wall[:, None, None], walls, ways).transpose(1, 0, 2)
    along = (b - a) / np.hypot(*(b - a).T)[:, None]
    outward = along[:, ::-1] * (1, -1)
    # within the street on either side of its middle, or in front of the wall
    beside = rng.uniform(3.0, 5.5, count) * rng.choice((-1, 1), count)
    away = np.where(on_wall, rng.uniform(0.05, 0.3, count), beside)
    share = np.where(on_wall, rng.uniform(0.2, 0.8, count), rng.random(count))
    points = a + share[:, None] * (b - a) + away[:, None] * outward
    # out from the wall, or along the street in either direction
    looks = np.where(on_wall[:, None], outward, along * rng.choice((-1, 1), (count, 1)))
    turned = np.where(on_wall, rng.uniform(-50, 50, count), rng.uniform(-30, 30, count))
    axis = (np.degrees(np.arctan2(looks[:, 0], looks[:, 1])) + turned) % 360.0
    dome = rng.random(count) < 0.3
    return Cameras(
        points=snap(points),
        axis=np.where(dome, np.nan, axis),
        fov=np.where(dome, 360.0, rng.uniform(60, 110, count)),
        height=np.where(on_wall, rng.uniform(2.5, 5.0, count), rng.uniform(4.0, 8.0, count)),
    )
