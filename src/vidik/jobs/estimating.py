"""Estimating: how many cameras no source has, or why that cannot be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.jobs.comparing import compare_sources
from vidik.jobs.ground import OUTSIDE, Ground, ground
from vidik.jobs.told import told
from vidik.model.campaign import Campaign, Kinship, Steering
from vidik.model.completeness import Completeness
from vidik.model.decision import Decision, settled
from vidik.model.histories import Histories
from vidik.model.observation import Statement
from vidik.model.reconciliation import Side, Standing
from vidik.model.rejection import Rejection
from vidik.model.resolved import Compared, Resolved
from vidik.register.completeness.captures import Rows, captures, linked_captures, units
from vidik.register.completeness.kinship import kinship
from vidik.register.completeness.loglinear import MOST_LISTS
from vidik.register.completeness.totals import completeness
from vidik.register.resolving import resolve

__all__ = ["Estimated", "Led", "completeness_of_two", "estimate", "places_of"]

#: How whoever made one source used another, by the keys of both.
Led = Mapping[tuple[str, str], Steering]

#: Names of the ground that all counted, and of all other.
_COUNTED, _OTHER = "counted", "elsewhere"


@dataclass(frozen=True, eq=False)
class Estimated:
    """What several sources tell of what none of them has.

    Parameters
    ----------
    completeness
        In all and by district.
    left_out
        Devices that sources have outside the area.
    empty
        Districts in which no source has a camera: nothing can be said of them.
    rejected
        What was not understood of area and districts.
    """

    completeness: Completeness
    left_out: float
    empty: tuple[str, ...]
    rejected: tuple[Rejection, ...]


def estimate(
    register: str,
    sources: Sequence[str],
    *,
    area: Path,
    districts: Path | None = None,
    name: str | None = None,
    led_by: Led = MappingProxyType({}),
) -> Estimated:
    """Return how many cameras there are where sources counted, listed or not.

    Parameters
    ----------
    register
        A file, or the address of a database.
    sources
        Keys of two or more.
    area
        A file of the areas in which all looked for every camera; what lies elsewhere is left out.
    districts, name
        As of `vidik.jobs.parts.parts_of`: an estimate for each; None: one for all.
    led_by
        How whoever made a source used another one.

    Raises
    ------
    InputError
        If there is no such source, there are too few or too many, or a file has no area.
    """
    if not 2 <= len(sources) <= MOST_LISTS:
        raise InputError(
            f"between two and {MOST_LISTS} sources can be compared", value=", ".join(sources)
        )
    where = ground(area, districts=districts, name=name)
    if len(sources) == 2:
        compared = [compare_sources(register, *sources).compared]
        strata = _linked(compared[0], where)
        decisions: tuple[Decision, ...] = ()
    else:
        said = told(register, sources)
        found = resolve((one for key in sources for one in said.there(key)), said.decisions)
        strata = _certain(found.cameras, sources, where)
        compared, decisions = list(found.compared), said.decisions
    tells = _completeness(strata, compared, led_by, decisions)
    named = {row.stratum for row in tells.strata}
    return Estimated(
        completeness=tells,
        left_out=sum(one.left_out for one in strata),
        empty=tuple(key for key in where.districts if key not in named),
        rejected=where.rejected,
    )


def completeness_of_two(compared: Compared, where: Ground) -> Completeness:
    """Return what two sources tell of what both miss.

    Parameters
    ----------
    compared
        The sources.
    where
        They counted.
    """
    return _completeness(_linked(compared, where), [compared], {}, ())


def _completeness(
    strata: Sequence[Histories],
    compared: Sequence[Compared],
    led_by: Led,
    decisions: Sequence[Decision],
) -> Completeness:
    decided = settled(decisions)
    rows = {key: own for one in compared for key, own in _sides(one)}
    return completeness(
        # what lies outside has a name of its own, and counts if there is nothing else
        [one for one in strata if one.seen > 0.0] or strata,
        campaigns={
            key: _campaign(own, {other: how for (led, other), how in led_by.items() if led == key})
            for key, own in rows.items()
        },
        kinships=[_kinship(one, decided) for one in compared],
    )


def _sides(compared: Compared) -> tuple[tuple[str, Sequence[Statement]], ...]:
    return (compared.one, compared.ones), (compared.other, compared.others)


def _linked(compared: Compared, where: Ground) -> tuple[Histories, ...]:
    """Return the histories of two sources, whose matches have chances."""
    found = compared.found
    return linked_captures(
        {key: frozenset((_COUNTED,)) for key, _ in _sides(compared)},
        _rows(compared.ones, found.one, where),
        _rows(compared.others, found.other, where),
        both=(found.both.least, found.both.most),
    )


def _rows(rows: Sequence[Statement], side: Side, where: Ground) -> Rows:
    strata = where.strata(places_of(rows))
    return Rows(
        alone=np.clip(side.alone, 0.0, 1.0),
        devices=np.array([one.observation.devices for one in rows], np.int64),
        cell=_cells(strata),
        stratum=strata,
    )


def _certain(
    cameras: Sequence[Resolved], sources: Sequence[str], where: Ground
) -> tuple[Histories, ...]:
    """Return the histories of three sources or more, whose matches are taken as certain."""
    has, owner = units(cameras, sources)
    own = where.strata(places_of([one.lead for one in cameras]))
    strata = [own[i] for i in owner.tolist()]
    return captures({key: frozenset((_COUNTED,)) for key in sources}, has, _cells(strata), strata)


def _cells(strata: Sequence[str]) -> list[str]:
    return [_OTHER if one == OUTSIDE else _COUNTED for one in strata]


def places_of(rows: Sequence[Statement]) -> NDArray[np.float64]:
    """Return longitude and latitude of statements, shape (n, 2).

    Parameters
    ----------
    rows
        All with a place.
    """
    places = [(one.observation.lon, one.observation.lat) for one in rows]
    return np.array(places, np.float64).reshape(-1, 2)


def _kinship(compared: Compared, decided: Iterable[frozenset[str | None]]) -> Kinship:
    """Return what two sources share, and of how much of it nobody is sure."""
    found, (ones, others) = compared.found, (compared.ones, compared.others)
    kin = kinship(
        (compared.one, compared.other),
        found.pairs,
        (places_of(ones), places_of(others)),
        citing=np.array(
            [
                _cites(ones[i], compared.other) or _cites(others[j], compared.one)
                for i, j in found.pairs.tolist()
            ],
            np.bool_,
        ),
    )
    unclear = {
        one.id
        for rows, side in ((ones, found.one), (others, found.other))
        for one, standing in zip(rows, side.standing, strict=True)
        if standing == Standing.AMBIGUOUS
    }
    return replace(kin, unclear=len(unclear.difference(*decided)))


def _campaign(rows: Sequence[Statement], led_by: Mapping[str, Steering]) -> Campaign:
    """Return when a source was made, as its statements say."""
    days = [one.observation.observed or one.since for one in rows]
    return Campaign(min(days), max(days), led_by)


def _cites(statement: Statement, key: str) -> bool:
    """Return whether a statement names another source as its own."""
    return key.casefold() in statement.observation.attributes.get("source", "").casefold().split(
        ";"
    )
