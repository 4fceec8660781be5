"""Campaigns: how a list came about, as far as it bears on what two lists tell together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

__all__ = ["Campaign", "Kinship", "Steering"]


class Steering(StrEnum):
    """How whoever made one list used another."""

    #: They went where it has cameras.
    TOWARDS = "towards"
    #: They went where it has none.
    AWAY = "away"
    #: They ticked its rows off.
    TICKED = "ticked"


@dataclass(frozen=True, slots=True)
class Campaign:
    """How a list came about.

    Parameters
    ----------
    begun, ended
        The first and the last day on which somebody looked.
    led_by
        Other lists that they had with them, by name, and how they used them.

    Raises
    ------
    ValueError
        If it ended before it began.
    """

    begun: dt.date
    ended: dt.date
    led_by: Mapping[str, Steering] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Refuse days out of order."""
        if self.ended < self.begun:
            raise ValueError(f"ended on {self.ended}, before it began on {self.begun}")


@dataclass(frozen=True, slots=True)
class Kinship:
    """What two lists share that independent lists would not.

    Parameters
    ----------
    lists
        Names of both.
    pairs
        Rows that are paired.
    same
        Pairs at the same place to the last digit, or under the same number of an inventory.
    citing
        Pairs of which one row names the other list as its source.
    unclear
        Rows of which it is not known whether the other list has the same camera.

    Raises
    ------
    ValueError
        If more pairs share something than there are.
    """

    lists: tuple[str, str]
    pairs: int
    same: int = 0
    citing: int = 0
    unclear: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        few = min(self.same, self.citing, self.unclear)
        if few < 0 or max(self.same, self.citing) > self.pairs:
            raise ValueError(f"more than there are pairs, or fewer than none: {self}")
