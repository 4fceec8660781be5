"""Bootstrap by person: intervals where many comparisons are of one, so that none is a new trial.

People are drawn again, each with all comparisons that are theirs (Efron and Tibshirani 1993; the
“subset bootstrap” of Bolle, Ratha and Pankanti 2004). A nonmated comparison is taken for that of
the person whose sample was compared, so what the other one has in common with others is not seen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.audit.intervals import CONFIDENCE
from vidik.model.rate import Interval

__all__ = ["DRAWS", "FEWEST", "by_person"]

#: How often people are drawn again.
DRAWS = 2000

#: Errors below which nothing is told: of too few, draws are all alike, or have none.
FEWEST = 10

#: People that weights are drawn for at a time.
_AT_ONCE = 2**22


def by_person(
    wrong: NDArray[np.bool_],
    subject: NDArray[np.int64],
    *,
    rng: np.random.Generator,
    draws: int = DRAWS,
    confidence: float = CONFIDENCE,
) -> Interval:
    """Return between what a rate lies, by whose comparisons they were.

    Parameters
    ----------
    wrong
        Shape (n,): whether a comparison, or a search, was an error.
    subject
        Shape (n,): number of the person whose it was.
    rng
        Draws people.
    draws
        How often.
    confidence
        Of the interval; its ends are quantiles of the rates that were drawn.

    Raises
    ------
    ValueError
        If somebody is not known, there are fewer than two people, or fewer than `FEWEST` errors.

    Examples
    --------
    >>> wrong, subject = np.arange(200) % 10 == 0, np.repeat(np.arange(20), 10)
    >>> found = by_person(wrong, subject, rng=np.random.default_rng(1))
    >>> found.low, found.high  # everybody had one error in ten: nothing differs between people
    (0.1, 0.1)
    """
    if len(subject) and subject.min() < 0:
        raise ValueError("of some comparisons nobody said whose they are")
    errors = int(wrong.sum())
    if errors < FEWEST:
        raise ValueError(f"{errors} errors: of fewer than {FEWEST} no draws are made")
    people, number = np.unique(subject, return_inverse=True)
    if len(people) < 2:
        raise ValueError("all comparisons are of one person")
    trials = np.bincount(number).astype(np.float64)
    failed = np.bincount(number, weights=wrong)
    rates = np.empty(draws)
    step = max(_AT_ONCE // len(people), 1)
    even = np.full(len(people), 1.0 / len(people))
    for first in range(0, draws, step):
        times = rng.multinomial(len(people), even, size=min(step, draws - first))
        rates[first : first + len(times)] = (times @ failed) / (times @ trials)
    tail = 0.5 * (1.0 - confidence)
    low, high = np.quantile(rates, [tail, 1.0 - tail])
    return Interval(float(low), float(high), confidence, f"bootstrap of {len(people):,} people")
