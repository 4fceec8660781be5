"""Identical rows: devices that one list tells apart by their ids alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.listing import Listing

__all__ = ["Distinct", "distinct"]


@dataclass(frozen=True, eq=False)
class Distinct:
    """A list with identical rows taken as one.

    Parameters
    ----------
    rows
        Shape (m,): the rows that differ, by their numbers in the list as it was given.
    devices
        Shape (m,): of each; those of identical rows are added up.
    group
        Shape (n,): of each row of the list in order, its number among those that differ.
    owner, offsets
        Whose the devices of a row are: device d of row g belongs to ``owner[offsets[g] + d]``.
    """

    rows: NDArray[np.int64]
    devices: NDArray[np.int64]
    group: NDArray[np.int64]
    owner: NDArray[np.int64]
    offsets: NDArray[np.int64]


def distinct(listing: Listing, order: NDArray[np.int64]) -> Distinct:
    """Return a list with rows that say the same of the same place taken as one.

    Nothing tells which of them is which, so each would be as likely as the next to be the partner
    of a row, and none likely; together they are sure.

    Parameters
    ----------
    listing
        Any.
    order
        Its rows in order of id.
    """
    n = len(listing)
    first, xy = np.arange(n), listing.xy[order]
    by_place = np.lexsort((xy[:, 1], xy[:, 0]))
    same = (xy[by_place[1:]] == xy[by_place[:-1]]).all(axis=1)
    together = np.zeros(n, dtype=np.bool_)
    together[by_place[1:][same]] = together[by_place[:-1][same]] = True
    known: dict[tuple[object, ...], int] = {}
    # few rows share a place with another, so that these may be looked at one by one
    for i in np.flatnonzero(together).tolist():
        row = int(order[i])
        said = (*xy[i].tolist(), int(listing.kind[row]), str(listing.direction[row]))
        texts = (listing.name[row], listing.operator[row], listing.mount[row], listing.ref[row])
        first[i] = known.setdefault((*said, *texts), i)
    chosen, group = np.unique(first, return_inverse=True)
    rows = order if len(chosen) == n else order[chosen]
    own = listing.devices[order]
    devices = np.bincount(group, weights=own).astype(np.int64)
    by_group = np.argsort(group, kind="stable")
    offsets = np.zeros(len(chosen) + 1, dtype=np.int64)
    np.cumsum(devices, out=offsets[1:])
    owner = np.repeat(by_group, own[by_group])
    return Distinct(rows, devices, group, owner, offsets)
