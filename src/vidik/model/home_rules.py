"""What counts as a home.

The rules themselves are data (``vidik/data/homes.toml``), each with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["HomeRules"]

#: What is said of a building that says that it is something else.
_OTHER_USE = "something else than a home"


@dataclass(frozen=True)
class HomeRules:
    """The table of rules that a build uses.

    Parameters
    ----------
    version
        Of the table, printed with every figure.
    entrances
        Values of ``entrance`` through which people come home.
    same_m
        Addresses of one street and number that are so near to each other are one, metres.
    smallest_m2
        Smaller outlines hold no home, square metres.
    flats_from_share
        Homes weigh by mapped dwellings if at least this share of them has a number.
    other_uses
        Keys that say that something else is here.
    lived_in
        Values of ``building`` that say that people live there, whatever else is.
    no_homes
        Why nobody lives in buildings of a value of ``building``, by that value.
    """

    version: str
    entrances: frozenset[str]
    same_m: float
    smallest_m2: float
    flats_from_share: float
    other_uses: frozenset[str]
    lived_in: frozenset[str]
    no_homes: Mapping[str, str]

    def __post_init__(self) -> None:
        """Refuse rules that contradict each other, and measures that nothing has."""
        both = self.lived_in & self.no_homes.keys()
        if both:
            raise ValueError(f"people live in building={min(both)}, and nobody does")
        if not (self.same_m >= 0.0 and self.smallest_m2 >= 0.0):
            raise ValueError("distances and areas are 0 or more")
        if not 0.0 <= self.flats_from_share <= 1.0:
            raise ValueError(f"a share is from 0 to 1: {self.flats_from_share}")

    def is_address(self, tags: Mapping[str, str]) -> bool:
        """Return whether a point with these tags is the address of a home."""
        return "addr:housenumber" in tags and self.other_uses.isdisjoint(tags)

    def is_entrance(self, tags: Mapping[str, str]) -> bool:
        """Return whether people come home through a point with these tags."""
        return tags.get("entrance") in self.entrances

    def why_not(self, tags: Mapping[str, str]) -> str | None:
        """Return why nobody lives in a building with these tags; None if somebody may."""
        kind = tags["building"]
        if kind in self.lived_in:
            return None
        if kind in self.no_homes:
            return self.no_homes[kind]
        return None if self.other_uses.isdisjoint(tags) else _OTHER_USE
