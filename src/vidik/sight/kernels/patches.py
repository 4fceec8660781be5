"""Patches of ground: where cells of a polar grid meet what a camera sees, as rings.

All is done in slabs, the wedges between neighbouring bearings at which anything begins, ends or
crosses: in a slab, walls and circles do not cross, and what is seen is a stack of stretches. What
bounds the stretches of one class, and no other stretch of it on the far side, is its outline.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf
from vidik.sight.kernels.cells import cells
from vidik.sight.kernels.chords import follow, pieces, put

__all__ = ["patches"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Bearings, radians, and radii, metres, closer than this are one.
_TURN, _SAME = 1e-9, 1e-6

# Stretches shorter than this in the middle of a slab are rounding, metres.
_THIN = 1e-7

_FULL = 2.0 * math.pi


@leaf
def _turn(x: float, y: float) -> float:
    """Return the angle of a point, counter-clockwise from east, in [0, 2π)."""
    turn = math.atan2(y, x)
    if turn < 0.0:
        turn += _FULL
    return 0.0 if turn >= _FULL else turn


@jit
def _nearest(values: Floats, n: int, wanted: float) -> int:
    """Return the index of the nearest of n values in order."""
    at = int(np.searchsorted(values[:n], wanted))
    if at == n:
        return n - 1
    if at > 0 and wanted - values[at - 1] < values[at] - wanted:
        return at - 1
    return at


@jit
def _merged(values: Floats, n: int, same: float) -> int:
    """Put n values in order, drop what is the same as the one before, and return how many stay."""
    values[:n].sort()
    m = 0
    for i in range(n):
        if m == 0 or values[i] - values[m - 1] > same:
            values[m] = values[i]
            m += 1
    return m


@jit
def _bounds(turns: Floats, n: int) -> int:
    """Put n directions in order, each once, and return how many stay; 0 is among them."""
    n = _merged(turns, n, _TURN)
    return n - 1 if _FULL - turns[n - 1] < _TURN else n


@leaf
def _distance(edge: Floats, turn: float) -> float:
    """Return how far a straight edge is in a direction; never beyond its ends."""
    ax, ay, bx, by = edge[0], edge[1], edge[2], edge[3]
    c, s = math.cos(turn), math.sin(turn)
    dx, dy = bx - ax, by - ay
    across, span = c * dy - s * dx, ax * dy - ay * dx
    ra, rb = math.hypot(ax, ay), math.hypot(bx, by)
    if across == 0.0:
        return ra
    foot = -(ax * dx + ay * dy)
    within = 0.0 < foot < dx * dx + dy * dy
    nearest = abs(span) / math.hypot(dx, dy) if within else min(ra, rb)
    return float(min(max(span / across, nearest), max(ra, rb)))


@jit
def _bound(turns: Floats, n: int, turn: float) -> int:
    """Return which of n directions is nearest; the first one comes after the last, too."""
    return 0 if _FULL - turn < 0.5 * (_FULL - turns[n - 1]) else _nearest(turns, n, turn)


@leaf
def _outward(edge: Floats, arc: bool) -> bool:
    """Return whether what is seen ends at the edge, rather than begins behind it."""
    return arc or edge[0] * edge[3] - edge[1] * edge[2] > 0.0


@jit
def _slabs(edges: Floats, arc: Flags, turns: Floats, n: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Return which edges pass through which slab.

    Returns
    -------
    tuple
        For each edge the slab bounds at which it begins and ends, counter-clockwise, shape (e,)
        each; and the edges of each slab, end to end, with their offsets. Edges that point at the
        camera pass through none: then both bounds are the same.
    """
    e = len(edges)
    first, last, passed = np.empty(e, np.int64), np.empty(e, np.int64), np.empty(e, np.int64)
    count = np.zeros(n + 1, np.int64)
    for i in range(e):
        ax, ay, bx, by = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3]
        a, b = _bound(turns, n, _turn(ax, ay)), _bound(turns, n, _turn(bx, by))
        if not _outward(edges[i], arc[i]):
            a, b = b, a
        passed[i] = (b - a) % n
        if min(math.hypot(ax, ay), math.hypot(bx, by)) < _SAME:
            passed[i] = 0
        elif arc[i] and ax == bx and ay == by:
            passed[i] = n  # all around
        first[i], last[i] = a, b
        for k in range(a, a + passed[i]):
            count[k % n + 1] += 1
    for k in range(n):
        count[k + 1] += count[k]
    filled, through = count.copy(), np.empty(count[n], np.int64)
    for i in range(e):
        for k in range(first[i], first[i] + passed[i]):
            through[filled[k % n]] = i
            filled[k % n] += 1
    return first, last, count, through


@jit
def _stack(
    edges: Floats, arc: Flags, view: Ints, reach: Floats, those: Ints, middle: float,
    order: Ints, far: Floats,
) -> int:  # fmt: skip
    """Put the edges of a slab in order of their distance in its middle, and return how many."""
    m = 0
    for i in those:
        d = reach[view[i]] if arc[i] else _distance(edges[i], middle)
        at = m
        while at > 0 and far[at - 1] > d:
            far[at], order[at] = far[at - 1], order[at - 1]
            at -= 1
        far[at], order[at] = d, i
        m += 1
    return m


@jit
def _masks(
    edges: Floats, arc: Flags, view: Ints, reach: Floats, turns: Floats, n: int, views: int
) -> Flags:
    """Return which sets of views have ground in common that lies in no other view."""
    found = np.zeros(1 << views, np.bool_)
    _, _, offsets, through = _slabs(edges, arc, turns, n)
    order, far = np.empty(len(edges), np.int64), np.empty(len(edges))
    depth = np.empty(views, np.int64)
    for k in range(n):
        end = turns[k + 1] if k + 1 < n else _FULL
        those = through[offsets[k] : offsets[k + 1]]
        m = _stack(edges, arc, view, reach, those, 0.5 * (turns[k] + end), order, far)
        depth[:] = 0
        for i in order[:m]:
            depth[view[i]] += 1 if _outward(edges[i], arc[i]) else -1
        near = 0.0
        for s in range(m):
            mask = 0
            for v in range(views):
                if depth[v] > 0:
                    mask |= 1 << v
            if far[s] - near > _THIN:
                found[mask] = True
            near = far[s]
            depth[view[order[s]]] += -1 if _outward(edges[order[s]], arc[order[s]]) else 1
    return found


@jit
def _crossings(edges: Floats, arc: Flags, radii: Floats, r: int, found: Floats, n: int) -> int:
    """Add the directions in which straight edges cross circles; return how many there are."""
    for i in range(len(edges)):
        if arc[i]:
            continue
        ax, ay = edges[i, 0], edges[i, 1]
        dx, dy = edges[i, 2] - ax, edges[i, 3] - ay
        length = dx * dx + dy * dy
        if length == 0.0:
            continue
        foot = -(ax * dx + ay * dy) / length
        near = math.hypot(ax + foot * dx, ay + foot * dy)
        farthest = max(math.hypot(ax, ay), math.hypot(edges[i, 2], edges[i, 3]))
        at = int(np.searchsorted(radii[:r], near))
        while at < r and radii[at] <= farthest:
            half = math.sqrt(max(radii[at] * radii[at] - near * near, 0.0) / length)
            for t in (foot - half, foot + half):
                if 0.0 < t < 1.0:
                    found[n] = _turn(ax + t * dx, ay + t * dy)
                    n += 1
            at += 1
    return n


@jit
def _room(edges: Floats, arc: Flags, radii: Floats, r: int) -> int:
    """Return a bound of the number of crossings."""
    n = 0
    for i in range(len(edges)):
        if not arc[i]:
            farthest = max(
                math.hypot(edges[i, 0], edges[i, 1]), math.hypot(edges[i, 2], edges[i, 3])
            )
            n += 2 * int(np.searchsorted(radii[:r], farthest, side="right"))
    return n


@jit
def patches(
    edges: Floats, arc: Flags, view: Ints, reach: Floats, stances: Ints,
    weight: Floats, fov: Floats, reaches: Floats, rise: Floats, lower: Floats, upper: Floats,
    stance: Ints, share: Floats, start: Floats, width: Floats,
    bands: Floats, sure: float, label_of: Ints, chord_m: float, least_m2: float,
) -> tuple[Ints, Ints, Ints, Floats]:  # fmt: skip
    """Return the outlines of the ground that one camera sees, class by class.

    Parameters
    ----------
    edges, arc, view
        Of the rings of its views, shape (e, 4), (e,), (e,): from corner to corner about the camera,
        whether that is an arc, and which of its views it bounds.
    reach
        Shape (v,): of each view, metres.
    stances
        Shape (h,): the view that each stance takes.
    weight, fov, reaches, rise, lower, upper, stance, share, start, width
        As in `vidik.model.views.Aim`.
    bands, sure
        ``BANDS`` and ``SURE`` of `vidik.model.bands`.
    label_of
        Shape (levels, bands): the class of each level and band, −1 where none is wanted.
    chord_m
        How far a chord may stray from its arc, metres.
    least_m2
        Outlines of less are left out.

    Returns
    -------
    tuple
        Of each ring its class, the index of the ring that it is a hole of, −1 for none, and its
        number of corners, shape (r,) each; and all corners, shape (c, 2), metres about the camera.
    """
    e, views = len(edges), len(reach)
    turns = np.empty(2 * e + 4)
    for i in range(4):
        turns[i] = 0.25 * i * _FULL
    for i in range(e):
        turns[4 + 2 * i] = _turn(edges[i, 0], edges[i, 1])
        turns[5 + 2 * i] = _turn(edges[i, 2], edges[i, 3])
    n = _bounds(turns, len(turns))
    masks = _masks(edges, arc, view, reach, turns, n, views)
    # cells of each set of views, end to end
    total = 0
    ends = np.zeros(len(masks) + 1, np.int64)
    what, where = np.empty((0, 2), np.int64), np.empty((0, 4))
    for mask in range(1, len(masks)):
        if masks[mask]:
            seen = np.empty(len(stances), np.bool_)
            for h in range(len(stances)):
                seen[h] = (mask >> stances[h]) & 1 == 1
            more_what, more_where = cells(
                seen, weight, fov, reaches, rise, lower, upper, stance, share, start, width,
                bands, sure,
            )  # fmt: skip
            kept = 0
            for c in range(len(more_what)):
                if label_of[more_what[c, 0], more_what[c, 1]] >= 0:
                    more_what[kept], more_where[kept] = more_what[c], more_where[c]
                    kept += 1
            what = np.concatenate((what, more_what[:kept]))
            where = np.concatenate((where, more_where[:kept]))
            total += kept
        ends[mask + 1] = total
    # circles: those of cells and those that end views
    radii = np.empty(2 * total + views)
    for c in range(total):
        radii[2 * c], radii[2 * c + 1] = where[c, 0], where[c, 1]
    radii[2 * total :] = reach
    r = _merged(radii, len(radii), _SAME)
    # all bounds of slabs
    all_turns = np.empty(n + 2 * total + _room(edges, arc, radii, r))
    all_turns[:n] = turns[:n]
    for c in range(total):
        for k, bearing in ((0, where[c, 2] + where[c, 3]), (1, where[c, 2])):
            turn = math.radians(90.0 - bearing) % _FULL
            all_turns[n + 2 * c + k] = turn
    n = _crossings(edges, arc, radii, r, all_turns, n + 2 * total)
    n = _bounds(all_turns, n)
    turns = all_turns[:n].copy()
    first, last, offsets, through = _slabs(edges, arc, turns, n)
    # cells of each slab
    inner, outer = np.empty(total, np.int64), np.empty(total, np.int64)
    cell_from, cell_to = np.empty(total, np.int64), np.empty(total, np.int64)
    cell_count = np.zeros(n + 1, np.int64)
    for c in range(total):
        inner[c], outer[c] = _nearest(radii, r, where[c, 0]), _nearest(radii, r, where[c, 1])
        if where[c, 3] >= 360.0 - 1e-9:
            cell_from[c], cell_to[c] = 0, n
        else:
            a = math.radians(90.0 - where[c, 2] - where[c, 3]) % _FULL
            b = math.radians(90.0 - where[c, 2]) % _FULL
            cell_from[c], cell_to[c] = _bound(turns, n, a), _bound(turns, n, b)
            if cell_to[c] < cell_from[c]:
                cell_to[c] += n
        for k in range(cell_from[c], cell_to[c]):
            cell_count[k % n + 1] += 1
    for k in range(n):
        cell_count[k + 1] += cell_count[k]
    filled, cell_in = cell_count.copy(), np.empty(cell_count[n], np.int64)
    for c in range(total):  # in order of the sets of views, and so they stay in each slab
        for k in range(cell_from[c], cell_to[c]):
            cell_in[filled[k % n]] = c
            filled[k % n] += 1
    mask_of = np.empty(total, np.int64)
    for mask in range(len(masks)):
        mask_of[ends[mask] : ends[mask + 1]] = mask
    # stretches: what of each cell lies in what is seen, by slab
    room = 256
    for k in range(n):
        room = max(room, (cell_count[k + 1] - cell_count[k]))
    size = 4 * room + 1024
    slab, label = np.empty(size, np.int64), np.empty(size, np.int64)
    low, high = np.empty(size, np.int64), np.empty(size, np.int64)
    low_m = np.empty(size)
    p = 0
    order, far = np.empty(e, np.int64), np.empty(e)
    depth = np.empty(views, np.int64)
    for k in range(n):
        end = turns[k + 1] if k + 1 < n else _FULL
        middle = 0.5 * (turns[k] + end)
        those = through[offsets[k] : offsets[k + 1]]
        m = _stack(edges, arc, view, reach, those, middle, order, far)
        depth[:] = 0
        for s in range(m):
            depth[view[order[s]]] += 1 if _outward(edges[order[s]], arc[order[s]]) else -1
        near, near_curve = 0.0, -1
        for s in range(m):
            i = order[s]
            far_curve = e + _nearest(radii, r, reach[view[i]]) if arc[i] else i
            mask = 0
            for v in range(views):
                if depth[v] > 0:
                    mask |= 1 << v
            if mask and far[s] - near > _THIN:
                if p + room >= size:
                    more = size
                    slab = np.concatenate((slab, np.empty(more, np.int64)))
                    label = np.concatenate((label, np.empty(more, np.int64)))
                    low = np.concatenate((low, np.empty(more, np.int64)))
                    high = np.concatenate((high, np.empty(more, np.int64)))
                    low_m = np.concatenate((low_m, np.empty(more)))
                    size += more
                for c in cell_in[cell_count[k] : cell_count[k + 1]]:
                    if mask_of[c] != mask:
                        continue
                    a, a_curve, b, b_curve = near, near_curve, far[s], far_curve
                    if radii[inner[c]] > a:
                        a, a_curve = radii[inner[c]], e + inner[c]
                    if radii[outer[c]] < b:
                        b, b_curve = radii[outer[c]], e + outer[c]
                    if b - a <= _THIN:
                        continue
                    if a < _SAME:
                        a_curve = -1
                    slab[p], label[p] = k, label_of[what[c, 0], what[c, 1]]
                    low[p], high[p], low_m[p] = a_curve, b_curve, a
                    p += 1
            near, near_curve = far[s], far_curve
            depth[view[i]] += -1 if _outward(edges[i], arc[i]) else 1
    return _outlines(
        slab[:p], label[:p], low[:p], high[:p], low_m[:p], edges, first, last, radii[:r],
        turns, n, int(label_of.max()) + 1, chord_m, least_m2,
    )  # fmt: skip


@leaf
def _radius(
    curve: int, k: int, e: int, edges: Floats, first: Ints, last: Ints, radii: Floats,
    turns: Floats, n: int,
) -> float:  # fmt: skip
    """Return how far a curve is at a bound between slabs, metres."""
    if curve < 0:
        return 0.0
    if curve >= e:
        return float(radii[curve - e])
    k = k % n
    edge = edges[curve]
    ahead = edge[0] * edge[3] - edge[1] * edge[2] > 0.0
    if k == first[curve]:
        return math.hypot(edge[0], edge[1]) if ahead else math.hypot(edge[2], edge[3])
    if k == last[curve]:
        return math.hypot(edge[2], edge[3]) if ahead else math.hypot(edge[0], edge[1])
    return _distance(edge, turns[k])


@leaf
def _inside(points: Floats, start: int, size: int, x: float, y: float) -> bool:
    """Return whether a point lies in a ring."""
    found = False
    before = start + size - 1
    for j in range(start, start + size):
        if (points[j, 1] > y) != (points[before, 1] > y):
            share = (y - points[j, 1]) / (points[before, 1] - points[j, 1])
            if x < points[j, 0] + share * (points[before, 0] - points[j, 0]):
                found = not found
        before = j
    return found


@jit
def _holes(
    hole: Ints, size: Ints, area: Floats, points: Floats, began: int, rings: int, corners: int
) -> None:
    """Say of each clockwise ring, from one on, which other it is a hole of; −2 if of none."""
    start = corners
    for i in range(began, rings):
        start -= size[i]
    at = start
    for i in range(began, rings):
        if area[i] < 0.0:
            hole[i] = -2
            x = 0.5 * (points[at, 0] + points[at + 1, 0])
            y = 0.5 * (points[at, 1] + points[at + 1, 1])
            there = start
            for j in range(began, rings):
                smaller = hole[i] < 0 or area[j] < area[hole[i]]
                if area[j] > -area[i] and smaller and _inside(points, there, size[j], x, y):
                    hole[i] = j
                there += size[j]
        at += size[i]


@jit
def _outlines(
    slab: Ints, label: Ints, low: Ints, high: Ints, low_m: Floats, edges: Floats, first: Ints,
    last: Ints, radii: Floats, turns: Floats, n: int, labels: int, chord_m: float, least_m2: float,
) -> tuple[Ints, Ints, Ints, Floats]:  # fmt: skip
    """Return the outlines of stretches of the same class, as `patches` does."""
    p, e = len(slab), len(edges)
    # by class, and in each by slab and outward
    begin = np.zeros(labels + 1, np.int64)
    for i in range(p):
        begin[label[i] + 1] += 1
    for i in range(labels):
        begin[i + 1] += begin[i]
    filled, order = begin.copy(), np.empty(p, np.int64)
    for i in range(p):
        at = filled[label[i]]
        bottom = begin[label[i]]
        filled[label[i]] += 1
        while at > bottom and slab[order[at - 1]] == slab[i] and low_m[order[at - 1]] > low_m[i]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = i
    ring_label, ring_hole = np.empty(64, np.int64), np.empty(64, np.int64)
    ring_size, ring_area = np.empty(64, np.int64), np.empty(64)
    rings = 0
    points = np.empty((4096, 2))
    corners = 0
    at_slab = np.empty(n + 2, np.int64)
    for one in range(labels):
        # stretches that go on from one another are one
        q = 0
        own = order[begin[one] : begin[one + 1]]
        if not len(own):
            continue
        s_slab, s_low, s_high = (
            np.empty(len(own), np.int64),
            np.empty(len(own), np.int64),
            np.empty(len(own), np.int64),
        )
        for i in own:
            if q and s_slab[q - 1] == slab[i] and s_high[q - 1] == low[i]:
                s_high[q - 1] = high[i]
            else:
                s_slab[q], s_low[q], s_high[q] = slab[i], low[i], high[i]
                q += 1
        at_slab[:] = 0
        for i in range(q):
            at_slab[s_slab[i] + 1] += 1
        for k in range(n):
            at_slab[k + 1] += at_slab[k]
        # nodes: where stretches begin and end at the bounds between slabs
        node_turn, node_r = np.empty(4 * q + 1, np.int64), np.empty(4 * q + 1)
        node_turn[0], node_r[0] = 0, 0.0
        nodes = 1
        corner = np.empty((q, 4), np.int64)  # low and high at its first and its last bound
        arcs = 6 * q
        tail, head, curve = (
            np.empty(arcs, np.int64),
            np.empty(arcs, np.int64),
            np.empty(arcs, np.int64),
        )
        a = 0
        for k in range(n):
            before = k - 1 if k else n - 1
            l0, l1 = at_slab[before], at_slab[before + 1]
            r0, r1 = at_slab[k], at_slab[k + 1]
            many = 2 * (l1 - l0 + r1 - r0)
            if not many:
                continue
            value, owner = np.empty(many), np.empty(many, np.int64)
            m = 0
            for side in range(2):
                for i in range(l0 if side == 0 else r0, l1 if side == 0 else r1):
                    for top in range(2):
                        c = s_high[i] if top else s_low[i]
                        d = _radius(c, k, e, edges, first, last, radii, turns, n)
                        at = m
                        while at > 0 and value[at - 1] > d:
                            value[at], owner[at] = value[at - 1], owner[at - 1]
                            at -= 1
                        value[at], owner[at] = d, 4 * i + (2 - 2 * side) + top
                        m += 1
            covered = 0  # by stretches that begin here, less those that end here
            node = -1
            reached = 0.0
            for j in range(m):
                d = value[j]
                if node < 0 or d - reached > _SAME:
                    now = 0
                    if d >= _SAME:
                        node_turn[nodes], node_r[nodes] = k, d
                        now = nodes
                        nodes += 1
                    # below 0 where rounding turned a thin stretch upside down
                    for _ in range(abs(covered)):
                        if a == arcs:
                            tail = np.concatenate((tail, np.empty_like(tail)))
                            head = np.concatenate((head, np.empty_like(head)))
                            curve = np.concatenate((curve, np.empty_like(curve)))
                            arcs *= 2
                        tail[a], head[a] = (node, now) if covered > 0 else (now, node)
                        curve[a] = -2 - k
                        a += 1
                    node, reached = now, d
                i, c = owner[j] // 4, owner[j] % 4
                corner[i, c] = node
                covered += 1 if (c >= 2) == (c % 2 == 1) else -1
        if a + 2 * q > arcs:
            more = np.empty(2 * q, np.int64)
            tail, head = np.concatenate((tail, more)), np.concatenate((head, more))
            curve = np.concatenate((curve, more))
        for i in range(q):
            if corner[i, 1] != corner[i, 3]:
                tail[a], head[a], curve[a] = corner[i, 1], corner[i, 3], s_high[i]
                a += 1
            if corner[i, 0] != corner[i, 2]:
                tail[a], head[a], curve[a] = corner[i, 2], corner[i, 0], s_low[i]
                a += 1
        # rings: follow the arcs, and take a ring off whenever a node is met again
        out, following = np.full(nodes, -1, np.int64), np.empty(a, np.int64)
        for i in range(a - 1, -1, -1):
            following[i] = out[tail[i]]
            out[tail[i]] = i
        place = np.full(nodes, -1, np.int64)
        path = np.empty(a + 1, np.int64)
        began = rings
        for begun in range(nodes):
            while out[begun] >= 0:
                length = 0
                here = begun
                place[here] = 0
                while True:
                    i = out[here]
                    if i < 0:
                        break
                    out[here] = following[i]
                    path[length] = i
                    length += 1
                    here = head[i]
                    if place[here] < 0:
                        place[here] = length
                        continue
                    bottom = place[here]
                    ring = path[bottom:length]
                    # corners of the ring
                    need = 2
                    for i in ring:
                        need += 2
                        if curve[i] >= e:
                            need += pieces(radii[curve[i] - e], chord_m) + 1
                    while corners + need > len(points):
                        points = np.concatenate((points, np.empty_like(points)))
                    m = corners
                    for j in range(len(ring)):
                        i = ring[j]
                        if curve[i] != curve[ring[j - 1]]:
                            t, d = turns[node_turn[tail[i]]], node_r[tail[i]]
                            m = put(points, corners, m, d * math.cos(t), d * math.sin(t))
                        if curve[i] >= e:
                            radius = radii[curve[i] - e]
                            t0, t1 = turns[node_turn[tail[i]]], turns[node_turn[head[i]]]
                            # a stretch goes from one bound to the next, and there are four
                            ahead = node_turn[head[i]] == (node_turn[tail[i]] + 1) % n
                            if not ahead:
                                t0, t1 = t1, t0
                            if t1 <= t0:
                                t1 += _FULL
                            m = follow(
                                points, corners, m, 0.0, 0.0, radius, t0, t1, ahead,
                                pieces(radius, chord_m),
                            )  # fmt: skip
                    if put(points, corners, m, points[corners, 0], points[corners, 1]) == m:
                        m -= 1  # it ended where it began
                    area = 0.0
                    for j in range(corners, m):
                        after = j + 1 if j + 1 < m else corners
                        area += points[j, 0] * points[after, 1] - points[after, 0] * points[j, 1]
                    area *= 0.5
                    if m - corners >= 3 and abs(area) > least_m2:
                        if rings == len(ring_label):
                            ring_label = np.concatenate((ring_label, np.empty_like(ring_label)))
                            ring_hole = np.concatenate((ring_hole, np.empty_like(ring_hole)))
                            ring_size = np.concatenate((ring_size, np.empty_like(ring_size)))
                            ring_area = np.concatenate((ring_area, np.empty_like(ring_area)))
                        ring_label[rings], ring_hole[rings] = one, -1
                        ring_size[rings], ring_area[rings] = m - corners, area
                        rings += 1
                        corners = m
                    for i in path[bottom + 1 : length]:
                        place[tail[i]] = -1
                    length = bottom
                place[begun] = -1
        _holes(ring_hole, ring_size, ring_area, points, began, rings, corners)
    return (
        ring_label[:rings].copy(),
        ring_hole[:rings].copy(),
        ring_size[:rings].copy(),
        points[:corners].copy(),
    )
