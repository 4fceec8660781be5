"""Districts: parts of a city with a name, from boundaries of OpenStreetMap or rows of a file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, MultiPolygon, Polygon

from vidik.model.district import District
from vidik.model.feature import Feature
from vidik.model.rejection import Rejection
from vidik.model.sensitive import SensitivePlace
from vidik.register.outlines import polygonal

__all__ = ["LEVELS", "districts", "mapped_districts", "with_sensitive", "within"]

#: Values of ``admin_level`` at which OpenStreetMap draws parts of a city, the finer one first.
#: What each means differs by country (OSM wiki, Key:admin_level).
LEVELS = ("10", "9")

#: A level is left for a finer one if that covers nearly as much of the city.
_NEARLY = 0.98

_CUT_OFF = "The outline of this district does not close; perhaps it reaches beyond the extract."

#: Less of a district than this share of its area, on the edge of the city, is none.
_SLIVER = 0.02


def mapped_districts(
    features: Iterable[Feature], boundary: Polygon | MultiPolygon, *, source: str
) -> tuple[tuple[District, ...], tuple[Rejection, ...]]:
    """Return the districts that OpenStreetMap draws as administrative boundaries.

    Of the levels 10 and 9 that one which covers more of the city; the finer one if both cover it
    nearly alike. Single ways of a boundary are passed over: the relation is the district.

    Parameters
    ----------
    features
        Of one source.
    boundary
        Of the city, longitude and latitude.
    source
        Its key.

    Returns
    -------
    tuple
        Districts in order of their name, and boundaries that do not close.
    """
    by_level: dict[str, list[Feature]] = defaultdict(list)
    for feature in features:
        level = feature.tags.get("admin_level", "")
        administrative = feature.tags.get("boundary") == "administrative"
        if level in LEVELS and administrative and feature.tags.get("name"):
            by_level[level].append(feature)
    found = [districts(by_level[level], boundary, source=source, field="name") for level in LEVELS]
    covered = [sum(one.area.area for one in drawn) for drawn, _ in found]
    chosen = next(i for i, area in enumerate(covered) if area >= _NEARLY * max(covered))
    drawn, bad = found[chosen]
    if not drawn:
        bad = tuple(row for _, rows in found for row in rows)
    return drawn, tuple(
        replace(row, reason=_CUT_OFF) for row in bad if row.id.startswith("relation/")
    )


def districts(
    features: Iterable[Feature],
    boundary: Polygon | MultiPolygon,
    *,
    source: str,
    field: str,
) -> tuple[tuple[District, ...], tuple[Rejection, ...]]:
    """Return the districts that rows stand for, as far as they lie in a boundary.

    A row needs an area and a name. Rows of one name are one district.

    Parameters
    ----------
    features
        Of one source, longitude and latitude.
    boundary
        Of the city.
    source
        Its key.
    field
        The column with the name.

    Returns
    -------
    tuple
        Districts in order of their name, and what was not understood.
    """
    parts: dict[str, list[Geometry]] = defaultdict(list)
    rejected: list[Rejection] = []
    for feature in features:
        name = feature.tags.get(field, "").strip()
        if feature.geometry.geom_type not in ("Polygon", "MultiPolygon"):
            kind = feature.geometry.geom_type
            reason = "A district is an area: a polygon."
            rejected.append(Rejection(source, feature.id, "geometry", kind, reason))
        elif not name:
            reason = "A district needs a name."
            rejected.append(Rejection(source, feature.id, field, "", reason))
        else:
            parts[name].append(feature.geometry)
    made = []
    for name in sorted(parts):
        whole = shapely.union_all(parts[name])
        area = polygonal(shapely.intersection(whole, boundary))
        if area is not None and area.area > _SLIVER * whole.area:
            made.append(District(name, source, area, {}))
    return tuple(made), tuple(rejected)


def with_sensitive(
    found: Sequence[District], places: Sequence[SensitivePlace], kinds: Iterable[str]
) -> tuple[District, ...]:
    """Return districts with the number of places in them that are shown as a count only.

    Parameters
    ----------
    found
        The districts; where two overlap, the first one counts.
    places
        All of the city.
    kinds
        What is counted, in order.
    """
    at = within([one.area for one in found], shapely.get_coordinates([p.point for p in places]))
    count = Counter(zip(at.tolist(), (place.kind for place in places), strict=True))
    kinds = tuple(kinds)
    return tuple(
        replace(one, sensitive={kind: count[number, kind] for kind in kinds})
        for number, one in enumerate(found)
    )


def within(areas: Sequence[Geometry], places: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number of the first area that each place lies in, −1 for none.

    Parameters
    ----------
    areas
        Longitude and latitude.
    places
        Shape (n, 2): longitude and latitude.
    """
    found = np.full(len(places), -1, dtype=np.int64)
    for number, area in reversed(list(enumerate(areas))):
        shapely.prepare(area)
        found[shapely.intersects_xy(area, places[:, 0], places[:, 1])] = number
    return found
