"""The figures of homes, made behind the gate: of the place, its districts, and squares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.exposure.grouped import between, means, quantiles
from vidik.exposure.ranking import tau_b, tau_interval
from vidik.model.district import District
from vidik.model.dwellings import Dwellings
from vidik.model.frame import LocalFrame
from vidik.model.from_home import (
    CellFigures,
    Comparison,
    Correlation,
    DistrictHomes,
    FromHome,
    HomeFigures,
    LevelFigures,
    Nearness,
    PublishedHomes,
    Quantiles,
    Spread,
)
from vidik.model.home_rules import HomeRules
from vidik.model.number_table import DistrictNumbers
from vidik.model.rules import HomeFloors
from vidik.model.span import Span
from vidik.model.walking_rules import WalkingRules
from vidik.register.districts import within
from vidik.report.holding_back import publishable

__all__ = [
    "CLASSES_M",
    "FEWEST_DISTRICTS",
    "WITHIN_MIN",
    "WalkedHomes",
    "home_figures",
    "square",
]

#: Minutes to the first camera of which it is told how many homes have it so near.
WITHIN_MIN = (1, 2, 5, 10)

#: Metres of the distribution over homes: round, each about twice the one before.
CLASSES_M = (25.0, 50.0, 100.0, 200.0, 400.0, 800.0)

#: Of fewer districts, every order is likely enough by chance (of four, one in twelve is the same or
#: the very opposite).
FEWEST_DISTRICTS = 5

_EXPECTED = 1
_SEED = 1

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class WalkedHomes:
    """What was walked in a city, home by home.

    Parameters
    ----------
    dwellings
        All homes.
    rules, walking
        What counts as one, and how people walk.
    all, shown
        The figures of those near enough to a way: by all cameras but those withheld, and by those
        that are shown; the same homes in the same order.
    """

    dwellings: Dwellings
    rules: HomeRules
    walking: WalkingRules
    all: FromHome
    shown: FromHome


def home_figures(
    walked: WalkedHomes,
    districts: Sequence[District],
    frame: LocalFrame,
    floors: HomeFloors,
    *,
    tables: Sequence[DistrictNumbers] = (),
) -> PublishedHomes | None:
    """Return what may be said of walks from homes; None if there are too few homes.

    Squares tell of the cameras that are shown alone: in a square where no camera is shown, a near
    one would be on a private home. Districts and the whole tell of all.

    Parameters
    ----------
    walked
        Home by home.
    districts
        Of the place; where two overlap, the first one counts.
    frame
        Of the place.
    floors
        How many homes a figure is about at least, and how far it is rounded.
    tables
        Numbers of districts to compare them with.
    """
    homes = walked.all
    if not len(homes):
        return None
    squares, cell = np.unique(
        np.floor(homes.places / floors.cell_m).astype(np.int64), axis=0, return_inverse=True
    )
    cell = cell.reshape(-1)
    district_of = _districts_of(homes.places, cell, len(squares), districts, frame)
    whole, told_districts, told_cells = publishable(homes.weight, cell, district_of, floors)
    if not whole:
        return None
    district = district_of[cell]
    count = max(len(districts), 1)
    told = np.append(told_districts, [False] * (count + 1 - len(told_districts)))
    kept = np.where(told[district], district, -1)
    all_of_them = np.zeros(len(homes), dtype=np.int64)
    (everybody,) = _figures(homes, all_of_them, 1, floors, share_step=floors.fine_share_step)
    everybody = replace(everybody, homes=len(homes))
    of_districts = _figures(homes, kept, count, floors, share_step=floors.fine_share_step)
    of_cells = _figures(walked.shown, cell, len(squares), floors, share_step=floors.share_step)
    spreads = _spreads(homes, kept, count, floors)
    size = np.bincount(district[district >= 0], minlength=count)
    order = np.lexsort((squares[:, 0], squares[:, 1]))
    of_name = {one.name: of_districts[i] for i, one in enumerate(districts) if told[i]}
    return PublishedHomes(
        version=walked.rules.version,
        walking_version=walked.walking.version,
        minutes=walked.walking.minutes,
        pace_m_per_min=walked.walking.pace_m_per_min,
        reach_m=walked.walking.reach_m,
        found=walked.dwellings.by_rule,
        weighed=walked.dwellings.weighed,
        no_homes=walked.dwellings.left_out,
        far=len(walked.dwellings) - len(homes),
        whole=everybody,
        metres_to_first=_distribution(homes, floors),
        classes=CLASSES_M,
        districts=tuple(
            DistrictHomes(
                one.name, of_districts[i], spreads[i] if size[i] >= floors.spread_least else None
            )
            for i, one in enumerate(districts)
            if told[i]
        ),
        districts_kept=len(districts) - int(told_districts.sum()),
        between=_between(homes, kept, count),
        cell_m=floors.cell_m,
        cells=tuple(
            CellFigures(int(squares[i, 0]), int(squares[i, 1]), of_cells[i])
            for i in order[told_cells[order]].tolist()
        ),
        cells_kept=int((~told_cells).sum()),
        cells_kept_homes=int((~told_cells[cell]).sum()),
        least=floors.least,
        comparisons=tuple(_compared(table, of_name, homes.levels) for table in tables),
    )


def square(column: int, row: int, cell_m: float, frame: LocalFrame) -> shapely.Polygon:
    """Return a square in longitude and latitude.

    Parameters
    ----------
    column, row
        Counted from the centre of the frame.
    cell_m
        Its side, metres.
    frame
        Of the place.
    """
    corners = cell_m * np.array(
        [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    )
    return shapely.Polygon(frame.to_degrees(corners))


def _districts_of(
    places: Floats, cell: Ints, cells: int, districts: Sequence[District], frame: LocalFrame
) -> Ints:
    """Return the district in which most homes of each square lie, −1 for none."""
    if not districts:
        return np.full(cells, -1)
    at = within([one.area for one in districts], frame.to_degrees(places))
    counts = np.zeros((cells, len(districts) + 1), dtype=np.int64)
    np.add.at(counts, (cell, at), 1)  # those in no district are counted last
    return np.where(counts.argmax(axis=1) == len(districts), -1, counts.argmax(axis=1))


def _compared(
    table: DistrictNumbers, figures: Mapping[str, HomeFigures], levels: Sequence[str]
) -> Comparison:
    """Return walks from homes against a number of each district, from what is published of both."""
    names = sorted(table.values.keys() & figures.keys(), key=lambda one: (table.values[one], one))
    numbers = np.array([table.values[name] for name in names])

    def correlated(level: str) -> Correlation:
        spans = [figures[name].levels[level].share for name in names]
        least, expected, most = (
            np.array([getattr(span, bound) for span in spans])
            for bound in ("least", "expected", "most")
        )
        taus = (tau_b(numbers, one) for one in (least, expected, most))
        at_least, as_expected, at_most = (None if t is None else round(t, 2) for t in taus)
        # the same draws for every table and level, in every build
        held = tau_interval(numbers, expected, np.random.default_rng(_SEED))
        low, high = (None, None) if held is None else (round(held[0], 2), round(held[1], 2))
        return Correlation(at_least, as_expected, at_most, low, high)

    enough = len(names) >= FEWEST_DISTRICTS
    return Comparison(
        key=table.key,
        name=table.name,
        values=tuple((name, table.values[name]) for name in names),
        levels={level: correlated(level) for level in levels} if enough else {},
        fewest=FEWEST_DISTRICTS,
    )


def _figures(
    homes: FromHome, group: Ints, groups: int, floors: HomeFloors, *, share_step: float
) -> list[HomeFigures]:
    """Return the figures of each group, rounded."""
    count = np.bincount(group[group >= 0], minlength=groups)
    count = np.maximum(_stepped(count, floors.homes_step), floors.least)
    levels: list[dict[str, LevelFigures]] = [{} for _ in range(groups)]
    for i, level in enumerate(homes.levels):
        share = [
            _stepped(means(homes.share[:, i, k], homes.weight, group, groups), share_step)
            for k in range(3)
        ]
        metres, minutes = (
            [
                _stepped(quantiles(values[:, i, k], homes.weight, group, groups, 0.5), step)
                for k in range(3)
            ]
            for values, step in (
                (homes.metres, floors.metres_step),
                (homes.minutes, floors.minutes_step),
            )
        )
        near = {
            limit: [
                # the nearer the first camera may be, the more homes have one
                _stepped(
                    means(
                        (homes.minutes[:, i, 2 - k] <= limit).astype(np.float64),
                        homes.weight,
                        group,
                        groups,
                    ),
                    share_step,
                )
                for k in range(3)
            ]
            for limit in WITHIN_MIN
        }
        for g in range(groups):
            levels[g][level] = LevelFigures(
                share=_span(share, g),
                metres=_nearness(metres, g),
                minutes=_nearness(minutes, g),
                within={limit: _span(one, g) for limit, one in near.items()},
            )
    return [HomeFigures(homes=int(count[g]), levels=levels[g]) for g in range(groups)]


def _stepped(values: Floats | Ints, step: float) -> Floats:
    """Return values rounded to a step, and once more: binary numbers miss most steps."""
    return np.asarray(np.round(np.round(values / step) * step, 6))


def _span(bounds: Sequence[Floats], group: int) -> Span:
    least, expected, most = (float(np.nan_to_num(one[group])) for one in bounds)
    return Span(least, max(least, expected), max(least, expected, most))


def _nearness(bounds: Sequence[Floats], group: int) -> Nearness:
    return Nearness(*(_known(one[group]) for one in bounds))


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _spreads(
    homes: FromHome, group: Ints, groups: int, floors: HomeFloors
) -> list[Mapping[str, Spread]]:
    """Return how alike the homes of each group are, as expected."""
    made: list[dict[str, Spread]] = [{} for _ in range(groups)]
    for i, level in enumerate(homes.levels):
        share, metres = (
            [
                _stepped(quantiles(values[:, i, _EXPECTED], homes.weight, group, groups, at), step)
                for at in (0.1, 0.5, 0.9)
            ]
            for values, step in (
                (homes.share, floors.fine_share_step),
                (homes.metres, floors.metres_step),
            )
        )
        for g in range(groups):
            made[g][level] = Spread(
                share=Quantiles(*(_known(one[g]) for one in share)),
                metres=Quantiles(*(_known(one[g]) for one in metres)),
            )
    return list(made)


def _between(
    homes: FromHome, group: Ints, groups: int
) -> dict[str, tuple[float, float, float] | None]:
    """Return how much of the variance of shares lies between groups, by level and bound."""
    made: dict[str, tuple[float, float, float] | None] = {}
    for i, level in enumerate(homes.levels):
        parts = [between(homes.share[:, i, k], homes.weight, group, groups) for k in range(3)]
        known = [0.0 if one is None else round(one, 2) for one in parts]
        made[level] = None if parts[2] is None else (known[0], known[1], known[2])
    return made


def _distribution(homes: FromHome, floors: HomeFloors) -> dict[str, tuple[float, ...]]:
    """Return the share of homes whose first camera, as expected, is within each class of metres."""
    everybody = np.zeros(len(homes), dtype=np.int64)
    return {
        level: tuple(
            float(
                _stepped(
                    means(
                        (homes.metres[:, i, _EXPECTED] <= limit).astype(np.float64),
                        homes.weight,
                        everybody,
                        1,
                    ),
                    floors.fine_share_step,
                )[0]
            )
            for limit in CLASSES_M
        )
        for i, level in enumerate(homes.levels)
    }
