"""Pairing: every row of two compared sources, with the row that it may be the same camera as."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from vidik.model.decision import Decision, Verdict, settled
from vidik.model.observation import Statement
from vidik.model.paired import Pair
from vidik.model.reconciliation import Standing
from vidik.model.resolved import Compared
from vidik.register.resolving import frame_of

__all__ = ["pairs_of"]


def pairs_of(compared: Compared, decisions: Sequence[Decision]) -> Iterator[Pair]:
    """Yield every row of both sources: as decided, as paired, as unclear, or alone.

    Parameters
    ----------
    compared
        The sources.
    decisions
        Of people, the oldest first: they win over what was worked out.
    """
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
