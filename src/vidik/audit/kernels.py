"""Loops of the audit: scores onto the steps of a scale, and between thresholds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit

__all__ = ["STEPS", "count_between", "count_steps"]

#: Binary digits of a score that count beside the leading one.
_DIGITS = 15

#: Magnitudes from 2⁻³² to 2³² have steps of their own; what lies without joins the first or last.
_SPAN = 64 << _DIGITS
_FIRST = (1023 - 32) << _DIGITS

#: Steps of either sign.
STEPS = 2 * _SPAN


@inlined
def _step(bits: int) -> int:
    """Return the step of a double by its bits; higher scores never have lower steps."""
    place = ((bits & 0x7FFFFFFFFFFFFFFF) >> (52 - _DIGITS)) - _FIRST
    place = min(max(place, 0), _SPAN - 1)
    return _SPAN - 1 - place if bits < 0 else _SPAN + place


@jit
def count_steps(
    score: NDArray[np.float64],
    bits: NDArray[np.int64],
    mated: NDArray[np.bool_],
    counts: NDArray[np.int64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> None:
    """Add scores to the counts (STEPS, 2) of their steps, and to what these reach from and to."""
    for i in range(len(score)):
        step = _step(bits[i])
        counts[step, 1 if mated[i] else 0] += 1
        if score[i] < low[step]:
            low[step] = score[i]
        if score[i] > high[step]:
            high[step] = score[i]


@jit
def count_between(
    score: NDArray[np.float64],
    mated: NDArray[np.bool_],
    unit: NDArray[np.int64],
    thresholds: NDArray[np.float64],
    counts: NDArray[np.int64],
) -> None:
    """Add scores to the counts (units, 2, k + 1) by how many of the thresholds they reach."""
    for i in range(len(score)):
        if unit[i] < 0:
            continue
        first, last = 0, len(thresholds)
        while first < last:
            middle = (first + last) // 2
            if thresholds[middle] <= score[i]:
                first = middle + 1
            else:
                last = middle
        counts[unit[i], 1 if mated[i] else 0, first] += 1
