"""Homes: entrances, addresses and buildings of a map from which people set out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model.district import District
from vidik.model.dwellings import FOUND_BY, Dwellings
from vidik.model.feature import Extract
from vidik.model.home_rules import HomeRules
from vidik.model.number_table import HomeWeights
from vidik.model.place import Place
from vidik.model.rejection import Rejection
from vidik.register.districts import within
from vidik.register.metres import in_metres
from vidik.register.streets import boundary_in_metres

__all__ = ["by_district", "districts_of", "homes", "tabled"]

_ENTRANCE, _ADDRESS, _BUILDING = (
    FOUND_BY.index(one) for one in ("entrance", "address", "building")
)
_TABLE = FOUND_BY.index("table")
_AREAS = ("Polygon", "MultiPolygon")
_TOO_SMALL = "too small to live in"

#: Entrances are corners of an outline; what a wall is thick, metres, for addresses drawn upon it.
_AT_WALL_M = 0.5


@dataclass(slots=True)
class _Found:
    """What sources have that may be a home, in order."""

    buildings: list[Any] = field(default_factory=list)
    said: list[Mapping[str, str]] = field(default_factory=list)
    points: list[Any] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)


def homes(
    sources: Iterable[tuple[str, Extract]], place: Place, rules: HomeRules
) -> tuple[Dwellings, tuple[Rejection, ...]]:
    """Return the homes inside the boundary of a place.

    Of each building in which people may live its entrances are homes; if none is mapped, the
    addresses in it; if there are none either, its middle. An address that stands in no building is
    a home, too; an entrance of none is one of a park or a station.

    Parameters
    ----------
    sources
        Key of each source and what it holds, without places of the deny-list.
    place
        Homes outside its boundary are none.
    rules
        What counts.

    Returns
    -------
    homes
        From the south to the north; the order of the features changes nothing.
    rejected
        Numbers of dwellings that nobody can read.
    """
    found = _Found()
    rejected: list[Rejection] = []
    for source, extract in sources:
        rejected += _look(found, extract, rules, source)
    outlines, _ = in_metres(found.buildings, place.frame)
    points = shapely.get_coordinates(in_metres(found.points, place.frame)[0]).reshape(-1, 2)
    small = shapely.area(outlines) < rules.smallest_m2
    why = [
        rules.why_not(tags) or (_TOO_SMALL if tiny else None)
        for tags, tiny in zip(found.said, small.tolist(), strict=True)
    ]
    at = _buildings_of(outlines, points)
    number, kinds = np.arange(len(points)), np.array(found.kinds, dtype=np.int64)
    lived = np.array([one is None for one in why], dtype=np.bool_)
    # an entrance of no building leads to a park; a door of a building where nobody lives, nowhere
    ours = np.where(at >= 0, lived[at] if len(lived) else False, kinds == _ADDRESS)
    best = np.full(len(outlines), _BUILDING)
    np.minimum.at(best, at[ours & (at >= 0)], kinds[ours & (at >= 0)])
    ours &= (at < 0) | (kinds == best[at] if len(best) else False)
    doors = np.array(
        _told_apart(number[ours].tolist(), points, kinds, found.names, rules.same_m), dtype=np.int64
    )
    whole = np.flatnonzero(lived & (best == _BUILDING))
    middles = shapely.get_coordinates(shapely.point_on_surface(outlines[whole])).reshape(-1, 2)
    # an address that the outline itself bears
    named = np.array(["addr:housenumber" in found.said[i] for i in whole.tolist()], dtype=np.bool_)
    places = np.concatenate([points[doors], middles])
    kind = np.concatenate([kinds[doors], np.where(named, _ADDRESS, _BUILDING)]).astype(np.int64)
    flats = _flats(found.said)[np.concatenate([at[doors], whole])]
    owner = np.concatenate([at[doors], whole])
    shared = np.bincount(owner[owner >= 0], minlength=len(outlines))
    flats = np.where(
        owner >= 0, flats / np.maximum(shared[owner], 1) if len(shared) else 0.0, np.nan
    )
    inside = shapely.intersects_xy(boundary_in_metres(place), places[:, 0], places[:, 1])
    order = np.lexsort((kind, places[:, 0], places[:, 1]))
    kept = order[inside[order]]
    weight, weighed = _weights(flats[kept], rules.flats_from_share)
    return Dwellings(
        places=places[kept],
        weight=weight,
        found_by=kind[kept],
        weighed=weighed,
        left_out=dict(sorted(Counter(reason for reason in why if reason).items())),
    ), tuple(rejected)


def tabled(
    weights: HomeWeights, place: Place, *, source: str
) -> tuple[Dwellings, tuple[Rejection, ...]]:
    """Return the places of a table as homes.

    Parameters
    ----------
    weights
        Whose rows are places.
    place
        Its boundary decides.
    source
        Key of the table.

    Returns
    -------
    homes
        Those inside the boundary.
    rejected
        How many lie outside.
    """
    points = shapely.get_coordinates(in_metres(shapely.points(weights.lonlat), place.frame)[0])
    inside = shapely.intersects_xy(place.boundary, *weights.lonlat.T)
    outside = int((~inside).sum())
    reason = "So many places lie outside the boundary of this observatory."
    return Dwellings(
        places=points.reshape(-1, 2)[inside],
        weight=weights.weight[inside],
        found_by=np.full(int(inside.sum()), _TABLE),
        weighed="table",
    ), ((Rejection(source, "*", "*", f"{outside}", reason),) if outside else ())


def districts_of(
    found: Dwellings, districts: Sequence[District], place: Place
) -> NDArray[np.object_]:
    """Return the name of the district that each home lies in, None for none.

    Parameters
    ----------
    found
        The homes.
    districts
        Of the place; where two overlap, the first one counts.
    place
        Of the homes.
    """
    names = np.array([*(one.name for one in districts), None], dtype=object)
    # the last one stands for none
    return names[within([one.area for one in districts], place.frame.to_degrees(found.places))]


def by_district(
    found: Dwellings, weights: HomeWeights, names: NDArray[np.object_], *, source: str
) -> tuple[Dwellings, tuple[Rejection, ...]]:
    """Return homes that share the number of their district alike.

    Parameters
    ----------
    found
        The homes.
    weights
        A number for each district; homes lie in some of these.
    names
        As of `districts_of`.
    source
        Key of the table.

    Returns
    -------
    homes
        Those of a district without a number weigh as the middle one of the others.
    rejected
        That there are some, district by district: how many is not told of so few.
    """
    count = Counter(names.tolist())
    numbers = weights.by_district
    weight = np.array([numbers[n] / count[n] if n in numbers else np.nan for n in names])
    known = ~np.isnan(weight)
    middle = np.median(weight[known])
    reason = "Homes in no district with a number: they count as the median of the others."
    return replace(found, weight=np.where(known, weight, middle), weighed="table"), tuple(
        Rejection(source, name or "*", "*", "", reason)
        for name in sorted(count, key=lambda name: name or "")
        if name not in numbers
    )


def _look(found: _Found, extract: Extract, rules: HomeRules, source: str) -> list[Rejection]:
    """Add what a source has; return what it says that nobody can read."""
    rejected = []
    # where outlines lie upon each other the first one counts, whatever the order of the file
    for feature in sorted(extract.features, key=lambda feature: feature.id):
        tags, kind = feature.tags, feature.geometry.geom_type
        if kind == "Point":
            entrance = rules.is_entrance(tags)
            if entrance or rules.is_address(tags):
                found.points.append(feature.geometry)
                found.kinds.append(_ENTRANCE if entrance else _ADDRESS)
                found.names.append(_name(tags))
        elif kind in _AREAS and "building" in tags:
            found.buildings.append(feature.geometry)
            found.said.append(tags)
            flats = tags.get("building:flats")
            if flats is not None and not _is_count(flats):
                reason = "A number of dwellings is a whole number above 0; not used as a weight."
                rejected.append(Rejection(source, feature.id, "building:flats", flats, reason))
    outlines = extract.outlines
    # of a building of several parts the first
    parts = outlines.polygons.take(outlines.offsets[:-1]).shapes()
    for i, shape in enumerate(parts):
        if "building" in outlines.tags(i):
            found.buildings.append(shape)
            found.said.append(outlines.tags(i))
    return rejected


def _name(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return what an address is called, to be told from another one; () for a door without one."""
    number = tags.get("addr:housenumber", "").strip().casefold()
    street = tags.get("addr:street", tags.get("addr:place", "")).strip().casefold()
    return (street, number) if number else ()


def _buildings_of(outlines: NDArray[np.object_], points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number of the first building that each point stands in or at, −1 for none."""
    at = np.full(len(points), -1)
    if len(outlines) and len(points):
        tree = shapely.STRtree(outlines)
        point, building = tree.query(
            shapely.points(points), predicate="dwithin", distance=_AT_WALL_M
        )
        order = np.lexsort((-building, point))
        at[point[order]] = building[order]  # the last one written is the first building
    return at


def _told_apart(
    rows: Sequence[int],
    points: NDArray[np.float64],
    kinds: NDArray[np.int64],
    names: Sequence[tuple[str, ...]],
    same_m: float,
) -> list[int]:
    """Return those of some doors that are not an address which another one of them has already."""
    kept: list[int] = []
    taken: dict[tuple[str, ...], list[int]] = defaultdict(list)
    rows = sorted(rows, key=lambda i: (kinds[i], points[i, 1], points[i, 0]))
    for i in rows:
        # two doors of one house are two homes; the same address twice is one
        if kinds[i] == _ADDRESS and names[i]:
            others = points[taken[names[i]]] - points[i]
            if len(others) and np.hypot(*others.T).min() <= same_m:
                continue
            taken[names[i]].append(i)
        kept.append(i)
    return kept


def _flats(said: Sequence[Mapping[str, str]]) -> NDArray[np.float64]:
    """Return how many dwellings each building has; nan where nobody says so, and once more last."""
    counts = [tags.get("building:flats", "") for tags in said]
    return np.array([float(one) if _is_count(one) else np.nan for one in counts] + [np.nan])


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text) < 10_000


def _weights(flats: NDArray[np.float64], from_share: float) -> tuple[NDArray[np.float64], str]:
    """Return how much homes count, and by what."""
    known = ~np.isnan(flats)
    if not known.any() or known.mean() < from_share:
        return np.ones(len(flats)), "equal"
    return np.where(known, flats, np.median(flats[known])), "dwellings"
