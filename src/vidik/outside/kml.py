"""Places of Google Earth and My Maps: KML, and KMZ, which is KML in a zip file."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import shapely
from shapely import Geometry

from vidik.errors import InputError
from vidik.model.row import Row
from vidik.outside.archives import member, names_in
from vidik.outside.xmlparts import elements, text_in

__all__ = ["read_kml"]

#: Columns that a placemark has without anybody having made them. It may have a telephone number,
#: too, which is nobody's business.
_OWN = ("name", "description", "address")
#: More columns than this nobody makes.
_MOST_COLUMNS = 1000

_TAGS = re.compile(r"<(?:br|/p|/tr|/div|/li)\b[^>]*>|<[^>]*>", re.IGNORECASE)
#: What stands among placemarks and is none.
_OTHERS = {
    "NetworkLink": "a link to another file, which is not followed",
    "GroundOverlay": "a picture on the ground, not a place",
}
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry")


def read_kml(path: Path, *, zipped: bool) -> Iterator[Row]:
    """Yield the names of the columns, then the placemarks, each with its shape.

    Links to other files are not followed; they come as rows with a fault.

    Parameters
    ----------
    path
        Of the file.
    zipped
        Whether it is KMZ: all KML files in it are read.

    Raises
    ------
    InputError
        If it is broken, unpacks to too much, or declares a document type.
    """
    # Each placemark may have columns of its own, and all are needed for the first row.
    columns: dict[str, None] = dict.fromkeys(_OWN)
    for mark in _elements(path, ("Placemark",), zipped=zipped):
        columns |= dict.fromkeys(_extended(mark))
        if len(columns) > _MOST_COLUMNS:
            raise InputError(f"has more than {_MOST_COLUMNS:,} columns", file=path)
    yield Row(1, "names", tuple(columns))
    found = _elements(path, ("Placemark", *_OTHERS), zipped=zipped)
    for number, element in enumerate(found, start=1):
        place = f"placemark {number}"
        if element.tag != "Placemark":
            name = (text_in(element.find("name")),)
            yield Row(number + 1, place, name, fault=_OTHERS[element.tag])
            continue
        said = {name: text_in(element.find(name)) for name in _OWN} | _extended(element)
        said["description"] = _plain_text(said["description"])
        cells = tuple(said.get(name, "") for name in columns)
        shape = _shape(element)
        fault = None if shape is not None else "no shape that can be read"
        yield Row(number + 1, place, cells, shape, fault)


def _elements(path: Path, wanted: Collection[str], *, zipped: bool) -> Iterator[Element]:
    if not zipped:
        with path.open("rb") as file:
            for element, _ in elements(file, wanted, path=path):
                yield element
        return
    names = [name for name in names_in(path) if name.lower().endswith(".kml")]
    if not names:
        raise InputError("a zip file without a KML file", file=path)
    for name in sorted(names, key=lambda name: name != "doc.kml"):
        with member(path, name) as packed:
            for element, _ in elements(packed, wanted, path=path):
                yield element


def _extended(mark: Element) -> dict[str, str]:
    """Return the columns that somebody made, of either way to write them."""
    said = {
        data.get("name", ""): text_in(data.find("value"))
        for data in mark.iterfind(".//Data[@name]")
    }
    said |= {data.get("name", ""): text_in(data) for data in mark.iterfind(".//SimpleData[@name]")}
    return {name: text for name, text in said.items() if name and name not in _OWN}


def _plain_text(text: str) -> str:
    """Return a description, which may be a page of HTML, as text alone."""
    if "<" not in text and "&" not in text:
        return text
    return " ".join(html.unescape(_TAGS.sub(" ", text)).split())


def _shape(mark: Element) -> Geometry | None:
    for child in mark:
        if child.tag in _SHAPES:
            return _geometry(child)
    return None


def _geometry(element: Element) -> Geometry | None:
    if element.tag == "MultiGeometry":
        parts = [_geometry(child) for child in element if child.tag in _SHAPES]
        known = [part for part in parts if part is not None]
        if len(known) == 1:
            return known[0]
        return shapely.geometrycollections(known) if known else None
    try:
        if element.tag == "Polygon":
            return _polygon(element)
        points = _points(element.find("coordinates"))
        if element.tag == "Point":
            return shapely.points(points[0]) if len(points) == 1 else None
        return shapely.linestrings(points) if len(points) > 1 else None
    except (ValueError, shapely.GEOSException):
        return None


def _polygon(element: Element) -> Geometry | None:
    shell = element.find("./outerBoundaryIs/LinearRing/coordinates")
    holes = element.iterfind("./innerBoundaryIs/LinearRing/coordinates")
    if shell is None:
        return None
    rings = [shapely.linearrings(_points(hole)) for hole in holes]
    return shapely.polygons(shapely.linearrings(_points(shell)), holes=rings or None)


def _points(element: Element | None) -> list[tuple[float, float]]:
    """Return longitudes and latitudes; heights are left out.

    Raises
    ------
    ValueError
        If a coordinate is no number.
    """
    text = "" if element is None else (element.text or "")
    # Some write a space behind the comma, which parts points.
    pairs = re.sub(r"\s*,\s*", ",", text.strip()).split()
    points = []
    for pair in pairs:
        lon, lat, *_ = map(float, pair.split(","))
        points.append((lon, lat))
    return points
