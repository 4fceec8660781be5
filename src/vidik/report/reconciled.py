"""The figures of two sources compared, made behind the gate."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.district import District
from vidik.model.observation import Statement
from vidik.model.reconciled import Reconciled, Shares
from vidik.model.reconciliation import Count, Side, Standing
from vidik.model.resolved import Compared
from vidik.register.districts import within

__all__ = ["reconciled"]

#: Fields of which agreement is told.
_FIELDS = ("name", "operator", "ref", "mount", "kind", "direction")


def reconciled(
    compared: Iterable[Compared],
    districts: Sequence[District] = (),
    *,
    boundary: Geometry | None = None,
    counts: Callable[[Statement], bool] = lambda _: True,
) -> tuple[Reconciled, ...]:
    """Return the figures of sources that were compared, as far as they are about a place.

    Parameters
    ----------
    compared
        Each two sources.
    districts
        Of the place; where two overlap, the first one counts.
    boundary
        Of the place, longitude and latitude; None: all that the sources list.
    counts
        Whether a statement is in the figures at all: one about a place of the deny-list is not.
    """
    return tuple(_figures(one, districts, boundary, counts) for one in compared)


def _figures(
    compared: Compared,
    districts: Sequence[District],
    boundary: Geometry | None,
    counts: Callable[[Statement], bool],
) -> Reconciled:
    found = compared.found
    sides = ((compared.ones, found.one), (compared.others, found.other))
    inside = [_counted(rows, boundary, counts) for rows, _ in sides]
    home = [_home([one.area for one in districts], rows) for rows, _ in sides]
    wide = _widening(found.both, sides)

    def shares(name: str, own: Sequence[NDArray[np.bool_]]) -> Shares:
        return _shares(name, sides, own, wide, compared.decided)

    parts = [
        shares(one.name, [mine & (at == number) for mine, at in zip(inside, home, strict=True)])
        for number, one in enumerate(districts)
    ]
    rest = shares("", [mine & (at < 0) for mine, at in zip(inside, home, strict=True)])
    linkage = found.linkage
    return Reconciled(
        one=compared.one,
        other=compared.other,
        whole=shares("", inside),
        districts=tuple(part for part in parts if part.one or part.other),
        elsewhere=rest if districts and (rest.one or rest.other) else None,
        sigma_m=linkage.sigma_m,
        agreement=MappingProxyType({name: linkage.agreement(name) for name in _FIELDS}),
        assumptions=MappingProxyType(dict(found.assumptions)),
    )


def _counted(
    rows: Sequence[Statement], boundary: Geometry | None, counts: Callable[[Statement], bool]
) -> NDArray[np.bool_]:
    told = np.array([counts(one) for one in rows], np.bool_)
    return told if boundary is None else told & (_home([boundary], rows) == 0)


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
    decided: Set[str],
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
    only_one, only_other = (Count(n - both, n - most, n - least) for n in total)
    settles = Counter(
        side.settles[row]
        for (rows, side), mine in zip(sides, own, strict=True)
        for row in np.flatnonzero(mine).tolist()
        if side.standing[row] == Standing.AMBIGUOUS and rows[row].id not in decided
    )
    return Shares(
        name=name,
        one=total[0],
        other=total[1],
        both=Count(both, least, most),
        only_one=only_one,
        only_other=only_other,
        ambiguous=settles.total(),
        settles=MappingProxyType(dict(sorted(settles.items(), key=lambda one: (-one[1], one[0])))),
    )
