"""How complete lists are: an estimate for each stratum or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from vidik.model.campaign import Campaign, Kinship
from vidik.model.completeness import (
    Completeness,
    Fault,
    Method,
    Refusal,
    StratumTotal,
    Total,
)
from vidik.model.histories import Histories
from vidik.model.survival import PRIOR, Survival
from vidik.register.completeness.bounds import at_least
from vidik.register.completeness.doubts import doubts
from vidik.register.completeness.intervals import log_spread, lognormal_ends
from vidik.register.completeness.loglinear import loglinear
from vidik.register.completeness.pairs import chapman

__all__ = ["completeness"]

#: Chance of a deviance under a model that fits, below which it does not.
_MISFIT = 0.001
#: Weight of models that nothing could contradict, above which they alone speak.
_UNCHECKED = 0.5


def completeness(
    strata: Sequence[Histories],
    *,
    campaigns: Mapping[str, Campaign],
    kinships: Sequence[Kinship] = (),
    survival: Survival = PRIOR,
) -> Completeness:
    """Return how many devices there are, listed or not, or why that cannot be said.

    Parameters
    ----------
    strata
        Capture histories of each: a district, a kind of place, a kind of operator. No device is in
        two of them.
    campaigns
        How each list came about, by name.
    kinships
        What pairs of lists share that independent lists would not.
    survival
        How long cameras stay.

    Raises
    ------
    ValueError
        If two strata share a name, there is none, or there are more lists than `MOST_LISTS` of
        `vidik.register.completeness.loglinear`.
    """
    names = [one.stratum for one in strata]
    if not names or len(set(names)) < len(names):
        raise ValueError("needs strata, each with its own name")
    rows = tuple(
        _stratum(one, doubts(one, campaigns=campaigns, kinships=kinships, survival=survival))
        for one in strata
    )
    totals = [row.total for row in rows if row.total is not None]
    if len(totals) == len(rows):
        return Completeness(rows, _sum(totals), None)
    known = [row.total or row.bound for row in rows]
    floors = [one for one in known if one is not None]
    seen = sum(row.seen for row, one in zip(rows, known, strict=True) if one is None)
    return Completeness(rows, None, _sum(floors, seen=seen) if floors else None)


def _stratum(histories: Histories, refusals: tuple[Refusal, ...]) -> StratumTotal:
    total = None
    if not refusals:
        total, refusals = _total(histories)
    twice = histories.found(2)
    bounded = refusals and all(one.fault.leaves_bound for one in refusals) and twice > 0.0
    return StratumTotal(
        stratum=histories.stratum,
        sizes=MappingProxyType(dict(zip(histories.lists, histories.sizes.tolist(), strict=True))),
        seen=histories.seen,
        twice=twice,
        left_out=histories.left_out,
        total=total,
        bound=at_least(histories) if bounded else None,
        refusals=refusals,
    )


def _total(histories: Histories) -> tuple[Total | None, tuple[Refusal, ...]]:
    if len(histories.lists) == 2:
        return chapman(histories), ()
    total = loglinear(histories)
    if total is None:
        return None, (_misfit(histories, "Every model of how the lists depend runs away."),)
    best = total.fits[0]
    saturated = sum(one.weight for one in total.fits if one.degrees == 0)
    if saturated > _UNCHECKED:
        why = (
            "Nothing but a model in which every pair of lists depends on each other explains the "
            "counts, and nothing is left that could contradict it."
        )
        return None, (_misfit(histories, why),)
    if best.degrees and _exceeded(best.deviance, best.degrees) < _MISFIT:
        why = (
            f"No model of how the lists depend fits: the best has a deviance of "
            f"{best.deviance:.1f} on {best.degrees} degrees of freedom."
        )
        return None, (_misfit(histories, why),)
    return total, ()


def _misfit(histories: Histories, why: str) -> Refusal:
    return Refusal(
        Fault.MISFIT,
        why,
        "Split what is easy to find from what is not, or add a survey that owes nothing to others.",
        histories.lists,
    )


def _exceeded(deviance: float, degrees: int) -> float:
    """Return how often χ² exceeds a value, by Wilson and Hilferty's (1931) cube root."""
    spread = 2.0 / (9.0 * degrees)
    z = (max(deviance, 0.0) / degrees) ** (1.0 / 3.0) - (1.0 - spread)
    return 0.5 * math.erfc(z / math.sqrt(2.0 * spread))


def _sum(totals: Sequence[Total], *, seen: float = 0.0) -> Total:
    """Return totals of strata added up, as independent figures, and what was only seen."""
    if len(totals) == 1 and seen == 0.0:
        return totals[0]
    listed = seen + sum(one.seen for one in totals)
    unseen = sum(one.unseen for one in totals)
    variance = sum(one.standard_error**2 for one in totals)
    spread = log_spread(unseen, variance)
    # a lognormal with this mean has its median lower
    median = unseen * math.exp(-(spread**2) / 2.0)
    keys = dict.fromkeys(key for one in totals for key in one.assumptions)
    least, most = lognormal_ends(listed, np.array([median]), np.array([spread]), np.ones(1))
    return Total(
        method=Method.SUM,
        seen=listed,
        twice=sum(one.twice for one in totals),
        expected=listed + unseen,
        least=min(least, listed + unseen),
        most=max(most, listed + unseen),
        standard_error=variance**0.5,
        is_bound=seen > 0.0 or any(one.is_bound for one in totals),
        assumptions=MappingProxyType(
            {
                "strata": f"{len(totals)} added up, their errors independent of each other",
                **{key: _agreed([one.assumptions.get(key, "") for one in totals]) for key in keys},
                "interval": "lognormal about what was seen, 95 %",
            }
        ),
    )


def _agreed(texts: Sequence[str]) -> str:
    """Return what all strata take for granted, or say that they differ."""
    return texts[0] if len(set(texts)) == 1 else "not the same in all strata; said of each"
