"""Synthetic: made-up cameras for a place where nobody has mapped any, marked as such everywhere."""

from __future__ import annotations

from vidik.errors import InputError
from vidik.library.buildings import Buildings
from vidik.library.cameras import Cameras, without_denied
from vidik.library.result import joined, same_frame
from vidik.library.streets import PublicStreets
from vidik.model.source import Source
from vidik.outside.cache import digest_of
from vidik.register import cameras as devices
from vidik.register import synthetic

__all__ = ["synthetic_cameras"]

_KEY = "synthetic"


def synthetic_cameras(
    buildings: Buildings, streets: PublicStreets, *, count: int, seed: int
) -> Cameras:
    """Return made-up cameras along the walls and streets of a place.

    They look as mapped ones do: many say nothing but that they exist. Every result that rests on
    them says that it is made up.

    Parameters
    ----------
    buildings
        About six in ten hang on their walls.
    streets
        The others stand along these.
    count
        How many devices, above 0.
    seed
        The same seed, buildings and streets give the same cameras.

    Returns
    -------
    Cameras
        With `Cameras.synthetic` true.

    Raises
    ------
    InputError
        If `count` or `seed` is out of range, if there is nothing to put them on, or if both were
        read for two places.
    """
    for name, value, low in (("count", count, 1), ("seed", seed, 0)):
        if value < low:
            raise InputError(f"{name} must be at least {low}", place=name, value=value)
    same_frame(buildings.place.frame, streets.place.frame, what="buildings and streets")
    invented = synthetic.synthetic_cameras(
        buildings.footprints,
        streets.streets,
        buildings.place.frame,
        count=count,
        seed=seed,
        source=_KEY,
    )
    found, rejected = devices.cameras(invented, source=_KEY, synthetic=True)
    about = joined(buildings, streets)
    made_up = Source(
        key=_KEY,
        name=f"{count:,} made-up cameras, seed {seed}",
        format="synthetic",
        licence=about["sources"][0].licence,
        attribution="Made-up cameras, placed at random by Vidik",
        retrieved=None,
        sha256=digest_of(_KEY, count, seed, [s.sha256 for s in about["sources"]]),
        synthetic=True,
    )
    told = without_denied(sorted(found, key=lambda camera: camera.id), buildings.denied)
    return Cameras(
        **{**about, "sources": (*about["sources"], made_up), "rejected": rejected},
        cameras=told,
        withheld=len(found) - len(told),
    )
