"""Comparing: two sources of a register, row by row, and the rows that somebody has to settle."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vidik.errors import InputError
from vidik.model.decision import Decision, Verdict, settled
from vidik.model.observation import Claim, Statement
from vidik.model.reconciliation import Standing
from vidik.model.resolved import Compared
from vidik.outside.database.register import Register
from vidik.outside.sheet import save_csv
from vidik.register.resolving import compare, frame_of, newest

__all__ = ["COLUMNS", "Comparison", "Pair", "compare_sources", "write_comparison"]

#: Columns of the table of all rows.
COLUMNS = (
    "standing", "chance", "apart_m", "settled_by", "one_id", "one_place", "one_lon", "one_lat",
    "one_says", "other_id", "other_place", "other_lon", "other_lat", "other_says",
)  # fmt: skip


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


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two sources, compared.

    Parameters
    ----------
    compared
        What was found.
    pairs
        Every row of both sources, once at least: pairs, rows that are unclear, rows alone.
    """

    compared: Compared
    pairs: tuple[Pair, ...]

    @property
    def unclear(self) -> tuple[Pair, ...]:
        """The pairs that somebody has to settle, each once, the most doubtful first."""
        # two rows may be the next best of each other: then both stand in `pairs` with the other
        asked = {
            (pair.one.id, pair.other.id): pair
            for pair in self.pairs
            if pair.standing == Standing.AMBIGUOUS and pair.one and pair.other
        }
        return tuple(sorted(asked.values(), key=lambda pair: abs(pair.chance - 0.5)))


def compare_sources(register: str, one: str, other: str) -> Comparison:
    """Compare what two sources of a register say that there is; drafts may be compared, too.

    Parameters
    ----------
    register
        A file, or the address of a database.
    one, other
        Keys of the sources.

    Raises
    ------
    InputError
        If there is no such source, or one of them has no camera with a place.
    """
    with Register(register) as opened:
        known = opened.origins()
        for key in (one, other):
            if key not in known:
                raise InputError(
                    "no such source", file=register, value=key, hint=", ".join(sorted(known))
                )
        ones, others = (_there(opened.state(origins=[key]), key, register) for key in (one, other))
        decisions = opened.decisions()
    compared = compare(ones, others, frame_of([*ones, *others]))
    return Comparison(compared, tuple(_pairs(compared, decisions)))


def _there(said: Iterator[Statement], key: str, register: str) -> list[Statement]:
    there = [
        one
        for one in newest(said)
        if one.observation.claim is Claim.PRESENT and one.observation.lon is not None
    ]
    if not there:
        raise InputError("a source without a camera that has a place", file=register, value=key)
    return there


def _pairs(compared: Compared, decisions: Sequence[Decision]) -> Iterator[Pair]:
    """Yield every row of both sources: as decided, as paired, as unclear, or alone."""
    found = compared.found
    decided = settled(decisions)
    sides = (compared.ones, compared.others)
    told: tuple[set[int], set[int]] = (set(), set())
    for (i, j), chance in zip(found.pairs.tolist(), found.chance.tolist(), strict=True):
        pair = (compared.ones[i], compared.others[j])
        verdict = decided.get(frozenset(one.id for one in pair))
        if verdict is not None and verdict.verdict is Verdict.DIFFERENT:
            continue
        unclear = Standing.AMBIGUOUS in (found.one.standing[i], found.other.standing[j])
        standing = Standing.AMBIGUOUS if unclear and verdict is None else Standing.MATCHED
        why = found.one.settles[i] or found.other.settles[j]
        told[0].add(i)
        told[1].add(j)
        yield Pair(standing, *pair, chance, _apart(*pair), verdict.role if verdict else why)
    for side, (rows, fate) in enumerate(zip(sides, (found.one, found.other), strict=True)):
        for i, row in enumerate(rows):
            if i in told[side]:
                continue
            standing, rival = Standing(fate.standing[i]), int(fate.rival[i])
            near = sides[1 - side][rival] if rival >= 0 else None
            verdict = None if near is None else decided.get(frozenset((row.id, near.id)))
            if standing != Standing.AMBIGUOUS or near is None or verdict is not None:
                near = near if verdict and verdict.verdict is Verdict.SAME else None
            standing = Standing.MATCHED if near and verdict else standing
            if near is None:
                standing = Standing.ALONE
            chance = float(fate.rival_chance[i]) if near else float(fate.alone[i])
            first, second = (row, near) if side == 0 else (near, row)
            apart = math.nan if near is None else _apart(row, near)
            why = verdict.role if verdict else fate.settles[i]
            yield Pair(standing, first, second, chance, apart, why)


def _apart(one: Statement, other: Statement) -> float:
    frame = frame_of([one])
    places = [(s.observation.lon, s.observation.lat) for s in (one, other)]
    metres = frame.to_metres(np.array(places, np.float64))
    return round(float(np.hypot(*(metres[1] - metres[0]))), 1)


def write_comparison(comparison: Comparison, file: Path) -> int:
    """Write every row of both sources as a table (.csv); return how many rows it has.

    Parameters
    ----------
    comparison
        Of two sources.
    file
        One that is there is replaced.
    """
    return save_csv(file, COLUMNS, map(_row, comparison.pairs))


def _row(pair: Pair) -> list[object]:
    apart = None if math.isnan(pair.apart_m) else pair.apart_m
    row: list[object] = [str(pair.standing), round(pair.chance, 4), apart, pair.settled_by]
    for one in (pair.one, pair.other):
        said = None if one is None else one.observation
        row += (
            [None] * 5
            if one is None or said is None
            else [one.id, one.place, said.lon, said.lat, _said(one)]
        )
    return row


def _said(statement: Statement) -> str:
    return "; ".join(f"{k}={v}" for k, v in sorted(statement.observation.attributes.items()))
