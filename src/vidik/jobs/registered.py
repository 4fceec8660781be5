"""Registered: what a register says of the cameras of a city, as far as it may be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import numpy as np
from shapely import Point

from vidik.errors import SettingsError
from vidik.jobs.register import why_unpublished
from vidik.model.decision import Decision
from vidik.model.feature import Feature
from vidik.model.observation import Statement
from vidik.model.origin import Origin
from vidik.model.request import Request
from vidik.model.resolved import Resolution, Resolved
from vidik.model.source import Source
from vidik.model.testimony import Testimony
from vidik.outside.cache import digest_of
from vidik.outside.database.requests import Requests
from vidik.register.resolving import frame_of
from vidik.settings import RegisterSource

__all__ = ["Registered", "camera_features", "read_registered", "testimonies"]


@dataclass(frozen=True, eq=False)
class Registered:
    """What a register says.

    Parameters
    ----------
    statements
        Of the sources that may be published.
    decisions
        The oldest first.
    origins
        The sources, by key.
    sources
        The same, as every output names them.
    digest
        Hash of all that.
    requests
        What people asked to have put right, the oldest first.
    gone
        Statements that these name and that count no more, by id.
    """

    statements: tuple[Statement, ...]
    decisions: tuple[Decision, ...]
    origins: Mapping[str, Origin]
    sources: tuple[Source, ...]
    digest: str
    requests: tuple[Request, ...] = ()
    gone: Mapping[str, Statement] = field(default_factory=lambda: MappingProxyType({}))


def read_registered(declared: RegisterSource, city_file: Path) -> Registered:
    """Return what the register of a city file says that may be published.

    Parameters
    ----------
    declared
        In the city file.
    city_file
        Its path.

    Raises
    ------
    SettingsError
        If a source is named that the register does not have, or that must not be published.
    InputError
        If the register cannot be read.
    """
    place = declared.path if "://" in declared.path else str(city_file.parent / declared.path)
    with Requests(place) as opened:
        decisions, known = opened.decisions(), opened.origins()
        wanted = declared.sources or tuple(
            key for key, one in known.items() if why_unpublished(one, decisions) is None
        )
        for number, key in enumerate(wanted):
            why = (
                "no such source in the register"
                if key not in known
                else why_unpublished(known[key], decisions)
            )
            if why is not None:
                raise SettingsError(
                    why if key not in known else f"must not be published: {why}",
                    file=city_file,
                    place=f"cameras.sources[{number}]",
                    value=key,
                )
        origins = {key: known[key] for key in sorted(wanted)}
        statements = tuple(opened.state(origins=sorted(origins)))
        editions = {
            one.edition.origin: one.edition for one in opened.editions() if not one.withdrawn
        }
        requests = opened.requests()
        gone = _gone(opened, requests, statements, origins)
    sources = tuple(
        Source(
            key=key,
            name=origin.name,
            format=editions[key].format,
            licence=origin.licence,
            attribution=origin.attribution,
            retrieved=editions[key].retrieved or editions[key].dated,
            sha256=editions[key].sha256,
            synthetic=origin.synthetic,
        )
        for key, origin in origins.items()
        if key in editions
    )
    digest = digest_of(
        [one.id for one in statements],
        [f"{one.since} {one.until} {one.place}" for one in statements],
        repr(decisions),
        repr(origins),
    )
    return Registered(statements, decisions, origins, sources, digest, requests, gone)


def _gone(
    opened: Requests,
    requests: Sequence[Request],
    statements: Sequence[Statement],
    origins: Mapping[str, Origin],
) -> Mapping[str, Statement]:
    """Return statements of some sources that requests name and that are not among those here."""
    here = {one.id for one in statements}
    named = sorted({id for one in requests for id in one.statements} - here)
    found = (one for id in named for one in opened.find(id))
    return {one.id: one for one in found if one.observation.origin in origins}


def camera_features(
    resolution: Resolution, origins: Mapping[str, Origin]
) -> Mapping[tuple[str, bool], list[Feature]]:
    """Return the cameras of a register as features.

    Parameters
    ----------
    resolution
        Of its statements.
    origins
        Its sources.

    Returns
    -------
    features
        By the source that leads each, and whether any source that speaks of it is made up.
    """
    taken: set[str] = set()
    made: dict[tuple[str, bool], list[Feature]] = {}
    for camera in resolution.cameras:
        lead = camera.lead
        tags = dict(camera.attributes)
        if camera.devices != lead.observation.devices:
            # of a list that counts by location the rest; lists of directions were of all of them
            tags = {key: value for key, value in tags.items() if ";" not in value}
            tags["camera:count"] = str(camera.devices)
        name = _name(lead, taken)
        point = Point(lead.observation.lon, lead.observation.lat)
        feature = Feature(name, point, tags, lead.observation.observed or lead.until)
        invented = any(origins[s.observation.origin].synthetic for s in camera.statements)
        made.setdefault((lead.observation.origin, invented), []).append(feature)
    return made


def _name(statement: Statement, taken: set[str]) -> str:
    """Return what a camera is called after its statement; a row may lead several."""
    own = statement.observation.object or statement.place
    name, number = own, 2
    while f"{statement.observation.origin}:{name}" in taken:
        name, number = f"{own}+{number}", number + 1
    taken.add(f"{statement.observation.origin}:{name}")
    return name


def testimonies(
    resolution: Resolution, origins: Mapping[str, Origin]
) -> Mapping[str, tuple[Testimony, ...]]:
    """Return what each source says of each camera, by the camera's location.

    Parameters
    ----------
    resolution
        Of a register's statements.
    origins
        Its sources.
    """
    taken: set[str] = set()
    told: dict[str, tuple[Testimony, ...]] = {}
    for camera in resolution.cameras:
        location = f"{camera.lead.observation.origin}:{_name(camera.lead, taken)}"
        said = (*camera.statements, *camera.against)
        apart = _apart(camera, said)
        told[location] = tuple(
            _testimony(one, camera, origins[one.observation.origin], metres)
            for one, metres in zip(said, apart, strict=True)
        )
    return told


def _apart(camera: Resolved, said: Sequence[Statement]) -> list[float]:
    frame = frame_of([camera.lead])
    places = np.array([(s.observation.lon, s.observation.lat) for s in said], np.float64)
    metres = frame.to_metres(places)
    return [round(float(one), 1) for one in np.hypot(*(metres - metres[0]).T)]


def _testimony(statement: Statement, camera: Resolved, origin: Origin, apart_m: float) -> Testimony:
    shown = camera.attributes
    said = statement.observation
    return Testimony(
        source=origin.key,
        name=origin.name,
        kind=origin.kind,
        obtained=origin.obtained,
        place=statement.place,
        claim=said.claim,
        since=statement.since,
        until=statement.until,
        observed=said.observed,
        synthetic=origin.synthetic,
        gives=tuple(sorted(key for key, id in camera.said_by.items() if id == statement.id)),
        apart_m=apart_m,
        otherwise={
            key: value
            for key, value in said.attributes.items()
            if shown.get(key, value).strip().casefold() != value.strip().casefold()
        },
    )
