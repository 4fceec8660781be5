"""Reconciliation: two lists in; pairs, chances and counts out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from vidik.model.linkage import Linkage
from vidik.model.listing import Listing
from vidik.model.names import Names
from vidik.model.reconciliation import Count, Reconciliation
from vidik.register.matching.assignment import assign
from vidik.register.matching.comparison import columns
from vidik.register.matching.identical import Distinct, distinct
from vidik.register.matching.learning import inertia, learn
from vidik.register.matching.scene import Scene, believe, scene
from vidik.register.matching.sides import Answer, paired, side
from vidik.register.names import in_order

__all__ = ["reconcile"]

#: Candidates that are expected to share less than this are as good as none.
_SLIGHT = 1e-3

#: Half the width of an interval that holds 95 of 100, in standard deviations.
_WIDE = 1.96

#: Share by which all odds may be wrong in the same way, because the model is one.
_DOUBT = 0.05


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
    lists, orders = (one, other), (in_order(one.ids), in_order(other.ids))
    if _comes_first(lists, orders):
        return _reconciled(lists, orders, linkage, threshold)
    turned = None if linkage is None else linkage.swapped()
    return _reconciled(lists[::-1], orders[::-1], turned, threshold).swapped()


_Lists = tuple[Listing, Listing]
_Orders = tuple[NDArray[np.int64], NDArray[np.int64]]


def _reconciled(
    lists: _Lists,
    orders: _Orders,
    linkage: Linkage | None,
    threshold: float | None,
) -> Reconciliation:
    """Return what two lists have in common, given the order of their ids."""
    own, linkage, stuck, pairs, shared, code, alone = _believed(lists, orders, linkage)
    devices = (own[0].devices, own[1].devices)
    chosen, limit = assign(pairs, shared, devices, threshold=threshold)
    found = Answer(pairs, shared, chosen, code, alone, linkage, own, orders)
    rows, together, chance = paired(found)
    both, only_one, only_other = _counts(found, stuck)
    return Reconciliation(
        pairs=rows,
        devices=together,
        chance=chance,
        one=side(found, 0),
        other=side(found, 1),
        both=both,
        only_one=only_one,
        only_other=only_other,
        linkage=linkage,
        threshold=limit,
        assumptions=_assumptions(linkage, limit),
    )


_Believed = tuple[
    tuple[Distinct, Distinct],
    Linkage,
    float,
    NDArray[np.int64],
    NDArray[np.float64],
    NDArray[np.int32],
    tuple[NDArray[np.float64], NDArray[np.float64]],
]


def _believed(lists: _Lists, orders: _Orders, linkage: Linkage | None) -> _Believed:
    """Return which rows are alike and what was learned; pairs, what they share, and who is alone.

    Also how stuck learning is, and what the pairs say. Candidates without end are held in here
    alone.
    """
    (one, other), (ours, theirs) = lists, map(distinct, lists, orders)
    places = (one.xy[ours.rows], other.xy[theirs.rows])
    devices = (ours.devices, theirs.devices)
    said = columns(lists, (ours.rows, theirs.rows))
    stuck = 0.0
    if linkage is None:
        linkage, seen = learn(places, said, devices)
        del said  # all that it says of the candidates is in their codes
        stuck = inertia(linkage, seen)
    else:
        seen = scene(places, said, devices, radius=linkage.radius_m, shift=linkage.shift_m)
        believe(linkage, seen)
    return (ours, theirs), linkage, stuck, *_by_row(seen), _alone(seen)


def _comes_first(lists: _Lists, orders: _Orders) -> bool:
    """Return which of two lists comes first, whichever was given first; any if they are equal."""
    if len(lists[0]) != len(lists[1]):
        return len(lists[0]) < len(lists[1])
    one, other = (rows.take(order) for rows, order in zip(lists, orders, strict=True))
    for field in fields(Listing):
        pair = [getattr(listing, field.name) for listing in (one, other)]
        for part in ("offsets", "letters") if isinstance(pair[0], Names) else ("data",):
            written = [bytes(getattr(column, part)) for column in pair]
            if written[0] != written[1]:
                return written[0] < written[1]
    return True


def _by_row(seen: Scene) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int32]]:
    """Return pairs that may be right, what they share and say, in the order of both lists."""
    some = np.flatnonzero(seen.chance > _SLIGHT)
    rows = seen.pairs.rows[seen.pairs.place[some]]
    pairs = np.column_stack([rows, seen.pairs.others[seen.pairs.near[some]]])
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return pairs[order], seen.chance[some][order], seen.code[some][order]


def _alone(seen: Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return of both lists the chance of a device of each row to have no partner."""
    shared = np.bincount(seen.pairs.near, weights=seen.chance, minlength=len(seen.pairs.others))
    one, other = np.empty(len(seen.alone)), np.empty(len(shared))
    one[seen.pairs.rows] = seen.alone
    other[seen.pairs.others] = np.clip(1.0 - shared / seen.pairs.other_devices, 0.0, 1.0)
    return one, other


def _counts(found: Answer, stuck: float) -> tuple[Count, Count, Count]:
    """Return how many devices are in both lists, and in each alone, with intervals.

    Rows are taken as independent of each other, so that variances add up; the wider of the two
    variances counts that follow from the rows of either list. Where learning leaves the share
    `stuck` of an error uncorrected, an error of beliefs grows by 1/(1 − stuck). All odds may be off
    by the same `_DOUBT`, which moves the sum by that times the variance.
    """
    devices = [one.devices for one in found.lists]
    total = [float(own.sum()) for own in devices]
    both = min(float((devices[0] * (1.0 - found.alone[0])).sum()), *total)
    variance = max(
        float((own * p * (1.0 - p)).sum()) for own, p in zip(devices, found.alone, strict=True)
    )
    wide = (_WIDE * math.sqrt(variance) + _DOUBT * variance) / (1.0 - stuck)
    least, most = max(both - wide, 0.0), min(both + wide, *total)
    one, other = (Count(all_ - both, all_ - most, all_ - least) for all_ in total)
    return Count(both, least, most), one, other


def _assumptions(linkage: Linkage, threshold: float) -> Mapping[str, str]:
    """Return what the figures rest on, by name."""
    return {
        "candidates": f"rows up to {linkage.radius_m:.0f} m apart; farther is another camera",
        "shift": (
            f"the second list lies {linkage.shift_m[0]:.1f} m east and {linkage.shift_m[1]:.1f} m "
            "north of the first as a whole; it was moved back to be compared"
            if linkage.shift_m != (0.0, 0.0)
            else "none was found of one list as a whole against the other"
        ),
        "places": (
            f"the lists put a camera {linkage.sigma_m:.1f} m apart along each axis (standard "
            f"deviation), {linkage.tail:.1%} of them three times as far, whichever list is to blame"
        ),
        "evidence": "what fields say of a pair is independent, given whether it is one camera",
        "missing": "what a row does not say speaks neither for nor against a pair",
        "partners": "a device has at most one partner in the other list",
        "threshold": f"devices are paired from a chance of {threshold:.0%}",
        "intervals": (
            f"95 %, if rows are independent of each other and odds right but for {_DOUBT:.0%}"
        ),
    }
