"""The verdict on each camera: shown, shown as a stretch of street, or not shown at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.camera import Camera
from vidik.model.feature import Feature
from vidik.model.frame import LocalFrame
from vidik.model.rules import Clearance, PublicationRules, Selector, Verdict
from vidik.report.operators import organisations
from vidik.report.statements import said

__all__ = ["HOME_TAGS", "NO_HOMES", "Homes", "classify", "homes_of"]

_STRICTNESS = {Verdict.PUBLIC: 0, Verdict.PRIVATE: 1, Verdict.WITHHELD: 2}


#: Tags that say what a building is for.
_OWN_USES = ("amenity", "office", "shop", "tourism")
HOME_TAGS = frozenset({"building", "building:flats", *_OWN_USES})


@dataclass(frozen=True, eq=False)
class Homes:
    """Outlines of buildings, by whether people live there; longitude and latitude.

    Parameters
    ----------
    homes
        Of one family: houses, terraces, cabins.
    shared
        Of many: apartment houses, dormitories.
    others
        Shops, offices, schools: no dwelling.
    """

    homes: tuple[Geometry, ...] = ()
    shared: tuple[Geometry, ...] = ()
    others: tuple[Geometry, ...] = ()


#: Nothing is known about buildings: cameras are judged by their tags alone.
NO_HOMES = Homes()


def homes_of(features: Iterable[Feature], rules: PublicationRules) -> Homes:
    """Return the outlines of buildings that say what they are for.

    A building that does not say (``building=yes``) but carries a shop, an office or an amenity of
    its own is no dwelling; without them it is left out.

    Parameters
    ----------
    features
        Of all sources; points and lines are passed over.
    rules
        The rules of publication.
    """
    dwellings = rules.dwellings
    homes, shared, others = [], [], []
    for feature in features:
        use = feature.tags.get("building")
        if use is None or feature.geometry.geom_type not in ("Polygon", "MultiPolygon"):
            continue
        if use in dwellings.home_buildings:
            homes.append(feature.geometry)
        elif use in dwellings.shared_buildings or "building:flats" in feature.tags:
            shared.append(feature.geometry)
        elif use not in dwellings.unknown_buildings or not feature.tags.keys().isdisjoint(
            _OWN_USES
        ):
            others.append(feature.geometry)
    return Homes(tuple(homes), tuple(shared), tuple(others))


def classify(
    cameras: Sequence[Camera],
    denied: Sequence[Geometry],
    rules: PublicationRules,
    *,
    frame: LocalFrame,
    homes: Homes = NO_HOMES,
    known: frozenset[str] | None = None,
) -> Mapping[str, Clearance]:
    """Return the verdict on each camera, by id; ``docs/publication.md`` explains the rules.

    Devices at one location share the strictest verdict of any of them, because they share a place.

    Parameters
    ----------
    cameras
        All cameras.
    denied
        Areas of the deny-list, longitude and latitude (`vidik.register.denial`).
    rules
        The rules of publication.
    frame
        Of the city; distances are measured in it.
    homes
        What is known about the buildings.
    known
        Operators that are organisations (`vidik.report.operators.Evidence`), where the cameras are
        only some of all; None: the cameras tell.
    """
    on_wall = rules.dwellings.on_wall_m
    withheld = _near(cameras, denied, frame, 0.0)
    at_home = _near(cameras, homes.homes, frame, on_wall)
    at_shared = _near(cameras, homes.shared, frame, on_wall)
    elsewhere = _near(cameras, homes.others, frame, on_wall)
    if known is None:
        known = organisations(cameras, rules, frame=frame)

    by_location: dict[str, Clearance] = {}
    for i, camera in enumerate(cameras):
        if withheld[i]:
            verdict = Clearance(Verdict.WITHHELD, "It stands at a place of the deny-list.")
        else:
            reason = _private_reason(
                camera,
                rules,
                institution=_is_institution(camera, rules, known),
                at_home=bool(at_home[i]),
                at_shared=bool(at_shared[i]),
                elsewhere=bool(elsewhere[i]),
            )
            verdict = (
                Clearance(Verdict.PRIVATE, reason)
                if reason
                else Clearance(Verdict.PUBLIC, "Nothing speaks for a private dwelling.")
            )
        before = by_location.get(camera.location)
        if before is None or _STRICTNESS[before.verdict] < _STRICTNESS[verdict.verdict]:
            by_location[camera.location] = verdict
    return {camera.id: by_location[camera.location] for camera in cameras}


def _private_reason(
    camera: Camera,
    rules: PublicationRules,
    *,
    institution: bool,
    at_home: bool,
    at_shared: bool,
    elsewhere: bool,
) -> str | None:
    """Return why a camera counts as a dwelling's, or None."""
    dwellings, tags = rules.dwellings, said(camera)
    if camera.location in rules.on_request:
        return "Somebody asked for it to be shown no closer than its street."
    sign = _first(dwellings.signs, tags)
    if sign is not None or institution:
        return sign.reason if sign else None
    if at_home:
        return "It hangs on a home."
    hint = _first(dwellings.hints, tags)
    if at_shared:
        hint = hint or _first(dwellings.shared_hints, tags)
    elif elsewhere or _first(dwellings.public_spaces, tags):
        return None
    return hint.reason if hint else None


def _is_institution(camera: Camera, rules: PublicationRules, known: frozenset[str]) -> bool:
    speaks = _first(rules.dwellings.institutions, said(camera))
    return camera.operator in known or speaks is not None


def _first(selectors: Iterable[Selector], tags: Mapping[str, str]) -> Selector | None:
    return next((selector for selector in selectors if selector.matches(tags)), None)


def _near(
    cameras: Sequence[Camera], areas: Sequence[Geometry], frame: LocalFrame, metres: float
) -> NDArray[np.bool_]:
    """Return which cameras lie in an area or within so many metres of one."""
    hit = np.zeros(len(cameras), dtype=np.bool_)
    if not cameras or not areas:
        return hit
    points = shapely.points(frame.to_metres(np.array([(c.lon, c.lat) for c in cameras])))
    tree = shapely.STRtree([shapely.transform(area, frame.to_metres) for area in areas])
    hit[tree.query(points, predicate="dwithin", distance=metres)[0]] = True
    return hit
