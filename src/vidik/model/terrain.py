"""The ground: a raster of its heights, asked at points in metres of the city's frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from vidik.model.frame import LocalFrame

__all__ = ["Terrain"]

#: Corners by which a circle is found in the raster.
_CORNERS = 64


@dataclass(frozen=True, eq=False)
class Terrain:
    """Heights of the ground on the grid that they came in; nothing is resampled.

    Parameters
    ----------
    heights
        Shape (rows, columns): metres; NaN where the raster says nothing.
    affine
        ``(a, b, c, d, e, f)``: the centre of the pixel in column i and row j lies at
        ``x = a·i + b·j + c`` and ``y = d·i + e·j + f``.
    crs
        The coordinate system of x and y, as WKT or by name.
    frame
        Of the city.
    """

    heights: NDArray[np.float32]
    affine: tuple[float, float, float, float, float, float]
    crs: str
    frame: LocalFrame

    def __post_init__(self) -> None:
        """Refuse a raster that says nothing, and pixels without area."""
        if self.heights.ndim != 2 or not self.heights.size:
            raise ValueError(f"not a raster: shape {self.heights.shape}")
        if np.isnan(self.heights).all():
            raise ValueError("a raster that says nothing")
        if not abs(np.linalg.det(self._turn)) > 0:
            raise ValueError(f"pixels without area: {self.affine}")

    @property
    def range_m(self) -> tuple[float, float]:
        """The lowest and the highest ground that the raster knows, metres."""
        return float(np.nanmin(self.heights)), float(np.nanmax(self.heights))

    @property
    def _turn(self) -> NDArray[np.float64]:
        a, b, _, d, e, _ = self.affine
        return np.array([[a, b], [d, e]])

    @cached_property
    def _transformer(self) -> Transformer:
        return Transformer.from_crs(CRS.from_proj4(self.frame.proj), self.crs, always_xy=True)

    def _pixels(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return column and row of points in metres, shape (n, 2), not rounded."""
        points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        x, y = self._transformer.transform(points[:, 0], points[:, 1])
        _, _, c, _, _, f = self.affine
        return np.asarray(np.linalg.solve(self._turn, np.stack([x - c, y - f])).T)

    def ground(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the height of the ground at points, metres.

        Bilinear between the centres of pixels; within half a pixel of the raster's edge the edge's
        own value.

        Parameters
        ----------
        points
            Shape (n, 2): metres east and north in the frame of the city.

        Returns
        -------
        ndarray
            Shape (n,); NaN outside the raster, and where it says nothing.
        """
        last = np.array(self.heights.shape[::-1]) - 1
        pixels = self._pixels(points)
        inside = np.logical_and.reduce((pixels >= -0.5) & (pixels <= last + 0.5), axis=1)
        pixels = np.clip(np.where(inside[:, None], pixels, 0.0), 0.0, last)
        low = np.floor(pixels).astype(np.int64)
        high = np.minimum(low + 1, last)
        part = pixels - low
        height = np.zeros(len(pixels))
        for column, wide in ((low[:, 0], 1.0 - part[:, 0]), (high[:, 0], part[:, 0])):
            for row, tall in ((low[:, 1], 1.0 - part[:, 1]), (high[:, 1], part[:, 1])):
                weight = wide * tall
                # a pixel that has no say must not spoil the others by being unknown
                height += np.where(weight > 0.0, weight * self.heights[row, column], 0.0)
        height[~inside] = np.nan
        return height

    def between(self, centre: NDArray[np.float64], radius_m: float) -> tuple[float, float]:
        """Return bounds of the height of the ground within a circle, metres.

        Parameters
        ----------
        centre
            Shape (2,): metres east and north.
        radius_m
            Above 0.

        Returns
        -------
        low, high
            Of all pixels in the box of raster rows and columns about the circle: nothing that
            `ground` returns inside the circle lies beyond them. NaN if nothing is known there.
        """
        turn = np.linspace(0.0, 2.0 * np.pi, _CORNERS, endpoint=False)
        # the corners' polygon must hold the circle, not lie in it
        reach = radius_m / np.cos(np.pi / _CORNERS)
        around = self._pixels(centre + reach * np.column_stack([np.cos(turn), np.sin(turn)]))
        low, high = around.min(axis=0), around.max(axis=0)
        end = np.array(self.heights.shape[::-1]) - 1
        if (high < -0.5).any() or (low > end + 0.5).any():
            return np.nan, np.nan
        # held within the raster, as `ground` does at its edge
        first = np.clip(np.floor(low), 0, end).astype(np.int64)
        last = np.clip(np.ceil(high), 0, end).astype(np.int64)
        box = self.heights[first[1] : last[1] + 1, first[0] : last[0] + 1]
        known = box[~np.isnan(box)]
        return (float(known.min()), float(known.max())) if known.size else (np.nan, np.nan)
