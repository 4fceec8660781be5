"""Parts of a segment: each from one place where anything changes for a camera to the next.

Within a part the probability that the camera sees is a smooth function; for a camera whose
direction is known, a number. The function is asked at a few places, and a curve laid through them,
so that walking along the segment, past the ends of the parts of many cameras, asks no camera again.
"""

from __future__ import annotations

import math
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.cameras import Cameras, changes
from vidik.sight.kernels.chance import chances
from vidik.sight.kernels.geometry import grown, sort_few, wide

__all__ = ["NOTHING", "Curves", "Parts", "add_parts", "curve_at", "roomy"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: Metres that are no length.
NOTHING = 1e-9

# Probabilities that differ by less are one.
_SAME = 1e-12

# Where a curve is asked, as shares of its stretch: Gauss and Legendre's five, the outer and the
# middle one first. The parabola through these tells at the two others how smooth the function is.
_NODES = (0.046910077030668, 0.953089922969332, 0.5, 0.230765344947158, 0.769234655052842)
_MIDDLE = 2
_FIRST, _OUTER, _ALL = (cast(int, np.int64(k)) for k in (0, 3, 5))

# A parabola may miss the function by this much; the curve through all five misses it by far less.
_MISSED = 1e-3

# Where the first three are no farther apart than this times the length of the stretch, metres, the
# parabola through them will do.
_FLAT = 5e-4

# A stretch is not halved again if it is this small a share of its part, or this short, metres.
_LEAST, _SHORT = 1.0 / 64.0, 0.05


class Parts(NamedTuple):
    """Parts of a segment.

    Parameters
    ----------
    camera
        Shape (room,).
    span
        Shape (room, 2): start and end, as shares of the segment.
    steady
        Shape (room,): whether the probability is a number.
    chance
        Shape (room, levels): that number; of others, in the middle.
    seen
        Shape (room, h): whether the part lies in the view of each stance.
    curve
        Shape (room,): of parts whose probability is no number, the first of their stretches.
    """

    camera: Ints
    span: Floats
    steady: Flags
    chance: Floats
    seen: Flags
    curve: Ints


class Curves(NamedTuple):
    """Probabilities along parts that are no numbers, a stretch of a part at a time.

    Along a part runs u from 0 to 1, the share x = (1 − cos π u) / 2 being covered at u: where the
    probability rises like a square root, which it does at ends only, it is smooth in u.

    Parameters
    ----------
    ends
        Shape (room, 2): from which u to which.
    terms
        Shape (room, 5 · levels): divided differences over the nodes, Newton's form of the
        polynomial of degree 4 through them; a level at a time.
    """

    ends: Floats
    terms: Floats


@jit
def roomy(parts: Parts, size: int) -> Parts:
    """Return the parts with room for more."""
    return Parts(
        grown(parts.camera, size),
        wide(parts.span, size),
        grown(parts.steady, size),
        wide(parts.chance, size),
        wide(parts.seen, size),
        grown(parts.curve, size),
    )


@jit
def _apart(a: Floats, b: Floats) -> float:
    most = 0.0
    for i in range(len(a)):
        most = max(most, abs(a[i] - b[i]))
    return most


@jit
def _ask(
    cameras: Cameras,
    c: int,
    px: float,
    py: float,
    qx: float,
    qy: float,
    begin: float,
    end: float,
    u0: float,
    u1: float,
    seen: Flags,
    k0: int,
    k1: int,
    samples: Floats,
) -> float:
    """Fill in the probabilities at some nodes; return how far they are from those at the first."""
    apart = 0.0
    for k in range(k0, k1):
        share = 0.5 - 0.5 * math.cos(math.pi * (u0 + _NODES[k] * (u1 - u0)))
        s = begin + share * (end - begin)
        x, y = px + s * (qx - px), py + s * (qy - py)
        chances(x, y, seen, cameras.aimed, c, samples[k])
        apart = max(apart, _apart(samples[0], samples[k]))
    return apart


@jit
def _differences(samples: Floats, terms: Floats) -> float:
    """Fill in the divided differences; return how much a parabola misses at most."""
    levels, missed = samples.shape[1], 0.0
    for level in range(levels):
        d = terms[5 * level : 5 * level + 5]
        for k in range(5):
            d[k] = samples[k, level]
        for order in range(1, 5):
            for k in range(4, order - 1, -1):
                d[k] = (d[k] - d[k - 1]) / (_NODES[k] - _NODES[k - order])
        for k in range(_OUTER, 5):
            x = _NODES[k]
            parabola = d[0] + (x - _NODES[0]) * (d[1] + (x - _NODES[1]) * d[2])
            missed = max(missed, abs(samples[k, level] - parabola))
    return missed


@jit
def _parabola(samples: Floats, terms: Floats) -> None:
    """Fill in the divided differences over the first three nodes alone."""
    for level in range(samples.shape[1]):
        d = terms[5 * level : 5 * level + 5]
        a, b, c = samples[0, level], samples[1, level], samples[2, level]
        slope = (b - a) / (_NODES[1] - _NODES[0])
        d[0], d[1], d[3], d[4] = a, slope, 0.0, 0.0
        d[2] = ((c - b) / (_NODES[2] - _NODES[1]) - slope) / (_NODES[2] - _NODES[0])


@jit
def _lay(
    cameras: Cameras,
    c: int,
    px: float,
    py: float,
    qx: float,
    qy: float,
    begin: float,
    end: float,
    seen: Flags,
    samples: Floats,
    apart: float,
    curves: Curves,
    r: int,
) -> tuple[Curves, int]:
    """Lay a curve along a part, in stretches short enough.

    The first three nodes of the whole have been asked already, and are so far apart.

    Returns
    -------
    tuple
        The stretches, grown if need be, and their new number.
    """
    length = math.hypot(qx - px, qy - py) * (end - begin)
    u, step = 0.0, 1.0
    while u < 1.0:
        if r == len(curves.ends):
            curves = Curves(wide(curves.ends, 2 * r), wide(curves.terms, 2 * r))
        if step < 1.0:
            apart = _ask(
                cameras, c, px, py, qx, qy, begin, end, u, u + step, seen, _FIRST, _OUTER, samples
            )
        if apart * step * length > _FLAT:
            _ask(cameras, c, px, py, qx, qy, begin, end, u, u + step, seen, _OUTER, _ALL, samples)
            missed = _differences(samples, curves.terms[r])
            if missed > _MISSED and step > _LEAST and step * length > _SHORT:
                step *= 0.5
                continue
        else:
            _parabola(samples, curves.terms[r])
        curves.ends[r, 0], curves.ends[r, 1] = u, u + step
        r += 1
        u += step
        # on to where a wider stretch may begin
        if math.floor(u / (2.0 * step)) * 2.0 * step == u:
            step *= 2.0
    return curves, r


@jit
def curve_at(curves: Curves, r: int, x: float, out: Floats) -> None:
    """Fill in the probability at each level at a share x of a part whose stretches begin at r."""
    u = math.acos(1.0 - 2.0 * min(max(x, 0.0), 1.0)) / math.pi
    ends, terms = curves.ends, curves.terms
    while u > ends[r, 1] and ends[r, 1] < 1.0:
        r += 1
    f = (u - ends[r, 0]) / (ends[r, 1] - ends[r, 0])
    f0, f1, f2, f3 = f - _NODES[0], f - _NODES[1], f - _NODES[2], f - _NODES[3]
    for level in range(len(out)):
        k = 5 * level
        p = terms[r, k + 3] + f3 * terms[r, k + 4]
        p = terms[r, k] + f0 * (terms[r, k + 1] + f1 * (terms[r, k + 2] + f2 * p))
        out[level] = min(max(p, 0.0), 1.0)


@jit
def add_parts(
    cameras: Cameras,
    c: int,
    px: float,
    py: float,
    qx: float,
    qy: float,
    spans: Floats,
    view_end: Ints,
    m: int,
    cuts: Floats,
    samples: Floats,
    parts: Parts,
    n: int,
    curves: Curves,
    r: int,
) -> tuple[int, Curves, int]:
    """Append the parts of a segment that one camera may see.

    Parameters
    ----------
    cameras, c
        All of them, and which one.
    px, py, qx, qy
        Ends of the segment, metres relative to the camera.
    spans, view_end, m
        What of it lies in the camera's views, end to end, where those of each view end, and how
        many there are, one or more.
    cuts, samples
        Room to work in.
    parts, n
        Parts so far, with room, and their number.
    curves, r
        Stretches so far, and their number.

    Returns
    -------
    tuple
        The new number of parts; the stretches, grown if need be, and their new number.
    """
    v0 = cameras.first[c]
    low, high = 1.0, 0.0
    t = 2 * m
    for i in range(m):
        cuts[2 * i], cuts[2 * i + 1] = spans[i, 0], spans[i, 1]
        low, high = min(low, spans[i, 0]), max(high, spans[i, 1])
    t = changes(cameras, c, px, py, qx, qy, low, high, cuts, t)
    sort_few(cuts, t)
    nothing = NOTHING / math.hypot(qx - px, qy - py)
    begin, before = cuts[0], n
    for i in range(1, t):
        end = cuts[i]
        if end - begin <= nothing:
            continue
        s = 0.5 * (begin + end)
        seen, chance = parts.seen[n], parts.chance[n]
        some = False
        for stance in range(len(seen)):
            v = cameras.viewed.stances[c, stance] - v0
            seen[stance] = False
            for j in range(view_end[v - 1] if v > 0 else 0, view_end[v]):
                seen[stance] = seen[stance] or spans[j, 0] <= s <= spans[j, 1]
            some = some or seen[stance]
        if some:
            apart = 0.0
            if cameras.steady[c]:
                x, y = px + s * (qx - px), py + s * (qy - py)
                chances(x, y, seen, cameras.aimed, c, chance)
            else:
                apart = _ask(
                    cameras, c, px, py, qx, qy, begin, end, 0.0, 1.0, seen, _FIRST, _OUTER, samples
                )
                for level in range(len(chance)):
                    chance[level] = samples[_MIDDLE, level]
            steady = apart <= _SAME
            if chance[0] > 0.0:
                if (
                    steady
                    and n > before
                    and parts.steady[n - 1]
                    and parts.span[n - 1, 1] == begin
                    and _apart(chance, parts.chance[n - 1]) <= _SAME
                ):
                    parts.span[n - 1, 1] = end
                else:
                    parts.camera[n], parts.steady[n] = c, steady
                    parts.span[n, 0], parts.span[n, 1] = begin, end
                    if not steady:
                        parts.curve[n] = r
                        curves, r = _lay(
                            cameras, c, px, py, qx, qy, begin, end, seen, samples, apart, curves, r
                        )
                    n += 1
        begin = end
    return n, curves, r
