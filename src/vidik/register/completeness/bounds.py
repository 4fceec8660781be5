"""A number of cameras that there are at least, where catchability differs or copies raise it."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from vidik.model.completeness import Method, Total
from vidik.model.histories import Histories
from vidik.register.completeness.intervals import log_spread, lognormal_ends

__all__ = ["at_least"]


def at_least(histories: Histories) -> Total:
    """Return how many devices there are at least.

    With nⱼ devices in list j alone and f₂ in exactly two lists, no fewer than Σ nⱼ nₖ / (f₂ + 1)
    devices, j < k, are in none: Chao's (1987) bound for lists that differ (Rivest & Baillargeon
    2007). For two lists it is Chapman's estimate.

    Parameters
    ----------
    histories
        Of two lists or more.
    """
    t = len(histories.lists)
    alone = np.array([histories.counts.flat[1 << (t - 1 - i)] for i in range(t)])
    pairs = histories.found(2) - histories.found(3)
    products = float((alone.sum() ** 2 - (alone**2).sum()) / 2.0)
    unseen = products / (pairs + 1.0)
    # each count varies as a Poisson variable does, and so does the number unseen itself
    slope = (alone.sum() - alone) / (pairs + 1.0)
    variance = float(
        (slope**2 * alone).sum()
        + unseen**2 * (pairs + histories.variance) / (pairs + 1.0) ** 2
        + unseen
    )
    seen = histories.seen
    least, most = lognormal_ends(
        seen, np.array([unseen]), np.array([log_spread(unseen, variance)]), np.ones(1)
    )
    return Total(
        method=Method.CHAO,
        seen=seen,
        twice=histories.found(2),
        expected=seen + unseen,
        least=min(least, seen + unseen),
        most=max(most, seen + unseen),
        standard_error=variance**0.5,
        is_bound=True,
        assumptions=MappingProxyType(
            {
                "meaning": "there are at least so many, and the interval is that of the bound; "
                "nothing is said of how many more",
                "dependence": "a camera that one list has is as likely as others to be in another, "
                "or likelier",
                "closure": "no camera came or went between the surveys",
                "ground": "all surveys looked at the same ground; what lies outside is not counted",
                "interval": "lognormal (Chao 1987), 95 %",
            }
        ),
    )
