"""The publication gate: the one place where a city becomes what may be shown of it.

Nothing but `publish` makes a `Published`, and nothing but `clear` a `Cleared`, which holds figures
alone. Pages, tiles, downloads, answers and pictures take nothing else; `vidik.report.inspection`
looks at every output once more before it is written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, LineString

from vidik.errors import PublicationError
from vidik.model.basemap import BaseShape
from vidik.model.camera import Camera
from vidik.model.coverage import Coverage
from vidik.model.district import District
from vidik.model.optics import Optics
from vidik.model.place import Place
from vidik.model.public_space import PublicSpace
from vidik.model.published import Cleared, PrivateStretch, Published, PublishedCamera, Totals
from vidik.model.rejection import Rejection
from vidik.model.resolved import Compared
from vidik.model.rules import Clearance, PublicationRules, Verdict
from vidik.model.source import Source
from vidik.model.streets import Streets
from vidik.model.survey import Survey
from vidik.model.surveyed import Surveyed
from vidik.model.testimony import Testimony
from vidik.model.views import Views
from vidik.model.watched import Watched
from vidik.report.clearance import NO_HOMES, Homes, classify, homes_of
from vidik.report.districts import district_figures
from vidik.report.figures import figures
from vidik.report.licences import OSM_FORMATS, attribution_of, check_licences
from vidik.report.operators import operator_labels, organisations
from vidik.report.reconciled import reconciled

__all__ = [
    "NO_HOMES",
    "WITHHELD",
    "Homes",
    "check_licences",
    "classify",
    "clear",
    "departed",
    "homes_of",
    "publish",
    "slug_of",
]

#: What stands in place of a value that is not shown.
WITHHELD = "withheld"

_OSM_OBJECT = re.compile(r"(?:node|way|relation)/\d+")
_PLAIN_KEY = re.compile(r"[a-z][a-z0-9_]*(?::[a-z0-9_]+)*")


def publish(
    place: Place,
    *,
    rules: PublicationRules,
    sources: Sequence[Source],
    optics: Optics,
    cameras: Sequence[Camera],
    clearances: Mapping[str, Clearance],
    views: Views,
    streets: Streets,
    public_space: PublicSpace,
    coverage: Coverage,
    watched_all: Watched,
    watched_public: Watched,
    surveys: Sequence[Survey],
    surveyed: Surveyed,
    base: Iterable[BaseShape],
    buildings: int,
    rejected: Iterable[Rejection] = (),
    dated: dt.date | None = None,
    on_wall: Collection[str] = frozenset(),
    districts: Sequence[District] = (),
    testimonies: Mapping[str, Sequence[Testimony]] = MappingProxyType({}),
    compared: Sequence[Compared] = (),
) -> Published:
    """Return what may be shown of a city.

    Parameters
    ----------
    place
        What it is about.
    rules
        The rules of publication.
    sources
        All sources; their licences must allow the outputs.
    optics
        Levels and lenses used.
    cameras
        All cameras, private and withheld ones included.
    clearances
        From `classify`.
    views
        Of at least the public cameras that watch an outside; others are left out.
    streets
        The public streets.
    public_space
        What counts as public ground.
    coverage
        How much of it all cameras but those withheld watch; only sums.
    watched_all
        Street watched by all cameras but those withheld; only sums of it are shown.
    watched_public
        Street watched by public cameras; shown where it lies.
    surveys
        Where somebody looked for cameras.
    surveyed
        How much of streets and public space that is.
    base
        The base map, made after the deny-list was applied.
    buildings
        How many buildings were used as walls.
    rejected
        What was not understood.
    dated
        State of the data.
    on_wall
        Ids of cameras that hang on a wall.
    districts
        Parts of the city, for figures of their own.
    testimonies
        What each source of a register says of a camera, by location.
    compared
        Sources of the register, each two compared; only sums are shown.

    Raises
    ------
    PublicationError
        If a source's licence does not allow it.
    """
    missing = [camera.id for camera in cameras if camera.id not in clearances]
    if missing:
        raise PublicationError("a camera was never judged", place=missing[0])
    ordered = sorted(cameras, key=lambda camera: camera.id)
    public = [c for c in ordered if clearances[c.id].verdict is Verdict.PUBLIC]
    private = [c for c in ordered if clearances[c.id].verdict is Verdict.PRIVATE]
    outdoors = [camera.id for camera in public if not camera.indoor]
    total = figures(
        place,
        cameras=ordered,
        clearances=clearances,
        streets=streets,
        watched=watched_all,
        public_space=public_space,
        coverage=coverage,
        surveys=surveys,
        surveyed=surveyed,
        buildings=buildings,
    )
    cleared = clear(
        place,
        rules=rules,
        sources=sources,
        optics=optics,
        figures=total,
        synthetic=any(c.synthetic for c in cameras),
        verdicts={camera.location: clearances[camera.id].verdict for camera in cameras},
        rejected=rejected,
        dated=dated,
    )
    return Published(
        **{field.name: getattr(cleared, field.name) for field in fields(cleared)},
        cameras=_shown(
            public,
            rules,
            known=organisations(cameras, rules, frame=place.frame),
            sources={source.key: source for source in sources},
            moved=dict(zip(views.ids, views.moved_m.tolist(), strict=True)),
            on_wall=on_wall,
            testimonies=testimonies,
        ),
        private=_stretches(
            private,
            streets,
            place,
            rules,
            invented={source.key for source in sources if source.synthetic},
        ),
        views=_views_of(views, outdoors),
        streets=streets,
        watched=watched_public,
        public_space=public_space,
        surveys=_surveys(surveys, rules, place),
        base=tuple(base),
        districts=district_figures(
            districts,
            place.frame,
            cameras=ordered,
            clearances=clearances,
            streets=streets,
            watched=watched_all,
            surveys=surveys,
        ),
        reconciled=reconciled(compared, place.boundary, districts),
    )


def clear(
    place: Place,
    *,
    rules: PublicationRules,
    sources: Sequence[Source],
    optics: Optics,
    figures: Totals,
    synthetic: bool,
    verdicts: Mapping[str, Verdict],
    rejected: Iterable[Rejection],
    dated: dt.date | None,
) -> Cleared:
    """Return what may be said of a place as a whole.

    Parameters
    ----------
    place, rules, sources, optics, rejected, dated
        As of `publish`.
    figures
        Of all cameras but those withheld.
    synthetic
        Whether any camera was made up.
    verdicts
        On each camera that is not public, by its location.

    Raises
    ------
    PublicationError
        If a source's licence does not allow it.
    """
    check_licences(sources, rules)
    return Cleared(
        place=place,
        sources=tuple(sources),
        dated=dated,
        retrieved=max((s.retrieved for s in sources if s.retrieved), default=None),
        attribution=attribution_of(sources),
        licence=rules.output_licence,
        synthetic=synthetic or any(s.synthetic for s in sources),
        optics=optics,
        figures=figures,
        rejected=_rejections(rejected, verdicts, rules),
    )


def departed(
    earlier: Mapping[str, tuple[float, float]],
    cameras: Sequence[Camera],
    *,
    clearances: Mapping[str, Clearance],
    denied: Sequence[Geometry],
    rules: PublicationRules,
) -> frozenset[str]:
    """Return which cameras of an earlier build may be named as gone.

    Only those that the sources no longer hold. What they still hold and is no longer shown, what
    stood at a place that nobody may see, and what somebody asked to hide would be pointed at.

    Parameters
    ----------
    earlier
        Longitude and latitude of the cameras that were shown, by id.
    cameras
        All that the sources hold now.
    clearances
        The verdict on each.
    denied
        Areas of the deny-list, longitude and latitude.
    rules
        The rules of publication.
    """
    held = {camera.id for camera in cameras}
    hidden = {c.location for c in cameras if clearances[c.id].verdict is not Verdict.PUBLIC}
    barred = shapely.STRtree(denied)
    return frozenset(
        camera
        for camera, place in earlier.items()
        if camera not in held
        and (location := camera.partition("#")[0]) not in hidden
        and location not in rules.on_request
        and not len(barred.query(shapely.Point(place), predicate="intersects"))
    )


def slug_of(camera_id: str) -> str:
    """Return the name of a camera's page: at most 100 plain letters, digits and hyphens.

    Examples
    --------
    >>> slug_of("osm:node/123#2")
    'osm-node-123-2'
    """
    return re.sub(r"[^a-z0-9]+", "-", camera_id.casefold())[:100].strip("-") or "camera"


def _shown(
    cameras: Sequence[Camera],
    rules: PublicationRules,
    *,
    known: frozenset[str],
    sources: Mapping[str, Source],
    moved: Mapping[str, float],
    on_wall: Collection[str],
    testimonies: Mapping[str, Sequence[Testimony]],
) -> tuple[PublishedCamera, ...]:
    labels = operator_labels(cameras, rules, known=known)
    slugs = _slugs(cameras)
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
            mount=_plain(camera.mount, rules),
            surveillance=_plain(camera.surveillance, rules),
            zone=_plain(camera.zone, rules),
            operator=None if camera.operator is None else labels[camera.operator],
            plates=camera.plates,
            checked=camera.checked,
            synthetic=camera.synthetic or sources[camera.source].synthetic,
            moved_m=moved.get(camera.id, 0.0),
            on_wall=camera.id in on_wall,
            tags=_tags(camera, labels, rules),
            url=_url(camera, sources[camera.source]),
            told=tuple(_told(one, rules) for one in testimonies.get(camera.location, ())),
        )
        for camera in cameras
    )


def _told(testimony: Testimony, rules: PublicationRules) -> Testimony:
    """Return what a source says, without the values that are not shown of any camera."""
    shown = {
        key: value if rules.tags.shows(key, value) else WITHHELD
        for key, value in sorted(testimony.otherwise.items())
        if _PLAIN_KEY.fullmatch(key)
    }
    return replace(testimony, otherwise=MappingProxyType(shown))


def _slugs(cameras: Iterable[Camera]) -> Mapping[str, str]:
    """Return a page name for each camera; ids that differ in punctuation only get numbers."""
    taken: Counter[str] = Counter()
    slugs = {}
    for camera in cameras:
        slug = slug_of(camera.id)
        taken[slug] += 1
        slugs[camera.id] = slug if taken[slug] == 1 else f"{slug}--{taken[slug]}"
    return slugs


def _plain(value: str | None, rules: PublicationRules) -> str | None:
    return WITHHELD if value is not None and rules.tags.is_personal(value) else value


def _tags(
    camera: Camera, labels: Mapping[str, str | None], rules: PublicationRules
) -> Mapping[str, str]:
    """Return the tags of a public camera, each shown or withheld."""
    shown: dict[str, str] = {}
    for key, value in sorted(camera.tags.items()):
        if key == "operator":
            shown[key] = labels.get(value) or (value if camera.operator == value else WITHHELD)
        elif not _PLAIN_KEY.fullmatch(key):
            shown["other"] = WITHHELD  # a key that somebody wrote as a sentence
        elif rules.tags.shows(key, value) or (
            key in rules.tags.named
            and rules.operators.names_organisation(value)
            and not rules.tags.is_personal(value)
        ):
            shown[key] = value
        else:
            shown[key] = WITHHELD
    return MappingProxyType(shown)


def _url(camera: Camera, source: Source) -> str | None:
    name = camera.location.removeprefix(f"{camera.source}:")
    if source.format in OSM_FORMATS and not camera.synthetic and _OSM_OBJECT.fullmatch(name):
        return f"https://www.openstreetmap.org/{name}"
    return None


def _views_of(views: Views, ids: Sequence[str]) -> Views:
    """Return the views of these cameras only, in their order."""
    place = {camera: i for i, camera in enumerate(views.ids)}
    missing = [camera for camera in ids if camera not in place]
    if missing:
        raise ValueError(f"no view of camera {missing[0]}")
    return views.only([place[camera] for camera in ids])


def _stretches(
    cameras: Sequence[Camera],
    streets: Streets,
    place: Place,
    rules: PublicationRules,
    *,
    invented: Collection[str],
) -> tuple[PrivateStretch, ...]:
    """Return the stretches of street that private cameras are near; others are only counted.

    Only pieces that serve more than one home and are long enough to hide which one.
    """
    dwellings = rules.dwellings
    lengths = streets.lengths()
    pieces = np.array(
        [
            piece
            for piece, kind in enumerate(streets.classes)
            if kind in dwellings.street_classes and lengths[piece] >= dwellings.street_at_least_m
        ],
        dtype=np.int64,
    )
    if not cameras or not pieces.size:
        return ()
    lines = [_line(streets, piece) for piece in pieces.tolist()]
    points = shapely.points(place.frame.to_metres(np.array([(c.lon, c.lat) for c in cameras])))
    tree = shapely.STRtree(lines)
    which, near = tree.query_nearest(
        points, max_distance=dwellings.street_within_m, all_matches=True
    )
    nearest: dict[int, int] = {}
    for camera, line in sorted(zip(which.tolist(), near.tolist(), strict=True)):
        nearest.setdefault(camera, line)
    count = Counter(nearest.values())
    made_up = {
        line
        for camera, line in nearest.items()
        if cameras[camera].synthetic or cameras[camera].source in invented
    }
    return tuple(
        PrivateStretch(
            street=streets.names[pieces[line]],
            line=shapely.transform(lines[line], place.frame.to_degrees),
            cameras=count[line],
            synthetic=line in made_up,
        )
        for line in sorted(count)
    )


def _surveys(
    surveys: Sequence[Survey], rules: PublicationRules, place: Place
) -> tuple[Survey, ...]:
    """Return the surveys that may be shown, under a running number, from the oldest.

    The row's own id is left out, as it may be a name.
    """
    large = [
        survey
        for survey in surveys
        if shapely.transform(survey.area, place.frame.to_metres).area
        >= rules.dwellings.survey_at_least_m2
    ]
    ordered = sorted(large, key=lambda one: (one.surveyed_on, one.source, one.area.wkb))
    return tuple(
        replace(survey, id=f"{survey.source}:{number}")
        for number, survey in enumerate(ordered, start=1)
    )


def _line(streets: Streets, piece: int) -> LineString:
    vertices: NDArray[np.float64] = streets.vertices[
        streets.offsets[piece] : streets.offsets[piece + 1]
    ]
    return LineString(vertices)


def _rejections(
    rejected: Iterable[Rejection], verdicts: Mapping[str, Verdict], rules: PublicationRules
) -> tuple[Rejection, ...]:
    """Return the rejections in a form that gives no private or withheld camera away."""
    shown = []
    for row in rejected:
        verdict = verdicts.get(f"{row.source}:{row.id}", Verdict.PUBLIC)
        if verdict is Verdict.WITHHELD:
            continue
        if verdict is Verdict.PRIVATE:
            row = Rejection(
                source=row.source,
                id=WITHHELD,
                field=row.field if rules.tags.shows(row.field, "") else WITHHELD,
                value=WITHHELD,
                reason="A value of a camera on a private dwelling was not understood.",
            )
        elif not (row.field in rules.tags.row_fields or rules.tags.shows(row.field, row.value)):
            row = Rejection(
                source=row.source,
                id=row.id,
                field=row.field,
                value=WITHHELD,
                reason="The value was not understood; it is withheld, as it may be a person's.",
            )
        shown.append(row)
    return tuple(sorted(shown))
