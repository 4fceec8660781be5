"""The picture in the vertical: how high the lens hangs, and between which depressions it looks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.camera import Camera, Kind
from vidik.model.heights import Heights
from vidik.model.optics import Lens
from vidik.model.span import Span

__all__ = ["Picture", "edges", "lens_height", "limits", "picture"]


@dataclass(frozen=True, eq=False)
class Picture:
    """Where the lower and the upper edge of the picture look, as weighted readings.

    Each reading is a lens and a tilt. A point of a plane that lies `rise` below the lens is between
    the edges if ``rise / lower <= x <= rise / upper``, x being its distance from the camera along
    the ground, measured along the axis (see `limits`).

    Parameters
    ----------
    lens
        Shape (m,): index of the lens that the reading is of.
    weight
        Shape (m,): sums to 1, and over the readings of one lens to the weight of that lens.
    lower, upper
        Shape (m,): tangent of the depression of each edge. ``lower`` is infinite if the picture
        reaches straight down; ``upper`` is 0 or negative if it reaches the horizon.
    """

    lens: NDArray[np.int64]
    weight: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together, and pictures upside down."""
        if not (self.lens.shape == self.weight.shape == self.lower.shape == self.upper.shape):
            raise ValueError("one lens, weight, lower and upper edge per reading")
        if not math.isclose(self.weight.sum(), 1.0, abs_tol=1e-9):
            raise ValueError(f"weights sum to {self.weight.sum()}, not to 1")
        if not (self.lower > self.upper).all():
            raise ValueError("the lower edge of a picture lies below the upper one")


def lens_height(camera: Camera, heights: Heights) -> Span:
    """Return how high a camera's lens is above ground, metres: as mapped, or the table's range.

    Parameters
    ----------
    camera
        The camera.
    heights
        The table: `Heights.lens`, by kind and mount.
    """
    if camera.height is not None:
        return camera.height
    return heights.lens_of(camera.kind, camera.mount)


def edges(lens: Lens, depression_deg: float, *, aspect: float) -> tuple[float, float]:
    """Return the tangents of the depressions of the lower and upper edge of the picture.

    Parameters
    ----------
    lens
        Its focal length and sensor width; no distortion.
    depression_deg
        Of the axis, degrees below the horizontal, 0 to 90.
    aspect
        Height of the picture divided by its width.

    Returns
    -------
    lower
        Infinite if the lower edge looks straight down or farther.
    upper
        0 or negative if the upper edge looks at the horizon or above it.

    Notes
    -----
    In a pinhole camera whose image is not turned about its axis, the upper and lower edge of the
    picture are level lines. All rays to one of them lie in one plane, which meets a level plane in
    a line across the axis: the limits are exact for the whole width of the picture, not only in its
    middle.

    Examples
    --------
    >>> lens = Lens("half of 90°", 1.0, 2.4, 4.8, 1920, "for show")
    >>> lower, upper = edges(lens, 45.0, aspect=1.0)
    >>> lower, round(upper, 9)
    (inf, 0.0)
    """
    half = math.degrees(math.atan(aspect * lens.sensor_width_mm / (2 * lens.focal_length_mm)))
    lower = depression_deg + half
    return (
        math.inf if lower >= 90.0 - 1e-9 else math.tan(math.radians(lower)),
        math.tan(math.radians(depression_deg - half)),
    )


def limits(rise: float, lower: float, upper: float) -> tuple[float, float]:
    """Return the nearest and the farthest distance that is in the picture, along the axis, metres.

    Parameters
    ----------
    rise
        Of the lens above the plane that is looked at, metres; above 0.
    lower, upper
        Tangents of the depressions of the edges of the picture.

    Returns
    -------
    near, far
        Of the lines across the axis between which the plane is in the picture; `far` is infinite
        if the horizon is in it.

    Raises
    ------
    ValueError
        If the lens is not above the plane: that has other limits, or none.
    """
    if not rise > 0:
        raise ValueError(f"the lens is not above the plane: {rise} m")
    return rise / lower, rise / upper if upper > 0 else math.inf


def picture(camera: Camera, lenses: Sequence[Lens], heights: Heights) -> Picture:
    """Return where the edges of a camera's picture look, for each of its lenses and tilts.

    A panning camera and a dome without a mapped tilt can look straight down and at the horizon. A
    fixed camera's tilt is the mapped one, or the three readings of the table. Of a camera whose
    kind nobody mapped, a share is taken to be domes. Lens and tilt are taken as independent, which
    they hardly are: who mounts a long lens will tilt it less.

    Parameters
    ----------
    camera
        The camera.
    lenses
        Its readings, weights summing to 1 (`vidik.sight.aim.lenses_of`).
    heights
        The table: tilts, weights and the aspect of the picture.
    """
    tilts = _tilts(camera, heights)
    readings = [
        (
            i,
            lens.weight * weight,
            *((math.inf, -math.inf) if tilt is None else edges(lens, tilt, aspect=heights.aspect)),
        )
        for i, lens in enumerate(lenses)
        for weight, tilt in tilts
    ]
    index, weight, lower, upper = zip(*readings, strict=True)
    return Picture(
        lens=np.array(index, dtype=np.int64),
        weight=np.array(weight),
        lower=np.array(lower),
        upper=np.array(upper),
    )


def _tilts(camera: Camera, heights: Heights) -> tuple[tuple[float, float | None], ...]:
    """Return weights and degrees below the horizontal; None: from there to straight down."""
    if camera.kind is Kind.PANNING:
        return ((1.0, None),)  # its mapped tilt is only where somebody saw it turned
    if camera.tilt is not None:
        up = camera.tilt
        return heights.readings(Span(-up.most, -up.expected, -up.least))
    if camera.kind is Kind.DOME:
        return ((1.0, None),)
    fixed = heights.readings(heights.tilt_of(camera.kind, camera.mount))
    if camera.kind is Kind.FIXED or heights.downward_share == 0:
        return fixed
    down = heights.downward_share
    return (
        *((weight * (1.0 - down), tilt) for weight, tilt in fixed if down < 1.0),
        (down, None),
    )
