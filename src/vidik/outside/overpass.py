"""Answers of an Overpass server in JSON: plain, ``out geom`` and ``out center``.

With ``out meta`` they hold user names; nothing here asks for them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shapely import Point

from vidik.errors import InputError
from vidik.model.feature import Extract, Feature
from vidik.model.rejection import Rejection
from vidik.outside.assembly import (
    Node,
    Relation,
    Way,
    assemble,
    extract_of,
    known_stretches,
)

__all__ = ["extract_of_overpass"]

_Place = tuple[float, float] | None


def extract_of_overpass(answer: Mapping[str, Any], *, file: Path, source: str) -> Extract:
    """Return the tagged objects of an answer.

    Parameters
    ----------
    answer
        The JSON, parsed.
    file
        Where it was read from, for messages.
    source
        Key of the source, for what is rejected.

    Raises
    ------
    InputError
        If the server broke off (it then says so in ``remark``), or the answer holds no objects.
    """
    remark = answer.get("remark")
    if isinstance(remark, str) and "error" in remark.lower():
        raise InputError(
            "the server broke off, so that objects are missing",
            file=file,
            place="remark",
            value=remark,
            hint="ask for less at a time, or allow more time",
        )
    elements = answer.get("elements")
    if not isinstance(elements, list):
        raise InputError("no list of elements", file=file, place="elements")

    answered = _Answer(source)
    for number, element in enumerate(elements, start=1):
        answered.take(element, number)
    base = answer.get("osm3s")
    return answered.extract(
        _day(base.get("timestamp_osm_base")) if isinstance(base, dict) else None
    )


class _Answer:
    """What has been read so far."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._elements: dict[tuple[str, int], dict[str, Any]] = {}
        self._places: dict[int, _Place] = {}
        self._rejected: list[Rejection] = []

    def take(self, element: object, number: int) -> None:
        """Note an element; the same object may come twice, with its tags and as part of another."""
        said = element if isinstance(element, dict) else {}
        kind, identity = said.get("type"), said.get("id")
        if kind not in ("node", "way", "relation") or type(identity) is not int:
            reason = "neither a node nor a way nor a relation with an id"
            self._reject(f"element {number}", "type", str(kind), reason)
            return
        self._elements.setdefault((kind, identity), {}).update(said)
        if kind == "node":
            self._places[identity] = _place(said)

    def extract(self, dated: dt.date | None) -> Extract:
        """Return all that was taken."""
        nodes: list[Node] = []
        ways: dict[int, Way] = {}
        relations: list[Relation] = []
        for (kind, identity), element in self._elements.items():
            tags, changed = _tags(element), _day(element.get("timestamp"))
            if kind == "way":
                _keep(ways, self._way(identity, tags, changed, element))
            elif kind == "relation":
                members = [m for m in _dicts(element.get("members")) if m.get("type") == "way"]
                members = [member for member in members if type(member.get("ref")) is int]
                ids = tuple(member["ref"] for member in members)
                if tags:
                    relations.append(Relation(identity, tags, changed, ids))
                for member in members:
                    if "geometry" in member:
                        _keep(ways, self._way(member["ref"], {}, None, member))
            elif tags:
                lon, lat = self._places[identity] or (math.nan, math.nan)
                nodes.append(Node(identity, tags, changed, lon, lat))
        centres = self._centres(ways, relations)
        for way in [way for way in ways.values() if f"way/{way.id}" in centres]:
            del ways[way.id]
        relations = [one for one in relations if f"relation/{one.id}" not in centres]
        features, rejected = assemble(nodes, list(ways.values()), relations, source=self._source)
        return extract_of([*features, *centres.values()], [*self._rejected, *rejected], dated=dated)

    def _way(
        self, identity: int, tags: dict[str, str], changed: dt.date | None, drawn: dict[str, Any]
    ) -> Way:
        """Return a way whose points stand in place (``out geom``) or are nodes of the answer."""
        refs = drawn.get("nodes")
        refs = refs if isinstance(refs, list) else []
        if isinstance(drawn.get("geometry"), list):
            said = [_place(point) for point in drawn["geometry"]]
        else:
            said = [self._places.get(ref) if type(ref) is int else None for ref in refs]
        places = [place if place and _on_globe(*place) else None for place in said]
        ends = refs or places
        closed = len(ends) > 1 and ends[0] is not None and ends[0] == ends[-1]
        missing = places.count(None)
        line = known_stretches(places)
        return Way(identity, tags, changed, line, closed, len(places), missing)

    def _centres(self, ways: dict[int, Way], relations: list[Relation]) -> dict[str, Feature]:
        """Return a point for each object of which the answer gives nothing but the centre."""
        undrawn = {("way", way.id) for way in ways.values() if way.line is None and way.tags}
        undrawn |= {
            ("relation", one.id) for one in relations if not any(ref in ways for ref in one.ways)
        }
        centres: dict[str, Feature] = {}
        for key in sorted(undrawn):
            element = self._elements.get(key, {})
            centre = _place(element.get("center"))
            if centre is not None:
                object_id = f"{key[0]}/{key[1]}"
                tags, changed = _tags(element), _day(element.get("timestamp"))
                centres[object_id] = Feature(object_id, Point(centre), tags, changed)
        return centres

    def _reject(self, object_id: str, field: str, value: str, reason: str) -> None:
        self._rejected.append(Rejection(self._source, object_id, field, value, reason))


def _keep(ways: dict[int, Way], way: Way) -> None:
    """Keep of two statements about a way the tags of the one and the better line of the other."""
    known = ways.get(way.id)
    if known is None:
        ways[way.id] = way
        return
    said = known if known.tags else way
    drawn = min(known, way, key=lambda one: (one.line is None, one.missing))
    ways[way.id] = drawn._replace(tags=said.tags, changed=said.changed)


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _tags(element: Mapping[str, Any]) -> dict[str, str]:
    tags = element.get("tags")
    return {str(k): str(v) for k, v in tags.items()} if isinstance(tags, dict) else {}


def _place(point: object) -> _Place:
    """Return longitude and latitude; None where they are not two numbers."""
    if not isinstance(point, dict):
        return None
    lon, lat = point.get("lon"), point.get("lat")
    if isinstance(lon, bool | str | None) or isinstance(lat, bool | str | None):
        return None
    try:
        place = float(lon), float(lat)
    except (TypeError, OverflowError):
        return None
    return place if all(map(math.isfinite, place)) else None


def _on_globe(lon: float, lat: float) -> bool:
    return abs(lon) <= 180.0 and abs(lat) <= 90.0


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None
