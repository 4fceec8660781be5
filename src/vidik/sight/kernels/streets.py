"""Watched metres of street.

Along a segment of street each camera has *parts*: from one place where anything changes for this
camera to the next. Within a part the probability that the camera sees is a smooth function; for a
camera whose direction is known, a number. All parts of a segment are walked through in order, from
one end of a part to the next; where numbers are all there is, the product of doubts is a number too
and needs no quadrature.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.chance import chances
from vidik.sight.kernels.geometry import grown, heading, sort_few
from vidik.sight.kernels.rose import Rose, segment_inside

__all__ = ["Cameras", "Cells", "everywhere", "watch"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Rows = tuple[Ints, Floats]

# Nodes and weights of Gauss and Legendre's rule of order 3 on [0, 1].
_NODES = (0.1127016653792583, 0.5, 0.8872983346207417)
_WEIGHTS = (5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0)

# Metres that are no length.
_NOTHING = 1e-9

# Probabilities that differ by less are one.
_SAME = 1e-12

# Numba takes a plain 0 as a type of its own, and would compile every loop that takes a counter once
# more: for its first value.
_ZERO, _NOBODY = cast(int, np.int64(0)), cast(int, np.int64(-1))


class Cameras(NamedTuple):
    """Views and aims of n cameras, and where along a line anything may change for each.

    Parameters
    ----------
    origin, first, stances, reach, starts, edges, arc
        As in `vidik.model.views.Views`.
    rose
        The views by direction.
    lens_offsets, weight, fov, reaches, rise, lower, upper, stance
        As in `vidik.model.views.Aims`.
    arc_offsets, share, start, width
        Likewise.
    steady
        Shape (n,): whether the probability is the same everywhere between two changes.
    plain
        Shape (n,): whether nothing changes inside the camera's view, and it has but one.
    circle_offsets, circles
        Camera i has changes on circles of the radii ``circles[offsets[i]:offsets[i + 1]]``, metres.
    ray_offsets, rays
        Likewise, along rays: east and north of unit vectors.
    line_offsets, lines
        Likewise, on lines: unit vector across, and distance from the camera, metres.
    """

    origin: Floats
    first: Ints
    stances: Ints
    reach: Floats
    starts: Ints
    edges: Floats
    arc: Flags
    rose: Rose
    lens_offsets: Ints
    weight: Floats
    fov: Floats
    reaches: Floats
    rise: Floats
    lower: Floats
    upper: Floats
    stance: Ints
    arc_offsets: Ints
    share: Floats
    start: Floats
    width: Floats
    steady: Flags
    plain: Flags
    circle_offsets: Ints
    circles: Floats
    ray_offsets: Ints
    rays: Floats
    line_offsets: Ints
    lines: Floats


class Cells(NamedTuple):
    """A grid that lists the cameras that may reach each of its square cells.

    Parameters
    ----------
    west, south, cell, columns, rows
        The grid, metres.
    offsets, cameras
        Cell (column, row) holds ``cameras[offsets[k]:offsets[k + 1]]``, k = row · columns + column.
    """

    west: float
    south: float
    cell: float
    columns: int
    rows: int
    offsets: Ints
    cameras: Ints


class _Parts(NamedTuple):
    """Parts of a segment.

    Parameters
    ----------
    camera
        Shape (room,).
    span
        Shape (room, 2): start and end, as shares of the segment.
    steady
        Shape (room,): whether the probability is a number.
    chance
        Shape (room, levels): that number; of others, in the middle.
    seen
        Shape (room, h): whether the part lies in the view of each stance.
    """

    camera: Ints
    span: Floats
    steady: Flags
    chance: Floats
    seen: Flags


@jit
def _wide(a: NDArray[Any], size: int) -> NDArray[Any]:
    """Return a copy of `a` with room for `size` rows."""
    b = np.empty((size, a.shape[1]), a.dtype)
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            b[i, j] = a[i, j]
    return b


@jit
def _roomy(parts: _Parts, size: int) -> _Parts:
    """Return the parts with room for more."""
    return _Parts(
        grown(parts.camera, size),
        _wide(parts.span, size),
        grown(parts.steady, size),
        _wide(parts.chance, size),
        _wide(parts.seen, size),
    )


@jit
def _candidates(
    cells: Cells,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    stamp: Ints,
    mark: int,
    found: Ints,
) -> tuple[Ints, int]:
    """Return the cameras listed in the cells that a segment crosses, and their number."""
    n = 0
    if ay > by:
        ax, ay, bx, by = bx, by, ax, ay
    south, west, cell = cells.south, cells.west, cells.cell
    j0 = max(math.floor((ay - south) / cell), 0)
    j1 = min(math.floor((by - south) / cell), cells.rows - 1)
    slope = (bx - ax) / (by - ay) if by > ay else 0.0
    for j in range(j0, j1 + 1):
        x0, x1 = ax, bx
        if j0 < j1:
            # the part of the segment in this row
            x0 = ax + slope * (max(south + j * cell, ay) - ay)
            x1 = ax + slope * (min(south + (j + 1) * cell, by) - ay)
        if x0 > x1:
            x0, x1 = x1, x0
        i0 = max(math.floor((x0 - west - _NOTHING) / cell), 0)
        i1 = min(math.floor((x1 - west + _NOTHING) / cell), cells.columns - 1)
        for i in range(i0, i1 + 1):
            k = j * cells.columns + i
            for at in range(cells.offsets[k], cells.offsets[k + 1]):
                c = cells.cameras[at]
                if stamp[c] == mark:
                    continue
                stamp[c] = mark
                if n == len(found):
                    found = grown(found, 2 * n)
                found[n] = c
                n += 1
    return found, n


@jit
def _changes(
    cameras: Cameras,
    c: int,
    px: float,
    py: float,
    qx: float,
    qy: float,
    s0: float,
    s1: float,
    cuts: Floats,
    n: int,
) -> int:
    """Append where, between s0 and s1 of a segment, anything may change for a camera."""
    dx, dy = qx - px, qy - py
    a, b = dx * dx + dy * dy, px * dx + py * dy
    across = px * dy - py * dx
    for i in range(cameras.circle_offsets[c], cameras.circle_offsets[c + 1]):
        root = a * cameras.circles[i] ** 2 - across * across
        if root > 0.0:
            root = math.sqrt(root)
            for s in ((-root - b) / a, (root - b) / a):
                if s0 < s < s1:
                    cuts[n] = s
                    n += 1
    for i in range(cameras.ray_offsets[c], cameras.ray_offsets[c + 1]):
        ux, uy = cameras.rays[i, 0], cameras.rays[i, 1]
        over = dx * uy - dy * ux
        if over != 0.0:
            s = (py * ux - px * uy) / over
            if s0 < s < s1 and (px + s * dx) * ux + (py + s * dy) * uy > 0.0:
                cuts[n] = s
                n += 1
    for i in range(cameras.line_offsets[c], cameras.line_offsets[c + 1]):
        ux, uy = cameras.lines[i, 0], cameras.lines[i, 1]
        along = dx * ux + dy * uy
        if along != 0.0:
            s = (cameras.lines[i, 2] - px * ux - py * uy) / along
            if s0 < s < s1:
                cuts[n] = s
                n += 1
    if not cameras.steady[c] and s0 < -b / a < s1:
        # where the segment is nearest, directions turn fastest and distances turn round
        cuts[n] = -b / a
        n += 1
    return n


@jit
def _chance(cameras: Cameras, c: int, dx: float, dy: float, seen: Flags, out: Floats) -> None:
    """Fill in the probability that a camera sees a point at each level."""
    k0, k1 = cameras.lens_offsets[c], cameras.lens_offsets[c + 1]
    j0, j1 = cameras.arc_offsets[c], cameras.arc_offsets[c + 1]
    chances(
        dx, dy, seen, cameras.weight[k0:k1], cameras.fov[k0:k1], cameras.reaches[k0:k1],
        cameras.rise[k0:k1], cameras.lower[k0:k1], cameras.upper[k0:k1], cameras.stance[k0:k1],
        cameras.share[j0:j1], cameras.start[j0:j1], cameras.width[j0:j1], out,
    )  # fmt: skip


@jit
def everywhere(cameras: Cameras) -> Floats:
    """Return the probability with which plain cameras see what is in their view, (n, levels)."""
    found = np.zeros((len(cameras.origin), cameras.reaches.shape[1]))
    seen = np.ones(cameras.stances.shape[1], np.bool_)
    for c in range(len(found)):
        if cameras.plain[c]:
            # anywhere in front of the camera
            ux, uy = heading(cameras.start[cameras.arc_offsets[c]])
            r = 0.5 * cameras.reach[cameras.first[c]]
            _chance(cameras, c, r * ux, r * uy, seen, found[c])
    return found


@jit
def _apart(a: Floats, b: Floats) -> bool:
    most = 0.0
    for i in range(len(a)):
        most = max(most, abs(a[i] - b[i]))
    return most > _SAME


@jit
def _add_plain(
    c: int,
    spans: Floats,
    m: int,
    chance: Floats,
    camera: Ints,
    span: Floats,
    steady: Flags,
    number: Floats,
    n: int,
) -> int:
    """Append what lies in the view of a plain camera; return the new number of parts.

    Parameters
    ----------
    c, spans, m
        The camera, what of the segment is in its view, and how many stretches that is.
    chance
        From `everywhere`.
    camera, span, steady, number, n
        Parts so far, as in `_Parts`, with room, and their number.
    """
    for i in range(m):
        camera[n], span[n, 0], span[n, 1], steady[n] = c, spans[i, 0], spans[i, 1], True
        for level in range(chance.shape[1]):
            number[n, level] = chance[c, level]
        n += 1
    return n


@jit
def _add_parts(
    cameras: Cameras,
    c: int,
    px: float,
    py: float,
    qx: float,
    qy: float,
    spans: Floats,
    view_end: Ints,
    m: int,
    cuts: Floats,
    other: Floats,
    parts: _Parts,
    n: int,
) -> int:
    """Append the parts of a segment that one camera may see; return their new number.

    Parameters
    ----------
    cameras, c
        All of them, and which one.
    px, py, qx, qy
        Ends of the segment, metres relative to the camera.
    spans, view_end, m
        What of it lies in the camera's views, end to end, where those of each view end, and how
        many there are, one or more.
    cuts, other
        Room to work in.
    parts, n
        Parts so far, with room, and their number.
    """
    v0 = cameras.first[c]
    low, high = 1.0, 0.0
    t = _ZERO
    for i in range(m):
        cuts[t], cuts[t + 1] = spans[i, 0], spans[i, 1]
        t += 2
        low, high = min(low, spans[i, 0]), max(high, spans[i, 1])
    t = _changes(cameras, c, px, py, qx, qy, low, high, cuts, t)
    sort_few(cuts, t)
    nothing = _NOTHING / math.hypot(qx - px, qy - py)
    begin, before = cuts[0], n
    for i in range(1, t):
        end = cuts[i]
        if end - begin <= nothing:
            continue
        s = 0.5 * (begin + end)
        seen, chance = parts.seen[n], parts.chance[n]
        some = False
        for stance in range(len(seen)):
            v = cameras.stances[c, stance] - v0
            seen[stance] = False
            for j in range(view_end[v - 1] if v > 0 else 0, view_end[v]):
                seen[stance] = seen[stance] or spans[j, 0] <= s <= spans[j, 1]
            some = some or seen[stance]
        if some:
            _chance(cameras, c, px + s * (qx - px), py + s * (qy - py), seen, chance)
            steady = True
            if not cameras.steady[c]:
                for node in (_NODES[0], _NODES[2]):
                    s = begin + node * (end - begin)
                    _chance(cameras, c, px + s * (qx - px), py + s * (qy - py), seen, other)
                    steady = steady and not _apart(chance, other)
            if chance[0] > 0.0:
                if (
                    steady
                    and n > before
                    and parts.steady[n - 1]
                    and parts.span[n - 1, 1] == begin
                    and not _apart(chance, parts.chance[n - 1])
                ):
                    parts.span[n - 1, 1] = end
                else:
                    parts.camera[n], parts.steady[n] = c, steady
                    parts.span[n, 0], parts.span[n, 1] = begin, end
                    n += 1
        begin = end
    return n


@jit
def _row(
    rows: Rows, m: int, piece: int, level: int, camera: int, how: int, begin: float, end: float
) -> Rows:
    """Write row m of a table of stretches, which grows if need be."""
    key, span = rows
    if m == len(key):
        key, span = _wide(key, 2 * m), _wide(span, 2 * m)
    key[m, 0], key[m, 1], key[m, 2], key[m, 3] = piece, level, camera, how
    span[m, 0], span[m, 1] = begin, end
    return key, span


@jit
def _name(
    parts: _Parts,
    n: int,
    piece: int,
    walked: float,
    length: float,
    sure: float,
    names: Rows,
    w: int,
) -> tuple[Rows, int]:
    """Write which camera sees which part of a segment at which level."""
    for i in range(n):
        begin, end = walked + parts.span[i, 0] * length, walked + parts.span[i, 1] * length
        for level in range(parts.chance.shape[1]):
            p = parts.chance[i, level]
            if p > 0.0:
                how = _ZERO + (p >= sure)
                names = _row(names, w, piece, level, parts.camera[i], how, begin, end)
                w += 1
    return names, w


@jit
def _doubt(chance: Floats, level: int, active: Ints, k: int, factors: Floats) -> float:
    """Return Π(1 − P) over the parts that are active."""
    # in order of size, so that the order of cameras does not change a bit
    for i in range(k):
        factors[i] = chance[active[i], level]
    if k > 2:
        sort_few(factors, k)
    doubt = 1.0
    for i in range(k):
        doubt *= 1.0 - factors[i]
    return doubt


@jit
def _longest(cameras: Cameras) -> tuple[int, int]:
    """Return how many edges and how many changes a camera has at most."""
    edges, changes = 0, 0
    for c in range(len(cameras.origin)):
        v0, v1 = cameras.first[c], cameras.first[c + 1]
        edges = max(edges, cameras.starts[v1] - cameras.starts[v0] + 2 * (v1 - v0))
        changes = max(
            changes,
            2 * (cameras.circle_offsets[c + 1] - cameras.circle_offsets[c])
            + (cameras.ray_offsets[c + 1] - cameras.ray_offsets[c])
            + (cameras.line_offsets[c + 1] - cameras.line_offsets[c]),
        )
    return edges, changes


@jit
def _step(s: float, t: float, u: int, steps: int) -> tuple[float, float]:
    """Return start and length of a step of those that are short towards both ends.

    Probabilities rise like square roots from limits of the picture, and turn fastest where a
    segment is nearest, which are ends; s + (t − s)·(3u² − 2u³) smooths the former and looks closer
    at the latter.
    """
    a, b = u / steps, (u + 1) / steps
    a, b = a * a * (3.0 - 2.0 * a), b * b * (3.0 - 2.0 * b)
    return s + (t - s) * a, (t - s) * (b - a)


class _Work(NamedTuple):
    """Room to walk along a segment in: ends and order of parts, those about, their chances."""

    ends: Floats
    order: Ints
    active: Ints
    factors: Floats
    now: Floats
    mean: Floats


@jit
def _work(size: int, levels: int) -> _Work:
    return _Work(
        np.empty(2 * size),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size),
        np.empty((size, levels)),
        np.empty(levels),
    )


@jit
def _integrate(
    cameras: Cameras,
    parts: _Parts,
    active: Ints,
    k: int,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    s: float,
    t: float,
    u: int,
    steps: int,
    factors: Floats,
    now: Floats,
    mean: Floats,
) -> None:
    """Average the probability that anyone sees over one step (see `_step`).

    Parameters
    ----------
    cameras, parts, active, k
        Who watches, the parts, and those that count.
    ax, ay, bx, by, s, t
        The segment, metres, and from where to where along it nothing changes.
    u, steps
        Which step, of how many.
    factors
        Room.
    now
        Shape (parts, levels), filled for those that count: probabilities in the middle of the step.
    mean
        Shape (levels,), filled.
    """
    mean[:] = 0.0
    _, ds = _step(s, t, u, steps)
    for node in (0, 2, 1):
        share = (u + _NODES[node]) / steps
        at = s + (t - s) * share * share * (3.0 - 2.0 * share)
        x, y = ax + at * (bx - ax), ay + at * (by - ay)
        weight = _WEIGHTS[node] * 6.0 * share * (1.0 - share) / steps * (t - s) / ds
        for j in range(k):
            part = active[j]
            if parts.steady[part]:
                for level in range(len(mean)):
                    now[part, level] = parts.chance[part, level]
            else:
                c = parts.camera[part]
                dx, dy = x - cameras.origin[c, 0], y - cameras.origin[c, 1]
                _chance(cameras, c, dx, dy, parts.seen[part], now[part])
        for level in range(len(mean)):
            mean[level] += weight * (1.0 - _doubt(now, level, active, k, factors))


@jit
def _walk(
    cameras: Cameras,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    length: float,
    parts: _Parts,
    n: int,
    work: _Work,
    bands: Floats,
    sure: float,
    step: float,
    piece: int,
    walked: float,
    metres: Floats,
    band: Ints,
    began: Floats,
    stretches: Rows,
    m: int,
) -> tuple[Rows, int]:
    """Walk along a segment from one end of a part to the next.

    Parameters
    ----------
    cameras
        Who watches.
    ax, ay, bx, by, length
        The segment, metres.
    parts, n, work
        Its parts, their number, and room.
    bands, sure, step
        As for `watch`.
    piece, walked
        The piece, and its metres before the segment.
    metres
        Shape (3, levels): the piece's, added to.
    band, began
        Shape (levels,): the band of the stretch under way at each level, −1 for none, and where
        it began; kept up to date.
    stretches, m
        Stretches that have ended, and their number.

    Returns
    -------
    tuple
        The stretches, grown if need be, and their new number.
    """
    levels = metres.shape[1]
    span, steady, chance = parts.span, parts.steady, parts.chance
    ends, order, active, factors, now, mean = work
    for i in range(n):
        ends[2 * i], ends[2 * i + 1] = span[i, 0], span[i, 1]
        # parts in order of their start
        j = i
        while j > 0 and span[order[j - 1], 0] > span[i, 0]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = i
    sort_few(ends, 2 * n)
    nothing = _NOTHING / length
    s, upcoming, k = 0.0, 0, 0
    for i in range(2 * n + 1):
        # nothing changes between s and t
        t = ends[i] if i < 2 * n else 1.0
        if t - s <= nothing:
            continue
        alive = 0
        for j in range(k):
            if span[active[j], 1] > s + nothing:
                active[alive] = active[j]
                alive += 1
        k = alive
        while upcoming < n and span[order[upcoming], 0] <= s + nothing:
            if span[order[upcoming], 1] > s + nothing:
                active[k] = order[upcoming]
                k += 1
            upcoming += 1
        even = True
        for j in range(k):
            even = even and steady[active[j]]
        # steps are longest in the middle, by half
        steps = 1 if even else max(2, math.ceil(1.5 * (t - s) * length / step))
        for u in range(steps):
            begin, ds = s, t - s
            values = chance
            if not even:
                begin, ds = _step(s, t, u, steps)
                _integrate(
                    cameras, parts, active, k, ax, ay, bx, by, s, t, u, steps, factors, now, mean
                )
                values = now
            for level in range(levels):
                here, possible, certain = -1, False, False
                for j in range(k):
                    p = values[active[j], level]
                    possible = possible or p > 0.0
                    certain = certain or p >= sure
                if certain:
                    here = len(bands) - 1
                    metres[0, level] += ds * length
                    metres[1, level] += ds * length
                    metres[2, level] += ds * length
                elif possible:
                    seen = 1.0 - _doubt(values, level, active, k, factors)
                    here = 0
                    while here < len(bands) - 2 and seen > bands[here]:
                        here += 1
                    metres[1, level] += min(seen if even else mean[level], 1.0) * ds * length
                    metres[2, level] += ds * length
                if here != band[level]:
                    at = walked + begin * length
                    if band[level] >= 0:
                        stretches = _row(
                            stretches, m, piece, level, _NOBODY, band[level], began[level], at
                        )
                        m += 1
                    band[level], began[level] = here, at
        s = t
    return stretches, m


@jit
def watch(
    pieces: Ints,
    street: Floats,
    offsets: Ints,
    cameras: Cameras,
    cells: Cells,
    chance: Floats,
    bands: Floats,
    sure: float,
    step: float,
    named: bool,
) -> tuple[Floats, Rows, int, Rows, int]:
    """Return how much of each street piece is watched, the stretches that are, and by whom.

    Parameters
    ----------
    pieces
        Shape (n,): the pieces to do, as indices into `offsets`.
    street, offsets
        Vertices of all pieces and where each piece's begin, as in `Streets`.
    cameras, cells, chance
        Who watches, where to look for them, and how surely they see (`everywhere`).
    bands, sure
        ``BANDS`` and ``SURE`` of `vidik.model.bands`.
    step
        Where it is not a number the probability is integrated over steps no longer than this,
        metres.
    named
        Whether to say which camera watches what.

    Returns
    -------
    tuple
        Least, expected and most metres, shape (n, 3, levels); the stretches that are watched, in
        the first m rows of piece, level, −1 and band and of start and end, metres along the piece;
        m; and, if named, in the first w rows of piece, level, camera and whether it is sure, and of
        start and end, what each camera sees; w.
    """
    levels, h = cameras.reaches.shape[1], cameras.stances.shape[1]
    metres = np.zeros((len(pieces), 3, levels))
    stretches = (np.empty((256, 4), np.int64), np.empty((256, 2)))
    names = (np.empty((256, 4), np.int64), np.empty((256, 2)))
    m, w = _ZERO, _ZERO
    # looked at millions of times: out of their tuples
    origin, first, reach = cameras.origin, cameras.first, cameras.reach
    edges, arc, plain = cameras.edges, cameras.arc, cameras.plain
    near, far, offsets_of, items = cameras.rose
    most_edges, most_changes = _longest(cameras)
    room = 2 * most_edges + most_changes + 1
    crossings, spans, cuts = np.empty(2 * most_edges + 1), np.empty((most_edges, 2)), np.empty(room)
    view_end, other = np.empty(h, np.int64), np.empty(levels)
    parts = _Parts(
        np.empty(room, np.int64),
        np.empty((room, 2)),
        np.empty(room, np.bool_),
        np.empty((room, levels)),
        np.empty((room, h), np.bool_),
    )
    work = _work(room, levels)
    stamp, mark = np.full(len(origin), -1), _ZERO
    found = np.empty(64, np.int64)
    band, began = np.empty(levels, np.int64), np.zeros(levels)
    for row in range(len(pieces)):
        piece = pieces[row]
        walked = 0.0
        band[:] = -1
        for vertex in range(offsets[piece], offsets[piece + 1] - 1):
            ax, ay = street[vertex, 0], street[vertex, 1]
            bx, by = street[vertex + 1, 0], street[vertex + 1, 1]
            length = math.hypot(bx - ax, by - ay)
            if length == 0.0:
                continue
            found, count = _candidates(cells, ax, ay, bx, by, stamp, mark, found)
            mark += 1
            n = _ZERO
            for i in range(count):
                c = found[i]
                px, py, qx, qy = (
                    ax - origin[c, 0],
                    ay - origin[c, 1],
                    bx - origin[c, 0],
                    by - origin[c, 1],
                )
                v0, v1 = first[c], first[c + 1]
                inside = _ZERO
                for v in range(v0, v1):
                    inside = segment_inside(
                        near, far, offsets_of, items, v, edges, arc, reach[v],
                        px, py, qx, qy, crossings, spans, inside,
                    )  # fmt: skip
                    view_end[v - v0] = inside
                if inside == 0:
                    continue
                if n + room > len(parts.camera):
                    parts = _roomy(parts, 2 * (n + room))
                if plain[c]:
                    n = _add_plain(
                        c, spans, inside, chance, parts.camera, parts.span, parts.steady,
                        parts.chance, n,
                    )  # fmt: skip
                    continue
                n = _add_parts(
                    cameras, c, px, py, qx, qy, spans, view_end, inside, cuts, other, parts, n
                )
            if 2 * n > len(work.ends):
                work = _work(2 * n, levels)
            if named:
                names, w = _name(parts, n, piece, walked, length, sure, names, w)
            stretches, m = _walk(
                cameras, ax, ay, bx, by, length, parts, n, work, bands, sure, step,
                piece, walked, metres[row], band, began, stretches, m,
            )  # fmt: skip
            walked += length
        for level in range(levels):
            if band[level] >= 0:
                stretches = _row(
                    stretches, m, piece, level, _NOBODY, band[level], began[level], walked
                )
                m += 1
    return metres, stretches, m, names, w
