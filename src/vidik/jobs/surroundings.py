"""Surroundings: what a map says of the ground about statements, and which are of one camera."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import shapely
from shapely import Geometry

from vidik.errors import InputError
from vidik.jobs.sources import stepwise
from vidik.model.decision import Decision
from vidik.model.feature import Feature
from vidik.model.observation import Statement
from vidik.model.resolved import Resolution
from vidik.model.rules import PublicationRules
from vidik.outside.progress import Progress
from vidik.outside.reading import read_outlines
from vidik.register.denial import asks_for, drop_denied
from vidik.register.near import outlines_near
from vidik.register.resolving import resolve
from vidik.report.clearance import HOME_TAGS, homes_of
from vidik.report.judging import Surroundings, squares

__all__ = ["groups_of", "surroundings", "together"]


def together(
    statements: Iterable[Statement], decisions: Sequence[Decision]
) -> list[frozenset[str]]:
    """Return the ids of statements that are about the same camera, as far as can be told.

    Parameters
    ----------
    statements
        Of all sources.
    decisions
        The oldest first.
    """
    return groups_of(resolve(statements, decisions))


def groups_of(resolution: Resolution) -> list[frozenset[str]]:
    """Return the ids of statements that were found to be about the same camera.

    Parameters
    ----------
    resolution
        Of all sources.
    """
    groups = (
        frozenset(said.id for said in (*one.statements, *one.against)) for one in resolution.cameras
    )
    return [group for group in groups if len(group) > 1]


def surroundings(
    path: Path, statements: Iterable[Statement], rules: PublicationRules, *, progress: Progress
) -> Surroundings:
    """Return what a map says of the ground about statements.

    Parameters
    ----------
    path
        Of the map: an extract of OpenStreetMap, or other data with buildings.
    statements
        What is said of cameras.
    rules
        The rules of publication.
    progress
        Told how far reading is.

    Raises
    ------
    InputError
        If it cannot be read, or has no buildings, so that homes could not be told.
    """
    said = [one.observation for one in statements]
    places = np.array(
        [(one.lon, one.lat) for one in said if one.lon is not None], dtype=np.float64
    ).reshape(-1, 2)
    mapped: frozenset[tuple[int, int]] = frozenset()
    buildings: list[Feature] = []
    denied: list[Geometry] = []
    known = 0
    with progress.task(f"Reading {path.name}", total=path.stat().st_size) as advance:
        parts = read_outlines(
            path,
            source="map",
            wanted=lambda key: key in HOME_TAGS or asks_for(key, rules.denied),
            progress=stepwise(advance),
        )
        for part in parts:
            extract, areas = drop_denied(part, rules.denied)
            denied += areas
            mapped |= squares(shapely.get_coordinates([one.geometry for one in part.features]))
            mapped |= squares(part.outlines.polygons.vertices)
            own = [one for one in extract.features if "building" in one.tags]
            known += len(own) + sum("building" in tags for tags in extract.outlines.tag_sets)
            buildings += own
            buildings += outlines_near(extract.outlines, places, metres=rules.dwellings.on_wall_m)
    if not known:
        raise InputError(
            "a map without buildings: nobody could tell a home", file=path,
            hint="an extract of OpenStreetMap of the whole place has them",
        )  # fmt: skip
    return Surroundings(mapped, homes_of(buildings, rules), tuple(denied))
