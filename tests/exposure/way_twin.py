"""The slow, obvious twin of ways: networkx walks every way there is, and the best are kept."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx

from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork

Point = tuple[int, int]


def cost(network: WalkNetwork, seen: Seen, edge: int, begin: int, end: int) -> Point:
    """Return effort and effort in view of a stretch of an edge, whole millimetres."""
    per = int(network.effort_mm[edge]) / int(network.length_mm[edge])
    within = 0.0
    for part in range(seen.offsets[edge], seen.offsets[edge + 1]):
        low, high = max(seen.start_mm[part], begin), min(seen.end_mm[part], end)
        within += seen.share[part] * max(high - low, 0.0)
    effort = round((end - begin) * per)
    return effort, min(round(within * per), effort)


def graph_of(network: WalkNetwork, seen: Seen, start: Doorsteps, end: Doorsteps) -> nx.MultiGraph:
    """Return the network with “start” and “end” as nodes, their edges cut there."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(network.nodes)))
    for e in range(len(network)):
        stops = [(0, int(network.tail[e])), (int(network.length_mm[e]), int(network.head[e]))]
        inner = [
            (int(at.offset_mm[0]), name)
            for at, name in ((start, "start"), (end, "end"))
            if at.edge[0] == e
        ]
        stops[1:1] = sorted(inner)
        for (low, one), (high, other) in pairwise(stops):
            effort, watched = cost(network, seen, e, low, high)
            graph.add_edge(one, other, effort=effort, watched=watched)
    return graph


def all_points(graph: nx.MultiGraph) -> set[Point]:
    """Return effort and effort in view of every way that passes no place twice."""
    found = set()
    for way in nx.all_simple_edge_paths(graph, "start", "end"):
        taken = [graph.edges[edge] for edge in way]
        found.add((sum(one["effort"] for one in taken), sum(one["watched"] for one in taken)))
    return found


def pareto_front(points: set[Point]) -> list[Point]:
    """Return the points of which no other is as small in both numbers, from the left."""
    front: list[Point] = []
    for point in sorted(points):
        if not front or point[1] < front[-1][1]:
            front.append(point)
    return front


def lower_hull(front: list[Point]) -> list[Point]:
    """Return the corners of the convex hull, seen from below."""
    hull: list[Point] = []
    for x, y in front:
        while len(hull) > 1:
            (ax, ay), (bx, by) = hull[-2:]
            if (bx - ax) * (y - ay) > (by - ay) * (x - ax):
                break
            hull.pop()
        hull.append((x, y))
    return hull
