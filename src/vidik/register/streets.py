"""Public streets: lines of a map that count as one, in metres and inside the boundary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, compress

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, LineString

from vidik.model.feature import Feature
from vidik.model.frame import GRID_M
from vidik.model.place import Place
from vidik.model.rejection import Rejection
from vidik.model.street_rules import StreetRules
from vidik.model.streets import Streets
from vidik.register.metres import TOO_FAR, in_metres

__all__ = ["boundary_in_metres", "clipped", "merge", "packed", "streets"]

#: The edges of a boundary are straight in degrees; in metres they are bent a little. Cut into
#: pieces of this length (about a kilometre) they are true to a centimetre or two.
_STRAIGHT_DEG = 0.01


def streets(
    features: Iterable[Feature], place: Place, rules: StreetRules, *, source: str
) -> tuple[Streets, tuple[Rejection, ...]]:
    """Return the pieces of public street inside the boundary of the place.

    Parameters
    ----------
    features
        Of any kind; only lines with a ``highway`` tag that `rules` count are taken. What the rules
        leave out is no fault of the map, and no rejection.
    place
        Its boundary cuts, its frame gives the metres.
    rules
        Which ways count.
    source
        Key of the source; it begins every id.

    Returns
    -------
    streets
        In order of their id; a way that the boundary cuts has its pieces in its own direction.
        The order of the features changes nothing.
    rejected
        Ways with a class of highway that the rules do not know, and ways too far away.
    """
    rejected: list[Rejection] = []
    chosen: list[Feature] = []
    for feature in sorted(features, key=lambda feature: feature.id):
        highway = feature.tags.get("highway")
        if highway is None or feature.geometry.geom_type not in ("LineString", "MultiLineString"):
            continue
        try:
            if rules.why_not(feature.tags) is None:
                chosen.append(feature)
        except KeyError:
            reason = "no known class of highway; not counted as public street"
            rejected.append(Rejection(source, feature.id, "highway", highway, reason))

    pieces, far = clipped(chosen, place, source=source)
    rejected += far
    return packed(
        (id, feature.tags.get("name", ""), feature.tags["highway"], line)
        for id, feature, line in pieces
    ), tuple(rejected)


def clipped(
    chosen: Sequence[Feature], place: Place, *, source: str
) -> tuple[list[tuple[str, Feature, LineString]], list[Rejection]]:
    """Return the pieces of lines inside the boundary of a place.

    Parameters
    ----------
    chosen
        Lines, longitude and latitude.
    place
        Its boundary cuts, its frame gives the metres.
    source
        Key of the source; it begins every id.

    Returns
    -------
    pieces
        Id, feature and metres of each, in the order of the features; a line that the boundary cuts
        has its pieces in its own direction.
    rejected
        Those too far away.
    """
    lines, far = in_metres([feature.geometry for feature in chosen], place.frame)
    rejected = [
        Rejection(source, feature.id, "geometry", "", TOO_FAR) for feature in compress(chosen, far)
    ]
    pieces = []
    for feature, parts in zip(chosen, _cut(lines, place), strict=True):
        whole = f"{source}:{feature.id}"
        for number, part in enumerate(parts, start=1):
            pieces.append((whole if number == 1 else f"{whole}/{number}", feature, part))
    return pieces, rejected


def packed(pieces: Iterable[tuple[str, str, str, LineString]]) -> Streets:
    """Return pieces of street as arrays.

    Parameters
    ----------
    pieces
        Id, name, class and line in metres of each.
    """
    rows = list(pieces)
    ids, names, classes, lines = zip(*rows, strict=True) if rows else ((), (), (), ())
    sizes = shapely.get_num_coordinates(np.array(lines, dtype=object))
    return Streets(
        ids=ids,
        names=names,
        classes=classes,
        offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        vertices=shapely.get_coordinates(lines),
    )


def merge(parts: Sequence[Streets]) -> Streets:
    """Return the streets of several sources as one, in the order given.

    Parameters
    ----------
    parts
        In metres of the same frame, with different ids.
    """
    steps = [np.diff(part.offsets) for part in parts]
    return Streets(
        ids=tuple(chain.from_iterable(part.ids for part in parts)),
        names=tuple(chain.from_iterable(part.names for part in parts)),
        classes=tuple(chain.from_iterable(part.classes for part in parts)),
        offsets=np.cumsum(np.concatenate([[0], *steps]), dtype=np.int64),
        vertices=np.concatenate([np.zeros((0, 2)), *(part.vertices for part in parts)]),
    )


def boundary_in_metres(place: Place) -> Geometry:
    """Return the boundary in metres of the place's frame.

    The parts of a boundary on both sides of the antimeridian become one.
    """
    bent = shapely.segmentize(place.boundary, _STRAIGHT_DEG)
    parts, _ = in_metres(shapely.get_parts(bent), place.frame)
    return shapely.union_all(shapely.make_valid(parts), grid_size=GRID_M)


def _cut(lines: NDArray[np.object_], place: Place) -> list[list[LineString]]:
    """Return of each line, in metres, what lies inside the boundary, in its own direction.

    Lines are projected first and cut then: in degrees, one across the antimeridian would seem to
    go round the world.
    """
    boundary = boundary_in_metres(place)
    shapely.prepare(boundary)
    inside = shapely.covers(boundary, lines)
    touched = ~inside & shapely.intersects(boundary, lines)
    cut: list[list[LineString]] = [[] for _ in lines]
    near = np.flatnonzero(inside | touched)
    parts, of = shapely.get_parts(lines[near], return_index=True)
    tidy = shapely.remove_repeated_points(parts)
    kept = _are_lines(tidy)
    for i, line, whole in zip(
        near[of[kept]].tolist(), tidy[kept], inside[near[of[kept]]].tolist(), strict=True
    ):
        cut[i] += [line] if whole else _inside(line, boundary)
    return cut


def _are_lines(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which shapes are lines that have a length."""
    line = shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING
    return np.asarray(line & (shapely.length(shapes) > 0))


def _inside(line: LineString, boundary: Geometry) -> list[LineString]:
    cut = shapely.intersection(line, boundary, grid_size=GRID_M)
    parts = shapely.get_parts(shapely.line_merge(cut, directed=True))
    lines = parts[_are_lines(parts)]
    middle = [line.project(part.interpolate(0.5, normalized=True)) for part in lines]
    forward = [
        part
        if line.project(shapely.get_point(part, 0)) <= line.project(shapely.get_point(part, -1))
        else part.reverse()
        for part in lines
    ]
    return [part for _, part in sorted(zip(middle, forward, strict=True), key=lambda p: p[0])]
