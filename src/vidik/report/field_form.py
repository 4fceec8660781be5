"""Areas for whoever goes there: outlines for maps and telephones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from xml.etree import ElementTree as ET

import numpy as np
import shapely
from shapely import Geometry

from vidik.report.xmlfile import xml_bytes

__all__ = ["Outline", "as_geojson", "as_gpx"]

_GPX = "http://www.topografix.com/GPX/1/1"

#: Decimals of a degree: a tenth of a metre.
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Outline:
    """An area to go to.

    Parameters
    ----------
    name
        What it is called.
    shape
        Longitude and latitude; None where it has none.
    says
        What else stands in its row, by column.
    """

    name: str
    shape: Geometry | None
    says: Mapping[str, object]


def as_geojson(outlines: Sequence[Outline], about: Mapping[str, object]) -> str:
    """Return areas as GeoJSON (RFC 7946).

    Parameters
    ----------
    outlines
        The areas.
    about
        What is said of all of them; it stands beside ``features``.

    Examples
    --------
    >>> print(as_geojson([Outline("A1", None, {"district": "Old"})], {"seed": 7}), end="")
    {"type": "FeatureCollection", "seed": 7, "features": [
    {"type": "Feature", "id": "A1", "properties": {"district": "Old"}, "geometry": null}
    ]}
    """
    lines = [
        f'{{"type": "Feature", "id": {_json(one.name)}, "properties": {_json(one.says)}, '
        f'"geometry": {geometry or "null"}}}'
        for one, geometry in zip(outlines, shapely.to_geojson(_tidy(outlines)), strict=True)
    ]
    head = _json({"type": "FeatureCollection", **about})[:-1]
    body = ",\n".join(lines)
    return f'{head}, "features": [\n{body}\n]}}\n'


def as_gpx(outlines: Sequence[Outline], title: str) -> str:
    """Return the outlines of areas as tracks of GPX 1.1, which programs for hikers show.

    Parameters
    ----------
    outlines
        The areas.
    title
        What they are.
    """
    root = ET.Element("gpx", {"version": "1.1", "creator": "Vidik", "xmlns": _GPX})
    ET.SubElement(ET.SubElement(root, "metadata"), "name").text = title
    for one, shape in zip(outlines, _tidy(outlines), strict=True):
        track = ET.SubElement(root, "trk")
        ET.SubElement(track, "name").text = one.name
        for ring in _rings(shape):
            line = ET.SubElement(track, "trkseg")
            for lon, lat in ring:
                ET.SubElement(line, "trkpt", {"lat": str(lat), "lon": str(lon)})
    return xml_bytes(root).decode()


def _tidy(outlines: Sequence[Outline]) -> Sequence[Geometry | None]:
    given = np.array([*(one.shape for one in outlines), None], dtype=object)[:-1]
    rounded = shapely.transform(given, lambda points: np.round(points, _DECIMALS))
    tidy = shapely.orient_polygons(rounded, exterior_cw=False)
    return cast("Sequence[Geometry | None]", tidy)


def _rings(shape: Geometry | None) -> Iterable[list[tuple[float, float]]]:
    return (
        [*map(tuple, shapely.get_coordinates(ring).tolist())]
        for ring in shapely.get_rings(shapely.get_parts(shape))
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
