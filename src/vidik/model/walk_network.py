"""The network of ways on which people walk, packed into arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.streets import Streets

__all__ = ["WalkNetwork"]


@dataclass(frozen=True, eq=False)
class WalkNetwork:
    """Edges between n nodes; both directions of an edge may be walked.

    Lengths are whole millimetres, so that sums along a way are exact in any order.

    Parameters
    ----------
    ways
        The m edges as lines: id, name and class of each, vertices in metres from tail to head.
    nodes
        Shape (n, 2): east and north, metres.
    tail, head
        Shape (m,): numbers of the nodes at the first and the last vertex of each edge.
    length_mm
        Shape (m,): length of each edge, millimetres, 1 or more.
    effort_mm
        Shape (m,): how far one gets on the flat in the time that the edge takes, millimetres; as
        long as the edge or longer.
    counted
        Shape (m,): whether its metres are metres of street: those of a sidewalk are not, beside a
        street that is counted already.
    covered
        Shape (m,): whether cameras in the street see nothing of it, under the ground.
    """

    ways: Streets
    nodes: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    length_mm: NDArray[np.int64]
    effort_mm: NDArray[np.int64]
    counted: NDArray[np.bool_]
    covered: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        m = len(self.ways)
        own = (self.tail, self.head, self.length_mm, self.effort_mm, self.counted, self.covered)
        if any(column.shape != (m,) for column in own):
            raise ValueError("one tail, head, length and effort per edge")
        ends = np.concatenate([self.tail, self.head])
        if m and not (ends.min() >= 0 and ends.max() < len(self.nodes)):
            raise ValueError("an edge ends where there is no node")
        if m and (self.length_mm.min() < 1 or (self.effort_mm < self.length_mm).any()):
            raise ValueError("an edge has a length, and takes as long as its length or longer")

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self.ways)
