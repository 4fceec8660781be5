"""What cameras see, before asking how well: exact polygons, and how sure it is that they count."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["Aim", "Aims", "Views"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Aim:
    """Where the axis may point, how far it may see and how high it may hang: weighted readings.

    A point at bearing θ and distance d on the ground is seen at level ℓ with probability

        P = Σ_k weight_k · [in the view of stance_k] · [√(d² + rise_k²) ≤ reach_{k,ℓ}]
              · Σ_j share_j · axes(arc_j, θ, k) / width_j

    where ``axes`` is the length of those axes of arc j that bring the point into the picture: they
    lie within half a field of view of θ, and the point, at ``x = d·cos(θ − axis)`` along the axis,
    is not below the frame (``rise_k ≤ x · lower_k``) and not above it (``x · upper_k ≤ rise_k``).
    For a single direction, width 0, the quotient is 1 or 0.

    Parameters
    ----------
    weight
        Shape (k,): of each reading; sums to 1.
    fov
        Shape (k,): horizontal field of view, degrees.
    reach
        Shape (k, levels): metres along the line of sight, falling along each row.
    rise
        Shape (k,): height of the lens above what is looked at, metres.
    lower, upper
        Shape (k,): tangents of the angles below the horizon of the frame's lower and upper edge;
        `lower` is infinite where the foot of the camera is in the picture, `upper` is 0 where the
        horizon is.
    stance
        Shape (k,): which of the camera's views the reading takes (see `Views`).
    share
        Shape (j,): of each arc; sums to 1.
    start, width
        Shape (j,): the arcs, degrees clockwise from north.
    """

    weight: Floats
    fov: Floats
    reach: Floats
    rise: Floats
    lower: Floats
    upper: Floats
    stance: Ints
    share: Floats
    start: Floats
    width: Floats

    def __post_init__(self) -> None:
        """Refuse weights that do not sum to 1 and arrays that do not fit together."""
        k = self.weight.shape
        if self.reach.shape[:1] != k or self.fov.shape != k:
            raise ValueError("one field of view and one row of reaches per lens")
        if not (self.rise.shape == self.lower.shape == self.upper.shape == self.stance.shape == k):
            raise ValueError("one rise, lower and upper edge and stance per reading")
        if not (self.share.shape == self.start.shape == self.width.shape):
            raise ValueError("one share, start and width per arc")
        for shares in (self.weight, self.share):
            if not math.isclose(shares.sum(), 1.0, abs_tol=1e-9):
                raise ValueError(f"shares sum to {shares.sum()}, not to 1")

    @classmethod
    def level(
        cls,
        *,
        weight: Floats,
        fov: Floats,
        reach: Floats,
        share: Floats,
        start: Floats,
        width: Floats,
    ) -> Aim:
        """Return an aim whose lens hangs as high as what it looks at: distances are flat."""
        k = len(weight)
        return cls(
            weight=weight,
            fov=fov,
            reach=reach,
            rise=np.zeros(k),
            lower=np.full(k, np.inf),
            upper=np.zeros(k),
            stance=np.zeros(k, np.int64),
            share=share,
            start=start,
            width=width,
        )

    def ground_reach(self) -> Floats:
        """Return how far each reading reaches over the ground at each level, metres, (k, levels).

        √(reach² − rise²), and 0 where the lens hangs too high to reach anything.
        """
        return np.sqrt(np.maximum(self.reach**2 - self.rise[:, None] ** 2, 0.0))


_PER_LENS = ("weight", "fov", "reach", "rise", "lower", "upper", "stance")
_PER_ARC = ("share", "start", "width")


@dataclass(frozen=True, eq=False)
class Aims(Sequence[Aim]):
    """The aims of n cameras, end to end in arrays.

    Parameters
    ----------
    lens_offsets
        Shape (n + 1,): camera i has the readings ``lens_offsets[i]:lens_offsets[i + 1]``.
    weight, fov, reach, rise, lower, upper, stance
        As in `Aim`, of all readings.
    arc_offsets
        Shape (n + 1,): camera i has the arcs ``arc_offsets[i]:arc_offsets[i + 1]``.
    share, start, width
        As in `Aim`, of all arcs.
    """

    lens_offsets: Ints
    weight: Floats
    fov: Floats
    reach: Floats
    rise: Floats
    lower: Floats
    upper: Floats
    stance: Ints
    arc_offsets: Ints
    share: Floats
    start: Floats
    width: Floats

    @classmethod
    def of(cls, aims: Sequence[Aim], *, levels: int | None = None) -> Aims:
        """Return the aims as one value.

        Parameters
        ----------
        aims
            All with the same number of levels.
        levels
            That number, where there may be no aim at all.
        """
        if isinstance(aims, Aims):
            return aims
        found = {aim.reach.shape[1] for aim in aims} | ({levels} if levels is not None else set())
        if len(found) > 1:
            raise ValueError("all aims need one column of reaches per level")
        empty = {
            "reach": np.empty((0, found.pop() if found else 0)),
            "stance": np.empty(0, np.int64),
        }
        joined = {
            name: np.concatenate(
                [empty.get(name, np.empty(0)), *(getattr(aim, name) for aim in aims)]
            )
            for name in (*_PER_LENS, *_PER_ARC)
        }
        return cls(
            lens_offsets=np.cumsum([0, *(len(aim.weight) for aim in aims)]),
            arc_offsets=np.cumsum([0, *(len(aim.share) for aim in aims)]),
            **joined,
        )

    def __len__(self) -> int:
        """Return the number of cameras."""
        return len(self.lens_offsets) - 1

    @overload
    def __getitem__(self, camera: int) -> Aim: ...

    @overload
    def __getitem__(self, camera: slice) -> Aims: ...

    def __getitem__(self, camera: int | slice) -> Aim | Aims:
        """Return the aim of one camera, or those of a slice of cameras."""
        if isinstance(camera, slice):
            wanted = np.arange(len(self))[camera]
            return self if len(wanted) == len(self) and camera.step is None else self.only(wanted)
        if not -len(self) <= camera < len(self):
            raise IndexError(camera)
        camera %= len(self)
        lens = slice(self.lens_offsets[camera], self.lens_offsets[camera + 1])
        arc = slice(self.arc_offsets[camera], self.arc_offsets[camera + 1])
        return Aim(
            **{name: getattr(self, name)[lens] for name in _PER_LENS},
            **{name: getattr(self, name)[arc] for name in _PER_ARC},
        )

    def __iter__(self) -> Iterator[Aim]:
        """Yield the aim of each camera."""
        return (self[i] for i in range(len(self)))

    @property
    def levels(self) -> int:
        """Number of levels."""
        return int(self.reach.shape[1])

    @classmethod
    def joined(cls, parts: Sequence[Aims]) -> Aims:
        """Return the aims of several groups of cameras, in the order given."""
        return cls(
            lens_offsets=_laid_out([part.lens_offsets for part in parts]),
            arc_offsets=_laid_out([part.arc_offsets for part in parts]),
            **{
                name: np.concatenate([getattr(part, name) for part in parts])
                for name in (*_PER_LENS, *_PER_ARC)
            },
        )

    def only(self, wanted: Ints) -> Aims:
        """Return the aims of some cameras only, by index, in the order given."""
        lens_offsets, lens = _picked(self.lens_offsets, wanted)
        arc_offsets, arc = _picked(self.arc_offsets, wanted)
        return Aims(
            lens_offsets=lens_offsets,
            arc_offsets=arc_offsets,
            **{name: getattr(self, name)[lens] for name in _PER_LENS},
            **{name: getattr(self, name)[arc] for name in _PER_ARC},
        )


@dataclass(frozen=True, eq=False)
class Views:
    """Of n cameras: all that can be seen within their greatest reach, whatever the lens.

    A view is the set of points that no building hides from the camera and that lie within `reach`
    and where the axis may turn. It consists of rings that do not overlap: the first layer touches
    the camera, others lie behind buildings that the camera sees over. Rings run counter-clockwise;
    the edge from a vertex to the next of its ring is straight or, where `arc` is set, an arc of the
    circle of radius `reach` about the camera. A camera whose height, or that of the buildings about
    it, is not known has several views, one per *stance*, from the most to the least that may be
    seen. Direction, lens and level only cut them smaller (see `Aim`).

    Parameters
    ----------
    ids
        Of the cameras, in order.
    origin
        Shape (n, 2): where views were computed from, metres in the city's `LocalFrame`.
    moved_m
        Shape (n,): how far that is from the mapped place; a camera mapped inside a wall is moved
        out of it.
    aims
        Of each camera.
    stances
        Shape (n, h): the view that each stance of a camera takes; stances may share one.
    reach
        Shape (m,): of each view, metres.
    offsets
        Shape (m + 1,): view i has the rings ``offsets[i]:offsets[i + 1]``. The views of one camera
        stand side by side.
    ring_offsets
        Shape (r + 1,): ring j has the vertices ``ring_offsets[j]:ring_offsets[j + 1]``.
    vertices
        Shape (v, 2): metres east and north of the origin.
    arc
        Shape (v,): whether the edge that starts at the vertex is an arc.
    """

    ids: tuple[str, ...]
    origin: Floats
    moved_m: Floats
    aims: Aims
    stances: Ints
    reach: Floats
    offsets: Ints
    ring_offsets: Ints
    vertices: Floats
    arc: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        n = len(self.ids)
        if self.origin.shape != (n, 2) or self.moved_m.shape != (n,) or len(self.aims) != n:
            raise ValueError("one origin, move and aim per camera")
        if self.stances.shape[:1] != (n,) or len(self.offsets) != len(self.reach) + 1:
            raise ValueError("one row of stances per camera, one stretch of rings per view")
        if self.offsets[-1] != len(self.ring_offsets) - 1:
            raise ValueError("offsets do not cover the rings")
        if self.vertices.shape != (self.ring_offsets[-1], 2):
            raise ValueError("ring offsets do not cover the vertices")
        if self.arc.shape != self.vertices.shape[:1]:
            raise ValueError("one arc flag per vertex")

    def __len__(self) -> int:
        """Return the number of cameras."""
        return len(self.ids)

    @cached_property
    def first(self) -> Ints:
        """Shape (n + 1,): camera i has the views ``first[i]:first[i + 1]``."""
        last = self.stances.max(axis=1, initial=-1) + 1
        return np.concatenate([np.zeros(1, np.int64), last])

    @cached_property
    def starts(self) -> Ints:
        """Shape (m + 1,): view i has the vertices ``starts[i]:starts[i + 1]``."""
        return self.ring_offsets[self.offsets]

    @cached_property
    def edges(self) -> Floats:
        """Shape (v, 4): the two ends of the edge that starts at each vertex, as `vertices`."""
        following = np.arange(1, len(self.vertices) + 1)
        filled = self.ring_offsets[1:] > self.ring_offsets[:-1]
        following[self.ring_offsets[1:][filled] - 1] = self.ring_offsets[:-1][filled]
        return np.hstack([self.vertices, self.vertices[following]])

    @cached_property
    def widest(self) -> Floats:
        """Shape (n,): the greatest reach of each camera's views, metres."""
        if not self.ids:
            return np.zeros(0)
        return np.asarray(np.maximum.reduceat(self.reach, self.first[:-1]), dtype=np.float64)

    @cached_property
    def boxes(self) -> Floats:
        """Shape (n, 4): west, south, east and north of what each camera sees, metres.

        Where it sees nothing, west lies east of east.
        """
        starts = self.starts[self.first]
        found = np.tile(np.array([np.inf, np.inf, -np.inf, -np.inf]), (len(self), 1))
        some = np.diff(starts) > 0
        if some.any():
            begin, origin = starts[:-1][some], self.origin[some]
            # arcs stay within a quadrant, so they reach no farther than their ends
            found[some, :2] = np.minimum.reduceat(self.vertices, begin) + origin
            found[some, 2:] = np.maximum.reduceat(self.vertices, begin) + origin
        return found

    @classmethod
    def joined(cls, parts: Sequence[Views]) -> Views:
        """Return the views of several groups of cameras, at least one, in the order given."""
        first = np.cumsum([0, *(len(part.reach) for part in parts)])
        return cls(
            ids=tuple(key for part in parts for key in part.ids),
            origin=np.concatenate([part.origin for part in parts]),
            moved_m=np.concatenate([part.moved_m for part in parts]),
            aims=Aims.joined([part.aims for part in parts]),
            stances=np.concatenate(
                [part.stances + n for part, n in zip(parts, first, strict=False)]
            ),
            reach=np.concatenate([part.reach for part in parts]),
            offsets=_laid_out([part.offsets for part in parts]),
            ring_offsets=_laid_out([part.ring_offsets for part in parts]),
            vertices=np.concatenate([part.vertices for part in parts]),
            arc=np.concatenate([part.arc for part in parts]),
        )

    def only(self, wanted: Sequence[int] | Ints) -> Views:
        """Return the views of some cameras only.

        Parameters
        ----------
        wanted
            Indices, in the order in which they shall stand.
        """
        rows = np.asarray(wanted, dtype=np.int64)
        first, views = _picked(self.first, rows)
        offsets, rings = _picked(self.offsets, views)
        ring_offsets, vertices = _picked(self.ring_offsets, rings)
        return Views(
            ids=tuple(self.ids[row] for row in rows.tolist()),
            origin=self.origin[rows],
            moved_m=self.moved_m[rows],
            aims=self.aims.only(rows),
            stances=self.stances[rows] - self.first[rows][:, None] + first[:-1, None],
            reach=self.reach[views],
            offsets=offsets,
            ring_offsets=ring_offsets,
            vertices=self.vertices[vertices],
            arc=self.arc[vertices],
        )


def _picked(offsets: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return offsets of some rows put end to end, and the items they hold."""
    counts = np.diff(offsets)[rows]
    picked = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return picked, np.arange(picked[-1]) + np.repeat(offsets[rows] - picked[:-1], counts)


def _laid_out(offsets: Sequence[Ints]) -> Ints:
    """Return the offsets of lists laid end to end."""
    before = np.cumsum([0, *(int(part[-1]) for part in offsets)])
    zero = np.zeros(1, np.int64)
    return np.concatenate([zero, *(p[1:] + n for p, n in zip(offsets, before, strict=False))])
