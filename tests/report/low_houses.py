"""A town to publish whose cameras see over houses."""

from __future__ import annotations

from dataclasses import replace

from tests.makers import published, published_camera
from tests.sight.scenes import low_town
from vidik.model.published import Published


def town_of_low_houses() -> Published:
    """Return the town of `tests.makers` with other views: in three stances, aims of every kind."""
    made = published()
    seen = low_town(3, levels=len(made.optics.levels))
    cameras = (
        published_camera(int(name.removeprefix("osm:node/")), east, north)
        for name, (east, north) in zip(seen.ids, seen.origin.tolist(), strict=True)
    )
    return replace(made, cameras=tuple(cameras), views=seen)
