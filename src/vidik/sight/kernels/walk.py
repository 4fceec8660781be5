"""Walking along a segment of street, past the ends of the parts of all who see any of it.

Where probabilities are numbers the product of doubts is a number too and needs no quadrature; where
they are not, it is integrated in steps.
"""

from __future__ import annotations

import math
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.geometry import sort_few, wide
from vidik.sight.kernels.parts import NOTHING, Curves, Parts, curve_at

__all__ = ["NOBODY", "Rows", "Work", "new_work", "row_added", "walk"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = tuple[Ints, Floats]

# Nodes and weights of Gauss and Legendre's rule of order 3 on [0, 1].
_NODES = (0.1127016653792583, 0.5, 0.8872983346207417)
_WEIGHTS = (5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0)

# A step is halved where the probability changes by more than this over its length, metres.
_FLAT = 5e-4

# Numba takes a plain 0 as a type of its own, and would compile every loop that takes a counter once
# more: for its first value.
_ZERO, _ONE = (cast(int, np.int64(k)) for k in (0, 1))

#: Stands for the camera where a stretch is not of one camera alone.
NOBODY = cast(int, np.int64(-1))


@jit
def row_added(
    rows: Rows, m: int, piece: int, level: int, camera: int, how: int, begin: float, end: float
) -> Rows:
    """Write row m of a table of stretches, which grows if need be."""
    key, span = rows
    if m == len(key):
        key, span = wide(key, 2 * m), wide(span, 2 * m)
    key[m, 0], key[m, 1], key[m, 2], key[m, 3] = piece, level, camera, how
    span[m, 0], span[m, 1] = begin, end
    return key, span


@jit
def _doubt(chance: Floats, level: int, active: Ints, k: int, factors: Floats) -> float:
    """Return Π(1 − P) over the parts that are active."""
    # in order of size, so that the order of cameras does not change a bit
    some = 0
    for i in range(k):
        p, j = chance[active[i], level], some
        if p == 0.0:
            continue
        while j > 0 and factors[j - 1] > p:
            factors[j] = factors[j - 1]
            j -= 1
        factors[j] = p
        some += 1
    doubt = 1.0
    for i in range(some):
        doubt *= 1.0 - factors[i]
    return doubt


@jit
def _step(s: float, t: float, u: int, steps: int) -> tuple[float, float]:
    """Return start and length of a step of those that are short towards both ends.

    Probabilities rise like square roots from limits of the picture, and turn fastest where a
    segment is nearest, which are ends; s + (t − s)·(3u² − 2u³) smooths the former and looks closer
    at the latter.
    """
    a, b = u / steps, (u + 1) / steps
    a, b = a * a * (3.0 - 2.0 * a), b * b * (3.0 - 2.0 * b)
    return s + (t - s) * a, (t - s) * (b - a)


class Work(NamedTuple):
    """Room to walk along a segment in: ends and order of parts, those about, their chances."""

    ends: Floats
    order: Ints
    active: Ints
    factors: Floats
    now: Floats
    mean: Floats
    first: Floats


@jit
def new_work(size: int, levels: int) -> Work:
    """Return room for so many parts and levels."""
    return Work(
        np.empty(2 * size),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size),
        np.empty((size, levels)),
        np.empty(levels),
        np.empty(levels),
    )


@jit
def _integrate(
    parts: Parts,
    curves: Curves,
    active: Ints,
    k: int,
    s: float,
    t: float,
    u: int,
    steps: int,
    factors: Floats,
    now: Floats,
    mean: Floats,
    first: Floats,
) -> float:
    """Average the probability that anyone sees over one step (see `_step`).

    Parameters
    ----------
    parts, curves, active, k
        The parts, those that count, and how many.
    s, t
        From where to where along the segment nothing changes.
    u, steps
        Which step, of how many.
    factors, first
        Room.
    now
        Shape (parts, levels), filled for those that count: probabilities in the middle of the step.
    mean
        Shape (levels,), filled.

    Returns
    -------
    float
        How far the probability at the nodes is from that at the first.
    """
    mean[:] = 0.0
    apart = 0.0
    _, ds = _step(s, t, u, steps)
    for node in (0, 2, 1):
        share = (u + _NODES[node]) / steps
        at = s + (t - s) * share * share * (3.0 - 2.0 * share)
        weight = _WEIGHTS[node] * 6.0 * share * (1.0 - share) / steps * (t - s) / ds
        for j in range(k):
            part = active[j]
            if parts.steady[part]:
                for level in range(len(mean)):
                    now[part, level] = parts.chance[part, level]
            else:
                begin, end = parts.span[part, 0], parts.span[part, 1]
                curve_at(curves, parts.curve[part], (at - begin) / (end - begin), now[part])
        for level in range(len(mean)):
            seen = 1.0 - _doubt(now, level, active, k, factors)
            mean[level] += weight * seen
            if node == 0:
                first[level] = seen
            else:
                apart = max(apart, abs(seen - first[level]))
    return apart


@jit
def walk(
    length: float,
    parts: Parts,
    n: int,
    curves: Curves,
    work: Work,
    bands: Floats,
    sure: float,
    step: float,
    piece: int,
    walked: float,
    metres: Floats,
    band: Ints,
    began: Floats,
    stretches: Rows,
    m: int,
) -> tuple[Rows, int]:
    """Walk along a segment from one end of a part to the next.

    Parameters
    ----------
    length
        Of the segment, metres.
    parts, n, curves, work
        Its parts, their number, the curves along them, and room.
    bands, sure, step
        As for `watch`.
    piece, walked
        The piece, and its metres before the segment.
    metres
        Shape (3, levels): the piece's, added to.
    band, began
        Shape (levels,): the band of the stretch under way at each level, −1 for none, and where
        it began; kept up to date.
    stretches, m
        Stretches that have ended, and their number.

    Returns
    -------
    tuple
        The stretches, grown if need be, and their new number.
    """
    levels = metres.shape[1]
    span, steady, chance = parts.span, parts.steady, parts.chance
    ends, order, active, factors, now, mean, first = work
    for i in range(n):
        ends[2 * i], ends[2 * i + 1] = span[i, 0], span[i, 1]
        # parts in order of their start
        j = i
        while j > 0 and span[order[j - 1], 0] > span[i, 0]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = i
    sort_few(ends, 2 * n)
    nothing = NOTHING / length
    s, upcoming, k = 0.0, 0, 0
    for i in range(2 * n + 1):
        # nothing changes between s and t
        t = ends[i] if i < 2 * n else 1.0
        if t - s <= nothing:
            continue
        alive = 0
        for j in range(k):
            if span[active[j], 1] > s + nothing:
                active[alive] = active[j]
                alive += 1
        k = alive
        while upcoming < n and span[order[upcoming], 0] <= s + nothing:
            if span[order[upcoming], 1] > s + nothing:
                # the surest last, which leaves `_doubt` less to sort
                j = k
                while j > 0 and chance[active[j - 1], 0] > chance[order[upcoming], 0]:
                    active[j] = active[j - 1]
                    j -= 1
                active[j] = order[upcoming]
                k += 1
            upcoming += 1
        even = True
        for j in range(k):
            even = even and steady[active[j]]
        # steps are longest in the middle, by half
        metre = (t - s) * length
        steps = _ONE if even else math.ceil(1.5 * metre / step)
        if steps == 1 and not even:
            apart = _integrate(
                parts, curves, active, k, s, t, _ZERO, _ONE, factors, now, mean, first
            )
            steps += apart * metre > _FLAT
        for u in range(steps):
            begin, ds = s, t - s
            values = chance
            if not even:
                values = now
            if steps > 1:
                begin, ds = _step(s, t, u, steps)
                _integrate(parts, curves, active, k, s, t, u, steps, factors, now, mean, first)
            for level in range(levels):
                here, possible, certain = -1, False, False
                for j in range(k):
                    p = chance[active[j], level]
                    possible = possible or p > 0.0
                    certain = certain or p >= sure
                if certain:
                    here = len(bands) - 1
                    metres[0, level] += ds * length
                    metres[1, level] += ds * length
                    metres[2, level] += ds * length
                elif possible:
                    seen = 1.0 - _doubt(values, level, active, k, factors)
                    here = 0
                    while here < len(bands) - 2 and seen > bands[here]:
                        here += 1
                    metres[1, level] += min(seen if even else mean[level], 1.0) * ds * length
                    metres[2, level] += ds * length
                if here != band[level]:
                    at = walked + begin * length
                    if band[level] >= 0:
                        stretches = row_added(
                            stretches, m, piece, level, NOBODY, band[level], began[level], at
                        )
                        m += 1
                    band[level], began[level] = here, at
        s = t
    return stretches, m
