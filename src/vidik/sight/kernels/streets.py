"""Watched metres of street.

Along a segment of street each camera has *parts* (`vidik.sight.kernels.parts`). All parts of a
segment are walked through in order, from one end of a part to the next (`walk`). Where sure cameras
see the whole of a segment, nobody else can change anything, and nobody else is asked.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit, leaf
from vidik.sight.kernels.cameras import Cameras
from vidik.sight.kernels.geometry import grown
from vidik.sight.kernels.nearby import Cells, nearby
from vidik.sight.kernels.parts import Curves, Parts, add_parts, roomy
from vidik.sight.kernels.rose import Rose, segment_inside
from vidik.sight.kernels.walk import NOBODY, Rows, new_work, row_added, walk

__all__ = ["watch"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Entries = NDArray[np.int32]

# A counter's first value: a plain 0 is a type of its own for numba (`vidik.sight.kernels.walk`).
_ZERO = cast(int, np.int64(0))


@jit
def _name(
    parts: Parts,
    n: int,
    piece: int,
    walked: float,
    length: float,
    names: Rows,
    w: int,
) -> tuple[Rows, int]:
    """Write which camera sees which part of a segment at which level, and how likely."""
    for i in range(n):
        begin, end = walked + parts.span[i, 0] * length, walked + parts.span[i, 1] * length
        for level in range(parts.chance.shape[1]):
            p = parts.chance[i, level]
            if p > 0.0:
                names = row_added(names, w, piece, level, parts.camera[i], _ZERO, begin, end)
                names[1][w, 2] = p
                w += 1
    return names, w


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


@inlined
def _settled(low: Floats, high: Floats, covered: int) -> bool:
    """Return whether what is covered is the whole segment."""
    return covered == 1 and low[0] <= 0.0 and high[0] >= 1.0


@leaf
def _ask_plain(
    found: Ints,
    i: int,
    count: int,
    plain: Flags,
    origin: Floats,
    first: Ints,
    near: Floats,
    far: Floats,
    offsets: Ints,
    items: Entries,
    edges: Floats,
    arc: Flags,
    reach: Floats,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    chance: Floats,
    sure: float,
    named: bool,
    crossings: Floats,
    spans: Floats,
    camera: Ints,
    span: Floats,
    steady: Flags,
    number: Floats,
    n: int,
    last: int,
    low: Floats,
    high: Floats,
    covered: int,
) -> tuple[int, int, int]:
    """Append the parts of the plain cameras that come next in a list.

    A loop of its own: this is most of the work, and a third slower among all that `watch` has at
    hand.

    Parameters
    ----------
    found, i, count
        The cameras about the segment, the one to begin with, and how many they are.
    plain, origin, first
        Of all cameras, as in `Cameras`.
    near, far, offsets, items, edges, arc, reach
        Their views, as for `segment_inside`.
    ax, ay, bx, by
        The segment, metres.
    chance, sure, named
        As for `watch`.
    crossings, spans
        Room for one camera.
    camera, span, steady, number, n
        Parts so far, as in `Parts`, and their number.
    last
        The most parts with which there is room for another camera.
    low, high, covered
        What sure cameras see whole, and of how many stretches it is made.

    Returns
    -------
    tuple
        How far the list was gone through: to its end, a camera that is not plain, the end of the
        room, or where nobody can change anything; the new number of parts, and of stretches.
    """
    level = chance.shape[1] - 1
    while i < count and n <= last and (named or not _settled(low, high, covered)):
        c = found[i]
        if not plain[c]:
            break
        x, y, v = origin[c, 0], origin[c, 1], first[c]
        inside = segment_inside(
            near, far, offsets, items, v, edges, arc, reach[v],
            ax - x, ay - y, bx - x, by - y, crossings, spans, _ZERO,
        )  # fmt: skip
        for j in range(inside):
            camera[n], span[n, 0], span[n, 1], steady[n] = c, spans[j, 0], spans[j, 1], True
            for k in range(level + 1):
                number[n, k] = chance[c, k]
            n += 1
            # no level is seen more surely than the one before
            if chance[c, level] >= sure:
                covered = _cover(low, high, covered, spans[j, 0], spans[j, 1])
        i += 1
    return i, n, covered


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
        m; and, if named, in the first w rows of piece, level, camera and 0, and of start, end and
        probability (of a part along which it changes that in its middle), what each camera sees; w.
    """
    aims, views = cameras.aimed, cameras.viewed
    levels, h = aims.reach.shape[1], views.stances.shape[1]
    metres = np.zeros((len(pieces), 3, levels))
    stretches = (np.empty((256, 4), np.int64), np.empty((256, 2)))
    names = (np.empty((256, 4), np.int64), np.empty((256, 3)))
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
    work = new_work(room, levels)
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
            n, r, covered, i = _ZERO, _ZERO, _ZERO, _ZERO
            while i < count and (named or not _settled(low, high, covered)):
                if n + room > len(parts.camera):
                    parts = roomy(parts, 2 * (n + room))
                    low, high = grown(low, 2 * (n + room)), grown(high, 2 * (n + room))
                c = found[i]
                if plain[c]:
                    i, n, covered = _ask_plain(
                        found, i, count, plain, origin, first, near, far, offsets_of, items, edges,
                        arc, reach, ax, ay, bx, by, chance, sure, named, crossings, spans,
                        parts.camera, parts.span, parts.steady, parts.chance, n,
                        len(parts.camera) - room, low, high, covered,
                    )  # fmt: skip
                    continue
                i += 1
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
                before = n
                n, curves, r = add_parts(
                    cameras, c, px, py, qx, qy, spans, view_end, inside, cuts, samples,
                    parts, n, curves, r,
                )  # fmt: skip
                for j in range(before, n):
                    # no level is seen more surely than the one before
                    if parts.steady[j] and parts.chance[j, levels - 1] >= sure:
                        covered = _cover(low, high, covered, parts.span[j, 0], parts.span[j, 1])
            if named:
                names, w = _name(parts, n, piece, walked, length, names, w)
            if _settled(low, high, covered):
                # whoever was asked first: the same numbers
                span, steady = parts.span, parts.steady
                span[0, 0], span[0, 1], steady[0], n = 0.0, 1.0, True, 1
                for level in range(levels):
                    parts.chance[0, level] = 1.0
            if 2 * n > len(work.ends):
                work = new_work(2 * n, levels)
            stretches, m = walk(
                length, parts, n, curves, work, bands, sure, step, piece, walked, metres[row],
                band, began, stretches, m,
            )  # fmt: skip
            walked += length
        for level in range(levels):
            if band[level] >= 0:
                stretches = row_added(
                    stretches, m, piece, level, NOBODY, band[level], began[level], walked
                )
                m += 1
    return metres, stretches, m, names, w
