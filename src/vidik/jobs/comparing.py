"""Comparing: two sources of a register, row by row, and the rows that somebody has to settle."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vidik.errors import InputError
from vidik.jobs.parts import parts_of
from vidik.model.district import District
from vidik.model.observation import Claim, Statement
from vidik.model.origin import Origin
from vidik.model.paired import Pair
from vidik.model.reconciled import Reconciled
from vidik.model.reconciliation import Standing
from vidik.model.rejection import Rejection
from vidik.model.resolved import Compared
from vidik.outside.database.register import Register
from vidik.outside.sheet import save_csv
from vidik.register.pairing import pairs_of
from vidik.register.resolving import compare, frame_of, newest
from vidik.report.reconciled import reconciled

__all__ = ["COLUMNS", "Comparison", "compare_sources", "write_comparison"]

#: Columns of the table of all rows.
COLUMNS = (
    "standing", "chance", "apart_m", "settled_by", "one_id", "one_place", "one_lon", "one_lat",
    "one_says", "other_id", "other_place", "other_lon", "other_lat", "other_says",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two sources, compared.

    Parameters
    ----------
    compared
        What was found.
    pairs
        Every row of both sources, once at least: pairs, rows that are unclear, rows alone.
    figures
        How far they agree, in all and by district.
    origins
        Both sources.
    districts
        By which figures are given.
    rejected
        What of the districts was not understood.
    """

    compared: Compared
    pairs: tuple[Pair, ...]
    figures: Reconciled
    origins: tuple[Origin, Origin]
    districts: tuple[District, ...] = ()
    rejected: tuple[Rejection, ...] = ()

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


def compare_sources(
    register: str, one: str, other: str, *, districts: Path | None = None, name: str | None = None
) -> Comparison:
    """Compare what two sources of a register say that there is; drafts may be compared, too.

    Parameters
    ----------
    register
        A file, or the address of a database.
    one, other
        Keys of the sources.
    districts, name
        As of `vidik.jobs.parts.parts_of`; None: figures of all alone.

    Raises
    ------
    InputError
        If there is no such source, one of them has no camera with a place, or the districts cannot
        be read.
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
    parts, bad = ((), ()) if districts is None else parts_of(districts, name)
    compared = compare(ones, others, frame_of([*ones, *others]), decisions)
    (figures,) = reconciled([compared], parts)
    return Comparison(
        compared=compared,
        pairs=tuple(pairs_of(compared, decisions)),
        figures=figures,
        origins=(known[one], known[other]),
        districts=parts,
        rejected=bad,
    )


def _there(said: Iterator[Statement], key: str, register: str) -> list[Statement]:
    there = [
        one
        for one in newest(said)
        if one.observation.claim is Claim.PRESENT and one.observation.lon is not None
    ]
    if not there:
        raise InputError("a source without a camera that has a place", file=register, value=key)
    return there


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
