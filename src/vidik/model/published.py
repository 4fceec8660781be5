"""What may be shown: the only form of a place that pages, tiles and downloads are made from.

Made by `vidik.report.gate` and by nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields

from shapely import LineString

from vidik.model.basemap import BaseShape
from vidik.model.camera import Arc, Kind
from vidik.model.coverage import Coverage
from vidik.model.district import DistrictFigures
from vidik.model.from_home import PublishedHomes
from vidik.model.optics import Optics
from vidik.model.place import Place
from vidik.model.public_space import PublicSpace
from vidik.model.reconciled import Reconciled
from vidik.model.rejection import Rejection
from vidik.model.source import Source
from vidik.model.span import Span
from vidik.model.streets import Streets
from vidik.model.survey import Survey
from vidik.model.surveyed import Surveyed
from vidik.model.testimony import Testimony
from vidik.model.views import Views
from vidik.model.watched import Watched

__all__ = [
    "CameraFigures",
    "Cleared",
    "Figures",
    "PrivateStretch",
    "PublicSpaceFigures",
    "Published",
    "PublishedCamera",
    "StreetFigures",
    "Totals",
]


@dataclass(frozen=True, slots=True)
class PublishedCamera:
    """A camera that may be shown at its place.

    Parameters
    ----------
    id, location, source, lon, lat, kind, axis, height, tilt, indoor, mount, surveillance, zone
        As of `vidik.model.camera.Camera`.
    slug
        Its page's folder name: ``osm-node-123-2``.
    operator
        Name of an organisation, or a pseudonym (“operator 7f3a, name withheld”), or None.
    plates, checked, synthetic
        As of `vidik.model.camera.Camera`.
    moved_m
        Metres between the mapped place and the place the view was computed from.
    on_wall
        True if it hangs on a wall, so that it probably looks outward.
    tags
        The source's values that may be shown; those withheld read “withheld”.
    url
        Where the statement can be looked up, or None: the object's page at openstreetmap.org.
    told
        What each source of a register says; none where cameras come from no register.
    """

    id: str
    location: str
    source: str
    slug: str
    lon: float
    lat: float
    kind: Kind
    axis: Arc | None
    height: Span | None
    tilt: Span | None
    indoor: bool
    mount: str | None
    surveillance: str | None
    zone: str | None
    operator: str | None
    plates: bool
    checked: dt.date | None
    synthetic: bool
    moved_m: float
    on_wall: bool
    tags: Mapping[str, str]
    url: str | None
    told: tuple[Testimony, ...] = ()


@dataclass(frozen=True, slots=True)
class PrivateStretch:
    """Cameras on private dwellings, shown as the stretch of street that they are near.

    Parameters
    ----------
    street
        Name of the street, “” where it has none.
    line
        The whole street piece, longitude and latitude.
    cameras
        How many devices.
    synthetic
        True if any of them was made up.
    """

    street: str
    line: LineString
    cameras: int
    synthetic: bool


@dataclass(frozen=True, slots=True)
class StreetFigures:
    """Watched metres of one street, by all mapped cameras, private ones included.

    Parameters
    ----------
    name
        The street; “” collects the pieces without a name.
    length_m
        Metres of public street of that name.
    watched_m
        By key of the level.
    """

    name: str
    length_m: float
    watched_m: Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class PublicSpaceFigures:
    """How much public space there is, as open ground: without what buildings stand on.

    *Least*, *expected* and *most* are those of the ground itself: widths that nobody mapped, and
    areas of which nobody mapped whether they are open.

    Parameters
    ----------
    version
        Of the table of rules that says what counts.
    by_kind_m2
        Square metres of each kind, in order of precedence; no ground is in two of them.
    coverage
        How much of it all mapped cameras but those withheld watch, and how many of them.
    """

    version: str
    by_kind_m2: Mapping[str, Span]
    coverage: Coverage

    @property
    def total_m2(self) -> Span:
        """Square metres of all kinds together."""
        spans = self.by_kind_m2.values()
        return Span(
            sum(span.least for span in spans),
            sum(span.expected for span in spans),
            sum(span.most for span in spans),
        )


@dataclass(frozen=True, slots=True)
class CameraFigures:
    """How many cameras are mapped, and how much is known of them.

    Parameters
    ----------
    cameras
        Devices mapped inside the boundary, all of them.
    locations
        Places they stand at.
    on_map
        Devices that may be shown at their place.
    private
        Devices on private dwellings: counted, shown only as a stretch of street.
    withheld
        Devices at places of the deny-list: not shown at all, and in no figure but this one and
        `cameras`.
    direction_known, height_known, operator_known, checked_known
        Of `cameras`: how many say so.
    bare
        Devices that say nothing but that they exist.
    indoor
        Devices that watch an inside; they have no view on the street.
    by_kind
        Devices of each kind.
    """

    cameras: int
    locations: int
    on_map: int
    private: int
    withheld: int
    direction_known: int
    height_known: int
    operator_known: int
    checked_known: int
    bare: int
    indoor: int
    by_kind: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Totals(CameraFigures):
    """The figures of a place as a whole; all of them are about *mapped* cameras.

    Parameters
    ----------
    cameras, locations, on_map, private, withheld, direction_known, height_known, operator_known
        As of `CameraFigures`.
    checked_known, bare, indoor, by_kind
        As of `CameraFigures`.
    street_m
        Metres of public street inside the boundary.
    watched_m
        Watched metres of those, by level.
    public_space
        Square metres of public space inside the boundary.
    buildings
        Buildings and building parts used as walls.
    """

    street_m: float
    watched_m: Mapping[str, Span]
    public_space: PublicSpaceFigures
    buildings: int


@dataclass(frozen=True, slots=True)
class Figures(Totals):
    """The city's figures; all of them are about *mapped* cameras.

    Parameters
    ----------
    cameras, locations, on_map, private, withheld, direction_known, height_known, operator_known
        As of `CameraFigures`.
    checked_known, bare, indoor, by_kind
        As of `CameraFigures`.
    street_m, watched_m, public_space, buildings
        As of `Totals`.
    streets
        Per street name, in order of the name.
    surveyed
        How much of streets and public space somebody looked at for cameras.
    looked_cameras
        Of `on_map`: how many stand where somebody says that they looked. The others are left out,
        as the difference would tell where they are.
    """

    streets: tuple[StreetFigures, ...]
    surveyed: Surveyed
    looked_cameras: int


@dataclass(frozen=True, eq=False)
class Cleared:
    """What may be said of a place as a whole, cleared for publication.

    Parameters
    ----------
    place
        What it is about.
    sources
        Of every statement in it.
    dated
        State of the data: the newest date the sources give, or None.
    retrieved
        The newest day on which a source was retrieved, or None.
    attribution
        The credit that stands on every output.
    licence
        Of the outputs, as a key of the table of licences.
    synthetic
        True if anything in it was made up: then every output carries the mark.
    optics
        Levels and lenses used.
    figures
        Of the whole place.
    rejected
        What was not understood, as far as it may be shown.
    """

    place: Place
    sources: tuple[Source, ...]
    dated: dt.date | None
    retrieved: dt.date | None
    attribution: str
    licence: str
    synthetic: bool
    optics: Optics
    figures: Totals
    rejected: tuple[Rejection, ...]


@dataclass(frozen=True, eq=False)
class Published(Cleared):
    """A city, cleared for publication.

    Parameters
    ----------
    place, sources, dated, retrieved, attribution, licence, synthetic, optics, figures, rejected
        As of `Cleared`; the figures are those of the streets as well.
    cameras
        In order of their id.
    private
        Stretches with private cameras.
    views
        Of `cameras` that are outdoors, in the same order.
    streets
        The city's public streets.
    watched
        Stretches of street watched by the cameras shown; without private ones, whose place they
        would give away.
    public_space
        The ground that counts as public.
    surveys
        Where and when somebody looked for cameras, by day; without areas so small that they point
        at a door.
    base
        The base map.
    districts
        Their figures, in order of the name; none if no source draws districts.
    reconciled
        Sources of the register, each two compared.
    homes
        Walks from homes; None if there are too few homes to say anything.
    """

    figures: Figures
    cameras: tuple[PublishedCamera, ...]
    private: tuple[PrivateStretch, ...]
    views: Views
    streets: Streets
    watched: Watched
    public_space: PublicSpace
    surveys: tuple[Survey, ...]
    base: tuple[BaseShape, ...]
    districts: tuple[DistrictFigures, ...] = ()
    reconciled: tuple[Reconciled, ...] = ()
    homes: PublishedHomes | None = None

    @property
    def cleared(self) -> Cleared:
        """What is said of the place as a whole, without all else."""
        return Cleared(**{field.name: getattr(self, field.name) for field in fields(Cleared)})
