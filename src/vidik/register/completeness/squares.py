"""Squares: ground cut into cells of one size, from which a survey is drawn."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.tiling import Tile, Tiling
from vidik.register.completeness.design import LEAST_SIDE_M

__all__ = ["MOST", "Squares", "names_of", "squares", "strata"]

#: Squares that are looked at, at most: more are a country, of which nobody draws 500 m.
MOST = 250_000

#: A piece of ground that is smaller than this part of a square goes to a neighbour.
_WHOLE = 0.5


@dataclass(frozen=True, eq=False)
class Squares:
    """Ground, cut into cells.

    Parameters
    ----------
    ids
        Of the n cells: letters from west to east, numbers from north to south.
    outlines
        Of each, metres: a square, cut off where the ground ends, with what is left of squares
        beside it.
    side_m
        Length of a side, metres.
    home
        The number of the cell that each square of the ground went to.
    uncovered
        Share of the ground that is in no cell: pieces too small for one, with none beside them.
    """

    ids: tuple[str, ...]
    outlines: tuple[Geometry, ...]
    side_m: float
    home: Mapping[Tile, int]
    uncovered: float

    def cell_of(self, places: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the number of the cell that each place lies in; −1 where its square has none.

        Parameters
        ----------
        places
            Shape (n, 2), metres: on the ground that was cut.
        """
        tiles = np.floor(places / self.side_m).astype(np.int64)
        return np.array([self.home.get((x, y), -1) for x, y in tiles.tolist()], np.int64)


def squares(ground: Geometry, side_m: float) -> Squares:
    """Return ground as cells, none of which points at a street or a door.

    Squares stand on whole multiples of their side. Of one that lies mostly outside the ground, the
    piece inside goes to the square beside it that it has most border with.

    Parameters
    ----------
    ground
        Areas, metres.
    side_m
        Length of a side, `LEAST_SIDE_M` or more.

    Raises
    ------
    ValueError
        If squares are too small, too many, or the ground does not hold one.
    """
    if not side_m >= LEAST_SIDE_M:
        raise ValueError(f"cells of {side_m} m are too small; {LEAST_SIDE_M:.0f} m")
    tiling = Tiling(side_m)
    west, south, east, north = (int(n) for n in np.floor(np.array(ground.bounds) / side_m))
    if (east - west + 1) * (north - south + 1) > MOST:
        raise ValueError(f"more than {MOST:,} squares of {side_m:g} m")
    tiles = [(x, y) for y in range(south, north + 1) for x in range(west, east + 1)]
    boxes = shapely.box(*np.array([tiling.box(one) for one in tiles]).T)
    shapely.prepare(ground)
    reached = shapely.intersects(ground, boxes)
    pieces = {
        tile: piece
        for tile, piece in zip(
            [tile for tile, yes in zip(tiles, reached.tolist(), strict=True) if yes],
            shapely.intersection(boxes[reached], ground).tolist(),
            strict=True,
        )
        if piece.area > 0.0
    }
    # rounding may leave a full square a hair short
    enough = (1.0 - 1e-9) * max(_WHOLE * side_m**2, LEAST_SIDE_M**2)
    whole = [tile for tile, piece in pieces.items() if piece.area >= enough]
    if not whole:
        raise ValueError(f"it holds no square of {side_m:g} m")
    owner = _joined(pieces, whole)
    number = {tile: i for i, tile in enumerate(whole)}
    parts: list[list[Geometry]] = [[] for _ in whole]
    for tile, own in owner.items():
        parts[number[own]].append(pieces[tile])
    lost = sum(piece.area for tile, piece in pieces.items() if tile not in owner)
    return Squares(
        ids=tuple(names_of(whole)),
        outlines=tuple(shapely.union_all(one) for one in parts),
        side_m=side_m,
        home={tile: number[own] for tile, own in owner.items()},
        uncovered=lost / ground.area,
    )


def _joined(pieces: Mapping[Tile, Geometry], whole: Sequence[Tile]) -> dict[Tile, Tile]:
    """Return the square that the piece in each square goes to, as far as one lies beside it."""
    owner = {tile: tile for tile in whole}
    left = [tile for tile in pieces if tile not in owner]
    while left:
        found = {}
        for x, y in left:
            beside = [(x - 1, y), (x, y - 1), (x + 1, y), (x, y + 1)]
            borders = [
                (shapely.intersection(pieces[x, y], pieces[one]).length, owner[one])
                for one in beside
                if one in owner
            ]
            if borders and max(borders)[0] > 0.0:
                found[x, y] = max(borders)[1]
        if not found:
            break
        owner |= found
        left = [tile for tile in left if tile not in found]
    return owner


def names_of(tiles: Sequence[Tile]) -> list[str]:
    """Return names of squares: letters from west to east, numbers from north to south.

    Parameters
    ----------
    tiles
        Columns and rows, counted to the east and to the north.

    Examples
    --------
    >>> names_of([(0, 9), (1, 9), (26, 8)])
    ['A1', 'B1', 'AA2']
    """
    west = min((x for x, _ in tiles), default=0)
    north = max((y for _, y in tiles), default=0)
    return [f"{_letters(x - west)}{north - y + 1}" for x, y in tiles]


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = string.ascii_uppercase[rest] + letters
    return letters


def strata(
    outlines: Sequence[Geometry], districts: Mapping[str, Geometry], *, elsewhere: str
) -> list[str]:
    """Return the district that has most of each cell.

    Parameters
    ----------
    outlines
        Of the cells, metres.
    districts
        By name, in the same frame.
    elsewhere
        What is said of a cell that no district has any of.
    """
    names = sorted(districts)
    most = [(0.0, elsewhere)] * len(outlines)
    tree = shapely.STRtree(outlines)
    for name in names:
        own = np.sort(tree.query(districts[name], predicate="intersects"))
        shared = shapely.area(shapely.intersection(tree.geometries[own], districts[name]))
        for i, area in zip(own.tolist(), np.atleast_1d(shared).tolist(), strict=True):
            if area > most[i][0]:
                most[i] = (area, name)
    return [name for _, name in most]
