"""The circle about a camera, cut into pieces by what is seen first in each direction.

Each *piece* shows one wall, open ground up to the reach, or nothing because the camera cannot turn
there. It runs from its own direction to that of the next piece, and is cut open at east.

A wall is kept as its direction (dx, dy) and c = p × q, twice the area between it and the camera.
Along a direction u it stands at the multiple c / n(u) of u, with n(u) = ux·dy − uy·dx. Which of two
walls is nearer is asked without dividing: n₁·c₂ > n₂·c₁. Corners lie on a grid that is exact in
binary, so n and c of corners are exact, and walls that meet in a corner meet exactly there.

Walls come in *runs*: walls that follow one another around the circle, each beginning where the one
before ends. A run is laid out like the circle itself, so that taking it in is one walk along both.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit, leaf, slide
from vidik.sight.kernels.geometry import direction, heading

__all__ = [
    "BLOCKED",
    "DX",
    "DY",
    "FAR",
    "KEY",
    "OPEN",
    "PIECE",
    "TAG",
    "TIE",
    "C",
    "Circle",
    "X",
    "Y",
    "hidden",
    "in_order",
    "merge",
    "new_circle",
    "open_low",
    "open_pieces",
    "open_sectors",
    "shows_low",
]

#: Two distances along one ray that differ by less than this share are one corner of two walls.
TIE = 1e-12

#: Numbers of a piece: `direction` of its start and a vector there; square of a distance beyond
#: which nothing in it is seen; direction and c of its wall; which wall that is.
KEY, X, Y, FAR, DX, DY, C, TAG = range(8)

#: How many numbers that is.
PIECE = 8

#: Tags of pieces without a wall. Walls have rising tags ≥ 0, odd ones those that one may see over.
OPEN, BLOCKED = -1.0, -2.0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Places without a sign: numba need not ask whether they count from the end.
Places = NDArray[np.uint32]


class Circle(NamedTuple):
    """Pieces, and memory to work in; how many pieces there are, n, is kept apart.

    A piece is eight numbers in a row, as long as a cache line, and stays where it is. The order
    around the circle is a list of places; what searches look at is kept in that order a second
    time.

    Behind the last piece stands the end of the circle, at place 0, so that nobody needs to ask
    whether a piece is the last one.

    Parameters
    ----------
    pieces
        Shape (8 · room,): the piece at place p has the numbers ``pieces[p + KEY]``, and so on.
    order
        Shape (room,): n places around the circle, and the end.
    key, far
        Shape (room,): ``pieces[order + KEY]`` and ``pieces[order + FAR]``.
    run
        Shape (8 · room,): walls that are to be taken in, laid out as pieces; where one ends, the
        next begins, and after the last comes a place that says where that ends.
    made
        Shape (room,): places of pieces that come instead of others.
    free
        Shape (room,): places of no piece, of which the first room − 1 − n count.
    cells
        Shape (2 · room,): first and last cell of each arc of a ring of cells.
    """

    pieces: Floats
    order: Places
    key: Floats
    far: Floats
    run: Floats
    made: Places
    free: Places
    cells: Ints


@jit
def new_circle(room: int) -> Circle:
    """Return a circle with room for so many pieces."""
    pieces = np.empty(PIECE * room)
    pieces[KEY], pieces[X], pieces[Y], pieces[TAG] = 4.0, 1.0, 0.0, BLOCKED
    return Circle(
        pieces, np.empty(room, np.uint32), np.empty(room), np.empty(room), np.empty(PIECE * room),
        np.empty(room, np.uint32), np.empty(room, np.uint32), np.empty(2 * room, np.int64),
    )  # fmt: skip


@jit
def in_order(circle: Circle, n: int) -> Floats:
    """Return the pieces as a table, shape (n, 8), around the circle."""
    table = np.empty((n, PIECE))
    for i in range(n):
        for number in range(PIECE):
            table[i, number] = circle.pieces[circle.order[i] + number]
    return table


@leaf
def shows_low(circle: Circle, n: int) -> bool:
    """Return whether any piece shows a wall that one may see over."""
    low = False
    for i in range(n):
        low = low or _is_low(circle.pieces[circle.order[i] + TAG])
    return low


@leaf
def open_low(circle: Circle, n: int, far: float) -> None:
    """Open up to √far what shows a wall that one may see over, and block everything else."""
    for i in range(n):
        low = _is_low(circle.pieces[circle.order[i] + TAG])
        _show_nothing(circle, i, far if low else 0.0)


@inlined
def _is_low(tag: float) -> bool:
    """Return whether a piece shows a wall that one may see over."""
    return tag >= 0.0 and tag % 2.0 == 1.0


@inlined
def _show_nothing(circle: Circle, i: int, far: float) -> None:
    """Let piece i show open ground up to √far, or be blocked if that is 0."""
    at = circle.order[i]
    circle.pieces[at + FAR] = circle.far[i] = far
    circle.pieces[at + TAG] = OPEN if far > 0.0 else BLOCKED


@leaf
def _append(circle: Circle, n: int, k: float, x: float, y: float, far: float) -> int:
    """Append a piece without a wall; return the new count."""
    pieces, at = circle.pieces, circle.free[len(circle.free) - 2 - n]
    pieces[at + KEY], pieces[at + X], pieces[at + Y] = k, x, y
    pieces[at + DX], pieces[at + DY], pieces[at + C] = 0.0, 0.0, 0.0
    circle.order[n], circle.order[n + 1] = at, 0
    circle.key[n], circle.key[n + 1] = k, 4.0
    _show_nothing(circle, n, far)
    return n + 1


@leaf
def open_sectors(
    circle: Circle, start: Floats, width: Floats, first: int, last: int, reach: float
) -> int:
    """Cut the circle into open sectors and what is between them; return how many pieces that is.

    Parameters
    ----------
    circle
        With room for 4 · (last − first) + 4 pieces.
    start, width
        Of the sectors ``first … last − 1``, degrees clockwise from north; they may overlap.
    first, last
        Which of them.
    reach
        Metres.
    """
    far = reach * reach
    room = len(circle.free)
    for i in range(room):
        circle.free[i] = PIECE * (room - 1 - i)
    for j in range(first, last):
        if width[j] >= 360.0:
            return _append(circle, 0, 0.0, 1.0, 0.0, far)
    # intervals from east, counter-clockwise, cut where they cross it, in order of their starts
    ends = circle.run
    m = 0
    for j in range(first, last):
        ax, ay = heading(start[j] + width[j])
        bx, by = heading(start[j])
        k0, k1 = direction(ax, ay), direction(bx, by)
        if k0 == 4.0:
            k0 = 0.0
        if k1 == 0.0:
            k1 = 4.0
        if k0 < k1:
            m = _interval(ends, m, k0, ax, ay, k1, bx, by)
        elif width[j] > 0.0:
            m = _interval(ends, m, 0.0, 1.0, 0.0, k1, bx, by)
            m = _interval(ends, m, k0, ax, ay, 4.0, 1.0, 0.0)
    n = 0
    at, ux, uy = 0.0, 1.0, 0.0
    opened = False
    for j in range(0, 6 * m, 6):
        if ends[j + 3] <= at and n > 0:
            continue
        if ends[j] > at:
            n = _append(circle, n, at, ux, uy, 0.0)
            at, ux, uy = ends[j], ends[j + 1], ends[j + 2]
            opened = False
        if not opened:
            n = _append(circle, n, at, ux, uy, far)
            opened = True
        at, ux, uy = ends[j + 3], ends[j + 4], ends[j + 5]
    if at < 4.0:
        n = _append(circle, n, at, ux, uy, 0.0)
    return n


@leaf
def _interval(
    ends: Floats, m: int, k0: float, ax: float, ay: float, k1: float, bx: float, by: float
) -> int:
    """Put an interval among m others in order of their starts; return the new count."""
    j = 6 * m
    while j > 0 and ends[j - 6] > k0:
        for number in range(6):
            ends[j + number] = ends[j - 6 + number]
        j -= 6
    ends[j], ends[j + 1], ends[j + 2] = k0, ax, ay
    ends[j + 3], ends[j + 4], ends[j + 5] = k1, bx, by
    return m + 1


@inlined
def _piece_at(key: Floats, n: int, k: float, low: int, high: int) -> int:
    """Return the last piece that begins at or before k ≥ 0, found soonest in ``low … high − 1``."""
    # without a branch that the processor could guess wrong
    size = high - low
    while size > 1:
        half = size >> 1
        low += half * (key[low + half] <= k)
        size -= half
    while low > 0 and key[low] > k:
        low -= 1
    while low + 1 < n and key[low + 1] <= k:
        low += 1
    return low


@inlined
def _first_open(
    key: Floats, far: Floats, n: int, k0: float, k1: float, near: float
) -> tuple[int, int]:
    """Return the first piece between two directions, k0 ≤ k1, and the first seen beyond √near.

    That is the piece after the last one between them if nothing is seen so far.
    """
    first = _piece_at(key, n, k0, 0, n)
    i = first
    while far[i] <= near:
        i += 1
        if i >= n or key[i] >= k1:
            return first, -1
    return first, i


@leaf
def hidden(
    key: Floats, far: Floats, n: int, ax: float, ay: float, bx: float, by: float, near: float
) -> bool:
    """Return whether everything between two vectors, counter-clockwise, is closed before √near."""
    k0, k1 = direction(ax, ay), direction(bx, by)
    if k0 <= k1:
        _, i = _first_open(key, far, n, k0, k1, near)
        return i < 0
    _, i = _first_open(key, far, n, k0, 4.0, near)
    if i < 0:
        _, i = _first_open(key, far, n, 0.0, k1, near)
    return i < 0


@leaf
def open_pieces(
    key: Floats, far: Floats, n: int, ax: float, ay: float, bx: float, by: float, near: float
) -> tuple[int, int]:
    """Return the pieces between two vectors: the first, and the one after the last.

    Both are 0 where `hidden` says that everything between the vectors is.
    """
    k0, k1 = direction(ax, ay), direction(bx, by)
    if k0 > k1:
        return 0, 0 if hidden(key, far, n, ax, ay, bx, by, near) else n
    first, i = _first_open(key, far, n, k0, k1, near)
    if i < 0:
        return 0, 0
    i += 1
    while i < n and key[i] < k1:
        i += 1
    return first, i


@inlined
def _push(
    pieces: Floats,
    made: Places,
    free: Places,
    m: int,
    top: int,
    at: int,
    k: float,
    x: float,
    y: float,
    far: float,
    dx: float,
    dy: float,
    c: float,
    tag: float,
) -> tuple[int, int]:
    """Write a piece to a place and append it to `made`; return the new counts of `made` and `free`.

    One that continues the same wall as the last is no new piece; one that begins where the last
    does takes its place, as that has no width. The place that is not needed then is free.
    """
    if m > 0 and k <= pieces[made[m - 1] + KEY]:
        free[top] = at
        top += 1
        m -= 1
        at = made[m]
        k, x, y = pieces[at + KEY], pieces[at + X], pieces[at + Y]
    if m > 0 and pieces[made[m - 1] + TAG] == tag:
        pieces[made[m - 1] + FAR] = max(pieces[made[m - 1] + FAR], far)
        free[top] = at
        return m, top + 1
    pieces[at + KEY], pieces[at + X], pieces[at + Y], pieces[at + FAR] = k, x, y, far
    pieces[at + DX], pieces[at + DY], pieces[at + C], pieces[at + TAG] = dx, dy, c, tag
    made[m] = at
    return m + 1, top


@leaf
def merge(circle: Circle, n: int, w: int, stop: int, low: int, high: int) -> int:
    """Let a run of walls hide what lies behind it; return the new count of pieces.

    Parameters
    ----------
    circle, n
        With room for 3n + 2 · walls + 8 pieces.
    w, stop
        The run: ``circle.run[w:stop]``, and at `stop` where it ends; directions rise.
    low, high
        It most likely begins in one of the pieces ``low … high − 1``.
    """
    pieces, order, key, far = circle.pieces, circle.order, circle.key, circle.far
    run, made, free = circle.run, circle.made, circle.free
    # most walls are hidden: find the first stretch that a wall changes, if there is one
    lo, lx, ly = run[w + KEY], run[w + X], run[w + Y]
    i = _piece_at(key, n, lo, low, high)
    at = order[i]
    dx, dy, c = run[w + DX], run[w + DY], run[w + C]
    while True:
        following = order[i + 1]
        end, hx, hy = key[i + 1], pieces[following + X], pieces[following + Y]
        wall_end, wx, wy = run[w + PIECE + KEY], run[w + PIECE + X], run[w + PIECE + Y]
        hx, hy = (wx, wy) if wall_end < end else (hx, hy)
        old = pieces[at + TAG]
        if old == OPEN:
            break
        if old >= 0.0:
            fx, fy, near = pieces[at + DX], pieces[at + DY], c * (1.0 + TIE)
            fc = pieces[at + C]
            if (lx * dy - ly * dx) * fc > (lx * fy - ly * fx) * near or (hx * dy - hy * dx) * fc > (
                hx * fy - hy * fx
            ) * near:
                break
        if wall_end <= end:
            w += PIECE
            if w == stop:
                return n
            dx, dy, c = run[w + DX], run[w + DY], run[w + C]
        lo, lx, ly = min(end, wall_end), hx, hy
        if end <= wall_end:
            i += 1
            at = following
    # pieces are made anew from here on; one that begins in the run gives its place to what comes
    # instead
    first, m, top = i, 0, len(free) - 1 - n
    own = key[i] >= lo
    if not own:
        made[0] = at
        m = 1
    fx, fy, fc = pieces[at + DX], pieces[at + DY], pieces[at + C]
    old, ffar = pieces[at + TAG], pieces[at + FAR]
    while True:
        following = order[i + 1]
        end, hx, hy = key[i + 1], pieces[following + X], pieces[following + Y]
        wall_end, wx, wy = run[w + PIECE + KEY], run[w + PIECE + X], run[w + PIECE + Y]
        hx, hy = (wx, wy) if wall_end < end else (hx, hy)
        # which of both is seen, up to where they cross
        shown, crossing = old == OPEN, False
        mid, mx, my = 0.0, hx, hy
        if old >= 0.0:
            new0, old0 = (lx * dy - ly * dx) * fc, (lx * fy - ly * fx) * c
            new1, old1 = (hx * dy - hy * dx) * fc, (hx * fy - hy * fx) * c
            nearer0, nearer1 = new0 > old0 * (1 + TIE), new1 > old1 * (1 + TIE)
            farther0, farther1 = old0 > new0 * (1 + TIE), old1 > new1 * (1 + TIE)
            shown = nearer0 or (nearer1 and not farther0)
            if (nearer0 and farther1) or (farther0 and nearer1):
                cross = dx * fy - dy * fx
                mx, my = (dx * fc - fx * c) / cross, (dy * fc - fy * c) / cross
                hi = min(end, wall_end)
                mid = min(max(direction(mx, my), lo), hi)
                crossing = mid < hi
        while True:
            if own:
                own = False
            else:
                top -= 1
                at = free[top]
            gx, gy, g, tag = (dx, dy, c, run[w + TAG]) if shown else (fx, fy, fc, old)
            gfar = run[w + FAR] if shown else ffar
            m, top = _push(pieces, made, free, m, top, at, lo, lx, ly, gfar, gx, gy, g, tag)
            if not crossing:
                break
            lo, lx, ly, mx, my = mid, mx, my, hx, hy
            shown, crossing = not shown, False
        lo, lx, ly = min(end, wall_end), hx, hy
        if wall_end <= end:
            w += PIECE
            if w == stop:
                break
            dx, dy, c = run[w + DX], run[w + DY], run[w + C]
        if end <= wall_end:
            i, at, own = i + 1, following, True
            fx, fy, fc = pieces[at + DX], pieces[at + DY], pieces[at + C]
            old, ffar = pieces[at + TAG], pieces[at + FAR]
    if end > wall_end:
        top -= 1
        at = free[top]
        m, top = _push(pieces, made, free, m, top, at, lo, lx, ly, ffar, fx, fy, fc, old)
    # the pieces first … i give way to those made
    i += 1
    shift = m - (i - first)
    if shift != 0:
        slide(order, i, n + 1, shift)
        slide(key, i, n + 1, shift)
        slide(far, i, n, shift)
    for t in range(m):
        at = made[t]
        order[first + t] = at
        key[first + t], far[first + t] = pieces[at + KEY], pieces[at + FAR]
    return n + shift
