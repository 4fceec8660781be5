"""What the cameras of one organisation watch together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vidik.model.span import Span

__all__ = ["Operated"]


@dataclass(frozen=True, slots=True)
class Operated:
    """The cameras of one organisation, as far as they are shown at their place.

    Parameters
    ----------
    name
        Of the organisation.
    cameras
        Ids of its cameras, in order.
    locations
        Places they stand at.
    watched_m
        Metres of public street that they watch together, by key of the level; None for so few
        cameras that the figure would be one about single cameras.
    """

    name: str
    cameras: tuple[str, ...]
    locations: int
    watched_m: Mapping[str, Span] | None
