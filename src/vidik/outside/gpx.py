"""Waypoints of GPS receivers and telephones: GPX. Tracks, where somebody went, are not read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from shapely import Point

from vidik.model.row import Row
from vidik.outside.xmlparts import elements, text_in

__all__ = ["read_gpx"]

_COLUMNS = ("name", "desc", "cmt", "type", "sym", "time")


def read_gpx(path: Path) -> Iterator[Row]:
    """Yield the names of the columns, then the waypoints, each with its place.

    Tracks and routes come as rows with a fault: their points are not even looked at.

    Parameters
    ----------
    path
        Of the file.

    Raises
    ------
    InputError
        If it is broken, or declares a document type.
    """
    yield Row(1, "names", _COLUMNS)
    number = paths = 0
    with path.open("rb") as file:
        for element, whole in elements(file, ("wpt",), path=path, begun=("trk", "rte")):
            if not whole:
                paths += 1
                kind = "track" if element.tag == "trk" else "route"
                fault = "says where somebody went; only waypoints are read"
                yield Row(number + 1, f"{kind} {paths}", (), fault=fault)
                continue
            number += 1
            cells = tuple(text_in(element.find(name)) for name in _COLUMNS)
            place = f"waypoint {number}"
            try:
                shape = Point(float(element.get("lon", "")), float(element.get("lat", "")))
                yield Row(number + 1, place, cells, shape)
            except ValueError:
                yield Row(number + 1, place, cells, fault="no place")
