"""Where an address was found to be."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Located"]


@dataclass(frozen=True, slots=True)
class Located:
    """A place, how far off it may be, and how it was found.

    Parameters
    ----------
    lon, lat
        Degrees.
    accuracy_m
        How far the true place may be from it, metres.
    by
        How it was found: ``house number``, ``between numbers 10 and 16``, ``crossing``, ``street``.
    notes
        What else it could be, for whoever checks it.
    """

    lon: float
    lat: float
    accuracy_m: float
    by: str
    notes: tuple[str, ...] = ()
