"""The city's figures, all of them about *mapped* cameras."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

import numpy as np
import shapely

from vidik.exposure.streets import by_street, in_all
from vidik.model.camera import Camera, Kind
from vidik.model.coverage import Coverage
from vidik.model.place import Place
from vidik.model.public_space import PublicSpace
from vidik.model.published import CameraFigures, Figures, PublicSpaceFigures
from vidik.model.rules import Clearance, Verdict
from vidik.model.streets import Streets
from vidik.model.survey import Survey
from vidik.model.surveyed import Surveyed
from vidik.model.watched import Watched

__all__ = ["camera_figures", "figures", "joined_cameras"]

#: Tags that say no more than that the object is there.
_EXISTENCE = frozenset({"data_source", "id", "man_made", "surveillance:type"})

_COUNTS = tuple(field.name for field in fields(CameraFigures) if field.name != "by_kind")


def figures(
    place: Place,
    *,
    cameras: Iterable[Camera],
    clearances: Mapping[str, Clearance],
    streets: Streets,
    watched: Watched,
    public_space: PublicSpace,
    coverage: Coverage,
    surveys: Sequence[Survey],
    surveyed: Surveyed,
    buildings: int,
) -> Figures:
    """Return the figures of the city.

    Cameras count if they stand inside the boundary. Cameras at places of the deny-list are in
    `Figures.cameras` and `Figures.withheld`, and in no other figure.

    Parameters
    ----------
    place
        Its boundary decides what counts.
    cameras
        All of them.
    clearances
        By camera id.
    streets
        The public streets, clipped to the boundary.
    watched
        By all cameras but those withheld.
    public_space
        Clipped to the boundary.
    coverage
        How much of it the same cameras watch.
    surveys
        Where somebody looked for cameras.
    surveyed
        How much of streets and public space that is.
    buildings
        How many were used as walls.
    """
    counted = _inside(place, cameras)
    told = camera_figures(counted, clearances)
    return Figures(
        **{field.name: getattr(told, field.name) for field in fields(told)},
        street_m=float(streets.lengths().sum()),
        watched_m=in_all(watched),
        streets=by_street(streets, watched),
        public_space=PublicSpaceFigures(
            version=public_space.version,
            by_kind_m2=public_space.by_kind(public_space.open_m2),
            coverage=coverage,
        ),
        surveyed=surveyed,
        looked_cameras=_looked(
            [c for c in counted if clearances[c.id].verdict is Verdict.PUBLIC], surveys
        ),
        buildings=buildings,
    )


def camera_figures(cameras: Sequence[Camera], clearances: Mapping[str, Clearance]) -> CameraFigures:
    """Return how many cameras there are, and how much is known of them.

    Parameters
    ----------
    cameras
        Those inside the boundary; of a part of a place, all at the locations in that part, so that
        figures of parts add up.
    clearances
        By camera id.
    """
    verdicts = Counter(clearances[camera.id].verdict for camera in cameras)
    told = [c for c in cameras if clearances[c.id].verdict is not Verdict.WITHHELD]
    kinds = Counter(camera.kind for camera in told)
    return CameraFigures(
        cameras=len(cameras),
        locations=len({camera.location for camera in told}),
        on_map=verdicts[Verdict.PUBLIC],
        private=verdicts[Verdict.PRIVATE],
        withheld=verdicts[Verdict.WITHHELD],
        direction_known=sum(camera.axis is not None for camera in told),
        height_known=sum(camera.height is not None for camera in told),
        operator_known=sum(camera.operator is not None for camera in told),
        checked_known=sum(camera.checked is not None for camera in told),
        bare=sum(map(_is_bare, told)),
        indoor=sum(camera.indoor for camera in told),
        by_kind={kind: kinds[kind] for kind in Kind},
    )


def joined_cameras(parts: Iterable[CameraFigures]) -> CameraFigures:
    """Return the figures of all cameras from those of parts of a place.

    Parameters
    ----------
    parts
        Without a location in common.
    """
    counts: Counter[str] = Counter()
    kinds: Counter[Kind] = Counter()
    for part in parts:
        counts.update({name: getattr(part, name) for name in _COUNTS})
        kinds.update(part.by_kind)
    return CameraFigures(
        **{name: counts[name] for name in _COUNTS}, by_kind={kind: kinds[kind] for kind in Kind}
    )


def _looked(cameras: Sequence[Camera], surveys: Sequence[Survey]) -> int:
    """Return how many cameras stand where somebody looked."""
    area = shapely.union_all([survey.area for survey in surveys])
    shapely.prepare(area)
    places = np.array([(camera.lon, camera.lat) for camera in cameras]).reshape(-1, 2)
    return int(shapely.intersects_xy(area, places).sum())


def _inside(place: Place, cameras: Iterable[Camera]) -> list[Camera]:
    cameras = list(cameras)
    shapely.prepare(place.boundary)
    hits = shapely.intersects_xy(
        place.boundary, [camera.lon for camera in cameras], [camera.lat for camera in cameras]
    )
    return [camera for camera, hit in zip(cameras, hits, strict=True) if hit]


def _is_bare(camera: Camera) -> bool:
    known = (camera.axis, camera.height, camera.tilt, camera.lens, camera.mount)
    told = (camera.surveillance, camera.zone, camera.operator)
    return (
        camera.kind is Kind.UNKNOWN
        and all(value is None for value in (*known, *told))
        and not camera.indoor
        and camera.tags.keys() <= _EXISTENCE
    )
