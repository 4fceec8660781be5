"""Projection: what switching face recognition on would mean, with all that is not known of it.

Only who passes differs between cameras: ``walks · per_walk · own error``, or a count with an error
of its own (`vidik.audit.alerts` has the rest). So all that cameras share is drawn once, and no
table of cameras by draws is ever made:

- of a single camera the quantiles are those of the shared draws times its own error, times its
  passers-by, exactly;
- of several together the own errors add up to one whose mean and variance are exact and whose shape
  is taken for lognormal (Fenton 1960, IRE Transactions on Communications Systems 8).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from vidik.audit.alerts import (
    Values,
    false_alerts,
    footfall,
    fpir_of,
    rate_at,
    residents,
    right,
    searches_of,
    true_alerts,
)
from vidik.audit.assuming import DRAWS, LEAST, MOST, drawn, errors, middles, projected, strata
from vidik.audit.carrying import carried
from vidik.audit.inverse import needed
from vidik.audit.swings import log_odds, swings
from vidik.model.assumptions import Assumptions
from vidik.model.passers import Passers
from vidik.model.projection import AreaProjection, PerCamera, Projected, Projection, Swing

__all__ = ["DAYS", "Together", "projection"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Of a year.
DAYS = 365.0

#: Own errors are alike if they are in so many decimals.
_ALIKE = 2

#: How many of a camera's own errors are drawn for each draw of what is shared: all cameras have the
#: same ones, so that chance would put all of them off to one side.
_OWN = 8


def projection(
    assumptions: Assumptions,
    passers: Passers,
    *,
    area: Ints,
    areas: int,
    homes: float,
    rng: np.random.Generator,
    draws: int = DRAWS,
    allowed: float = 1.0,
) -> Projection:
    """Return what switching face recognition on would mean.

    Parameters
    ----------
    assumptions
        All that is supposed.
    passers
        Who passes the n cameras that could take a face.
    area
        Shape (n,): number of the part of the city in which each stands, −1 for none.
    areas
        How many parts there are.
    homes
        How many homes walks begin at.
    rng
        Draws.
    draws
        How often.
    allowed
        False alerts a day that the inverse is about.

    Raises
    ------
    ValueError
        If there is no camera, or no passer-by.
    """
    if not (passers.per_walk.any() or passers.counted.any()):
        raise ValueError("no camera that could take the face of a passer-by")
    matcher, assumed = assumptions.matcher, assumptions.by_name
    some, mid = drawn(assumed, rng=rng, draws=draws), middles(assumed)
    whole_per_walk, whole_counted = float(passers.per_walk.sum()), float(passers.counted.sum())
    shared, shared_mid = (
        _Shared(
            walks=footfall(assumptions, values, homes, whole_per_walk),
            alerts=false_alerts(matcher, values, 1.0),
        )
        for values in (some, mid)
    )
    parts = Together.of(passers, np.where(area < 0, areas, area), areas + 1)
    passes = parts.drawn(shared.walks, rng=rng)
    everybody = passes.sum(axis=0)
    false = everybody * shared.alerts

    def told(rows: Ints | slice, cameras: int) -> AreaProjection:
        people = float(parts.modelled[rows].sum()), float(parts.counted[rows].sum())
        own = passes[rows].sum(axis=0)
        return AreaProjection(
            cameras,
            projected(own, formula=shared_mid.passes(*people), expected=shared.passes(*people)),
            projected(
                own * shared.alerts,
                formula=shared_mid.false(*people),
                expected=shared.false(*people),
            ),
        )

    def falsely(values: Values) -> Floats:
        walks = footfall(assumptions, values, homes, whole_per_walk)
        return false_alerts(matcher, values, walks * whole_per_walk + whole_counted)

    whole = told(slice(None), len(passers))
    counts = np.bincount(area[area >= 0], minlength=areas).tolist()
    live, live_mid = (residents(assumptions, values, homes) for values in (some, mid))
    rate, rate_mid = (rate_at(matcher, values) for values in (some, mid))
    true = None
    if matcher.found is not None:
        true = projected(
            true_alerts(some, everybody),
            formula=float(true_alerts(mid, whole.passes.formula)),
        )
    correct, of_correct = _right(assumptions, some, mid)
    return Projection(
        whole=whole,
        areas=tuple(told(np.array([k]), counts[k]) for k in range(areas)),
        per_camera=_per_camera(passers, shared, shared_mid, rng=rng),
        true_alerts=true,
        right=correct,
        per_pass=projected(
            some["captured"] * fpir_of(rate, some["searches"]),
            formula=float(mid["captured"] * fpir_of(rate_mid, mid["searches"])),
        ),
        per_resident=projected(
            DAYS * false / live, formula=float(DAYS * whole.false_alerts.formula / live_mid)
        ),
        fpir=projected(rate, formula=float(rate_mid)),
        none_in_a_day=float(np.exp(-false).mean()),
        swings=swings(falsely, assumed, own_error=parts.spread(float(shared_mid.walks))),
        right_swings=of_correct,
        needed=needed(everybody * searches_of(some), some["watchlist"], allowed=allowed),
        groups=carried(assumptions.groups, rng=rng, draws=draws) if assumptions.groups else (),
        draws=draws,
        middles={name: float(value) for name, value in mid.items()},
    )


def _right(
    assumptions: Assumptions, some: Values, mid: Values
) -> tuple[Projected | None, tuple[Swing, ...]]:
    """Return the chance that an alert is right and what it depends on, if it can be known."""
    matcher = assumptions.matcher
    if matcher.found is None:
        return None, ()
    share = right(matcher, some)
    if not np.isfinite(share).all():  # no alert, right or wrong
        return None, ()
    told = projected(share, formula=float(right(matcher, mid)))
    if not 0.0 < share.min() <= share.max() < 1.0:
        return told, ()
    return told, swings(lambda values: right(matcher, values), assumptions.by_name, scale=log_odds)


@dataclass(frozen=True, eq=False)
class _Shared:
    """What all cameras share: walks in a day, and false alerts for each who passes."""

    walks: Floats
    alerts: Floats

    def passes(self, modelled: float, counted: float) -> float:
        """Return how many pass in expectation over the draws."""
        return float(self.walks.mean()) * modelled + counted

    def false(self, modelled: float, counted: float) -> float:
        """Return how many are falsely alerted, likewise; errors of single cameras have mean 1."""
        both = float((self.walks * self.alerts).mean())
        return both * modelled + float(self.alerts.mean()) * counted


@dataclass(frozen=True, eq=False)
class Together:
    """Passers-by of the cameras of each of g parts together.

    Parameters
    ----------
    modelled, counted
        Shape (g,): of one walk in the city, and people a day, as of `Passers`.
    modelled_spread, counted_spread
        Shape (g,): standard deviation of the logarithm of the error that their own ones add up to.
    """

    modelled: Floats
    counted: Floats
    modelled_spread: Floats
    counted_spread: Floats

    @classmethod
    def of(cls, passers: Passers, area: Ints, areas: int) -> Together:
        """Return the passers-by of parts.

        Parameters
        ----------
        passers
            Of the n cameras.
        area
            Shape (n,): number of the part that each belongs to.
        areas
            How many parts there are.
        """
        own = np.expm1(passers.spread**2)  # the variance of an error, as its mean is 1

        def both(people: Floats) -> tuple[Floats, Floats]:
            total = np.bincount(area, people, areas).astype(np.float64)
            variance = np.bincount(area, people**2 * own, areas)
            relative = np.divide(variance, total**2, out=np.zeros(areas), where=total > 0.0)
            return total, np.sqrt(np.log1p(relative))

        modelled, modelled_spread = both(passers.per_walk)
        counted, counted_spread = both(passers.counted)
        return cls(modelled, counted, modelled_spread, counted_spread)

    def drawn(self, walks: Floats, *, rng: np.random.Generator) -> Floats:
        """Return people who pass the cameras of each part in a day, shape (g, draws).

        Parameters
        ----------
        walks
            Shape (draws,): in a day.
        rng
            Draws the errors.
        """
        made = np.zeros((len(self.modelled), len(walks)))
        for people, spread, times in (
            (self.modelled, self.modelled_spread, walks),
            (self.counted, self.counted_spread, np.ones(1)),
        ):
            rows = np.flatnonzero(people)
            normal = rng.standard_normal((len(rows), len(walks)))
            made[rows] += people[rows, None] * errors(spread[rows, None], normal) * times
        return made

    def spread(self, walks: float) -> float:
        """Return the standard deviation of the logarithm of all passers-by.

        Parameters
        ----------
        walks
            In a day.
        """
        modelled = walks * self.modelled
        variance = modelled**2 * np.expm1(self.modelled_spread**2)
        variance += self.counted**2 * np.expm1(self.counted_spread**2)
        return float(np.sqrt(np.log1p(variance.sum() / (modelled + self.counted).sum() ** 2)))


def _per_camera(
    passers: Passers, shared: _Shared, mid: _Shared, *, rng: np.random.Generator
) -> PerCamera:
    """Return false alerts at each camera, a multiplication each: their errors are alike."""
    least, middle, most = np.zeros((3, len(passers)))
    normal = ndtri(strata(_OWN, len(shared.alerts), rng=rng))
    spread = np.round(passers.spread, _ALIKE)
    for people, draws in (
        (passers.per_walk, shared.walks * shared.alerts),
        (passers.counted, shared.alerts),
    ):
        for one in np.unique(spread[people > 0.0]):
            rows = (people > 0.0) & (spread == one)
            at = np.quantile(draws * errors(one, normal), [LEAST, 0.5, MOST])
            least[rows], middle[rows], most[rows] = at[:, None] * people[rows]
    return PerCamera(
        least,
        middle,
        most,
        expected=shared.false(1.0, 0.0) * passers.per_walk
        + shared.false(0.0, 1.0) * passers.counted,
        formula=mid.false(1.0, 0.0) * passers.per_walk + mid.false(0.0, 1.0) * passers.counted,
    )
