"""Ways between two homes of Novi Sad that trade time for time in view: Vidik beside networkx.

Everybody finds the same array: effort and effort in view of the quickest way, of the least watched
one, and of all corners between; the arrays are compared. networkx takes the same steps, a search
for each, as one writes it: `dijkstra_path_length` with whole numbers as weights, which in Python
have no end; it stops at the goal, too. What is seen is made up (`bench.walks`). The pairs are drawn
(seeded) from homes up to 2 km apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from bench.rounds import Contender, Contest, main
from bench.walks import SEED, City, novi_sad
from vidik.exposure.seen import Bound
from vidik.exposure.ways import ways
from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen

APART_M = 2000.0
MOST = 1024

Point = tuple[int, int]

#: Below what a way costs by its weights stands its effort: both are read off one number.
_ROOM = 2**40


class Pairs:
    """Homes to go from and to."""

    def __init__(self, city: City) -> None:
        self.city = city
        rng = np.random.default_rng(SEED)
        drawn = rng.integers(0, len(city.homes), (8 * MOST, 2))
        near = np.hypot(*(city.places[drawn[:, 0]] - city.places[drawn[:, 1]]).T) < APART_M
        self.drawn = drawn[near][:MOST]

    def __len__(self) -> int:
        return len(self.drawn)

    def ends(self, pair: int) -> tuple[Doorsteps, Doorsteps]:
        """Return where a pair begins and ends."""
        homes = self.city.homes
        start, end = (
            Doorsteps(homes.edge[[h]], homes.offset_mm[[h]], np.ones(1)) for h in self.drawn[pair]
        )
        return start, end

    @cached_property
    def seen(self) -> Mapping[Bound, Seen]:
        """What is seen, the same by all bounds."""
        return {"least": self.city.seen, "expected": self.city.seen, "most": self.city.seen}


def by_vidik(pairs: Pairs, count: int) -> NDArray[np.int64]:
    """Return the corners of the first pairs: the one place that calls Vidik's engine."""
    found = [
        (pair, way.effort_mm, way.watched_mm)
        for pair in range(count)
        for way in ways(pairs.city.network, pairs.seen, *pairs.ends(pair))
    ]
    return np.array(found).reshape(-1, 3)


class Networkx:
    """The same by networkx, on a graph that is made once."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs, network = pairs, pairs.city.network
        # tests have the twin that cuts edges where a way begins; it is slow to make, so here once
        self.graph = nx.MultiGraph()
        watched = np.minimum(np.rint(pairs.city.seen.seen_mm), network.length_mm)
        for e, (u, v, effort, seen) in enumerate(
            zip(network.tail, network.head, network.effort_mm, watched, strict=True)
        ):
            self.graph.add_edge(int(u), int(v), key=e, effort=int(effort), watched=int(seen))

    def corners(self, pair: int) -> list[Point]:
        """Return the corners of a pair."""
        network, seen = self.pairs.city.network, self.pairs.city.seen
        start, end = self.pairs.ends(pair)
        same = start.edge[0] == end.edge[0]
        for name, at in (("start", start), ("end", end)):
            e, offset = int(at.edge[0]), int(at.offset_mm[0])
            length = int(network.length_mm[e])
            for node, low, high in (
                (network.tail[e], 0, offset),
                (network.head[e], offset, length),
            ):
                self._add(name, int(node), seen, e, low, high)
        if same:
            low, high = sorted([int(start.offset_mm[0]), int(end.offset_mm[0])])
            self._add("start", "end", seen, int(start.edge[0]), low, high)
        try:
            return self._between()
        except nx.NetworkXNoPath:
            return []
        finally:
            self.graph.remove_nodes_from(["start", "end"])

    def _add(self, one: object, other: object, seen: Seen, e: int, low: int, high: int) -> None:
        within = 0.0
        for part in range(seen.offsets[e], seen.offsets[e + 1]):
            begin, end = max(seen.start_mm[part], low), min(seen.end_mm[part], high)
            within += seen.share[part] * max(end - begin, 0.0)
        effort = high - low
        self.graph.add_edge(one, other, effort=effort, watched=min(round(within), effort))

    def _between(self) -> list[Point]:
        quickest, least = self._best(1, 0), self._best(0, 1)
        found, ahead = [quickest], [] if quickest[1] == least[1] else [least]
        while ahead:
            (e, s), (other_e, other_s) = found[-1], ahead[-1]
            a, b = s - other_s, other_e - e
            middle = self._best(a, b)
            if a * middle[0] + b * middle[1] < a * e + b * s:
                ahead.append(middle)
            else:
                found.append(ahead.pop())
        return found

    def _best(self, a: int, b: int) -> Point:
        """Return effort and effort in view of the way that costs least."""
        second = "effort" if b else "watched"

        def weight(_: object, __: object, edges: Mapping[int, Mapping[str, int]]) -> int:
            return min(
                (a * one["effort"] + b * one["watched"]) * _ROOM + one[second]
                for one in edges.values()
            )

        cost, other = divmod(nx.dijkstra_path_length(self.graph, "start", "end", weight), _ROOM)
        if not b:
            return cost, other
        return other, (cost - a * other) // b


def contest() -> Contest:
    """Return the contest."""
    pairs = Pairs(novi_sad())
    peer = Networkx(pairs)

    def by_networkx(count: int) -> NDArray[np.int64]:
        found = [(pair, *point) for pair in range(count) for point in peer.corners(pair)]
        return np.array(found).reshape(-1, 3)

    def notes() -> list[str]:
        own, theirs = (how(16) for how in (lambda n: by_vidik(pairs, n), by_networkx))
        same = "are the same" if np.array_equal(own, theirs) else "ARE NOT THE SAME"
        each = np.bincount(own[:, 0], minlength=16)
        return [f"Of 16 pairs all corners {same}: {len(own)}, {each.min()} to {each.max()} a pair."]

    contenders: list[Contender] = [
        Contender("Vidik", lambda count: by_vidik(pairs, count), len(pairs)),
        Contender("networkx, the same steps", by_networkx, len(pairs)),
    ]
    title = "Ways that trade time for time in view, Novi Sad, one thread"
    return Contest(title, "pairs per second", contenders, notes)


CASES: dict[str, Callable[[], Contest]] = {"novi_sad": contest}


if __name__ == "__main__":
    main("bench.ways", CASES)
