"""What a camera sees first: walls come in from the nearest cells of a grid to the farthest.

What is hidden already is passed over, ring of cells by ring, cell by cell and chain by chain, and
when nothing is open beyond the next ring the view is done. Of a ring only those cells are looked at
into which an open piece of the circle leads.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, leaf
from vidik.sight.kernels.circle import (
    DX,
    DY,
    FAR,
    KEY,
    PIECE,
    TAG,
    TIE,
    C,
    Circle,
    X,
    Y,
    hidden,
    merge,
    open_pieces,
)
from vidik.sight.kernels.geometry import box_span, clip_to_disc, direction

__all__ = ["Ground", "gather"]

# How far a cell is widened where an open piece ends in it: far more than rounding, metres.
_WIDER_M = 1e-6

# Into most cells that are looked at an open piece leads. Only one with more chains than this is
# worth a look as a whole, as pieces may have closed since.
_MANY = 8

# Of a wall that overlaps a run: nothing of it is seen; or both are seen in part.
_HIDDEN, _APART = -1, -2

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Ground(NamedTuple):
    """Walls and their index, as `vidik.sight.walls.Walls` makes it.

    Parameters
    ----------
    vertices
        Shape (v, 2), metres.
    chain
        Shape (c, 3): chain i has the edges between the vertices ``chain[i, 0] … chain[i, 1]``; row
        ``chain[i, 2]`` of heights tells how high it is.
    box
        Shape (c, 4): west, south, east, north of each chain.
    west, south, cell
        Corner of the grid and side of its square cells, metres.
    columns, rows
        Cells of the grid.
    offsets, chains
        Cell (column, row) holds ``chains[offsets[k]:offsets[k + 1]]``, k = row · columns + column.
    solid
        True if walls bound buildings, whose inside is on the left of each edge; then the backs of
        buildings need no look.
    """

    vertices: Floats
    chain: Ints
    box: Floats
    west: float
    south: float
    cell: float
    columns: int
    rows: int
    offsets: Ints
    chains: NDArray[np.uint32]
    solid: bool


@inlined
def _overlaid(
    run: Floats, w: int, stop: int, k0: float, x0: float, y0: float, k1: float, x1: float,
    y1: float, dx: float, dy: float, c: float,
) -> int:  # fmt: skip
    """Let a run and a wall that overlaps its beginning hide one another.

    Between two walls of a building that are seen there may be some that are turned away. They do
    not part what is seen: the next wall comes out from behind the last one, or steps before it.

    Parameters
    ----------
    run, w, stop
        The run (`vidik.sight.kernels.circle.Circle`). Of walls that are hidden now it loses the
        beginning.
    k0, x0, y0, k1, x1, y1, dx, dy, c
        The wall: `direction` and vector of both ends, counter-clockwise, metres about the camera;
        its own direction, metres, and c, square metres.

    Returns
    -------
    int
        Before which place the wall belongs, or `_HIDDEN`, or `_APART` if it must begin a run.
    """
    at = w
    while k0 >= run[at + PIECE + KEY]:
        at += PIECE
        if at == stop:
            return _APART
    lx, ly = (run[w + X], run[w + Y]) if k0 <= run[w + KEY] else (x0, y0)
    nearer, farther = False, False
    while True:
        end = run[at + PIECE + KEY]
        hx, hy = (run[at + PIECE + X], run[at + PIECE + Y]) if end < k1 else (x1, y1)
        fx, fy, fc = run[at + DX], run[at + DY], run[at + C]
        new0, old0 = (lx * dy - ly * dx) * fc, (lx * fy - ly * fx) * c
        new1, old1 = (hx * dy - hy * dx) * fc, (hx * fy - hy * fx) * c
        nearer = nearer or new0 > old0 * (1.0 + TIE) or new1 > old1 * (1.0 + TIE)
        farther = farther or old0 > new0 * (1.0 + TIE) or old1 > new1 * (1.0 + TIE)
        if nearer and farther:
            return _APART
        if k1 <= end:
            break
        at += PIECE
        lx, ly = hx, hy
        if at == stop:
            break
    if nearer:
        if k0 > run[w + KEY]:
            return _APART
        if k1 == end and at < stop:
            at += PIECE
        run[at + KEY], run[at + X], run[at + Y] = k1, x1, y1
        return at
    if at == stop:
        return _APART
    return w if k0 < run[w + KEY] else _HIDDEN


@leaf
def _next_run(
    vertices: Floats,
    v: int,
    last: int,
    half: bool,
    tag: float,
    ox: float,
    oy: float,
    reach: float,
    solid: bool,
    run: Floats,
) -> tuple[int, bool, int, int]:
    """Fill a run with the next walls of a chain that follow one another around the camera.

    Parameters
    ----------
    vertices
        Corners.
    v, last, half
        The chain from here on: the wall that ends in v + 1 is the next; of one that crosses the
        direction east, where the circle is cut open, the second half if `half`.
    tag
        Of that wall.
    ox, oy, reach
        The camera, metres.
    solid
        Whether the backs of walls hide nothing.
    run
        Filled (`vidik.sight.kernels.circle.Circle`).

    Returns
    -------
    tuple
        Where to go on, v and half; and the run, its first place and the one after its last.
    """
    far = reach * reach
    px, py = vertices[v, 0] - ox, vertices[v, 1] - oy
    p2 = px * px + py * py
    kp = -1.0
    w = stop = len(run) // (2 * PIECE) * PIECE
    while v < last:
        qx, qy = vertices[v + 1, 0] - ox, vertices[v + 1, 1] - oy
        q2 = qx * qx + qy * qy
        kq = -1.0
        c = px * qy - py * qx
        # seen edge-on a wall has no width; its neighbours hold both its ends
        if c < 0.0 or (c > 0.0 and not solid):
            if kp < 0.0:
                kp = direction(px, py)
            kq = direction(qx, qy)
            # counter-clockwise, as the camera sees it
            if c < 0.0:
                k0, x0, y0, k1, x1, y1, c = kq, qx, qy, kp, px, py, -c
            else:
                k0, x0, y0, k1, x1, y1 = kp, px, py, kq, qx, qy
            dx, dy = x1 - x0, y1 - y0
            met = True
            if p2 > far or q2 > far:
                met, t0, t1 = clip_to_disc(x0, y0, x1, y1, reach)
                if met and t1 < 1.0:
                    x1, y1 = x0 + t1 * dx, y0 + t1 * dy
                    k1 = direction(x1, y1)
                if met and t0 > 0.0:
                    x0, y0 = x0 + t0 * dx, y0 + t0 * dy
                    k0 = direction(x0, y0)
            if k0 == 4.0:  # rounded up from just south of east
                k0 = 0.0
            if k1 == 0.0:
                k1 = 4.0
            if met and k0 != k1:
                across = k0 > k1
                if half:
                    k0, x0, y0 = 0.0, 1.0, 0.0
                elif across:
                    k1, x1, y1 = 4.0, 1.0, 0.0
                # before the run, behind it, or a run of its own
                if w == stop:
                    at = w
                    stop += PIECE
                    run[stop + KEY], run[stop + X], run[stop + Y] = k1, x1, y1
                elif run[w + KEY] == k1 and w > 0:
                    w -= PIECE
                    at = w
                elif run[stop + KEY] == k0 and stop + PIECE < len(run):
                    at = stop
                    stop += PIECE
                    run[stop + KEY], run[stop + X], run[stop + Y] = k1, x1, y1
                elif run[w + KEY] < k1 and w > 0 and not (half or across):
                    at = _overlaid(run, w, stop, k0, x0, y0, k1, x1, y1, dx, dy, c)
                    if at == _APART:
                        break
                    if at != _HIDDEN:
                        at -= PIECE
                        w = at
                else:
                    break
                if at != _HIDDEN:
                    run[at + KEY], run[at + X], run[at + Y] = k0, x0, y0
                    run[at + DX], run[at + DY], run[at + C] = dx, dy, c
                    run[at + TAG], run[at + FAR] = tag, min(max(p2, q2), far)
                if across and not half:
                    half = True
                    break
                half = False
        v += 1
        tag += 2.0
        px, py, p2, kp = qx, qy, q2, kq
    return v, half, w, stop


@inlined
def _cell_on(
    ux: float,
    uy: float,
    k: float,
    ring: int,
    cell: float,
    to_west: float,
    to_south: float,
    out: int,
    wider: float,
) -> int:
    """Return which cell of a ring a direction meets first or last.

    Parameters
    ----------
    ux, uy, k
        The direction.
    ring
        How far the ring is from the camera's cell. Its 8 · ring cells count from its corner in the
        south-east, counter-clockwise; those that directions before east meet, once more from there.
    cell, to_west, to_south
        Side of a cell, and where the camera stands in its own.
    out
        0 for the side of the ring that looks at the camera, 1 for the other.
    wider
        Metres by which the direction is moved, counter-clockwise.
    """
    outer, inner = (ring + out) * cell, (ring - 1 + out) * cell
    x = outer - to_west if ux > 0.0 else inner + to_west
    y = outer - to_south if uy > 0.0 else inner + to_south
    ax, ay = abs(ux), abs(uy)
    if ay * x <= ax * y and ax > 0.0:
        # it crosses the eastern or the western side
        aside = x * uy / ax + (wider if ux > 0.0 else -wider)
        j = min(max(math.floor((aside + to_south) / cell), -ring), ring)
        at = j + ring if ux > 0.0 else 5 * ring - j
    else:
        aside = y * ux / ay - (wider if uy > 0.0 else -wider)
        i = min(max(math.floor((aside + to_west) / cell), -ring), ring)
        at = 3 * ring - i if uy > 0.0 else 7 * ring + i
    return at + 8 * ring if k > 2.0 and at <= 2 * ring else at


@leaf
def _open_cells(
    circle: Circle, n: int, near: float, ring: int, cell: float, to_west: float, to_south: float
) -> int:
    """Fill ``circle.cells`` with arcs of a ring: first and last of the cells that may be seen.

    Parameters
    ----------
    circle, n
        The pieces; those that show nothing beyond √near are passed over.
    near
        Square of the distance from which the ring begins.
    ring, cell, to_west, to_south
        As for `_cell_on`.

    Returns
    -------
    int
        How many arcs; no cell is in two of them.
    """
    pieces, order, cells = circle.pieces, circle.order, circle.cells
    key, far = circle.key, circle.far
    arcs, i = 0, 0
    while i < n:
        if far[i] <= near:
            i += 1
            continue
        j = i + 1
        while j < n and far[j] > near:
            j += 1
        if j - i == n:
            cells[0], cells[1] = 0, 8 * ring - 1
            return 1
        at = order[i]
        ux, uy, k = pieces[at + X], pieces[at + Y], key[i]
        first = min(
            _cell_on(ux, uy, k, ring, cell, to_west, to_south, 0, -_WIDER_M),
            _cell_on(ux, uy, k, ring, cell, to_west, to_south, 1, -_WIDER_M),
        )
        at = order[j]
        ux, uy, k = pieces[at + X], pieces[at + Y], key[j]
        last = max(
            _cell_on(ux, uy, k, ring, cell, to_west, to_south, 0, _WIDER_M),
            _cell_on(ux, uy, k, ring, cell, to_west, to_south, 1, _WIDER_M),
        )
        if arcs > 0:
            first = max(first, cells[2 * arcs - 1] + 1)
            last = min(last, cells[0] + 8 * ring - 1)
        if first <= last:
            cells[2 * arcs], cells[2 * arcs + 1] = first, last
            arcs += 1
        i = j
    return arcs


@leaf
def gather(
    ground: Ground,
    ox: float,
    oy: float,
    reach: float,
    eye: float,
    tops: Floats,
    stance: int,
    without_low: bool,
    stamp: NDArray[np.int32],
    mark: int,
    found: Ints,
    circle: Circle,
    n: int,
) -> tuple[int, int]:
    """Take in all walls that a camera sees, from the nearest cells outward.

    Arrays stay where they are, so that the loops need not count who refers to them; if one is too
    small, the camera must be begun again with larger ones.

    Parameters
    ----------
    ground
        The walls.
    ox, oy, reach
        The camera, and how far it is followed, metres.
    eye
        Height of the lens, metres in the same system as `tops`.
    tops, stance
        Row ``tops[stance]``: height of what each chain belongs to. A wall lower than `eye` is
        *low*.
    without_low
        True to list low chains in `found` rather than let them hide anything.
    stamp, mark
        Shape (c,), and a number not in it: chains that were looked at get it.
    found
        Room for low chains.
    circle, n
        The open sectors (`vidik.sight.kernels.circle.open_sectors`).

    Returns
    -------
    tuple
        The number of pieces, −1 if room for them ran out; and of low chains, −1 likewise.
    """
    cell, columns, rows = ground.cell, ground.columns, ground.rows
    vertices, chain, box = ground.vertices, ground.chain, ground.box
    offsets, chains, solid = ground.offsets, ground.chains, ground.solid
    cells, key, far = circle.cells, circle.key, circle.far
    column = math.floor((ox - ground.west) / cell)
    row = math.floor((oy - ground.south) / cell)
    # distances from the camera to the sides of its own cell
    to_west, to_south = ox - (ground.west + column * cell), oy - (ground.south + row * cell)
    margin = min(min(to_west, cell - to_west), min(to_south, cell - to_south))
    tag, listed, ring = 0.0, 0, 0
    while True:
        near = max((ring - 1) * cell + margin, 0.0) if ring > 0 else 0.0
        horizon = 0.0
        for i in range(n):
            horizon = max(horizon, far[i])
        if near * near >= horizon:
            break
        arcs = 1
        cells[0] = cells[1] = 0
        if ring > 0:
            arcs = _open_cells(circle, n, near * near, ring, cell, to_west, to_south)
        for arc in range(arcs):
            for place in range(cells[2 * arc], cells[2 * arc + 1] + 1):
                # its column and row, counted from the camera's cell
                i, j = place - 7 * ring, -ring
                if place >= 8 * ring:
                    i, j = ring, place - 9 * ring
                elif place < 2 * ring:
                    i, j = ring, place - ring
                elif place < 4 * ring:
                    i, j = 3 * ring - place, ring
                elif place < 6 * ring:
                    i, j = -ring, 5 * ring - place
                if not (0 <= column + i < columns and 0 <= row + j < rows):
                    continue
                at = (row + j) * columns + column + i
                if ring > 0 and offsets[at + 1] - offsets[at] > _MANY:
                    x0, y0 = i * cell - to_west, j * cell - to_south
                    away, ax, ay, bx, by, outside = box_span(x0, y0, x0 + cell, y0 + cell)
                    if away >= horizon or (outside and hidden(key, far, n, ax, ay, bx, by, away)):
                        continue
                for entry in range(offsets[at], offsets[at + 1]):
                    c = chains[entry]
                    if stamp[c] == mark:
                        continue
                    stamp[c] = mark
                    away, ax, ay, bx, by, outside = box_span(
                        box[c, 0] - ox, box[c, 1] - oy, box[c, 2] - ox, box[c, 3] - oy
                    )
                    if away >= horizon:
                        continue
                    begin, end = 0, n
                    if outside:
                        begin, end = open_pieces(key, far, n, ax, ay, bx, by, away)
                        if begin == end:
                            continue
                    # what lies behind it stays as many pieces, whatever it changes
                    behind = n - end
                    first, last = chain[c, 0], chain[c, 1]
                    low = tops[stance, chain[c, 2]] < eye
                    if low and without_low:
                        if listed == len(found):
                            return n, -1
                        found[listed] = c
                        listed += 1
                        continue
                    v, half = first, False
                    while True:
                        v, half, w, stop = _next_run(
                            vertices, v, last, half, tag + 2.0 * (v - first) + low,
                            ox, oy, reach, solid, circle.run,
                        )  # fmt: skip
                        if w == stop:
                            break
                        # pieces are cut where walls end; every stretch between holds one or two
                        if 3 * n + 2 * ((stop - w) // PIECE) + 8 > len(found):
                            return -1, listed
                        n = merge(circle, n, w, stop, begin, n - behind)
                    tag += 2.0 * (last - first)
        ring += 1
        if column < ring and row < ring and column + ring >= columns and row + ring >= rows:
            break
    return n, listed
