"""Cameras on private dwellings, as stretches of street with a count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from vidik.model.camera import Camera
from vidik.model.place import Place
from vidik.model.published import PrivateStretch
from vidik.model.rules import PublicationRules
from vidik.model.streets import Streets

__all__ = ["stretches"]


def stretches(
    cameras: Sequence[Camera],
    streets: Streets,
    place: Place,
    rules: PublicationRules,
    *,
    invented: Collection[str],
) -> tuple[PrivateStretch, ...]:
    """Return the stretches of street that private cameras are near; others are only counted.

    Only pieces that serve more than one home and are long enough to hide which one.

    Parameters
    ----------
    cameras
        Private ones only.
    streets
        The public streets.
    place
        Of the city.
    rules
        The rules of publication.
    invented
        Keys of sources that were made up.
    """
    dwellings = rules.dwellings
    lengths = streets.lengths()
    pieces = np.array(
        [
            piece
            for piece, kind in enumerate(streets.classes)
            if kind in dwellings.street_classes and lengths[piece] >= dwellings.street_at_least_m
        ],
        dtype=np.int64,
    )
    if not cameras or not pieces.size:
        return ()
    lines = [_line(streets, piece) for piece in pieces.tolist()]
    points = shapely.points(place.frame.to_metres(np.array([(c.lon, c.lat) for c in cameras])))
    tree = shapely.STRtree(lines)
    which, near = tree.query_nearest(
        points, max_distance=dwellings.street_within_m, all_matches=True
    )
    nearest: dict[int, int] = {}
    for camera, line in sorted(zip(which.tolist(), near.tolist(), strict=True)):
        nearest.setdefault(camera, line)
    count = Counter(nearest.values())
    made_up = {
        line
        for camera, line in nearest.items()
        if cameras[camera].synthetic or cameras[camera].source in invented
    }
    return tuple(
        PrivateStretch(
            street=streets.names[pieces[line]],
            line=shapely.transform(lines[line], place.frame.to_degrees),
            cameras=count[line],
            synthetic=line in made_up,
        )
        for line in sorted(count)
    )


def _line(streets: Streets, piece: int) -> LineString:
    vertices: NDArray[np.float64] = streets.vertices[
        streets.offsets[piece] : streets.offsets[piece + 1]
    ]
    return LineString(vertices)
