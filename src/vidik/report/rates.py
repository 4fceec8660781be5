"""Rates in words: never without their count and interval, or why they cannot be known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vidik.model.rate import Interval, Rate
from vidik.report.texts import Texts, texts_of

__all__ = ["interval_in_words", "rate_in_words", "share_in_words"]


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
    low, high = map(share_in_words, (rate.interval.low, rate.interval.high))
    share = f"{'about ' if about else ''}{share_in_words(rate.value)}"
    return f"{share} ({rate.count:,} of {rate.of:,}; {low} to {high})"


def interval_in_words(found: Interval | str) -> str:
    """Return an interval with how it was made, or why there is none.

    Parameters
    ----------
    found
        Either.
    """
    if isinstance(found, str):
        return f"not told: {found}"
    return f"{share_in_words(found.low)} to {share_in_words(found.high)} ({found.method})"


def share_in_words(share: float, texts: Texts | None = None) -> str:
    """Return a share in per cent, with two digits that say something.

    Parameters
    ----------
    share
        0 to 1.
    texts
        The language; None: English.
    """
    texts = texts or texts_of()
    percent = 100.0 * share
    if share in (0.0, 1.0):
        return texts.written_percent(f"{percent:.0f}")
    if share >= 0.01:
        return texts.written_percent(f"{percent:.1f}")
    # 0.0000054 and not 5.4e-06
    return texts.written_percent(np.format_float_positional(percent, precision=2, fractional=False))
