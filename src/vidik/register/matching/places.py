"""Places: the rows of a list that stand together, as one row, to be held against locations."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from vidik.model.listing import Listing
from vidik.model.names import Names
from vidik.register.matching.candidates import candidates
from vidik.register.matching.kernels import pairs as kernels
from vidik.register.names import in_order

__all__ = ["places"]


def places(listing: Listing, *, within_m: float) -> tuple[Listing, NDArray[np.int64]]:
    """Return a list with one row for each place: rows that are chained by short distances.

    An official list per location that does not say how many cameras stand there is compared with
    places, not with cameras; that which does say so is compared with cameras as it is, since a row
    of several devices may have as many partners.

    Parameters
    ----------
    listing
        Of one row per camera, or per location.
    within_m
        Rows at most so far from each other stand together, metres.

    Returns
    -------
    listing
        One row per place, in the order of their ids: the first id, the middle, all devices, and
        of each field what most rows say; a direction and a kind only if no row contradicts.
    place
        Shape (n,): the number of the place of each row.

    Examples
    --------
    >>> street = Listing.of(["1", "2", "3"], [[0, 0], [6, 0], [90, 0]])
    >>> found, place = places(street, within_m=10.0)
    >>> found.devices.tolist(), place.tolist()
    ([2, 1], [0, 0, 1])
    """
    order = in_order(listing.ids)
    rows = listing.take(order)
    near = candidates(rows.xy, rows.xy, rows.devices, rows.devices, radius=within_m)
    first = np.empty(len(rows), dtype=np.int64)
    kernels.together(near.offsets, near.near, first)
    chain = np.empty_like(first)
    # chains are numbered by the first of their rows, in order of id
    chain[near.rows] = near.rows[first]
    lowest = np.full(len(rows), len(rows))
    np.minimum.at(lowest, chain, np.arange(len(rows)))
    heads, group = np.unique(lowest[chain], return_inverse=True)
    size = np.bincount(group)
    middle = [np.bincount(group, weights=rows.xy[:, axis]) / size for axis in (0, 1)]
    kind = np.where(rows.kind > 0, rows.kind.astype(np.float64), np.nan)
    found = Listing(
        ids=rows.ids.take(heads),
        xy=np.column_stack(middle),
        direction=_agreed(rows.direction, group, size),
        kind=np.nan_to_num(_agreed(kind, group, size)).astype(np.int8),
        name=_usual(rows.name, group, len(heads)),
        operator=_usual(rows.operator, group, len(heads)),
        mount=_usual(rows.mount, group, len(heads)),
        ref=_usual(rows.ref, group, len(heads)),
        devices=np.bincount(group, weights=rows.devices).astype(np.int64),
    )
    place = np.empty_like(group)
    place[order] = group
    return found, place


def _agreed(
    values: NDArray[np.float64], group: NDArray[np.int64], size: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the value of each group whose rows have no two, as far as they have any; or NaN."""
    least, most = np.full(len(size), np.inf), np.full(len(size), -np.inf)
    np.fmin.at(least, group, values)
    np.fmax.at(most, group, values)
    agreed: NDArray[np.float64] = np.where((least == most) & np.isfinite(least), least, np.nan)
    return agreed


def _usual(texts: Names, group: NDArray[np.int64], groups: int) -> Names:
    """Return what most rows of each group say; of equals, what the first of them does."""
    said: list[Counter[str]] = [Counter() for _ in range(groups)]
    for text, g in zip(texts, group.tolist(), strict=True):
        if text:
            said[g][text] += 1
    return Names.of(counted.most_common(1)[0][0] if counted else "" for counted in said)
