"""What is filmed, and in which form: a walk, wide or upright."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import Geometry

from vidik.exposure.seen import Bound
from vidik.model.along import InView, Watching
from vidik.model.span import Span
from vidik.model.way import Way

__all__ = ["UPRIGHT", "WIDE", "Form", "Walk"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a film.

    Parameters
    ----------
    width, height
        Of a frame, pixels.
    map_height
        Of the map, which is as wide as the frame; below it is the strip.
    across_m
        Metres across the map.
    margin
        From the edge to what is written, pixels.
    caption, text, small
        Sizes of the type.
    street
        Size of the names of streets.
    """

    width: int
    height: int
    map_height: int
    across_m: float
    margin: int
    caption: int
    text: int
    small: int
    street: int

    @property
    def upright(self) -> bool:
        """Whether it is higher than wide."""
        return self.height > self.width


WIDE = Form(1920, 1080, 856, 350.0, 56, 42, 32, 24, 24)
UPRIGHT = Form(1080, 1920, 1330, 230.0, 48, 50, 38, 27, 27)


@dataclass(frozen=True, eq=False, kw_only=True)
class Walk:
    """A walk, and what of it is in view.

    Parameters
    ----------
    way
        From its beginning to its end; not of no length.
    line
        Shape (v, 2): its corners, metres.
    streets
        Of each stretch of the way, the name of the street, “” where it has none.
    number, count
        Which way it is of how many, from the quickest.
    pace_m_per_min
        How fast people walk on the flat.
    level
        Key of the level at which cameras see who walks.
    total
        Minutes in view of all mapped cameras.
    in_view
        What of it is in view of the cameras that are drawn.
    watching
        Which of those could see whom walks where.
    bands
        Of each of them, class of probability and shape of what it may see, metres.
    origin
        Shape (n, 2): where each stands, metres.
    private
        Whether any camera of the place is counted and not drawn.
    """

    way: Way
    line: Floats
    streets: Sequence[str]
    number: int
    count: int
    pace_m_per_min: float
    level: str
    total: Span
    in_view: Mapping[Bound, InView]
    watching: Watching
    bands: Mapping[int, Sequence[tuple[int, Geometry]]]
    origin: Floats
    private: bool

    @property
    def minutes(self) -> float:
        """How long it takes."""
        return self.way.minutes(self.pace_m_per_min)

    def minutes_of(self, effort_mm: float) -> float:
        """Return how long an effort takes, minutes."""
        return effort_mm / 1e3 / self.pace_m_per_min
