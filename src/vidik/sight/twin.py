"""The slow, obvious twin of the visibility kernel: every direction that matters, one ray each.

Used by the tests and the benchmark. Nothing here is shared with the kernel.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["area", "distance"]


def distance(
    segments: NDArray[np.float64], angle: NDArray[np.float64], *, reach: float
) -> NDArray[np.float64]:
    """Return how far one sees in each direction from the origin.

    Parameters
    ----------
    segments
        Shape (m, 4): walls, metres relative to the camera.
    angle
        Shape (d,): directions, radians counter-clockwise from east.
    reach
        Metres.

    Returns
    -------
    ndarray
        Shape (d,): distance to the nearest wall met by the ray, at most `reach`.
    """
    return _cast(segments, angle, reach)[0]


def area(segments: NDArray[np.float64], *, reach: float) -> float:
    """Return the area seen from the origin, square metres.

    Between two neighbouring directions in which anything happens (a wall ends, two walls cross, a
    wall leaves the disc) one and the same wall is nearest, so one ray in the middle finds it.
    """
    angles = np.sort(np.unique(_critical(segments, reach) % (2 * np.pi)))
    if len(angles) == 0:
        return float(np.pi * reach * reach)
    following = np.append(angles[1:], angles[0] + 2 * np.pi)
    middle = 0.5 * (angles + following)
    _, nearest = _cast(segments, middle, reach)
    total = 0.0
    for a, b, wall in zip(angles, following, nearest, strict=True):
        if wall < 0:
            total += 0.5 * reach * reach * (b - a)
            continue
        px, py, qx, qy = segments[wall]
        cross = px * (qy - py) - py * (qx - px)
        ra = cross / (np.cos(a) * (qy - py) - np.sin(a) * (qx - px))
        rb = cross / (np.cos(b) * (qy - py) - np.sin(b) * (qx - px))
        total += 0.5 * ra * rb * np.sin(b - a)
    return float(total)


def _cast(
    segments: NDArray[np.float64], angle: NDArray[np.float64], reach: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return distance and wall (−1: none) that each ray meets first."""
    ux, uy = np.cos(angle)[:, None], np.sin(angle)[:, None]
    px, py, qx, qy = segments.T
    dx, dy = qx - px, qy - py
    with np.errstate(divide="ignore", invalid="ignore"):
        across = ux * dy - uy * dx
        along = (px * dy - py * dx) / across
        share = (px * uy - py * ux) / across
    met = (share >= 0) & (share <= 1) & (along > 0) & (along < reach) & np.isfinite(along)
    along = np.where(met, along, np.inf)
    if segments.shape[0] == 0:
        return np.full(len(angle), reach), np.full(len(angle), -1)
    nearest = along.argmin(axis=1)
    best = along[np.arange(len(angle)), nearest]
    return np.minimum(best, reach), np.where(np.isfinite(best), nearest, -1)


def _critical(segments: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Return every direction in which the nearest wall may change, radians."""
    found = [np.arctan2(segments[:, [1, 3]], segments[:, [0, 2]]).ravel()]
    p, d = segments[:, :2], segments[:, 2:] - segments[:, :2]
    a, b = (d * d).sum(axis=1), (p * d).sum(axis=1)
    root = b * b - a * ((p * p).sum(axis=1) - reach * reach)
    for sign in (-1, 1):
        with np.errstate(invalid="ignore", divide="ignore"):
            t = (sign * np.sqrt(root) - b) / a
        hit = (t > 0) & (t < 1)
        x, y = (p[hit] + t[hit, None] * d[hit]).T
        found.append(np.arctan2(y, x))
    for i in range(len(segments)):
        rest, way = p[i + 1 :], d[i + 1 :]
        across = d[i, 0] * way[:, 1] - d[i, 1] * way[:, 0]
        gap = rest - p[i]
        with np.errstate(invalid="ignore", divide="ignore"):
            s = (gap[:, 0] * way[:, 1] - gap[:, 1] * way[:, 0]) / across
            t = (gap[:, 0] * d[i, 1] - gap[:, 1] * d[i, 0]) / across
        hit = (across != 0) & (s > 0) & (s < 1) & (t > 0) & (t < 1)
        x, y = (p[i] + s[hit, None] * d[i]).T
        found.append(np.arctan2(y, x))
    return np.concatenate(found)
