"""Stretches: which metres of street cameras see, at each level, how surely, and which cameras."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from vidik.model.bands import BANDS, SURE
from vidik.model.streets import Streets
from vidik.model.views import Aims, Views
from vidik.model.watched import Watched
from vidik.model.watchers import Watchers
from vidik.sight import kernels
from vidik.sight.handed import aimed, viewed
from vidik.sight.kernels.cameras import Cameras, everywhere
from vidik.sight.kernels.grid import fill_cells
from vidik.sight.kernels.nearby import Cells
from vidik.sight.kernels.rose import rose

__all__ = ["watched"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Pieces a thread takes at a time.
_CHUNK = 2048

# Along a smooth stretch the probability is integrated in steps of at most this, metres.
_STEP_M = 2.0

# Least side of a cell of the grid of cameras, metres.
_CELL_M = 64.0

# Side of the squares that are gone through one after the other, metres.
_NEIGHBOURS_M = 100.0


def watched(
    streets: Streets,
    views: Views,
    *,
    levels: Sequence[str],
    watchers: bool = False,
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> Watched:
    """Return how much of each street piece is seen by some camera, and where along it.

    Least counts the metres that some camera sees whatever the truth about it, most those that some
    camera may see. Expected integrates the probability that at least one camera sees a point,
    ``1 − Π(1 − P)``, taking the doubts about different cameras as independent.

    Parameters
    ----------
    streets
        The n pieces.
    views
        Of the cameras that count.
    levels
        Keys of the levels, in the order of the columns of each aim's reach.
    watchers
        Whether to say, too, which camera watches what.
    threads
        How many pieces are computed at once; the result does not depend on it, nor on the order of
        the cameras.
    advance
        Called with the number of pieces finished since the last call.
    """
    if views.aims.levels != len(levels):
        raise ValueError(f"{len(levels)} levels, but aims with {views.aims.levels}")
    cameras, cells = _cameras(views), _cells(views)
    winds = rose(views.edges, views.arc, views.reach, views.starts)
    chance, bands = everywhere(cameras), np.array(BANDS)
    order = _by_place(streets)

    def solve(begin: int) -> tuple[Floats, Ints, Floats, Ints, Floats]:
        pieces = order[begin : begin + _CHUNK]
        metres, stretches, m, names, w = kernels.watch(
            pieces, streets.vertices, streets.offsets, cameras, winds, cells, chance,
            bands, SURE, _STEP_M, watchers,
        )  # fmt: skip
        if advance is not None:
            advance(len(pieces))
        return metres, stretches[0][:m], stretches[1][:m], names[0][:w], names[1][:w]

    with ThreadPoolExecutor(max_workers=threads) as pool:
        parts = list(pool.map(solve, range(0, max(len(streets), 1), _CHUNK)))
    of_piece, where, span, who, who_span = map(np.concatenate, zip(*parts, strict=True))
    metres = np.empty_like(of_piece)
    metres[order] = of_piece
    rows = np.argsort(where[:, 0], kind="stable")
    where, span = where[rows], span[rows]
    least, expected, most = metres[:, 0], metres[:, 1], metres[:, 2]
    return Watched(
        levels=tuple(levels),
        least=least,
        # sums of the same steps in another order: rounding may put one past the other
        expected=np.clip(expected, least, np.maximum(least, most)),
        most=np.maximum(least, most),
        piece=where[:, 0],
        level=where[:, 1],
        band=where[:, 3],
        start_m=span[:, 0],
        end_m=span[:, 1],
        watchers=_watchers(who, who_span, views.ids, len(streets)) if watchers else None,
    )


def _by_place(streets: Streets) -> Ints:
    """Return the pieces in an order in which neighbours, which the same cameras see, are near."""
    x, y = np.floor(streets.vertices[streets.offsets[:-1]] / _NEIGHBOURS_M).T
    return np.lexsort((x, y))


def _watchers(who: Ints, span: Floats, ids: tuple[str, ...], pieces: int) -> Watchers:
    """Return the watchers of all pieces, in their order.

    The stretches of each camera are in their order along the piece already.
    """
    piece, level, camera, _ = who.T
    one = (piece * (level.max(initial=0) + 1) + level) * (camera.max(initial=0) + 1) + camera
    order = np.argsort(one, kind="stable")
    start, end, chance = span[order].T
    return Watchers(
        pieces=pieces,
        ids=ids,
        piece=piece[order].astype(np.int32),
        level=level[order].astype(np.int8),
        camera=camera[order].astype(np.int32),
        chance=chance,
        start_m=start,
        end_m=end,
    ).joined(by_class=True)


def _cells(views: Views) -> Cells:
    """Return a grid that lists the cameras that may reach each cell."""
    (x, y), r = views.origin.T, views.widest
    box = np.column_stack([x - r, y - r, x + r, y + r])
    n = max(len(box), 1)
    west, south, east, north = 0.0, 0.0, 0.0, 0.0
    if len(box):
        (west, south), (east, north) = box[:, :2].min(axis=0), box[:, 2:].max(axis=0)
    width, height = float(east - west), float(north - south)
    # neither far-reaching cameras nor empty country may ask for more cells than they deserve
    cell = max(
        _CELL_M,
        math.sqrt(float((4.0 * r * r).sum()) / (16.0 * n)),
        math.sqrt(width * height / (16.0 * n + 1024.0)),
        max(width, height) / 65536.0,
    )
    columns, rows = int(width / cell) + 1, int(height / cell) + 1
    offsets = np.empty(columns * rows + 1, np.int64)
    grid = (float(west), float(south), cell, columns, rows)
    items = np.empty(fill_cells(box, *grid, offsets, np.empty(0, np.int64)), np.int64)
    if len(items):
        fill_cells(box, *grid, offsets, items)
    return Cells(*grid, offsets, items)


def _cameras(views: Views) -> Cameras:
    """Return views and aims as the loops take them."""
    aims = views.aims
    steady = _steady(aims)
    circle_offsets, circles = _circles(aims, views.widest)
    ray_offsets, rays = _rays(aims)
    line_offsets, lines = _lines(aims)
    changes = np.diff(circle_offsets) + np.diff(ray_offsets) + np.diff(line_offsets)
    return Cameras(
        origin=views.origin,
        first=views.first,
        viewed=viewed(views),
        aimed=aimed(aims),
        steady=steady,
        plain=steady & (changes == 0) & (np.diff(views.first) == 1),
        circle_offsets=circle_offsets,
        circles=circles,
        ray_offsets=ray_offsets,
        rays=rays,
        line_offsets=line_offsets,
        lines=lines,
    )


def _limits(aims: Aims) -> tuple[Flags, Flags]:
    """Return whether the frame of each reading ends below, and above, what it looks at."""
    return (aims.rise > 0) & np.isfinite(aims.lower), (aims.rise > 0) & (aims.upper > 0)


def _steady(aims: Aims) -> Flags:
    """Return whether each camera's probability is the same everywhere between two changes.

    It is if the axis has one direction or may have any, and the frame ends neither below nor above,
    or if the axis has one direction.
    """
    ends = np.logical_or(*_limits(aims))
    turns = aims.width > 0
    some = turns & (aims.width < 360)
    return ~(
        (_any(ends, aims.lens_offsets) & _any(turns, aims.arc_offsets))
        | (_any(aims.fov < 360, aims.lens_offsets) & _any(some, aims.arc_offsets))
    )


def _any(flags: Flags, offsets: Ints) -> Flags:
    """Return whether any flag of each camera is set."""
    return np.diff(np.concatenate([np.zeros(1, np.int64), np.cumsum(flags)])[offsets]) > 0


def _circles(aims: Aims, widest: Floats) -> tuple[Ints, Floats]:
    """Return the circles on which a reading's probability changes, within the view's own."""
    owner = np.repeat(np.arange(len(aims)), np.diff(aims.lens_offsets))
    rise = aims.rise[:, None]
    ground = np.sqrt(np.maximum(aims.reach**2 - rise**2, 0.0))
    below, above = _limits(aims)
    narrow = np.maximum(np.cos(np.radians(0.5 * aims.fov)), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        near, far = aims.rise / aims.lower, aims.rise / aims.upper
        limits = np.column_stack(
            [
                np.where(below, near, np.inf),
                np.where(below, near / narrow, np.inf),
                np.where(above, far, np.inf),
                np.where(above, far / narrow, np.inf),
            ]
        )
    radius = np.hstack([ground, limits])
    keep = (radius > 0) & (radius < widest[owner][:, None])
    return _of_each(np.repeat(owner, keep.sum(axis=1)), radius[keep][:, None], len(aims), flat=True)


def _rays(aims: Aims) -> tuple[Ints, Floats]:
    """Return the rays on which an axis at the end of an arc brings in, or loses, a point.

    Sides of the view are left out: there the view itself ends.
    """
    camera, lens, arc = _pairs(aims)
    half, start, width = 0.5 * aims.fov[lens], aims.start[arc], aims.width[arc]
    widest = np.zeros(len(aims))
    np.maximum.at(widest, camera, 2.0 * half)
    alone = (np.diff(aims.arc_offsets)[camera] == 1) & (2.0 * half == widest[camera])
    bearing = np.column_stack(
        [start - half, start + half, start + width - half, start + width + half]
    )
    keep = np.repeat(((2.0 * half < 360) & (width < 360))[:, None], 4, axis=1)
    keep[:, 2:] &= (width > 0)[:, None]
    side = alone & (width + 2.0 * half < 360)
    keep[:, 0] &= ~side
    keep[:, 3] &= ~side
    keep[:, 1] &= ~(side & (width == 0))
    bearings = np.radians(bearing[keep])
    rays = np.column_stack([np.sin(bearings), np.cos(bearings)])
    return _of_each(np.repeat(camera, keep.sum(axis=1)), rays, len(aims))


def _lines(aims: Aims) -> tuple[Ints, Floats]:
    """Return the lines on which the frame ends for an axis at the end of an arc."""
    camera, lens, arc = _pairs(aims)
    below, above = _limits(aims)
    found, owners = [np.empty((0, 3))], [np.empty(0, np.int64)]
    for end in (0.0, 1.0):
        axis = np.radians(aims.start[arc] + end * aims.width[arc])
        other = (aims.width[arc] < 360) & ((end == 0) | (aims.width[arc] > 0))
        for limit, tangent in ((below, aims.lower), (above, aims.upper)):
            keep = other & limit[lens]
            x = aims.rise[lens[keep]] / tangent[lens[keep]]
            found.append(np.column_stack([np.sin(axis[keep]), np.cos(axis[keep]), x]))
            owners.append(camera[keep])
    return _of_each(np.concatenate(owners), np.concatenate(found), len(aims))


def _pairs(aims: Aims) -> tuple[Ints, Ints, Ints]:
    """Return camera, reading and arc of every reading with every arc of its camera."""
    lenses, arcs = np.diff(aims.lens_offsets), np.diff(aims.arc_offsets)
    lens_of = np.repeat(np.arange(len(aims)), lenses)
    lens = np.repeat(np.arange(len(lens_of)), arcs[lens_of])
    camera = lens_of[lens]
    begins = np.concatenate([np.zeros(1, np.int64), np.cumsum(arcs[lens_of])])[:-1]
    arc = np.arange(len(lens)) - begins[lens] + aims.arc_offsets[camera]
    return camera, lens, arc


def _of_each(owner: Ints, rows: Floats, n: int, *, flat: bool = False) -> tuple[Ints, Floats]:
    """Return rows by owner, each once, and where those of each begin."""
    table = np.unique(np.column_stack([owner, rows]), axis=0)
    offsets = np.searchsorted(table[:, 0], np.arange(n + 1))
    return offsets, np.ascontiguousarray(table[:, 1] if flat else table[:, 1:])
