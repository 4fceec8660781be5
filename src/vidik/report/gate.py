"""The publication gate: the one place where a city becomes what may be shown of it.

Nothing but `publish` makes a `Published`, and nothing but `clear` a `Cleared`, which holds figures
alone. Pages, tiles, downloads, answers and pictures take nothing else; `vidik.report.inspection`
looks at every output once more before it is written. What is shown of a camera stands in
`vidik.report.showing`, where private ones are counted in `vidik.report.stretches`, and which words
of a source are shown in `vidik.report.withheld`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from types import MappingProxyType

import shapely
from shapely import Geometry

from vidik.errors import PublicationError
from vidik.model.basemap import BaseShape
from vidik.model.camera import Camera
from vidik.model.coverage import Coverage
from vidik.model.district import District
from vidik.model.number_table import DistrictNumbers
from vidik.model.optics import Optics
from vidik.model.place import Place
from vidik.model.public_space import PublicSpace
from vidik.model.published import Cleared, Published, Totals
from vidik.model.rejection import Rejection
from vidik.model.resolved import Compared
from vidik.model.rules import Clearance, PublicationRules, Verdict
from vidik.model.sensitive import NO_DOORS, DoorViews
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
from vidik.report.homes import WalkedHomes, home_figures
from vidik.report.licences import attribution_of, check_licences
from vidik.report.operators import organisations
from vidik.report.reconciled import reconciled
from vidik.report.showing import shown
from vidik.report.stretches import stretches
from vidik.report.withheld import rejections

__all__ = [
    "NO_HOMES",
    "Homes",
    "check_licences",
    "classify",
    "clear",
    "departed",
    "homes_of",
    "publish",
]


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
    doors: DoorViews = NO_DOORS,
    testimonies: Mapping[str, Sequence[Testimony]] = MappingProxyType({}),
    compared: Sequence[Compared] = (),
    walked: WalkedHomes | None = None,
    tables: Sequence[DistrictNumbers] = (),
    statistics: Mapping[str, str] = MappingProxyType({}),
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
    doors
        Of sensitive places, by the cameras that are shown; only counts for districts are told.
    testimonies
        What each source of a register says of a camera, by location.
    compared
        Sources of the register, each two compared; only sums are shown.
    walked
        Walks from homes, home by home; only figures of many homes together are shown.
    tables
        Numbers of districts that these are compared with.
    statistics
        All tables whose rows are districts, by key: the column with their names.

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
    # not even as a count: in a small district a count would point at such a place
    withheld = {
        (said.source, said.place)
        for camera in ordered
        if clearances[camera.id].verdict is Verdict.WITHHELD
        for said in testimonies.get(camera.location, ())
    }
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
        statistics=statistics,
    )
    return Published(
        **{field.name: getattr(cleared, field.name) for field in fields(cleared)},
        cameras=shown(
            public,
            rules,
            known=organisations(cameras, rules, frame=place.frame),
            sources={source.key: source for source in sources},
            moved=dict(zip(views.ids, views.moved_m.tolist(), strict=True)),
            on_wall=on_wall,
            testimonies=testimonies,
        ),
        private=stretches(
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
            doors=doors,
            floors=rules.doors,
        ),
        reconciled=reconciled(
            compared,
            districts,
            boundary=place.boundary,
            counts=lambda one: (one.observation.origin, one.place) not in withheld,
        ),
        homes=None
        if walked is None
        else home_figures(walked, districts, place.frame, rules.homes, tables=tables),
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
    statistics: Mapping[str, str] = MappingProxyType({}),
) -> Cleared:
    """Return what may be said of a place as a whole.

    Parameters
    ----------
    place, rules, sources, optics, rejected, dated, statistics
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
        rejected=rejections(rejected, verdicts, rules, statistics=statistics),
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


def _views_of(views: Views, ids: Sequence[str]) -> Views:
    """Return the views of these cameras only, in their order."""
    place = {camera: i for i, camera in enumerate(views.ids)}
    missing = [camera for camera in ids if camera not in place]
    if missing:
        raise ValueError(f"no view of camera {missing[0]}")
    return views.only([place[camera] for camera in ids])


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
