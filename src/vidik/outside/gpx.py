"""GPX of GPS receivers and telephones: waypoints for lists; tracks and routes for recorded walks.

Where a list is wanted, tracks are not read: they say where somebody went. Where a walk is wanted,
nothing but place, time and accuracy of its points is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from shapely import Point

from vidik.model.fixes import RawFix
from vidik.model.row import Row
from vidik.outside.xmlparts import elements, text_in

__all__ = ["read_gpx", "read_tracks"]

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


def read_tracks(path: Path) -> Iterator[RawFix]:
    """Yield the points of the tracks; of the routes, if there is no track.

    Parameters
    ----------
    path
        Of the file.

    Raises
    ------
    InputError
        If it is broken, or declares a document type.
    """
    found = False
    for fix in _points(path, "trkpt", "trkseg"):
        found = True
        yield fix
    if not found:
        yield from _points(path, "rtept", "rte")


def _points(path: Path, wanted: str, within: str) -> Iterator[RawFix]:
    part = number = 0
    with path.open("rb") as file:
        for element, whole in elements(file, (wanted,), path=path, begun=(within,)):
            if not whole:
                part += 1
                continue
            number += 1
            # recorders write the accuracy of a telephone among the extensions
            accuracy = next(element.iter("accuracy"), None)
            said = (element.find("time"), accuracy, element.find("hdop"))
            time, radius, hdop = (text_in(one) or None for one in said)
            place = f"point {number}"
            lon, lat = element.get("lon", ""), element.get("lat", "")
            yield RawFix(part, place, lon, lat, time, radius, hdop)
