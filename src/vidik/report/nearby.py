"""The street that a camera stands at, so that pages of cameras can be told apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from vidik.model.published import Published

__all__ = ["NEAR_M", "streets_nearby"]

#: Beyond this distance, metres, a street is no longer where a camera stands.
NEAR_M = 40.0


def streets_nearby(published: Published) -> Mapping[str, str]:
    """Return the name of the nearest street with a name, for every camera that has one near.

    Parameters
    ----------
    published
        The city; cameras that are not shown have no place in it.
    """
    streets = published.streets
    named = np.array([i for i, name in enumerate(streets.names) if name], dtype=np.intp)
    if not len(named) or not published.cameras:
        return {}
    owner = np.repeat(np.arange(len(streets)), np.diff(streets.offsets))
    lines = shapely.linestrings(streets.vertices, indices=owner)[named]
    places = published.place.frame.to_metres(np.array([(c.lon, c.lat) for c in published.cameras]))
    camera, line = shapely.STRtree(lines).query_nearest(
        shapely.points(places), max_distance=NEAR_M, all_matches=False
    )
    return {
        published.cameras[i].id: streets.names[named[j]]
        for i, j in zip(camera.tolist(), line.tolist(), strict=True)
    }
