"""Assignment: from chances to pairs, all of them together, none at the cost of a better whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.register.matching.kernels import flow as kernels

__all__ = ["assign"]

#: Steps in search of the threshold, at most (three are usual); how well it is known in the end; and
#: what stands for no device at all in a quotient.
_STEPS, _SETTLED, _NOTHING = 20, 1e-6, 1e-9


def assign(
    pairs: NDArray[np.int64],
    shared: NDArray[np.float64],
    devices: tuple[NDArray[np.int64], NDArray[np.int64]],
    *,
    threshold: float | None = None,
) -> tuple[NDArray[np.int64], float]:
    """Return how many devices each pair shares in the set of pairs that is best as a whole.

    Best is the greatest sum of chances over a threshold, with no row in more pairs than it has
    devices. Without a threshold, that which gives the highest F1 that is to be expected (half of
    it is the threshold): with n devices chosen that are right with chances p, and N shared in all,
    2 Σp / (n + N) is greatest where Σ (p − F1/2) is (Dinkelbach 1967).

    Parameters
    ----------
    pairs
        Shape (k, 2): rows of both lists, sorted.
    shared
        Shape (k,): devices that each pair is expected to share.
    devices
        Of the rows of both lists.
    threshold
        Chance from which a device is thought to be shared; None: the best for F1.

    Returns
    -------
    chosen
        Shape (k,): devices that each pair shares.
    threshold
        The one that was used.
    """
    unit, chance = _units(shared, np.minimum(*(d[pairs[:, k]] for k, d in enumerate(devices))))
    total = float(shared.sum())
    limit = _at_most(chance, total) / 2.0 if threshold is None else threshold
    for _ in range(_STEPS):
        chosen = _best(pairs[unit], chance - limit, devices)
        expected = 2.0 * float(chance[chosen].sum()) / max(float(chosen.sum()) + total, _NOTHING)
        if threshold is not None or abs(limit - expected / 2.0) < _SETTLED:
            break
        limit = expected / 2.0
    return np.bincount(unit[chosen], minlength=len(pairs)), limit


def _at_most(chance: NDArray[np.float64], total: float) -> float:
    """Return the F1 that would be expected if rows might be in several pairs."""
    ordered = np.sort(chance)[::-1]
    found = 2.0 * np.cumsum(ordered) / (np.arange(1, len(ordered) + 1) + max(total, _NOTHING))
    return float(found.max(initial=0.0))


def _units(
    shared: NDArray[np.float64], most: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the pair of each device that may be shared, and its chance: of 1.7, 1 and then 0.7."""
    count = np.minimum(most, np.ceil(shared).astype(np.int64))
    pair = np.repeat(np.arange(len(shared)), count)
    before = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
    return pair, np.clip(shared[pair] - before, 0.0, 1.0)


def _best(
    pairs: NDArray[np.int64],
    value: NDArray[np.float64],
    devices: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> NDArray[np.bool_]:
    """Return which edges are chosen; those without value are not."""
    some = np.flatnonzero(value > 0.0)
    n, m = (len(d) for d in devices)
    row, near = pairs[some, 0], np.ascontiguousarray(pairs[some, 1])
    degree, other_degree = np.bincount(row, minlength=n), np.bincount(near, minlength=m)
    offsets = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(degree, out=offsets[1:])
    picked = np.empty(len(some), dtype=np.bool_)
    kernels.assign(
        offsets,
        near,
        value[some],
        np.minimum(devices[0], degree),
        np.minimum(devices[1], other_degree),
        picked,
    )
    chosen = np.zeros(len(value), dtype=np.bool_)
    chosen[some[picked]] = True
    return chosen
