"""Candidates: the pairs of rows that lie near enough to each other to be the same camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.register.matching.kernels import pairs as kernels

__all__ = ["BANDS", "Candidates", "candidates", "degree"]

#: Squared distances are told apart in so many steps from 0 to the square of the radius.
BANDS = 2048

#: Pairs, at most: some 2.5 GB.
MOST = 2**26

#: The clustering is counted in so many rings of equal area, each as if it held a few more.
_RINGS, _FEW = 64, 5.0

#: Nothing lies farther from the first row than so many cells: the world has fewer of a metre.
_FARTHEST = 2.0**30


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs of rows that lie near each other; rows are in the order of the cells they lie in.

    Parameters
    ----------
    rows, others
        Shapes (n,) and (m,): numbers of all rows of both lists, as they are ordered here.
    devices, other_devices
        Shapes (n,) and (m,): devices of these rows.
    crowd, other_crowd
        Shapes (n,) and (m,): other devices of the same list within the radius of each row.
    offsets
        Shape (n + 1,): the pairs of the row at place i are ``offsets[i]`` … ``offsets[i + 1] − 1``.
    near
        Shape (k,): the other row of each pair, by its place in `others`.
    band
        Shape (k,): the step of its squared distance, of `BANDS`.
    clustering
        Shape (BANDS,): how many times as many rows of one list lie at each squared distance from
        another as at all distances up to the radius: the pair correlation function.
    radius
        Metres up to which rows are near.
    """

    rows: NDArray[np.int64]
    others: NDArray[np.int64]
    devices: NDArray[np.float64]
    other_devices: NDArray[np.float64]
    crowd: NDArray[np.float64]
    other_crowd: NDArray[np.float64]
    clustering: NDArray[np.float64]
    offsets: NDArray[np.int64]
    near: NDArray[np.int32]
    band: NDArray[np.uint16]
    radius: float

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.near)

    @property
    def place(self) -> NDArray[np.int64]:
        """The first row of each pair, by its place in `rows`."""
        return np.repeat(np.arange(len(self.rows)), np.diff(self.offsets))

    @property
    def squared(self) -> NDArray[np.float64]:
        """Shape (BANDS,): squared distance in the middle of each step, square metres."""
        step = self.radius**2 / BANDS
        return np.linspace(step / 2.0, self.radius**2 - step / 2.0, BANDS)


def candidates(
    xy: NDArray[np.float64],
    others: NDArray[np.float64],
    devices: NDArray[np.int64],
    other_devices: NDArray[np.int64],
    *,
    radius: float,
) -> Candidates:
    """Return the pairs of rows at most so far apart.

    Parameters
    ----------
    xy, others
        Shapes (n, 2) and (m, 2): places of the rows of both lists, metres.
    devices, other_devices
        Shapes (n,) and (m,): devices of these rows.
    radius
        Metres.

    Raises
    ------
    InputError
        If they are more than memory should hold.
    """
    one, other = _in_cells(xy, others, radius)
    own, their = devices[one[0]].astype(np.float64), other_devices[other[0]].astype(np.float64)
    crowd, other_crowd = np.empty(len(own)), np.empty(len(their))
    rings, other_rings = np.zeros(_RINGS), np.zeros(_RINGS)
    kernels.around(*one[1:], own, radius, crowd, rings)
    kernels.around(*other[1:], their, radius, other_crowd, other_rings)
    offsets = np.zeros(len(xy) + 1, dtype=np.int64)
    kernels.count_near(*one[1:], *other[1:], radius, offsets[1:])
    np.cumsum(offsets, out=offsets)
    if offsets[-1] > MOST:
        raise InputError(
            "too many rows lie at the same place to be compared",
            value=int(offsets[-1]),
            hint="rows whose place is only that of a town or a district say nothing of it: leave "
            "them out",
        )
    near = np.empty(offsets[-1], dtype=np.int32)
    band = np.empty(offsets[-1], dtype=np.uint16)
    kernels.fill_near(*one[1:], *other[1:], radius, BANDS, near, band)
    return Candidates(
        rows=one[0],
        others=other[0],
        devices=own,
        other_devices=their,
        crowd=crowd,
        other_crowd=other_crowd,
        clustering=np.repeat(_clustering(rings, other_rings), BANDS // _RINGS),
        offsets=offsets,
        near=near,
        band=band,
        radius=radius,
    )


def _clustering(
    rings: NDArray[np.float64], other_rings: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how rows of one list lie about other cameras' rows of the other, ring by ring.

    Errors blur a cluster: within a list by twice its own variance, between the lists by the sum of
    both. The peak of a Gaussian goes with one over its variance, so that the harmonic mean of both
    lists' has the height of what lies between them.
    """
    own, their = (_falling(counts + _FEW) for counts in (rings, other_rings))
    mean: NDArray[np.float64] = 2.0 / (own.mean() / own + their.mean() / their)
    mean /= mean.mean()
    return mean


def _falling(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the counts that fit best and never rise: rings that would are taken together.

    Cameras cluster, they do not shun each other; so what rises is chance, however few there are
    (isotonic regression, pools of adjacent violators; Barlow et al. 1972).
    """
    pools: list[tuple[float, int]] = []
    for count in counts.tolist():
        total, size = count, 1
        while pools and pools[-1][0] * size <= total * pools[-1][1]:
            total, size = total + pools[-1][0], size + pools[-1][1]
            pools.pop()
        pools.append((total, size))
    return np.concatenate([np.full(size, total / size) for total, size in pools])


def degree(xy: NDArray[np.float64], others: NDArray[np.float64], *, radius: float) -> float:
    """Return how many candidates a row has on average, a row of the shorter list.

    Parameters
    ----------
    xy, others
        Shapes (n, 2) and (m, 2): places of the rows of both lists, metres.
    radius
        Metres.
    """
    one, other = _in_cells(xy, others, radius)
    counts = np.empty(len(xy), dtype=np.int64)
    kernels.count_near(*one[1:], *other[1:], radius, counts)
    return float(counts.sum() / max(min(len(xy), len(others)), 1))


_Celled = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]


def _in_cells(
    xy: NDArray[np.float64], others: NDArray[np.float64], radius: float
) -> tuple[_Celled, _Celled]:
    """Return the order of the rows of both lists by cell, and so ordered places and keys."""
    corner = np.min([one.min(axis=0) for one in (xy, others) if len(one)], axis=0, initial=np.inf)

    def celled(places: NDArray[np.float64]) -> _Celled:
        # a margin of a cell, so that the neighbours of none lie in another row
        cells = np.minimum((places - corner) / radius, _FARTHEST).astype(np.int64) + 1
        keys = (cells[:, 1] << 31) + cells[:, 0]
        order = np.argsort(keys, kind="stable")
        return order, np.ascontiguousarray(places[order]), keys[order]

    return celled(xy), celled(others)
