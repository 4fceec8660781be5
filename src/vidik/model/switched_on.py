"""SwitchedOn: what face recognition would mean for a city, and all that this rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from vidik.model.assumptions import Assumptions
from vidik.model.passers import Passers
from vidik.model.projection import Against, Projection
from vidik.model.span import Span

__all__ = ["CityPart", "SwitchedOn"]


@dataclass(frozen=True, slots=True)
class CityPart:
    """A part of a city, with as many cameras that something may be said of it.

    Parameters
    ----------
    name
        A district's, or “” of a square.
    area
        Longitude and latitude.
    """

    name: str
    area: Polygon | MultiPolygon


@dataclass(frozen=True, eq=False)
class SwitchedOn:
    """What it would mean, and what it rests on.

    Parameters
    ----------
    place
        Name of the city.
    level
        Key of the level at which a camera could take a face.
    operator
        Whose cameras; None: all mapped ones that are shown.
    mapped
        How many cameras these are that watch an outside.
    passers
        Of those of them that could take the face of a passer-by.
    per_walk
        How many of them a walk passes if what is not known of their lenses and directions is
        resolved downwards, in expectation, and upwards.
    homes
        From how many homes walks set out.
    counted
        At how many of them somebody counted who passes.
    parts
        Of the city.
    part
        Number of the part in which each of those cameras stands; −1 where of its part nothing may
        be said, or that has no name.
    assumptions
        What is supposed.
    given
        Names of what a file of one's own supposes.
    projection
        What it would mean.
    synthetic
        Whether any camera was made up.
    attribution
        The credit that stands with it.
    against
        How far the model is from the counts; None if there are too few.
    """

    place: str
    level: str
    operator: str | None
    mapped: int
    passers: Passers
    per_walk: Span
    homes: float
    counted: int
    parts: tuple[CityPart, ...]
    part: NDArray[np.int64]
    assumptions: Assumptions
    given: frozenset[str]
    projection: Projection
    synthetic: bool
    attribution: str
    against: Against | None = None
