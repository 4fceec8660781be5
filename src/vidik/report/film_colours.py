"""Colours of films, by day and by night: those of the map (``web/src/palette.ts``).

A test holds them together.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DAY", "NIGHT", "Colours"]


@dataclass(frozen=True, slots=True)
class Colours:
    """Paper and ink, and the colours of the map.

    Parameters
    ----------
    paper, ink, quiet, hairline
        Of cards and of the strip below the map: ground, text, lesser text, lines.
    land, green, water, building, wall, street, casing, path, label, halo
        Of the map, and of the names on it.
    way
        The way that is walked.
    watched, expected, edge
        What is seen for certain, what may be seen, and outlines and hatching.
    """

    paper: str
    ink: str
    quiet: str
    hairline: str
    land: str
    green: str
    water: str
    building: str
    wall: str
    street: str
    casing: str
    path: str
    label: str
    halo: str
    way: str
    watched: str
    expected: str
    edge: str


DAY = Colours(
    paper="#FAF8F4", ink="#1B1D21", quiet="#55534E", hairline="#DDD7CB",
    land="#F4F1EA", green="#E2E9D6", water="#CFE0E4", building="#E6E0D4", wall="#C9C2B5",
    street="#FFFFFF", casing="#DDD7CB", path="#FDFCFA", label="#55534E", halo="#FAF8F4",
    way="#8C8F95", watched="#D98E04", expected="#EAC98F", edge="#B07203",
)  # fmt: skip
NIGHT = Colours(
    paper="#0F1216", ink="#E9E6DF", quiet="#A8A69F", hairline="#3A424C",
    land="#12161B", green="#16211C", water="#12262F", building="#1C2229", wall="#3A424C",
    street="#2B323B", casing="#0B0E11", path="#232A32", label="#A8A69F", halo="#0F1216",
    way="#7A828B", watched="#F2B84B", expected="#77602F", edge="#F2B84B",
)  # fmt: skip
