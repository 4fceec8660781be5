"""Ways as tables and files: how long each takes, how long it is in view, and what that costs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET

import shapely
from shapely import LineString

from vidik.exposure.ways import price, surely_less
from vidik.model.source import Source
from vidik.model.way import Way
from vidik.report.licences import attribution_of
from vidik.report.xmlfile import xml_bytes

__all__ = ["WayTable", "way_table", "ways_geojson", "ways_gpx"]

_GPX = "http://www.topografix.com/GPX/1/1"

#: Of degrees in files: a centimetre.
_DECIMALS = 7


@dataclass(frozen=True, eq=False, kw_only=True)
class WayTable:
    """Ways between two points, with what has to stand beside them.

    Parameters
    ----------
    title
        Of the place.
    level
        Key of the level at which they are in view.
    columns
        What is known of each way, by name; units end the names.
    lines
        Longitude and latitude.
    sources
        Who says so.
    dated
        State of the newest source; None if none says so.
    caveat
        What the figures cannot say.
    """

    title: str
    level: str
    columns: Mapping[str, Sequence[object]]
    lines: Sequence[LineString]
    sources: Sequence[Source]
    dated: dt.date | None
    caveat: str

    @property
    def credit(self) -> str:
        """Who says so."""
        return attribution_of(self.sources)

    @property
    def synthetic(self) -> bool:
        """True if anything in it was made up."""
        return any(source.synthetic for source in self.sources)

    def rows(self) -> Sequence[Mapping[str, object]]:
        """Return what is known of each way."""
        return [
            dict(zip(self.columns, row, strict=True))
            for row in zip(*self.columns.values(), strict=True)
        ]


def way_table(
    ways: Sequence[Way], pace_m_per_min: float, *, whose: str
) -> dict[str, Sequence[object]]:
    """Return what is known of each way, a column for each fact; units end the names.

    Parameters
    ----------
    ways
        From the quickest to the least watched.
    pace_m_per_min
        How fast people walk on the flat.
    whose
        What the cameras are called: “mapped cameras”.

    Returns
    -------
    dict
        ``price_min`` and ``price_m`` are the minutes, and the metres on the flat, that a way is
        longer than the one before for each minute that it is less in view. ``surely_less`` says
        whether it is less in view than that however the doubts are resolved.
    """
    seen = [way.seen_minutes(pace_m_per_min) for way in ways]
    metres = [way.seen_m for way in ways]
    prices = [None, *(price(*both) for both in pairwise(ways))]
    bounds = ("least", "expected", "most")
    return {
        "way": list(range(1, len(ways) + 1)),
        "name": _names(len(ways), whose),
        "minutes": [way.minutes(pace_m_per_min) for way in ways],
        "length_m": [way.length_m for way in ways],
        **{f"in_view_{bound}_min": [getattr(span, bound) for span in seen] for bound in bounds},
        **{f"in_view_{bound}_m": [getattr(span, bound) for span in metres] for bound in bounds},
        "price_min": prices,
        "price_m": [None if one is None else one * pace_m_per_min for one in prices],
        "surely_less": [None, *(surely_less(*both) for both in pairwise(ways))],
    }


def _names(count: int, whose: str) -> list[str]:
    """Return what each way is called."""
    least = f"least watched by {whose}"
    if count == 1:
        return [f"quickest, and {least}"]
    return ["quickest", *["between"] * (count - 2), least]


def ways_geojson(table: WayTable) -> str:
    """Return ways as a file of GeoJSON, a line each.

    Parameters
    ----------
    table
        The ways.
    """
    features = [
        {
            "type": "Feature",
            "properties": {**row, "synthetic": table.synthetic},
            "geometry": {"type": "LineString", "coordinates": _places(line)},
        }
        for row, line in zip(table.rows(), table.lines, strict=True)
    ]
    return (
        json.dumps(
            {
                "type": "FeatureCollection",
                "title": table.title,
                "level": table.level,
                "caveat": table.caveat,
                "credit": table.credit,
                "dated": None if table.dated is None else table.dated.isoformat(),
                "synthetic": table.synthetic,
                "features": features,
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def ways_gpx(table: WayTable) -> str:
    """Return ways as a file of GPX, a track each.

    Parameters
    ----------
    table
        The ways.
    """
    root = ET.Element("gpx", {"version": "1.1", "creator": "Vidik", "xmlns": _GPX})
    about = ET.SubElement(root, "metadata")
    ET.SubElement(about, "name").text = table.title
    dated = "unknown" if table.dated is None else table.dated.isoformat()
    credit = f"{table.credit}, state of the data: {dated}"
    ET.SubElement(about, "desc").text = f"{table.caveat} {credit}"
    for row, line in zip(table.rows(), table.lines, strict=True):
        track = ET.SubElement(root, "trk")
        ET.SubElement(track, "name").text = f"{row['way']}: {row['name']}"
        ET.SubElement(track, "desc").text = (
            f"{row['minutes']:.1f} min, {row['length_m']:,.0f} m; in view at level {table.level} "
            f"for {row['in_view_expected_min']:.1f} min (at least {row['in_view_least_min']:.1f}, "
            f"at most {row['in_view_most_min']:.1f}). {table.caveat}"
        )
        segment = ET.SubElement(track, "trkseg")
        for lon, lat in _places(line):
            ET.SubElement(segment, "trkpt", {"lat": f"{lat:.7f}", "lon": f"{lon:.7f}"})
    return xml_bytes(root).decode()


def _places(line: LineString) -> list[list[float]]:
    """Return the corners of a line, longitude and latitude."""
    places: list[list[float]] = shapely.get_coordinates(line).round(_DECIMALS).tolist()
    return places
