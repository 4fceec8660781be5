"""Assuming: numbers drawn from what is assumed of them, so that a doubt is never taken for a fact.

Each assumption is drawn by itself. A draw is a quantile, and of as many equal parts of the
probability as there are draws each is drawn from once (Latin hypercube; McKay, Beckman and Conover
1979, Technometrics 21), so that means and quantiles are nearer to the truth than by chance alone.
Of a rate that was counted the draws are those of Jeffreys's posterior: of k in n they are
Beta(k + ½, n − k + ½), whose quantiles hold a rate about as often as they say (Brown, Cai and
DasGupta 2001, Statistical Science 16).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from vidik.model.assumed import Assumed
from vidik.model.projection import Projected

__all__ = [
    "DRAWS", "LEAST", "MOST", "drawn", "errors", "mean", "middles", "projected", "quantile",
    "strata",
]  # fmt: skip

Floats = NDArray[np.float64]

#: How often all assumptions are drawn.
DRAWS = 10_000

#: Which quantiles of draws *least* and *most* are.
LEAST, MOST = 0.025, 0.975


def quantile(assumed: Assumed, at: Floats) -> Floats:
    """Return up to where a number lies with some probability.

    Parameters
    ----------
    assumed
        What is assumed of it.
    at
        Probabilities, 0 to 1, any shape.

    Examples
    --------
    >>> factor = Assumed(1.0, 100.0, "log-uniform", "guess")
    >>> quantile(factor, np.array([0.0, 0.5, 1.0])).round(9).tolist()
    [1.0, 10.0, 100.0]
    """
    low, high = assumed.low, assumed.high
    if assumed.rate is not None:
        hits, rest = assumed.rate.count + 0.5, assumed.rate.of - assumed.rate.count + 0.5
        return np.asarray(betaincinv(hits, rest, at))
    if assumed.shape == "log-uniform":
        return np.asarray(low * (high / low) ** at)
    return np.asarray(low + (high - low) * at)


def middles(assumed: Mapping[str, Assumed]) -> dict[str, Floats]:
    """Return the middle of each number: as likely above as below.

    Parameters
    ----------
    assumed
        By name.
    """
    return {name: quantile(one, np.array(0.5)) for name, one in assumed.items()}


def mean(assumed: Assumed) -> float:
    """Return the mean of a number, in closed form.

    Parameters
    ----------
    assumed
        What is assumed of it.
    """
    if assumed.rate is not None:
        return (assumed.rate.count + 0.5) / (assumed.rate.of + 1.0)
    if assumed.shape == "log-uniform" and assumed.high > assumed.low:
        return (assumed.high - assumed.low) / math.log(assumed.high / assumed.low)
    return 0.5 * (assumed.low + assumed.high)


def strata(count: int, draws: int, *, rng: np.random.Generator) -> Floats:
    """Return probabilities to draw at, shape (count, draws): in each row one of each equal part.

    Parameters
    ----------
    count
        Of numbers that are drawn each by itself.
    draws
        How often.
    rng
        Says in which order, and where within the part.
    """
    parts = rng.permuted(np.tile(np.arange(draws, dtype=np.float64), (count, 1)), axis=1)
    return np.asarray((parts + rng.random((count, draws))) / draws)


def drawn(
    assumed: Mapping[str, Assumed], *, rng: np.random.Generator, draws: int = DRAWS
) -> dict[str, Floats]:
    """Return draws of numbers, shape (draws,) each, one by itself from the other.

    Parameters
    ----------
    assumed
        By name; the order counts, as draws follow each other.
    rng
        Draws.
    draws
        How often.
    """
    rows = strata(len(assumed), draws, rng=rng)
    return {
        name: quantile(one, row) for (name, one), row in zip(assumed.items(), rows, strict=True)
    }


def errors(spread: ArrayLike, normal: Floats) -> Floats:
    """Return lognormal errors whose mean is 1.

    Parameters
    ----------
    spread
        Standard deviation of their logarithms.
    normal
        Standard normal numbers.
    """
    spread = np.asarray(spread)
    return np.asarray(np.exp(spread * normal - 0.5 * spread**2))


def projected(draws: Floats, *, formula: float, expected: float | None = None) -> Projected:
    """Return a figure with its range.

    Parameters
    ----------
    draws
        Of it.
    formula
        What it comes to if each assumption is in its middle.
    expected
        Its mean, if that is known better than from the draws.
    """
    least, middle, most = np.quantile(draws, [LEAST, 0.5, MOST]).tolist()
    return Projected(
        least, middle, most, float(draws.mean()) if expected is None else expected, formula
    )
