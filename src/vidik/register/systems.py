"""Which coordinate system a list is in: the one that puts most of its rows where they may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import CRSInfo, query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import ProjError

from vidik.model.list_words import System
from vidik.model.mapping import EASTING, LATITUDE, Reading
from vidik.register.coordinates import latitude, longitude, metres, place
from vidik.register.gridcodes import coded_place
from vidik.register.tags import Unread

__all__ = ["Box", "readings_of"]

#: West, south, east, north, in degrees.
Box = tuple[float, float, float, float]

#: Systems that put a place less far apart than this say the same.
_APART_M = 50.0
#: How wide a zone is; a country may keep to one zone a little beyond it.
_ZONE_DEG = 3.0


def readings_of(
    way: tuple[str, ...],
    texts: Sequence[tuple[str, ...]],
    systems: Sequence[System],
    *,
    decimal: str,
    box: Box | None,
) -> tuple[Reading, ...]:
    """Return the systems and orders of coordinates that can be meant, the best first.

    Systems that put as many rows in the box stay in the order given, and the order of coordinates
    as it is headed goes before the other. Where the box is known, the zones of UTM about it are
    tried after those given, and if none of all these puts half of the rows there, whatever else is
    in use there: state planes, local grids.

    Parameters
    ----------
    way
        The fields of a place: latitude and longitude, easting and northing, or both in one.
    texts
        Of each row, one for each field.
    systems
        To try; longitude and latitude, if they are among them, are for degrees alone.
    decimal
        See `vidik.register.coordinates.metres`.
    box
        Where rows may lie; None: where each system is used.
    """
    if way == (EASTING, "northing"):
        points = _pairs(
            [(metres(x, decimal=decimal), metres(y, decimal=decimal)) for x, y in texts]
        )
        return _of_metres(points, systems, box) if len(points) else ()
    if box is None:
        return ()  # degrees are on the globe in either order
    if way[0] == LATITUDE:
        points = _pairs([(longitude(lon), latitude(lat)) for lat, lon in texts])
        swapped = _pairs([(longitude(lat), latitude(lon)) for lat, lon in texts])
    else:
        own = way[0] != "coordinates"
        points = _pairs([coded_place(text) or place(text, lon_first=own) for (text,) in texts])
        swapped = _pairs([place(text, lon_first=not own) for (text,) in texts])
    found = [
        Reading("EPSG:4326", "longitude and latitude", exchanged, _inside(these, box), len(texts))
        for exchanged, these in ((False, points), (True, swapped))
    ]
    return tuple(sorted(found, key=lambda reading: -reading.inside))


def _of_metres(
    points: NDArray[np.float64], systems: Sequence[System], box: Box | None
) -> tuple[Reading, ...]:
    tried = list(_tried(points, systems, box))
    if box is not None and 2 * max((one.inside for one, _ in tried), default=0) < len(points):
        known = {reading.crs for reading, _ in tried}
        others = [system for system in _used_in(box) if system.crs not in known]
        found = _tried(points, others, box)
        tried += [(replace(reading, usual=False), there) for reading, there in found]
    tried.sort(key=lambda one: -one[0].inside)
    readings = [reading for reading, _ in tried]
    if box is not None and tried:
        readings[0] = replace(readings[0], rival=_rival(tried))
    return tuple(readings)


def _rival(tried: Sequence[tuple[Reading, NDArray[np.float64]]]) -> str:
    """Return the name of a system that puts as many rows there as the first, but elsewhere."""
    best, places = tried[0]
    for reading, there in tried[1:]:
        if not reading.inside or reading.inside < best.inside:
            break
        # a degree of latitude is 111 km; one of longitude is less, and so is then what differs
        apart = np.abs(there - places).max(axis=1) * 111_000.0
        if reading.exchanged == best.exchanged and np.median(apart) > _APART_M:
            return f"{reading.name} ({reading.crs})"
    return ""


def _tried(
    points: NDArray[np.float64], systems: Sequence[System], box: Box | None
) -> Iterator[tuple[Reading, NDArray[np.float64]]]:
    """Yield how many points each system puts where they may be, in either order, and all of them.

    Nothing comes of systems that are not in use there, or have no exact way to the globe.
    """
    zones = () if box is None else _utm_about(box)
    known = {system.crs for system in systems}
    for system in (*systems, *(zone for zone in zones if zone.crs not in known)):
        turned = _turn(system.crs)
        if turned is None:
            continue
        turn, area = turned
        if box is not None and not _may_be_used(box, area):
            continue
        for exchanged in (False, True):
            own = points[:, ::-1] if exchanged else points
            there = np.column_stack(turn.transform(own[:, 0], own[:, 1]))
            inside = _inside(there, box or area)
            yield Reading(system.crs, system.name, exchanged, inside, len(points)), there


def _may_be_used(box: Box, area: Box) -> bool:
    """Return whether a city lies where a system is used, or in the zone beside it."""
    west, south, east, north = area
    beside = west - _ZONE_DEG <= box[2] and box[0] <= east + _ZONE_DEG
    return beside and south <= box[3] and box[1] <= north


def _utm_about(box: Box) -> tuple[System, ...]:
    """Return the zone of UTM that the middle of a box lies in, and those beside it."""
    zone = int(((box[0] + box[2]) / 2 + 180.0) // 6.0) % 60
    north = box[1] + box[3] >= 0.0
    numbers = [(zone + step) % 60 + 1 for step in (0, 1, -1)]
    return tuple(
        System(f"EPSG:{(32600 if north else 32700) + n}", f"UTM zone {n}{'N' if north else 'S'}")
        for n in numbers
    )


@lru_cache(maxsize=8)
def _used_in(box: Box) -> tuple[System, ...]:
    """Return all systems of metres or feet that PROJ knows to be in use there, the local first."""
    found = query_crs_info(
        auth_name="EPSG", pj_types=PJType.PROJECTED_CRS, area_of_interest=AreaOfInterest(*box)
    )

    def size(info: CRSInfo) -> float:
        area = info.area_of_use
        return 0.0 if area is None else (area.east - area.west) * (area.north - area.south)

    return tuple(System(f"EPSG:{info.code}", info.name) for info in sorted(found, key=size))


def _pairs(read: Sequence[object]) -> NDArray[np.float64]:
    """Return the pairs of which both halves were understood."""
    sound = [
        pair
        for pair in read
        if isinstance(pair, tuple) and not any(isinstance(half, Unread) for half in pair)
    ]
    return np.array(sound, dtype=np.float64).reshape(-1, 2)


@lru_cache(maxsize=512)
def _turn(crs: str) -> tuple[Transformer, Box] | None:
    """Return the way from a system to longitude and latitude, and the box in which it is used.

    None of systems that are in degrees, or whose way is known to some hundred metres only.
    """
    system = CRS(crs)
    if system.is_geographic:
        return None
    try:
        turn = Transformer.from_crs(
            system, CRS.from_epsg(4326), always_xy=True, allow_ballpark=False
        )
    except ProjError:
        return None
    area = system.area_of_use
    return turn, (-180.0, -90.0, 180.0, 90.0) if area is None else area.bounds


def _inside(points: NDArray[np.float64], box: Box) -> int:
    return int(((points >= box[:2]) & (points <= box[2:])).all(axis=1).sum())
