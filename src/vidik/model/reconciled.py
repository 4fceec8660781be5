"""Reconciled: two sources of a city compared, as figures without a single camera in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vidik.model.reconciliation import Count

__all__ = ["Reconciled", "Shares"]


@dataclass(frozen=True, slots=True)
class Shares:
    """How many cameras two sources have in common, and each alone.

    Parameters
    ----------
    name
        Of the district; “” for the whole place, and for what lies in no district.
    one, other
        Cameras that each source lists.
    both, only_one, only_other
        Cameras in both, and in each alone.
    ambiguous
        Rows of both that could be one camera or two, and that nobody has settled.
    settles
        What would settle how many of them: a field, or ``visit``; the most first.
    """

    name: str
    one: int
    other: int
    both: Count
    only_one: Count
    only_other: Count
    ambiguous: int
    settles: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Two sources, compared.

    Parameters
    ----------
    one, other
        Their keys.
    whole
        Of the place.
    districts
        Of its districts, in their order; those in which neither lists a camera are left out.
    elsewhere
        Of what lies in no district; None if nothing does, or there are no districts.
    sigma_m
        How far apart the sources put a camera along each axis, metres.
    agreement
        How often they agree in a field where both say something.
    assumptions
        What the figures rest on, by name.
    """

    one: str
    other: str
    whole: Shares
    districts: tuple[Shares, ...]
    elsewhere: Shares | None
    sigma_m: float
    agreement: Mapping[str, float]
    assumptions: Mapping[str, str]
