"""Watched metres of street.

Along a segment of street each camera has *parts*: from one place where anything changes for this
camera to the next. Within a part the probability that the camera sees is a smooth function; for a
camera whose direction is known, a number. All parts of a segment are walked through in order, from
one end of a part to the next; where numbers are all there is, the product of doubts is a number too
and needs no quadrature.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.chance import chances
from vidik.sight.kernels.geometry import grown
from vidik.sight.kernels.rose import Rose, segment_inside

__all__ = ["Cameras", "Cells", "watch"]

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
    circle_offsets, circles
        Camera i has changes on the circles of radius ``circles[offsets[i]:offsets[i + 1]]``, metres.
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
    level
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


class _Space(NamedTuple):
    """Room for the work on one camera and segment."""

    crossings: Floats
    spans: Floats
    ends: Ints
    cuts: Floats
    near: Floats


@jit
def _wide(a: NDArray, size: int) -> NDArray:
    """Return a copy of `a` with room for `size` rows."""
    b = np.empty((size, a.shape[1]), a.dtype)
    b[: len(a)] = a
    return b


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
    j0 = max(int(math.floor((ay - south) / cell)), 0)
    j1 = min(int(math.floor((by - south) / cell)), cells.rows - 1)
    slope = (bx - ax) / (by - ay) if by > ay else 0.0
    for j in range(j0, j1 + 1):
        x0, x1 = ax, bx
        if j0 < j1:
            # the part of the segment in this row
            x0 = ax + slope * (max(south + j * cell, ay) - ay)
            x1 = ax + slope * (min(south + (j + 1) * cell, by) - ay)
        if x0 > x1:
            x0, x1 = x1, x0
        i0 = max(int(math.floor((x0 - west - _NOTHING) / cell)), 0)
        i1 = min(int(math.floor((x1 - west + _NOTHING) / cell)), cells.columns - 1)
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
def _apart(a: Floats, b: Floats) -> bool:
    for i in range(len(a)):
        if abs(a[i] - b[i]) > _SAME:
            return True
    return False


@jit
def _add_parts(
    cameras: Cameras,
    c: int,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    space: _Space,
    parts: _Parts,
    n: int,
) -> tuple[_Parts, int]:
    """Append the parts of a segment that one camera may see; return them and their number."""
    ox, oy = cameras.origin[c, 0], cameras.origin[c, 1]
    px, py, qx, qy = ax - ox, ay - oy, bx - ox, by - oy
    v0, v1 = cameras.first[c], cameras.first[c + 1]
    spans, cuts = space.spans, space.cuts
    m, t = 0, 0
    low, high = 1.0, 0.0
    for v in range(v0, v1):
        found = segment_inside(
            cameras.rose, v, cameras.edges, cameras.arc, cameras.reach[v],
            px, py, qx, qy, space.crossings, spans[m:],
        )  # fmt: skip
        for i in range(m, m + found):
            cuts[t], cuts[t + 1] = spans[i, 0], spans[i, 1]
            t += 2
            low, high = min(low, spans[i, 0]), max(high, spans[i, 1])
        m += found
        space.ends[v - v0] = m
    if m == 0:
        return parts, n
    t = _changes(cameras, c, px, py, qx, qy, low, high, cuts, t)
    if t > 2:
        cuts[:t].sort()
    nothing = _NOTHING / math.hypot(qx - px, qy - py)
    begin = cuts[0]
    before = n
    h = cameras.stances.shape[1]
    for i in range(1, t):
        end = cuts[i]
        if end - begin <= nothing:
            continue
        s = 0.5 * (begin + end)
        if n == len(parts.camera):
            parts = _Parts(
                grown(parts.camera, 2 * n), _wide(parts.span, 2 * n), grown(parts.steady, 2 * n),
                _wide(parts.chance, 2 * n), _wide(parts.seen, 2 * n),
            )  # fmt: skip
        seen, chance = parts.seen[n], parts.chance[n]
        some = False
        for stance in range(h):
            v = cameras.stances[c, stance] - v0
            seen[stance] = False
            for j in range(space.ends[v - 1] if v > 0 else 0, space.ends[v]):
                if spans[j, 0] <= s <= spans[j, 1]:
                    seen[stance] = True
                    some = True
        if some:
            _chance(cameras, c, px + s * (qx - px), py + s * (qy - py), seen, chance)
            steady = True
            if not cameras.steady[c]:
                for node in (_NODES[0], _NODES[2]):
                    s = begin + node * (end - begin)
                    _chance(cameras, c, px + s * (qx - px), py + s * (qy - py), seen, space.near)
                    steady = steady and not _apart(chance, space.near)
            if chance[0] > 0.0 or not steady:
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
    return parts, n


@jit
def _row(rows: Rows, m: int, a: int, b: int, c: int, d: int, begin: float, end: float) -> Rows:
    """Write row m of a table that grows."""
    key, span = rows
    if m == len(key):
        key, span = _wide(key, 2 * m), _wide(span, 2 * m)
    key[m, 0], key[m, 1], key[m, 2], key[m, 3] = a, b, c, d
    span[m, 0], span[m, 1] = begin, end
    return key, span


@jit
def _doubt(chance: Floats, level: int, active: Ints, k: int, factors: Floats) -> float:
    """Return Π(1 − P) over the parts that are active."""
    if k == 1:
        return 1.0 - chance[active[0], level]
    # in order of size, so that the order of cameras does not change a bit
    for i in range(k):
        p, j = chance[active[i], level], i - 1
        while j >= 0 and factors[j] > p:
            factors[j + 1] = factors[j]
            j -= 1
        factors[j + 1] = p
    doubt = 1.0
    for i in range(k):
        doubt *= 1.0 - factors[i]
    return doubt


@jit
def watch(
    begin: int,
    end: int,
    street: Floats,
    offsets: Ints,
    cameras: Cameras,
    cells: Cells,
    bands: Floats,
    sure: float,
    step: float,
    named: bool,
) -> tuple[Floats, Ints, Floats, Ints, Floats]:
    """Return how much of each street piece is watched, the stretches that are, and by whom.

    Parameters
    ----------
    begin, end
        The pieces to do, as indices into `offsets`.
    street, offsets
        Vertices of all pieces and where each piece's begin, as in `Streets`.
    cameras, cells
        Who watches, and where to look for them.
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
        Least, expected and most metres, shape (end − begin, 3, levels); piece, level, band (and 0)
        of each stretch, shape (m, 4); start and end of each, metres along the piece, shape (m, 2);
        piece, level, camera and whether it is sure, of every part, shape (w, 4); and start and end
        of those.
    """
    levels, h = cameras.reaches.shape[1], cameras.stances.shape[1]
    metres = np.zeros((end - begin, 3, levels))
    stretches = (np.empty((256, 4), np.int64), np.empty((256, 2)))
    names = (np.empty((256, 4), np.int64), np.empty((256, 2)))
    m, w = 0, 0
    edges, corners = 0, 0
    for c in range(len(cameras.origin)):
        v0, v1 = cameras.first[c], cameras.first[c + 1]
        edges = max(edges, cameras.starts[v1] - cameras.starts[v0] + 2 * (v1 - v0))
        corners = max(
            corners,
            2 * (cameras.circle_offsets[c + 1] - cameras.circle_offsets[c])
            + cameras.ray_offsets[c + 1] - cameras.ray_offsets[c]
            + cameras.line_offsets[c + 1] - cameras.line_offsets[c],
        )  # fmt: skip
    space = _Space(
        crossings=np.empty(2 * edges + 3),
        spans=np.empty((edges, 2)),
        ends=np.empty(h, np.int64),
        cuts=np.empty(2 * edges + corners + 1),
        near=np.empty(levels),
    )
    parts = _Parts(
        np.empty(64, np.int64),
        np.empty((64, 2)),
        np.empty(64, np.bool_),
        np.empty((64, levels)),
        np.empty((64, h), np.bool_),
    )
    stamp, mark = np.full(len(cameras.origin), -1), 0
    found, active, ends, factors = (
        np.empty(64, np.int64),
        np.empty(64, np.int64),
        np.empty(128),
        np.empty(64),
    )
    now = np.empty((64, levels))
    band_now, began, certain = (
        np.empty(levels, np.int64),
        np.zeros(levels),
        np.empty(levels, np.bool_),
    )
    mean, middle, possible = np.empty(levels), np.empty(levels), np.empty(levels, np.bool_)
    for piece in range(begin, end):
        walked = 0.0
        band_now[:] = -1
        for vertex in range(offsets[piece], offsets[piece + 1] - 1):
            ax, ay = street[vertex, 0], street[vertex, 1]
            bx, by = street[vertex + 1, 0], street[vertex + 1, 1]
            length = math.hypot(bx - ax, by - ay)
            if length == 0.0:
                continue
            found, count = _candidates(cells, ax, ay, bx, by, stamp, mark, found)
            mark += 1
            n = 0
            for i in range(count):
                parts, n = _add_parts(cameras, found[i], ax, ay, bx, by, space, parts, n)
            if n > len(active):
                active, factors, ends = np.empty(2 * n, np.int64), np.empty(2 * n), np.empty(4 * n)
                now = np.empty((2 * n, levels))
            if named:
                for i in range(n):
                    for level in range(levels):
                        p = parts.chance[i, level]
                        if p > 0.0:
                            names = _row(
                                names, w, piece, level, parts.camera[i], int(p >= sure),
                                walked + parts.span[i, 0] * length,
                                walked + parts.span[i, 1] * length,
                            )  # fmt: skip
                            w += 1
            for i in range(n):
                ends[2 * i], ends[2 * i + 1] = parts.span[i, 0], parts.span[i, 1]
            order = np.argsort(parts.span[:n, 0])
            if n > 1:
                ends[: 2 * n].sort()
            nothing = _NOTHING / length
            s, upcoming, k = 0.0, 0, 0
            for i in range(2 * n + 1):
                # from s to the next end of a part
                t = ends[i] if i < 2 * n else 1.0
                if t - s <= nothing:
                    continue
                alive = 0
                for j in range(k):
                    if parts.span[active[j], 1] > s + nothing:
                        active[alive] = active[j]
                        alive += 1
                k = alive
                while upcoming < n and parts.span[order[upcoming], 0] <= s + nothing:
                    if parts.span[order[upcoming], 1] > s + nothing:
                        active[k] = order[upcoming]
                        k += 1
                    upcoming += 1
                steps = 1
                for j in range(k):
                    if not parts.steady[active[j]]:
                        # steps are longest in the middle, by half
                        steps = max(2, math.ceil(1.5 * (t - s) * length / step))
                for u in range(steps):
                    s_u, ds = s, t - s
                    if steps > 1:
                        s_u, ds = _step(s, t, u, steps)
                    certain[:], possible[:], mean[:] = False, False, 0.0
                    for node in range(3 if steps > 1 else 1):
                        weight = 1.0
                        if steps > 1:
                            share = (u + _NODES[node]) / steps
                            weight = _WEIGHTS[node] * 6.0 * share * (1.0 - share) / steps
                            weight *= (t - s) / ds
                            at = s + (t - s) * share * share * (3.0 - 2.0 * share)
                            x, y = ax + at * (bx - ax), ay + at * (by - ay)
                        for j in range(k):
                            part = active[j]
                            if parts.steady[part]:
                                now[part] = parts.chance[part]
                            else:
                                c = parts.camera[part]
                                _chance(
                                    cameras, c, x - cameras.origin[c, 0],
                                    y - cameras.origin[c, 1], parts.seen[part], now[part],
                                )  # fmt: skip
                        for level in range(levels):
                            if k == 0:
                                break
                            doubt = _doubt(now, level, active, k, factors)
                            mean[level] += weight * (1.0 - doubt)
                            if steps == 1 or node == 1:
                                middle[level] = 1.0 - doubt
                                for j in range(k):
                                    p = now[active[j], level]
                                    certain[level] = certain[level] or p >= sure
                                    possible[level] = possible[level] or p > 0.0
                    for level in range(levels):
                        band = -1
                        if certain[level]:
                            band = len(bands) - 1
                            mean[level] = 1.0
                            metres[piece - begin, 0, level] += ds * length
                        elif possible[level]:
                            band = min(int(np.searchsorted(bands, middle[level])), len(bands) - 2)
                        if possible[level]:
                            metres[piece - begin, 1, level] += min(mean[level], 1.0) * ds * length
                            metres[piece - begin, 2, level] += ds * length
                        if band != band_now[level]:
                            here = walked + s_u * length
                            if band_now[level] >= 0:
                                stretches = _row(
                                    stretches, m, piece, level, band_now[level], 0,
                                    began[level], here,
                                )  # fmt: skip
                                m += 1
                            band_now[level], began[level] = band, here
                s = t
            walked += length
        for level in range(levels):
            if band_now[level] >= 0:
                stretches = _row(
                    stretches, m, piece, level, band_now[level], 0, began[level], walked
                )
                m += 1
    return (
        metres,
        stretches[0][:m].copy(),
        stretches[1][:m].copy(),
        names[0][:w].copy(),
        names[1][:w].copy(),
    )


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
