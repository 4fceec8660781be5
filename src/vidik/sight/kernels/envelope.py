"""The view of a camera among walls: an envelope that grows from the nearest walls outward.

The circle about the camera is cut into *pieces*, each of which shows one wall, open ground up to
the reach, or nothing because the camera cannot turn there. Walls come in from the nearest cells of
a grid to the farthest; what is hidden already is passed over, cell by cell and chain by chain, and
when nothing is open beyond the next cells the view is done.

A wall is kept as its direction (dx, dy) and c = p × q, twice the area between it and the camera.
Along a direction u it stands at the multiple c / n(u) of u, with n(u) = ux·dy − uy·dx. Which of two
walls is nearer is asked without dividing: n₁·c₂ > n₂·c₁. Corners lie on a grid that is exact in
binary, so n and c of corners are exact, and walls that meet in a corner meet exactly there.

A piece is one row of a table, as long as a cache line: it runs from the direction of its own row to
that of the next one, and holds its wall itself, so that asking who is nearer touches nothing else.
Rows stay where they are; their order around the circle is a list of row numbers, of which the first
n are in use and the rest are free.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf
from vidik.sight.kernels.geometry import box_span, clip_to_disc, direction, grown, heading

__all__ = [
    "BLOCKED",
    "DX",
    "DY",
    "FAR",
    "KEY",
    "OPEN",
    "TAG",
    "C",
    "Ground",
    "Rings",
    "X",
    "Y",
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


@leaf
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


@leaf
def _set(pieces: Floats, i: int, k: float, x: float, y: float, far: float, tag: float) -> None:
    """Write a piece without a wall."""
    pieces[i, KEY], pieces[i, X], pieces[i, Y], pieces[i, FAR] = k, x, y, far
    pieces[i, DX], pieces[i, DY], pieces[i, C], pieces[i, TAG] = 0.0, 0.0, 0.0, tag


@jit
def open_sectors(pieces: Floats, order: Ints, start: Floats, width: Floats, reach: float) -> int:
    """Cut the circle into open sectors and what is between them; return how many pieces that is.

    Parameters
    ----------
    pieces
        Shape (room, 8), with room for 4 · len(start) + 4.
    order
        Shape (room,): every row number once.
    start, width
        Of each sector, degrees clockwise from north; they may overlap.
    reach
        Metres.
    """
    far = reach * reach
    for j in range(len(start)):
        if width[j] >= 360.0:
            _set(pieces, order[0], 0.0, 1.0, 0.0, far, OPEN)
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
            _set(pieces, order[n], at, ux, uy, 0.0, BLOCKED)
            n += 1
            at, ux, uy = ends[j, 0], ends[j, 1], ends[j, 2]
        if n == 0 or pieces[order[n - 1], TAG] != OPEN:
            _set(pieces, order[n], at, ux, uy, far, OPEN)
            n += 1
        at, ux, uy = ends[j, 3], ends[j, 4], ends[j, 5]
    if at < 4.0:
        _set(pieces, order[n], at, ux, uy, 0.0, BLOCKED)
        n += 1
    return n


@leaf
def _piece_at(pieces: Floats, order: Ints, n: int, k: float) -> int:
    """Return the last piece that begins at or before k ≥ 0."""
    low, high = 0, n
    while high - low > 1:
        middle = (low + high) >> 1
        if pieces[order[middle], KEY] <= k:
            low = middle
        else:
            high = middle
    return low


@leaf
def _closed(pieces: Floats, order: Ints, n: int, k0: float, k1: float, near: float) -> bool:
    """Return whether nothing between two directions, k0 ≤ k1, is seen as far as √near."""
    i = _piece_at(pieces, order, n, k0)
    while True:
        if pieces[order[i], FAR] > near:
            return False
        i += 1
        if i >= n or pieces[order[i], KEY] >= k1:
            return True


@leaf
def _hidden(
    pieces: Floats,
    order: Ints,
    n: int,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    near: float,
) -> bool:
    """Return whether everything between two vectors, counter-clockwise, is closed before √near."""
    k0, k1 = direction(ax, ay), direction(bx, by)
    if k0 <= k1:
        return _closed(pieces, order, n, k0, k1, near)
    return _closed(pieces, order, n, k0, 4.0, near) and _closed(pieces, order, n, 0.0, k1, near)


@leaf
def _far(dx: float, dy: float, c: float, x0: float, y0: float, x1: float, y1: float) -> float:
    """Return the square of the greatest distance of a wall between two directions."""
    t0, t1 = c / (x0 * dy - y0 * dx), c / (x1 * dy - y1 * dx)
    return max((x0 * x0 + y0 * y0) * t0 * t0, (x1 * x1 + y1 * y1) * t1 * t1)


@leaf
def _push(
    pieces: Floats,
    spare: Ints,
    m: int,
    row: int,
    k: float,
    x: float,
    y: float,
    far: float,
    dx: float,
    dy: float,
    c: float,
    tag: float,
) -> int:
    """Write a piece to a free row and append it; return the new count.

    One that continues the same wall as the last is no new piece; one that begins where the last
    does takes its place, as that has no width.
    """
    if m > 0 and k <= pieces[spare[m - 1], KEY]:
        m -= 1
        row = spare[m]
        k, x, y = pieces[row, KEY], pieces[row, X], pieces[row, Y]
    if m > 0 and pieces[spare[m - 1], TAG] == tag:
        pieces[spare[m - 1], FAR] = max(pieces[spare[m - 1], FAR], far)
        return m
    pieces[row, KEY], pieces[row, X], pieces[row, Y], pieces[row, FAR] = k, x, y, far
    pieces[row, DX], pieces[row, DY], pieces[row, C], pieces[row, TAG] = dx, dy, c, tag
    spare[m] = row
    return m + 1


@leaf
def _insert(
    pieces: Floats,
    order: Ints,
    n: int,
    spare: Ints,
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
    pieces, order, n
        The circle, with n + 4 rows free.
    spare
        Room for 2n + 4 row numbers.
    k0, x0, y0, k1, x1, y1
        The directions, k0 < k1.
    dx, dy, c, tag
        The wall.
    """
    # most walls are hidden: find the first piece that the wall changes, if there is one
    i = _piece_at(pieces, order, n, k0)
    row = order[i]
    lx, ly = (pieces[row, X], pieces[row, Y]) if pieces[row, KEY] >= k0 else (x0, y0)
    near = c * (1.0 + _TIE)
    while True:
        following = order[i + 1] if i + 1 < n else -1
        end, hx, hy = 4.0, 1.0, 0.0
        if following >= 0:
            end, hx, hy = pieces[following, KEY], pieces[following, X], pieces[following, Y]
        if end > k1:
            hx, hy = x1, y1
        old = pieces[row, TAG]
        if old == OPEN:
            break
        if old >= 0.0:
            fx, fy, fc = pieces[row, DX], pieces[row, DY], pieces[row, C]
            if (lx * dy - ly * dx) * fc > (lx * fy - ly * fx) * near or (hx * dy - hy * dx) * fc > (
                hx * fy - hy * fx
            ) * near:
                break
        if end >= k1 or following < 0:
            return n
        i, row, lx, ly = i + 1, following, hx, hy
    # row numbers that are free stand behind those in use; `fresh` of them are taken
    m, fresh = 0, 0
    j = i
    if pieces[row, KEY] < k0:
        spare[0] = row
        m = 1
    while True:
        row = order[j]
        old = pieces[row, TAG]
        fx, fy, fc, ffar = pieces[row, DX], pieces[row, DY], pieces[row, C], pieces[row, FAR]
        kept = pieces[row, KEY] < k0
        lo, lx, ly = k0, x0, y0
        if not kept:
            lo, lx, ly = pieces[row, KEY], pieces[row, X], pieces[row, Y]
        end, hx, hy = 4.0, 1.0, 0.0
        if j + 1 < n:
            following = order[j + 1]
            end, hx, hy = pieces[following, KEY], pieces[following, X], pieces[following, Y]
        hi = min(end, k1)
        if end > k1:
            hx, hy = x1, y1
        # a piece that begins in the span gives its own row to what takes its place
        free = row
        if kept:
            free = order[n + fresh]
            fresh += 1
        if old == OPEN:
            far = _far(dx, dy, c, lx, ly, hx, hy)
            m = _push(pieces, spare, m, free, lo, lx, ly, far, dx, dy, c, tag)
        elif old == BLOCKED:
            m = _push(pieces, spare, m, free, lo, lx, ly, 0.0, 0.0, 0.0, 0.0, BLOCKED)
        else:
            new0, old0 = (lx * dy - ly * dx) * fc, (lx * fy - ly * fx) * c
            new1, old1 = (hx * dy - hy * dx) * fc, (hx * fy - hy * fx) * c
            nearer0, nearer1 = new0 > old0 * (1 + _TIE), new1 > old1 * (1 + _TIE)
            farther0, farther1 = old0 > new0 * (1 + _TIE), old1 > new1 * (1 + _TIE)
            if (nearer0 and farther1) or (farther0 and nearer1):
                cross = dx * fy - dy * fx
                mx, my = (dx * fc - fx * c) / cross, (dy * fc - fy * c) / cross
                mid = min(max(direction(mx, my), lo), hi)
                other = order[n + fresh]
                fresh += 1
                if nearer0:
                    far = _far(dx, dy, c, lx, ly, mx, my)
                    m = _push(pieces, spare, m, free, lo, lx, ly, far, dx, dy, c, tag)
                    if mid < hi:
                        far = _far(fx, fy, fc, mx, my, hx, hy)
                        m = _push(pieces, spare, m, other, mid, mx, my, far, fx, fy, fc, old)
                else:
                    far = _far(fx, fy, fc, lx, ly, mx, my)
                    m = _push(pieces, spare, m, free, lo, lx, ly, far, fx, fy, fc, old)
                    if mid < hi:
                        far = _far(dx, dy, c, mx, my, hx, hy)
                        m = _push(pieces, spare, m, other, mid, mx, my, far, dx, dy, c, tag)
            elif nearer0 or nearer1:
                far = _far(dx, dy, c, lx, ly, hx, hy)
                m = _push(pieces, spare, m, free, lo, lx, ly, far, dx, dy, c, tag)
            else:
                m = _push(pieces, spare, m, free, lo, lx, ly, ffar, fx, fy, fc, old)
        j += 1
        if end > k1:
            m = _push(pieces, spare, m, order[n + fresh], k1, x1, y1, ffar, fx, fy, fc, old)
            fresh += 1
            break
        if j >= n or end == k1:
            break
    return _spliced(order, n, spare, i, j, m, fresh)


@leaf
def _spliced(order: Ints, n: int, spare: Ints, i: int, j: int, m: int, fresh: int) -> int:
    """Put the m row numbers of `spare` in place of the pieces i … j − 1; return the new count.

    Row numbers that were in use or taken from the free ones, and are in `spare` no more, become
    free again.
    """
    # those that were in play: i … j − 1 and the fresh ones; what `spare` does not hold is free
    old = j - i
    total = old + fresh
    base = len(spare) - total
    for t in range(old):
        spare[base + t] = order[i + t]
    for t in range(fresh):
        spare[base + old + t] = order[n + t]
    shift = m - old
    if shift > 0:
        for t in range(n - 1, j - 1, -1):
            order[t + shift] = order[t]
    elif shift < 0:
        for t in range(j, n):
            order[t + shift] = order[t]
    for t in range(m):
        order[i + t] = spare[t]
    at = n + shift
    for t in range(total):
        row = spare[base + t]
        held = False
        for u in range(m):
            if spare[u] == row:
                held = True
                break
        if not held:
            order[at] = row
            at += 1
    return n + shift


@leaf
def _add(
    pieces: Floats,
    order: Ints,
    n: int,
    spare: Ints,
    px: float,
    py: float,
    kp: float,
    qx: float,
    qy: float,
    kq: float,
    tag: float,
    reach: float,
    whole: bool,
) -> int:
    """Take in the wall from p to q, counter-clockwise as the camera sees it.

    Parameters
    ----------
    pieces, order, n, spare
        The circle, with 2n + 8 rows free, and room for 8n + 32 row numbers.
    px, py, kp, qx, qy, kq
        Ends, metres from the camera, and their directions.
    tag
        Of the wall.
    reach
        Metres.
    whole
        Whether both ends are within reach.
    """
    dx, dy = qx - px, qy - py
    c = px * qy - py * qx
    if not whole:
        met, t0, t1 = clip_to_disc(px, py, qx, qy, reach)
        if not met:
            return n
        if t1 < 1.0:
            qx, qy = px + t1 * dx, py + t1 * dy
            kq = direction(qx, qy)
        if t0 > 0.0:
            px, py = px + t0 * dx, py + t0 * dy
            kp = direction(px, py)
    if kp == 4.0:  # rounded up from just south of east
        kp = 0.0
    if kq == 0.0:
        kq = 4.0
    if kp < kq:
        return _insert(pieces, order, n, spare, kp, px, py, kq, qx, qy, dx, dy, c, tag)
    if kp == kq:
        return n
    # it crosses the direction east, where the circle is cut open
    n = _insert(pieces, order, n, spare, kp, px, py, 4.0, 1.0, 0.0, dx, dy, c, tag)
    return _insert(pieces, order, n, spare, 0.0, 1.0, 0.0, kq, qx, qy, dx, dy, c, tag)


@leaf
def _take(
    vertices: Floats,
    first: int,
    last: int,
    ox: float,
    oy: float,
    reach: float,
    solid: bool,
    tag: float,
    pieces: Floats,
    order: Ints,
    n: int,
    spare: Ints,
) -> int:
    """Take in one chain of walls; return the new count of pieces, or −1 if room ran out."""
    far = reach * reach
    px, py = vertices[first, 0] - ox, vertices[first, 1] - oy
    p2 = px * px + py * py
    kp = -1.0
    for v in range(first + 1, last + 1):
        qx, qy = vertices[v, 0] - ox, vertices[v, 1] - oy
        q2 = qx * qx + qy * qy
        kq = -1.0
        cross = px * qy - py * qx
        # seen edge-on a wall has no width; its neighbours hold both its ends
        if cross < 0.0 or (cross > 0.0 and not solid):
            if kp < 0.0:
                kp = direction(px, py)
            kq = direction(qx, qy)
            # one insertion at most doubles the pieces and adds four; a wall across east is two
            if 4 * n + 16 > len(order):
                return -1
            whole = p2 <= far and q2 <= far
            if cross < 0.0:
                n = _add(pieces, order, n, spare, qx, qy, kq, px, py, kp, tag, reach, whole)
            else:
                n = _add(pieces, order, n, spare, px, py, kp, qx, qy, kq, tag, reach, whole)
            tag += 2.0
        px, py, p2, kp = qx, qy, q2, kq
    return n


@leaf
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
    order: Ints,
    n: int,
    spare: Ints,
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
    tops
        Shape (owners,): height of what each chain belongs to. A wall lower than `eye` is *low*.
    without_low
        True to list low chains in `found` rather than let them hide anything.
    stamp, mark
        Shape (c,), and a number not in it: chains that were looked at get it.
    found
        Room for low chains.
    pieces, order, n
        The open sectors (`open_sectors`).
    spare
        Room for twice as many row numbers as there are rows.

    Returns
    -------
    tuple
        The number of pieces, −1 if room for them ran out; and of low chains, −1 likewise.
    """
    cell, columns, rows = ground.cell, ground.columns, ground.rows
    vertices, begin, end, box = ground.vertices, ground.begin, ground.end, ground.box
    owner, offsets, chains, solid = ground.owner, ground.offsets, ground.chains, ground.solid
    column = math.floor((ox - ground.west) / cell)
    row = math.floor((oy - ground.south) / cell)
    # distances from the camera to the four sides of its own cell
    to_west, to_south = ox - (ground.west + column * cell), oy - (ground.south + row * cell)
    margin = min(min(to_west, cell - to_west), min(to_south, cell - to_south))
    tag, listed, ring = 0.0, 0, 0
    while True:
        near = max((ring - 1) * cell + margin, 0.0) if ring > 0 else 0.0
        horizon = 0.0
        for i in range(n):
            horizon = max(horizon, pieces[order[i], FAR])
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
                    if away >= horizon or (
                        outside and _hidden(pieces, order, n, ax, ay, bx, by, away)
                    ):
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
                    if away >= horizon or (
                        outside and _hidden(pieces, order, n, ax, ay, bx, by, away)
                    ):
                        continue
                    low = tops[owner[chain]] < eye
                    if low and without_low:
                        if listed == len(found):
                            return n, -1
                        found[listed] = chain
                        listed += 1
                        continue
                    n = _take(
                        vertices, begin[chain], end[chain], ox, oy, reach, solid,
                        tag + 1.0 if low else tag, pieces, order, n, spare,
                    )  # fmt: skip
                    if n < 0:
                        return -1, listed
                    tag += 2.0 * (end[chain] - begin[chain])
        ring += 1
        if column < ring and row < ring and column + ring >= columns and row + ring >= rows:
            break
    return n, listed


@leaf
def _corner(corner: Floats, arc: Flags, v: int, first: int, x: float, y: float, tie: float) -> int:
    """Append a corner to a ring unless it is the last one again; return the new count."""
    if v > first and abs(corner[v - 1, 0] - x) <= tie and abs(corner[v - 1, 1] - y) <= tie:
        arc[v - 1] = False
        return v
    corner[v, 0], corner[v, 1], arc[v] = x, y, False
    return v + 1


@leaf
def _finish(corner: Floats, end: Ints, v: int, first: int, r: int, tie: float) -> int:
    """End a ring; its last corner does not repeat its first."""
    if (
        v - 1 > first
        and abs(corner[v - 1, 0] - corner[first, 0]) <= tie
        and abs(corner[v - 1, 1] - corner[first, 1]) <= tie
    ):
        v -= 1
    end[r] = v
    return v


@jit
def trace(
    pieces: Floats, order: Ints, n: int, reach: float, rings: Rings, v: int, r: int
) -> tuple[Rings, int, int]:
    """Write what the pieces show as rings about the camera.

    Parameters
    ----------
    pieces, order, n
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
    # taken out once: reaching into the tuple for each corner costs more than the corner
    corner, arc, end_of = rings.corner, rings.arc, rings.end
    tie = _TIE * reach
    begin = 0
    blocked = False
    for i in range(n):
        if pieces[order[i], TAG] == BLOCKED:
            begin, blocked = i, True
            break
    last = pieces[order[n - 1], TAG]
    if not blocked and n > 1 and last >= 0.0 and pieces[order[0], TAG] == last:
        begin = 1  # a wall across east is not cut there
    first = v
    t = 0
    while t < n:
        place = (begin + t) % n
        i = order[place]
        tag = pieces[i, TAG]
        if tag == BLOCKED:
            if v > first:
                v = _finish(corner, end_of, v, first, r, tie)
                r += 1
                first = v
            t += 1
            continue
        if blocked and v == first:
            v = _corner(corner, arc, v, first, 0.0, 0.0, tie)
        # a wall that two pieces show is one edge
        joined = 1
        while t + joined < n and tag >= 0.0 and pieces[order[(begin + t + joined) % n], TAG] == tag:
            joined += 1
        j = order[(begin + t + joined) % n]
        lx, ly, hx, hy = pieces[i, X], pieces[i, Y], pieces[j, X], pieces[j, Y]
        if tag >= 0.0:
            dx, dy, c = pieces[i, DX], pieces[i, DY], pieces[i, C]
            t0, t1 = c / (lx * dy - ly * dx), c / (hx * dy - hy * dx)
            v = _corner(corner, arc, v, first, t0 * lx, t0 * ly, tie)
            v = _corner(corner, arc, v, first, t1 * hx, t1 * hy, tie)
        else:
            scale = reach / math.hypot(lx, ly)
            v = _corner(corner, arc, v, first, scale * lx, scale * ly, tie)
            arc[v - 1] = True
            end = 4.0 if place + 1 == n else pieces[j, KEY]
            for quarter in range(int(pieces[i, KEY]) + 1, 4):
                if quarter < end:
                    x = -reach if quarter == 2 else 0.0
                    y = reach if quarter == 1 else (-reach if quarter == 3 else 0.0)
                    v = _corner(corner, arc, v, first, x, y, tie)
                    arc[v - 1] = True
            scale = reach / math.hypot(hx, hy)
            corner[v, 0], corner[v, 1] = scale * hx, scale * hy
            arc[v] = False
            v += 1
        t += joined
    if v > first:
        v = _finish(corner, end_of, v, first, r, tie)
        r += 1
    return rings, v, r
