"""Outlines of ground: rings about stretches of slabs that are of one class."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf
from vidik.sight.kernels.chords import follow, pieces, put
from vidik.sight.kernels.geometry import grown, wide
from vidik.sight.kernels.slabs import FULL, SAME, distance

__all__ = ["outlines"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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
    return distance(edge, turns[k])


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
def outlines(
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
                if node < 0 or d - reached > SAME:
                    now = 0
                    if d >= SAME:
                        node_turn[nodes], node_r[nodes] = k, d
                        now = nodes
                        nodes += 1
                    # below 0 where rounding turned a thin stretch upside down
                    for _ in range(abs(covered)):
                        if a == arcs:
                            arcs *= 2
                            tail, head = grown(tail, arcs), grown(head, arcs)
                            curve = grown(curve, arcs)
                        tail[a], head[a] = (node, now) if covered > 0 else (now, node)
                        curve[a] = -2 - k
                        a += 1
                    node, reached = now, d
                i, c = owner[j] // 4, owner[j] % 4
                corner[i, c] = node
                covered += 1 if (c >= 2) == (c % 2 == 1) else -1
        if a + 2 * q > arcs:
            arcs += 2 * q
            tail, head, curve = grown(tail, arcs), grown(head, arcs), grown(curve, arcs)
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
                        points = wide(points, 2 * len(points))
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
                                t1 += FULL
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
                            ring_label = grown(ring_label, 2 * rings)
                            ring_hole = grown(ring_hole, 2 * rings)
                            ring_size = grown(ring_size, 2 * rings)
                            ring_area = grown(ring_area, 2 * rings)
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
