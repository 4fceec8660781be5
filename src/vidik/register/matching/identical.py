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
        The rows that differ; devices of identical ones are added up.
    group
        Shape (n,): of each row of the list, its number in `rows`.
    owner, offsets
        Whose the devices of a row are: device d of row g belongs to ``owner[offsets[g] + d]``.
    """

    rows: Listing
    group: NDArray[np.int64]
    owner: NDArray[np.int64]
    offsets: NDArray[np.int64]


def distinct(listing: Listing) -> Distinct:
    """Return a list with rows that say the same of the same place taken as one.

    Nothing tells which of them is which, so each would be as likely as the next to be the partner
    of a row, and none likely; together they are sure.

    Parameters
    ----------
    listing
        In order of id.
    """
    n = len(listing)
    first = np.arange(n)
    order = np.lexsort((listing.xy[:, 1], listing.xy[:, 0]))
    same = (listing.xy[order[1:]] == listing.xy[order[:-1]]).all(axis=1)
    together = np.zeros(n, dtype=np.bool_)
    together[order[1:][same]] = together[order[:-1][same]] = True
    known: dict[tuple[object, ...], int] = {}
    # few rows share a place with another, so that these may be looked at one by one
    for i in np.flatnonzero(together).tolist():
        said = (*listing.xy[i].tolist(), int(listing.kind[i]), str(listing.direction[i]))
        texts = (listing.name[i], listing.operator[i], listing.mount[i], listing.ref[i])
        first[i] = known.setdefault((*said, *texts), i)
    chosen, group = np.unique(first, return_inverse=True)
    devices = np.bincount(group, weights=listing.devices).astype(np.int64)
    by_group = np.argsort(group, kind="stable")
    offsets = np.zeros(len(chosen) + 1, dtype=np.int64)
    np.cumsum(devices, out=offsets[1:])
    owner = np.repeat(by_group, listing.devices[by_group])
    rows = listing if len(chosen) == n else listing.take(chosen).with_devices(devices)
    return Distinct(rows, group, owner, offsets)
