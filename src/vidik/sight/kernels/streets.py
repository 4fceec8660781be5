"""Watched metres of street.

Along a segment of street each camera has *parts* (`vidik.sight.kernels.parts`). All parts of a
segment are walked through in order, from one end of a part to the next; where numbers are all there
is, the product of doubts is a number too and needs no quadrature. Where sure cameras see the whole
of a segment, nobody else can change anything, and nobody else is asked.
"""

from __future__ import annotations

import math
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf
from vidik.sight.kernels.cameras import Cameras
from vidik.sight.kernels.geometry import grown, sort_few
from vidik.sight.kernels.nearby import Cells, nearby
from vidik.sight.kernels.parts import (
    NOTHING,
    Curves,
    Parts,
    add_parts,
    add_plain,
    curve_at,
    roomy,
    wide,
)
from vidik.sight.kernels.rose import Rose, segment_inside

__all__ = ["watch"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Rows = tuple[Ints, Floats]

# Nodes and weights of Gauss and Legendre's rule of order 3 on [0, 1].
_NODES = (0.1127016653792583, 0.5, 0.8872983346207417)
_WEIGHTS = (5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0)

# A step is halved where the probability changes by more than this over its length, metres.
_FLAT = 5e-4

# Numba takes a plain 0 as a type of its own, and would compile every loop that takes a counter once
# more: for its first value.
_ZERO, _ONE, _NOBODY = (cast(int, np.int64(k)) for k in (0, 1, -1))


@jit
def _row(
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
def _name(
    parts: Parts,
    n: int,
    piece: int,
    walked: float,
    length: float,
    sure: float,
    names: Rows,
    w: int,
) -> tuple[Rows, int]:
    """Write which camera sees which part of a segment at which level."""
    for i in range(n):
        begin, end = walked + parts.span[i, 0] * length, walked + parts.span[i, 1] * length
        for level in range(parts.chance.shape[1]):
            p = parts.chance[i, level]
            if p > 0.0:
                how = _ZERO + (p >= sure)
                names = _row(names, w, piece, level, parts.camera[i], how, begin, end)
                w += 1
    return names, w


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
def _longest(cameras: Cameras) -> tuple[int, int]:
    """Return how many edges and how many changes a camera has at most."""
    edges, changes = 0, 0
    starts = cameras.viewed.starts
    for c in range(len(cameras.origin)):
        v0, v1 = cameras.first[c], cameras.first[c + 1]
        edges = max(edges, starts[v1] - starts[v0] + 2 * (v1 - v0))
        changes = max(
            changes,
            2 * (cameras.circle_offsets[c + 1] - cameras.circle_offsets[c])
            + (cameras.ray_offsets[c + 1] - cameras.ray_offsets[c])
            + (cameras.line_offsets[c + 1] - cameras.line_offsets[c])
            + 1,
        )
    return edges, changes


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


class _Work(NamedTuple):
    """Room to walk along a segment in: ends and order of parts, those about, their chances."""

    ends: Floats
    order: Ints
    active: Ints
    factors: Floats
    now: Floats
    mean: Floats
    first: Floats


@jit
def _work(size: int, levels: int) -> _Work:
    return _Work(
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
def _walk(
    length: float,
    parts: Parts,
    n: int,
    curves: Curves,
    work: _Work,
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
                        stretches = _row(
                            stretches, m, piece, level, _NOBODY, band[level], began[level], at
                        )
                        m += 1
                    band[level], began[level] = here, at
        s = t
    return stretches, m


@leaf
def _cover(low: Floats, high: Floats, count: int, a: float, b: float) -> int:
    """Add a stretch to those that are covered, none of which touch; return how many there are."""
    m = 0
    for i in range(count):
        if high[i] < a or low[i] > b:
            low[m], high[m] = low[i], high[i]
            m += 1
        else:
            a, b = min(a, low[i]), max(b, high[i])
    low[m], high[m] = a, b
    return m + 1


@jit
def watch(
    pieces: Ints,
    street: Floats,
    offsets: Ints,
    cameras: Cameras,
    winds: Rose,
    cells: Cells,
    chance: Floats,
    bands: Floats,
    sure: float,
    step: float,
    named: bool,
) -> tuple[Floats, Rows, int, Rows, int]:
    """Return how much of each street piece is watched, the stretches that are, and by whom.

    Parameters
    ----------
    pieces
        Shape (n,): the pieces to do, as indices into `offsets`.
    street, offsets
        Vertices of all pieces and where each piece's begin, as in `Streets`.
    cameras, winds, cells, chance
        Who watches, their views by direction, where to look for them, and how surely they see
        (`vidik.sight.kernels.cameras.everywhere`).
    bands, sure
        ``BANDS`` and ``SURE`` of `vidik.model.bands`.
    step
        Where it is not a number the probability is integrated over steps no longer than this,
        metres.
    named
        Whether to say which camera watches what.

    Returns
    -------
    tuple
        Least, expected and most metres, shape (n, 3, levels); the stretches that are watched, in
        the first m rows of piece, level, −1 and band and of start and end, metres along the piece;
        m; and, if named, in the first w rows of piece, level, camera and whether it is sure, and of
        start and end, what each camera sees; w.
    """
    aims, views = cameras.aimed, cameras.viewed
    levels, h = aims.reach.shape[1], views.stances.shape[1]
    metres = np.zeros((len(pieces), 3, levels))
    stretches = (np.empty((256, 4), np.int64), np.empty((256, 2)))
    names = (np.empty((256, 4), np.int64), np.empty((256, 2)))
    m, w = _ZERO, _ZERO
    # looked at millions of times: out of their tuples
    origin, first, reach = cameras.origin, cameras.first, views.reach
    edges, arc, plain = views.edges, views.arc, cameras.plain
    near, far, offsets_of, items = winds
    most_edges, most_changes = _longest(cameras)
    room = 2 * most_edges + most_changes + 1
    crossings, spans, cuts = np.empty(2 * most_edges + 1), np.empty((most_edges, 2)), np.empty(room)
    view_end, samples = np.empty(h, np.int64), np.empty((5, levels))
    parts = Parts(
        np.empty(room, np.int64),
        np.empty((room, 2)),
        np.empty(room, np.bool_),
        np.empty((room, levels)),
        np.empty((room, h), np.bool_),
        np.empty(room, np.int64),
    )
    curves = Curves(np.empty((64, 2)), np.empty((64, 5 * levels)))
    work = _work(room, levels)
    low, high = np.empty(room), np.empty(room)
    stamp, mark = np.full(len(origin), -1), _ZERO
    found = np.empty(64, np.int64)
    band, began = np.empty(levels, np.int64), np.zeros(levels)
    for row in range(len(pieces)):
        piece = pieces[row]
        walked = 0.0
        band[:] = -1
        for vertex in range(offsets[piece], offsets[piece + 1] - 1):
            ax, ay = street[vertex, 0], street[vertex, 1]
            bx, by = street[vertex + 1, 0], street[vertex + 1, 1]
            length = math.hypot(bx - ax, by - ay)
            if length == 0.0:
                continue
            found, count = nearby(cells, ax, ay, bx, by, stamp, mark, found)
            mark += 1
            n, r, covered = _ZERO, _ZERO, _ZERO
            for i in range(count):
                c = found[i]
                px, py, qx, qy = (
                    ax - origin[c, 0],
                    ay - origin[c, 1],
                    bx - origin[c, 0],
                    by - origin[c, 1],
                )
                v0, v1 = first[c], first[c + 1]
                inside = _ZERO
                for v in range(v0, v1):
                    inside = segment_inside(
                        near, far, offsets_of, items, v, edges, arc, reach[v],
                        px, py, qx, qy, crossings, spans, inside,
                    )  # fmt: skip
                    view_end[v - v0] = inside
                if inside == 0:
                    continue
                if n + room > len(parts.camera):
                    parts = roomy(parts, 2 * (n + room))
                    low, high = grown(low, 2 * (n + room)), grown(high, 2 * (n + room))
                before = n
                if plain[c]:
                    n = add_plain(
                        c, spans, inside, chance, parts.camera, parts.span, parts.steady,
                        parts.chance, n,
                    )  # fmt: skip
                else:
                    n, curves, r = add_parts(
                        cameras, c, px, py, qx, qy, spans, view_end, inside, cuts, samples,
                        parts, n, curves, r,
                    )  # fmt: skip
                for j in range(before, n):
                    # no level is seen more surely than the one before
                    if parts.steady[j] and parts.chance[j, levels - 1] >= sure:
                        covered = _cover(low, high, covered, parts.span[j, 0], parts.span[j, 1])
                if covered == 1 and low[0] <= 0.0 and high[0] >= 1.0 and not named:
                    break
            if named:
                names, w = _name(parts, n, piece, walked, length, sure, names, w)
            if covered == 1 and low[0] <= 0.0 and high[0] >= 1.0:
                # whoever was asked first: the same numbers
                span, steady = parts.span, parts.steady
                span[0, 0], span[0, 1], steady[0], n = 0.0, 1.0, True, 1
                for level in range(levels):
                    parts.chance[0, level] = 1.0
            if 2 * n > len(work.ends):
                work = _work(2 * n, levels)
            stretches, m = _walk(
                length, parts, n, curves, work, bands, sure, step, piece, walked, metres[row],
                band, began, stretches, m,
            )  # fmt: skip
            walked += length
        for level in range(levels):
            if band[level] >= 0:
                stretches = _row(
                    stretches, m, piece, level, _NOBODY, band[level], began[level], walked
                )
                m += 1
    return metres, stretches, m, names, w
