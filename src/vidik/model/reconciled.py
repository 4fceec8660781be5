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
        Of the district; “” for the whole place.
    one, other
        Cameras that each source lists.
    both, only_one, only_other
        Cameras in both, and in each alone.
    """

    name: str
    one: int
    other: int
    both: Count
    only_one: Count
    only_other: Count


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
    ambiguous
        Rows of both that could be one camera or two.
    settles
        What would settle how many of them: a field, or ``visit``.
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
    ambiguous: int
    settles: Mapping[str, int]
    sigma_m: float
    agreement: Mapping[str, float]
    assumptions: Mapping[str, str]
