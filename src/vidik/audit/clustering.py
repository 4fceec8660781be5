"""Clustering: trials of one person are not new ones, so that it takes more of them.

Kish (1965) has the variance of a share grow by the design effect 1 + (m − 1)ρ, of m passes each and
the correlation ρ of their errors, which before a test is a guess. Rao and Scott (1992, Biometrics
48) divide numbers of errors and of passes by it, and test what is left as if it were independent:
so a test of so many passes may have as many times the errors. That is no longer exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Effort", "design_effect", "effort"]

#: A product of whole numbers and one share that is a hair off a whole number is that number.
_HAIR = 1e-9


def design_effect(passes_each: float, correlation: float) -> float:
    """Return how many times the trials it takes if people pass several times (Kish 1965).

    Parameters
    ----------
    passes_each
        How often each person passes; the same for all.
    correlation
        Of errors of one person, 0 to 1: 1 says that who is taken for another once always is.

    Raises
    ------
    ValueError
        If these are no such numbers.
    """
    if not 1.0 <= passes_each < math.inf:
        raise ValueError(f"nobody passes {passes_each:g} times each")
    if not 0.0 <= correlation <= 1.0:
        raise ValueError(f"not a correlation from 0 to 1: {correlation:g}")
    return 1.0 + (passes_each - 1.0) * correlation


@dataclass(frozen=True, slots=True)
class Effort:
    """What so many trials take.

    Parameters
    ----------
    correlation
        Of errors of one person.
    effect
        How many times the trials it takes.
    people, passes
        How many, and how many of them together.
    days
        How many; None: nobody said how many pass a day.
    errors
        How many of the passes may be errors; None: nobody said how many of the trials may.
    """

    correlation: float
    effect: float
    people: int
    passes: int
    days: int | None
    errors: int | None


def effort(
    trials: int,
    *,
    errors: int | None = None,
    passes_each: int = 1,
    correlation: float = 0.0,
    passes_a_day: int | None = None,
) -> Effort:
    """Return how many people, passes and days so many independent trials take.

    Parameters
    ----------
    trials
        How many, if each were of another person.
    errors
        How many of them may be errors.
    passes_each, correlation
        As of `design_effect`.
    passes_a_day
        How many pass in a day.

    Raises
    ------
    ValueError
        If these are no such numbers.
    """
    if trials < 1:
        raise ValueError(f"not a number of trials: {trials}")
    effect = design_effect(passes_each, correlation)
    if passes_a_day is not None and passes_a_day < 1:
        raise ValueError(f"nobody passes: {passes_a_day} a day")
    people = math.ceil(trials * effect / passes_each - _HAIR)
    passes = people * passes_each
    days = None if passes_a_day is None else -(-passes // passes_a_day)
    allowed = None if errors is None else math.floor(errors * effect + _HAIR)
    return Effort(correlation, effect, people, passes, days, allowed)
