"""What columns of lists are headed, and what stands in them: words for fields, values, sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ListWords", "System"]


@dataclass(frozen=True, slots=True)
class System:
    """A coordinate system that lists are made in.

    Parameters
    ----------
    crs
        ``EPSG:32634``.
    name
        In words, for whoever has to choose.
    """

    crs: str
    name: str


@dataclass(frozen=True, slots=True)
class ListWords:
    """Every word here stands as `vidik.register.spelling.plain` spells it.

    Parameters
    ----------
    version
        Of the table.
    fields
        By heading: the field that a column so headed has.
    personal
        Headings of columns about people.
    passed_over
        Headings of columns that say nothing of a camera: numbers of rows.
    totals
        What a row begins with that adds up the others.
    values
        By tag and word: the value in OpenStreetMap.
    compass
        By language and word: the point, as ``NE``.
    systems
        To be tried, the likeliest first.
    streets
        By word of a street's name: how it is written for comparing; “” where it is left out.
    """

    version: str
    fields: Mapping[str, str]
    personal: frozenset[str]
    passed_over: frozenset[str]
    totals: frozenset[str]
    values: Mapping[str, Mapping[str, str]]
    compass: Mapping[str, Mapping[str, str]]
    systems: tuple[System, ...]
    streets: Mapping[str, str]
