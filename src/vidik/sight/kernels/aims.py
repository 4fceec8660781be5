"""Views and aims of cameras as the loops take them, and how far a reading sees."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined

__all__ = ["Aimed", "Viewed", "ground_reach", "limits", "rim"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Aimed(NamedTuple):
    """The aims of cameras, as in `vidik.model.views.Aims`.

    The order of the arrays stands here, as what was compiled is kept under the hash of modules like
    this one: a loop never takes one array for another.
    """

    lens_offsets: Ints
    weight: Floats
    fov: Floats
    reach: Floats
    rise: Floats
    lower: Floats
    upper: Floats
    stance: Ints
    arc_offsets: Ints
    share: Floats
    start: Floats
    width: Floats


class Viewed(NamedTuple):
    """The views of cameras, as in `vidik.model.views.Views`; `starts` are those of their edges."""

    stances: Ints
    reach: Floats
    starts: Ints
    edges: Floats
    arc: Flags


@inlined
def ground_reach(aims: Aimed, k: int, level: int) -> float:
    """Return how far reading k reaches over the ground at a level, metres."""
    return math.sqrt(max(aims.reach[k, level] ** 2 - aims.rise[k] ** 2, 0.0))


@inlined
def limits(aims: Aimed, k: int) -> tuple[float, float]:
    """Return how near and how far along its axis reading k sees, metres."""
    rise, lower, upper = aims.rise[k], aims.lower[k], aims.upper[k]
    near, far = 0.0, math.inf
    if rise > 0.0:
        if lower != math.inf:
            near = rise / lower
        if upper > 0.0:
            far = rise / upper
    return near, far


@inlined
def rim(limit: float, half: float) -> float:
    """Return how far from the camera a limit along the axis is where the picture is widest, metres.

    Parameters
    ----------
    limit
        Metres along the axis.
    half
        Half the field of view, degrees.
    """
    return limit / math.cos(math.radians(half)) if half < 90.0 else math.inf
