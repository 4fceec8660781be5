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

__all__ = ["DRAWS", "FEWEST", "by_person", "of_people"]

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
    number = np.unique(subject, return_inverse=True)[1]
    trials = np.bincount(number)
    failed = np.bincount(number, weights=wrong, minlength=len(trials))
    (found,) = of_people(failed[:, None], trials, rng=rng, draws=draws, confidence=confidence)
    if isinstance(found, str):
        raise ValueError(found)  # noqa: TRY004 — a reason, not a type
    return found


def of_people(
    wrong: NDArray[np.number],
    trials: NDArray[np.number],
    *,
    rng: np.random.Generator,
    draws: int = DRAWS,
    confidence: float = CONFIDENCE,
) -> tuple[Interval | str, ...]:
    """Return between what several rates lie, by the people whose trials they are of.

    Parameters
    ----------
    wrong
        Shape (people, k): errors of each person, at k thresholds say.
    trials
        Shape (people,): of how many, 1 or more.
    rng, draws, confidence
        As of `by_person`; the same people are drawn for all k.

    Returns
    -------
    tuple of Interval or str
        For each of k, or the reason why nothing is told.
    """
    people = len(trials)
    if people < 2:
        return tuple("all comparisons are of one person" for _ in range(wrong.shape[1]))
    errors = wrong.sum(axis=0)
    told = np.flatnonzero(errors >= FEWEST)
    failed, of = wrong[:, told].astype(np.float64), trials.astype(np.float64)
    rates = np.empty((draws, len(told)))
    step = max(_AT_ONCE // people, 1)
    for first in range(0, draws if len(told) else 0, step):
        some = min(step, draws - first)
        # how often each person is among as many as there are, drawn one by one
        drawn = rng.integers(people, size=(some, people)) + people * np.arange(some)[:, None]
        times = np.bincount(drawn.ravel(), minlength=some * people).reshape(some, people)
        rates[first : first + some] = (times @ failed) / (times @ of)[:, None]
    tail = 0.5 * (1.0 - confidence)
    low, high = np.quantile(rates, [tail, 1.0 - tail], axis=0) if len(told) else ((), ())
    found: list[Interval | str] = [
        f"{int(count)} errors: of fewer than {FEWEST} no draws are made" for count in errors
    ]
    for k, lower, upper in zip(told.tolist(), low, high, strict=True):
        found[k] = Interval(
            float(lower), float(upper), confidence, f"bootstrap of {people:,} people"
        )
    return tuple(found)
