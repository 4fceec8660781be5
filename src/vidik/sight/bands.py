"""Bands: views cut into classes of probability, as polygons for maps and downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.bands import BANDS, SURE
from vidik.model.views import Views
from vidik.sight import kernels
from vidik.sight.chords import polygonal
from vidik.sight.handed import aimed
from vidik.sight.kernels.aims import Aimed

__all__ = ["CHORD_M", "band_polygons", "seen_polygons"]

#: Arcs become chords that stray no farther than this from the circle, metres.
CHORD_M = 0.1

# Slivers smaller than this are rounding, not view, square metres.
_SLIVER_M2 = 1e-4

# Cameras a thread takes at a time.
_CHUNK = 8


def band_polygons(
    views: Views,
    *,
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> list[tuple[int, int, int, Geometry]]:
    """Return where each camera sees at each level with which class of probability.

    Parameters
    ----------
    views
        Of the city.
    threads
        How many cameras are worked on at once; the result does not depend on it.
    advance
        Called with the number of cameras finished since the last call.

    Returns
    -------
    list
        Camera, level, band (`vidik.model.bands`) and (multi)polygon in metres of the city's frame;
        the bands of one camera and level share nothing but what chords round off. Ordered.
    """
    label = np.arange(views.aims.levels * len(BANDS)).reshape(-1, len(BANDS))
    return [
        (camera, *divmod(one, len(BANDS)), shape)
        for camera, one, shape in _patches(views, label, threads, advance)
    ]


def seen_polygons(
    views: Views, levels: Sequence[int], *, certain: bool = False, threads: int = 1
) -> NDArray[np.object_]:
    """Return all that each camera may see at each level, as (multi)polygons, shape (l, n).

    Parameters
    ----------
    views
        Of n cameras.
    levels
        Columns of their reaches, l in number. What takes time is done once for all.
    certain
        Only what it sees for certain.
    threads
        How many cameras are worked on at once; the result does not depend on it.

    Returns
    -------
    NDArray
        In metres of the city's frame; all bands together, or the last one alone.
    """
    label = np.full((views.aims.levels, len(BANDS)), -1)
    for row, level in enumerate(levels):
        label[level, -1 if certain else slice(None)] = row
    made = np.full((len(levels), len(views)), shapely.Polygon(), dtype=np.object_)
    for camera, row, shape in _patches(views, label, threads, None):
        made[row, camera] = shape
    return made


def _patches(
    views: Views,
    label: NDArray[np.int64],
    threads: int,
    advance: Callable[[int], None] | None,
) -> list[tuple[int, int, Geometry]]:
    """Return camera, label and shape of all that is seen with a label, ordered."""
    aims = aimed(views.aims)

    def solve(first: int) -> list[tuple[int, int, Geometry]]:
        cameras = range(first, min(first + _CHUNK, len(views)))
        made = [
            (camera, one, shape)
            for camera in cameras
            for one, shape in _shapes(*_rings(views, aims, camera, label), views.origin[camera])
        ]
        if advance is not None:
            advance(len(cameras))
        return made

    with ThreadPoolExecutor(max_workers=threads) as pool:
        parts = pool.map(solve, range(0, len(views), _CHUNK))
        return [one for part in parts for one in part]


def _rings(
    views: Views, aims: Aimed, camera: int, label: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the outlines of what a camera sees, as `vidik.sight.kernels.patches` does."""
    own = slice(views.first[camera], views.first[camera + 1])
    edges = slice(views.starts[own.start], views.starts[own.stop])
    return kernels.patches(
        views.edges[edges],
        views.arc[edges],
        np.repeat(np.arange(len(views.reach[own])), np.diff(views.starts)[own]),
        views.reach[own],
        views.stances[camera] - own.start,
        aims,
        camera,
        np.array(BANDS),
        SURE,
        label,
        CHORD_M,
        _SLIVER_M2,
    )


def _shapes(
    label: NDArray[np.int64],
    hole: NDArray[np.int64],
    size: NDArray[np.int64],
    corners: NDArray[np.float64],
    origin: NDArray[np.float64],
) -> Iterator[tuple[int, Geometry]]:
    """Yield label and (multi)polygon of outlines."""
    if not len(label):
        return
    rings = shapely.linearrings(corners + origin, indices=np.repeat(np.arange(len(size)), size))
    shell = np.flatnonzero(hole == -1)
    shapes = shapely.polygons(rings[shell])
    for i in np.unique(hole[hole >= 0]).tolist():
        shapes[np.searchsorted(shell, i)] = shapely.polygons(rings[i], rings[hole == i])
    first = np.concatenate([[0], np.flatnonzero(np.diff(label[shell])) + 1, [len(shell)]]).tolist()
    for a, b in pairwise(first):
        shape = shapes[a] if b == a + 1 else shapely.multipolygons(shapes[a:b])
        if not shape.is_valid:
            # a chord may cross a wall that comes near to its arc
            shape = polygonal(shapely.make_valid(shape), least_m2=_SLIVER_M2)
        if not shape.is_empty:
            yield int(label[shell[a]]), shape
