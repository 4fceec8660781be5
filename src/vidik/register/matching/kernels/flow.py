"""The loop of assignment: the best set of pairs in which no row has more partners than devices."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit

__all__ = ["assign"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: A way must be better by this much, so that rounding finds no way round a circle.
_BETTER = 1e-12


@jit
def assign(
    offsets: Ints, near: Ints, value: Floats, room: Ints, other_room: Ints, chosen: Any
) -> None:
    """Choose the edges of the greatest total value; no row gets more than it has room for.

    Rows come in one by one, and with each the best chain of changes is made: an edge taken, another
    given up for it, and so on until a row has room or is left with one less (successive shortest
    paths; with one place for each row, the Hungarian method on a sparse graph).
    """
    n, m = len(room), len(other_room)
    row = np.empty(len(near), dtype=np.int64)
    for i in range(n):
        row[offsets[i] : offsets[i + 1]] = i
    seats = np.zeros(m + 1, dtype=np.int64)
    seats[1:] = np.cumsum(other_room)
    seat = np.full(seats[m], -1)
    gain, other_gain = np.full(n, -np.inf), np.full(m, -np.inf)
    left, taken = np.empty(n, dtype=np.int64), np.empty(m, dtype=np.int64)
    queue, queued = np.empty(n + 1, dtype=np.int64), np.zeros(n, dtype=np.bool_)
    seen, seen_rows = np.empty(m, dtype=np.int64), np.empty(n, dtype=np.int64)
    chosen[:] = False
    for start in range(n):
        for _ in range(room[start]):
            gain[start] = 0.0
            best, best_row, best_other = _BETTER, -1, -1
            head, tail, count, row_count = 0, 1, 0, 0
            queue[0], queued[start] = start, True
            while head != tail:
                i = queue[head]
                head = (head + 1) % (n + 1)
                queued[i] = False
                for e in range(offsets[i], offsets[i + 1]):
                    j = near[e]
                    reached = gain[i] + value[e]
                    if chosen[e] or reached <= other_gain[j] + _BETTER:
                        continue
                    if other_gain[j] == -np.inf:
                        seen[count] = j
                        count += 1
                    other_gain[j], taken[j] = reached, e
                    full = True
                    for s in range(seats[j], seats[j + 1]):
                        full &= seat[s] >= 0
                    if not full:
                        if reached > best:
                            best, best_row, best_other = reached, -1, j
                        continue
                    for s in range(seats[j], seats[j + 1]):
                        k = row[seat[s]]
                        without = reached - value[seat[s]]
                        if without <= gain[k] + _BETTER:
                            continue
                        if gain[k] == -np.inf:
                            seen_rows[row_count] = k
                            row_count += 1
                        gain[k], left[k] = without, s
                        if without > best:
                            best, best_row, best_other = without, k, -1
                        if not queued[k]:
                            queue[tail], queued[k] = k, True
                            tail = (tail + 1) % (n + 1)
            found = best_row >= 0 or best_other >= 0
            if best_other >= 0:
                for s in range(seats[best_other], seats[best_other + 1]):
                    if seat[s] < 0:
                        seat[s] = taken[best_other]
                        break
                chosen[taken[best_other]] = True
                i = row[taken[best_other]]
            else:
                i = best_row
            # back along the chain: who gave up a seat gave it to the edge that reached it
            while found and i != start:
                s = left[i]
                chosen[seat[s]] = False
                e = taken[near[seat[s]]]
                seat[s] = e
                chosen[e] = True
                i = row[e]
            for c in range(count):
                other_gain[seen[c]] = -np.inf
            for c in range(row_count):
                gain[seen_rows[c]] = -np.inf
            gain[start] = -np.inf
            if not found:
                break
