"""Place: what a city or country is about, by its city file and the data that its sources hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.model.camera import Camera
from vidik.model.place import Place
from vidik.model.rejection import Rejection
from vidik.outside.boundary import check_boundary_meets_data, read_boundary
from vidik.register.globe import swapped_inside
from vidik.settings import CitySettings

__all__ = [
    "Bounds", "check_extent", "left_out", "place_of", "refuse_empty", "refuse_swapped", "split",
]  # fmt: skip

#: West, south, east and north, degrees.
Bounds = tuple[float, float, float, float]


def place_of(settings: CitySettings, city_file: Path, bounds: Mapping[str, Bounds | None]) -> Place:
    """Return the place, its boundary from the city file or from the data.

    Parameters
    ----------
    settings
        The city file, read.
    city_file
        Its path.
    bounds
        Of what each source holds, by its key; None where that is nothing.

    Raises
    ------
    InputError
        If the sources hold nothing, or lie where no frame can be laid.
    SettingsError
        If the boundary and the data do not meet.
    """
    # a list of cameras bounds no city, least of all one with its coordinates swapped
    grounds = [one.key for one in settings.sources if set(one.gives) - {"cameras"}]
    known = [
        box for key, box in bounds.items() if box is not None and (key in grounds or not grounds)
    ]
    if not known:
        raise InputError("the sources hold nothing at all: the city is empty", file=city_file)
    west, south, east, north = (
        pick(values)
        for pick, values in zip((min, min, max, max), zip(*known, strict=True), strict=True)
    )
    boundary = read_boundary(settings.place.boundary, city_file=city_file)
    if boundary is None:
        check_extent((west, south, east, north), file=city_file)
        boundary = shapely.box(west, south, east, north)
    else:
        check_boundary_meets_data(boundary, (west, south, east, north), city_file=city_file)
    declared = settings.place
    return Place.about(declared.name, boundary, names=declared.names)


def check_extent(bounds: Bounds, *, file: object) -> None:
    """Refuse bounds of data that are the bounds of no place.

    Parameters
    ----------
    bounds
        Of the data.
    file
        For the message.

    Raises
    ------
    InputError
        If they reach over the antimeridian, or have no area.
    """
    west, south, east, north = bounds
    if east - west > 180.0:
        raise InputError(
            "the data lie on both sides of the antimeridian (180°), which Vidik cannot do",
            file=file,
            place="place.boundary",
            value=[west, south, east, north],
            hint="declare a boundary on one side of it, and build the two sides as two cities",
        )
    if east <= west or north <= south:
        raise InputError(
            "the data lie in a single point, so they bound no area",
            file=file,
            place="place.boundary",
            value=[west, south, east, north],
            hint="declare a boundary",
        )


def refuse_empty(place: Place, city_file: Path) -> None:
    """Refuse a place in which there is no camera, building or street."""
    raise InputError(
        "no camera, building or street of the sources lies in the boundary: the city is empty",
        file=city_file,
        place="place.boundary",
        value=[round(v, 5) for v in place.boundary.bounds],
    )


def split(found: Sequence[Camera], place: Place) -> tuple[tuple[Camera, ...], tuple[Camera, ...]]:
    """Return the cameras inside the boundary and those outside it.

    Parameters
    ----------
    found
        Any, in order.
    place
        Whose boundary decides.
    """
    shapely.prepare(place.boundary)
    hits = shapely.intersects_xy(place.boundary, [c.lon for c in found], [c.lat for c in found])
    marked = list(zip(found, hits, strict=True))
    return tuple(c for c, hit in marked if hit), tuple(c for c, hit in marked if not hit)


def left_out(counts: Mapping[str, int]) -> tuple[Rejection, ...]:
    """Return one row per source for the cameras outside the boundary.

    They were never judged by the rules of publication, so neither their ids nor their places may
    be listed.

    Parameters
    ----------
    counts
        How many there are, by key of the source.
    """
    return tuple(
        Rejection(
            source=source,
            id="*",
            field="*",
            value=f"{count} cameras",
            reason="They stand outside the boundary of this observatory.",
        )
        for source, count in sorted(counts.items())
    )


def refuse_swapped(
    path: Path, points: NDArray[np.float64], first: tuple[str, float, float], place: Place
) -> None:
    """Refuse a source whose cameras all lie elsewhere, but inside with their numbers swapped.

    Parameters
    ----------
    path
        Of its file.
    points
        Shape (n, 2): longitude and latitude of its cameras.
    first
        Id, longitude and latitude of the first of them.
    place
        Where they should lie.

    Raises
    ------
    InputError
        Naming that first one.
    """
    swapped = swapped_inside(points, place.boundary)
    if 2 * swapped >= max(len(points), 1):
        camera, *lonlat = first
        raise InputError(
            f"none of its {len(points)} cameras lies in the boundary, "
            f"but {swapped} would with longitude and latitude swapped",
            file=path,
            place=camera.partition(":")[2],
            value=lonlat,
            hint="in GeoJSON longitude comes first",
        )
