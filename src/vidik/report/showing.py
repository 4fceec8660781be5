"""What is shown of a public camera: what is mapped, who it may be, and under which address."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from vidik.model.camera import Camera
from vidik.model.published import PublishedCamera
from vidik.model.rules import PublicationRules
from vidik.model.source import Source
from vidik.model.testimony import Testimony
from vidik.report.licences import OSM_FORMATS
from vidik.report.operators import operator_labels
from vidik.report.slugs import camera_slugs
from vidik.report.withheld import impersonal, tags_of, told

__all__ = ["shown"]

_OSM_OBJECT = re.compile(r"(?:node|way|relation)/\d+")


def shown(
    cameras: Sequence[Camera],
    rules: PublicationRules,
    *,
    known: frozenset[str],
    sources: Mapping[str, Source],
    moved: Mapping[str, float],
    on_wall: Collection[str],
    testimonies: Mapping[str, Sequence[Testimony]],
) -> tuple[PublishedCamera, ...]:
    """Return public cameras as they are shown.

    Parameters
    ----------
    cameras
        Public ones only.
    rules
        The rules of publication.
    known
        Operators that are organisations.
    sources
        By key.
    moved
        How far a camera was moved out of a wall, metres, by its id.
    on_wall
        Ids of cameras that hang on a wall.
    testimonies
        What each source of a register says of a camera, by location.
    """
    labels = operator_labels(cameras, rules, known=known)
    slugs = camera_slugs(camera.id for camera in cameras)
    return tuple(
        PublishedCamera(
            id=camera.id,
            location=camera.location,
            source=camera.source,
            slug=slugs[camera.id],
            lon=camera.lon,
            lat=camera.lat,
            kind=camera.kind,
            axis=camera.axis,
            height=camera.height,
            tilt=camera.tilt,
            indoor=camera.indoor,
            mount=impersonal(camera.mount, rules),
            surveillance=impersonal(camera.surveillance, rules),
            zone=impersonal(camera.zone, rules),
            operator=None if camera.operator is None else labels[camera.operator],
            plates=camera.plates,
            checked=camera.checked,
            synthetic=camera.synthetic or sources[camera.source].synthetic,
            moved_m=moved.get(camera.id, 0.0),
            on_wall=camera.id in on_wall,
            tags=tags_of(camera, labels, rules),
            url=_url(camera, sources[camera.source]),
            told=tuple(told(one, rules) for one in testimonies.get(camera.location, ())),
        )
        for camera in cameras
    )


def _url(camera: Camera, source: Source) -> str | None:
    name = camera.location.removeprefix(f"{camera.source}:")
    if source.format in OSM_FORMATS and not camera.synthetic and _OSM_OBJECT.fullmatch(name):
        return f"https://www.openstreetmap.org/{name}"
    return None
