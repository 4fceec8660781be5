"""What of single statements may be shown: the rules of publication, asked of each.

The register has no buildings and no shelters: a map of the place has. Where there is none, nobody
knows what a camera hangs on, so nothing is shown there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.camera import Camera
from vidik.model.frame import LocalFrame
from vidik.model.observation import Statement
from vidik.model.rules import Clearance, PublicationRules, Verdict
from vidik.register.denial import is_denied
from vidik.report.clearance import Homes, classify
from vidik.report.operators import organisations

__all__ = ["Judged", "Surroundings", "judge", "squares"]

_STRICTNESS = (Verdict.PUBLIC, Verdict.PRIVATE, Verdict.WITHHELD)

_NOWHERE = Clearance(Verdict.WITHHELD, "It has no place, so nobody knows what it hangs on.")
_BEYOND = Clearance(Verdict.WITHHELD, "No map was given of where it lies.")
_NAMED = Clearance(Verdict.WITHHELD, "What its source calls it may be about a person.")
_DENIED = Clearance(Verdict.WITHHELD, "It stands at a place of the deny-list.")
#: These say nothing of the place, so they hide nobody else.
_UNTOLD = (_NOWHERE, _BEYOND, _NAMED)
_BESIDE = "Something at the same place is not shown."

#: What the register has in place of a name that may be a person's.
_PSEUDONYM = re.compile("person [0-9a-f]{8}")

#: Side of the squares by which a map is known to reach somewhere, degrees: about a kilometre.
_SQUARE = 0.01

Square = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What a map says of the ground about cameras.

    Parameters
    ----------
    mapped
        Squares in which the map has anything at all (`squares`): elsewhere nobody knows what there
        is, also within the box about a map that has another outline.
    homes
        Outlines of buildings, by whether people live there.
    denied
        Areas of the deny-list.
    """

    mapped: frozenset[Square]
    homes: Homes
    denied: tuple[Geometry, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement, and what of it may be shown.

    Parameters
    ----------
    statement
        As the register has it.
    clearance
        Whether it may be shown at its place, and why.
    tags
        Those of its attributes that may be shown; none if it may not.
    """

    statement: Statement
    clearance: Clearance
    tags: Mapping[str, str]

    @property
    def public(self) -> bool:
        """Whether it may be shown at its place."""
        return self.clearance.verdict is Verdict.PUBLIC


def judge(
    statements: Iterable[Statement],
    rules: PublicationRules,
    around: Surroundings,
    *,
    together: Iterable[Collection[str]] = (),
) -> tuple[Judged, ...]:
    """Return what may be shown of each statement, in order of source and id.

    Statements about the same camera, and those so near that they hang on the same wall, share the
    strictest verdict of any of them: the place of one is that of the other.

    Parameters
    ----------
    statements
        All that is known of the place, what is not published included: what one source calls a
        doorbell is one, whoever else lists it.
    rules
        The rules of publication.
    around
        What a map says of the ground.
    together
        Ids of statements about the same camera (`vidik.register.resolving.resolve`).
    """
    said = sorted(statements, key=lambda one: (one.observation.origin, one.id))
    verdicts: dict[str, Clearance] = {}
    inside: list[tuple[Statement, Camera]] = []
    for one in said:
        camera = _camera(one)
        if camera is None:
            verdicts[one.id] = _NOWHERE
        elif rules.tags.is_personal(f"{one.observation.object or ''} {one.place}"):
            verdicts[one.id] = _NAMED
        elif not _on_map(camera, around.mapped):
            verdicts[one.id] = _BEYOND
        else:
            inside.append((one, camera))
    cameras = [camera for _, camera in inside]
    frame = _frame_of(cameras)
    known = organisations(cameras, rules, frame=frame)
    classified = classify(
        cameras, around.denied, rules, frame=frame, homes=around.homes, known=known
    )
    for one, camera in inside:
        name = one.observation.object or ""
        denied = is_denied(one.observation.attributes, rules.denied, object_id=name)
        verdicts[one.id] = _DENIED if denied else classified[camera.id]
    verdicts = _of_one_camera(verdicts, together)
    verdicts = _of_one_place(inside, verdicts, frame, rules.dwellings.on_wall_m)
    return tuple(
        Judged(one, verdicts[one.id], _shown(one, rules, known))
        if verdicts[one.id].verdict is Verdict.PUBLIC
        else Judged(one, verdicts[one.id], MappingProxyType({}))
        for one in said
    )


def squares(lonlat: NDArray[np.float64]) -> frozenset[Square]:
    """Return the squares in which there is any of some points.

    Parameters
    ----------
    lonlat
        Shape (n, 2): degrees.
    """
    found = np.unique(np.floor(lonlat.reshape(-1, 2) / _SQUARE).astype(np.int64), axis=0)
    return frozenset((x, y) for x, y in found.tolist())


def _on_map(camera: Camera, mapped: frozenset[Square]) -> bool:
    """Return whether the map has anything in the square of a camera or beside it."""
    x, y = math.floor(camera.lon / _SQUARE), math.floor(camera.lat / _SQUARE)
    return any((x + dx, y + dy) in mapped for dx in (-1, 0, 1) for dy in (-1, 0, 1))


def _frame_of(cameras: Sequence[Camera]) -> LocalFrame:
    """Return a frame about some cameras: far from its middle distances would be wrong."""
    lons, lats = [c.lon for c in cameras] or [0.0], [c.lat for c in cameras] or [0.0]
    lat = (min(lats) + max(lats)) / 2
    return LocalFrame(lon=(min(lons) + max(lons)) / 2, lat=min(max(lat, -89.9), 89.9))


def _camera(statement: Statement) -> Camera | None:
    """Return what the rules are asked about; None without a place."""
    said = statement.observation
    if said.lon is None or said.lat is None:
        return None
    return Camera(
        id=statement.id,
        source=said.origin,
        location=f"{said.origin}:{said.object or statement.place}",
        lon=said.lon,
        lat=said.lat,
        operator=said.attributes.get("operator"),
        operator_type=said.attributes.get("operator:type"),
        tags=said.attributes,
    )


def _of_one_camera(
    verdicts: Mapping[str, Clearance], together: Iterable[Collection[str]]
) -> dict[str, Clearance]:
    """Return the verdicts, each as strict as any on what is about the same camera."""
    strict = dict(verdicts)
    for group in together:
        own = [verdicts[id] for id in group if id in verdicts]
        told = [one for one in own if one not in _UNTOLD]
        for id in group:
            if id in strict:
                strict[id] = max([strict[id], *told], key=_strictness)
    return strict


def _of_one_place(
    inside: Sequence[tuple[Statement, Camera]],
    verdicts: Mapping[str, Clearance],
    frame: LocalFrame,
    metres: float,
) -> dict[str, Clearance]:
    """Return the verdicts; what hangs beside something hidden is hidden like it."""
    strict = dict(verdicts)
    if not inside:
        return strict
    points = shapely.points(frame.to_metres(np.array([(c.lon, c.lat) for _, c in inside])))
    near = shapely.STRtree(points).query(points, predicate="dwithin", distance=metres)
    for one, other in near.T.tolist():
        a, b = inside[one][0].id, inside[other][0].id
        if _strictness(verdicts[b])[0] > _strictness(strict[a])[0]:
            strict[a] = Clearance(verdicts[b].verdict, _BESIDE)
    return strict


def _strictness(clearance: Clearance) -> tuple[int, str]:
    return _STRICTNESS.index(clearance.verdict), clearance.reason


def _shown(
    statement: Statement, rules: PublicationRules, known: frozenset[str]
) -> Mapping[str, str]:
    """Return the attributes that may be shown of a statement that may be."""
    tags, operators = rules.tags, rules.operators
    return MappingProxyType(
        {
            key: value
            for key, value in sorted(statement.observation.attributes.items())
            if (key == "operator" and value in known and not _PSEUDONYM.fullmatch(value))
            or tags.shows(key, value)
            or (
                key in tags.named
                and operators.names_organisation(value)
                and not tags.is_personal(value)
            )
        }
    )
