"""What cameras see, before asking how well: one exact star polygon per camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Aim", "Views"]


@dataclass(frozen=True, eq=False)
class Aim:
    """Where the axis may point and how far each possible lens reaches, as weighted readings.

    A point at bearing θ and distance d from the camera is seen at level ℓ with probability

        P = Σ_k weight_k · [d ≤ reach_{k,ℓ}] · Σ_j share_j · overlap(arc_j, θ ± fov_k / 2) / width_j

    that is: some lens k reaches it, and the axis, evenly spread over arc j, lies within half a
    field of view of it (for a single direction, width 0, the quotient is 1 inside, 0 outside).

    Parameters
    ----------
    weight
        Shape (k,): of each lens; sums to 1.
    fov
        Shape (k,): horizontal field of view, degrees.
    reach
        Shape (k, levels): metres, falling along each row.
    share
        Shape (j,): of each arc; sums to 1.
    start, width
        Shape (j,): the arcs, degrees clockwise from north.
    """

    weight: NDArray[np.float64]
    fov: NDArray[np.float64]
    reach: NDArray[np.float64]
    share: NDArray[np.float64]
    start: NDArray[np.float64]
    width: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse weights that do not sum to 1 and arrays that do not fit together."""
        if self.reach.shape[:1] != self.weight.shape or self.fov.shape != self.weight.shape:
            raise ValueError("one field of view and one row of reaches per lens")
        if not (self.share.shape == self.start.shape == self.width.shape):
            raise ValueError("one share, start and width per arc")
        for shares in (self.weight, self.share):
            if not np.isclose(shares.sum(), 1.0, atol=1e-9):
                raise ValueError(f"shares sum to {shares.sum()}, not to 1")


@dataclass(frozen=True, eq=False)
class Views:
    """Of n cameras: all that can be seen of the ground within their greatest reach.

    A view is the set of points that no building hides from the camera and that lie within `reach`.
    Its boundary runs counter-clockwise; the edge from vertex i to the next is a straight line, or,
    where `arc` is set, an arc of the circle of radius `reach` about the camera. Direction, lens and
    level only cut this polygon smaller (see `Aim`), so it is computed once.

    Parameters
    ----------
    ids
        Of the cameras, in order.
    origin
        Shape (n, 2): where the view was computed from, metres in the city's `LocalFrame`.
    moved_m
        Shape (n,): how far that is from the mapped place; a camera mapped inside a wall is moved
        out of it.
    reach
        Shape (n,): metres.
    aims
        Of each camera.
    offsets
        Shape (n + 1,): view i has the vertices ``offsets[i]:offsets[i + 1]``.
    vertices
        Shape (v, 2): metres east and north of the origin.
    arc
        Shape (v,): whether the edge that starts at the vertex is an arc.
    """

    ids: tuple[str, ...]
    origin: NDArray[np.float64]
    moved_m: NDArray[np.float64]
    reach: NDArray[np.float64]
    aims: tuple[Aim, ...]
    offsets: NDArray[np.int64]
    vertices: NDArray[np.float64]
    arc: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        n = len(self.ids)
        if self.origin.shape != (n, 2) or self.reach.shape != (n,) or len(self.aims) != n:
            raise ValueError("one origin, reach and aim per camera")
        if len(self.offsets) != n + 1 or self.vertices.shape != (self.offsets[-1], 2):
            raise ValueError("offsets do not cover the vertices")
        if self.arc.shape != self.vertices.shape[:1]:
            raise ValueError("one arc flag per vertex")

    def __len__(self) -> int:
        """Return the number of cameras."""
        return len(self.ids)

    def only(self, wanted: Sequence[int] | NDArray[np.int64]) -> Views:
        """Return the views of some cameras only.

        Parameters
        ----------
        wanted
            Indices, in the order in which they shall stand.
        """
        rows = np.asarray(wanted, dtype=np.int64)
        counts = np.diff(self.offsets)[rows]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        picked = np.arange(offsets[-1]) + np.repeat(self.offsets[rows] - offsets[:-1], counts)
        return Views(
            ids=tuple(self.ids[row] for row in rows.tolist()),
            origin=self.origin[rows],
            moved_m=self.moved_m[rows],
            reach=self.reach[rows],
            aims=tuple(self.aims[row] for row in rows.tolist()),
            offsets=offsets,
            vertices=self.vertices[picked],
            arc=self.arc[picked],
        )
