"""From every node the quickest way to what is given for some: Dijkstra's, once for all of them."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit

__all__ = ["nearest"]

Ints = NDArray[np.int64]


@jit
def nearest(first: Ints, to: Ints, weights: Ints, never: int, out: Ints) -> None:
    """Lower what is given of each node to what the best way to another one comes to.

    What leads away from node g is ``first[g] … first[g + 1] − 1``, each `to` a node, adding a
    weight; `out` is `never` where nothing is given.
    """
    heap = [(np.int64(never), np.int64(0))]
    heap.clear()
    for g in range(len(out)):
        if out[g] < never:
            heapq.heappush(heap, (out[g], np.int64(g)))
    while heap:
        far, node = heapq.heappop(heap)
        if far != out[node]:
            continue
        for j in range(first[node], first[node + 1]):
            if far + weights[j] < out[to[j]]:
                out[to[j]] = far + weights[j]
                heapq.heappush(heap, (out[to[j]], to[j]))
