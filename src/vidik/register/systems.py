"""Which coordinate system a list is in: the one that puts most of its rows where they may be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from vidik.model.list_words import System
from vidik.model.mapping import EASTING, LATITUDE, Reading
from vidik.register.coordinates import latitude, longitude, metres, place
from vidik.register.tags import Unread

__all__ = ["Box", "readings_of"]

#: West, south, east, north, in degrees.
Box = tuple[float, float, float, float]


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
    as it is headed goes before the other.

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
        tried = [system for system in systems if not CRS(system.crs).is_geographic]
    else:
        if box is None:
            return ()  # degrees are on the globe in either order
        if way[0] == LATITUDE:
            points = _pairs([(longitude(lon), latitude(lat)) for lat, lon in texts])
            swapped = _pairs([(longitude(lat), latitude(lon)) for lat, lon in texts])
        else:
            own = way[0] != "coordinates"
            points = _pairs([place(text, lon_first=own) for (text,) in texts])
            swapped = _pairs([place(text, lon_first=not own) for (text,) in texts])
        found = [
            Reading(
                "EPSG:4326", "longitude and latitude", exchanged, _inside(these, box), len(texts)
            )
            for exchanged, these in ((False, points), (True, swapped))
        ]
        return tuple(sorted(found, key=lambda reading: -reading.inside))
    if not len(points):
        return ()
    found = []
    for system in tried:
        for exchanged in (False, True):
            there, area = _turned(points[:, ::-1] if exchanged else points, system.crs)
            inside = _inside(there, box or area)
            found.append(Reading(system.crs, system.name, exchanged, inside, len(points)))
    return tuple(sorted(found, key=lambda reading: -reading.inside))


def _pairs(read: Sequence[object]) -> NDArray[np.float64]:
    """Return the pairs of which both halves were understood."""
    sound = [
        pair
        for pair in read
        if isinstance(pair, tuple) and not any(isinstance(half, Unread) for half in pair)
    ]
    return np.array(sound, dtype=np.float64).reshape(-1, 2)


def _turned(points: NDArray[np.float64], crs: str) -> tuple[NDArray[np.float64], Box]:
    """Return points in longitude and latitude, and the box in which their system is used."""
    system = CRS(crs)
    turn = Transformer.from_crs(system, CRS.from_epsg(4326), always_xy=True)
    area = system.area_of_use
    box = (-180.0, -90.0, 180.0, 90.0) if area is None else area.bounds
    return np.column_stack(turn.transform(points[:, 0], points[:, 1])), box


def _inside(points: NDArray[np.float64], box: Box) -> int:
    return int(((points >= box[:2]) & (points <= box[2:])).all(axis=1).sum())
