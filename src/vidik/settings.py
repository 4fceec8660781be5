"""What a user declares in ``city.toml``: the place, its sources, the assumptions, the output.

Paths are text as it stands in the file, relative to the city file's folder, so that the same city
file means the same thing in every folder. `vidik.outside.cityfile` reads and explains them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from vidik.model.span import Span

__all__ = [
    "Assumptions",
    "Box",
    "CitySettings",
    "CorrectionEntry",
    "CorrectionLog",
    "DistrictSource",
    "DistrictTable",
    "FileSource",
    "FileSurveys",
    "Gives",
    "HomeTable",
    "LevelHeight",
    "Output",
    "PlaceSettings",
    "Publication",
    "RegisterSource",
    "SyntheticSource",
    "SyntheticSurveys",
    "TerrainSource",
    "check_box",
]

T = TypeVar("T")

#: What a source can give to an observatory.
Gives = Literal["cameras", "buildings", "streets", "basemap"]


def check_box(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return the box unchanged if a city can lie in it.

    Parameters
    ----------
    box
        West, south, east, north, degrees (EPSG:4326).

    Raises
    ------
    ValueError
        If it is not on the globe, is empty, or crosses the antimeridian.
    """
    west, south, east, north = box
    if not (abs(west) <= 180 and abs(east) <= 180 and abs(south) <= 90 and abs(north) <= 90):
        swapped = max(abs(west), abs(east)) <= 90 and max(abs(south), abs(north)) <= 180
        raise ValueError(
            "latitudes lie between -90 and 90: latitude and longitude look swapped"
            if swapped
            else "not on the globe: longitudes lie within 180 degrees, latitudes within 90"
        )
    if west > east or east - west > 180:
        raise ValueError(
            "the boundary crosses the antimeridian (180°), which Vidik cannot do: "
            "build the two sides as two cities"
        )
    if west == east or south >= north:
        raise ValueError("the boundary is empty: the order is west, south, east, north")
    return box


def _selector(text: str) -> str:
    if not re.fullmatch(r"[^=\s]+=\S.*", text):
        raise ValueError('a selector has the form "key=value", or "key=*" for any value')
    return text


def _area(declared: str | Box) -> str | Box:
    if declared == "data":
        raise ValueError('"data" is no area: name a GeoJSON file or [west, south, east, north]')
    return declared


def _role(text: str) -> str:
    if "@" in text:
        raise ValueError("should be a role, such as “the editors”, not a person's address")
    return text


def _page(text: str) -> str:
    if not re.fullmatch(r"(?:[a-z0-9-]+/)+", text):
        raise ValueError('should be the address of a page within the site, like "summary/"')
    return text


def _contact(text: str) -> str:
    if not re.fullmatch(r"https://\S+|[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+", text):
        raise ValueError("should be an e-mail address, or a page that begins with https://")
    return text


def _once(values: tuple[T, ...]) -> tuple[T, ...]:
    for value in values:
        if values.count(value) > 1:
            raise ValueError(f"{value!r} stands here twice")
    return values


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\x00]*$")]
Key = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40), Field(examples=["osm"])
]
Licence = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+-]*$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")]
Selector = Annotated[str, AfterValidator(_selector)]
Box = Annotated[tuple[float, float, float, float], AfterValidator(check_box)]


def _path_or_box(value: object) -> str:
    return "<path>" if isinstance(value, str) else "<box>"


#: A file or four numbers. Tags in angle brackets are ours, not keys of the city file.
PathOrBox = Annotated[
    Annotated[Text, Tag("<path>")] | Annotated[Box, Tag("<box>")], Discriminator(_path_or_box)
]


class _Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class PlaceSettings(_Section):
    """What the observatory is about."""

    name: Text
    """The place, as its people write it."""
    names: dict[Language, Text] = {}
    """What it is called in other languages of the site: `{ en = "Belgrade" }`."""
    boundary: PathOrBox = "data"
    """Figures count what lies inside: `"data"` (the bounds of the data), the path of a GeoJSON file
    with polygons, or `[west, south, east, north]` in degrees."""


class FileSource(_Section):
    """A file that somebody gave away, and on what terms."""

    kind: Literal["file"] = "file"
    """`"file"`, or `"synthetic"` for made-up cameras."""
    key: Key
    """Short name, used in ids and outputs: small letters, digits, underscores."""
    name: Text
    """What a reader calls it."""
    path: Text
    """The file, relative to the city file."""
    format: Literal[
        "pbf", "osm", "overpass", "geojson", "gpkg", "fgb", "parquet",
        "csv", "xlsx", "ods", "xls", "xlsb", "kml", "kmz", "gpx", "pdf",
    ] | None = None  # fmt: skip
    """Only if the file's name does not tell."""
    licence: Licence
    """Of the data, as a key of SPDX's list of licences."""
    attribution: Text
    """The credit line; it stands on every output."""
    retrieved: dt.date | None = None
    """The day the data was taken from its origin."""
    gives: Annotated[tuple[Gives, ...], AfterValidator(_once), Field(min_length=1)] = (
        "cameras",
        "buildings",
        "streets",
        "basemap",
    )
    """What to read from it."""


class SyntheticSource(_Section):
    """Made-up cameras, marked as such everywhere."""

    kind: Literal["synthetic"]
    """`"synthetic"`."""
    key: Key = "synthetic"
    """Short name, used in ids and outputs."""
    name: Text = "Made-up cameras"
    """What a reader calls it."""
    count: Annotated[int, Field(gt=0, le=1_000_000)]
    """How many cameras."""
    seed: Annotated[int, Field(ge=0)] = 1
    """The same seed, buildings and streets give the same cameras."""
    licence: Licence = "ODbL-1.0"
    """They are placed along buildings and streets: use the licence of those."""
    attribution: Text = "Made-up cameras, placed at random by Vidik"
    """The credit line."""

    @property
    def gives(self) -> tuple[Gives, ...]:
        """What it gives: cameras."""
        return ("cameras",)


class FileSurveys(_Section):
    """Areas in which somebody looked for cameras, each with the day; see the how-to."""

    kind: Literal["file"] = "file"
    """`"file"`, or `"synthetic"` for made-up surveys."""
    key: Key = "surveys"
    """Short name, used in ids and outputs: small letters, digits, underscores."""
    name: Text
    """What a reader calls it; who looked, if that is an organisation."""
    path: Text
    """The file of polygons, relative to the city file; each with its `surveyed_on`."""
    format: Literal["geojson", "gpkg", "fgb", "parquet"] | None = None
    """Only if the file's name does not tell."""
    licence: Licence
    """Of the data, as a key of SPDX's list of licences."""
    attribution: Text
    """The credit line; it stands on every output."""
    retrieved: dt.date | None = None
    """The day the data was taken from its origin."""


class SyntheticSurveys(_Section):
    """Made-up surveys of half of the city, marked as such everywhere."""

    kind: Literal["synthetic"]
    """`"synthetic"`."""
    key: Key = "synthetic_surveys"
    """Short name, used in ids and outputs."""
    name: Text = "Made-up surveys"
    """What a reader calls it."""
    seed: Annotated[int, Field(ge=0)] = 1
    """The same seed and boundary give the same surveys."""
    licence: Licence = "ODbL-1.0"
    """Of the outputs they are part of."""
    attribution: Text = "Made-up surveys, drawn at random by Vidik"
    """The credit line."""


class DistrictSource(_Section):
    """Districts that pages and figures are made for; without it, those that OpenStreetMap has."""

    key: Key = "districts"
    """Short name, used in outputs: small letters, digits, underscores."""
    name: Text
    """What a reader calls it."""
    path: Text
    """The file of polygons, relative to the city file; rows of one name are one district."""
    field: Text = "name"
    """The column with the district's name."""
    format: Literal["geojson", "gpkg", "fgb", "parquet"] | None = None
    """Only if the file's name does not tell."""
    licence: Licence
    """Of the data, as a key of SPDX's list of licences."""
    attribution: Text
    """The credit line; it stands on every output."""
    retrieved: dt.date | None = None
    """The day the data was taken from its origin."""


class HomeTable(_Section):
    """How many dwellings or people there are; without it, homes that the map has count the same."""

    key: Key = "homes"
    """Short name, used in outputs: small letters, digits, underscores."""
    name: Text
    """What a reader calls it."""
    path: Text
    """The table (CSV), relative to the city file."""
    district: Text | None = None
    """The column with the district's name, among whose homes its number is shared out; without it,
    each row is a place where people live."""
    lon: Text = "lon"
    """The column with the longitude, degrees."""
    lat: Text = "lat"
    """The column with the latitude, degrees."""
    weight: Text = "weight"
    """The column with the number of dwellings or people, thousands without a mark: `12345`."""
    licence: Licence
    """Of the data, as a key of SPDX's list of licences."""
    attribution: Text
    """The credit line; it stands on every output."""
    retrieved: dt.date | None = None
    """The day the data was taken from its origin."""


class DistrictTable(_Section):
    """A number for each district, such as an income, that walks from homes are compared with."""

    key: Key
    """Short name, used in outputs: small letters, digits, underscores."""
    name: Text
    """What the number is, as a reader calls it: `"Median income, 2022"`."""
    path: Text
    """The table (CSV), relative to the city file."""
    district: Text = "district"
    """The column with the district's name."""
    value: Text = "value"
    """The column with the number, thousands without a mark: `12345`."""
    licence: Licence
    """Of the data, as a key of SPDX's list of licences."""
    attribution: Text
    """The credit line; it stands on every output."""
    retrieved: dt.date | None = None
    """The day the data was taken from its origin."""


class TerrainSource(_Section):
    """Heights of the ground, as a GeoTIFF with one band; without it the ground counts as level."""

    key: Key = "terrain"
    """Short name, used in outputs: small letters, digits, underscores."""
    name: Text
    """What a reader calls it."""
    path: Text
    """The file, relative to the city file; in any coordinate system."""
    licence: Licence
    """Of the data, as a key of SPDX's list of licences."""
    attribution: Text
    """The credit line; it stands on every output."""
    retrieved: dt.date | None = None
    """The day the data was taken from its origin."""


class RegisterSource(_Section):
    """A register that all cameras come from; see `vidik register`."""

    path: Text
    """The file, relative to the city file, or the address of a database."""
    sources: Annotated[tuple[Key, ...], AfterValidator(_once)] = ()
    """Keys of the sources of the register to show; without it, all that may be published."""


class LevelHeight(_Section):
    """Metres from one storey to the next, for buildings whose height nobody mapped."""

    least: Annotated[float, Field(gt=0)] = 2.5
    """In a low building."""
    expected: Annotated[float, Field(gt=0)] = 3.0
    """In most buildings."""
    most: Annotated[float, Field(gt=0)] = 4.0
    """In an old or a public building."""

    @model_validator(mode="after")
    def _ordered(self) -> LevelHeight:
        if not self.least <= self.expected <= self.most:
            raise ValueError("needs least <= expected <= most")
        return self

    @property
    def span(self) -> Span:
        """The same as a `Span`, metres."""
        return Span(self.least, self.expected, self.most)


class Assumptions(_Section):
    """What is taken for granted where nobody mapped it."""

    optics: Text | None = None
    """A table of levels and lenses of your own; without it, the table that comes with Vidik."""
    max_reach_m: Annotated[float, Field(gt=0, le=5000)] | None = None
    """No view is computed beyond this distance, metres; without it, the optics table's."""
    heights: Text | None = None
    """A table of heights and tilts of your own; without it, the table that comes with Vidik."""
    target_m: Annotated[float, Field(ge=0, le=100)] | None = None
    """Height above ground of what is looked for, metres: 1.6 a face, 0 the ground; without it, the
    heights table's."""
    metres_per_level: LevelHeight = LevelHeight()
    """Height of a storey, metres."""
    wall_m: Annotated[float, Field(ge=0, le=10)] = 1.0
    """A camera this close to a wall hangs on it, metres."""
    outward_share: Annotated[float, Field(ge=0, le=1)] = 0.963
    """How often a camera on a wall looks outward: 78 of 81 cameras on walls in Brno whose direction
    is mapped."""


class Publication(_Section):
    """What the site's owner adds to the rules of publication."""

    deny: tuple[Selector, ...] = ()
    """Places nobody may see, as tags: `"amenity=clinic"`, `"office=*"`; added to the deny-list."""
    deny_areas: tuple[Annotated[PathOrBox, AfterValidator(_area)], ...] = ()
    """The same as areas: GeoJSON files or `[west, south, east, north]`."""
    organisations: tuple[Text, ...] = ()
    """Operators known to be organisations; other names are withheld unless the rules know them."""
    hide: tuple[Text, ...] = ()
    """Objects to show as a stretch of street only, because somebody asked: `"osm:node/123"`."""
    contact: Annotated[Text, AfterValidator(_contact)] | None = None
    """Whom to ask for corrections and removals, an e-mail address or `https://…`; on every page."""
    corrections: Text | None = None
    """The public log of corrections, a TOML file; see below."""


class CorrectionEntry(_Section):
    """One entry of the log of corrections, in the file that `publication.corrections` names."""

    date: dt.date
    """The day on which it was decided."""
    said: Text
    """What the site said."""
    right: Text
    """What is right."""
    evidence: Text
    """What shows it: a document, or an address that begins with `https://`."""
    decided_by: Annotated[Text, AfterValidator(_role)]
    """Who decided, as a role: `"the editors"`; never a name."""
    pages: tuple[Annotated[Text, AfterValidator(_page)], ...] = ()
    """Pages that it touches, which then say so: `"summary/"`, `"street/main-street/"`."""


class CorrectionLog(BaseModel):
    """The file of corrections."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    corrections: tuple[CorrectionEntry, ...] = ()


class Output(_Section):
    """Where to, and in which languages."""

    folder: Text = "site"
    """The folder to write, relative to the city file."""
    languages: Annotated[tuple[Language, ...], AfterValidator(_once), Field(min_length=1)] = ("en",)
    """The first is the site's own; the others have a folder each."""
    since: Text | None = None
    """Folder of an earlier build, for a page about what changed; `--since` goes before it."""


def _source_kind(value: object) -> str:
    if isinstance(value, Mapping):
        return f"<{value.get('kind', 'file')}>"
    return f"<{getattr(value, 'kind', 'file')}>"


AnySource = Annotated[
    Annotated[FileSource, Tag("<file>")] | Annotated[SyntheticSource, Tag("<synthetic>")],
    Discriminator(_source_kind),
]


AnySurveys = Annotated[
    Annotated[FileSurveys, Tag("<file>")] | Annotated[SyntheticSurveys, Tag("<synthetic>")],
    Discriminator(_source_kind),
]


class CitySettings(_Section):
    """A city file: everything a build needs to know besides the data themselves."""

    place: PlaceSettings
    sources: Annotated[tuple[AnySource, ...], Field(min_length=1)]
    surveys: tuple[AnySurveys, ...] = ()
    districts: DistrictSource | None = None
    terrain: TerrainSource | None = None
    homes: HomeTable | None = None
    tables: tuple[DistrictTable, ...] = ()
    cameras: RegisterSource | None = None
    assumptions: Assumptions = Assumptions()
    publication: Publication = Publication()
    output: Output = Output()

    @model_validator(mode="after")
    def _sources_fit_together(self) -> CitySettings:
        keys = [source.key for source in (*self.sources, *self.surveys)]
        keys += [one.key for one in self.further]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"two sources have the key {key!r}")
        given = {what for source in self.sources for what in source.gives}
        mapped = [one.key for one in self.sources if one.kind == "file" and "cameras" in one.gives]
        if self.cameras is not None and mapped:
            raise ValueError(
                f"cameras come from the register: take “cameras” out of what {mapped[0]!r} gives"
            )
        if "cameras" not in given and self.cameras is None:
            raise ValueError('no source gives cameras: add "cameras" to the gives of one')
        invented = any(source.kind == "synthetic" for source in self.sources)
        if invented and not given & {"buildings", "streets"}:
            raise ValueError("made-up cameras need a source that gives buildings or streets")
        return self

    @property
    def further(self) -> tuple[DistrictSource | TerrainSource | HomeTable | DistrictTable, ...]:
        """Sources that give neither cameras nor what stands around them."""
        alone = [one for one in (self.districts, self.terrain, self.homes) if one is not None]
        return (*alone, *self.tables)

    @property
    def statistics(self) -> Mapping[str, str]:
        """Tables whose rows are districts, by key: the column with the name of the district."""
        weights = {}
        if self.homes and self.homes.district:
            weights[self.homes.key] = self.homes.district
        return weights | {one.key: one.district for one in self.tables}

    @property
    def synthetic(self) -> bool:
        """True if any source is made up."""
        return any(source.kind == "synthetic" for source in (*self.sources, *self.surveys))
