"""Pairs: which row of one source may be about the same camera as which row of another."""

from __future__ import annotations

from dataclasses import dataclass

from vidik.model.observation import Statement
from vidik.model.reconciliation import Standing

__all__ = ["Pair"]


@dataclass(frozen=True, eq=False)
class Pair:
    """Two statements that may be about one camera, or one that nobody else makes.

    Parameters
    ----------
    standing
        How the rows stand towards each other's list.
    one, other
        The statements; None where there is none.
    chance
        That they are about one camera; of a row alone: that no row of the other list is.
    apart_m
        How far apart they are, metres; NaN for one alone.
    settled_by
        What would tell most if it is unclear; the role of whoever decided.
    """

    standing: Standing
    one: Statement | None
    other: Statement | None
    chance: float
    apart_m: float
    settled_by: str
