"""How much of a city somebody looked at for cameras, by the year of the last look."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LastLook", "Surveyed"]


@dataclass(frozen=True, slots=True)
class LastLook:
    """What was last looked at in one year.

    Parameters
    ----------
    year
        Of the last look; no place is in two of them.
    street_m
        Metres of public street.
    ground_m2
        Square metres of open public ground, at the expected widths of streets.
    """

    year: int
    street_m: float
    ground_m2: float


@dataclass(frozen=True, slots=True)
class Surveyed:
    """All looks of a city.

    Parameters
    ----------
    surveys
        How many surveys lie in the boundary.
    looks
        From the newest year to the oldest.
    """

    surveys: int = 0
    looks: tuple[LastLook, ...] = ()

    @property
    def street_m(self) -> float:
        """Metres of public street along which somebody looked, in whatever year."""
        return sum(look.street_m for look in self.looks)

    @property
    def ground_m2(self) -> float:
        """Square metres of open public ground on which somebody looked, in whatever year."""
        return sum(look.ground_m2 for look in self.looks)
