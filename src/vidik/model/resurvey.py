"""Re-surveys: which cells to look at again, and what that would tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Allotment", "Resurvey", "Task"]


@dataclass(frozen=True, slots=True)
class Allotment:
    """How many cells of a stratum are looked at again.

    Parameters
    ----------
    stratum
        Its name.
    cells
        How many cells it has.
    drawn
        How many of them are to be looked at.
    listed
        Devices that the lists have in it.
    share_listed
        Share of all its devices that the lists are thought to have.
    learned
        Whether that share was counted there, or is taken for granted.
    clustering
        How many times as much the share varies between cells as it would by chance.
    """

    stratum: str
    cells: int
    drawn: int
    listed: float
    share_listed: float
    learned: bool
    clustering: float


@dataclass(frozen=True, slots=True)
class Resurvey:
    """Cells to look at again, drawn at random, and how well the total would then be known.

    Parameters
    ----------
    cells
        Their ids, in order. Chance alone drew them: they say nothing of what is in them.
    allotments
        How many of each stratum.
    expected
        Devices in all, as they are thought to be before anybody looks.
    half_width
        Half of the 95 % interval to expect, as a share of `expected`.
    wanted
        What was asked for.
    seed
        Names the draw: with the same cells and counts it is the same again.
    assumptions
        What it rests on, by name; to be shown with it.
    """

    cells: tuple[str, ...]
    allotments: tuple[Allotment, ...]
    expected: float
    half_width: float
    wanted: float
    seed: int
    assumptions: Mapping[str, str]

    @property
    def suffices(self) -> bool:
        """Whether looking at these cells would tell as much as was asked for."""
        return self.half_width <= self.wanted


@dataclass(frozen=True, slots=True)
class Task:
    """What looking at one area again would be worth.

    Parameters
    ----------
    area
        Its name: a district or a big cell; or those put together that have few cameras each.
    cameras
        Devices listed in it.
    standing
        Of these, expected to be there still.
    doubtful
        Of the others, or of these, rows of which it is not known whether they are the same camera.
    gain
        Variance of the city's total that goes away if it is looked at, devices squared.
    share
        The same as a share of all variance that looking at everything would take away.
    """

    area: str
    cameras: int
    standing: float
    doubtful: int
    gain: float
    share: float
