"""Carrying: who is falsely alerted, if error rates differ between groups.

NIST found false positive rates that differ between groups by factors of 10 to beyond 100 (Grother,
Ngan and Hanaoka 2019, NISTIR 8280). One published rate is that of the people it was measured with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vidik.audit.assuming import DRAWS, projected, quantile, strata
from vidik.model.assumptions import Group
from vidik.model.projection import Carried

__all__ = ["carried", "carried_by"]

Floats = NDArray[np.float64]
_Values = Mapping[tuple[str, str], Floats]


def carried(
    groups: Sequence[Group], *, rng: np.random.Generator, draws: int = DRAWS
) -> tuple[Carried, ...]:
    """Return who carries the false alerts: of group g the share w_g·d_g ÷ Σ w_h·d_h.

    Parameters
    ----------
    groups
        Their shares w of the passers-by, brought to 1, and factors d.
    rng
        Draws.
    draws
        How often.
    """
    assumed = {
        (one.name, what): value
        for one in groups
        for what, value in (("share", one.share), ("factor", one.factor))
    }
    rows = strata(len(assumed), draws, rng=rng)
    passing, alerted = _shares(
        groups,
        {key: quantile(one, row) for (key, one), row in zip(assumed.items(), rows, strict=True)},
    )
    half = np.full(1, 0.5)
    passing_mid, alerted_mid = _shares(
        groups, {key: quantile(one, half) for key, one in assumed.items()}
    )
    return tuple(
        Carried(
            one.name,
            passers=projected(passing[k], formula=float(passing_mid[k, 0])),
            alerts=projected(alerted[k], formula=float(alerted_mid[k, 0])),
            times=projected(
                alerted[k] / passing[k], formula=float(alerted_mid[k, 0] / passing_mid[k, 0])
            ),
        )
        for k, one in enumerate(groups)
    )


def _shares(groups: Sequence[Group], values: _Values) -> tuple[Floats, Floats]:
    """Return the shares of passers-by and of false alerts, shape (groups, draws) each."""
    passing = np.stack([values[one.name, "share"] for one in groups])
    passing = passing / passing.sum(axis=0)
    alerted = passing * np.stack([values[one.name, "factor"] for one in groups])
    return passing, alerted / alerted.sum(axis=0)


def carried_by(share: float, factor: float) -> float:
    """Return the share of the false alerts that one of two groups carries.

    Parameters
    ----------
    share
        Of the passers-by, 0 to 1.
    factor
        How many times the rate of all others theirs is.

    Examples
    --------
    >>> f"{carried_by(0.05, 10.0):.0%}, {carried_by(0.05, 100.0):.0%}"
    '34%, 84%'
    """
    return share * factor / (share * factor + 1.0 - share)
