"""The tables that can be downloaded: one definition makes the files and their dictionary."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Generic, Literal, TypeVar

import numpy as np
import shapely
from shapely import Geometry

from vidik.model.bands import BANDS
from vidik.model.published import Cleared, PrivateStretch, Published, PublishedCamera
from vidik.model.rejection import Rejection
from vidik.model.survey import Survey
from vidik.sight.depth_classes import CLASSES

__all__ = [
    "BandShape", "Field", "FieldType", "OverlapShape", "Table", "rejected_table", "tables_of",
    "totals_table",
]  # fmt: skip

FieldType = Literal["text", "integer", "number", "boolean", "date"]
#: Camera id, level, band and where, in longitude and latitude.
BandShape = tuple[str, str, int, Geometry]
#: Level, whether for certain, by how many cameras at least (`vidik.sight.depth_classes.CLASSES`),
#: and where, in longitude and latitude.
OverlapShape = tuple[str, bool, int, Geometry]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Field(Generic[Item]):
    """One column.

    Parameters
    ----------
    name
        Of the column.
    type
        Of its values.
    unit
        “” if it has none.
    meaning
        One sentence.
    source
        Where the values come from: the source as it stands, the gate, or a method of Vidik.
    of
        The value for one row; None where nobody knows it.
    """

    name: str
    type: FieldType
    unit: str
    meaning: str
    source: str
    of: Callable[[Item], str | float | bool | None]


@dataclass(frozen=True, slots=True)
class Table(Generic[Item]):
    """One table.

    Parameters
    ----------
    name
        Of its files.
    fields
        Of each row, in order; the last four say where the row is from, in every table.
    items
        What the rows are about, in order.
    geometry
        What the rows' shapes are, for the dictionary; “” for a table without shapes.
    shape
        The shape for one row, longitude and latitude.
    """

    name: str
    fields: tuple[Field[Item], ...]
    items: Sequence[Item]
    geometry: str
    shape: Callable[[Item], Geometry | None]


# Where values come from.
_SAID = "as the source says"
_GATE = "rules of publication"
_COMPUTED = "computed"
_OPTICS = "table of optics"


def tables_of(
    published: Published, bands: Sequence[BandShape], overlaps: Sequence[OverlapShape]
) -> tuple[
    Table[PublishedCamera],
    Table[PrivateStretch],
    Table[BandShape],
    Table[OverlapShape],
    Table[int],
    Table[Survey],
    Table[Rejection],
]:
    """Return the tables of a city.

    Parameters
    ----------
    published
        What may be shown.
    bands
        Where each camera sees, in longitude and latitude.
    overlaps
        By how many cameras what is watched, likewise.
    """
    return (
        _cameras(published),
        _private(published),
        _views(published, bands),
        _overlap(published, overlaps),
        _streets(published),
        _surveys(published),
        rejected_table(published),
    )


def _about(
    cleared: Cleared,
    *,
    source: Callable[[Item], str],
    synthetic: Callable[[Item], bool],
) -> tuple[Field[Item], ...]:
    """Return the fields that say where a row is from."""
    licence, credit = cleared.licence, cleared.attribution
    return (
        Field("source", "text", "", "Key of the source; several with “;”.", "city file", source),
        Field("licence", "text", "", "Licence of the row.", "table of licences", lambda _: licence),
        Field(
            "attribution", "text", "", "Credit wherever it is used.", "sources", lambda _: credit
        ),
        Field(
            "synthetic", "boolean", "", "True: made up, it does not exist.", "sources", synthetic
        ),
    )


def _cameras(published: Published) -> Table[PublishedCamera]:
    def bounds(name: str, unit: str, meaning: str) -> list[Field[PublishedCamera]]:
        def of(camera: PublishedCamera, bound: str) -> float | None:
            span = getattr(camera, name)
            return None if span is None else float(getattr(span, bound))

        return [
            Field(f"{name}_{b}", "number", unit, f"{meaning}: {b}.", _SAID, partial(of, bound=b))
            for b in ("least", "expected", "most")
        ]

    fields: list[Field[PublishedCamera]] = [
        Field("id", "text", "", "The device; #1, #2 … of one object.", _SAID, lambda c: c.id),
        Field("location", "text", "", "The object it is on.", _SAID, lambda c: c.location),
        Field("slug", "text", "", "Its page: camera/<slug>/.", "from the id", lambda c: c.slug),
        Field("kind", "text", "", "fixed, panning, dome, unknown.", _SAID, lambda c: str(c.kind)),
        Field("lon", "number", "degrees", "Longitude, WGS 84.", _SAID, lambda c: round(c.lon, 7)),
        Field("lat", "number", "degrees", "Latitude, WGS 84.", _SAID, lambda c: round(c.lat, 7)),
        Field(
            "direction_start",
            "number",
            "degrees",
            "Where it looks, clockwise from north, or where the arc begins in which that lies.",
            _SAID,
            lambda c: c.axis.start if c.axis else None,
        ),
        Field(
            "direction_width",
            "number",
            "degrees",
            "Width of that arc, clockwise; 0 for a single direction, empty if nobody mapped it.",
            _SAID,
            lambda c: c.axis.width if c.axis else None,
        ),
        *bounds("height", "metres", "Height of the lens above ground"),
        *bounds("tilt", "degrees", "Tilt of the axis above the horizontal, negative downwards"),
        Field("indoor", "boolean", "", "Watches an inside: no view.", _SAID, lambda c: c.indoor),
        Field("mount", "text", "", "What it is fixed to.", _SAID, lambda c: c.mount),
        Field(
            "surveillance", "text", "", "public, outdoor, indoor.", _SAID, lambda c: c.surveillance
        ),
        Field("zone", "text", "", "What it watches.", _SAID, lambda c: c.zone),
        Field(
            "operator",
            "text",
            "",
            "Organisation that runs it; for a person, a number.",
            _GATE,
            lambda c: c.operator,
        ),
        Field("plates", "boolean", "", "Said to read number plates.", _SAID, lambda c: c.plates),
        Field(
            "checked",
            "date",
            "",
            "Newest day on which somebody looked or edited.",
            _SAID,
            lambda c: c.checked.isoformat() if c.checked else None,
        ),
        Field(
            "moved_m",
            "number",
            "metres",
            "From the mapped place to where the view was computed from.",
            _COMPUTED,
            lambda c: round(c.moved_m, 2),
        ),
        Field("on_wall", "boolean", "", "Hangs on a mapped wall.", _COMPUTED, lambda c: c.on_wall),
        Field("url", "text", "", "Where to look it up.", "from the id", lambda c: c.url),
        Field(
            "tags",
            "text",
            "",
            "Every value of the source, as JSON; “withheld” where it is not shown.",
            _GATE,
            lambda c: json.dumps(dict(c.tags), ensure_ascii=False, sort_keys=True),
        ),
        *_about(published, source=lambda c: c.source, synthetic=lambda c: c.synthetic),
    ]
    return Table(
        "cameras",
        tuple(fields),
        published.cameras,
        "Place of the device, a point.",
        lambda c: shapely.Point(c.lon, c.lat),
    )


def _private(published: Published) -> Table[PrivateStretch]:
    keys = ";".join(source.key for source in published.sources)
    return Table(
        "private",
        (
            Field("street", "text", "", "Its name, empty for none.", _SAID, lambda p: p.street),
            Field(
                "cameras",
                "integer",
                "",
                "Devices on private dwellings that are nearest to this piece of street.",
                _GATE,
                lambda p: p.cameras,
            ),
            *_about(published, source=lambda _: keys, synthetic=lambda p: p.synthetic),
        ),
        published.private,
        "The whole piece of street, a line; the cameras' places are not shown.",
        lambda p: p.line,
    )


def _views(published: Published, bands: Sequence[BandShape]) -> Table[BandShape]:
    cameras = {camera.id: camera for camera in published.cameras}
    ppm = {level.key: level.ppm for level in published.optics.levels}
    bounds = (0.0, *(round(bound, 6) for bound in BANDS))
    return Table(
        "views",
        (
            Field("camera", "text", "", "Id of the camera.", _SAID, lambda v: v[0]),
            Field(
                "slug",
                "text",
                "",
                "Its page: camera/<slug>/.",
                "from the id",
                lambda v: cameras[v[0]].slug,
            ),
            Field("level", "text", "", "Key of the level of detail.", _OPTICS, lambda v: v[1]),
            Field(
                "ppm",
                "number",
                "pixels per metre",
                "Pixel density at which the level begins.",
                _OPTICS,
                lambda v: ppm[v[1]],
            ),
            Field("band", "integer", "", "Class of probability, 0–5.", _COMPUTED, lambda v: v[2]),
            Field(
                "probability_above",
                "number",
                "",
                "Lower bound of the class.",
                _COMPUTED,
                lambda v: bounds[v[2]],
            ),
            Field(
                "probability_up_to",
                "number",
                "",
                "Upper bound of the class.",
                _COMPUTED,
                lambda v: bounds[v[2] + 1],
            ),
            *_about(
                published,
                source=lambda v: cameras[v[0]].source,
                synthetic=lambda v: cameras[v[0]].synthetic,
            ),
        ),
        bands,
        "Ground that the camera may see at this level with this probability, a polygon.",
        lambda v: v[3],
    )


def _overlap(published: Published, overlaps: Sequence[OverlapShape]) -> Table[OverlapShape]:
    upper = {a: b - 1 for a, b in pairwise(CLASSES)}
    sources = ";".join(sorted({camera.source for camera in published.cameras}))
    made_up = any(camera.synthetic for camera in published.cameras)
    return Table(
        "overlap",
        (
            Field("level", "text", "", "Key of the level of detail.", _OPTICS, lambda o: o[0]),
            Field(
                "certain",
                "boolean",
                "",
                "True: cameras that see it for certain; false: that may see it.",
                _COMPUTED,
                lambda o: o[1],
            ),
            Field(
                "cameras_from",
                "integer",
                "",
                "By at least so many of the cameras that are shown.",
                _COMPUTED,
                lambda o: o[2],
            ),
            Field(
                "cameras_to",
                "integer",
                "",
                "By at most so many; empty for no bound.",
                _COMPUTED,
                lambda o: upper.get(o[2]),
            ),
            *_about(published, source=lambda _: sources, synthetic=lambda _: made_up),
        ),
        overlaps,
        "Ground that so many cameras watch, in squares of 256 m, a polygon.",
        lambda o: o[3],
    )


def _surveys(published: Published) -> Table[Survey]:
    cameras = published.cameras
    places = np.array([(camera.lon, camera.lat) for camera in cameras]).reshape(-1, 2)

    def standing(survey: Survey) -> int:
        return int(shapely.intersects_xy(survey.area, places).sum())

    return Table(
        "surveys",
        (
            Field("id", "text", "", "A running number.", _GATE, lambda s: s.id),
            Field(
                "surveyed_on",
                "date",
                "",
                "Day on which somebody says that they looked for cameras here.",
                _SAID,
                lambda s: s.surveyed_on.isoformat(),
            ),
            Field(
                "cameras",
                "integer",
                "",
                "Cameras of this map that stand here, of those shown at their place.",
                _COMPUTED,
                standing,
            ),
            *_about(published, source=lambda s: s.source, synthetic=lambda s: s.synthetic),
        ),
        published.surveys,
        "Area that was looked at, as far as it lies in the boundary, a polygon.",
        lambda s: s.area,
    )


def _streets(published: Published) -> Table[int]:
    streets, watched = published.streets, published.watched
    lengths = streets.lengths()
    degrees = published.place.frame.to_degrees(streets.vertices)
    invented = {source.key for source in published.sources if source.synthetic}
    watched_by_invented = any(camera.synthetic for camera in published.cameras)
    fields: list[Field[int]] = [
        Field("id", "text", "", "The piece of street.", _SAID, lambda i: streets.ids[i]),
        Field("name", "text", "", "Its name, empty for none.", _SAID, lambda i: streets.names[i]),
        Field("class", "text", "", "The OSM highway value.", _SAID, lambda i: streets.classes[i]),
        Field(
            "length_m",
            "number",
            "metres",
            "Length inside the boundary.",
            _COMPUTED,
            lambda i: round(float(lengths[i]), 2),
        ),
    ]
    for k, level in enumerate(watched.levels):
        for bound, word, metres in (
            ("least", "for certain", watched.least),
            ("expected", "in expectation", watched.expected),
            ("most", "possibly", watched.most),
        ):

            def of(i: int, column: np.ndarray = metres[:, k]) -> float:
                return round(float(column[i]), 2)

            meaning = f"Metres seen {word} at level {level} by the mapped cameras that are shown."
            fields.append(Field(f"{level}_{bound}_m", "number", "metres", meaning, _COMPUTED, of))

    def source_of(i: int) -> str:
        return streets.ids[i].partition(":")[0]

    fields += _about(
        published,
        source=source_of,
        synthetic=lambda i: watched_by_invented or source_of(i) in invented,
    )
    return Table(
        "streets",
        tuple(fields),
        range(len(streets)),
        "The piece of street, a line.",
        lambda i: shapely.LineString(degrees[streets.offsets[i] : streets.offsets[i + 1]]),
    )


def rejected_table(cleared: Cleared) -> Table[Rejection]:
    """Return the table of what was not understood.

    Parameters
    ----------
    cleared
        What may be said of a place.
    """
    made_up = {source.key for source in cleared.sources if source.synthetic}
    return Table(
        "rejected",
        (
            Field("id", "text", "", "The object, or “withheld”.", _GATE, lambda r: r.id),
            Field(
                "field", "text", "", "Tag or column; * for the object.", _SAID, lambda r: r.field
            ),
            Field("value", "text", "", "As it stands, or “withheld”.", _GATE, lambda r: r.value),
            Field(
                "reason", "text", "", "Why it was not understood.", _COMPUTED, lambda r: r.reason
            ),
            *_about(cleared, source=lambda r: r.source, synthetic=lambda r: r.source in made_up),
        ),
        cleared.rejected,
        "",
        lambda _: None,
    )


#: Place in the JSON object, and the figure that stands there.
Figure = tuple[str, float]


def totals_table(cleared: Cleared, said: Mapping[str, Any]) -> Table[Figure]:
    """Return every figure of a place as a whole, one to a row.

    Parameters
    ----------
    cleared
        What may be said of the place.
    said
        As of `vidik.report.summary.totals`.
    """
    keys = ";".join(source.key for source in cleared.sources)
    told = ("cameras", "buildings", "streets", "public_space", "rejected")
    return Table(
        "figures",
        (
            Field(
                "figure", "text", "", "Its place in figures.json.", _COMPUTED, lambda row: row[0]
            ),
            Field("value", "number", "as the name ends", "The figure.", _COMPUTED, lambda r: r[1]),
            *_about(cleared, source=lambda _: keys, synthetic=lambda _: cleared.synthetic),
        ),
        [figure for name in told for figure in _figures(name, said[name])],
        "",
        lambda _: None,
    )


def _figures(place: str, value: Any) -> Iterator[Figure]:
    """Yield the figures in a JSON value, each with its place in the object."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _figures(f"{place}.{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _figures(f"{place}.{number}", inner)
    elif isinstance(value, int | float):
        yield place, value
