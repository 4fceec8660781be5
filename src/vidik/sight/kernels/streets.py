"""Watched metres of street."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.chance import probability
from vidik.sight.kernels.geometry import grown
from vidik.sight.kernels.stars import segment_inside

__all__ = ["watch"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Stretches = tuple[Ints, Floats]

# Nodes and weights of Gauss and Legendre's rule of order 3 on [0, 1].
_NODES = (0.1127016653792583, 0.5, 0.8872983346207417)
_WEIGHTS = (5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0)


@jit
def _breaks(
    px: float,
    py: float,
    qx: float,
    qy: float,
    s0: float,
    s1: float,
    reach: Floats,
    fov: Floats,
    start: Floats,
    width: Floats,
    cuts: Floats,
    n: int,
) -> int:
    """Append where, between s0 and s1 of a segment, the probability has a corner or jumps."""
    dx, dy = qx - px, qy - py
    a, b = dx * dx + dy * dy, px * dx + py * dy
    for k in range(reach.shape[0]):
        for level in range(reach.shape[1]):
            root = b * b - a * (px * px + py * py - reach[k, level] ** 2)
            if root > 0.0:
                for sign in (-1.0, 1.0):
                    s = (sign * math.sqrt(root) - b) / a
                    if s0 < s < s1:
                        cuts[n] = s
                        n += 1
        for j in range(len(start)):
            for end in (start[j], start[j] + width[j]):
                for half in (-0.5 * fov[k], 0.5 * fov[k]):
                    angle = math.radians(end + half)
                    ux, uy = math.sin(angle), math.cos(angle)
                    across = dx * uy - dy * ux
                    if across != 0.0:
                        s = -(px * uy - py * ux) / across
                        if s0 < s < s1 and (px + s * dx) * ux + (py + s * dy) * uy > 0.0:
                            cuts[n] = s
                            n += 1
    return n


@jit
def _close(
    stretches: Stretches, m: int, piece: int, level: int, band: int, begin: float, end: float
) -> tuple[Stretches, int]:
    """Write one stretch; return the arrays, grown if need be, and the new count."""
    where, span = stretches
    if m == len(where):
        bigger, longer = np.empty((2 * m, 3), np.int64), np.empty((2 * m, 2))
        bigger[:m], longer[:m] = where, span
        where, span = bigger, longer
    where[m, 0], where[m, 1], where[m, 2] = piece, level, band
    span[m, 0], span[m, 1] = begin, end
    return (where, span), m + 1


@jit
def watch(
    pieces: Ints,
    street: Floats,
    offsets: Ints,
    camera: Ints,
    candidates: Ints,
    origin: Floats,
    reach: Floats,
    star: Floats,
    arc: Flags,
    stars: Ints,
    lens: Ints,
    weight: Floats,
    fov: Floats,
    reaches: Floats,
    arcs: Ints,
    share: Floats,
    start: Floats,
    width: Floats,
    bands: Floats,
    sure: float,
    step: float,
) -> tuple[Floats, Ints, Floats]:
    """Return how much of each street piece is watched, and the stretches that are.

    Parameters
    ----------
    pieces
        Shape (n,): the pieces to do, as indices into `offsets`.
    street, offsets
        Vertices of all pieces and where each piece's begin, as in `Streets`.
    camera, candidates
        Cameras that may reach each piece to do: piece i has
        ``camera[candidates[i]:candidates[i + 1]]``.
    origin, reach, star, arc, stars
        ``origin``, ``reach``, ``vertices``, ``arc`` and ``offsets`` of `Views`.
    lens, weight, fov, reaches
        The lenses of all aims, end to end; camera c has ``lens[c]:lens[c + 1]``.
    arcs, share, start, width
        The arcs of all aims, likewise.
    bands, sure
        ``BANDS`` and ``SURE`` of `vidik.model.bands`.
    step
        The probability is integrated over steps no longer than this, metres.

    Returns
    -------
    tuple
        Least, expected and most metres, shape (n, 3, levels); piece, level and band of each
        stretch, shape (m, 3); start and end of each, metres along the piece, shape (m, 2).
    """
    levels = reaches.shape[1]
    metres = np.zeros((len(pieces), 3, levels))
    stretches = (np.empty((256, 3), np.int64), np.empty((256, 2)))
    m = 0
    band_now, began = np.full(levels, -1), np.zeros(levels)
    for i in range(len(pieces)):
        piece = pieces[i]
        near = camera[candidates[i] : candidates[i + 1]]
        walked = 0.0
        band_now[:] = -1
        for v in range(offsets[piece], offsets[piece + 1] - 1):
            ax, ay, bx, by = street[v, 0], street[v, 1], street[v + 1, 0], street[v + 1, 1]
            length = math.hypot(bx - ax, by - ay)
            if length == 0.0:
                continue
            # where each camera's view covers the segment, and where anything changes
            seen_by = np.empty(16, np.int64)
            seen = np.empty((16, 2))
            n = 0
            cuts = np.empty(64)
            cuts[0], cuts[1] = 0.0, 1.0
            c = 2
            for cam in near:
                px, py = ax - origin[cam, 0], ay - origin[cam, 1]
                qx, qy = bx - origin[cam, 0], by - origin[cam, 1]
                ring = slice(stars[cam], stars[cam + 1])
                out = np.empty((stars[cam + 1] - stars[cam] + 2, 2))
                found = segment_inside(star[ring], arc[ring], reach[cam], px, py, qx, qy, out)
                if found == 0:
                    continue
                ks, js = slice(lens[cam], lens[cam + 1]), slice(arcs[cam], arcs[cam + 1])
                changes = 2 + (lens[cam + 1] - lens[cam]) * (
                    2 * levels + 4 * (arcs[cam + 1] - arcs[cam])
                )
                if c + found * changes > len(cuts):
                    cuts = grown(cuts, 2 * (c + found * changes))
                if n + found > len(seen_by):
                    seen_by = grown(seen_by, 2 * (n + found))
                    wider = np.empty((2 * (n + found), 2))
                    wider[:n] = seen[:n]
                    seen = wider
                for f in range(found):
                    s0, s1 = out[f, 0], out[f, 1]
                    seen_by[n], seen[n, 0], seen[n, 1] = cam, s0, s1
                    n += 1
                    cuts[c], cuts[c + 1] = s0, s1
                    c = _breaks(
                        px,
                        py,
                        qx,
                        qy,
                        s0,
                        s1,
                        reaches[ks],
                        fov[ks],
                        start[js],
                        width[js],
                        cuts,
                        c + 2,
                    )
            if n == 0:
                for level in range(levels):
                    if band_now[level] >= 0:
                        stretches, m = _close(
                            stretches, m, piece, level, band_now[level], began[level], walked
                        )
                        band_now[level] = -1
                walked += length
                continue
            ordered = np.sort(cuts[:c])
            for t in range(c - 1):
                gap = (ordered[t + 1] - ordered[t]) * length
                if gap <= 1e-9:
                    continue
                steps = math.ceil(gap / step)
                for u in range(steps):
                    s = ordered[t] + (ordered[t + 1] - ordered[t]) * u / steps
                    ds = (ordered[t + 1] - ordered[t]) / steps
                    for level in range(levels):
                        certain, possible, middle, mean = False, False, 0.0, 0.0
                        for node in range(3):
                            at = s + _NODES[node] * ds
                            x, y = ax + at * (bx - ax), ay + at * (by - ay)
                            unseen = 1.0
                            for w in range(n):
                                if not seen[w, 0] <= at <= seen[w, 1]:
                                    continue
                                cam = seen_by[w]
                                ks = slice(lens[cam], lens[cam + 1])
                                js = slice(arcs[cam], arcs[cam + 1])
                                p = probability(
                                    x - origin[cam, 0],
                                    y - origin[cam, 1],
                                    weight[ks],
                                    fov[ks],
                                    reaches[ks],
                                    share[js],
                                    start[js],
                                    width[js],
                                    level,
                                )
                                unseen *= 1.0 - p
                                if node == 1:
                                    certain = certain or p >= sure
                                    possible = possible or p > 0.0
                            mean += _WEIGHTS[node] * (1.0 - unseen)
                            if node == 1:
                                middle = 1.0 - unseen
                        band = -1
                        if certain:
                            band, mean = len(bands) - 1, 1.0
                            metres[i, 0, level] += ds * length
                        elif possible:
                            band = min(int(np.searchsorted(bands, middle)), len(bands) - 2)
                        if possible:
                            metres[i, 1, level] += min(mean, 1.0) * ds * length
                            metres[i, 2, level] += ds * length
                        if band != band_now[level]:
                            here = walked + s * length
                            if band_now[level] >= 0:
                                stretches, m = _close(
                                    stretches, m, piece, level, band_now[level], began[level], here
                                )
                            band_now[level], began[level] = band, here
            walked += length
        for level in range(levels):
            if band_now[level] >= 0:
                stretches, m = _close(
                    stretches, m, piece, level, band_now[level], began[level], walked
                )
    return metres, stretches[0][:m].copy(), stretches[1][:m].copy()
