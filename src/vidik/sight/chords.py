"""Regions as polygons, arcs as chords, for maps and downloads."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, Polygon

from vidik.model.regions import Regions

__all__ = ["CHORD_M", "polygons"]

#: Arcs become chords that stray no farther than this from the circle, metres.
CHORD_M = 0.02


def polygons(regions: Regions, *, chord_m: float = CHORD_M) -> NDArray[np.object_]:
    """Return each region as a valid (multi)polygon in the city's frame, shape (m,).

    Parameters
    ----------
    regions
        Any.
    chord_m
        How far a chord may stray from its arc, metres.
    """
    made: list[Geometry] = []
    for i in range(len(regions)):
        outer: list[Geometry] = []
        holes: list[Geometry] = []
        for ring in range(regions.offsets[i], regions.offsets[i + 1]):
            part = slice(regions.ring_offsets[ring], regions.ring_offsets[ring + 1])
            points = _ring(regions.edges[part], chord_m)
            if len(points) < 3:
                continue  # it bounds nothing
            shape = Polygon(points)
            (outer if shapely.is_ccw(shape.exterior) else holes).append(
                shape if shape.is_valid else shapely.make_valid(shape)
            )
        shape = outer[0] if len(outer) == 1 else shapely.union_all(outer)
        made.append(shapely.difference(shape, shapely.union_all(holes)) if holes else shape)
    return np.array(made, dtype=np.object_)


def _ring(edges: NDArray[np.float64], chord_m: float) -> NDArray[np.float64]:
    """Return the corners of a ring, and points on its arcs, shape (n, 2)."""
    found: list[tuple[float, float]] = []
    for ax, ay, bx, by, cx, cy, turn in edges.tolist():
        found.append((ax, ay))
        r = abs(turn)
        if r > chord_m:
            ux, uy, vx, vy = ax - cx, ay - cy, bx - cx, by - cy
            angle = math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)
            pieces = math.ceil(abs(angle) / (2.0 * math.acos(1.0 - chord_m / r)))
            for k in range(1, pieces):
                s, c = math.sin(angle * k / pieces), math.cos(angle * k / pieces)
                found.append((cx + c * ux - s * uy, cy + s * ux + c * uy))
    return np.array(found).reshape(-1, 2)
