"""Overlap: how much ground one, two and more cameras watch."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from vidik.jobs.observe import on_ground
from vidik.library.result import Result, column_of, joined
from vidik.library.views import CameraViews
from vidik.model.regions import Regions
from vidik.outside.frames import geodataframe
from vidik.register.streets import boundary_in_metres
from vidik.report.layout import DEFAULT_LEVEL
from vidik.sight.bands import seen_polygons
from vidik.sight.cut import least, most
from vidik.sight.depth_classes import CLASSES, DepthShape, depth_classes
from vidik.sight.overlap import overlap as overlap_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from matplotlib.axes import Axes

    from vidik.library.widget import MapWidget

__all__ = ["Overlap", "overlap"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Overlap(Result):
    """Ground inside the boundary that so many cameras watch; made by `overlap`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    certain_m2, possible_m2
        By level; entry k − 1: square metres that at least k cameras see for certain, or may see.
    views
        Of the cameras.
    """

    certain_m2: Mapping[str, tuple[float, ...]]
    possible_m2: Mapping[str, tuple[float, ...]]
    views: CameraViews

    def to_geodataframe(
        self, *, level: str = DEFAULT_LEVEL, certain: bool = False, crs: object = "EPSG:4326"
    ) -> GeoDataFrame:
        """Return where one, two, 3–4, 5–8, and 9 or more cameras watch.

        Parameters
        ----------
        level
            Key of the level of detail.
        certain
            Cameras that see it for certain; else all that may see it.
        crs
            The coordinate system to give it in: anything that pyproj understands.

        Returns
        -------
        geopandas.GeoDataFrame
            A row for each class in each square of 256 m: ``cameras_from``, ``cameras_to`` (missing
            for no bound). For a map; areas are exact in `certain_m2` and `possible_m2`.
        """
        found = self.classes(level=level, certain=certain)
        upper = {a: b - 1 for a, b in pairwise(CLASSES)}
        columns: dict[str, Sequence[object]] = {
            "level": [level] * len(found),
            "certain": [certain] * len(found),
            "cameras_from": [one.depth for one in found],
            "cameras_to": [upper.get(one.depth) for one in found],
        }
        return geodataframe(columns, [one.shape for one in found], self._attrs(), crs=crs)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        level: str = DEFAULT_LEVEL,
        certain: bool = False,
        dark: bool = False,
    ) -> Axes:
        """Draw by how many cameras the ground is watched.

        Parameters
        ----------
        ax
            Where to draw; None: a new figure.
        level
            Key of the level of detail.
        certain
            Cameras that see it for certain; else all that may see it.
        dark
            Light on dark, for the night.

        Returns
        -------
        matplotlib.axes.Axes
            In metres of the place, with legend, sources and date.
        """
        from vidik.library.plots import plot_overlap

        return plot_overlap(self, ax=ax, level=level, certain=certain, dark=dark)

    def explore(
        self, *, level: str = DEFAULT_LEVEL, certain: bool = False, dark: bool | None = None
    ) -> MapWidget:
        """Show by how many cameras the ground is watched on a map to move about in.

        Parameters
        ----------
        level
            Key of the level of detail.
        certain
            Cameras that see it for certain; else all that may see it.
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
        from vidik.library.widget import explore_overlap

        return explore_overlap(self, level=level, certain=certain, dark=dark)

    def classes(self, *, level: str, certain: bool = False) -> Sequence[DepthShape]:
        """Return where one, two, 3–4, 5–8, and 9 or more cameras watch, in squares of 256 m.

        Parameters
        ----------
        level
            Key of the level of detail.
        certain
            Cameras that see it for certain; else all that may see it.

        Returns
        -------
        Sequence of DepthShape
            In longitude and latitude, cut by the boundary.
        """
        seen, threads = self.views, os.cpu_count() or 1
        column = column_of(level, seen.levels)
        shapes = seen_polygons(seen.views, [column], certain=certain, threads=threads)[0]
        found = list(depth_classes(shapes, np.arange(len(shapes)), threads=threads))
        ground = on_ground([one.shape for one in found], seen.place)
        return [
            replace(one, shape=shape)
            for one, shape in zip(found, ground, strict=True)
            if not shape.is_empty
        ]

    def _facts(self) -> str:
        level = DEFAULT_LEVEL if DEFAULT_LEVEL in self.possible_m2 else next(iter(self.possible_m2))
        by = self.possible_m2[level]
        once, twice = (by[k] if len(by) > k else 0.0 for k in (0, 1))
        return (
            f"{once / 10_000:,.1f} ha may be seen by {self.whose} at level {level}, "
            f"{twice / 10_000:,.1f} ha by two or more of them"
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        rows = [
            (level, depth + 1, *(by[depth] if depth < len(by) else 0.0 for by in both))
            for level in self.possible_m2
            for both in [(self.certain_m2[level], self.possible_m2[level])]
            for depth in range(max(map(len, both)))
        ]
        names = ("level", "cameras", "certain_m2", "possible_m2")
        return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def overlap(views: CameraViews, *, level: str | None = None, threads: int | None = None) -> Overlap:
    """Return how much ground inside the boundary one, two and more cameras watch.

    Parameters
    ----------
    views
        Of the cameras that count.
    level
        Key of one level; None: all.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.

    Returns
    -------
    Overlap
        Exact areas by level, all by *mapped* cameras; `vidik.coverage` has the same within public
        space.

    Raises
    ------
    InputError
        If there is no such level.
    """
    count = threads or os.cpu_count() or 1
    boundary = shapely.get_parts(boundary_in_metres(views.place))
    _, vertices, (rings, polygons) = shapely.to_ragged_array(boundary)
    inside = Regions.of_polygons(vertices, rings.astype(np.int64), polygons.astype(np.int64))

    def areas(regions: Regions) -> tuple[float, ...]:
        found = overlap_of(regions, places=inside, outside=False, threads=count)
        return tuple(np.maximum(found.area_m2, 0.0).tolist())

    columns = {
        key: column_of(key, views.levels) for key in (views.levels if level is None else (level,))
    }
    return Overlap(
        **joined(views),
        certain_m2={k: areas(least(views.views, i, threads=count)) for k, i in columns.items()},
        possible_m2={k: areas(most(views.views, i, threads=count)) for k, i in columns.items()},
        views=views,
    )
