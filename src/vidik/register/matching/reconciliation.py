"""Reconciliation: two lists in; pairs, chances and counts out."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vidik.model.linkage import Linkage
from vidik.model.listing import Listing
from vidik.model.reconciliation import Count, Reconciliation, Side, Standing
from vidik.register.matching.assignment import assign
from vidik.register.matching.candidates import Candidates
from vidik.register.matching.comparison import columns
from vidik.register.matching.identical import Distinct, distinct
from vidik.register.matching.learning import Scene, believe, inertia, learn, reach, scene
from vidik.register.matching.settling import settling
from vidik.register.names import in_order

__all__ = ["SURE", "reconcile"]

#: Chance from which a row counts as matched, or as alone.
SURE = 0.8

#: Rows that are expected to share less than this are no rivals.
_SLIGHT = 0.02

#: Half the width of an interval that holds 95 of 100, in standard deviations.
_WIDE = 1.96


def reconcile(
    one: Listing,
    other: Listing,
    *,
    linkage: Linkage | None = None,
    threshold: float | None = None,
) -> Reconciliation:
    """Return which rows of two lists are the same cameras, and how sure that is.

    Nothing is drawn at random, and nothing depends on the order of rows or lists: rows are taken in
    the order of their ids, and of two lists the same one always comes first.

    Parameters
    ----------
    one, other
        The lists, in one frame.
    linkage
        What is known of the lists; None: it is learned from them.
    threshold
        Chance from which devices are paired; None: the one with the highest F1 to be expected.

    Returns
    -------
    reconciliation
        Rows by their numbers in the lists as they were given.

    Examples
    --------
    >>> one = Listing.of(["a", "b"], [[0, 0], [900, 0]], name=["Трг Ђорђа Вајферта", "Пијаца"])
    >>> other = Listing.of(["x", "y"], [[8, 5], [400, 0]], name=["Trg Djordja Vajferta", ""])
    >>> found = reconcile(one, other)
    >>> found.pairs.tolist(), [str(standing) for standing in found.one.standing]
    ([[0, 0]], ['matched', 'alone'])
    """
    orders = in_order(one.ids), in_order(other.ids)
    lists = one.take(orders[0]), other.take(orders[1])
    if _key(lists[0]) > _key(lists[1]):
        turned = None if linkage is None else linkage.swapped()
        return reconcile(other, one, linkage=turned, threshold=threshold).swapped()
    ours, theirs = distinct(lists[0]), distinct(lists[1])
    places = (ours.rows.xy, theirs.rows.xy)
    devices = (ours.rows.devices, theirs.rows.devices)
    said = columns(ours.rows, theirs.rows)
    learned = linkage is None
    if linkage is None:
        linkage, seen = learn(places, said, devices)
    else:
        seen = scene(places, said, devices, radius=reach(linkage))
    believe(linkage, seen)
    stuck = inertia(linkage, seen) if learned else 0.0
    believe(linkage, seen)
    pairs, shared, code = _by_row(seen)
    chosen, limit = assign(pairs, shared, devices, threshold=threshold)
    settles = settling(linkage, code)
    return Reconciliation(
        **_told_apart(pairs, shared, chosen, (ours, theirs), orders),
        one=_side(0, pairs, shared, chosen, settles, (ours, theirs), orders),
        other=_side(1, pairs, shared, chosen, settles, (ours, theirs), orders),
        **_counts(pairs, shared, devices, stuck),
        linkage=linkage,
        threshold=limit,
        radius_m=seen.pairs.radius,
        assumptions=_assumptions(linkage, seen.pairs, limit),
    )


def _key(listing: Listing) -> tuple[object, ...]:
    """Return something by which one of two lists comes first, whichever was given first."""
    texts = (listing.ids, listing.name, listing.operator, listing.mount, listing.ref)
    numbers = (listing.xy, listing.direction, listing.kind, listing.devices)
    written = (part for text in texts for part in (text.letters, text.offsets))
    return (len(listing), *(part.tobytes() for part in (*written, *numbers)))


def _by_row(seen: Scene) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int32]]:
    """Return pairs with what they share and say, in the order of the first list and the second."""
    pairs = np.column_stack([seen.pairs.rows[seen.pairs.place], seen.pairs.others[seen.pairs.near]])
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return pairs[order], seen.chance[order], seen.code[order]


def _told_apart(
    pairs: NDArray[np.int64],
    shared: NDArray[np.float64],
    chosen: NDArray[np.int64],
    lists: tuple[Distinct, Distinct],
    orders: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> dict[str, NDArray[np.int64] | NDArray[np.float64]]:
    """Return the pairs of rows, identical ones told apart again: the first with the first."""
    unit = np.repeat(np.arange(len(pairs)), chosen)
    rows = [
        order[side.owner[side.offsets[pairs[unit, k]] + _rank(pairs[unit, k])]]
        for k, (side, order) in enumerate(zip(lists, orders, strict=True))
    ]
    found, first, count = np.unique(
        np.column_stack(rows), axis=0, return_index=True, return_counts=True
    )
    return {
        "pairs": found.astype(np.int64),
        "devices": count.astype(np.int64),
        "chance": np.minimum(shared[unit[first]], 1.0),
    }


def _rank(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many equal values come before each."""
    order = np.argsort(values, kind="stable")
    starts = np.flatnonzero(np.diff(values[order], prepend=-1))
    rank = np.empty(len(values), dtype=np.int64)
    sizes = np.diff(starts, append=len(values))
    rank[order] = np.arange(len(values)) - np.repeat(starts, sizes)
    return rank


def _side(
    k: int,
    pairs: NDArray[np.int64],
    shared: NDArray[np.float64],
    chosen: NDArray[np.int64],
    settles: NDArray[np.str_],
    lists: tuple[Distinct, Distinct],
    orders: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> Side:
    """Return what becomes of the rows of one of the lists."""
    own, their = lists[k], lists[1 - k]
    alone = _alone(pairs[:, k], shared, own.rows.devices)
    n = len(alone)
    paired, rival = _best(n, pairs[:, k], shared, chosen > 0), np.full(n, -1)
    second = _best(n, pairs[:, k], shared, (chosen == 0) & (shared >= _SLIGHT))
    there = second >= 0
    rival[there] = orders[1 - k][their.owner[their.offsets[pairs[second[there], 1 - k]]]]
    chance = np.where(paired >= 0, np.minimum(_at(shared, paired), 1.0), 0.0)
    standing = np.full(n, Standing.AMBIGUOUS, dtype=object)
    standing[chance >= SURE] = Standing.MATCHED
    standing[(paired < 0) & (alone >= SURE)] = Standing.ALONE
    asked = np.where(paired >= 0, paired, second)
    what = np.where(standing == Standing.AMBIGUOUS, _at(settles, asked), "")
    group, back = own.group, np.argsort(orders[k])
    # identical rows stand alike; `back` puts rows where they were given
    return Side(
        alone=alone[group][back],
        standing=tuple(standing[group][back].tolist()),
        rival=rival[group][back],
        rival_chance=np.where(there, np.minimum(_at(shared, second), 1.0), 0.0)[group][back],
        settles=tuple(what[group][back].tolist()),
    )


def _best(
    n: int, row: NDArray[np.int64], shared: NDArray[np.float64], which: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return for each row the number of the pair that shares most, of some; −1: there is none."""
    some = np.flatnonzero(which)
    best = np.full(n, -1)
    # the last that is written stays; of equals, the first pair
    order = np.lexsort((-some, shared[some]))
    best[row[some][order]] = some[order]
    return best


def _at(values: NDArray[np.generic], which: NDArray[np.int64]) -> NDArray[np.generic]:
    """Return the values at some places; any where there is no place."""
    return values[which] if len(values) else np.zeros(len(which), dtype=values.dtype)


def _alone(
    row: NDArray[np.int64], shared: NDArray[np.float64], devices: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the chance of a device of each row to have no partner."""
    with_partner = np.bincount(row, weights=shared, minlength=len(devices))
    return np.clip(1.0 - with_partner / devices, 0.0, 1.0)


def _counts(
    pairs: NDArray[np.int64],
    shared: NDArray[np.float64],
    devices: tuple[NDArray[np.int64], NDArray[np.int64]],
    stuck: float,
) -> dict[str, Count]:
    """Return how many devices are in both lists and in one alone, with intervals.

    Rows are taken as independent of each other, so that variances add up; the wider of the two
    variances counts that follow from the rows of either list. Where learning leaves the share
    `stuck` of an error uncorrected, an error of beliefs grows by 1/(1 − stuck).
    """
    total = [float(own.sum()) for own in devices]
    both = min(float(shared.sum()), *total)
    variance = 0.0
    for k, own in enumerate(devices):
        alone = _alone(pairs[:, k], shared, own)
        variance = max(variance, float((own * alone * (1.0 - alone)).sum()))
    wide = _WIDE * math.sqrt(variance) / (1.0 - stuck)
    least, most = max(both - wide, 0.0), min(both + wide, *total)
    return {
        "both": Count(both, least, most),
        "only_one": Count(total[0] - both, total[0] - most, total[0] - least),
        "only_other": Count(total[1] - both, total[1] - most, total[1] - least),
    }


def _assumptions(linkage: Linkage, pairs: Candidates, threshold: float) -> Mapping[str, str]:
    """Return what the figures rest on, by name."""
    return {
        "candidates": f"rows up to {pairs.radius:.0f} m apart; farther is another camera",
        "places": (
            f"the lists put a camera {linkage.sigma_m:.1f} m apart along each axis (standard "
            f"deviation), {linkage.tail:.1%} of them three times as far, whichever list is to blame"
        ),
        "evidence": "what fields say of a pair is independent, given whether it is one camera",
        "missing": "what a row does not say speaks neither for nor against a pair",
        "partners": "a device has at most one partner in the other list",
        "threshold": f"devices are paired from a chance of {threshold:.0%}",
        "intervals": "95 %, if the chances are right and rows independent of each other",
    }
