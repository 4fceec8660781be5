"""What walks from homes come to: of each home, and of many homes together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.span import Span

__all__ = [
    "CellFigures",
    "Comparison",
    "Correlation",
    "DistrictHomes",
    "FromHome",
    "HomeFigures",
    "LevelFigures",
    "Nearness",
    "PublishedHomes",
    "Quantiles",
    "Spread",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FromHome:
    """The figures of each of h homes; they are for whoever lives there, and never published.

    Parameters
    ----------
    places
        Shape (h, 2): where the homes stand, metres.
    weight
        Shape (h,): how much each counts.
    levels
        Keys of the L levels.
    share
        Shape (h, L, 3): seen share of all its walks, 0 to 1, least, expected, most; nan where no
        street is near.
    metres, minutes
        Shape (h, L, 3): to the first camera: nearest, expected, farthest; inf where no way leads to
        one.
    """

    places: Floats
    weight: Floats
    levels: tuple[str, ...]
    share: Floats
    metres: Floats
    minutes: Floats

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        h = len(self.places)
        shape = (h, len(self.levels), 3)
        if not self.share.shape == self.metres.shape == self.minutes.shape == shape:
            raise ValueError("one figure per home, level and bound")
        if self.places.shape != (h, 2) or self.weight.shape != (h,):
            raise ValueError("one place and weight per home")

    def __len__(self) -> int:
        """Return the number of homes."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How far the first camera is, if what is not known brings it near, as expected, or far.

    Parameters
    ----------
    nearest, expected, farthest
        Metres or minutes; None where no way leads to one.
    """

    nearest: float | None
    expected: float | None
    farthest: float | None

    def __post_init__(self) -> None:
        """Refuse bounds out of order."""
        known = [np.inf if v is None else v for v in (self.nearest, self.expected, self.farthest)]
        if not known[0] <= known[1] <= known[2]:
            raise ValueError(f"needs nearest <= expected <= farthest: {self}")


@dataclass(frozen=True, slots=True)
class LevelFigures:
    """The figures of some homes together, at one level.

    Parameters
    ----------
    share
        Mean of the seen shares of their walks, 0 to 1, by weight.
    metres, minutes
        To the first camera: from half of the homes it is so near or nearer.
    within
        Share of the homes from which the first camera is within so many minutes.
    """

    share: Span
    metres: Nearness
    minutes: Nearness
    within: Mapping[int, Span]


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """The figures of some homes together.

    Parameters
    ----------
    homes
        How many there are, rounded where they are few.
    levels
        By key of the level.
    """

    homes: int
    levels: Mapping[str, LevelFigures]


@dataclass(frozen=True, slots=True)
class Quantiles:
    """How different homes are: what a tenth, half and nine tenths of them have at most.

    Parameters
    ----------
    tenth, half, nine_tenths
        None where there is no number.
    """

    tenth: float | None
    half: float | None
    nine_tenths: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How alike homes are, as expected, at one level.

    Parameters
    ----------
    share
        Of the seen share of their walks.
    metres
        To the first camera.
    """

    share: Quantiles
    metres: Quantiles


@dataclass(frozen=True, slots=True)
class DistrictHomes:
    """The figures of the homes of a district.

    Parameters
    ----------
    name
        The district.
    figures
        Of its homes: those of the squares of which most homes lie in it.
    spread
        By level; None if there are too few homes to say.
    """

    name: str
    figures: HomeFigures
    spread: Mapping[str, Spread] | None


@dataclass(frozen=True, slots=True)
class CellFigures:
    """The figures of the homes in a square, by the mapped cameras that are shown.

    Parameters
    ----------
    column, row
        Of the square, counted from the centre of the city's frame.
    figures
        Of its homes.
    """

    column: int
    row: int
    figures: HomeFigures


@dataclass(frozen=True, slots=True)
class Correlation:
    """Whether districts with more of a number have more of their homes' walks seen, at one level.

    Parameters
    ----------
    least, expected, most
        Kendall's tau-b, −1 to 1, if the least, the expected or the most is seen; None where all
        districts have the same share.
    low, high
        Between which values the expected one lies in 95 of 100 draws of districts; None where too
        few draws have one.
    """

    least: float | None
    expected: float | None
    most: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Walks from homes against a number of each district.

    Parameters
    ----------
    key, name
        Of the table, and what its number is.
    values
        Name and number of each district that both have, from the smallest number.
    levels
        By key of the level; empty with too few districts.
    fewest
        How many districts are needed.
    """

    key: str
    name: str
    values: tuple[tuple[str, float], ...]
    levels: Mapping[str, Correlation]
    fewest: int


@dataclass(frozen=True, eq=False, kw_only=True)
class PublishedHomes:
    """What may be said of walks from homes.

    Parameters
    ----------
    version, walking_version
        Of the rules of homes and of walking.
    minutes, pace_m_per_min, reach_m
        How long a walk takes at most, how fast people walk, and how far from a way a home may be.
    found
        How many homes there are, by the rule that found them; those too far from a way included.
    weighed
        By what they weigh.
    no_homes
        How many buildings are no homes, by reason.
    far
        How many homes are too far from any way.
    whole
        The figures of all homes.
    metres_to_first
        By level, the share of the homes whose first camera, as expected, is within each of
        `classes`.
    classes
        Metres, rising.
    districts
        Of those that have enough homes, in order of the name.
    districts_kept
        How many districts are kept back.
    between
        By level, the share of the variance of homes' shares seen that lies between districts, 0 to
        1, if least, the expected or most is seen; None where no home differs from another or there
        is only one district.
    cell_m
        Side of the squares, metres.
    cells
        Those that have enough homes, from south to north.
    cells_kept, cells_kept_homes
        How many squares are kept back, and how many homes these have.
    least
        How many homes a square or a district needs.
    comparisons
        Against each table of numbers of districts.
    """

    version: str
    walking_version: str
    minutes: float
    pace_m_per_min: float
    reach_m: float
    found: Mapping[str, int]
    weighed: str
    no_homes: Mapping[str, int]
    far: int
    whole: HomeFigures
    metres_to_first: Mapping[str, tuple[float, ...]]
    classes: tuple[float, ...]
    districts: tuple[DistrictHomes, ...]
    districts_kept: int
    between: Mapping[str, tuple[float, float, float] | None]
    cell_m: float
    cells: tuple[CellFigures, ...]
    cells_kept: int
    cells_kept_homes: int
    least: int
    comparisons: tuple[Comparison, ...] = ()
