"""The figures of two sources compared, made behind the gate."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.district import District
from vidik.model.observation import Statement
from vidik.model.reconciled import Reconciled, Shares
from vidik.model.reconciliation import Count, Side, Standing
from vidik.model.resolved import Compared
from vidik.report.districts import within

__all__ = ["reconciled"]

#: Fields of which agreement is told.
_FIELDS = ("name", "operator", "ref", "mount", "kind", "direction")


def reconciled(
    compared: Iterable[Compared], boundary: Geometry, districts: Sequence[District]
) -> tuple[Reconciled, ...]:
    """Return the figures of sources that were compared, as far as they are about a place.

    Parameters
    ----------
    compared
        Each two sources.
    boundary
        Of the place, longitude and latitude.
    districts
        Of the place; where two overlap, the first one counts.
    """
    return tuple(_figures(one, boundary, districts) for one in compared)


def _figures(compared: Compared, boundary: Geometry, districts: Sequence[District]) -> Reconciled:
    found = compared.found
    sides = ((compared.ones, found.one), (compared.others, found.other))
    inside = [_home([boundary], rows) == 0 for rows, _ in sides]
    home = [_home([one.area for one in districts], rows) for rows, _ in sides]
    wide = _widening(found.both, sides)
    parts = [
        _shares(one.name, sides, [own == number for own in home], wide)
        for number, one in enumerate(districts)
    ]
    settles: Counter[str] = Counter()
    ambiguous = 0
    for (_, side), own in zip(sides, inside, strict=True):
        for row in np.flatnonzero(own).tolist():
            if side.standing[row] == Standing.AMBIGUOUS:
                ambiguous += 1
                settles[side.settles[row]] += 1
    linkage = found.linkage
    return Reconciled(
        one=compared.one,
        other=compared.other,
        whole=_shares("", sides, inside, wide),
        districts=tuple(part for part in parts if part.one or part.other),
        ambiguous=ambiguous,
        settles=MappingProxyType(dict(settles.most_common())),
        sigma_m=linkage.sigma_m,
        agreement=MappingProxyType({name: linkage.agreement(name) for name in _FIELDS}),
        assumptions=MappingProxyType(dict(found.assumptions)),
    )


def _home(areas: Sequence[Geometry], rows: Sequence[Statement]) -> NDArray[np.int64]:
    places = [(one.observation.lon, one.observation.lat) for one in rows]
    return within(areas, np.array(places, np.float64).reshape(-1, 2))


def _widening(both: Count, sides: Sequence[tuple[Sequence[Statement], Side]]) -> float:
    """Return half the width of an interval in standard deviations, as of all rows together."""
    variance = max(_moments(rows, side, None)[1] for rows, side in sides)
    half = max(both.most - both.expected, both.expected - both.least)
    return half / math.sqrt(variance) if variance > 0.0 else 0.0


def _moments(
    rows: Sequence[Statement], side: Side, own: NDArray[np.bool_] | None
) -> tuple[float, float]:
    """Return how many devices of some rows are expected in the other list, and the variance."""
    devices = np.array([one.observation.devices for one in rows], np.float64)
    paired = 1.0 - side.alone
    if own is not None:
        devices, paired = devices[own], paired[own]
    return float((devices * paired).sum()), float((devices * paired * (1.0 - paired)).sum())


def _shares(
    name: str,
    sides: Sequence[tuple[Sequence[Statement], Side]],
    own: Sequence[NDArray[np.bool_]],
    wide: float,
) -> Shares:
    total = [
        sum(rows[i].observation.devices for i in np.flatnonzero(mine).tolist())
        for (rows, _), mine in zip(sides, own, strict=True)
    ]
    told = [_moments(rows, side, mine) for (rows, side), mine in zip(sides, own, strict=True)]
    # a pair may lie astride a border, so that both sides tell a little otherwise: the mean of both
    both = min(sum(expected for expected, _ in told) / 2.0, *total)
    half = wide * math.sqrt(max(variance for _, variance in told))
    least, most = max(both - half, 0.0), min(both + half, *total)
    alone = [Count(n - both, n - most, n - least) for n in total]
    return Shares(name, total[0], total[1], Count(both, least, most), *alone)
