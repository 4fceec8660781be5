"""Loops of belief propagation: how likely each candidate is, if no row has two partners."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf

__all__ = ["odds", "receive", "sums", "sweep"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@leaf
def odds(
    offsets: Ints,
    near: Any,
    band: Any,
    code: Any,
    by_band: Floats,
    by_code: Floats,
    thin: Floats,
    other_thin: Floats,
    least: float,
    most: float,
    out: Floats,
) -> None:
    """Fill in the odds of each candidate: what its parts say, multiplied, kept within bounds."""
    for i in range(len(offsets) - 1):
        for e in range(offsets[i], offsets[i + 1]):
            own = thin[i] * other_thin[near[e]] * by_band[band[e]] * by_code[code[e]]
            out[e] = min(max(own, least), most)


@leaf
def receive(
    offsets: Ints, near: Any, odds: Floats, devices: Floats, message: Floats, total: Floats
) -> None:
    """Fill in what the others receive if rows have sent these messages, 1 included."""
    total[:] = 1.0
    for i in range(len(offsets) - 1):
        for e in range(offsets[i], offsets[i + 1]):
            total[near[e]] += devices[i] * odds[e] * message[e]


@jit
def sweep(
    offsets: Ints,
    near: Any,
    odds: Floats,
    devices: Floats,
    other_devices: Floats,
    message: Floats,
    total: Floats,
    alone: Floats,
    chance: Floats,
) -> float:
    """Send messages once from the rows to their candidates and back; return what changed most.

    A row of n devices is n rows at one place, which by symmetry send and receive the same: each is
    computed once and counted n times. `message` holds what rows sent last, `total` what the others
    received, 1 included. `alone` becomes the chance of a device of each row to have no partner,
    `chance` the devices that each pair is expected to share.
    """
    received = np.ones(len(total))
    for i in range(len(offsets) - 1):
        own = 1.0
        for e in range(offsets[i], offsets[i + 1]):
            j = near[e]
            # what the candidate says of all rows but this one
            chance[e] = odds[e] / (total[j] - odds[e] * message[e])
            own += other_devices[j] * chance[e]
        alone[i] = 1.0 / own
        for e in range(offsets[i], offsets[i + 1]):
            j = near[e]
            message[e] = 1.0 / (own - chance[e])
            received[j] += devices[i] * odds[e] * message[e]
            chance[e] *= devices[i] * other_devices[j] / own
    change = 0.0
    for j in range(len(total)):
        change = max(change, abs(1.0 / received[j] - 1.0 / total[j]))
        total[j] = received[j]
    return change


@leaf
def sums(
    band: Any, code: Any, chance: Floats, least: float, by_band: Floats, by_code: Floats
) -> None:
    """Add up the chances of the candidates by what they are like, those below `least` left out."""
    by_band[:] = 0.0
    by_code[:] = 0.0
    for e in range(len(chance)):
        if chance[e] > least:
            by_band[band[e]] += chance[e]
            by_code[code[e]] += chance[e]
