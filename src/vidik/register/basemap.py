"""Map features, sorted into the quiet layers of the base map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, MultiPolygon, Polygon

from vidik.model.basemap import LAYERS, BaseShape
from vidik.model.feature import Feature
from vidik.register.buildings import hides_sight
from vidik.register.water import closed_by_shortest_way, sea

__all__ = ["base_shapes"]

_GREEN: Mapping[str, frozenset[str]] = {
    "leisure": frozenset(
        {"park", "garden", "pitch", "golf_course", "nature_reserve", "playground", "dog_park"}
    ),
    "landuse": frozenset(
        {"grass", "forest", "meadow", "recreation_ground", "village_green", "cemetery"}
        | {"allotments", "orchard", "vineyard", "flowerbed", "greenfield", "plant_nursery"}
    ),
    "natural": frozenset({"wood", "scrub", "grassland", "heath", "wetland", "shrubbery"}),
    "amenity": frozenset({"grave_yard"}),
}
_WATER_AREAS: Mapping[str, frozenset[str]] = {
    "natural": frozenset({"water", "bay", "strait"}),
    "waterway": frozenset({"riverbank", "dock"}),
    "landuse": frozenset({"reservoir", "basin"}),
}
_WATER_LINES = frozenset({"river", "stream", "canal", "ditch", "drain"})
_RAIL = frozenset({"rail", "tram", "light_rail", "subway", "narrow_gauge", "funicular", "monorail"})
_PLACES = frozenset(
    {"city", "town", "village", "hamlet", "suburb", "quarter", "neighbourhood", "square"}
    | {"borough", "island", "islet", "locality"}
)
#: Values of ``highway`` that nobody sees from above, or that are not there.
_NO_STREET = frozenset(
    {"construction", "proposed", "planned", "razed", "abandoned", "disused", "corridor"}
    | {"elevator", "platform", "bus_stop", "services", "rest_area", "no"}
)


def base_shapes(
    features: Iterable[Feature], *, clip: Polygon | MultiPolygon | None = None
) -> tuple[BaseShape, ...]:
    """Return what the base map shows of the features.

    Water and green areas, railways above the ground, every street and path, buildings without
    their names, and the names of places. Water that the extract cuts off is closed as well as can
    be: a sketch for the eye (`vidik.register.water`).

    Parameters
    ----------
    features
        Of any kind.
    clip
        Cut everything at this area, longitude and latitude; None: nothing is cut, and the sea,
        which has no outline but its coast, is not drawn.

    Returns
    -------
    tuple of BaseShape
        In order of layer, kind, name and shape; the order of the features changes nothing.
    """
    shapes: list[BaseShape] = []
    coast: list[Geometry] = []
    for feature in features:
        if feature.tags.get("natural") == "coastline" and _is_line(feature.geometry):
            coast.append(feature.geometry)
        shape = _shape_of(feature)
        if shape is not None:
            shapes.append(shape)
    if clip is not None:
        shapes = _clipped(shapes, clip)
        water = sea(coast, clip) if coast else None
        if water is not None:
            shapes.append(BaseShape("water", "sea", "", water))
    encoded = shapely.to_wkb(shapely.normalize(_geometries(shapes)))
    order = sorted(
        range(len(shapes)),
        key=lambda i: (LAYERS.index(shapes[i].layer), shapes[i].kind, shapes[i].name, encoded[i]),
    )
    return tuple(shapes[i] for i in order)


def _shape_of(feature: Feature) -> BaseShape | None:
    """Return what the base map shows of one feature; None if it shows nothing."""
    tags, geometry = feature.tags, feature.geometry
    name = tags.get("name", "")
    if geometry.geom_type == "Point":
        place = tags.get("place")
        shown = place in _PLACES and name != ""
        return BaseShape("places", str(place), name, geometry) if shown else None
    if _is_line(geometry):
        return _line(tags, name, geometry)
    if hides_sight(tags) or tags.get("building") in ("roof", "carport"):
        return BaseShape("buildings", "building", "", geometry)
    if (kind := _one_of(tags, _WATER_AREAS)) is not None:
        return BaseShape("water", kind, name, geometry)
    if (kind := _one_of(tags, _GREEN)) is not None:
        return BaseShape("green", kind, name, geometry)
    if tags.get("highway", "no") not in _NO_STREET and not _is_hidden(tags):
        return BaseShape("streets", tags["highway"], name, geometry)
    return None


def _line(tags: Mapping[str, str], name: str, geometry: Geometry) -> BaseShape | None:
    kind = _one_of(tags, _WATER_AREAS)
    if kind is not None:
        area = closed_by_shortest_way(shapely.get_parts(geometry).tolist())
        return None if area is None else BaseShape("water", kind, name, area)
    if _is_hidden(tags):
        return None
    if tags.get("waterway") in _WATER_LINES:
        return BaseShape("water", tags["waterway"], name, geometry)
    if tags.get("railway") in _RAIL:
        return BaseShape("rail", tags["railway"], name, geometry)
    if tags.get("highway", "no") not in _NO_STREET:
        return BaseShape("streets", tags["highway"], name, geometry)
    return None


def _is_line(geometry: Geometry) -> bool:
    return geometry.geom_type in ("LineString", "MultiLineString")


def _is_hidden(tags: Mapping[str, str]) -> bool:
    """Return whether it is under the ground or inside a building."""
    return tags.get("tunnel") in ("yes", "culvert") or tags.get("indoor") == "yes"


def _one_of(tags: Mapping[str, str], wanted: Mapping[str, frozenset[str]]) -> str | None:
    return next((tags[key] for key, values in wanted.items() if tags.get(key) in values), None)


def _geometries(shapes: list[BaseShape]) -> NDArray[np.object_]:
    geometries = np.empty(len(shapes), dtype=object)
    geometries[:] = [shape.geometry for shape in shapes]
    return geometries


def _clipped(shapes: list[BaseShape], clip: Polygon | MultiPolygon) -> list[BaseShape]:
    """Return what lies inside `clip`; cut shapes keep their kind of geometry."""
    shapely.prepare(clip)
    geometries = _geometries(shapes)
    inside = shapely.contains_properly(clip, geometries)
    crossing = np.flatnonzero(~inside & shapely.intersects(clip, geometries))
    cut = geometries.copy()
    cut[~inside] = None
    for i in crossing:
        part = shapely.intersection(geometries[i], clip)
        same = shapely.get_parts(shapely.get_parts(part))
        same = same[shapely.get_dimensions(same) == shapely.get_dimensions(geometries[i])]
        if len(same):
            cut[i] = same[0] if len(same) == 1 else shapely.union_all(same)
    return [
        BaseShape(shape.layer, shape.kind, shape.name, geometry)
        for shape, geometry in zip(shapes, cut, strict=True)
        if geometry is not None
    ]
