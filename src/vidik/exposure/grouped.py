"""Figures of many homes together: means and quantiles by weight, and what lies between groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["between", "means", "quantiles"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def means(values: Floats, weight: Floats, group: Ints, groups: int) -> Floats:
    """Return the mean of each group by weight, nan where nothing with a weight is known.

    Parameters
    ----------
    values
        Shape (h,): nan where nothing is known.
    weight
        Shape (h,).
    group
        Shape (h,): number of the group of each, −1 for none.
    groups
        How many there are.
    """
    known = (group >= 0) & ~np.isnan(values)
    weight, group = weight[known], group[known]
    total = np.bincount(group, weights=weight, minlength=groups)
    sums = np.bincount(group, weights=weight * values[known], minlength=groups)
    mean: Floats = np.divide(sums, total, out=np.full(groups, np.nan), where=total > 0.0)
    return mean


def quantiles(values: Floats, weight: Floats, group: Ints, groups: int, at: float) -> Floats:
    """Return the least value of each group up to which so much of its weight lies.

    Parameters
    ----------
    values, weight, group, groups
        As of `means`; a value may be infinite.
    at
        Share of the weight, above 0 and up to 1: 0.5 gives the lower median.
    """
    known = (group >= 0) & ~np.isnan(values) & (weight > 0.0)
    values, weight, group = values[known], weight[known], group[known]
    order = np.lexsort((values, group))
    values, weight, group = values[order], weight[order], group[order]
    out = np.full(groups, np.nan)
    if not len(values):
        return out
    before = np.concatenate([[0.0], np.cumsum(weight)])
    first = np.searchsorted(group, np.arange(groups), side="left")
    last = np.searchsorted(group, np.arange(groups), side="right")
    wanted = before[first] + at * (before[last] - before[first])
    # sums of weights may fall short of a part of themselves by their last bit
    row = np.searchsorted(before[1:], wanted * (1.0 - 1e-12), side="left")
    some = first < last
    out[some] = values[np.clip(row, first, last - 1)[some]]
    return out


def between(values: Floats, weight: Floats, group: Ints, groups: int) -> float | None:
    """Return the share of the variance of all values that lies between groups, 0 to 1.

    It is 1 where homes of a group are all alike, and 0 where groups have the same mean.

    Parameters
    ----------
    values, weight, group, groups
        As of `means`; those of no group do not count.

    Returns
    -------
    float or None
        None with fewer than two groups, or where no value differs from another.
    """
    known = (group >= 0) & ~np.isnan(values) & (weight > 0.0)
    values, weight, group = values[known], weight[known], group[known]
    if len(np.unique(group)) < 2 or np.ptp(values) == 0.0:
        return None
    middle = np.average(values, weights=weight)
    whole = np.average((values - middle) ** 2, weights=weight)
    own = means(values, weight, group, groups)[group]
    return float(min(np.average((own - middle) ** 2, weights=weight) / whole, 1.0))
