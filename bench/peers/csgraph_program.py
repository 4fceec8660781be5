"""Walks by SciPy as a program: “whole N FILE” or “tiles N FILE” walks from the first N homes.

It answers with the seconds that it took; “memory” tells its peak. “whole” searches the whole graph
from both ends of the edges of some homes, with a limit, as one writes it. “tiles” does what can be
done about it: homes are taken by squares of 400 m, the search sees what lies near enough of the
square, and each node is searched from once for all its homes. Both have length and what is seen of
it in one weight, and NumPy adds up the walks of 64 homes at a time. Runs in an environment
of its own (`csgraph.sh`), so it imports nothing of Vidik.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: A weight is millimetres times this, and millimetres seen: doubles hold both exactly.
SEEN = 2.0**21

SQUARE_M = 400.0
TOGETHER = 64


class City:
    """A network, what is seen of it, and homes, as Vidik wrote them."""

    def __init__(self, path: Path) -> None:
        kept = np.load(path)
        self.nodes, self.tail, self.head = kept["nodes"], kept["tail"], kept["head"]
        self.length, self.seen = kept["length"].astype(float), kept["seen"]
        self.offsets, self.parts = kept["offsets"], kept["parts"]
        self.edge, self.offset = kept["edge"], kept["offset"].astype(float)
        self.places, self.budget = kept["places"], float(kept["budget"])
        self.weight = self.length * SEEN + np.rint(self.seen)

    def graph(self, inside: NDArray[np.bool_]) -> tuple[csr_array, Ints]:
        """Return the graph of some nodes, and of all nodes their numbers in it, −1 for others."""
        number = np.where(inside, np.cumsum(inside) - 1, -1)
        rows = np.flatnonzero(inside[self.tail] & inside[self.head] & (self.tail != self.head))
        ends = np.column_stack([number[self.tail[rows]], number[self.head[rows]]])
        both = np.concatenate([ends, ends[:, ::-1]])
        weight = np.tile(self.weight[rows], 2)
        # of several edges between two nodes the least
        order = np.lexsort((weight, both[:, 1], both[:, 0]))
        both, weight = both[order], weight[order]
        fresh = np.ones(len(both), dtype=bool)
        fresh[1:] = (both[1:] != both[:-1]).any(axis=1)
        size = int(inside.sum())
        return csr_array((weight[fresh], both[fresh].T), shape=(size, size)), number


def before(city: City, edges: Ints, x: Floats) -> tuple[Floats, Floats]:
    """Return of places x (h, e) on edges how much is seen before, and the integral of that."""
    seen, area = np.zeros(x.shape), np.zeros(x.shape)
    counts = np.diff(city.offsets)[edges]
    for k in range(int(counts.max(initial=0))):
        some = np.flatnonzero(counts > k)
        start, end, share = city.parts[city.offsets[edges[some]] + k].T
        within = np.clip(x[:, some] - start, 0.0, end - start)
        beyond = np.maximum(x[:, some] - end, 0.0)
        seen[:, some] += share * within
        area[:, some] += share * within * (0.5 * within + beyond)
    return seen, area


def added_up(city: City, homes: Ints, states: Floats, number: Ints, out: Floats) -> None:
    """Fill the sums of the walks from homes with states (h, nodes of the graph)."""
    known = (number[city.tail] >= 0) & (number[city.head] >= 0)
    edges = np.flatnonzero(known)
    reached = np.isfinite(states).any(axis=0)
    edges = edges[reached[number[city.tail[edges]]] | reached[number[city.head[edges]]]]
    whole = city.length[edges]
    one, other = states[:, number[city.tail[edges]]], states[:, number[city.head[edges]]]
    near = np.clip(city.budget - np.floor(one / SEEN), 0.0, whole)
    far = np.clip(city.budget - np.floor(other / SEEN), 0.0, whole)
    one, other = np.where(np.isfinite(one), one, 0.0), np.where(np.isfinite(other), other, 0.0)
    lengths, others = np.floor(one / SEEN), np.floor(other / SEEN)
    meet = 0.5 * (whole + others - lengths)
    both = near + far > whole
    near, far = np.where(both, meet, near), np.where(both, whole - meet, far)
    own = city.edge[homes][:, None] == edges
    near, far = np.where(own, 0.0, near), np.where(own, 0.0, far)
    _, area = before(city, edges, near)
    ends, full = before(city, edges, np.broadcast_to(whole, near.shape))
    _, rest = before(city, edges, whole - far)
    out[homes, 0] = (near + far).sum(axis=1)
    out[homes, 1] = (lengths * near + others * far + 0.5 * (near**2 + far**2)).sum(axis=1)
    watched = (one - lengths * SEEN) * near + (other - others * SEEN) * far
    out[homes, 2] = (watched + area + ends * far - (full - rest)).sum(axis=1)
    out[homes] += on_own(city, homes, states, number)


def on_own(city: City, homes: Ints, states: Floats, number: Ints) -> Floats:
    """Return the sums (h, 3) of the walks to the metres of the homes' own edges."""
    edges, offset = city.edge[homes], city.offset[homes]

    def seen(places: Floats) -> Floats:
        return np.concatenate(before(city, edges, places[None]))

    rows, sums = np.arange(len(homes)), np.zeros((len(homes), 3))
    at, area_at = seen(offset)
    for node, end, sign in (
        (city.tail, np.zeros(len(homes)), -1.0),
        (city.head, city.length[edges], 1.0),
    ):
        whole = sign * (end - offset)
        state = states[rows, number[node[edges]]]
        state, known = np.where(np.isfinite(state), state, 0.0), np.isfinite(state)
        length = np.floor(state / SEEN)
        near = np.minimum(city.budget, whole)
        far = np.where(known, np.clip(city.budget - length, 0.0, whole), 0.0)
        both = near + far > whole
        near = np.where(both, 0.5 * (whole + length), near)
        far = np.where(both, whole - near, far)
        _, area_near = seen(offset + sign * near)
        at_end, area_end = seen(end)
        _, area_far = seen(end - sign * far)
        sums[:, 0] += near + far
        sums[:, 1] += length * far + 0.5 * (near**2 + far**2)
        # between two places of an edge lies what is seen before the one less that before the other
        sums[:, 2] += area_near - area_at - sign * at * near
        sums[:, 2] += (state - length * SEEN) * far + sign * at_end * far - (area_end - area_far)
    return sums


def starts(city: City, homes: Ints) -> tuple[Floats, Floats]:
    """Return what it weighs from homes to the tails and the heads of their edges."""
    edges, offset = city.edge[homes], city.offset[homes]
    (seen,), _ = before(city, edges, offset[None])
    rest = city.length[edges] - offset
    return (
        offset * SEEN + np.minimum(np.rint(seen), offset),
        rest * SEEN + np.minimum(np.rint(city.seen[edges] - seen), rest),
    )


def walked(city: City, homes: Ints, graph: csr_array, number: Ints, out: Floats) -> None:
    """Walk from homes in a graph."""
    limit = (city.budget + 1) * SEEN - 1
    ends, place = np.unique(
        number[np.concatenate([city.tail[city.edge[homes]], city.head[city.edge[homes]]])],
        return_inverse=True,
    )
    found = dijkstra(graph, indices=ends, limit=limit)
    tails, heads = place[: len(homes)], place[len(homes) :]
    for begin in range(0, len(homes), TOGETHER):
        rows = slice(begin, begin + TOGETHER)
        from_tail, from_head = starts(city, homes[rows])
        states = np.minimum(
            from_tail[:, None] + found[tails[rows]], from_head[:, None] + found[heads[rows]]
        )
        states[states > limit] = np.inf
        added_up(city, homes[rows], states, number, out)


def whole(city: City, homes: Ints, out: Floats) -> None:
    """Walk from homes in the whole graph."""
    graph = city.graph(np.ones(len(city.nodes), dtype=bool))
    for begin in range(0, len(homes), TOGETHER):
        walked(city, homes[begin : begin + TOGETHER], *graph, out)


def tiles(city: City, homes: Ints, out: Floats) -> None:
    """Walk from homes square by square."""
    squares = np.floor(city.places[homes] / SQUARE_M).astype(np.int64)
    margin = city.budget / 1e3 + 1.0
    for square in np.unique(squares, axis=0):
        own = homes[(squares == square).all(axis=1)]
        ends = np.concatenate([city.tail[city.edge[own]], city.head[city.edge[own]]])
        low, high = city.nodes[ends].min(axis=0) - margin, city.nodes[ends].max(axis=0) + margin
        inside = ((city.nodes >= low) & (city.nodes <= high)).all(axis=1)
        # the far ends of edges that lead out of it, too
        out_of = inside[city.tail] | inside[city.head]
        inside[np.concatenate([city.tail[out_of], city.head[out_of]])] = True
        walked(city, own, *city.graph(inside), out)


def main() -> None:
    """Answer one request a line."""
    cities: dict[str, City] = {}
    for line in sys.stdin:
        how, *rest = line.split()
        if how == "memory":
            status = Path("/proc/self/status").read_text()
            print(int(re.search(r"VmHWM:\s*(\d+)", status)[1]) * 1024, flush=True)
            continue
        count, path = int(rest[0]), rest[1]
        city = cities.setdefault(path, City(Path(path)))
        out = np.zeros((len(city.edge), 3))
        begun = time.process_time()
        (tiles if how == "tiles" else whole)(city, np.arange(count), out)
        took = time.process_time() - begun
        np.save(Path(path).with_suffix(".out.npy"), out[:count])
        print(took, flush=True)


if __name__ == "__main__":
    main()
