"""Sensitive places: where being seen tells of somebody what is nobody's business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.span import Span

__all__ = ["NO_DOORS", "DoorCounts", "DoorViews", "SensitivePlace"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SensitivePlace:
    """One such place, as mapped.

    Parameters
    ----------
    id
        Source and object: ``osm:node/123``.
    kind
        Which kind it is (`vidik.model.rules.PublicationRules.counted`).
    name
        As mapped; “” if nobody mapped one.
    point
        Somewhere in it, longitude and latitude.
    front
        Lines in metres from which one enters it: before its doors, or all along its outline if no
        door is mapped; across a square. Empty if other buildings stand all around it.
    doors
        How many of its doors are mapped.
    """

    id: str
    kind: str
    name: str
    point: Geometry
    front: Geometry
    doors: int


@dataclass(frozen=True, eq=False)
class DoorViews:
    """How surely somebody at the doors of sensitive places is in view; never published.

    Parameters
    ----------
    places
        The n places.
    levels
        Keys of the L levels.
    least, expected, most
        Shape (n, L): 1 where it is certain, else 0; the probability; 1 where it is possible at all.
    """

    places: tuple[SensitivePlace, ...]
    levels: tuple[str, ...]
    least: Floats
    expected: Floats
    most: Floats

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        shape = (len(self.places), len(self.levels))
        if not self.least.shape == self.expected.shape == self.most.shape == shape:
            raise ValueError("one figure per place and level")


#: Where nobody looked for sensitive places.
NO_DOORS = DoorViews((), (), *(np.zeros((0, 0)) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class DoorCounts:
    """At how many doors of many one could be seen, for one kind of place in a district.

    Parameters
    ----------
    doors
        How many there are; places in one house have one.
    hidden
        So many, or fewer, stand as so many; so do all but so many, or more.
    in_view
        By level, at how many of them, whole numbers.
    """

    doors: int
    hidden: int
    in_view: Mapping[str, Span]
