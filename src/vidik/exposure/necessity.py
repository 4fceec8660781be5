"""Necessity: how few of its cameras would watch as much street as all of them.

This is the question of the least cover of a set by some of its parts (Karp 1972). A cover that is
found one camera after the other, the one that adds most first, is enough (Chvátal 1979): an upper
bound. What any cover needs at least follows from a program in whole numbers, as far as it is
solved. What comes out is a number; which cameras they would be is nobody's to know.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import highspy
import numpy as np

from vidik.model.necessity import Kept, Necessity
from vidik.model.watchers import Watchers

__all__ = ["SHARES", "Parts", "necessity", "parts_of"]

#: How much of what is watched shall be kept.
SHARES = (1.0, 0.99, 0.95)

#: Millimetres of street by who watches them: numbers of cameras, rising.
Parts = Mapping[tuple[int, ...], int]

#: Nodes of the tree of cases that are looked at, at most; a limit of time would give other numbers
#: on another machine.
_NODES = 5_000

#: Whole numbers are as whole as this.
_WHOLE = 1e-6


def parts_of(watchers: Watchers, level: int, *, certain: bool) -> Parts:
    """Return how much street is watched, by who watches it.

    Parameters
    ----------
    watchers
        Which camera watches what.
    level
        Number of the level.
    certain
        Whether only what a camera sees for certain counts, or all that it may see.
    """
    rows = watchers.level == level
    if certain:
        rows &= watchers.sure
    found: dict[tuple[int, ...], int] = defaultdict(int)
    piece, camera = watchers.piece[rows], watchers.camera[rows]
    ends = np.rint(1e3 * np.column_stack([watchers.start_m, watchers.end_m])[rows])
    order = np.argsort(piece, kind="stable")
    cuts = np.flatnonzero(np.diff(piece[order])) + 1
    for own in np.split(order, cuts) if len(order) else ():
        _add(found, camera[own].tolist(), ends[own].astype(np.int64).tolist())
    return dict(sorted(found.items()))


def _add(
    found: dict[tuple[int, ...], int], cameras: Sequence[int], ends: Sequence[Sequence[int]]
) -> None:
    """Add the parts of one piece of street."""
    events = sorted(
        event
        for camera, (start, end) in zip(cameras, ends, strict=True)
        for event in ((start, camera, 1), (end, camera, -1))
    )
    about: dict[int, int] = defaultdict(int)
    before = 0
    for place, camera, step in events:
        if place > before:
            there = tuple(sorted(one for one, count in about.items() if count > 0))
            if there:
                found[there] += place - before
        before = place
        about[camera] += step


def necessity(parts: Parts, cameras: int, *, shares: Sequence[float] = SHARES) -> Necessity:
    """Return how few cameras keep some shares of what all of them watch.

    Parameters
    ----------
    parts
        What is watched, by whom (`parts_of`).
    cameras
        How many there are.
    shares
        Of the watched metres.

    Raises
    ------
    ValueError
        If a share is not above 0, or above 1.
    """
    if not all(0.0 < share <= 1.0 for share in shares):
        raise ValueError(f"shares are above 0 and up to 1: {shares}")
    parts = {who: length for who, length in parts.items() if who and length > 0}
    total = sum(parts.values())
    kept: list[Kept] = []
    for share in sorted(set(shares), reverse=True):
        # the decimal that was written, not the float nearest to it
        need = math.ceil(Fraction(str(share)) * total)
        enough = _greedy(parts, need)
        least, better = _bounds(parts, need, total)
        if better is not None and len(better) < len(enough) and _covered(parts, better) >= need:
            enough = better
        kept.append(Kept(share, min(least, len(enough)), len(enough)))
    return Necessity(
        cameras=cameras,
        watched_m=total / 1e3,
        overlap_m=sum(length for who, length in parts.items() if len(who) > 1) / 1e3,
        kept=tuple(kept),
    )


def _covered(parts: Parts, chosen: frozenset[int]) -> int:
    """Return how many millimetres some cameras watch."""
    return sum(length for who, length in parts.items() if not chosen.isdisjoint(who))


def _greedy(parts: Parts, need: int) -> frozenset[int]:
    """Return cameras that watch enough, each the one that added most, less those not needed."""
    left, chosen, covered = dict(parts), [], 0
    while covered < need:
        gain: dict[int, int] = defaultdict(int)
        for who, length in left.items():
            for camera in who:
                gain[camera] += length
        best = min(gain, key=lambda camera: (-gain[camera], camera))
        chosen.append(best)
        covered += gain[best]
        left = {who: length for who, length in left.items() if best not in who}
    kept = frozenset(chosen)
    for camera in chosen:
        if _covered(parts, kept - {camera}) >= need:
            kept -= {camera}
    return kept


def _bounds(parts: Parts, need: int, total: int) -> tuple[int, frozenset[int] | None]:
    """Return how many cameras are needed at least, and the fewest that were found to be enough.

    The program: as few cameras as possible, so that of the parts that one of them watches the
    lengths come to enough.
    """
    if need == 0:
        return 0, frozenset()
    cameras = sorted({camera for who in parts for camera in who})
    number = {camera: i for i, camera in enumerate(cameras)}
    n, m = len(cameras), len(parts)
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # it ships no types
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("mip_max_nodes", _NODES),
        ("mip_rel_gap", 0.0),
    ):
        solver.setOptionValue(name, value)
    infinite = solver.getInfinity()
    # a camera is kept or not; a part is watched as far as cameras are kept that watch it
    for _ in cameras:
        solver.addVar(0.0, 1.0)
    for _ in parts:
        solver.addVar(1.0 if need == total else 0.0, 1.0)
    for column in range(n):
        solver.changeColCost(column, 1.0)
        solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    for row, who in enumerate(parts):
        columns = np.array([*(number[camera] for camera in who), n + row], dtype=np.int32)
        values = np.ones(len(columns))
        values[-1] = -1.0
        solver.addRow(0.0, infinite, len(columns), columns, values)
    if need < total:
        # shares of the whole, so that what the solver lets pass is little
        lengths = np.array(list(parts.values())) / total
        columns = np.arange(n, n + m, dtype=np.int32)
        solver.addRow(need / total, infinite, m, columns, lengths)
    solver.run()
    info, found = solver.getInfo(), solver.getSolution().col_value
    least = math.ceil(max(float(info.mip_dual_bound), 0.0) - _WHOLE)
    if len(found) < n:
        return least, None
    return least, frozenset(camera for camera in cameras if found[number[camera]] > 0.5)
