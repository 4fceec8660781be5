"""Weights: the odds of each candidate from what was learned, and what is believed before that."""

from __future__ import annotations

import math
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from vidik.model.linkage import LEVELS, Linkage
from vidik.register.matching.candidates import Candidates
from vidik.register.matching.comparison import FIELDS, SHAPE
from vidik.register.matching.kernels import beliefs as kernels

__all__ = [
    "LEAST",
    "MOST",
    "PRIOR",
    "PRIOR_BY_CHANCE",
    "TAIL",
    "by_distance",
    "crowding",
    "densities",
    "histogram",
    "odds",
]

#: A camera far out of place is put this many times as far from its place as others.
TAIL = 3.0

#: Odds beyond these tell nothing more; their quotient still leaves doubles digits to spare.
LEAST, MOST = 1e-9, 1e9

#: Rows alone in their surroundings: others are thought to be this many, metres apart or not.
_SPARSE = 0.02

_TEXT = (0.2, 0.2, 0.2, 0.15, 0.1, 0.02, 0.06, 0.07)
_TEXT_BY_CHANCE = (0.005, 0.01, 0.02, 0.05, 0.03, 0.02, 0.085, 0.78)

#: m-probabilities before anything is learned. They weigh as much as a few pairs, so that a list of
#: twenty rows is compared with some sense and one of a thousand as its rows say.
PRIOR: dict[str, NDArray[np.float64]] = {
    "name": np.array(_TEXT),
    "operator": np.array(_TEXT),
    "ref": np.array(_TEXT),
    "mount": np.array((0.85, 0.15)),
    "kind": np.array((0.45, 0.2, 0.2, 0.15)),
    "direction": np.array((0.36, 0.22, 0.17, 0.1, 0.05, 0.05, 0.05)),
}

#: u-probabilities before anything is learned; directions are as likely as they are wide.
PRIOR_BY_CHANCE: dict[str, NDArray[np.float64]] = {
    "name": np.array(_TEXT_BY_CHANCE),
    "operator": np.array(_TEXT_BY_CHANCE),
    "ref": np.array(_TEXT_BY_CHANCE),
    "mount": np.array((0.5, 0.5)),
    "kind": np.array((0.35, 0.05, 0.1, 0.5)),
    "direction": np.array((10.0, 10.0, 15.0, 25.0, 30.0, 45.0, 45.0)) / 180.0,
}


def by_distance(linkage: Linkage, squared: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the density of the other row's place at a squared distance, if it is the same camera.

    Parameters
    ----------
    linkage
        What was learned.
    squared
        Squared distances, square metres.

    Returns
    -------
    density
        Of the same shape, per square metre: a mixture of two Gaussians in the plane.
    """
    near, far = linkage.sigma_m**2, (TAIL * linkage.sigma_m) ** 2
    density: NDArray[np.float64] = (1.0 - linkage.tail) * _gaussian(near, squared)
    return density + linkage.tail * _gaussian(far, squared)


def _gaussian(variance: float, squared: NDArray[np.float64]) -> NDArray[np.float64]:
    density: NDArray[np.float64] = np.exp(squared / (-2.0 * variance))
    return density / (2.0 * math.pi * variance)


def crowding(counts: NDArray[np.float64]) -> tuple[float, float]:
    """Return the mean of counts, and the shape of the gamma variable about which they are Poisson.

    Parameters
    ----------
    counts
        Shape (n,): other devices of its list near each row.
    """
    n = max(len(counts), 1)
    mean = max(float(counts.sum()) / n, _SPARSE)
    variance = float(((counts - mean) ** 2).sum()) / n
    return mean, mean**2 / max(variance - mean, 1e-6 * mean)


def densities(
    counts: NDArray[np.float64], crowd: tuple[float, float], *, area: float
) -> NDArray[np.float64]:
    """Return how densely other rows of its list lie about each row, per square metre.

    Where rows are spread evenly, the mean counts for all; where they are clustered, each row's own
    surroundings (empirical Bayes; Robbins 1956).

    Parameters
    ----------
    counts
        Shape (n,): other devices of its list near each row.
    crowd
        What `crowding` found of the list.
    area
        In which others are near, square metres.
    """
    mean, shape = crowd
    # what enters the odds is one over the density, the mean of which is that of a gamma variable of
    # one row less: half of it in each list
    density: NDArray[np.float64] = np.maximum(counts + shape - 0.5, 0.5 * shape)
    return density / (area * (1.0 + shape / mean))


def odds(linkage: Linkage, pairs: Candidates, code: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the odds of each candidate: being one camera against being two, each in one list.

    Cameras are a Poisson process of density μ; the lists have them with the shares p and q of all.
    Then a pair at distance d has the odds f(d) Π m/u against μ g(d) (1 − p)(1 − q): f is the
    density of errors, g how cameras cluster. The lists' own densities are μ p and μ q.

    Parameters
    ----------
    linkage
        What was learned.
    pairs
        The candidates.
    code
        What each pair says (`vidik.register.matching.comparison.compare`).
    """
    p, q = linkage.other_share, linkage.share
    area = math.pi * pairs.radius**2
    thin = 1.0 / np.sqrt(densities(pairs.crowd, linkage.crowd, area=area))
    other_thin = 1.0 / np.sqrt(densities(pairs.other_crowd, linkage.other_crowd, area=area))
    scale = math.sqrt(p * q) / ((1.0 - p) * (1.0 - q))
    out = np.empty(len(pairs))
    kernels.odds(
        pairs.offsets,
        pairs.near,
        pairs.band,
        code,
        by_distance(linkage, pairs.squared) / pairs.clustering * scale,
        _by_code(linkage),
        thin,
        other_thin,
        LEAST,
        MOST,
        out,
    )
    return out


def _by_code(linkage: Linkage) -> NDArray[np.float64]:
    """Return m/u of every code; what is missing is no evidence."""
    ratios = (linkage.agreeing[field] / linkage.by_chance[field] for field in FIELDS)
    table: NDArray[np.float64] = reduce(
        np.multiply.outer, (np.concatenate([[1.0], ratio]) for ratio in ratios)
    )
    return table.ravel()


def histogram(by_code: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return how much of what was added up by code is at each level of each field, “missing” not.

    Parameters
    ----------
    by_code
        Shape (Π SHAPE,).
    """
    table = by_code.reshape(SHAPE)
    axes = range(len(SHAPE))
    return {
        field: table.sum(axis=tuple(a for a in axes if a != axis))[1:]
        for axis, field in enumerate(LEVELS)
    }
