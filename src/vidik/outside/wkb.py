"""Areas in well-known binary, taken apart into arrays without a shape for each."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vidik.model.polygons import Polygons
from vidik.outside import kernels

__all__ = ["areas_of_bytes", "areas_of_wkb"]

_BINARY = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)


def areas_of_wkb(column: pa.Array) -> tuple[Polygons, NDArray[np.int64]]:
    """Return the areas among the values of a column, read where they lie.

    Parameters
    ----------
    column
        Of n binary values.

    Returns
    -------
    polygons
        As they stand, x and y; what a point has beyond that is dropped.
    counts
        Shape (n,): how many of the polygons are each value's; 0 where it is missing, no polygon or
        multipolygon, or not one that can be read without doubt.
    """
    n = len(column)
    if not any(is_kind(column.type) for is_kind in _BINARY):
        return Polygons.empty(), np.zeros(n, dtype=np.int64)
    column = column.cast(pa.large_binary())
    _, offsets, data = column.buffers()
    if not n or data is None:
        return Polygons.empty(), np.zeros(n, dtype=np.int64)
    limits = np.frombuffer(offsets, dtype=np.int64, count=n + 1, offset=8 * column.offset)
    ends = np.where(column.is_valid().to_numpy(zero_copy_only=False), limits[1:], limits[:-1])
    return areas_of_bytes(np.frombuffer(data, dtype=np.uint8), limits[:-1], ends)


def areas_of_bytes(
    data: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[Polygons, NDArray[np.int64]]:
    """Return the same as `areas_of_wkb` of values that lie at these places of the data."""
    counts = np.empty((len(begins), 3), dtype=np.int64)
    kernels.measure_areas(data, begins, ends, counts)
    polygons, rings, vertices = counts.sum(axis=0).tolist()
    polygon_offsets = np.zeros(polygons + 1, dtype=np.int64)
    ring_offsets = np.zeros(rings + 1, dtype=np.int64)
    bits = np.empty((vertices, 2), dtype=np.uint64)
    kernels.copy_areas(data, begins, counts, polygon_offsets, ring_offsets, bits)
    return Polygons(polygon_offsets, ring_offsets, bits.view(np.float64)), counts[:, 0]
