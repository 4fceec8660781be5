"""Hindsight: what a trial that was could have shown at best, by how many there were of what."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import ndtri

from vidik.audit.group_tests import SOME, ratio_seen
from vidik.audit.intervals import CONFIDENCE, none_seen
from vidik.audit.rate_tests import POWER

__all__ = ["Shown", "could_have_shown"]

#: Share of errors up to which they are rare: their numbers are Poisson's, nearly.
_RARE = 0.1


@dataclass(frozen=True, slots=True)
class Shown:
    """What a trial that was could have shown at best, had all passes been of different people.

    Parameters
    ----------
    of
        How many passes there were.
    errors
        How many of them were errors; None: nobody said.
    bound
        The smallest rate that it could have shown not to be exceeded: with no error at all.
    ratio
        The smallest ratio of rates of two groups, each half of those who passed, that its errors
        would have shown, whichever it was; infinite: none. None: nobody said how many errors there
        were, or they are not rare.
    difference
        The smallest difference of the two rates, likewise, by the normal distribution. None: nobody
        said how many errors there were, or there are too few for that.
    """

    of: int
    errors: int | None
    bound: float
    ratio: float | None
    difference: float | None


def could_have_shown(
    of: int, errors: int | None, *, confidence: float = CONFIDENCE, power: float = POWER
) -> Shown:
    """Return what so many trials could have shown at best.

    Parameters
    ----------
    of, errors
        As of `Shown`.
    confidence, power
        Of tests.
    """
    bound = none_seen(of, confidence=confidence)
    ratio = difference = None
    if errors is not None:
        if errors <= _RARE * of:
            # either group may be the worse one: two comparisons
            ratio = ratio_seen(errors, confidence=confidence, power=power, comparisons=2)
        if min(errors, of - errors) >= SOME:
            z = float(ndtri(0.5 * (1.0 + confidence)) + ndtri(power))
            rate = errors / of
            difference = z * math.sqrt(4.0 * rate * (1.0 - rate) / of)
    return Shown(of, errors, bound, ratio, difference)
