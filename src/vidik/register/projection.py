"""Places on the globe, brought to the grid of a city: the same points as PROJ's, only faster.

PROJ evaluates long series for every vertex. Over a cell of a quarter of a degree the frame is so
smooth that polynomials of degree 5, made from PROJ's own values, miss it by a few nanometres.
Which point of the grid is next to a place does not change by such an error, except where the place
lies just in the middle between two; those few, and all places in cells that are not worth a
polynomial, go to PROJ one by one. So the result is PROJ's, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from vidik.model.frame import GRID_M, LocalFrame, snap
from vidik.register import kernels

__all__ = ["Projection", "projection"]

#: Cells per degree, and how many of them go round the globe; a point on 180° needs one more.
_PER_DEGREE, _COLUMNS, _ROWS = 4.0, 1441, 721

#: How many values a polynomial is made from in each direction.
_NODES = 8

#: A cell with fewer places is left to PROJ, which would be asked as often for its polynomial.
_WORTH_IT = 500

#: Degrees from the central meridian within which the frame is smooth; beyond 90 it has a seam.
_SMOOTH_DEG = 60.0

#: Metres. A polynomial that misses PROJ by more than the first at a place that it was not made
#: from is not used; nearer than the second to the middle between two points of the grid, PROJ is
#: asked. Up to ten degrees from the centre no polynomial was found to miss by more than 7e-9.
_MISS_M, _MARGIN_M = 1e-8, 1e-7


@dataclass(frozen=True, eq=False)
class Projection:
    """A frame with the polynomials of the cells in which there are places.

    Parameters
    ----------
    frame
        Of the city.
    slots
        Of each cell of the globe: which coefficients are its own; −1: none.
    coefficients
        Shape (k, 2, 6, 6): metres east and north, by the power of longitude and of latitude, each
        counted from −1 to 1 over the cell.
    """

    frame: LocalFrame
    slots: NDArray[np.int32]
    coefficients: NDArray[np.float64]

    def on_grid(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the points of the grid next to places, in whole units of the grid.

        Parameters
        ----------
        lonlat
            Shape (n, 2): degrees.

        Returns
        -------
        array
            Shape (n, 2): whole numbers, the same as ``snap(frame.to_metres(lonlat)) / GRID_M``; not
            finite where the frame cannot hold the place.
        """
        grid = np.empty((len(lonlat), 2))
        unsure = np.empty(len(lonlat), dtype=np.bool_)
        kernels.onto_grid(
            np.ascontiguousarray(lonlat, dtype=np.float64),
            _PER_DEGREE,
            _COLUMNS,
            self.slots,
            self.coefficients,
            1.0 / GRID_M,
            _MARGIN_M / GRID_M,
            grid,
            unsure,
        )
        asked = np.flatnonzero(unsure)
        if len(asked):
            grid[asked] = snap(self.frame.to_metres(lonlat[asked])) / GRID_M + 0.0  # never −0
        return grid


def projection(
    frame: LocalFrame, lonlat: NDArray[np.float64], *, worth_it: int = _WORTH_IT
) -> Projection:
    """Return a frame made ready for many places.

    Parameters
    ----------
    frame
        Of the city.
    lonlat
        Shape (n, 2): the places, degrees.
    worth_it
        Cells with fewer places get no polynomial; the result does not depend on it.
    """
    counts = np.zeros(_ROWS * _COLUMNS, dtype=np.int32)
    kernels.count_cells(
        np.ascontiguousarray(lonlat, dtype=np.float64), _PER_DEGREE, _COLUMNS, counts
    )
    cells = np.flatnonzero(counts >= worth_it)
    longitudes = (cells % _COLUMNS + 0.5) / _PER_DEGREE - 180.0
    cells = cells[np.abs(longitudes - frame.lon) < _SMOOTH_DEG]
    slots = np.full(len(counts), -1, dtype=np.int32)
    coefficients, holds = _fitted(frame, cells)
    slots[cells[holds]] = np.arange(np.count_nonzero(holds))
    return Projection(frame, slots, coefficients[holds])


def _fitted(
    frame: LocalFrame, cells: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the coefficients of each cell, and whether they hold at places between the nodes."""
    nodes = chebyshev.chebpts1(_NODES)
    between = np.concatenate([[-1.0], (nodes[1:] + nodes[:-1]) / 2, [1.0]])
    fit = np.linalg.pinv(_powers(nodes))  # least squares: (terms, nodes²)
    values = _metres(frame, cells, nodes)  # (k, nodes², 2)
    finite = np.isfinite(values).all(axis=(1, 2))
    values[~finite] = 0.0
    # from the middle of the cell, so that the fit works with small numbers
    middle = values.mean(axis=1, keepdims=True)
    terms = np.einsum("tn,kna->kat", fit, values - middle)
    terms[:, :, 0] += middle[:, 0]
    missed = np.abs(
        np.einsum("nt,kat->kna", _powers(between), terms) - _metres(frame, cells, between)
    )
    holds = finite & (missed < _MISS_M).all(axis=(1, 2))
    coefficients = np.zeros((len(cells), 2, kernels.DEGREE + 1, kernels.DEGREE + 1))
    for t, (i, j) in enumerate(_EXPONENTS):
        coefficients[:, :, i, j] = terms[:, :, t]
    return coefficients, np.asarray(holds)


#: Powers of longitude and latitude, together at most `kernels.DEGREE`; that of the constant first.
_EXPONENTS = [(i, j) for i in range(kernels.DEGREE + 1) for j in range(kernels.DEGREE + 1 - i)]


def _powers(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the terms at each pair of places, from −1 to 1, shape (n², terms)."""
    s, t = np.repeat(places, len(places)), np.tile(places, len(places))
    return np.stack([s**i * t**j for i, j in _EXPONENTS], axis=1)


def _metres(
    frame: LocalFrame, cells: NDArray[np.int64], places: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return metres at each pair of places, from −1 to 1, of each cell, shape (k, n², 2)."""
    rows, columns = np.divmod(cells, _COLUMNS)
    s, t = np.repeat(places, len(places)), np.tile(places, len(places))
    lon = (columns[:, None] + (s + 1.0) / 2.0) / _PER_DEGREE - 180.0
    lat = (rows[:, None] + (t + 1.0) / 2.0) / _PER_DEGREE - 90.0
    return frame.to_metres(np.stack([lon, lat], axis=2)).reshape(len(cells), len(s), 2)
