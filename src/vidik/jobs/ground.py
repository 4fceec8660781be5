"""Ground: where sources counted, and the districts that figures are told by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from vidik.errors import InputError
from vidik.jobs.parts import parts_of
from vidik.model.frame import LocalFrame
from vidik.model.rejection import Rejection
from vidik.outside.reading import read_extract
from vidik.register.metres import in_metres
from vidik.register.outlines import polygonal

__all__ = ["ELSEWHERE", "OUTSIDE", "Ground", "districts_of", "ground"]

#: What lies in the area and in no district; and what lies outside the area.
ELSEWHERE, OUTSIDE = "in no district", "outside the area"


@dataclass(frozen=True, eq=False)
class Ground:
    """Where sources counted.

    Parameters
    ----------
    area
        Longitude and latitude.
    districts
        As far as they lie in the area, by name; empty: it is one.
    rejected
        What was not understood of the files.
    """

    area: Polygon | MultiPolygon
    districts: Mapping[str, Polygon | MultiPolygon]
    rejected: tuple[Rejection, ...] = ()

    @property
    def frame(self) -> LocalFrame:
        """A metric frame about the middle of the area."""
        west, south, east, north = self.area.bounds
        return LocalFrame(round((west + east) / 2, 3), round((south + north) / 2, 3))

    def strata(self, places: NDArray[np.float64]) -> list[str]:
        """Return the district of each place; empty if the area is one.

        Parameters
        ----------
        places
            Shape (n, 2): longitude and latitude.
        """
        shapely.prepare(self.area)
        inside = shapely.intersects_xy(self.area, *places.reshape(-1, 2).T)
        names = districts_of(places, self.districts) if self.districts else [""] * len(inside)
        return [name if yes else OUTSIDE for name, yes in zip(names, inside.tolist(), strict=True)]

    def in_metres(self) -> tuple[Polygon | MultiPolygon, dict[str, Polygon | MultiPolygon]]:
        """Return the area, and the districts by name, in the metres of its frame.

        Raises
        ------
        InputError
            If the area is too large for one frame.
        """
        shapes, far = in_metres([self.area, *self.districts.values()], self.frame)
        if far.any():
            raise InputError("an area as large as a quarter of the globe")
        sound = [polygonal(shapely.make_valid(one)) for one in shapes]
        whole, *parts = [one if one is not None else Polygon() for one in sound]
        return whole, dict(zip(self.districts, parts, strict=True))


def districts_of(
    places: NDArray[np.float64], districts: Mapping[str, Polygon | MultiPolygon]
) -> list[str]:
    """Return the district of each place; `ELSEWHERE` of one in none, the first of one in several.

    Parameters
    ----------
    places
        Shape (n, 2): longitude and latitude.
    districts
        By name.
    """
    names = sorted(districts)
    tree = shapely.STRtree([districts[name] for name in names])
    which, district = tree.query(shapely.points(places.reshape(-1, 2)), predicate="intersects")
    found = [len(names)] * len(places)
    for place, number in zip(which.tolist(), district.tolist(), strict=True):
        found[place] = min(found[place], number)
    return [[*names, ELSEWHERE][number] for number in found]


def ground(area: Path, *, districts: Path | None = None, name: str | None = None) -> Ground:
    """Return where sources counted.

    Parameters
    ----------
    area
        A file of the areas in which they looked for every camera.
    districts, name
        As of `vidik.jobs.parts.parts_of`; None: the area is one.

    Raises
    ------
    InputError
        If a file cannot be read, or has no area.
    """
    extract = read_extract(area, source="area")
    shapes, rejected = [], list(extract.rejected)
    for one in extract.features:
        kind = one.geometry.geom_type
        if kind in ("Polygon", "MultiPolygon"):
            shapes.append(one.geometry)
        else:
            reason = "An area is a polygon."
            rejected.append(Rejection("area", one.id, "geometry", kind, reason))
    if not shapes:
        raise InputError("no area in it", file=area, hint="polygons that all sources counted")
    whole = polygonal(shapely.union_all(shapes))
    assert whole is not None
    parts, bad = ((), ()) if districts is None else parts_of(districts, name)
    inside = {one.name: polygonal(shapely.intersection(one.area, whole)) for one in parts}
    cut = {key: part for key, part in inside.items() if part is not None}
    if districts is not None and not cut:
        raise InputError("no district meets the area", file=districts, value=str(area))
    return Ground(whole, cut, (*rejected, *bad))
