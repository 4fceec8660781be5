"""The view of a camera among walls: an envelope that grows from the nearest walls outward.

The circle about the camera is cut into *pieces*, each of which shows one wall, open ground up to the
reach, or nothing because the camera cannot turn there. Walls come in from the nearest cells of a
grid to the farthest; what is hidden already is passed over, cell by cell and chain by chain, and
when nothing is open beyond the next cells the view is done.

A wall is kept as its direction (dx, dy) and c = p × q, twice the area between it and the camera.
Along a direction u it stands at the multiple c / n(u) of u, with n(u) = ux·dy − uy·dx. Which of two
walls is nearer is asked without dividing: n₁·c₂ > n₂·c₁. Corners lie on a grid that is exact in
binary, so n and c of corners are exact, and walls that meet in a corner meet exactly there.

A piece is one row of a table, as long as a cache line: it runs from the direction of its own row to
that of the next one, and holds its wall itself, so that asking who is nearer touches nothing else.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.geometry import box_span, clip_to_disc, direction, grown, heading

__all__ = [
    "BLOCKED",
    "C",
    "DX",
    "DY",
    "FAR",
    "KEY",
    "OPEN",
    "TAG",
    "X",
    "Y",
    "Ground",
    "Rings",
    "corner_room",
    "gather",
    "is_low",
    "open_sectors",
    "trace",
]

# Two distances along one ray that differ by less than this share are one corner of two walls.
_TIE = 1e-12

#: Columns of a piece: `direction` of its start and a vector there; square of the greatest distance
#: at which anything in it is seen; direction and c of its wall; which wall that is.
KEY, X, Y, FAR, DX, DY, C, TAG = range(8)

#: Tags of pieces without a wall. Walls have rising tags ≥ 0, odd ones those that one may see over.
OPEN, BLOCKED = -1.0, -2.0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Ground(NamedTuple):
    """Walls and their index, as `vidik.sight.walls.Walls` makes it.

    Parameters
    ----------
    vertices
        Shape (v, 2), metres.
    begin, end
        Shape (c,): chain i has the edges between the vertices ``begin[i] … end[i]``.
    box
        Shape (c, 4): west, south, east, north of each chain.
    owner
        Shape (c,): row of ``tops`` that tells how high each chain is.
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
    begin: Ints
    end: Ints
    box: Floats
    owner: Ints
    west: float
    south: float
    cell: float
    columns: int
    rows: int
    offsets: Ints
    chains: Ints
    solid: bool


class Rings(NamedTuple):
    """Rings under construction.

    Parameters
    ----------
    corner
        Shape (room, 2): metres from the camera.
    arc
        Shape (room,): whether the edge that starts at a corner is an arc.
    end
        Shape (room,): where the corners of each ring end.
    """

    corner: Floats
    arc: Flags
    end: Ints


@jit
def is_low(tag: float) -> bool:
    """Return whether a piece shows a wall that one may see over."""
    return tag >= 0.0 and tag % 2.0 == 1.0


@jit
def corner_room(rings: Rings, need: int) -> Rings:
    """Return the rings with room for `need` corners."""
    if need <= len(rings.arc):
        return rings
    size = 2 * need
    corner = np.empty((size, 2))
    corner[: len(rings.corner)] = rings.corner
    return Rings(corner, grown(rings.arc, size), grown(rings.end, size))


@jit
def _set(pieces: Floats, i: int, k: float, x: float, y: float, far: float, tag: float) -> None:
    """Write a piece without a wall."""
    pieces[i, KEY], pieces[i, X], pieces[i, Y], pieces[i, FAR], pieces[i, TAG] = k, x, y, far, tag


@jit
def open_sectors(pieces: Floats, start: Floats, width: Floats, reach: float) -> int:
    """Fill the pieces with open sectors; return how many there are.

    Parameters
    ----------
    pieces
        Shape (room, 8), with room for 4 · len(start) + 4.
    start, width
        Of each sector, degrees clockwise from north; they may overlap.
    reach
        Metres.
    """
    far = reach * reach
    for j in range(len(start)):
        if width[j] >= 360.0:
            _set(pieces, 0, 0.0, 1.0, 0.0, far, OPEN)
            return 1
    # intervals from east, counter-clockwise, cut where they cross it
    ends = np.empty((2 * len(start), 6))
    m = 0
    for j in range(len(start)):
        ax, ay = heading(start[j] + width[j])
        bx, by = heading(start[j])
        k0, k1 = direction(ax, ay), direction(bx, by)
        if k0 == 4.0:
            k0 = 0.0
        if k1 == 0.0:
            k1 = 4.0
        if k0 < k1:
            ends[m, 0], ends[m, 1], ends[m, 2] = k0, ax, ay
            ends[m, 3], ends[m, 4], ends[m, 5] = k1, bx, by
            m += 1
        elif width[j] > 0.0:
            ends[m, 0], ends[m, 1], ends[m, 2] = 0.0, 1.0, 0.0
            ends[m, 3], ends[m, 4], ends[m, 5] = k1, bx, by
            ends[m + 1, 0], ends[m + 1, 1], ends[m + 1, 2] = k0, ax, ay
            ends[m + 1, 3], ends[m + 1, 4], ends[m + 1, 5] = 4.0, 1.0, 0.0
            m += 2
    n = 0
    at, ux, uy = 0.0, 1.0, 0.0
    for j in np.argsort(ends[:m, 0]):
        if ends[j, 3] <= at and n > 0:
            continue
        if ends[j, 0] > at:
            _set(pieces, n, at, ux, uy, 0.0, BLOCKED)
            n += 1
            at, ux, uy = ends[j, 0], ends[j, 1], ends[j, 2]
        if n == 0 or pieces[n - 1, TAG] != OPEN:
            _set(pieces, n, at, ux, uy, far, OPEN)
            n += 1
        at, ux, uy = ends[j, 3], ends[j, 4], ends[j, 5]
    if at < 4.0:
        _set(pieces, n, at, ux, uy, 0.0, BLOCKED)
        n += 1
    return n


@jit
def _piece_at(pieces: Floats, n: int, k: float) -> int:
    """Return the last piece that begins at or before k ≥ 0."""
    low, high = 0, n
    while high - low > 1:
        middle = (low + high) >> 1
        if pieces[middle, KEY] <= k:
            low = middle
        else:
            high = middle
    return low


@jit
def _closed(pieces: Floats, n: int, k0: float, k1: float, near: float) -> bool:
    """Return whether nothing between two directions, k0 ≤ k1, is seen as far as √near."""
    i = _piece_at(pieces, n, k0)
    while True:
        if pieces[i, FAR] > near:
            return False
        i += 1
        if i >= n or pieces[i, KEY] >= k1:
            return True


@jit
def _hidden(
    pieces: Floats, n: int, ax: float, ay: float, bx: float, by: float, near: float
) -> bool:
    """Return whether everything between two vectors, counter-clockwise, is closed before √near."""
    k0, k1 = direction(ax, ay), direction(bx, by)
    if k0 <= k1:
        return _closed(pieces, n, k0, k1, near)
    return _closed(pieces, n, k0, 4.0, near) and _closed(pieces, n, 0.0, k1, near)


@jit
def _far(dx: float, dy: float, c: float, x0: float, y0: float, x1: float, y1: float) -> float:
    """Return the square of the greatest distance of a wall between two directions."""
    t0, t1 = c / (x0 * dy - y0 * dx), c / (x1 * dy - y1 * dx)
    return max((x0 * x0 + y0 * y0) * t0 * t0, (x1 * x1 + y1 * y1) * t1 * t1)


@jit
def _push(
    spare: Floats,
    m: int,
    k: float,
    x: float,
    y: float,
    far: float,
    dx: float,
    dy: float,
    c: float,
    tag: float,
) -> int:
    """Append a piece; one that continues the same wall, or has no width, is not a new piece."""
    if m > 0 and k <= spare[m - 1, KEY]:
        m -= 1
        k, x, y = spare[m, KEY], spare[m, X], spare[m, Y]
    if m > 0 and spare[m - 1, TAG] == tag:
        spare[m - 1, FAR] = max(spare[m - 1, FAR], far)
        return m
    spare[m, KEY], spare[m, X], spare[m, Y], spare[m, FAR] = k, x, y, far
    spare[m, DX], spare[m, DY], spare[m, C], spare[m, TAG] = dx, dy, c, tag
    return m + 1


@jit
def _insert(
    pieces: Floats,
    n: int,
    spare: Floats,
    k0: float,
    x0: float,
    y0: float,
    k1: float,
    x1: float,
    y1: float,
    dx: float,
    dy: float,
    c: float,
    tag: float,
) -> int:
    """Let a wall hide what lies behind it between two directions; return the new count of pieces.

    Parameters
    ----------
    pieces, n
        The circle.
    spare
        Room for 2n + 4 pieces.
    k0, x0, y0, k1, x1, y1
        The directions, k0 < k1.
    dx, dy, c, tag
        The wall.
    """
    # most walls are hidden: find the first piece that the wall changes, if there is one
    i = _piece_at(pieces, n, k0)
    while True:
        old = pieces[i, TAG]
        if old == OPEN:
            break
        if old >= 0.0:
            lx, ly = (pieces[i, X], pieces[i, Y]) if pieces[i, KEY] >= k0 else (x0, y0)
            last = i + 1 == n
            if (4.0 if last else pieces[i + 1, KEY]) <= k1:
                hx, hy = (1.0, 0.0) if last else (pieces[i + 1, X], pieces[i + 1, Y])
            else:
                hx, hy = x1, y1
            fx, fy, fc = pieces[i, DX], pieces[i, DY], pieces[i, C]
            near = c * (1.0 + _TIE)
            if (lx * dy - ly * dx) * fc > (lx * fy - ly * fx) * near or (hx * dy - hy * dx) * fc > (
                hx * fy - hy * fx
            ) * near:
                break
        i += 1
        if i >= n or pieces[i, KEY] >= k1:
            return n
    m = 0
    j = i
    if pieces[i, KEY] < k0:
        spare[0] = pieces[i]
        m = 1
    while True:
        old = pieces[j, TAG]
        fx, fy, fc, ffar = pieces[j, DX], pieces[j, DY], pieces[j, C], pieces[j, FAR]
        if pieces[j, KEY] >= k0:
            lo, lx, ly = pieces[j, KEY], pieces[j, X], pieces[j, Y]
        else:
            lo, lx, ly = k0, x0, y0
        last = j + 1 == n
        end = 4.0 if last else pieces[j + 1, KEY]
        if end <= k1:
            hi = end
            hx, hy = (1.0, 0.0) if last else (pieces[j + 1, X], pieces[j + 1, Y])
        else:
            hi, hx, hy = k1, x1, y1
        if old == OPEN:
            m = _push(
                spare, m, lo, lx, ly, _far(dx, dy, c, lx, ly, hx, hy), dx, dy, c, tag
            )  # fmt: skip
        elif old == BLOCKED:
            m = _push(spare, m, lo, lx, ly, 0.0, 0.0, 0.0, 0.0, BLOCKED)
        else:
            new0, old0 = (lx * dy - ly * dx) * fc, (lx * fy - ly * fx) * c
            new1, old1 = (hx * dy - hy * dx) * fc, (hx * fy - hy * fx) * c
            nearer0, nearer1 = new0 > old0 * (1 + _TIE), new1 > old1 * (1 + _TIE)
            farther0, farther1 = old0 > new0 * (1 + _TIE), old1 > new1 * (1 + _TIE)
            if (nearer0 and farther1) or (farther0 and nearer1):
                cross = dx * fy - dy * fx
                mx, my = (dx * fc - fx * c) / cross, (dy * fc - fy * c) / cross
                mid = min(max(direction(mx, my), lo), hi)
                if nearer0:
                    far = _far(dx, dy, c, lx, ly, mx, my)
                    m = _push(spare, m, lo, lx, ly, far, dx, dy, c, tag)
                    if mid < hi:
                        far = _far(fx, fy, fc, mx, my, hx, hy)
                        m = _push(spare, m, mid, mx, my, far, fx, fy, fc, old)
                else:
                    far = _far(fx, fy, fc, lx, ly, mx, my)
                    m = _push(spare, m, lo, lx, ly, far, fx, fy, fc, old)
                    if mid < hi:
                        far = _far(dx, dy, c, mx, my, hx, hy)
                        m = _push(spare, m, mid, mx, my, far, dx, dy, c, tag)
            elif nearer0 or nearer1:
                m = _push(
                    spare, m, lo, lx, ly, _far(dx, dy, c, lx, ly, hx, hy), dx, dy, c, tag
                )  # fmt: skip
            else:
                m = _push(spare, m, lo, lx, ly, ffar, fx, fy, fc, old)
        j += 1
        if end > k1:
            m = _push(spare, m, k1, x1, y1, ffar, fx, fy, fc, old)
            break
        if j >= n or end == k1:
            break
    # pieces i … j − 1 give way to the m spare ones
    shift = m - (j - i)
    if shift > 0:
        for t in range(n - 1, j - 1, -1):
            for column in range(8):
                pieces[t + shift, column] = pieces[t, column]
    elif shift < 0:
        for t in range(j, n):
            for column in range(8):
                pieces[t + shift, column] = pieces[t, column]
    for t in range(m):
        for column in range(8):
            pieces[i + t, column] = spare[t, column]
    return n + shift


@jit
def _add(
    pieces: Floats,
    n: int,
    spare: Floats,
    px: float,
    py: float,
    qx: float,
    qy: float,
    tag: float,
    reach: float,
) -> int:
    """Take in the wall from p to q, counter-clockwise as the camera sees it.

    Parameters
    ----------
    pieces, n, spare
        The circle, and as much room again; room for 4n + 16 in each.
    px, py, qx, qy
        Ends, metres from the camera.
    tag
        Of the wall.
    reach
        Metres.
    """
    dx, dy = qx - px, qy - py
    c = px * qy - py * qx
    far = reach * reach
    if px * px + py * py > far or qx * qx + qy * qy > far:
        met, t0, t1 = clip_to_disc(px, py, qx, qy, reach)
        if not met:
            return n
        if t1 < 1.0:
            qx, qy = px + t1 * dx, py + t1 * dy
        if t0 > 0.0:
            px, py = px + t0 * dx, py + t0 * dy
    k0, k1 = direction(px, py), direction(qx, qy)
    if k0 == 4.0:  # rounded up from just south of east
        k0 = 0.0
    if k1 == 0.0:
        k1 = 4.0
    if k0 < k1:
        return _insert(pieces, n, spare, k0, px, py, k1, qx, qy, dx, dy, c, tag)
    if k0 == k1:
        return n
    # it crosses the direction east, where the circle is cut open
    n = _insert(pieces, n, spare, k0, px, py, 4.0, 1.0, 0.0, dx, dy, c, tag)
    return _insert(pieces, n, spare, 0.0, 1.0, 0.0, k1, qx, qy, dx, dy, c, tag)


@jit
def gather(
    ground: Ground,
    ox: float,
    oy: float,
    reach: float,
    eye: float,
    tops: Floats,
    without_low: bool,
    stamp: NDArray[np.int32],
    mark: int,
    found: Ints,
    pieces: Floats,
    n: int,
    spare: Floats,
) -> tuple[Floats, int, Floats, Ints, int]:
    """Take in all walls that a camera sees, from the nearest cells outward.

    Parameters
    ----------
    ground
        The walls.
    ox, oy, reach
        The camera, and how far it is followed, metres.
    eye
        Height of the lens, metres in the same system as `tops`.
    tops
        Shape (owners,): height of what each chain belongs to. A wall lower than `eye` is *low*.
    without_low
        True to list low chains in `found` rather than let them hide anything.
    stamp, mark
        Shape (c,), and a number not in it: chains that were looked at get it.
    found
        Room for low chains.
    pieces, n, spare
        Open sectors (`open_sectors`), and as much room again.

    Returns
    -------
    tuple
        The pieces, their number, and room; the low chains, and their number.
    """
    cell, columns, rows = ground.cell, ground.columns, ground.rows
    vertices, begin, end, box = ground.vertices, ground.begin, ground.end, ground.box
    owner, offsets, chains, solid = ground.owner, ground.offsets, ground.chains, ground.solid
    column = int(math.floor((ox - ground.west) / cell))
    row = int(math.floor((oy - ground.south) / cell))
    # distances from the camera to the four sides of its own cell
    to_west, to_south = ox - (ground.west + column * cell), oy - (ground.south + row * cell)
    margin = min(min(to_west, cell - to_west), min(to_south, cell - to_south))
    far = reach * reach
    tag, listed, ring = 0.0, 0, 0
    while True:
        near = max((ring - 1) * cell + margin, 0.0) if ring > 0 else 0.0
        horizon = 0.0
        for i in range(n):
            horizon = max(horizon, pieces[i, FAR])
        if near * near >= horizon:
            break
        for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
            step = 1 if r == row - ring or r == row + ring else 2 * ring
            for k in range(column - ring, column + ring + 1, step):
                if k < 0 or k >= columns:
                    continue
                at = r * columns + k
                if offsets[at] == offsets[at + 1]:
                    continue
                if ring > 0:
                    x0, y0 = (k - column) * cell - to_west, (r - row) * cell - to_south
                    away, ax, ay, bx, by, outside = box_span(x0, y0, x0 + cell, y0 + cell)
                    if away >= horizon or (outside and _hidden(pieces, n, ax, ay, bx, by, away)):
                        continue
                for entry in range(offsets[at], offsets[at + 1]):
                    chain = chains[entry]
                    if stamp[chain] == mark:
                        continue
                    stamp[chain] = mark
                    away, ax, ay, bx, by, outside = box_span(
                        box[chain, 0] - ox, box[chain, 1] - oy, box[chain, 2] - ox,
                        box[chain, 3] - oy,
                    )  # fmt: skip
                    if away >= horizon or (outside and _hidden(pieces, n, ax, ay, bx, by, away)):
                        continue
                    low = tops[owner[chain]] < eye
                    if low and without_low:
                        if listed == len(found):
                            found = grown(found, 2 * listed)
                        found[listed] = chain
                        listed += 1
                        continue
                    px, py = vertices[begin[chain], 0] - ox, vertices[begin[chain], 1] - oy
                    for v in range(begin[chain] + 1, end[chain] + 1):
                        qx, qy = vertices[v, 0] - ox, vertices[v, 1] - oy
                        cross = px * qy - py * qx
                        # seen edge-on a wall has no width; its neighbours hold both its ends
                        if cross < 0.0 or (cross > 0.0 and not solid):
                            # one insertion at most doubles the pieces and adds four
                            if 4 * n + 16 > len(pieces):
                                wider = np.empty((8 * n + 32, 8))
                                wider[:n] = pieces[:n]
                                pieces, spare = wider, np.empty((8 * n + 32, 8))
                            t = tag + 1.0 if low else tag
                            if cross < 0.0:
                                n = _add(pieces, n, spare, qx, qy, px, py, t, reach)
                            else:
                                n = _add(pieces, n, spare, px, py, qx, qy, t, reach)
                            tag += 2.0
                        px, py = qx, qy
        ring += 1
        if column < ring and row < ring and column + ring >= columns and row + ring >= rows:
            break
    return pieces, n, spare, found, listed


@jit
def _corner(rings: Rings, v: int, first: int, x: float, y: float, tie: float) -> int:
    """Append a corner to a ring unless it is the last one again; return the new count."""
    corner, arc = rings.corner, rings.arc
    if v > first and abs(corner[v - 1, 0] - x) <= tie and abs(corner[v - 1, 1] - y) <= tie:
        arc[v - 1] = False
        return v
    corner[v, 0], corner[v, 1], arc[v] = x, y, False
    return v + 1


@jit
def trace(
    pieces: Floats, n: int, reach: float, rings: Rings, v: int, r: int
) -> tuple[Rings, int, int]:
    """Write what the pieces show as rings about the camera.

    Parameters
    ----------
    pieces, n
        From `gather`.
    reach
        Metres.
    rings, v, r
        Rings so far, their corners and their number. No arc will span more than a quarter turn.

    Returns
    -------
    tuple
        The rings, grown if need be, and the new counts.
    """
    rings = corner_room(rings, v + 6 * n + 16)
    tie = _TIE * reach
    begin = 0
    blocked = False
    for i in range(n):
        if pieces[i, TAG] == BLOCKED:
            begin, blocked = i, True
            break
    if not blocked and n > 1 and pieces[0, TAG] >= 0.0 and pieces[0, TAG] == pieces[n - 1, TAG]:
        begin = 1  # a wall across east is not cut there
    first = v
    t = 0
    while t < n:
        i = (begin + t) % n
        tag = pieces[i, TAG]
        if tag == BLOCKED:
            if v > first:
                v = _finish(rings, v, first, r, tie)
                r += 1
                first = v
            t += 1
            continue
        if blocked and v == first:
            v = _corner(rings, v, first, 0.0, 0.0, tie)
        # a wall that two pieces show is one edge
        joined = 1
        while t + joined < n and tag >= 0.0 and pieces[(begin + t + joined) % n, TAG] == tag:
            joined += 1
        j = (begin + t + joined) % n
        lx, ly, hx, hy = pieces[i, X], pieces[i, Y], pieces[j, X], pieces[j, Y]
        if tag >= 0.0:
            dx, dy, c = pieces[i, DX], pieces[i, DY], pieces[i, C]
            t0, t1 = c / (lx * dy - ly * dx), c / (hx * dy - hy * dx)
            v = _corner(rings, v, first, t0 * lx, t0 * ly, tie)
            v = _corner(rings, v, first, t1 * hx, t1 * hy, tie)
        else:
            scale = reach / math.hypot(lx, ly)
            v = _corner(rings, v, first, scale * lx, scale * ly, tie)
            rings.arc[v - 1] = True
            end = 4.0 if i + 1 == n else pieces[i + 1, KEY]
            for quarter in range(int(pieces[i, KEY]) + 1, 4):
                if quarter < end:
                    x = -reach if quarter == 2 else 0.0
                    y = reach if quarter == 1 else (-reach if quarter == 3 else 0.0)
                    v = _corner(rings, v, first, x, y, tie)
                    rings.arc[v - 1] = True
            scale = reach / math.hypot(hx, hy)
            rings.corner[v, 0], rings.corner[v, 1] = scale * hx, scale * hy
            rings.arc[v] = False
            v += 1
        t += joined
    if v > first:
        v = _finish(rings, v, first, r, tie)
        r += 1
    return rings, v, r


@jit
def _finish(rings: Rings, v: int, first: int, r: int, tie: float) -> int:
    """End a ring; its last corner does not repeat its first."""
    corner = rings.corner
    if (
        v - 1 > first
        and abs(corner[v - 1, 0] - corner[first, 0]) <= tie
        and abs(corner[v - 1, 1] - corner[first, 1]) <= tie
    ):
        v -= 1
    rings.end[r] = v
    return v
