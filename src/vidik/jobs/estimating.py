"""Estimating: how many cameras neither of two sources has, or why that cannot be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.errors import InputError
from vidik.jobs.comparing import compare_sources
from vidik.model.campaign import Campaign, Steering
from vidik.model.completeness import Completeness
from vidik.model.observation import Statement
from vidik.model.reconciliation import Side
from vidik.outside.reading import read_extract
from vidik.register.completeness.captures import Rows, linked_captures
from vidik.register.completeness.kinship import kinship
from vidik.register.completeness.totals import completeness

__all__ = ["estimate"]

#: Names of the ground that both counted, and of all other.
_COUNTED, _ELSEWHERE = "counted", "elsewhere"


def estimate(
    register: str,
    one: str,
    other: str,
    *,
    area: Path,
    led_by: Mapping[str, Steering] = MappingProxyType({}),
) -> Completeness:
    """Return how many cameras there are where two sources counted, listed or not.

    Parameters
    ----------
    register
        A file, or the address of a database.
    one, other
        Keys of the sources.
    area
        A file of the areas in which both looked for every camera; what lies elsewhere is left out.
    led_by
        How whoever made a source used the other one, by the key of the source that was led.

    Raises
    ------
    InputError
        If there is no such source, or the file has no area.
    """
    compared = compare_sources(register, one, other).compared
    found, sides = compared.found, (compared.ones, compared.others)
    counted = _area(area)
    rows = [
        _rows(own, fate, counted) for own, fate in zip(sides, (found.one, found.other), strict=True)
    ]
    looked = dict.fromkeys((one, other), frozenset((_COUNTED,)))
    return completeness(
        linked_captures(dict(looked), *rows, both=(found.both.least, found.both.most)),
        campaigns={
            key: _campaign(own, {rival: led_by[key]} if key in led_by else {})
            for key, rival, own in ((one, other, sides[0]), (other, one, sides[1]))
        },
        kinships=[
            kinship(
                (one, other),
                found.pairs,
                (_places(sides[0]), _places(sides[1])),
                citing=np.array(
                    [
                        _cites(sides[0][i], other) or _cites(sides[1][j], one)
                        for i, j in found.pairs.tolist()
                    ],
                    np.bool_,
                ),
            )
        ],
    )


def _area(file: Path) -> Geometry:
    """Return the areas of a file as one."""
    shapes = [
        feature.geometry
        for feature in read_extract(file, source="area").features
        if feature.geometry.geom_type in ("Polygon", "MultiPolygon")
    ]
    if not shapes:
        raise InputError("no area in it", file=file, hint="polygons that both sources counted")
    return shapely.union_all(shapes)


def _places(rows: Sequence[Statement]) -> NDArray[np.float64]:
    places = [(one.observation.lon, one.observation.lat) for one in rows]
    return np.array(places, np.float64).reshape(-1, 2)


def _rows(rows: Sequence[Statement], side: Side, counted: Geometry) -> Rows:
    """Return the rows of one source by where they lie."""
    shapely.prepare(counted)
    inside = shapely.intersects_xy(counted, *_places(rows).T)
    return Rows(
        alone=np.clip(side.alone, 0.0, 1.0),
        devices=np.array([one.observation.devices for one in rows], np.int64),
        cell=[_COUNTED if yes else _ELSEWHERE for yes in inside.tolist()],
        stratum=[""] * len(rows),
    )


def _campaign(rows: Sequence[Statement], led_by: Mapping[str, Steering]) -> Campaign:
    """Return when a source was made, as its statements say."""
    days = [one.observation.observed or one.since for one in rows]
    return Campaign(min(days), max(days), led_by)


def _cites(statement: Statement, key: str) -> bool:
    """Return whether a statement names another source as its own."""
    return key.casefold() in statement.observation.attributes.get("source", "").casefold().split(
        ";"
    )
