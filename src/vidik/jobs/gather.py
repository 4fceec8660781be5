"""Gather: from a city file and its sources to the city's cameras, walls and streets."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import shapely
from shapely import Geometry, MultiPolygon, Polygon

from vidik.errors import InputError
from vidik.jobs.sources import read_source
from vidik.model.basemap import BaseShape
from vidik.model.camera import Camera
from vidik.model.feature import Extract, Feature
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.heights import Heights
from vidik.model.outlines import Outlines
from vidik.model.place import Place
from vidik.model.public_space import PublicSpace
from vidik.model.public_space_rules import PublicSpaceRules
from vidik.model.rejection import Rejection
from vidik.model.rules import PublicationRules, Selector
from vidik.model.source import Source
from vidik.model.span import Span
from vidik.model.streets import Streets
from vidik.model.survey import Survey
from vidik.outside.boundary import check_boundary_meets_data, read_boundary
from vidik.outside.progress import Advance, Progress
from vidik.outside.reading import format_of, read_extract
from vidik.register import buildings, claims, streets
from vidik.register.basemap import base_shapes
from vidik.register.cameras import cameras
from vidik.register.denial import drop_denied
from vidik.register.globe import swapped_inside
from vidik.register.near import outlines_near
from vidik.register.packed import packed, packed_footprints
from vidik.register.public_space import public_space
from vidik.register.roofs import with_roofs
from vidik.register.surveys import surveys
from vidik.register.synthetic import synthetic_cameras
from vidik.register.synthetic_surveys import synthetic_surveys
from vidik.report.clearance import Homes, homes_of
from vidik.settings import (
    CitySettings,
    FileSource,
    FileSurveys,
    SyntheticSource,
    SyntheticSurveys,
    TerrainSource,
)

__all__ = [
    "City", "check_extent", "denied_areas", "gather", "left_out", "refuse_swapped", "rules_of",
    "sources_of", "split", "walls_of",
]  # fmt: skip

#: What is declared without a file of its own.
Invented = SyntheticSource | SyntheticSurveys
Declared = FileSource | FileSurveys | TerrainSource | Invented


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
    public_space
        Of the sources that give streets, clipped to the boundary.
    surveys
        Where and when somebody looked for cameras, inside the boundary.
    base
        The base map.
    denied
        Areas of the deny-list, longitude and latitude.
    homes
        Outlines of buildings by whether people live there.
    rejected
        What was not understood.
    """

    place: Place
    dated: dt.date | None
    cameras: tuple[Camera, ...]
    footprints: Footprints
    roofs_assumed: int
    streets: Streets
    public_space: PublicSpace
    surveys: tuple[Survey, ...]
    base: tuple[BaseShape, ...]
    denied: tuple[Geometry, ...]
    homes: Homes
    rejected: tuple[Rejection, ...]


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
    terrain = () if settings.terrain is None else (settings.terrain,)
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
        for one in (*settings.sources, *settings.surveys, *terrain)
    )


def _format_of(one: Declared, city_file: Path) -> str:
    if isinstance(one, FileSource | FileSurveys):
        return format_of(city_file.parent / one.path, format=one.format)
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
    heights: Heights,
    progress: Progress,
    threads: int = 1,
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
    heights
        Of roofs that nobody mapped.
    progress
        Told how far reading is.
    threads
        How many to compute with; results do not depend on it.

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
                one, path, rules=rules, threads=threads, progress=_stepwise(advance)
            )
        extracts[one.key], areas = drop_denied(extract, rules.denied)
        denied += areas
        rejected += extracts[one.key].rejected
    place = _place(settings, city_file, extracts)
    storey = settings.assumptions.metres_per_level.span

    footprints: list[Footprints] = []
    ways: list[Streets] = []
    claimed: list[claims.Claims] = []
    shapes: list[BaseShape] = []
    found: list[Camera] = []
    for one in settings.sources:
        if not isinstance(one, FileSource):
            continue
        features = extracts[one.key].features
        if "buildings" in one.gives:
            made, bad = walls_of(
                extracts[one.key], place.frame, source=one.key, storey_m=storey, threads=threads
            )
            footprints.append(made)
            rejected += bad
        if "streets" in one.gives:
            paths, bad = streets.streets(features, place, space_rules.streets, source=one.key)
            ways.append(paths)
            rejected += bad
            ground, bad = claims.claims(features, place.frame, space_rules, source=one.key)
            claimed.append(ground)
            rejected += bad
        if "basemap" in one.gives:
            shapes += base_shapes(features, clip=_frame_of(place))
        if "cameras" in one.gives:
            devices, bad = cameras(features, source=one.key, assume=one.gives == ("cameras",))
            found += devices
            rejected += bad
    walls, public = buildings.merge(footprints), streets.merge(ways)
    if not len(public) and not len(walls) and not found:
        raise InputError(
            "no camera, building or street of the sources lies in the boundary: the city is empty",
            file=city_file,
            place="place.boundary",
            value=[round(v, 5) for v in place.boundary.bounds],
        )
    for one in settings.sources:
        if isinstance(one, SyntheticSource):
            invented = synthetic_cameras(
                walls, public, place.frame, count=one.count, seed=one.seed, source=one.key
            )
            devices, bad = cameras(invented, source=one.key, synthetic=True)
            found += devices
            rejected += bad
    # sums of floats depend on their order, so it must not be the order of the files
    found.sort(key=lambda camera: camera.id)
    for one in settings.sources:
        if isinstance(one, FileSource):
            own = [camera for camera in found if camera.source == one.key]
            refuse_swapped(own, place, file=city_file.parent / one.path)
    inside, outside = split(found, place)
    gone = {(camera.source, camera.location.partition(":")[2]) for camera in outside}
    rejected = [row for row in rejected if (row.source, row.id) not in gone]
    boundary = streets.boundary_in_metres(place)
    looked, bad = _surveys(settings, city_file, place, boundary)
    rejected += bad
    with progress.task("Public space", total=boundary.area) as advance:
        space = public_space(
            claims.merge(claimed), boundary, walls, space_rules, threads=threads, advance=advance
        )
    return City(
        place=place,
        dated=max((e.dated for e in extracts.values() if e.dated), default=None),
        cameras=inside,
        footprints=with_roofs(walls, heights),
        roofs_assumed=int(np.isnan(walls.height[:, 1]).sum()),
        streets=public,
        public_space=space,
        surveys=looked,
        base=tuple(shapes),
        denied=tuple(denied),
        homes=homes_of(_buildings(extracts, inside, rules), rules),
        # a hall that is a market, too, has one outline, and its fault is one
        rejected=(*dict.fromkeys(rejected), *left_out(outside)),
    )


def walls_of(
    extract: Extract, frame: LocalFrame, *, source: str, storey_m: Span, threads: int = 1
) -> tuple[Footprints, tuple[Rejection, ...]]:
    """Return the buildings of one source, and what was not understood of them.

    Parameters
    ----------
    extract
        What the source holds.
    frame
        Of the city.
    source
        Key of the source.
    storey_m
        Height of a storey where only their number is mapped.
    threads
        How many to compute with; the result does not depend on it.
    """
    packs, rest = packed(extract.features, wanted=buildings.WALL_TAGS.__contains__)
    return packed_footprints(
        Outlines.joined([packs, extract.outlines]),
        frame,
        others=rest,
        source=source,
        metres_per_level=storey_m.expected,
        least_metres_per_level=storey_m.least,
        most_metres_per_level=storey_m.most,
        threads=threads,
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


def _buildings(
    extracts: Mapping[str, Extract], found: Sequence[Camera], rules: PublicationRules
) -> Iterator[Feature]:
    """Yield all features, and of packed outlines those that a verdict may ask for."""
    places = np.array([(camera.lon, camera.lat) for camera in found]).reshape(-1, 2)
    for extract in extracts.values():
        yield from extract.features
        yield from outlines_near(extract.outlines, places, metres=rules.dwellings.on_wall_m)


def _stepwise(advance: Advance) -> Callable[[int, int], None]:
    """Return a reader's callback that passes on the bytes read since its last call."""
    before = 0

    def tell(done: int, _: int) -> None:
        nonlocal before
        advance(done - before)
        before = done

    return tell


def _place(settings: CitySettings, city_file: Path, extracts: dict[str, Extract]) -> Place:
    """Return the place, its boundary from the city file or from the data."""
    # a list of cameras bounds no city, least of all one with its coordinates swapped
    grounds = [one.key for one in settings.sources if set(one.gives) - {"cameras"}]
    bounds = [
        extract.bounds
        for key, extract in extracts.items()
        if extract.bounds is not None and (key in grounds or not grounds)
    ]
    if not bounds:
        raise InputError("the sources hold nothing at all: the city is empty", file=city_file)
    west, south, east, north = (
        pick(values)
        for pick, values in zip((min, min, max, max), zip(*bounds, strict=True), strict=True)
    )
    boundary = read_boundary(settings.place.boundary, city_file=city_file)
    if boundary is None:
        check_extent((west, south, east, north), file=city_file)
        boundary = shapely.box(west, south, east, north)
    else:
        check_boundary_meets_data(boundary, (west, south, east, north), city_file=city_file)
    return Place.about(settings.place.name, boundary)


def check_extent(bounds: tuple[float, float, float, float], *, file: object) -> None:
    """Refuse bounds of data that are the bounds of no place.

    Parameters
    ----------
    bounds
        West, south, east, north, degrees.
    file
        For the message.

    Raises
    ------
    InputError
        If they reach over the antimeridian, or have no area.
    """
    west, south, east, north = bounds
    if east - west > 180.0:
        raise InputError(
            "the data lie on both sides of the antimeridian (180°), which Vidik cannot do",
            file=file,
            place="place.boundary",
            value=[west, south, east, north],
            hint="declare a boundary on one side of it, and build the two sides as two cities",
        )
    if east <= west or north <= south:
        raise InputError(
            "the data lie in a single point, so they bound no area",
            file=file,
            place="place.boundary",
            value=[west, south, east, north],
            hint="declare a boundary",
        )


def _frame_of(place: Place) -> Polygon:
    """Return the box of the base map: a little more than the boundary."""
    x0, y0, x1, y1 = place.boundary.bounds
    dx, dy = 0.02 * (x1 - x0), 0.02 * (y1 - y0)
    return shapely.box(x0 - dx, y0 - dy, x1 + dx, y1 + dy)


def split(found: Sequence[Camera], place: Place) -> tuple[tuple[Camera, ...], tuple[Camera, ...]]:
    """Return the cameras inside the boundary and those outside it."""
    boundary: Polygon | MultiPolygon = place.boundary
    shapely.prepare(boundary)
    hits = shapely.intersects_xy(boundary, [c.lon for c in found], [c.lat for c in found])
    marked = list(zip(found, hits, strict=True))
    return tuple(c for c, hit in marked if hit), tuple(c for c, hit in marked if not hit)


def left_out(outside: Sequence[Camera]) -> tuple[Rejection, ...]:
    """Return one row per source for the cameras outside the boundary.

    They were never judged by the rules of publication, so neither their ids nor their places may
    be listed.
    """
    counts = Counter(camera.source for camera in outside)
    return tuple(
        Rejection(
            source=source,
            id="*",
            field="*",
            value=f"{count} cameras",
            reason="They stand outside the boundary of this observatory.",
        )
        for source, count in sorted(counts.items())
    )


def refuse_swapped(own: Sequence[Camera], place: Place, *, file: Path) -> None:
    """Refuse a source whose cameras all lie elsewhere, but inside with their numbers swapped.

    Parameters
    ----------
    own
        All cameras of the source.
    place
        Where they should lie.
    file
        Of the source, for the message.

    Raises
    ------
    InputError
        If at least half of them would lie inside.
    """
    points = np.array([(camera.lon, camera.lat) for camera in own])
    swapped = swapped_inside(points, place.boundary)
    if 2 * swapped >= max(len(own), 1):
        raise InputError(
            f"none of its {len(own)} cameras lies in the boundary, "
            f"but {swapped} would with longitude and latitude swapped",
            file=file,
            place=own[0].id.partition(":")[2],
            value=[own[0].lon, own[0].lat],
            hint="in GeoJSON longitude comes first",
        )
