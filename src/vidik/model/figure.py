"""A figure of a release: a number of something, how sure it is, and under which name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vidik.model.reconciliation import Count

__all__ = ["Figure", "Unit"]


class Unit(StrEnum):
    """What is counted."""

    STATEMENTS = "statements"
    CAMERAS = "cameras"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that can be quoted.

    Parameters
    ----------
    name
        The same in every release: ``source/osm/cameras/kind/dome``.
    source, other
        Keys of the sources; `other` is empty if it is about one alone.
    district, kind
        What part of them; empty for all.
    count
        Least, expected and most: all the same if it was simply counted.
    unit
        Of the numbers.
    licence
        Under which it may be given on; a key of the table of licences.
    """

    name: str
    source: str
    other: str
    district: str
    kind: str
    count: Count
    unit: Unit
    licence: str
