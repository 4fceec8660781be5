"""Rates in words: never without their count and interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vidik.model.rate import Interval, Rate

__all__ = ["interval_in_words", "rate_in_words"]


def rate_in_words(rate: Rate | None, lacks: Sequence[str] = (), *, about: bool = False) -> str:
    """Return a rate with its count and interval, or why it cannot be known.

    Parameters
    ----------
    rate
        Of one kind; None: it cannot be known.
    lacks
        What was not published.
    about
        Whether a count was stated as about so many.
    """
    if rate is None:
        missing = ", ".join(name.replace("_", " ") for name in lacks)
        return f"cannot be known: {missing}" if lacks else "cannot be known: more than the whole"
    low, high = rate.interval.low, rate.interval.high
    share = f"about {_digits(rate.value)}" if about else _digits(rate.value)
    return f"{share} ({rate.count:,} of {rate.of:,}; {_digits(low)} to {_digits(high)})"


def interval_in_words(found: Interval | str) -> str:
    """Return an interval with how it was made, or why there is none.

    Parameters
    ----------
    found
        Either.
    """
    if isinstance(found, str):
        return f"not told: {found}"
    return f"{_digits(found.low)} to {_digits(found.high)} ({found.method})"


def _digits(share: float) -> str:
    """Return a share in per cent, with two digits that say something."""
    if share in (0.0, 1.0):
        return f"{share:.0%}"
    if share >= 0.01:
        return f"{share:.1%}"
    # 0.0000054 and not 5.4e-06
    return f"{np.format_float_positional(100.0 * share, precision=2, fractional=False)}%"
