"""Which closed ways of OpenStreetMap are areas, and which only return to where they began."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["is_area"]

#: Keys of areas, with the values that are lines all the same. After the OpenStreetMap wiki
#: (Overpass turbo/Polygon Features), cut to what Vidik reads.
_AREA_KEYS: Mapping[str, frozenset[str]] = {
    "aeroway": frozenset({"taxiway", "runway", "jet_bridge", "parking_position"}),
    "amenity": frozenset({"bench", "weighbridge"}),
    "area:highway": frozenset(),
    "boundary": frozenset(),
    "building": frozenset(),
    "building:part": frozenset(),
    "craft": frozenset(),
    "healthcare": frozenset(),
    "historic": frozenset({"citywalls", "city_wall"}),
    "landuse": frozenset(),
    "leisure": frozenset({"track", "slipway"}),
    "man_made": frozenset({"cutline", "embankment", "pipeline", "goods_conveyor", "breakwater"}),
    "military": frozenset({"trench"}),
    "natural": frozenset({"coastline", "cliff", "ridge", "arete", "tree_row", "valley", "gully"}),
    "office": frozenset(),
    "place": frozenset(),
    "power": frozenset({"line", "minor_line", "cable"}),
    "public_transport": frozenset({"stop_position"}),
    "shop": frozenset(),
    "tourism": frozenset(),
    "water": frozenset(),
    "wetland": frozenset(),
}

#: Keys of lines, with the values that are areas all the same.
_LINE_KEYS: Mapping[str, frozenset[str]] = {
    "highway": frozenset({"services", "rest_area", "platform"}),
    "railway": frozenset({"station", "turntable", "roundhouse", "platform", "traverser"}),
    "waterway": frozenset({"riverbank", "dock", "boatyard", "dam", "fuel"}),
}


def is_area(tags: Mapping[str, str]) -> bool:
    """Return whether a closed way with these tags is an area.

    ``area=yes`` and ``area=no`` decide; without them the other keys do.

    Examples
    --------
    >>> is_area({"building": "yes"}), is_area({"highway": "service"})
    (True, False)
    """
    said = tags.get("area")
    if said in ("yes", "no"):
        return said == "yes"
    for key, value in tags.items():
        if key in _AREA_KEYS and value != "no" and value not in _AREA_KEYS[key]:
            return True
        if value in _LINE_KEYS.get(key, ()):
            return True
    return False
