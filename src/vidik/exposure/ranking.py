"""Ranking: whether districts that have more of one thing have more of another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["tau_b", "tau_interval"]

Floats = NDArray[np.float64]


def tau_b(one: Floats, other: Floats) -> float | None:
    """Return Kendall's tau-b of two rows of numbers, −1 to 1.

    Of all pairs it counts those that both put in the same order, less those that they put in
    opposite orders; ties are in neither and shorten the whole (Kendall 1945, Biometrika 33).

    Parameters
    ----------
    one, other
        Shape (n,).

    Returns
    -------
    float or None
        None if all numbers of a row are the same.
    """
    (tau,) = _tau(np.arange(len(one))[None], one, other).tolist()
    return None if np.isnan(tau) else tau


def tau_interval(
    one: Floats, other: Floats, rng: np.random.Generator, *, draws: int = 2000
) -> tuple[float, float] | None:
    """Return between which values tau-b lies in 95 of 100 draws of as many pairs, with repetition.

    Parameters
    ----------
    one, other
        As of `tau_b`.
    rng
        Draws; the same one gives the same interval.
    draws
        How many.

    Returns
    -------
    tuple or None
        None if too few draws have a tau at all.
    """
    n = len(one)
    some = max(1, 2_000_000 // (n * n))  # so many draws at once fit into memory
    found = np.concatenate(
        [
            _tau(rng.integers(0, n, (min(some, draws - begin), n)), one, other)
            for begin in range(0, draws, some)
        ]
    )
    found = found[~np.isnan(found)]
    if len(found) < 0.9 * draws:
        return None
    low, high = np.quantile(found, [0.025, 0.975]).tolist()
    return low, high


def _tau(rows: NDArray[np.int64], one: Floats, other: Floats) -> Floats:
    """Return tau-b of each draw, shape (d,), given the numbers of its pairs, shape (d, n)."""
    a, b = (np.sign(values[:, None] - values[None]) for values in (one, other))
    left, right = rows[:, :, None], rows[:, None, :]
    a, b = a[left, right], b[left, right]
    both = (a * b).sum(axis=(1, 2))
    whole = np.sqrt((a * a).sum(axis=(1, 2)) * (b * b).sum(axis=(1, 2)))
    tau: Floats = np.divide(both, whole, out=np.full(len(rows), np.nan), where=whole > 0.0)
    return tau
