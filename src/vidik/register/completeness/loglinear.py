"""Three lists and more: log-linear models of how they depend on each other, averaged."""

from __future__ import annotations

from itertools import combinations
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vidik.model.completeness import Fit, Method, Total
from vidik.model.histories import Histories
from vidik.register.completeness.intervals import log_spread, lognormal_ends

__all__ = ["MOST_LISTS", "fits", "loglinear"]

#: With more lists there are more models than can be looked at.
MOST_LISTS = 5
#: Up to so many lists, three of them may depend on each other in a way that no two explain.
_TRIPLES = 4

_STEPS = 60
#: Changes of parameters after which all have settled, and up to which one has.
_SETTLED, _NEAR = 1e-9, 1e-6
#: Of cells that a model expects to hold less: its parameters have run away.
_EMPTY = 1e-6
#: Differences of the criterion beyond which a model has no weight to speak of: e⁻⁵.
_FAR = 10.0


def loglinear(histories: Histories, *, criterion: Literal["aicc", "bic"] = "aicc") -> Total | None:
    """Return how many devices three lists or more tell of together, listed and not.

    Every hierarchical model without the highest interaction is fitted to the counts (Fienberg
    1972); estimates are averaged with Akaike's or Schwarz's weights, and the interval is that of
    the mixture (Buckland, Burnham & Augustin 1997).

    Parameters
    ----------
    histories
        Of three to `MOST_LISTS` lists.
    criterion
        By which models are weighted.

    Returns
    -------
    Total or None
        None if lists overlap so little that no model can be fitted.

    Raises
    ------
    ValueError
        If there are fewer or more lists.
    """
    tried, possible = fits(histories, criterion=criterion)
    if not tried:
        return None
    used = [one for one in tried if one.weight > 0.0]
    weight = np.array([one.weight for one in used])
    totals = np.array([one.expected for one in used])
    errors = np.array([one.standard_error for one in used])
    seen, k = histories.seen, len(used)
    mean = float(weight @ totals)
    unseen = totals - seen
    spread = [log_spread(u, e**2) for u, e in zip(unseen, errors, strict=True)]
    least, most = lognormal_ends(seen, unseen, np.array(spread), weight)
    return Total(
        method=Method.LOGLINEAR,
        seen=seen,
        twice=histories.found(2),
        expected=mean,
        least=min(least, mean),
        most=max(most, mean),
        standard_error=float(np.sqrt(weight @ (errors**2 + (totals - mean) ** 2))),
        fits=tuple(used),
        assumptions=MappingProxyType(
            {
                "independence": "lists may depend on each other in pairs"
                + (" and threes" if len(histories.lists) == _TRIPLES else "")
                + "; all of them together, no further than that",
                "models": f"{len(tried)} of {possible} could be fitted, {k} of them carry weight "
                f"({'AICc' if criterion == 'aicc' else 'BIC'}): from {totals.min():.0f} to "
                f"{totals.max():.0f} devices",
                "closure": "no camera came or went between the surveys",
                "ground": "all surveys looked at the same ground; what lies outside is not counted",
                "matching": "taken as certain",
                "interval": "mixture of the models' lognormal ones, 95 %",
            }
        ),
    )


def fits(
    histories: Histories, *, criterion: Literal["aicc", "bic"] = "aicc"
) -> tuple[tuple[Fit, ...], int]:
    """Return every model that could be fitted, the likeliest first, and how many there are.

    Parameters
    ----------
    histories
        Of three to `MOST_LISTS` lists.
    criterion
        By which models are weighted.

    Raises
    ------
    ValueError
        If there are fewer or more lists.
    """
    t = len(histories.lists)
    if not 3 <= t <= MOST_LISTS:
        raise ValueError(f"{t} lists: log-linear models take 3 to {MOST_LISTS}")
    terms = [0, *_sets(t, 1), *_sets(t, 2), *(_sets(t, 3) if t == _TRIPLES else ())]
    cells = np.arange(1, 1 << t)
    design = np.array([[(cell & term) == term for term in terms] for cell in cells], np.float64)
    counts = histories.counts.ravel()[1:]
    models = _models(t, terms)
    beta, variance, fitted, settled = _fit(design, counts, models)
    good = np.flatnonzero(settled & (fitted.min(axis=1) > _EMPTY))
    if not len(good):
        return (), len(models)
    seen = histories.seen
    size = models[good].sum(axis=1)
    share = np.where(counts > 0.0, counts, 1.0) / np.where(counts > 0.0, fitted[good], 1.0)
    deviance = 2.0 * (counts * np.log(share) - counts + fitted[good]).sum(axis=1)
    room = seen - size - 1.0
    aicc = (
        deviance
        + 2.0 * size
        + np.where(room > 0.0, 2.0 * size * (size + 1.0) / np.maximum(room, 1.0), np.inf)
    )
    bic = deviance + size * np.log(max(seen, 1.0))
    judged = aicc if criterion == "aicc" else bic
    apart = judged - judged.min()
    weight = np.where(apart <= _FAR, np.exp(-apart / 2.0), 0.0)
    weight /= weight.sum()
    unseen = np.exp(beta[good, 0])
    error = np.sqrt(unseen + unseen**2 * variance[good])
    made = [
        Fit(
            terms=_largest(models[g], terms, histories.lists),
            parameters=int(size[i]),
            deviance=float(deviance[i]),
            degrees=len(cells) - int(size[i]),
            aicc=float(aicc[i]),
            bic=float(bic[i]),
            weight=float(weight[i]),
            expected=float(seen + unseen[i]),
            standard_error=float(error[i]),
        )
        for i, g in enumerate(good.tolist())
    ]
    return tuple(sorted(made, key=lambda one: (-one.weight, one.parameters))), len(models)


def _sets(t: int, size: int) -> list[int]:
    """Return sets of lists as bits; the first list has the highest, as in the counts."""
    return [sum(1 << (t - 1 - i) for i in one) for one in combinations(range(t), size)]


def _models(t: int, terms: list[int]) -> NDArray[np.bool_]:
    """Return which terms each hierarchical model has, shape (models, terms)."""
    pairs, triples = _sets(t, 2), [term for term in terms if bin(term).count("1") == 3]
    made = []
    for chosen in range(1 << len(pairs)):
        has = {0, *_sets(t, 1), *(pair for i, pair in enumerate(pairs) if chosen >> i & 1)}
        open_ = [one for one in triples if all(p in has for p in pairs if p & one == p)]
        for further in range(1 << len(open_)):
            more = {one for i, one in enumerate(open_) if further >> i & 1}
            made.append([term in has or term in more for term in terms])
    return np.array(made)


def _fit(
    design: NDArray[np.float64], counts: NDArray[np.float64], models: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Fit every model at once by iteratively reweighted least squares.

    Returns the parameters, the variance of the first, what the models expect in each cell, and
    whether they settled. Terms that a model lacks are held at 0 by a row of the identity.
    """
    mask = models.astype(np.float64)
    kept = mask[:, :, None] * mask[:, None, :]
    # a ridge too small to be seen: a model that runs away must not stop the rest
    idle = np.eye(design.shape[1]) * (1.0 - mask + 1e-10)[:, None, :]
    expected = np.broadcast_to(counts + 0.5, (len(models), len(counts)))
    eta = np.log(expected)
    beta = np.zeros(mask.shape)
    change = np.full(len(models), np.inf)
    for _ in range(_STEPS):
        aim = (eta * expected + counts - expected) @ design * mask
        weighted = np.swapaxes(expected[:, :, None] * design, 1, 2) @ design * kept + idle
        step = np.linalg.solve(weighted, aim[:, :, None])[:, :, 0].astype(np.float64, copy=False)
        change = np.abs(step - beta).max(axis=1)
        beta = step
        eta = np.clip(beta @ design.T, -30.0, 30.0)
        expected = np.exp(eta)
        if change.max() < _SETTLED:
            break
    weighted = np.swapaxes(expected[:, :, None] * design, 1, 2) @ design * kept + idle
    variance = np.linalg.inv(weighted)[:, 0, 0].astype(np.float64, copy=False)
    return beta, variance, expected, change < _NEAR


def _largest(
    has: NDArray[np.bool_], terms: list[int], lists: tuple[str, ...]
) -> tuple[tuple[str, ...], ...]:
    """Return the sets of lists that no other set of the model holds."""
    own = [term for term, used in zip(terms, has.tolist(), strict=True) if used]
    largest = [one for one in own if one and not any(one & o == one and o != one for o in own)]
    t = len(lists)
    return tuple(
        tuple(name for i, name in enumerate(lists) if one >> (t - 1 - i) & 1)
        for one in sorted(largest, reverse=True)
    )
