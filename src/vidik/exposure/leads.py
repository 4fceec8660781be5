"""What leads away from each node of a network, as the loops take it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Leads", "leads"]


@dataclass(frozen=True, eq=False)
class Leads:
    """Both directions of m edges, by the node that they lead away from.

    Parameters
    ----------
    first
        Shape (n + 1,): those of node g are ``first[g] … first[g + 1] − 1``.
    to
        Shape (2m,): the node that each leads to.
    by
        Shape (2m,): its edge from the edge's tail, −1 − edge from its head.
    """

    first: NDArray[np.int64]
    to: NDArray[np.int64]
    by: NDArray[np.int64]

    @property
    def edge(self) -> NDArray[np.int64]:
        """Shape (2m,): the edge of each, whichever way it is taken."""
        return np.where(self.by < 0, -1 - self.by, self.by)


def leads(tail: NDArray[np.int64], head: NDArray[np.int64], nodes: int) -> Leads:
    """Return what leads away from each node.

    Parameters
    ----------
    tail, head
        Shape (m,): the nodes at both ends of each edge.
    nodes
        How many there are.
    """
    edge = np.arange(len(tail))
    begin = np.concatenate([tail, head])
    order = np.argsort(begin, kind="stable")
    return Leads(
        first=np.concatenate([[0], np.cumsum(np.bincount(begin, minlength=nodes))]).astype(
            np.int64
        ),
        to=np.concatenate([head, tail])[order],
        by=np.concatenate([edge, -1 - edge])[order],
    )
