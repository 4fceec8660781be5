"""Patches of ground: where cells of a polar grid meet what a camera sees, as rings.

All is done in slabs (`vidik.sight.kernels.slabs`): in a slab, what is seen is a stack of stretches.
What bounds the stretches of one class, and no other stretch of it on the far side, is its outline
(`vidik.sight.kernels.outlines`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit
from vidik.sight.kernels.aims import Aimed
from vidik.sight.kernels.cells import cells
from vidik.sight.kernels.geometry import grown, merged, wide
from vidik.sight.kernels.outlines import outlines
from vidik.sight.kernels.slabs import (
    FULL,
    SAME,
    bound_at,
    bounds_of,
    crossings,
    listed,
    nearest,
    outward,
    passing,
    room_for,
    stack,
    turn_of,
)

__all__ = ["patches"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Stretches shorter than this in the middle of a slab are rounding, metres.
_THIN = 1e-7


@inlined
def _about(edges: Floats, arc: Flags, view: Ints, order: Ints, m: int, depth: Ints) -> None:
    """Fill in which views hold the ground at the camera, towards a slab whose m edges are given."""
    depth[:] = 0
    for s in range(m):
        depth[view[order[s]]] += 1 if outward(edges[order[s]], arc[order[s]]) else -1


@inlined
def _mask(depth: Ints) -> int:
    """Return the set of the views that hold a place, as bits."""
    mask = 0
    for v in range(len(depth)):
        if depth[v] > 0:
            mask |= 1 << v
    return mask


@jit
def _masks(
    edges: Floats, arc: Flags, view: Ints, reach: Floats, turns: Floats, n: int, views: int
) -> Flags:
    """Return which sets of views have ground in common that lies in no other view."""
    found = np.zeros(1 << views, np.bool_)
    _, _, offsets, through = passing(edges, arc, turns, n)
    order, far = np.empty(len(edges), np.int64), np.empty(len(edges))
    depth = np.empty(views, np.int64)
    for k in range(n):
        end = turns[k + 1] if k + 1 < n else FULL
        those = through[offsets[k] : offsets[k + 1]]
        m = stack(edges, arc, view, reach, those, 0.5 * (turns[k] + end), order, far)
        _about(edges, arc, view, order, m, depth)
        near = 0.0
        for s in range(m):
            i = order[s]
            if far[s] - near > _THIN:
                found[_mask(depth)] = True
            near = far[s]
            depth[view[i]] += -1 if outward(edges[i], arc[i]) else 1
    return found


@jit
def _cells_of(
    masks: Flags, stances: Ints, aims: Aimed, c: int, bands: Floats, sure: float, label_of: Ints
) -> tuple[Ints, Floats, Ints]:
    """Return the cells of all sets of views, one after the other, as `cells` does.

    Returns
    -------
    tuple
        Level and band, shape (m, 2); radii and bearings, (m, 4); and the set of each, (m,), rising.
    """
    what, where = np.empty((0, 2), np.int64), np.empty((0, 4))
    mask_of, seen = np.empty(0, np.int64), np.empty(len(stances), np.bool_)
    total = 0
    for mask in range(1, len(masks)):
        if not masks[mask]:
            continue
        for h in range(len(stances)):
            seen[h] = (mask >> stances[h]) & 1 == 1
        more_what, more_where = cells(seen, aims, c, bands, sure)
        room = total + len(more_what)
        what, where, mask_of = wide(what, room), wide(where, room), grown(mask_of, room)
        for i in range(len(more_what)):
            if label_of[more_what[i, 0], more_what[i, 1]] >= 0:
                what[total], where[total], mask_of[total] = more_what[i], more_where[i], mask
                total += 1
        what, where, mask_of = what[:total], where[:total], mask_of[:total]
    return what, where, mask_of


@jit
def patches(
    edges: Floats, arc: Flags, view: Ints, reach: Floats, stances: Ints, aims: Aimed, camera: int,
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
    aims, camera
        Of all cameras, and which one it is.
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
        turns[i] = 0.25 * i * FULL
    for i in range(e):
        turns[4 + 2 * i] = turn_of(edges[i, 0], edges[i, 1])
        turns[5 + 2 * i] = turn_of(edges[i, 2], edges[i, 3])
    n = bounds_of(turns, len(turns))
    masks = _masks(edges, arc, view, reach, turns, n, views)
    what, where, mask_of = _cells_of(masks, stances, aims, camera, bands, sure, label_of)
    total = len(what)
    # circles: those of cells and those that end views
    radii = np.empty(2 * total + views)
    for c in range(total):
        radii[2 * c], radii[2 * c + 1] = where[c, 0], where[c, 1]
    radii[2 * total :] = reach
    r = merged(radii, len(radii), SAME)
    # all bounds of slabs
    all_turns = np.empty(n + 2 * total + room_for(edges, arc, radii, r))
    all_turns[:n] = turns[:n]
    for c in range(total):
        all_turns[n + 2 * c] = math.radians(90.0 - (where[c, 2] + where[c, 3])) % FULL
        all_turns[n + 2 * c + 1] = math.radians(90.0 - where[c, 2]) % FULL
    n = crossings(edges, arc, radii, r, all_turns, n + 2 * total)
    n = bounds_of(all_turns, n)
    turns = all_turns[:n].copy()
    first, last, offsets, through = passing(edges, arc, turns, n)
    # cells of each slab, in order of the sets of views
    inner, outer = np.empty(total, np.int64), np.empty(total, np.int64)
    begin, passed = np.empty(total, np.int64), np.empty(total, np.int64)
    for c in range(total):
        inner[c], outer[c] = nearest(radii, r, where[c, 0]), nearest(radii, r, where[c, 1])
        if where[c, 3] >= 360.0 - 1e-9:
            begin[c], passed[c] = 0, n
        else:
            a = math.radians(90.0 - where[c, 2] - where[c, 3]) % FULL
            b = math.radians(90.0 - where[c, 2]) % FULL
            begin[c] = bound_at(turns, n, a)
            passed[c] = (bound_at(turns, n, b) - begin[c]) % n
    cell_offsets, cell_in = listed(begin, passed, n)
    # stretches: what of each cell lies in what is seen, by slab
    room = 256
    for k in range(n):
        room = max(room, cell_offsets[k + 1] - cell_offsets[k])
    size = 4 * room + 1024
    slab, label = np.empty(size, np.int64), np.empty(size, np.int64)
    low, high = np.empty(size, np.int64), np.empty(size, np.int64)
    low_m = np.empty(size)
    p = 0
    order, far = np.empty(e, np.int64), np.empty(e)
    depth = np.empty(views, np.int64)
    for k in range(n):
        end = turns[k + 1] if k + 1 < n else FULL
        those = through[offsets[k] : offsets[k + 1]]
        m = stack(edges, arc, view, reach, those, 0.5 * (turns[k] + end), order, far)
        _about(edges, arc, view, order, m, depth)
        near, near_curve = 0.0, -1
        for s in range(m):
            i = order[s]
            far_curve = e + nearest(radii, r, reach[view[i]]) if arc[i] else i
            mask = _mask(depth)
            if mask and far[s] - near > _THIN:
                if p + room >= size:
                    size *= 2
                    slab, label, low = grown(slab, size), grown(label, size), grown(low, size)
                    high, low_m = grown(high, size), grown(low_m, size)
                for c in cell_in[cell_offsets[k] : cell_offsets[k + 1]]:
                    if mask_of[c] != mask:
                        continue
                    a, a_curve, b, b_curve = near, near_curve, far[s], far_curve
                    if radii[inner[c]] > a:
                        a, a_curve = radii[inner[c]], e + inner[c]
                    if radii[outer[c]] < b:
                        b, b_curve = radii[outer[c]], e + outer[c]
                    if b - a <= _THIN:
                        continue
                    if a < SAME:
                        a_curve = -1
                    slab[p], label[p] = k, label_of[what[c, 0], what[c, 1]]
                    low[p], high[p], low_m[p] = a_curve, b_curve, a
                    p += 1
            near, near_curve = far[s], far_curve
            depth[view[i]] += -1 if outward(edges[i], arc[i]) else 1
    return outlines(
        slab[:p], label[:p], low[:p], high[:p], low_m[:p], edges, first, last, radii[:r],
        turns, n, int(label_of.max()) + 1, chord_m, least_m2,
    )  # fmt: skip
