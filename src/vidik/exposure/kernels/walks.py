"""All walks from many homes at once.

Homes that lie near each other have nearly the same ways before them. So a batch of homes is taken
together, each in a lane: a node has the state of all lanes side by side, and one pass over an edge
carries all of them on, which a processor does several at a time. A lane's state is one number,

    effort << 42 | length << 21 | seen,

millimetres all three. The smallest is the quickest way; among ways as quick the shortest; among
those the least seen. Sums of whole millimetres are exact, so no order of edges, homes or batches
changes a bit. Nodes wait in buckets by the least effort that reached them since they were left
(delta-stepping; Meyer and Sanders 2003); a node may be left more than once, until no lane improves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit, leaf

__all__ = ["FIELD", "all_walks", "pack"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
States = NDArray[np.uint64]
Whole = int | np.int64

#: Bits of each of the three numbers of a state; what does not fit is too far.
FIELD = 21

_EFFORT, _LENGTH = np.uint64(2 * FIELD), np.uint64(FIELD)
_LOW = np.uint64(2**FIELD - 1)

#: The state of a node that a lane has not reached; adding an edge to it does not overflow.
FAR = np.uint64(2**63)

#: Buckets hold a range of effort of 2¹⁵ mm: a third or half of a block of houses.
_STEP = np.uint64(2 * FIELD + 15)
_BUCKETS = 2 ** (FIELD - 15)


@leaf
def _packed(effort: Whole, length: Whole, seen: Whole) -> np.uint64:
    """Return three lengths, millimetres, as a state; what is too long for any walk as almost `FAR`.

    Almost: added to `FAR` it does not overflow.
    """
    if effort >= 2**FIELD:
        return FAR - np.uint64(1)
    return (np.uint64(effort) << _EFFORT) | (np.uint64(length) << _LENGTH) | np.uint64(seen)


@jit
def pack(effort: Ints, length: Ints, seen: Ints, out: States) -> None:
    """Fill in what each edge adds to a state."""
    for e in range(len(out)):
        out[e] = _packed(effort[e], length[e], seen[e])


@inlined
def _carried(state: States, u: int, v: int, weight: np.uint64, limit: np.uint64) -> np.uint64:
    """Carry all lanes from node u on to v; return the least state that improved there, or FAR."""
    least = FAR
    for lane in range(state.shape[1]):
        come = state[u, lane] + weight
        come = come if come <= limit else FAR
        better = come < state[v, lane]
        state[v, lane] = come if better else state[v, lane]
        improved = come if better else FAR
        least = min(least, improved)
    return least


@inlined
def _begun(state: States, u: int) -> None:
    """Let no lane have reached a node."""
    for lane in range(state.shape[1]):
        state[u, lane] = FAR


@inlined
def _wait(u: int, b: Whole, bucket: Ints, heads: Ints, after: Ints, before: Ints) -> None:
    """Let a node wait in a bucket, and no longer in the one it waits in."""
    if bucket[u] < _BUCKETS:
        _leave(u, bucket, heads, after, before)
    bucket[u], after[u], before[u] = b, heads[b], -1
    if heads[b] >= 0:
        before[heads[b]] = u
    heads[b] = u


@inlined
def _leave(u: int, bucket: Ints, heads: Ints, after: Ints, before: Ints) -> None:
    """Let a node wait no longer."""
    if before[u] >= 0:
        after[before[u]] = after[u]
    else:
        heads[bucket[u]] = after[u]
    if after[u] >= 0:
        before[after[u]] = before[u]
    bucket[u] = _BUCKETS


@jit
def _spread(
    starts: Ints, start_states: States, first: Ints, to: Ints, weights: States, limit: np.uint64,
    state: States, place: Ints, nodes: Ints, waits: Ints,
) -> int:  # fmt: skip
    """Fill the states of all nodes that some lane reaches; return how many, −1 if there is no room.

    `place` is a node's row of `state`, −1 for none; `nodes` is its inverse. `waits` has the bucket
    in which each row waits, and which ones wait after and before it.
    """
    bucket, after, before = waits
    heads = np.full(_BUCKETS, -1, dtype=np.int64)
    room, reached = state.shape[0], 0
    for i in range(len(starts)):
        if start_states[i] > limit:
            continue
        u = place[starts[i]]
        if u < 0:
            if reached == room:
                return -1
            u = reached
            place[starts[i]], nodes[u], bucket[u] = u, starts[i], _BUCKETS
            _begun(state, u)
            reached += 1
        state[u, i // 2] = min(state[u, i // 2], start_states[i])
        b = np.int64(start_states[i] >> _STEP)
        if b < bucket[u]:
            _wait(u, b, bucket, heads, after, before)
    now = 0
    while now < _BUCKETS:
        u = heads[now]
        if u < 0:
            now += 1
            continue
        _leave(u, bucket, heads, after, before)
        for j in range(first[nodes[u]], first[nodes[u] + 1]):
            v = place[to[j]]
            if v < 0:
                if reached == room:
                    return -1
                v = reached
                place[to[j]], nodes[v], bucket[v] = v, to[j], _BUCKETS
                _begun(state, v)
                reached += 1
            least = _carried(state, u, v, weights[j], limit)
            if least < FAR:
                b = max(np.int64(least >> _STEP), np.int64(now))
                if b < bucket[v]:
                    _wait(v, b, bucket, heads, after, before)
    return reached


@inlined
def _area(x: float, start: float, end: float) -> float:
    """Return the integral, from 0 to x, of how much of start … end lies before a place."""
    within = min(max(x - start, 0.0), end - start)
    return within * (0.5 * within + max(x - end, 0.0))


@inlined
def _read(state: np.uint64) -> tuple[float, float, float]:
    """Return effort, length and seen of a state, millimetres."""
    return (
        float(state >> _EFFORT),
        float((state >> _LENGTH) & _LOW),
        float(state & _LOW),
    )


@jit
def _add_edge(
    e: int, u: int, v: int, state: States, own: Ints, budget: float, length: float, per: float,
    first_part: Ints, parts: Floats, reach: Floats, sums: Floats,
) -> None:  # fmt: skip
    """Add the walks to all metres of an edge, for all lanes that do not begin on it.

    Each end's walks go up to where those of the other end are as quick, or as far as there is time.
    """
    for lane in range(state.shape[1]):
        tail_effort, tail_length, tail_seen = _read(state[u, lane])
        head_effort, head_length, head_seen = _read(state[v, lane])
        a = min(max((budget - tail_effort) * per, 0.0), length)
        b = min(max((budget - head_effort) * per, 0.0), length)
        meet = 0.5 * (length + (head_effort - tail_effort) * per)
        both = a + b > length
        a, b = meet if both else a, length - meet if both else b
        elsewhere = 0.0 if own[lane] == e else 1.0
        a, b = a * elsewhere, b * elsewhere
        reach[0, lane], reach[1, lane] = a, b
        sums[0, lane] += a + b
        sums[1, lane] += tail_length * a + head_length * b + 0.5 * (a * a + b * b)
        sums[2, lane] += tail_seen * a + head_seen * b
    for part in range(first_part[e], first_part[e + 1]):
        start, end, share = parts[part, 0], parts[part, 1], parts[part, 2]
        for lane in range(state.shape[1]):
            sums[2, lane] += share * (
                _area(reach[0, lane], start, end)
                + _area(reach[1, lane], length - end, length - start)
            )


@jit
def _add_own(
    lane: int, far: np.uint64, whole: float, sign: float, offset: float, budget: float, per: float,
    begin: int, end: int, parts: Floats, sums: Floats,
) -> None:  # fmt: skip
    """Add the walks to the metres between a home and one end of its own edge.

    The end is `whole` away, and was reached, perhaps another way, with the state `far`. A place of
    a part is ``sign · (place − offset)`` from the home.
    """
    far_effort, far_length, far_seen = _read(far)
    a = min(budget * per, whole)
    b = min(max((budget - far_effort) * per, 0.0), whole)
    if a + b > whole:
        a = 0.5 * (whole + far_effort * per)
        b = whole - a
    sums[0, lane] += a + b
    sums[1, lane] += far_length * b + 0.5 * (a * a + b * b)
    sums[2, lane] += far_seen * b
    for part in range(begin, end):
        one, other = sign * (parts[part, 0] - offset), sign * (parts[part, 1] - offset)
        near = min(max(min(one, other), 0.0), whole)
        away = min(max(max(one, other), 0.0), whole)
        sums[2, lane] += parts[part, 2] * (
            _area(a, near, away) + _area(b, whole - away, whole - near)
        )


@jit
def all_walks(
    homes: Ints, home_edge: Ints, home_offset: Ints, tail: Ints, head: Ints, length: Ints,
    effort: Ints, counted: NDArray[np.bool_], weights: States, first: Ints, to: Ints, by: Ints,
    first_part: Ints, parts: Floats, budget: int, state: States, place: Ints, nodes: Ints,
    waits: Ints, out: Floats,
) -> int:  # fmt: skip
    """Fill the sums of the walks from some homes; return how many homes were done.

    Fewer than all if `state` has too little room for the nodes of the next batch.

    `homes` are their numbers, in an order in which neighbours stand near each other. Edges have
    `tail`, `head`, `length`, `effort` and whether their metres are `counted`; what leads away from
    node g is ``first[g] … first[g + 1] − 1``, each `to` a node, with a packed weight, `by` an edge
    from its tail, −1 − edge from its head. The parts of edge e that are seen are rows of `parts`
    (start, end, share). `place` is −1 for all nodes, and is left so. `out` has of each home metres,
    length and seen, mm and mm².
    """
    lanes = state.shape[1]
    limit = ((np.uint64(budget) + np.uint64(1)) << _EFFORT) - np.uint64(1)
    starts, states = np.empty(2 * lanes, np.int64), np.empty(2 * lanes, np.uint64)
    own, sums, reach = np.empty(lanes, np.int64), np.empty((3, lanes)), np.empty((2, lanes))
    for begin in range(0, len(homes), lanes):
        several = min(lanes, len(homes) - begin)
        own[:] = -1
        for lane in range(several):
            home = homes[begin + lane]
            e, offset = home_edge[home], home_offset[home]
            own[lane] = e
            per = effort[e] / length[e]
            seen_before, seen_after = 0.0, 0.0
            for part in range(first_part[e], first_part[e + 1]):
                start, end, share = parts[part, 0], parts[part, 1], parts[part, 2]
                before = min(max(offset - start, 0.0), end - start)
                seen_before += share * before
                seen_after += share * (end - start - before)
            starts[2 * lane], starts[2 * lane + 1] = tail[e], head[e]
            rest = length[e] - offset
            states[2 * lane] = _packed(
                np.int64(np.rint(offset * per)), offset, min(np.int64(np.rint(seen_before)), offset)
            )
            states[2 * lane + 1] = _packed(
                np.int64(np.rint(rest * per)), rest, min(np.int64(np.rint(seen_after)), rest)
            )
        reached = _spread(
            starts[: 2 * several], states, first, to, weights, limit, state, place, nodes, waits
        )
        if reached < 0:
            for u in range(state.shape[0]):
                place[nodes[u]] = -1
            return begin
        sums[:] = 0.0
        # in the network's own order: sums must not tell which homes were taken together
        for node in np.sort(nodes[:reached]):
            u = place[node]
            for j in range(first[node], first[node + 1]):
                e = by[j]
                # every edge once, from its tail; what no walk comes to the end of is not there
                if e < 0 or not counted[e] or place[head[e]] < 0:
                    continue
                _add_edge(
                    e, u, place[head[e]], state, own, float(budget), float(length[e]),
                    length[e] / effort[e], first_part, parts, reach, sums,
                )  # fmt: skip
        for lane in range(several):
            home = homes[begin + lane]
            e, offset = own[lane], float(home_offset[home])
            if counted[e]:
                per, whole = length[e] / effort[e], float(length[e])
                for which in range(2):
                    row = place[head[e] if which else tail[e]]
                    far = state[row, lane] if row >= 0 else FAR
                    _add_own(
                        lane, far, whole - offset if which else offset, 1.0 if which else -1.0,
                        offset, float(budget), per, first_part[e], first_part[e + 1], parts, sums,
                    )  # fmt: skip
            out[home, 0], out[home, 1], out[home, 2] = sums[0, lane], sums[1, lane], sums[2, lane]
        for u in range(reached):
            place[nodes[u]] = -1
    return len(homes)
