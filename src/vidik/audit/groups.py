"""Groups: who carries the errors, at one threshold for all.

Each measure is a function of its own, since each hides something else: a difference of small rates
is small whatever their ratio, a ratio says nothing of how many are concerned, and what is made of
all groups at once says nothing of any of them. None of them is told without the rates themselves.
After ISO/IEC 19795-10:2024 errors of a group are those of comparisons within it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.audit.intervals import CONFIDENCE, rate
from vidik.model.rate import Rate
from vidik.model.scores import Comparisons

__all__ = [
    "SMALLEST", "GroupRates", "by_group", "counted_groups", "fdr", "garbe", "gini", "inequity",
    "largest_difference", "largest_ratio", "worst_to_typical",
]  # fmt: skip

#: Comparisons of each kind that a group has at least; of fewer no rate is told.
SMALLEST = 30


@dataclass(frozen=True, slots=True)
class GroupRates:
    """Both error rates of one group.

    Parameters
    ----------
    false_match, false_non_match
        With their counts and intervals.
    """

    false_match: Rate
    false_non_match: Rate


def by_group(
    comparisons: Comparisons,
    threshold: float,
    *,
    smallest: int = SMALLEST,
    confidence: float = CONFIDENCE,
) -> tuple[Mapping[str, GroupRates], Mapping[str, str]]:
    """Return the error rates of each group, and why others have none.

    Parameters
    ----------
    comparisons
        Scores, with groups.
    threshold
        The same for all.
    smallest
        Comparisons of each kind that a group has at least.
    confidence
        Of intervals.

    Returns
    -------
    rates, refused
        By the name of the group.
    """
    counts = np.zeros((len(comparisons.groups), 2, 2), dtype=np.int64)
    known = comparisons.group >= 0
    kind, reached = comparisons.mated[known], comparisons.score[known] >= threshold
    np.add.at(counts, (comparisons.group[known], kind.astype(int), reached.astype(int)), 1)
    return counted_groups(comparisons.groups, counts, smallest=smallest, confidence=confidence)


def counted_groups(
    names: Sequence[str],
    counts: NDArray[np.int64],
    *,
    people: NDArray[np.int64] | None = None,
    smallest: int = SMALLEST,
    confidence: float = CONFIDENCE,
) -> tuple[Mapping[str, GroupRates], Mapping[str, str]]:
    """Return the error rates of groups that were counted, and why others have none.

    Parameters
    ----------
    names
        Of the groups.
    counts
        Shape (groups, 2, 2): of each group nonmated and mated comparisons, below the threshold and
        from it on.
    people
        Shape (groups,): how many people each has; None: nobody said whose comparisons they are.
    smallest, confidence
        As of `by_group`.

    Returns
    -------
    rates, refused
        By the name of the group.
    """
    rates: dict[str, GroupRates] = {}
    refused: dict[str, str] = {}
    for i, name in enumerate(names):
        (rest, false), (missed, matched) = counts[i].tolist()
        nonmated, mated = rest + false, missed + matched
        if people is not None and people[i] < 2:
            refused[name] = "all comparisons are of one person, who is no group"
        elif min(mated, nonmated) < smallest:
            refused[name] = (
                f"{mated} mated and {nonmated} nonmated comparisons; of fewer than {smallest} of "
                "each no rate is told"
            )
        else:
            rates[name] = GroupRates(
                rate(false, nonmated, confidence=confidence),
                rate(missed, mated, confidence=confidence),
            )
    return rates, refused


def largest_difference(rates: Sequence[Rate]) -> float:
    """Return the difference of the highest and the lowest rate.

    Parameters
    ----------
    rates
        Of two groups or more.

    Raises
    ------
    ValueError
        If there is one group alone.
    """
    values = _values(rates)
    return max(values) - min(values)


def largest_ratio(rates: Sequence[Rate]) -> float:
    """Return how many times the lowest rate the highest is.

    Parameters
    ----------
    rates
        As of `largest_difference`.

    Returns
    -------
    float
        Infinite if the lowest is 0, unless all are: then 1. An infinite one says that the trial was
        too small for that group, not that nobody of it is ever mistaken.
    """
    values = _values(rates)
    if max(values) == 0.0:
        return 1.0
    return max(values) / min(values) if min(values) > 0.0 else math.inf


def worst_to_typical(rates: Sequence[Rate]) -> float:
    """Return how many times the geometric mean the highest rate is (Grother 2022, NISTIR 8429).

    Parameters
    ----------
    rates
        As of `largest_difference`.

    Returns
    -------
    float
        Infinite if one is 0, unless all are: then 1.
    """
    values = _values(rates)
    if max(values) == 0.0:
        return 1.0
    if min(values) == 0.0:
        return math.inf
    return max(values) / math.exp(sum(map(math.log, values)) / len(values))


def fdr(groups: Sequence[GroupRates], *, alpha: float = 0.5) -> float:
    """Return the fairness discrepancy rate (de Freitas Pereira and Marcel 2022): 1 is alike.

    One less the largest differences of both rates, weighed. As false match rates are small, theirs
    hardly count: with one in 10,000 for one group and one in 100 for another it is at least 0.995.

    Parameters
    ----------
    groups
        Rates of two groups or more.
    alpha
        Weight of false matches; the rest is that of false non-matches.
    """
    a, b = _both(groups, largest_difference, alpha)
    return 1.0 - (alpha * a + (1.0 - alpha) * b)


def inequity(groups: Sequence[GroupRates], *, alpha: float = 0.5) -> float:
    """Return the inequity rate (Grother 2021): 1 is alike, and there is no end above.

    The largest ratios of both rates, each to the power of its weight.

    Parameters
    ----------
    groups, alpha
        As of `fdr`.
    """
    a, b = _both(groups, largest_ratio, alpha)
    weighed = [ratio**weight for ratio, weight in ((a, alpha), (b, 1.0 - alpha)) if weight > 0.0]
    return float(math.prod(weighed))


def garbe(groups: Sequence[GroupRates], *, alpha: float = 0.5) -> float:
    """Return the Gini aggregation rate for biometric equitability (Howard et al. 2022): 0 is alike.

    Parameters
    ----------
    groups, alpha
        As of `fdr`.
    """
    a, b = _both(groups, gini, alpha)
    return alpha * a + (1.0 - alpha) * b


def gini(rates: Sequence[Rate]) -> float:
    """Return the Gini coefficient of rates, as one for few: 1 if one group has all errors.

    Parameters
    ----------
    rates
        As of `largest_difference`.
    """
    values = np.array(_values(rates))
    n, mean = len(values), float(values.mean())
    if mean == 0.0:
        return 0.0
    apart = float(np.abs(values[:, None] - values).sum())
    return apart / (2.0 * n * (n - 1) * mean)


def _both(
    groups: Sequence[GroupRates], measure: Callable[[Sequence[Rate]], float], alpha: float
) -> tuple[float, float]:
    if not 0.0 <= alpha <= 1.0:
        raise ValueError(f"not a weight: {alpha}")
    return (
        measure([one.false_match for one in groups]),
        measure([one.false_non_match for one in groups]),
    )


def _values(rates: Sequence[Rate]) -> list[float]:
    if len(rates) < 2:
        raise ValueError(f"two groups or more are compared, not {len(rates)}")
    return [one.value for one in rates]
