"""The loops of sight, compiled: arrays in, arrays out, no checks; the wrappers validate.

Directions are vectors, ordered by `_key`, a monotone stand-in for the angle that needs no
trigonometry. All coordinates are metres relative to the camera.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["envelope", "points_inside", "probability", "segment_inside", "watch"]

# Two distances along one ray that differ by less than this share are one vertex of two walls.
_TIE = 1e-12

Function = TypeVar("Function", bound=Callable[..., Any])
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Pieces = tuple[Floats, Floats, Floats, Ints]
Stretches = tuple[Ints, Floats]


def jit(function: Function) -> Function:
    """Compile a loop; threads may run it side by side, and it is compiled once per machine."""
    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return cast(Function, compiled)


@jit
def _key(x: float, y: float) -> float:
    """Return a number in [0, 4] that grows with the angle from east, counter-clockwise."""
    p = x / (abs(x) + abs(y))
    return 1.0 - p if y >= 0.0 else 3.0 + p


@jit
def _clip_to_disc(
    px: float, py: float, qx: float, qy: float, r: float
) -> tuple[bool, float, float]:
    """Return whether p–q meets the disc of radius r about the origin, and the part inside it."""
    dx, dy = qx - px, qy - py
    a = dx * dx + dy * dy
    b = px * dx + py * dy
    c = px * px + py * py - r * r
    root = b * b - a * c
    if root <= 0.0:
        return False, 0.0, 0.0
    root = math.sqrt(root)
    # the root that would cancel is taken from the product of both
    if b > 0.0:
        t0 = -(b + root) / a
        t1 = c / (a * t0)
    else:
        t1 = (root - b) / a
        t0 = c / (a * t1) if t1 != 0.0 else 0.0
    t0, t1 = max(t0, 0.0), min(t1, 1.0)
    return t0 < t1, t0, t1


@jit
def _along(walls: Floats, e: int, ux: float, uy: float) -> float:
    """Return the multiple of u at which its ray meets the line of wall e."""
    px, py = walls[e, 0], walls[e, 1]
    dx, dy = walls[e, 2] - px, walls[e, 3] - py
    return float((px * dy - py * dx) / (ux * dy - uy * dx))


@jit
def _meeting(walls: Floats, e: int, f: int) -> tuple[float, float]:
    """Return the point in which the lines of the walls e and f meet."""
    px, py = walls[e, 0], walls[e, 1]
    dx, dy = walls[e, 2] - px, walls[e, 3] - py
    qx, qy = walls[f, 0], walls[f, 1]
    ex, ey = walls[f, 2] - qx, walls[f, 3] - qy
    t = ((qx - px) * ey - (qy - py) * ex) / (dx * ey - dy * ex)
    return px + t * dx, py + t * dy


@jit
def _push(
    key: Floats, ux: Floats, uy: Floats, wall: Ints, n: int, k: float, x: float, y: float, e: int
) -> int:
    """Append a piece; one that continues the same wall, or has no width, is not a new piece."""
    if n > 0 and k <= key[n - 1]:
        wall[n - 1] = e
        if n > 1 and wall[n - 2] == e:
            return n - 1
        return n
    if n > 0 and wall[n - 1] == e:
        return n
    key[n], ux[n], uy[n], wall[n] = k, x, y, e
    return n + 1


@jit
def _insert(
    walls: Floats,
    e: int,
    k0: float,
    x0: float,
    y0: float,
    k1: float,
    x1: float,
    y1: float,
    key: Floats,
    ux: Floats,
    uy: Floats,
    wall: Ints,
    n: int,
    spare: Pieces,
) -> int:
    """Let wall e hide what lies behind it between two directions; return the new count of pieces.

    `key`, `ux`, `uy`, `wall` hold n pieces that cover the circle: piece i runs from direction i to
    the next and shows `wall[i]`, or open ground up to the reach where that is −1.
    """
    skey, sx, sy, swall = spare
    i = int(np.searchsorted(key[:n], k0, side="right")) - 1
    m = 0
    j = i
    if key[i] < k0:
        m = _push(skey, sx, sy, swall, m, key[i], ux[i], uy[i], wall[i])
    while True:
        if key[j] >= k0:
            lo, lx, ly = key[j], ux[j], uy[j]
        else:
            lo, lx, ly = k0, x0, y0
        end = key[j + 1] if j + 1 < n else 4.0
        if end <= k1:
            hi = end
            hx, hy = (ux[j + 1], uy[j + 1]) if j + 1 < n else (1.0, 0.0)
        else:
            hi, hx, hy = k1, x1, y1
        old = wall[j]
        if old < 0:
            m = _push(skey, sx, sy, swall, m, lo, lx, ly, e)
        else:
            new0, old0 = _along(walls, e, lx, ly), _along(walls, old, lx, ly)
            new1, old1 = _along(walls, e, hx, hy), _along(walls, old, hx, hy)
            nearer0, nearer1 = new0 < old0 * (1 - _TIE), new1 < old1 * (1 - _TIE)
            farther0, farther1 = new0 > old0 * (1 + _TIE), new1 > old1 * (1 + _TIE)
            if (nearer0 and farther1) or (farther0 and nearer1):
                mx, my = _meeting(walls, e, old)
                mid = min(max(_key(mx, my), lo), hi)
                first, second = (e, old) if nearer0 else (old, e)
                m = _push(skey, sx, sy, swall, m, lo, lx, ly, first)
                if mid < hi:
                    m = _push(skey, sx, sy, swall, m, mid, mx, my, second)
            elif nearer0 or nearer1:
                m = _push(skey, sx, sy, swall, m, lo, lx, ly, e)
            else:
                m = _push(skey, sx, sy, swall, m, lo, lx, ly, old)
        if end > k1:
            m = _push(skey, sx, sy, swall, m, k1, x1, y1, old)
            break
        j += 1
        if j >= n or end == k1:
            break
    j = min(j, n - 1) if end > k1 else j - 1
    # pieces i..j give way to the m spare ones
    shift = m - (j - i + 1)
    if shift > 0:
        for t in range(n - 1, j, -1):
            key[t + shift], ux[t + shift], uy[t + shift] = key[t], ux[t], uy[t]
            wall[t + shift] = wall[t]
    elif shift < 0:
        for t in range(j + 1, n):
            key[t + shift], ux[t + shift], uy[t + shift] = key[t], ux[t], uy[t]
            wall[t + shift] = wall[t]
    for t in range(m):
        key[i + t], ux[i + t], uy[i + t], wall[i + t] = skey[t], sx[t], sy[t], swall[t]
    return n + shift


@jit
def _grown(a: NDArray[Any], size: int) -> NDArray[Any]:
    """Return a copy of `a` with room for `size` items."""
    b = np.empty(size, a.dtype)
    b[: len(a)] = a
    return b


@jit
def envelope(segments: Floats, reach: float) -> tuple[Floats, Flags]:
    """Return the boundary of what is seen from the origin among walls.

    Parameters
    ----------
    segments
        Shape (m, 4): the two ends of each wall, metres relative to the camera. They may cross,
        touch and repeat one another. The camera lies on none of them.
    reach
        Metres.

    Returns
    -------
    tuple
        Vertices, shape (v, 2), counter-clockwise, and whether the edge that starts there is an arc
        of the circle of radius `reach`, shape (v,). No arc spans more than a quarter turn.
    """
    # counter-clockwise seen from the camera, cut to the disc, nearest first
    walls = np.empty((len(segments), 4))
    near = np.empty(len(segments))
    count = 0
    for s in range(len(segments)):
        px, py, qx, qy = segments[s]
        cross = px * qy - py * qx
        if cross == 0.0:
            continue  # seen edge-on: it has no width, and its neighbours hold both its ends
        if cross < 0.0:
            px, py, qx, qy = qx, qy, px, py
        met, t0, t1 = _clip_to_disc(px, py, qx, qy, reach)
        if not met:
            continue
        dx, dy = qx - px, qy - py
        walls[count, 0], walls[count, 1] = px + t0 * dx, py + t0 * dy
        walls[count, 2], walls[count, 3] = px + t1 * dx, py + t1 * dy
        if t0 == 0.0:
            walls[count, 0], walls[count, 1] = px, py
        if t1 == 1.0:
            walls[count, 2], walls[count, 3] = qx, qy
        foot = -(px * dx + py * dy) / (dx * dx + dy * dy)
        foot = min(max(foot, t0), t1)
        near[count] = (px + foot * dx) ** 2 + (py + foot * dy) ** 2
        count += 1
    order = np.argsort(near[:count], kind="mergesort")

    room = 64
    key, ux, uy = np.empty(room), np.empty(room), np.empty(room)
    wall = np.empty(room, np.int64)
    key[0], ux[0], uy[0], wall[0] = 0.0, 1.0, 0.0, -1
    n = 1
    spare = (np.empty(room), np.empty(room), np.empty(room), np.empty(room, np.int64))
    for e in order:
        x0, y0, x1, y1 = walls[e]
        k0, k1 = _key(x0, y0), _key(x1, y1)
        if k0 == 4.0:  # rounded up from just south of east
            k0 = 0.0
        if k1 == 0.0:
            k1 = 4.0
        if k0 == k1:
            continue
        # one insertion at most doubles the pieces and adds four
        if 2 * n + 4 > room:
            room = 4 * n + 8
            key, ux, uy = _grown(key, room), _grown(ux, room), _grown(uy, room)
            wall = _grown(wall, room)
            spare = (np.empty(room), np.empty(room), np.empty(room), np.empty(room, np.int64))
        if k0 < k1:
            n = _insert(walls, e, k0, x0, y0, k1, x1, y1, key, ux, uy, wall, n, spare)
        else:  # it crosses the direction east, where the circle is cut open
            n = _insert(walls, e, k0, x0, y0, 4.0, 1.0, 0.0, key, ux, uy, wall, n, spare)
            if 2 * n + 4 > room:
                room = 4 * n + 8
                key, ux, uy = _grown(key, room), _grown(ux, room), _grown(uy, room)
                wall = _grown(wall, room)
                spare = (np.empty(room), np.empty(room), np.empty(room), np.empty(room, np.int64))
            n = _insert(walls, e, 0.0, 1.0, 0.0, k1, x1, y1, key, ux, uy, wall, n, spare)

    vertices = np.empty((2 * n + 8, 2))
    arc = np.zeros(2 * n + 8, np.bool_)
    v = 0
    for i in range(n):
        lx, ly = ux[i], uy[i]
        last = i + 1 == n
        hx, hy = (1.0, 0.0) if last else (ux[i + 1], uy[i + 1])
        if wall[i] >= 0:
            t0, t1 = _along(walls, wall[i], lx, ly), _along(walls, wall[i], hx, hy)
            # a wall that starts where the last piece ended shares that vertex
            if v == 0 or math.hypot(vertices[v - 1, 0] - t0 * lx, vertices[v - 1, 1] - t0 * ly) > (
                _TIE * reach
            ):
                vertices[v, 0], vertices[v, 1] = t0 * lx, t0 * ly
                v += 1
            else:
                arc[v - 1] = False
            vertices[v, 0], vertices[v, 1] = t1 * hx, t1 * hy
            v += 1
        else:
            scale = reach / math.hypot(lx, ly)
            if v == 0 or math.hypot(
                vertices[v - 1, 0] - scale * lx, vertices[v - 1, 1] - scale * ly
            ) > (_TIE * reach):
                vertices[v, 0], vertices[v, 1] = scale * lx, scale * ly
                v += 1
            arc[v - 1] = True
            end = 4.0 if last else key[i + 1]
            for quarter in range(int(key[i]) + 1, 4):
                if quarter < end:
                    vertices[v, 0] = reach if quarter == 0 else (-reach if quarter == 2 else 0.0)
                    vertices[v, 1] = reach if quarter == 1 else (-reach if quarter == 3 else 0.0)
                    arc[v] = True
                    v += 1
            if not last or wall[0] >= 0:
                scale = reach / math.hypot(hx, hy)
                vertices[v, 0], vertices[v, 1] = scale * hx, scale * hy
                v += 1
    if (
        v > 1
        and not arc[v - 1]
        and vertices[v - 1, 0] == vertices[0, 0]
        and (vertices[v - 1, 1] == vertices[0, 1])
    ):
        v -= 1  # the ring closes itself
    return vertices[:v].copy(), arc[:v].copy()


@jit
def segment_inside(
    vertices: Floats,
    arc: Flags,
    reach: float,
    px: float,
    py: float,
    qx: float,
    qy: float,
    out: Floats,
) -> int:
    """Write the stretches of the segment p–q that lie inside a view; return how many.

    Parameters
    ----------
    vertices, arc, reach
        A view as made by `envelope`.
    px, py, qx, qy
        Ends of the segment, metres relative to the camera.
    out
        Shape (len(vertices) + 2, 2): filled with start and end of each stretch, as shares of the
        segment, ascending.
    """
    met, t0, t1 = _clip_to_disc(px, py, qx, qy, reach)
    if not met:
        return 0
    dx, dy = qx - px, qy - py
    cuts = np.empty(len(vertices) + 3)
    cuts[0] = t0
    n = 1
    for i in range(len(vertices)):
        if arc[i]:
            continue  # the disc was cut already
        j = i + 1 if i + 1 < len(vertices) else 0
        ax, ay = vertices[i, 0] - px, vertices[i, 1] - py
        bx, by = vertices[j, 0] - px, vertices[j, 1] - py
        side_a, side_b = dx * ay - dy * ax, dx * by - dy * bx
        if (side_a > 0.0) != (side_b > 0.0):
            # where the edge meets the segment's line
            s = side_a / (side_a - side_b)
            cx, cy = ax + s * (bx - ax), ay + s * (by - ay)
            t = (cx * dx + cy * dy) / (dx * dx + dy * dy)
            if t0 < t < t1:
                cuts[n] = t
                n += 1
    cuts[n] = t1
    n += 1
    cuts[1 : n - 1].sort()
    m = 0
    for i in range(n - 1):
        if cuts[i + 1] <= cuts[i]:
            continue
        t = 0.5 * (cuts[i] + cuts[i + 1])
        if _inside(vertices, arc, reach, px + t * dx, py + t * dy):
            if m > 0 and out[m - 1, 1] == cuts[i]:
                out[m - 1, 1] = cuts[i + 1]
            else:
                out[m, 0], out[m, 1] = cuts[i], cuts[i + 1]
                m += 1
    return m


@jit
def _inside(vertices: Floats, arc: Flags, reach: float, x: float, y: float) -> bool:
    """Return whether a point lies inside a view: the edge across its direction is farther away."""
    if x * x + y * y > reach * reach:
        return False
    for i in range(len(vertices)):
        j = i + 1 if i + 1 < len(vertices) else 0
        ax, ay, bx, by = vertices[i, 0], vertices[i, 1], vertices[j, 0], vertices[j, 1]
        # half-open, so that a direction belongs to one edge; every edge spans less than half a turn
        if ax * y - ay * x >= 0.0 and x * by - y * bx > 0.0 and ax * by - ay * bx > 0.0:
            if arc[i]:
                return True
            return bool((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0.0)
    return x == 0.0 and y == 0.0


@jit
def probability(
    dx: float,
    dy: float,
    weight: Floats,
    fov: Floats,
    reach: Floats,
    share: Floats,
    start: Floats,
    width: Floats,
    level: int,
) -> float:
    """Return the probability that a point in the view is seen at a level (see `Aim`).

    Parameters
    ----------
    dx, dy
        Metres east and north of the camera.
    weight, fov, reach, share, start, width
        As in `vidik.model.views.Aim`.
    level
        Column of `reach`.
    """
    distance = math.hypot(dx, dy)
    bearing = math.degrees(math.atan2(dx, dy))
    p = 0.0
    for k in range(len(weight)):
        if distance > reach[k, level]:
            continue
        if fov[k] >= 360.0:
            p += weight[k]
            continue
        for j in range(len(share)):
            # axes that bring the point into the picture, from the start of the arc
            a = (bearing - 0.5 * fov[k] - start[j]) % 360.0
            b = a + fov[k]
            if width[j] == 0.0:
                if a == 0.0 or b >= 360.0:
                    p += weight[k] * share[j]
            else:
                overlap = max(0.0, min(b, width[j]) - a) + max(0.0, min(b - 360.0, width[j]))
                p += weight[k] * share[j] * overlap / width[j]
    return min(p, 1.0)


@jit
def points_inside(vertices: Floats, arc: Flags, reach: float, points: Floats) -> Flags:
    """Return whether each point, metres relative to the camera, lies in its view, shape (p,)."""
    inside = np.empty(len(points), np.bool_)
    for i in range(len(points)):
        inside[i] = _inside(vertices, arc, reach, points[i, 0], points[i, 1])
    return inside


# Nodes and weights of Gauss and Legendre's rule of order 3 on [0, 1].
_NODES = (0.1127016653792583, 0.5, 0.8872983346207417)
_WEIGHTS = (5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0)


@jit
def _breaks(
    px: float,
    py: float,
    qx: float,
    qy: float,
    s0: float,
    s1: float,
    reach: Floats,
    fov: Floats,
    start: Floats,
    width: Floats,
    cuts: Floats,
    n: int,
) -> int:
    """Append where, between s0 and s1 of a segment, the probability has a corner or jumps."""
    dx, dy = qx - px, qy - py
    a, b = dx * dx + dy * dy, px * dx + py * dy
    for k in range(reach.shape[0]):
        for level in range(reach.shape[1]):
            root = b * b - a * (px * px + py * py - reach[k, level] ** 2)
            if root > 0.0:
                for sign in (-1.0, 1.0):
                    s = (sign * math.sqrt(root) - b) / a
                    if s0 < s < s1:
                        cuts[n] = s
                        n += 1
        for j in range(len(start)):
            for end in (start[j], start[j] + width[j]):
                for half in (-0.5 * fov[k], 0.5 * fov[k]):
                    angle = math.radians(end + half)
                    ux, uy = math.sin(angle), math.cos(angle)
                    across = dx * uy - dy * ux
                    if across != 0.0:
                        s = -(px * uy - py * ux) / across
                        if s0 < s < s1 and (px + s * dx) * ux + (py + s * dy) * uy > 0.0:
                            cuts[n] = s
                            n += 1
    return n


@jit
def _close(
    stretches: Stretches, m: int, piece: int, level: int, band: int, begin: float, end: float
) -> tuple[Stretches, int]:
    """Write one stretch; return the arrays, grown if need be, and the new count."""
    where, span = stretches
    if m == len(where):
        bigger, longer = np.empty((2 * m, 3), np.int64), np.empty((2 * m, 2))
        bigger[:m], longer[:m] = where, span
        where, span = bigger, longer
    where[m, 0], where[m, 1], where[m, 2] = piece, level, band
    span[m, 0], span[m, 1] = begin, end
    return (where, span), m + 1


@jit
def watch(
    pieces: Ints,
    street: Floats,
    offsets: Ints,
    camera: Ints,
    candidates: Ints,
    origin: Floats,
    reach: Floats,
    star: Floats,
    arc: Flags,
    stars: Ints,
    lens: Ints,
    weight: Floats,
    fov: Floats,
    reaches: Floats,
    arcs: Ints,
    share: Floats,
    start: Floats,
    width: Floats,
    bands: Floats,
    sure: float,
    step: float,
) -> tuple[Floats, Ints, Floats]:
    """Return how much of each street piece is watched, and the stretches that are.

    Parameters
    ----------
    pieces
        Shape (n,): the pieces to do, as indices into `offsets`.
    street, offsets
        Vertices of all pieces and where each piece's begin, as in `Streets`.
    camera, candidates
        Cameras that may reach each piece to do: piece i has
        ``camera[candidates[i]:candidates[i + 1]]``.
    origin, reach, star, arc, stars
        ``origin``, ``reach``, ``vertices``, ``arc`` and ``offsets`` of `Views`.
    lens, weight, fov, reaches
        The lenses of all aims, end to end; camera c has ``lens[c]:lens[c + 1]``.
    arcs, share, start, width
        The arcs of all aims, likewise.
    bands, sure
        ``BANDS`` and ``SURE`` of `vidik.model.bands`.
    step
        The probability is integrated over steps no longer than this, metres.

    Returns
    -------
    tuple
        Least, expected and most metres, shape (n, 3, levels); piece, level and band of each
        stretch, shape (m, 3); start and end of each, metres along the piece, shape (m, 2).
    """
    levels = reaches.shape[1]
    metres = np.zeros((len(pieces), 3, levels))
    stretches = (np.empty((256, 3), np.int64), np.empty((256, 2)))
    m = 0
    band_now, began = np.full(levels, -1), np.zeros(levels)
    for i in range(len(pieces)):
        piece = pieces[i]
        near = camera[candidates[i] : candidates[i + 1]]
        walked = 0.0
        band_now[:] = -1
        for v in range(offsets[piece], offsets[piece + 1] - 1):
            ax, ay, bx, by = street[v, 0], street[v, 1], street[v + 1, 0], street[v + 1, 1]
            length = math.hypot(bx - ax, by - ay)
            if length == 0.0:
                continue
            # where each camera's view covers the segment, and where anything changes
            seen_by = np.empty(16, np.int64)
            seen = np.empty((16, 2))
            n = 0
            cuts = np.empty(64)
            cuts[0], cuts[1] = 0.0, 1.0
            c = 2
            for cam in near:
                px, py = ax - origin[cam, 0], ay - origin[cam, 1]
                qx, qy = bx - origin[cam, 0], by - origin[cam, 1]
                ring = slice(stars[cam], stars[cam + 1])
                out = np.empty((stars[cam + 1] - stars[cam] + 2, 2))
                found = segment_inside(star[ring], arc[ring], reach[cam], px, py, qx, qy, out)
                if found == 0:
                    continue
                ks, js = slice(lens[cam], lens[cam + 1]), slice(arcs[cam], arcs[cam + 1])
                changes = 2 + (lens[cam + 1] - lens[cam]) * (
                    2 * levels + 4 * (arcs[cam + 1] - arcs[cam])
                )
                if c + found * changes > len(cuts):
                    cuts = _grown(cuts, 2 * (c + found * changes))
                if n + found > len(seen_by):
                    seen_by = _grown(seen_by, 2 * (n + found))
                    wider = np.empty((2 * (n + found), 2))
                    wider[:n] = seen[:n]
                    seen = wider
                for f in range(found):
                    s0, s1 = out[f, 0], out[f, 1]
                    seen_by[n], seen[n, 0], seen[n, 1] = cam, s0, s1
                    n += 1
                    cuts[c], cuts[c + 1] = s0, s1
                    c = _breaks(
                        px,
                        py,
                        qx,
                        qy,
                        s0,
                        s1,
                        reaches[ks],
                        fov[ks],
                        start[js],
                        width[js],
                        cuts,
                        c + 2,
                    )
            if n == 0:
                for level in range(levels):
                    if band_now[level] >= 0:
                        stretches, m = _close(
                            stretches, m, piece, level, band_now[level], began[level], walked
                        )
                        band_now[level] = -1
                walked += length
                continue
            ordered = np.sort(cuts[:c])
            for t in range(c - 1):
                gap = (ordered[t + 1] - ordered[t]) * length
                if gap <= 1e-9:
                    continue
                steps = math.ceil(gap / step)
                for u in range(steps):
                    s = ordered[t] + (ordered[t + 1] - ordered[t]) * u / steps
                    ds = (ordered[t + 1] - ordered[t]) / steps
                    for level in range(levels):
                        certain, possible, middle, mean = False, False, 0.0, 0.0
                        for node in range(3):
                            at = s + _NODES[node] * ds
                            x, y = ax + at * (bx - ax), ay + at * (by - ay)
                            unseen = 1.0
                            for w in range(n):
                                if not seen[w, 0] <= at <= seen[w, 1]:
                                    continue
                                cam = seen_by[w]
                                ks = slice(lens[cam], lens[cam + 1])
                                js = slice(arcs[cam], arcs[cam + 1])
                                p = probability(
                                    x - origin[cam, 0],
                                    y - origin[cam, 1],
                                    weight[ks],
                                    fov[ks],
                                    reaches[ks],
                                    share[js],
                                    start[js],
                                    width[js],
                                    level,
                                )
                                unseen *= 1.0 - p
                                if node == 1:
                                    certain = certain or p >= sure
                                    possible = possible or p > 0.0
                            mean += _WEIGHTS[node] * (1.0 - unseen)
                            if node == 1:
                                middle = 1.0 - unseen
                        band = -1
                        if certain:
                            band, mean = len(bands) - 1, 1.0
                            metres[i, 0, level] += ds * length
                        elif possible:
                            band = min(int(np.searchsorted(bands, middle)), len(bands) - 2)
                        if possible:
                            metres[i, 1, level] += min(mean, 1.0) * ds * length
                            metres[i, 2, level] += ds * length
                        if band != band_now[level]:
                            here = walked + s * length
                            if band_now[level] >= 0:
                                stretches, m = _close(
                                    stretches, m, piece, level, band_now[level], began[level], here
                                )
                            band_now[level], began[level] = band, here
            walked += length
        for level in range(levels):
            if band_now[level] >= 0:
                stretches, m = _close(
                    stretches, m, piece, level, band_now[level], began[level], walked
                )
    return metres, stretches[0][:m].copy(), stretches[1][:m].copy()
