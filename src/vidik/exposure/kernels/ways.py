"""The best way between two places of a network: A*, as what is left of a way at least is known.

A way has two numbers, its effort and how much of it is in view; both add up along it. Of all ways
the best one has the least weighted sum of both; of those the least of one of them.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit

__all__ = ["best_way"]

Ints = NDArray[np.int64]
Whole = int | np.int64
Truth = bool | np.bool_


@inlined
def _before(sum_: Whole, also: Whole, other_sum: Whole, other_also: Whole) -> Truth:
    """Return whether a way is better than another one."""
    return sum_ < other_sum or (sum_ == other_sum and also < other_also)


@inlined
def _sum(of: Ints, row: Whole, weights: Ints) -> np.int64:
    """Return the weighted sum of two numbers."""
    return np.int64(weights[0] * of[row, 0] + weights[1] * of[row, 1])


@jit
def best_way(
    first: Ints, to: Ints, by: Ints, whole: Ints, begins: Ints, from_start: Ints, goals: Ints,
    to_end: Ints, direct: Ints, left: Ints, weights: Ints, tie: int, limit: int, reached: Ints,
    came: Ints,
) -> int:  # fmt: skip
    """Find the best way; return by which of two `goals` it comes in, 2 if by none, −1 if no way is.

    What leads away from node g is ``first[g] … first[g + 1] − 1``, each `to` a node, `by` an edge
    from its tail, −1 − edge from its head; `whole` has both numbers of each edge. The way begins
    at one of two nodes, `begins`, and goes on from one of two `goals` to its end; `from_start` and
    `to_end` have both numbers of what lies between. Or it passes no node, and has the numbers in
    the one row of `direct`, if there is one. From each node on it takes `left` or more, each
    number for itself; nodes from where no way leads to the end must not be reached.

    The best has the least sum with `weights`, then the least number `tie` (0 or 1). A way with a
    sum above `limit` is none. `reached` has of each node a sum above all others, and anything
    beside it; it is filled with sum and number of the best way to it. `came` is filled with what
    led to it last, −1 − i for the way from the beginning i.
    """
    heap = [(np.int64(0), np.int64(0), np.int64(0))]
    heap.clear()
    least, second, end = np.int64(limit + 1), np.int64(0), -1
    if len(direct) and _sum(direct, 0, weights) <= limit:
        least, second, end = _sum(direct, 0, weights), direct[0, tie], 2
    for i in range(2):
        g = begins[i]
        far, also = _sum(from_start, i, weights), from_start[i, tie]
        if _before(far, also, reached[g, 0], reached[g, 1]):
            reached[g, 0], reached[g, 1], came[g] = far, also, -1 - i
            heapq.heappush(heap, (far + _sum(left, g, weights), also + left[g, tie], g))
    while heap:
        bound, more, node = heapq.heappop(heap)
        if not _before(bound, more, least, second):
            break
        far, also = reached[node, 0], reached[node, 1]
        if bound != far + _sum(left, node, weights) or more != also + left[node, tie]:
            continue
        for i in range(2):
            one, other = far + _sum(to_end, i, weights), also + to_end[i, tie]
            if goals[i] == node and _before(one, other, least, second):
                least, second, end = one, other, i
        for j in range(first[node], first[node + 1]):
            e, g = by[j] if by[j] >= 0 else -1 - by[j], to[j]
            one, other = far + _sum(whole, e, weights), also + whole[e, tie]
            bound = one + _sum(left, g, weights)
            if bound <= least and _before(one, other, reached[g, 0], reached[g, 1]):
                reached[g, 0], reached[g, 1], came[g] = one, other, j
                heapq.heappush(heap, (bound, other + left[g, tie], g))
    return end
