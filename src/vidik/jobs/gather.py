"""Gather: from a city file and its sources to the city's cameras, walls and streets."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import numpy as np
import shapely
from shapely import Geometry, Polygon

from vidik.errors import InputError
from vidik.jobs.place import left_out, place_of, refuse_empty, refuse_swapped, split
from vidik.jobs.registered import Registered, camera_features, testimonies
from vidik.jobs.sources import read_source, stepwise
from vidik.jobs.understood import Understood, understood
from vidik.model.basemap import BaseShape
from vidik.model.camera import Camera
from vidik.model.district import District
from vidik.model.dwellings import Dwellings
from vidik.model.feature import Extract, Feature
from vidik.model.footprints import Footprints
from vidik.model.heights import Heights
from vidik.model.home_rules import HomeRules
from vidik.model.number_table import DistrictNumbers
from vidik.model.place import Place
from vidik.model.public_space import PublicSpace
from vidik.model.public_space_rules import PublicSpaceRules
from vidik.model.rejection import Rejection
from vidik.model.resolved import Compared, Resolution
from vidik.model.rules import PublicationRules, Selector
from vidik.model.sensitive import SensitivePlace
from vidik.model.source import Source
from vidik.model.streets import Streets
from vidik.model.survey import Survey
from vidik.model.testimony import Testimony
from vidik.model.walk_network import WalkNetwork
from vidik.model.walking_rules import WalkingRules
from vidik.outside.boundary import read_boundary
from vidik.outside.numbers import read_district_numbers, read_home_weights
from vidik.outside.progress import Progress
from vidik.outside.reading import format_of, read_extract
from vidik.register import buildings, claims, streets
from vidik.register.basemap import base_shapes
from vidik.register.cameras import cameras
from vidik.register.denial import drop_denied
from vidik.register.districts import districts, mapped_districts, with_sensitive
from vidik.register.homes import by_district, districts_of, homes, tabled
from vidik.register.near import outlines_near
from vidik.register.network import network
from vidik.register.public_space import public_space
from vidik.register.resolving import resolve
from vidik.register.roofs import with_roofs
from vidik.register.sensitive import sensitive_places
from vidik.register.surveys import surveys
from vidik.register.synthetic import synthetic_cameras
from vidik.register.synthetic_surveys import synthetic_surveys
from vidik.report.clearance import Homes, homes_of
from vidik.settings import (
    CitySettings,
    DistrictSource,
    DistrictTable,
    FileSource,
    FileSurveys,
    HomeTable,
    SyntheticSource,
    SyntheticSurveys,
    TerrainSource,
)

__all__ = ["City", "denied_areas", "gather", "rules_of", "sources_of"]

#: What is declared without a file of its own.
Invented = SyntheticSource | SyntheticSurveys
Declared = (
    FileSource | FileSurveys | DistrictSource | TerrainSource | HomeTable | DistrictTable | Invented
)


@dataclass(frozen=True, eq=False)
class City:
    """What the sources say of a city, before anything is computed or cleared.

    Parameters
    ----------
    place
        Its name, boundary and frame.
    dated
        State of the newest source, if any says so.
    cameras
        Of all sources, inside the boundary, the made-up ones included.
    footprints
        Of all sources; each has a height, if only an assumed one.
    roofs_assumed
        How many of them have a height that nobody mapped.
    streets
        Of all sources, clipped to the boundary.
    network
        The ways that people walk, likewise of the sources that give streets.
    dwellings
        Where people live, inside the boundary, of the sources that give buildings.
    public_space
        Of the sources that give streets, clipped to the boundary.
    surveys
        Where and when somebody looked for cameras, inside the boundary.
    districts
        Of the city file's list, or those that OpenStreetMap has.
    sensitive
        Places that are told of as counts for districts; none if there are no districts.
    base
        The base map.
    denied
        Areas of the deny-list, longitude and latitude.
    homes
        Outlines of buildings by whether people live there.
    rejected
        What was not understood.
    testimonies
        What each source of a register says of a camera, by location.
    compared
        Sources of the register, compared with each other.
    tables
        A number for each district, from each table of the city file.
    """

    place: Place
    dated: dt.date | None
    cameras: tuple[Camera, ...]
    footprints: Footprints
    roofs_assumed: int
    streets: Streets
    network: WalkNetwork
    dwellings: Dwellings
    public_space: PublicSpace
    surveys: tuple[Survey, ...]
    districts: tuple[District, ...]
    sensitive: tuple[SensitivePlace, ...]
    base: tuple[BaseShape, ...]
    denied: tuple[Geometry, ...]
    homes: Homes
    rejected: tuple[Rejection, ...]
    testimonies: Mapping[str, tuple[Testimony, ...]] = field(default_factory=dict)
    compared: tuple[Compared, ...] = ()
    tables: tuple[DistrictNumbers, ...] = ()


def sources_of(
    settings: CitySettings, city_file: Path, hashes: dict[str, str]
) -> tuple[Source, ...]:
    """Return the sources as every output names them.

    Parameters
    ----------
    settings
        The city file, read.
    city_file
        Its path.
    hashes
        SHA-256 of each source's file, or of the recipe of a made-up one, by key.
    """
    return tuple(
        Source(
            key=one.key,
            name=one.name,
            format=_format_of(one, city_file),
            licence=one.licence,
            attribution=one.attribution,
            retrieved=None if isinstance(one, Invented) else one.retrieved,
            sha256=hashes[one.key],
            synthetic=isinstance(one, Invented),
        )
        for one in (*settings.sources, *settings.surveys, *settings.further)
    )


def _format_of(one: Declared, city_file: Path) -> str:
    if isinstance(one, FileSource | FileSurveys | DistrictSource):
        return format_of(city_file.parent / one.path, format=one.format)
    if isinstance(one, HomeTable | DistrictTable):
        return "csv"
    return "geotiff" if isinstance(one, TerrainSource) else "synthetic"


def rules_of(settings: CitySettings, rules: PublicationRules) -> PublicationRules:
    """Return the rules of publication with what the site's owner adds."""
    reason = "The site's owner added it."
    return rules.extended(
        denied=[
            Selector(reason, tags=MappingProxyType({key: (value,)}))
            for key, _, value in (text.partition("=") for text in settings.publication.deny)
        ],
        organisations=settings.publication.organisations,
        on_request=settings.publication.hide,
    )


def denied_areas(settings: CitySettings, city_file: Path) -> tuple[Geometry, ...]:
    """Return the areas that the site's owner adds to the deny-list."""
    return tuple(
        area
        for i, declared in enumerate(settings.publication.deny_areas)
        if (
            area := read_boundary(
                declared, city_file=city_file, place=f"publication.deny_areas[{i}]"
            )
        )
        is not None
    )


def gather(
    settings: CitySettings,
    city_file: Path,
    *,
    rules: PublicationRules,
    space_rules: PublicSpaceRules,
    walking: WalkingRules,
    home_rules: HomeRules,
    heights: Heights,
    progress: Progress,
    threads: int = 1,
    registered: Registered | None = None,
) -> City:
    """Read the sources of a city.

    Parameters
    ----------
    settings
        The city file, read.
    city_file
        Its path; paths in it are relative to its folder.
    rules
        Of publication; places of the deny-list are dropped here.
    space_rules
        What counts as public space, and which ways as public street.
    walking
        Where and how fast people walk.
    home_rules
        What counts as a home.
    heights
        Of roofs that nobody mapped.
    progress
        Told how far reading is.
    threads
        How many to compute with; results do not depend on it.
    registered
        What the register says that cameras come from.

    Raises
    ------
    InputError
        If a source cannot be read, or none of it lies in the boundary.
    """
    denied = list(denied_areas(settings, city_file))
    extracts: dict[str, Extract] = {}
    rejected: list[Rejection] = []
    for one in settings.sources:
        if not isinstance(one, FileSource):
            continue
        path = city_file.parent / one.path
        with progress.task(f"Reading {one.key}", total=path.stat().st_size) as advance:
            extract = read_source(
                one, path, rules=rules, threads=threads, progress=stepwise(advance)
            )
        extracts[one.key], areas = drop_denied(extract, rules.denied)
        denied += areas
        rejected += extracts[one.key].rejected
    place = place_of(settings, city_file, {key: e.bounds for key, e in extracts.items()})

    said: list[Understood] = []
    shapes: list[BaseShape] = []
    for one in settings.sources:
        if not isinstance(one, FileSource):
            continue
        said.append(
            understood(
                one,
                extracts[one.key],
                place,
                rules=space_rules,
                storey=settings.assumptions.metres_per_level,
                whole=True,
                threads=threads,
            )
        )
        rejected += said[-1].rejected
        if "basemap" in one.gives:
            shapes += base_shapes(extracts[one.key].features, clip=_frame_of(place))
    found = [camera for one in said for camera in one.cameras]
    walls = buildings.merge([one.footprints for one in said])
    public = streets.merge([one.streets for one in said])
    if not len(public) and not len(walls) and not found:
        refuse_empty(place, city_file)
    for one in settings.sources:
        if isinstance(one, SyntheticSource):
            invented = synthetic_cameras(
                walls, public, place.frame, count=one.count, seed=one.seed, source=one.key
            )
            devices, bad = cameras(invented, source=one.key, synthetic=True)
            found += devices
            rejected += bad
    resolution: Resolution | None = None
    told: Mapping[str, tuple[Testimony, ...]] = {}
    if registered is not None:
        with progress.task("Resolving the register"):
            resolution = resolve(
                registered.statements,
                registered.decisions,
                accuracy_m={
                    key: one.kind.usual_accuracy_m for key, one in registered.origins.items()
                },
            )
        told = testimonies(resolution, registered.origins)
        made = camera_features(resolution, registered.origins)
        for (key, made_up), listed in made.items():
            devices, bad = cameras(listed, source=key, synthetic=made_up, assume=True)
            found += devices
            rejected += bad
    # sums of floats depend on their order, so it must not be the order of the files
    found.sort(key=lambda camera: camera.id)
    for one in settings.sources:
        if isinstance(one, FileSource):
            _refuse_swapped(city_file.parent / one.path, one.key, found, place)
    inside, outside = split(found, place)
    gone = {(camera.source, camera.location.partition(":")[2]) for camera in outside}
    rejected = [row for row in rejected if (row.source, row.id) not in gone]
    boundary = streets.boundary_in_metres(place)
    looked, bad = _surveys(settings, city_file, place, boundary)
    rejected += bad
    with progress.task("Walking network"):
        # the far ways among them are streets that are rejected already, or no streets
        ways, _ = network(
            [
                (one.key, extracts[one.key].features)
                for one in settings.sources
                if isinstance(one, FileSource) and "streets" in one.gives
            ],
            place,
            walking,
            space_rules.streets,
        )
    parts, bad = _districts(settings, city_file, place, extracts)
    rejected += bad
    lived, bad = _dwellings(settings, city_file, place, extracts, parts, home_rules)
    rejected += bad
    tables, bad = _tables(settings, city_file, parts)
    rejected += bad
    objects = ((key, one) for key, extract in extracts.items() for one in extract.features)
    told_of = sensitive_places(objects if parts else (), rules.counted, place, walls)
    with progress.task("Public space", total=boundary.area) as advance:
        space = public_space(
            claims.merge([one.claims for one in said]),
            boundary,
            walls,
            space_rules,
            threads=threads,
            advance=advance,
        )
    return City(
        place=place,
        dated=max(
            (
                *(e.dated for e in extracts.values() if e.dated),
                *(s.until for s in (registered.statements if registered else ())),
            ),
            default=None,
        ),
        cameras=inside,
        footprints=with_roofs(walls, heights),
        roofs_assumed=int(np.isnan(walls.height[:, 1]).sum()),
        streets=public,
        network=ways,
        dwellings=lived,
        tables=tables,
        public_space=space,
        surveys=looked,
        districts=with_sensitive(parts, told_of, rules.counted),
        sensitive=told_of,
        base=tuple(shapes),
        denied=tuple(denied),
        homes=homes_of(_buildings(extracts, inside, rules), rules),
        # a hall that is a market, too, has one outline, and its fault is one
        rejected=(
            *dict.fromkeys(rejected),
            *left_out(Counter(camera.source for camera in outside)),
        ),
        testimonies=told,
        compared=() if resolution is None else resolution.compared,
    )


def _surveys(
    settings: CitySettings, city_file: Path, place: Place, boundary: Geometry
) -> tuple[tuple[Survey, ...], tuple[Rejection, ...]]:
    """Return where somebody looked, and what was not understood of it."""
    found: list[Survey] = []
    rejected: list[Rejection] = []
    for one in settings.surveys:
        if isinstance(one, FileSurveys):
            extract = read_extract(city_file.parent / one.path, format=one.format, source=one.key)
            features, synthetic = extract.features, False
            rejected += extract.rejected
        else:
            features = synthetic_surveys(boundary, place.frame, seed=one.seed, source=one.key)
            synthetic = True
        made, bad = surveys(features, place.boundary, source=one.key, synthetic=synthetic)
        found += made
        rejected += bad
    return tuple(found), tuple(rejected)


def _districts(
    settings: CitySettings, city_file: Path, place: Place, extracts: Mapping[str, Extract]
) -> tuple[tuple[District, ...], tuple[Rejection, ...]]:
    """Return the districts of the city file's list; without one, of the first source with any."""
    one = settings.districts
    if one is not None:
        extract = read_extract(city_file.parent / one.path, format=one.format, source=one.key)
        found, bad = districts(extract.features, place.boundary, source=one.key, field=one.field)
        return found, (*extract.rejected, *bad)
    for key, extract in extracts.items():
        # districts that nobody named are an extra: extracts cut some off at their edge, and
        # figures alone, which do without, have to reject the same
        found, _ = mapped_districts(extract.features, place.boundary, source=key)
        if found:
            return found, ()
    return (), ()


def _dwellings(
    settings: CitySettings,
    city_file: Path,
    place: Place,
    extracts: Mapping[str, Extract],
    parts: Sequence[District],
    rules: HomeRules,
) -> tuple[Dwellings, tuple[Rejection, ...]]:
    """Return where people live: what the map has, by the city file's table if it has one."""
    found, bad = homes(
        [
            (one.key, extracts[one.key])
            for one in settings.sources
            if isinstance(one, FileSource) and "buildings" in one.gives
        ],
        place,
        rules,
    )
    table = settings.homes
    if table is None:
        return found, bad
    path, names = city_file.parent / table.path, districts_of(found, parts, place)
    weights, unread = read_home_weights(
        path,
        source=table.key,
        district=table.district,
        lon=table.lon,
        lat=table.lat,
        weight=table.weight,
        districts=set(names.tolist()),
    )
    if table.district is not None:
        weighed, unknown = by_district(found, weights, names, source=table.key)
        return weighed, (*bad, *unread, *unknown)
    lived, outside = tabled(weights, place, source=table.key)
    if not len(lived):
        raise InputError(
            "none of its places lies inside the boundary",
            file=path, place=f"{table.lon}, {table.lat}", value=weights.lonlat[0].tolist(),
            hint="they are longitude and latitude in degrees",
        )  # fmt: skip
    return lived, (*bad, *unread, *outside)


def _tables(
    settings: CitySettings, city_file: Path, parts: Sequence[District]
) -> tuple[tuple[DistrictNumbers, ...], tuple[Rejection, ...]]:
    """Return a number for each district from each table, and the rows that cannot be used."""
    names = {one.name for one in parts}
    found = [
        read_district_numbers(
            city_file.parent / one.path,
            source=one.key,
            name=one.name,
            district=one.district,
            value=one.value,
            districts=names,
        )
        for one in settings.tables
    ]
    return tuple(table for table, _ in found), tuple(row for _, rows in found for row in rows)


def _buildings(
    extracts: Mapping[str, Extract], found: Sequence[Camera], rules: PublicationRules
) -> Iterator[Feature]:
    """Yield all features, and of packed outlines those that a verdict may ask for."""
    places = np.array([(camera.lon, camera.lat) for camera in found]).reshape(-1, 2)
    for extract in extracts.values():
        yield from extract.features
        yield from outlines_near(extract.outlines, places, metres=rules.dwellings.on_wall_m)


def _frame_of(place: Place) -> Polygon:
    """Return the box of the base map: a little more than the boundary."""
    x0, y0, x1, y1 = place.boundary.bounds
    dx, dy = 0.02 * (x1 - x0), 0.02 * (y1 - y0)
    return shapely.box(x0 - dx, y0 - dy, x1 + dx, y1 + dy)


def _refuse_swapped(path: Path, key: str, found: Sequence[Camera], place: Place) -> None:
    own = [camera for camera in found if camera.source == key]
    if own:
        points = np.array([(camera.lon, camera.lat) for camera in own])
        refuse_swapped(path, points, (own[0].id, own[0].lon, own[0].lat), place)
