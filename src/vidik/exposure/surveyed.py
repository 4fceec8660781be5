"""How much street and public ground somebody looked at for cameras, by year of the last look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, Polygon

from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.polygons import Polygons
from vidik.model.public_space import PublicSpace
from vidik.model.streets import Streets
from vidik.model.survey import Survey
from vidik.model.surveyed import LastLook, Surveyed

__all__ = ["last_looks", "looked_lengths", "surveyed"]

# Unions of `PublicSpace` up to this one: the ground at the expected widths of streets.
_EXPECTED = 1


def last_looks(surveys: Sequence[Survey], frame: LocalFrame) -> list[tuple[int, Geometry]]:
    """Return for each year, from the newest, the area that was last looked at in it.

    Parameters
    ----------
    surveys
        Of the city; they may overlap.
    frame
        Of the city.

    Returns
    -------
    list
        Year and (multi)polygon in metres; no two of them overlap.
    """
    made: list[tuple[int, Geometry]] = []
    later: Geometry = Polygon()
    for year in sorted({survey.surveyed_on.year for survey in surveys}, reverse=True):
        areas = [
            shapely.make_valid(shapely.transform(survey.area, frame.to_metres))
            for survey in surveys
            if survey.surveyed_on.year == year
        ]
        area = shapely.union_all(areas)
        made.append((year, shapely.difference(area, later)))
        later = shapely.union(later, area)
    return made


def surveyed(
    surveys: Sequence[Survey],
    frame: LocalFrame,
    *,
    streets: Streets,
    space: PublicSpace,
    footprints: Footprints,
) -> Surveyed:
    """Return how much of the public streets and the public ground was looked at, and when last.

    Parameters
    ----------
    surveys
        Of the city.
    frame
        Of the city.
    streets
        Public streets; their length is the one denominator.
    space
        Public space; its open ground at the expected widths of streets is the other.
    footprints
        What stands on it is not open.
    """
    if not surveys:
        return Surveyed()
    kept = np.flatnonzero(space.union <= _EXPECTED)
    ground = Polygons(space.polygon_offsets, space.ring_offsets, space.vertices).take(kept)
    places, open_m2 = shapely.STRtree(ground.shapes()), space.open_m2[kept]
    lines = shapely.STRtree(
        shapely.from_ragged_array(
            shapely.GeometryType.LINESTRING, streets.vertices, (streets.offsets,)
        )
    )
    houses = shapely.STRtree(
        Polygons(footprints.polygon_offsets, footprints.ring_offsets, footprints.vertices).shapes()
    )
    return Surveyed(
        surveys=len(surveys),
        looks=tuple(
            LastLook(year, _length(lines, area), _open(places, open_m2, houses, area))
            for year, area in last_looks(surveys, frame)
        ),
    )


def looked_lengths(
    surveys: Sequence[Survey], frame: LocalFrame, streets: Streets
) -> NDArray[np.float64]:
    """Return the metres of each piece of street along which somebody looked, in whatever year.

    Parameters
    ----------
    surveys
        Of the city.
    frame
        Of the city.
    streets
        The n pieces.

    Returns
    -------
    ndarray
        Shape (n,).
    """
    found = np.zeros(len(streets))
    if not len(streets):
        return found
    lines = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, streets.vertices, (streets.offsets,)
    )
    tree = shapely.STRtree(lines)
    for _year, area in last_looks(surveys, frame):
        near = tree.query(area, predicate="intersects")
        found[near] += shapely.length(shapely.intersection(lines[near], area))
    return found


def _length(lines: shapely.STRtree, area: Geometry) -> float:
    """Return the metres of lines in an area."""
    near = np.sort(lines.query(area, predicate="intersects"))
    return float(shapely.length(shapely.intersection(lines.geometries[near], area)).sum())


def _open(
    places: shapely.STRtree,
    open_m2: np.ndarray[tuple[int], np.dtype[np.float64]],
    houses: shapely.STRtree,
    area: Geometry,
) -> float:
    """Return the open square metres of places in an area; only those on its edge are cut."""
    shapely.prepare(area)
    near = np.sort(places.query(area, predicate="intersects"))
    whole = shapely.covers(area, places.geometries[near])
    cut = shapely.intersection(places.geometries[near[~whole]], area)
    part, house = houses.query(cut, predicate="intersects")
    left = shapely.area(cut)
    for one in np.unique(part).tolist():
        built = shapely.union_all(houses.geometries[house[part == one]])
        left[one] = shapely.area(shapely.difference(cut[one], built))
    return float(open_m2[near[whole]].sum() + left.sum())
