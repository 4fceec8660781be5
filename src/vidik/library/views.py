"""Views: what cameras may see between buildings, and how sure that is."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely
from pydantic import ValidationError
from shapely import Geometry

from vidik.errors import InputError
from vidik.jobs.observe import on_ground
from vidik.jobs.place import left_out, split
from vidik.jobs.tiles import see_all, unheard
from vidik.library.buildings import Buildings
from vidik.library.cameras import Cameras, without_denied
from vidik.library.result import Mapped, Result, Shapes, column_of, joined
from vidik.model.bands import BANDS
from vidik.model.camera import Camera
from vidik.model.footprints import Footprints
from vidik.model.heights import Heights
from vidik.model.optics import Optics
from vidik.model.place import Place
from vidik.model.source import Source
from vidik.model.tiling import Tiling
from vidik.model.views import Views
from vidik.outside.cache import digest_of_file
from vidik.outside.frames import dataframe, geodataframe
from vidik.outside.tables import load_heights, load_optics
from vidik.outside.terrain import read_terrain
from vidik.outside.workers import Threads
from vidik.register.roofs import with_roofs
from vidik.report.layout import DEFAULT_LEVEL
from vidik.settings import Assumptions
from vidik.sight.answer import Sighting, who_could_see
from vidik.sight.bands import band_polygons
from vidik.sight.tiles import Sight

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from matplotlib.axes import Axes
    from pandas import DataFrame

    from vidik.library.widget import MapWidget

__all__ = ["Band", "CameraViews", "Sightings", "views"]

#: Camera, level, band and shape in longitude and latitude.
Band: TypeAlias = tuple[int, int, int, Geometry]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Sightings(Result):
    """Who could see a point, nearest first; made by `CameraViews.at`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    levels
        Keys of the levels, from the least to the most detail.
    sightings
        One for each camera.
    """

    levels: tuple[str, ...]
    sightings: tuple[Sighting, ...]

    def __len__(self) -> int:
        """Return the number of cameras."""
        return len(self.sightings)

    def _facts(self) -> str:
        nearest = f", the nearest in {self.sightings[0].distance_m:.0f} m" if len(self) else ""
        return f"{len(self):,} {self.whose} could see this point{nearest}"

    def _columns(self) -> Mapping[str, Sequence[object]]:
        return {
            "camera": [one.id for one in self.sightings],
            "distance_m": [one.distance_m for one in self.sightings],
            **{
                f"{level}_probability": [float(one.probability[k]) for one in self.sightings]
                for k, level in enumerate(self.levels)
            },
        }


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class CameraViews(Mapped):
    """What cameras may see; made by `views`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    place
        Whose metres they are in.
    cameras
        Those that watch an outside, in the order of `views`.
    views
        Exact, whatever the lens; direction and lens cut them smaller (`vidik.model.views.Aim`).
    optics
        Levels and lenses used.
    heights
        Heights and tilts assumed where nobody mapped them.
    on_wall
        Ids of cameras that hang on a wall, and so probably look outward.
    footprints
        The walls that they were computed among.
    at_homes
        Ids of cameras that are known to be those of private homes by more than their own tags.
    """

    place: Place
    cameras: tuple[Camera, ...]
    views: Views
    optics: Optics
    heights: Heights
    on_wall: frozenset[str]
    footprints: Footprints
    at_homes: frozenset[str] = frozenset()

    def __len__(self) -> int:
        """Return the number of cameras with a view."""
        return len(self.views)

    @property
    def levels(self) -> tuple[str, ...]:
        """Keys of the levels, from the least to the most detail."""
        return tuple(level.key for level in self.optics.levels)

    @property
    def synthetic(self) -> bool:
        """True if any camera was made up: say so wherever it is shown."""
        return super().synthetic or any(camera.synthetic for camera in self.cameras)

    def at(self, lon: float, lat: float) -> Sightings:
        """Return who could see a point, how well, and how surely.

        Parameters
        ----------
        lon, lat
            Degrees, EPSG:4326.

        Returns
        -------
        Sightings
            By camera, nearest first: the probability at each level that the point is in the
            picture, given all that nobody mapped.

        Raises
        ------
        InputError
            If the point lies outside the boundary, where no buildings were read.
        """
        if not shapely.intersects_xy(self.place.boundary, lon, lat):
            raise InputError(
                "the point lies outside the boundary of the place",
                value=(lon, lat),
                hint="longitude comes first",
            )
        ((x, y),) = self.place.frame.to_metres(np.array([[lon, lat]]))
        return Sightings(
            **joined(self),
            levels=self.levels,
            sightings=who_could_see(self.views, (float(x), float(y))),
        )

    def to_dataframe(self, *, level: str | None = None) -> DataFrame:
        """Return the classes of probability of each view as a DataFrame, without shapes.

        Parameters
        ----------
        level
            Key of one level; None: all.

        Returns
        -------
        pandas.DataFrame
            A row for each camera, level and class: ``probability_above``,
            ``probability_up_to``, and the ``area_m2`` in the boundary. Class 5 is certain
            (*least*); all classes together are what may be seen (*most*).
        """
        return dataframe(self._table(self.bands(level)), self._attrs())

    def to_geodataframe(
        self, *, level: str | None = None, crs: object = "EPSG:4326"
    ) -> GeoDataFrame:
        """Return where each camera may see, with which class of probability.

        Parameters
        ----------
        level
            Key of one level; None: all.
        crs
            The coordinate system to give it in: anything that pyproj understands.

        Returns
        -------
        geopandas.GeoDataFrame
            The rows of `to_dataframe`, each with its polygon, cut by the boundary. Arcs are chords
            that stray no farther than 10 cm.
        """
        chosen = self.bands(level)
        shapes = [shape for *_, shape in chosen]
        return geodataframe(self._table(chosen), shapes, self._attrs(), crs=crs)

    def plot(
        self, ax: Axes | None = None, *, level: str = DEFAULT_LEVEL, dark: bool = False
    ) -> Axes:
        """Draw what cameras may see: least solid, expected lighter, most hatched.

        Parameters
        ----------
        ax
            Where to draw; None: a new figure.
        level
            Key of the level of detail.
        dark
            Light on dark, for the night.

        Returns
        -------
        matplotlib.axes.Axes
            In metres of the place, with legend, sources and date.
        """
        from vidik.library.plots import plot_views

        column_of(level, self.levels)
        return plot_views(self, ax=ax, level=level, dark=dark)

    def explore(self, *, level: str | None = None, dark: bool | None = None) -> MapWidget:
        """Show what cameras may see on a map to move about in.

        Least is solid, expected lighter, most hatched. A click tells more.

        Parameters
        ----------
        level
            Key of one level; None: all, to choose among.
        dark
            Light on dark, for the night; None: as the reader's system is set.

        Returns
        -------
        MapWidget
            Shows itself in a notebook; ``.save("map.html")`` writes it as a file.

        Raises
        ------
        InputError
            If there is no such level.
        VidikError
            If it is too large: beyond 50 MB of shapes.
        """
        from vidik.library.widget import explore_views

        return explore_views(self, level=level, dark=dark)

    def bands(self, level: str | None = None) -> Sequence[Band]:
        """Return where each camera may see, by class of probability (`vidik.model.bands`).

        Parameters
        ----------
        level
            Key of one level; None: all.

        Returns
        -------
        Sequence
            Index of the camera, of the level, and of the class; and a (multi)polygon in longitude
            and latitude, cut by the boundary.
        """
        wanted = None if level is None else column_of(level, self.levels)
        return [one for one in self._bands if wanted is None or one[1] == wanted]

    @cached_property
    def _bands(self) -> tuple[Band, ...]:
        found = band_polygons(self.views, threads=os.cpu_count() or 1)
        ground = on_ground([shape for *_, shape in found], self.place)
        return tuple(
            (camera, level, band, shape)
            for (camera, level, band, _), shape in zip(found, ground, strict=True)
            if not shape.is_empty
        )

    def _table(self, bands: Sequence[Band]) -> Mapping[str, Sequence[object]]:
        bounds = (0.0, *(round(bound, 6) for bound in BANDS))
        shapes = np.array([*(shape for *_, shape in bands), None], dtype=object)[:-1]
        metres = shapely.transform(shapes, self.place.frame.to_metres)
        return {
            "camera": [self.views.ids[camera] for camera, *_ in bands],
            "level": [self.levels[level] for _, level, *_ in bands],
            "band": [band for _, _, band, _ in bands],
            "probability_above": [bounds[band] for _, _, band, _ in bands],
            "probability_up_to": [bounds[band + 1] for _, _, band, _ in bands],
            "area_m2": shapely.area(metres).tolist(),
            "synthetic": [self.cameras[camera].synthetic for camera, *_ in bands],
        }

    def _facts(self) -> str:
        hanging = len(self.on_wall)
        return f"views of {len(self):,} {self.whose}, {hanging:,} on walls"

    def _columns(self) -> Mapping[str, Sequence[object]]:
        return self._table(self._bands)

    def _shapes(self) -> Shapes:
        return np.array([*(shape for *_, shape in self._bands), None], dtype=object)[:-1]


def views(
    cameras: Cameras,
    buildings: Buildings,
    *,
    optics: str | os.PathLike[str] | Optics | None = None,
    heights: str | os.PathLike[str] | Heights | None = None,
    terrain: str | os.PathLike[str] | None = None,
    target_m: float | None = None,
    max_reach_m: float | None = None,
    wall_m: float | None = None,
    outward_share: float | None = None,
    threads: int | None = None,
) -> CameraViews:
    """Return what cameras may see between buildings.

    Where nobody mapped a direction, lens, tilt or height, a range with weights stands for it: so a
    view has a least (certain), an expected and a most (possible).

    Parameters
    ----------
    cameras
        Those that watch an inside have no view.
    buildings
        The walls; cameras outside their place are left out, and said to be in `rejected`.
    optics
        Table of levels and lenses: a TOML file like ``vidik/data/optics.toml``, or a value. None:
        the one that comes with Vidik.
    heights
        Table of heights and tilts, likewise.
    terrain
        Heights of the ground, a GeoTIFF in any coordinate system; None: the ground is level.
    target_m
        Height above ground of what is looked for, metres: 1.6 a face, 0 the ground. None: the
        table's.
    max_reach_m
        No view is computed beyond this distance, metres; None: the table's.
    wall_m
        A camera this close to a wall hangs on it, metres; None: Vidik's own assumption.
    outward_share
        How often a camera on a wall looks outward, 0 to 1; None: Vidik's own assumption.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.

    Returns
    -------
    CameraViews
        Exact views, to be drawn, asked (`CameraViews.at`) or summed up (`vidik.watched`,
        `vidik.coverage`, `vidik.overlap`).

    Raises
    ------
    InputError
        If a table cannot be used, or a value is out of range.

    Notes
    -----
    The first call on a machine compiles the loops, which takes minutes: `vidik warm` does it once.
    """
    place = buildings.place
    given = {
        "target_m": target_m,
        "max_reach_m": max_reach_m,
        "wall_m": wall_m,
        "outward_share": outward_share,
    }
    assumed = _checked({name: value for name, value in given.items() if value is not None})
    lenses = optics if isinstance(optics, Optics) else load_optics(_path(optics))
    if assumed.max_reach_m is not None:
        lenses = replace(lenses, max_reach_m=assumed.max_reach_m)
    table = heights if isinstance(heights, Heights) else load_heights(_path(heights))
    if assumed.target_m is not None:
        table = replace(table, target_m=assumed.target_m)
    inside, outside = split(without_denied(cameras.cameras, buildings.denied), place)
    outdoors = tuple(camera for camera in inside if not camera.indoor)
    ground = None
    if terrain is not None:
        ground = read_terrain(
            Path(terrain), place.boundary.bounds, place.frame, margin_m=lenses.max_reach_m
        )
    walls = with_roofs(buildings.footprints, table)
    found = see_all(
        Sight(lenses, table, ground, assumed.wall_m, assumed.outward_share),
        outdoors,
        walls,
        place.frame,
        tiling=Tiling(),
        workers=Threads(threads or os.cpu_count() or 1),
        advance=unheard,
    )
    about = joined(buildings, cameras)
    lost = {camera.location for camera in outside}
    return CameraViews(
        **{
            **about,
            "sources": (*about["sources"], *_source_of(terrain)),
            "rejected": (
                *(row for row in about["rejected"] if f"{row.source}:{row.id}" not in lost),
                *left_out(Counter(camera.source for camera in outside)),
            ),
            "assumptions": {
                **about["assumptions"],
                "optics": lenses.version,
                "heights": table.version,
                "target": f"{table.target_m:g} m",
                "reach": f"up to {lenses.max_reach_m:g} m",
                "wall": f"{assumed.wall_m:g} m",
                "outward": f"{assumed.outward_share:g}",
                "ground": "level" if terrain is None else Path(terrain).name,
            },
        },
        place=place,
        cameras=outdoors,
        views=found.views,
        optics=lenses,
        heights=table,
        on_wall=found.on_wall,
        footprints=walls,
    )


def _checked(given: Mapping[str, Any]) -> Assumptions:
    try:
        return Assumptions(**given)
    except ValidationError as fault:
        first = fault.errors()[0]
        raise InputError(
            str(first["msg"]), place=".".join(map(str, first["loc"])), value=first["input"]
        ) from fault


def _path(table: str | os.PathLike[str] | None) -> Path | None:
    return None if table is None else Path(table)


def _source_of(terrain: str | os.PathLike[str] | None) -> tuple[Source, ...]:
    """Return the ground as a source; on what terms it may be used nobody said."""
    if terrain is None:
        return ()
    path = Path(terrain)
    credit = f"{path.name} (nobody said on what terms)"
    digest = digest_of_file(path)
    return (Source("terrain", path.name, "geotiff", "unknown", credit, None, digest),)
