"""The walking network: ways of a map that people walk, cut where they meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from vidik.model.feature import Feature
from vidik.model.frame import GRID_M
from vidik.model.place import Place
from vidik.model.rejection import Rejection
from vidik.model.street_rules import StreetRules
from vidik.model.streets import Streets
from vidik.model.walk_network import WalkNetwork
from vidik.model.walking_rules import WalkingRules
from vidik.register.metres import in_metres
from vidik.register.squares import walked_across
from vidik.register.streets import boundary_in_metres, clipped, packed

__all__ = ["network"]

_LINES = ("LineString", "MultiLineString")
_AREAS = ("Polygon", "MultiPolygon")


def network(
    sources: Iterable[tuple[str, Iterable[Feature]]],
    place: Place,
    rules: WalkingRules,
    streets: StreetRules,
) -> tuple[WalkNetwork, tuple[Rejection, ...]]:
    """Return the ways inside the boundary of a place that people walk, as a network.

    Two ways meet where they share a vertex, as in OpenStreetMap; a bridge and what passes below it
    share none. Every edge ends where ways meet, or where one ends. Squares are walked across from
    each vertex that they share with a way (`vidik.register.squares`).

    Parameters
    ----------
    sources
        Key of each source, which begins every id, and its features, of any kind; only lines and
        areas with a ``highway`` of a class that `streets` knows as street are taken, unless `rules`
        close them.
    place
        Its boundary cuts: what lies outside is no way, and walks end there.
    rules
        Where and how fast people walk.
    streets
        Which of the ways count as metres of street.

    Returns
    -------
    network
        The order of the features changes nothing.
    rejected
        Ways too far away.
    """
    pieces: list[tuple[str, Feature, LineString]] = []
    squares: list[tuple[str, Feature]] = []
    rejected: list[Rejection] = []
    for source, features in sources:
        walked = [
            feature
            for feature in features
            if feature.tags.get("highway") in streets.classes and rules.closes(feature.tags) is None
        ]
        walked.sort(key=lambda feature: feature.id)
        lines = [one for one in walked if one.geometry.geom_type in _LINES]
        found, far = clipped(lines, place, source=source)
        pieces += found
        rejected += far
        squares += [(source, one) for one in walked if one.geometry.geom_type in _AREAS]
    pieces += _across(squares, place, [line for _, _, line in pieces])
    ways = packed((id, one.tags.get("name", ""), one.tags["highway"], x) for id, one, x in pieces)
    edges, way = _cut_at_junctions(ways)
    nodes, ends = _nodes(edges)
    length = np.maximum(np.rint(1000.0 * edges.lengths()), 1.0)
    tags = [feature.tags for _, feature, _ in pieces]
    effort = np.array([rules.effort(one) for one in tags])
    counted = np.array([streets.why_not(one) is None for one in tags], dtype=np.bool_)
    covered = np.array([rules.covers(one) for one in tags], dtype=np.bool_)
    return WalkNetwork(
        ways=edges,
        nodes=nodes,
        tail=ends[:, 0],
        head=ends[:, 1],
        length_mm=length.astype(np.int64),
        effort_mm=np.rint(length * effort[way]).astype(np.int64),
        counted=counted[way],
        covered=covered[way],
    ), tuple(rejected)


def _across(
    squares: Sequence[tuple[str, Feature]], place: Place, ways: Sequence[LineString]
) -> list[tuple[str, Feature, LineString]]:
    """Return the lines along which squares are walked, given those of all other ways."""
    if not squares:
        return []
    areas, _ = in_metres([feature.geometry for _, feature in squares], place.frame)
    inside = shapely.intersection(
        shapely.make_valid(areas), boundary_in_metres(place), grid_size=GRID_M
    )
    rings = shapely.get_coordinates(inside)
    known = _complex(np.concatenate([shapely.get_coordinates(ways), _shared(inside)]))
    door = np.isin(_complex(rings), known)
    first = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(inside))])
    found = []
    for i, (source, feature) in enumerate(squares):
        own = rings[first[i] : first[i + 1]][door[first[i] : first[i + 1]]]
        lines = walked_across(inside[i], np.unique(own, axis=0))
        found += [
            (f"{source}:{feature.id}/{k}", feature, line) for k, line in enumerate(lines, start=1)
        ]
    return found


def _shared(areas: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the vertices that two or more areas have in common."""
    parts, of = shapely.get_coordinates(areas, return_index=True)
    each = np.unique(np.column_stack([of, parts]), axis=0)[:, 1:]
    places, count = np.unique(each, axis=0, return_counts=True)
    return np.asarray(places[count > 1])


def _cut_at_junctions(ways: Streets) -> tuple[Streets, NDArray[np.int64]]:
    """Return the ways cut at every vertex that ways share, and of each edge the way it is of."""
    vertex = _numbered(ways.vertices)
    first, last = ways.offsets[:-1], ways.offsets[1:] - 1
    ends = np.zeros(len(vertex), dtype=np.bool_)
    ends[first] = ends[last] = True
    # a vertex that a way comes to twice is where it crosses itself
    shared = np.bincount(vertex)[vertex] > 1
    cut = np.flatnonzero(ends | shared)
    way = np.searchsorted(ways.offsets, cut, side="right") - 1
    same = np.flatnonzero(way[:-1] == way[1:])
    begin, end, way = cut[same], cut[same + 1], way[same]
    counts = end - begin + 1
    offsets = np.concatenate([[0], np.cumsum(counts)])
    rows = np.repeat(begin - offsets[:-1], counts) + np.arange(offsets[-1])
    number = np.arange(len(way)) - np.searchsorted(way, way)  # within its way
    ids = [
        ways.ids[i] if k == 0 else f"{ways.ids[i]}-{k + 1}"
        for i, k in zip(way.tolist(), number.tolist(), strict=True)
    ]
    return Streets(
        ids=tuple(ids),
        names=tuple(ways.names[i] for i in way.tolist()),
        classes=tuple(ways.classes[i] for i in way.tolist()),
        offsets=offsets,
        vertices=ways.vertices[rows],
    ), way


def _nodes(edges: Streets) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the places where edges end, and of each edge the numbers of both, shape (m, 2)."""
    ends = np.column_stack([edges.offsets[:-1], edges.offsets[1:] - 1]).ravel()
    places = edges.vertices[ends]
    number = _numbered(places)
    nodes = np.empty((number.max(initial=-1) + 1, 2))
    nodes[number] = places
    return nodes, number.reshape(-1, 2)


def _numbered(places: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the same number for the same place: they lie on the grid of the city, bit by bit."""
    _, number = np.unique(_complex(places), return_inverse=True)
    return np.asarray(number, dtype=np.int64)


def _complex(places: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return places as one number each, to be told apart."""
    return np.asarray(places[:, 0] + 1j * places[:, 1])
