"""How many walks lead along each edge: a search from each home, and its tree added up backwards.

Of a home's walks one leads to each metre of street that is near enough, by the quickest way, as in
`vidik.exposure.kernels.walks`. The walks through a node are those to metres behind it in the tree
of quickest ways: from the farthest node to the nearest, each hands its own to the node before it
(as Brandes 2001 does for betweenness, Journal of Mathematical Sociology 25).
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit

__all__ = ["add_walks"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@inlined
def _halves(a: float, b: float, ahead: float, length: float) -> tuple[float, float]:
    """Return how far walks go from both ends of a stretch: until time is up, or they meet.

    The first end is so much `ahead` of the other one, as metres of the stretch.
    """
    a, b = min(max(a, 0.0), length), min(max(b, 0.0), length)
    if a + b > length:
        a = 0.5 * (length + ahead)
        b = length - a
    return a, b


@jit
def add_walks(
    homes: Ints, offsets: Ints, weights: Floats, tail: Ints, head: Ints, length: Ints, effort: Ints,
    counted: NDArray[np.bool_], first: Ints, to: Ints, by: Ints, budget: float, far: Floats,
    came: Ints, order: Ints, behind: Floats, share: Floats, out: Floats,
) -> None:  # fmt: skip
    """Add to `out` how many walks lead along each edge, in the mean of its metres.

    Each home, on an edge of `homes` and so far from its tail, has as many walks as it weighs,
    spread alike over the metres that are near enough. What leads away from node g is ``first[g] …
    first[g + 1] − 1``, each `to` a node, `by` an edge from its tail, −1 − edge from its head. The
    others are room: of each node, where `far` is infinite and `behind` 0, and of each edge, where
    `share` is 0; they are left so.
    """
    for home in range(len(homes)):
        own, offset = homes[home], float(offsets[home])
        whole, per = float(length[own]), effort[own] / length[own]
        heap = [(np.rint(offset * per), tail[own])]
        heap.clear()
        for which in range(2):
            node = head[own] if which else tail[own]
            come = np.rint((whole - offset if which else offset) * per)
            # beyond the end of a walk there is nothing, as if nobody had come there
            if come <= budget and come < far[node]:
                far[node], came[node] = come, -1
                heapq.heappush(heap, (come, node))
        done = 0
        while heap:
            cost, node = heapq.heappop(heap)
            if cost > far[node]:
                continue
            order[done] = node
            done += 1
            for j in range(first[node], first[node + 1]):
                come = cost + effort[by[j] if by[j] >= 0 else -1 - by[j]]
                if come <= budget and come < far[to[j]]:
                    far[to[j]], came[to[j]] = come, j
                    heapq.heappush(heap, (come, to[j]))
        aims, own_walked = 0.0, 0.0
        for k in range(done):
            node = order[k]
            for j in range(first[node], first[node + 1]):
                e, other = by[j], to[j]
                # every edge once: from its tail, or from its head if no walk comes to its tail
                if e < 0 and far[other] <= budget:
                    continue
                e = e if e >= 0 else -1 - e
                if e == own or not counted[e]:
                    continue
                span, pace = float(length[e]), length[e] / effort[e]
                a, b = _halves(
                    (budget - far[node]) * pace,
                    (budget - far[other]) * pace,
                    (far[other] - far[node]) * pace,
                    span,
                )
                behind[node] += a
                if b > 0.0:
                    behind[other] += b
                aims += a + b
                share[e] += 0.5 * (a * a + b * b)
        if counted[own]:
            for which in range(2):
                node = head[own] if which else tail[own]
                span = whole - offset if which else offset
                a, b = _halves(
                    budget / per, (budget - far[node]) / per, far[node] / per, span
                )  # fmt: skip
                if b > 0.0:
                    behind[node] += b
                aims += a + b
                own_walked += 0.5 * (a * a + b * b)
        for k in range(done - 1, -1, -1):
            node = order[k]
            j = came[node]
            if j < 0:  # it was reached along the home's own edge
                to_tail = node == tail[own] and far[node] == np.rint(offset * per)
                own_walked += behind[node] * (offset if to_tail else whole - offset)
            else:
                e = by[j] if by[j] >= 0 else -1 - by[j]
                behind[tail[e] if by[j] >= 0 else head[e]] += behind[node]
                share[e] += behind[node] * length[e]
        each = weights[home] / aims if aims > 0.0 else 0.0
        out[own] += each * own_walked / whole
        for k in range(done):
            node = order[k]
            far[node], behind[node] = np.inf, 0.0
            for j in range(first[node], first[node + 1]):
                e = by[j] if by[j] >= 0 else -1 - by[j]
                out[e] += each * share[e] / length[e]
                share[e] = 0.0
