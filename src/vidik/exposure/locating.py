"""Locating: at which place of the walking network each home stands."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model.doorsteps import Doorsteps
from vidik.model.footprints import Footprints
from vidik.model.polygons import Polygons
from vidik.model.walk_network import WalkNetwork

__all__ = ["homes_at", "middles"]


def homes_at(
    network: WalkNetwork,
    places: NDArray[np.float64],
    weight: NDArray[np.float64],
    *,
    reach_m: float,
) -> tuple[Doorsteps, NDArray[np.int64]]:
    """Return homes at the nearest place of the network.

    Parameters
    ----------
    network
        The ways; those under the ground are no place for a home.
    places
        Shape (h, 2): where homes stand, metres.
    weight
        Shape (h,): how much each counts.
    reach_m
        How far from the network a home may stand, metres.

    Returns
    -------
    homes
        Those that stand near enough.
    kept
        Their numbers.
    """
    lines = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, network.ways.vertices, (network.ways.offsets,)
    )
    open_air = np.flatnonzero(~network.covered)
    points = shapely.points(places)
    tree = shapely.STRtree(lines[open_air])
    home, near = tree.query_nearest(points, max_distance=reach_m, all_matches=True)
    # where two edges are as near, at a crossing, the first one
    order = np.lexsort((near, home))
    kept, first = np.unique(home[order], return_index=True)
    edge = open_air[near[order][first]]
    along = np.rint(1000.0 * shapely.line_locate_point(lines[edge], points[kept]))
    offset = np.minimum(along.astype(np.int64), network.length_mm[edge])
    return Doorsteps(edge=edge, offset_mm=offset, weight=weight[kept]), kept


def middles(footprints: Footprints) -> NDArray[np.float64]:
    """Return the middle of each building's outline, shape (n, 2), metres.

    Parameters
    ----------
    footprints
        The buildings; of one of several parts the first counts.
    """
    outlines = Polygons(footprints.polygon_offsets, footprints.ring_offsets, footprints.vertices)
    first = np.unique(footprints.owner, return_index=True)[1]
    middle = shapely.centroid(np.array(outlines.shapes())[first])
    return np.asarray(shapely.get_coordinates(middle))
