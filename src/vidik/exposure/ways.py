"""Ways between two places that trade time for time in view of mapped cameras."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vidik.exposure.kernels.nearest import nearest
from vidik.exposure.kernels.ways import best_way
from vidik.exposure.leads import Leads, leads
from vidik.exposure.seen import BOUNDS, Bound
from vidik.model.doorsteps import Doorsteps
from vidik.model.polygons import ranges
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.way import Way

__all__ = ["connected", "in_view", "line_of", "price", "surely_less", "telling", "ways"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Costs of ways are below this, so that none overflows.
_NEVER = 2**62


def ways(
    network: WalkNetwork, seen: Mapping[Bound, Seen], start: Doorsteps, end: Doorsteps
) -> tuple[Way, ...]:
    """Return the quickest way, the way least watched by mapped cameras, and those between.

    A way is quick by its effort, and watched by its effort in view in expectation, both whole
    millimetres. Of ways as quick the first is the one less watched, of ways as little watched the
    last is the quicker one. Those between are the *supported* ones: for each of them there is a
    price at which no other way is better, if each minute in view is worth so many minutes. On the
    way down from the first to the last the price of a minute less only grows (`price`).

    Parameters
    ----------
    network
        The ways that people walk.
    seen
        Which parts of its edges are seen, by all three bounds.
    start, end
        Where they begin and end: of each one place of the network.

    Returns
    -------
    tuple of Way
        From the quickest to the least watched; one, if that is the same; none, if no way leads
        there.

    Raises
    ------
    ValueError
        If there is more than one start or end, `seen` is of another network, or the network is so
        long that sums of whole millimetres are not exact any more.

    Notes
    -----
    The dichotomic scheme (Cohen 1978; Aneja and Nair 1979): between two ways that were found, the
    search goes on with the weights by which both cost the same, until nothing costs less. Weights
    are whole numbers, and so every comparison is exact. The least effort, and the least in view,
    that are left from each node to the end are worked out once; weighted, they bound what is left
    of any way, so that a search looks at little more than what it finds (A*; Hart, Nilsson and
    Raphael 1968).
    """
    search = _Search(network, seen, start, end)
    quickest = search.best(1, 0)
    if quickest is None:
        return ()
    least_watched = search.best(0, 1)
    assert least_watched is not None  # there is a way
    found = [quickest]
    # those that come after, the next one last; between it and the last one found may be others
    ahead = [] if least_watched.watched_mm == quickest.watched_mm else [least_watched]
    while ahead:
        here, there = found[-1], ahead[-1]
        a, b = here.watched_mm - there.watched_mm, there.effort_mm - here.effort_mm
        between = search.best(a, b, below=a * here.effort_mm + b * here.watched_mm)
        if between is None:
            found.append(ahead.pop())
        else:
            ahead.append(between)
    return tuple(found)


def connected(network: WalkNetwork, at: Doorsteps) -> NDArray[np.bool_]:
    """Return which edges ways lead to, shape (m,).

    Parameters
    ----------
    network
        The ways that people walk.
    at
        Where they begin.
    """
    away = leads(network.tail, network.head, len(network.nodes))
    out = np.full(len(network.nodes), _NEVER)
    out[network.tail[at.edge]] = 0
    nearest(away.first, away.to, np.zeros(len(away.to), dtype=np.int64), _NEVER, out)
    return np.asarray(out[network.tail] < _NEVER)


def price(quicker: Way, less: Way) -> float:
    """Return how many minutes longer the way is for each minute less in view.

    Parameters
    ----------
    quicker, less
        Two ways, the second one slower and less in view in expectation.
    """
    return (less.effort_mm - quicker.effort_mm) / (quicker.watched_mm - less.watched_mm)


def telling(found: Sequence[Way], count: int) -> tuple[Way, ...]:
    """Return the most telling ways: those without which the choice would look worst.

    Of the others each time the one is left out that lies nearest to what the two beside it offer
    together: by the area between the three, effort by effort in view. Prices still only grow.

    Parameters
    ----------
    found
        Of `ways`.
    count
        How many to keep, 2 or more; the first and the last one stay.
    """
    kept = list(found)
    while len(kept) > max(count, 2):
        areas = [
            (b.effort_mm - a.effort_mm) * (a.watched_mm - c.watched_mm)
            - (c.effort_mm - a.effort_mm) * (a.watched_mm - b.watched_mm)
            for a, b, c in zip(kept, kept[1:], kept[2:], strict=False)
        ]
        kept.pop(1 + min(range(len(areas)), key=lambda i: abs(areas[i])))
    return tuple(kept)


def surely_less(quicker: Way, less: Way) -> bool:
    """Return whether a way is less in view than another one, however the doubts are resolved.

    Stretches that both walk are in view of both, or of neither; so what is least of the others of
    one way is held against what is most of those of the other.

    Parameters
    ----------
    quicker, less
        Between the same places.
    """
    shared = _stretches(quicker) & _stretches(less)
    at_least, at_most = (
        sum(
            millimetres
            for stretch, millimetres in zip(
                _told(way), (way.seen_mm[row] * way.slowness).tolist(), strict=True
            )
            if stretch not in shared
        )
        for way, row in ((quicker, 0), (less, 2))
    )
    return bool(at_most < at_least)


def in_view(seen: Seen, way: Way) -> tuple[Ints, Floats, Floats, Floats]:
    """Return the stretches of a way that are seen.

    Parameters
    ----------
    seen
        Which parts of the edges are seen.
    way
        Over these edges.

    Returns
    -------
    edge
        Shape (p,).
    start_mm, end_mm
        Shape (p,): where each lies, millimetres from the edge's tail.
    share
        Shape (p,): the probability that a place of it is seen.
    """
    part, of, low, high = _within(seen, way.edge, way.begin_mm, way.end_mm)
    own = high > low
    return way.edge[of[own]], low[own], high[own], seen.share[part[own]]


def line_of(network: WalkNetwork, way: Way) -> Floats:
    """Return the corners of a way, shape (v, 2), metres.

    Parameters
    ----------
    network
        That it is a way of.
    way
        With one edge or more.
    """
    low, high = np.minimum(way.begin_mm, way.end_mm), np.maximum(way.begin_mm, way.end_mm)
    # to the very end of an edge, which whole millimetres may miss
    end = np.where(high == network.length_mm[way.edge], np.inf, high / 1e3)
    offsets, corners = network.ways.cut(way.edge, low / 1e3, end)
    runs = [
        corners[begin:end] if forward else corners[begin:end][::-1]
        for begin, end, forward in zip(
            offsets[:-1], offsets[1:], way.begin_mm < way.end_mm, strict=True
        )
    ]
    line = np.concatenate(runs)
    new = np.ones(len(line), dtype=np.bool_)
    new[1:] = (line[1:] != line[:-1]).any(axis=1)
    return np.asarray(line[new])


def _told(way: Way) -> Sequence[tuple[int, int, int]]:
    """Return each stretch of a way, whichever way it is walked."""
    low, high = np.minimum(way.begin_mm, way.end_mm), np.maximum(way.begin_mm, way.end_mm)
    return list(zip(way.edge.tolist(), low.tolist(), high.tolist(), strict=True))


def _stretches(way: Way) -> frozenset[tuple[int, int, int]]:
    return frozenset(_told(way))


@dataclass(frozen=True, eq=False)
class _Search:
    """Ways from one place to another, by any weights."""

    network: WalkNetwork
    seen: Mapping[Bound, Seen]
    start: Doorsteps
    end: Doorsteps

    def __post_init__(self) -> None:
        if len(self.start) != 1 or len(self.end) != 1:
            raise ValueError("a way begins at one place, and ends at one")
        for one in self.seen.values():
            if len(one.offsets) != len(self.network) + 1:
                edges = len(self.network)
                raise ValueError(f"what is seen of {len(one.offsets) - 1} edges, but {edges} edges")

    def best(self, a: int, b: int, *, below: int = _NEVER) -> Way | None:
        """Return the way with the least a · effort + b · watched, of those the quickest.

        Parameters
        ----------
        a, b
            0 or more, not both 0. If `b` is 0, of the quickest ways the least watched.
        below
            Ways that cost as much are none.
        """
        begins, goals = (self._ends(at) for at in (self.start, self.end))
        if (self._left[begins] == _NEVER).any():  # both lie together
            return None
        # what is looked at is at most one edge longer than what is wanted, and what is left of it
        longest = self._total if below == _NEVER else below
        if longest + a * self._farthest[0] + b * self._farthest[1] >= _NEVER:
            raise ValueError("the network is too long for exact sums")
        away, nodes = self._away, len(self.network.nodes)
        reached, came = np.full((nodes, 2), _NEVER), np.empty(nodes, dtype=np.int64)
        by = best_way(
            away.first, away.to, away.by, self._whole, begins, self._to_ends(self.start), goals,
            self._to_ends(self.end), self._direct, self._left, np.array([a, b]), 0 if b else 1,
            below - 1, reached, came,
        )  # fmt: skip
        return None if by < 0 else self._way(by, goals, came)

    @cached_property
    def _total(self) -> int:
        """Effort and effort in view of all edges together."""
        return sum(self._whole.sum(axis=0).tolist())

    @cached_property
    def _farthest(self) -> Sequence[int]:
        """Effort, and effort in view, of the longest edge and of the farthest way to the end."""
        left = self._left[self._left[:, 0] < _NEVER]
        farthest: list[int] = (self._whole.max(axis=0) + left.max(axis=0)).tolist()
        return farthest

    @cached_property
    def _away(self) -> Leads:
        return leads(self.network.tail, self.network.head, len(self.network.nodes))

    @cached_property
    def _whole(self) -> Ints:
        """Shape (m, 2): effort and effort in view of each edge."""
        edges = np.arange(len(self.network))
        return self._points(edges, np.zeros(len(edges), np.int64), self.network.length_mm)

    @cached_property
    def _left(self) -> Ints:
        """Shape (n, 2): the least effort and the least in view that are left from each node on."""
        least, edge = np.full((2, len(self.network.nodes)), _NEVER), self._away.edge
        for k, column in enumerate(least):
            np.minimum.at(column, self._ends(self.end), self._to_ends(self.end)[:, k])
            nearest(self._away.first, self._away.to, self._whole[edge, k], _NEVER, column)
        return least.T.copy()

    @cached_property
    def _direct(self) -> Ints:
        """Shape (1, 2): likewise of what lies between both places; (0, 2) if on two edges."""
        if self.start.edge[0] != self.end.edge[0]:
            return np.zeros((0, 2), dtype=np.int64)
        return self._points(self.start.edge, self.start.offset_mm, self.end.offset_mm)

    def _ends(self, at: Doorsteps) -> Ints:
        """Return tail and head of a place's edge."""
        return np.concatenate([self.network.tail[at.edge], self.network.head[at.edge]])

    def _to_ends(self, at: Doorsteps) -> Ints:
        """Return effort and effort in view from a place to both ends of its edge, shape (2, 2)."""
        edge = np.repeat(at.edge, 2)
        ends = np.array([0, self.network.length_mm[at.edge[0]]])
        return self._points(edge, np.repeat(at.offset_mm, 2), ends)

    def _points(self, edge: Ints, begin: Ints, end: Ints) -> Ints:
        """Return effort and effort in view of stretches, shape (k, 2), whole millimetres."""
        per = self.network.effort_mm[edge] / self.network.length_mm[edge]
        effort = np.rint(np.abs(end - begin) * per)
        watched = np.rint(_in_view(self.seen["expected"], edge, begin, end) * per)
        return np.column_stack([effort, np.minimum(watched, effort)]).astype(np.int64)

    def _way(self, by: int, goals: Ints, came: Ints) -> Way:
        """Return the way that a search has found, from its end back to its beginning."""
        network, away = self.network, self._away
        edge, begin, end = self.start.edge, self.start.offset_mm, self.end.offset_mm
        if by < 2:
            run: list[int] = []
            node = int(goals[by])
            while came[node] >= 0:
                run.append(int(away.by[came[node]]))
                node = int(network.tail[run[-1]] if run[-1] >= 0 else network.head[-1 - run[-1]])
            out = -1 - int(came[node])
            taken = np.array(run[::-1], dtype=np.int64)
            between = np.where(taken < 0, -1 - taken, taken)
            whole = network.length_mm[between]
            first, last = network.length_mm[self.start.edge], network.length_mm[self.end.edge]
            edge = np.concatenate([edge, between, self.end.edge])
            begin = np.concatenate([begin, np.where(taken < 0, whole, 0), last if by else 0 * last])
            end = np.concatenate([first if out else 0 * first, np.where(taken < 0, 0, whole), end])
        points = self._points(edge, begin, end).sum(axis=0)
        walked = begin != end
        edge, begin, end = edge[walked], begin[walked], end[walked]
        return Way(
            edge=edge,
            begin_mm=begin,
            end_mm=end,
            slowness=network.effort_mm[edge] / network.length_mm[edge],
            seen_mm=np.stack([_in_view(self.seen[bound], edge, begin, end) for bound in BOUNDS]),
            effort_mm=int(points[0]),
            watched_mm=int(points[1]),
        )


def _in_view(seen: Seen, edge: Ints, begin: Ints, end: Ints) -> Floats:
    """Return how much of stretches of edges is seen, shape (k,), millimetres."""
    part, of, low, high = _within(seen, edge, begin, end)
    weights = seen.share[part] * np.maximum(high - low, 0.0)
    return np.bincount(of, weights=weights, minlength=len(edge)).astype(np.float64)


def _within(seen: Seen, edge: Ints, begin: Ints, end: Ints) -> tuple[Ints, Ints, Floats, Floats]:
    """Return the parts of edges, of which stretch each is, and where it lies within that.

    A part that does not lie within ends before it begins.
    """
    counts = np.diff(seen.offsets)[edge]
    part, of = ranges(seen.offsets[edge], counts), np.repeat(np.arange(len(edge)), counts)
    low = np.maximum(seen.start_mm[part], np.minimum(begin, end)[of])
    high = np.minimum(seen.end_mm[part], np.maximum(begin, end)[of])
    return part, of, low, high
