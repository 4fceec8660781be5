"""What of its views a camera may see, or surely sees, at a level: views cut by what it may do.

The axis lies in an arc of bearings; a point at bearing θ and distance d is in the picture of an
axis φ if |θ − φ| ≤ f, half a field of view, and near ≤ d · cos(θ − φ) ≤ far. *Most* is where some
axis of some reading does so: with δ the angles |θ − φ| that the arc offers, d ≥ near / cos δ_min
and d ≤ far / cos δ_max. Within the arc δ_min = 0, a circle; beyond its ends the axis at the end
counts, a line. δ_max is f, a circle, or the angle to an end of the arc, a line. *Least* is where
every axis of every reading does so: d ≥ near / cos δ_max, lines at both ends, and
d ≤ far / cos δ_min.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.aims import Aimed, Viewed, ground_reach, limits, rim
from vidik.sight.kernels.clip import by_circle, by_line, linked
from vidik.sight.kernels.geometry import grown, heading, wide

__all__ = ["cut"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Table(NamedTuple):
    """What a camera's region is made of, under construction.

    Parameters
    ----------
    pieces
        Shape (room, 7): view, outer and inner radius, start and width of a sector, and which lines.
    lines
        Shape (room, 3): east and north of a unit vector u, and c; u·x ≥ c is kept.
    last
        Shape (2,): how many pieces and lines there are.
    """

    pieces: Floats
    lines: Floats
    last: Ints


# Sectors narrower than this are rounding, degrees.
_NARROW = 1e-9


@jit
def _piece(
    table: Table, view: int, reach: float, near: float, start: float, width: float, lines: int
) -> Table:
    """Append a piece of a camera's region: within a sector and two circles, and some lines to come.

    Parameters
    ----------
    table
        So far.
    view
        Index of the view that is cut.
    reach, near
        Radii, metres; near may be 0.
    start, width
        Of the sector, degrees; 360 or more: all around.
    lines
        The last `lines` lines of the table bound the piece.
    """
    pieces, last = table.pieces, table.last
    if last[0] == len(pieces):
        pieces = wide(pieces, 2 * len(pieces))
    p = last[0]
    pieces[p, 0], pieces[p, 1], pieces[p, 2] = view, reach, near
    pieces[p, 3], pieces[p, 4] = start, width
    pieces[p, 5], pieces[p, 6] = last[1] - lines, last[1]
    if width >= _NARROW and reach > near:
        last[0] += 1
    return Table(pieces, table.lines, last)


@jit
def _line(table: Table, bearing: float, sign: float, c: float) -> Table:
    """Append a line: keep what lies c or more (sign 1), or c or less (−1), along a bearing."""
    lines, last = table.lines, table.last
    if last[1] == len(lines):
        lines = wide(lines, 2 * len(lines))
    x, y = heading(bearing)
    n = last[1]
    lines[n, 0], lines[n, 1], lines[n, 2] = sign * x, sign * y, sign * c
    last[1] += 1
    return Table(table.pieces, lines, last)


@jit
def _some_axis(
    table: Table, view: int, reach: float, half: float, near: float, far: float,
    start: float, width: float,
) -> Table:  # fmt: skip
    """Append where some axis of an arc brings a point into the picture.

    Parameters
    ----------
    table, view, reach
        As in `_piece`.
    half
        Half the field of view, degrees.
    near, far
        Limits along the axis, metres.
    start, width
        The arc, degrees.
    """
    # where the arc offers a whole half field of view, it is seen farthest
    farthest = min(reach, rim(far, half))
    if width >= 360.0:
        return _piece(table, view, farthest, near, 0.0, 360.0, 0)
    end = start + width
    if width == 0.0:
        lines = 0
        if near > 0.0:
            table = _line(table, start, 1.0, near)
            lines += 1
        if far < reach:
            table = _line(table, start, -1.0, far)
            lines += 1
        return _piece(table, view, reach, 0.0, start - half, 2.0 * half, lines)
    middle = start + 0.5 * width
    for mirrored in range(2):
        # bearings from start − half to the middle of the arc; then the same, mirrored
        tip = start if mirrored == 0 else end  # the nearest axis of those outside the arc
        away = end if mirrored == 0 else start  # the farthest axis
        whole = end - half if mirrored == 0 else start + half  # up to here a half field fits
        for outside in range(2):
            low, high = (tip, middle) if outside == 0 else (start - half, start)
            if mirrored == 1:
                low, high = (middle, tip) if outside == 0 else (end, end + half)
            cut = min(max(whole, low), high)
            for lined in range(2):
                a, b = (low, cut) if (lined == 0) == (mirrored == 0) else (cut, high)
                lines = 0
                if outside == 1 and near > 0.0:
                    table = _line(table, tip, 1.0, near)
                    lines += 1
                if lined == 1 and far < reach:
                    table = _line(table, away, -1.0, far)
                    lines += 1
                table = _piece(
                    table, view, reach if lined == 1 else farthest,
                    near if outside == 0 else 0.0, a, b - a, lines,
                )  # fmt: skip
    return table


@jit
def _all_around(
    table: Table, aims: Aimed, lens: int, lens_end: int, level: int, stances: Ints
) -> Table:
    """Append the rings that a camera may see whose axis may point anywhere; none overlap.

    What a stance sees lies within what the stances before it see: each ring is of the first stance
    of which some reading sees it.
    """
    near, far = np.empty(lens_end - lens), np.zeros(lens_end - lens)
    radii = np.empty(2 * (lens_end - lens))
    for k in range(lens, lens_end):
        near[k - lens], end = limits(aims, k)
        if aims.weight[k] > 0.0:
            far[k - lens] = min(ground_reach(aims, k, level), rim(end, 0.5 * aims.fov[k]))
        radii[2 * (k - lens)], radii[2 * (k - lens) + 1] = near[k - lens], far[k - lens]
    radii.sort()
    view, begun = -1, 0.0
    for g in range(len(radii)):
        best = len(stances)
        for k in range(lens, lens_end):
            if g + 1 < len(radii) and near[k - lens] <= radii[g] and radii[g + 1] <= far[k - lens]:
                best = min(best, aims.stance[k])
        following = stances[best] if best < len(stances) else -1
        if following != view and (g + 1 == len(radii) or radii[g + 1] > radii[g]):
            if view >= 0:
                table = _piece(table, view, radii[g], begun, 0.0, 360.0, 0)
            view, begun = following, radii[g]
    return table


@jit
def _most(
    table: Table, aims: Aimed, lens: int, lens_end: int, arc: int, arc_end: int,
    level: int, stances: Ints,
) -> Table:  # fmt: skip
    """Append the pieces of what a camera may see; some may overlap."""
    if arc_end - arc == 1 and aims.width[arc] >= 360.0:
        return _all_around(table, aims, lens, lens_end, level, stances)
    widest = 0.0
    for k in range(lens, lens_end):
        widest = max(widest, aims.fov[k])
    for k in range(lens, lens_end):
        reach = ground_reach(aims, k, level)
        if aims.weight[k] <= 0.0 or reach <= 0.0:
            continue
        near, far = limits(aims, k)
        far = min(far, reach)
        better = False
        for o in range(lens, lens_end):
            if o == k or aims.weight[o] <= 0.0:
                continue
            other = ground_reach(aims, o, level)
            o_near, o_far = limits(aims, o)
            o_far = min(o_far, other)
            no_less = (
                aims.stance[o] <= aims.stance[k] and other >= reach and aims.fov[o] >= aims.fov[k]
                and o_near <= near and o_far >= far
            )  # fmt: skip
            no_more = (
                aims.stance[o] >= aims.stance[k] and other <= reach and aims.fov[o] <= aims.fov[k]
                and o_near >= near and o_far <= far
            )  # fmt: skip
            better = better or (no_less and (o < k or not no_more))
        if better:
            continue
        view = stances[aims.stance[k]]
        half = min(0.5 * aims.fov[k], 180.0)
        free = near == 0.0 and far >= reach
        if free and aims.fov[k] == widest:
            # the view was not made any wider
            table = _piece(table, view, reach, 0.0, 0.0, 360.0, 0)
            continue
        for j in range(arc, arc_end):
            if aims.share[j] <= 0.0:
                continue
            start, width = aims.start[j], aims.width[j]
            if free:
                table = _piece(table, view, reach, 0.0, start - half, width + 2.0 * half, 0)
            else:
                table = _some_axis(table, view, reach, half, near, far, start, width)
    return table


@jit
def _turn_to(bearing: float, start: float, width: float) -> float:
    """Return the angle between a bearing and the farthest axis of an arc, degrees."""
    if (bearing + 180.0 - start) % 360.0 <= width:
        return 180.0
    a, b = (bearing - start) % 360.0, (bearing - start - width) % 360.0
    return max(min(a, 360.0 - a), min(b, 360.0 - b))


@jit
def _every_axis(
    table: Table, near: float, far: float, reach: float, aims: Aimed, arc: int, arc_end: int
) -> tuple[Table, int]:
    """Append the lines within which the axes at the ends of all arcs see; return how many."""
    lines = 0
    for j in range(arc, arc_end):
        if aims.share[j] <= 0.0:
            continue
        for end in range(1 if aims.width[j] == 0.0 else 2):
            axis = aims.start[j] + (aims.width[j] if end == 1 else 0.0)
            if near > 0.0:
                table = _line(table, axis, 1.0, near)
                lines += 1
            if far < reach:
                table = _line(table, axis, -1.0, far)
                lines += 1
    return table, lines


@jit
def _least(
    table: Table, aims: Aimed, lens: int, lens_end: int, arc: int, arc_end: int,
    level: int, stances: Ints,
) -> Table:  # fmt: skip
    """Append the pieces of what a camera surely sees; none overlap."""
    reach, half, near, far, stance, widest = math.inf, 180.0, 0.0, math.inf, 0, 0.0
    for k in range(lens, lens_end):
        widest = max(widest, aims.fov[k])
        if aims.weight[k] <= 0.0:
            continue
        reach = min(reach, ground_reach(aims, k, level))
        half = min(half, 0.5 * aims.fov[k])
        k_near, k_far = limits(aims, k)
        near, far = max(near, k_near), min(far, k_far)
        stance = max(stance, aims.stance[k])
    if reach <= 0.0 or reach == math.inf:
        return table
    view = stances[stance]
    free = near == 0.0 and far >= reach
    if free and half >= 180.0:
        return _piece(table, view, reach, 0.0, 0.0, 360.0, 0)
    if arc_end - arc == 1 and (far >= reach or aims.width[arc] == 0.0):
        start, width = aims.start[arc], aims.width[arc]
        if width == 0.0 and free and 2.0 * half == widest:
            # the view was not made any wider
            return _piece(table, view, reach, 0.0, 0.0, 360.0, 0)
        if width < 2.0 * half and not (near > 0.0 and half >= 180.0 and width >= 180.0):
            table, lines = _every_axis(table, near, far, reach, aims, arc, arc_end)
            table = _piece(table, view, reach, 0.0, start + width - half, 2.0 * half - width, lines)
        return table
    bounds = np.empty(8 * (arc_end - arc) + 1)
    m = 0
    for j in range(arc, arc_end):
        for bearing in (aims.start[j], aims.start[j] + aims.width[j]):
            for turn in (-half, half, 0.0, 180.0):
                bounds[m] = (bearing + turn) % 360.0
                m += 1
    bounds[:m].sort()
    bounds[m] = bounds[0] + 360.0
    for b in range(m):
        middle = 0.5 * (bounds[b] + bounds[b + 1])
        seen, within = True, False
        for j in range(arc, arc_end):
            if aims.share[j] > 0.0:
                away = _turn_to(middle, aims.start[j], aims.width[j])
                seen = seen and away <= half and not (away >= 180.0 and near > 0.0)
                within = within or (middle - aims.start[j]) % 360.0 < aims.width[j]
        if seen and bounds[b + 1] - bounds[b] >= _NARROW:
            table, lines = _every_axis(
                table, near, math.inf if within else far, reach, aims, arc, arc_end
            )
            table = _piece(
                table, view, min(reach, far) if within else reach, 0.0,
                bounds[b], bounds[b + 1] - bounds[b], lines,
            )  # fmt: skip
    return table


@jit
def _carve(
    viewed: Viewed, table: Table, p: int, a: Floats, b: Floats, marks: Floats
) -> tuple[Floats, int, Floats, Floats]:
    """Return the edges of one piece, their number, and the room, which may have grown."""
    view = int(table.pieces[p, 0])
    radius = viewed.reach[view]
    n = 0
    first, last = viewed.starts[view], viewed.starts[view + 1]
    need = 12 * (last - first) + 64
    if need > len(a):
        a, b, marks = np.empty((2 * need, 5)), np.empty((2 * need, 5)), np.empty((4 * need, 4))
    for v in range(first, last):
        for column in range(4):
            a[n, column] = viewed.edges[v, column]
        a[n, 4] = radius if viewed.arc[v] else 0.0
        n += 1
    lines = int(table.pieces[p, 6] - table.pieces[p, 5])
    for cut in range(lines + 4):
        if 4 * n + 16 > len(a):
            size = 8 * n + 32
            a, b, marks = wide(a, size), np.empty((size, 5)), np.empty((2 * size, 4))
        if cut == 0:
            if table.pieces[p, 1] >= radius:
                continue
            m = by_circle(a, n, table.pieces[p, 1], False, b, marks)
        elif cut == 1:
            if table.pieces[p, 2] <= 0.0:
                continue
            m = by_circle(a, n, table.pieces[p, 2], True, b, marks)
        elif cut < 4:
            # a sector of at most half a turn lies on the inner side of both its rays
            if table.pieces[p, 4] >= 360.0:
                continue
            if cut == 2:
                x, y = heading(table.pieces[p, 3])
                m = by_line(a, n, y, -x, 0.0, b, marks)
            else:
                x, y = heading(table.pieces[p, 3] + table.pieces[p, 4])
                m = by_line(a, n, -y, x, 0.0, b, marks)
        else:
            line = int(table.pieces[p, 5]) + cut - 4
            m = by_line(
                a, n, table.lines[line, 0], table.lines[line, 1], table.lines[line, 2], b, marks
            )
        a, b, n = b, a, m
    return a, n, b, marks


@jit
def cut(
    viewed: Viewed, aims: Aimed, level: int, most: bool
) -> tuple[Ints, Ints, Ints, Floats, Floats]:
    """Return the regions that cameras may see at a level, or surely see.

    Parameters
    ----------
    viewed, aims
        Of n cameras.
    level
        Column of the reaches.
    most
        True: wherever the probability is above 0. False: wherever it is 1.

    Returns
    -------
    tuple
        Camera of each region, shape (m,); where its rings end, (m,); where the corners of each ring
        end, (r,); corners, (v, 2), and radii, (v,), as in `vidik.model.regions.Regions`.
    """
    cameras = len(viewed.stances)
    owner, region_end = np.empty(cameras + 16, np.int64), np.empty(cameras + 16, np.int64)
    room = len(viewed.edges) + 256
    vertices, radius, ends = np.empty((room, 2)), np.empty(room), np.empty(room, np.int64)
    a, b, marks = np.empty((256, 5)), np.empty((256, 5)), np.empty((512, 4))
    table = Table(np.empty((16, 7)), np.empty((16, 3)), np.zeros(2, np.int64))
    m, v, r = 0, 0, 0
    for i in range(cameras):
        table.last[:] = 0
        lens, lens_end = aims.lens_offsets[i], aims.lens_offsets[i + 1]
        arc, arc_end = aims.arc_offsets[i], aims.arc_offsets[i + 1]
        stances = viewed.stances[i]
        if most:
            table = _most(table, aims, lens, lens_end, arc, arc_end, level, stances)
        else:
            table = _least(table, aims, lens, lens_end, arc, arc_end, level, stances)
        for p in range(table.last[0]):
            # a sector of more than half a turn is cut in two
            width = table.pieces[p, 4]
            parts = 2 if 180.0 < width < 360.0 else 1
            if width < 360.0:
                table.pieces[p, 4] = width / parts
            for _ in range(parts):
                a, n, b, marks = _carve(viewed, table, p, a, b, marks)
                table.pieces[p, 3] += table.pieces[p, 4]
                if n == 0:
                    continue
                if v + n > len(radius):
                    size = 2 * (v + n)
                    vertices, radius, ends = (
                        wide(vertices, size),
                        grown(radius, size),
                        grown(ends, size),
                    )
                if m == len(owner):
                    owner, region_end = grown(owner, 2 * m), grown(region_end, 2 * m)
                v, r = linked(a, n, vertices, radius, ends, v, r)
                owner[m], region_end[m] = i, r
                m += 1
    return (
        owner[:m].copy(),
        region_end[:m].copy(),
        ends[:r].copy(),
        vertices[:v].copy(),
        radius[:v].copy(),
    )
