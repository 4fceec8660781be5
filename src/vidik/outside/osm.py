"""OpenStreetMap files, PBF and XML, through pyosmium.

User names, user ids and changesets are in these files; nothing here asks for them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from shapely import Geometry

from vidik.errors import InputError
from vidik.model.feature import Extract
from vidik.model.names import Names
from vidik.model.outlines import Outlines, sets_of_tags
from vidik.model.polygons import Polygons
from vidik.model.rejection import Rejection
from vidik.outside.assembly import (
    AREA_TYPES,
    Node,
    Relation,
    Way,
    assemble,
    extract_of,
    known_stretches,
)
from vidik.outside.blobs import pieces
from vidik.register.areas import is_area
from vidik.register.globe import bounds_of
from vidik.register.outlines import sound_areas

__all__ = ["read_osm", "read_osm_areas"]

_Part = osmium.io.File | osmium.io.FileBuffer

#: Bytes before the coordinates of a line: order of bytes, kind of shape, number of points.
_WKB_HEAD = 9

#: Letters of the hexadecimal WKB of a line of four points.
_SHORTEST_RING = 2 * (_WKB_HEAD + 4 * 16)

#: What pyosmium raises on a broken file: it has no exceptions of its own.
_FAULTS = (osmium.InvalidLocationError, RuntimeError, ValueError, OSError)


def read_osm(
    path: Path,
    *,
    source: str,
    xml_format: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Extract:
    """Return the tagged nodes, ways and areas of an OSM file.

    Nodes become points, ways lines or polygons (`vidik.register.areas`), relations of type
    multipolygon or boundary polygons with their holes. Other relations have no shape and are
    passed over, except those that list what cameras see, which are noted.

    Parameters
    ----------
    path
        Of the file.
    source
        Key of the source, for what is rejected.
    xml_format
        None for PBF; else libosmium's name of the format: ``osm``, ``osm.gz``, ``osm.bz2``.
    progress
        Told how many bytes have been read, and how many there are.

    Raises
    ------
    InputError
        If the file is broken, truncated, or a history or change file, or if it is the answer of a
        server that broke off.
    """
    collected = _Collected()
    for _ in _collecting(collected, path, xml_format, progress):
        pass
    return collected.extract(source)


def read_osm_areas(
    path: Path,
    *,
    source: str,
    wanted: Callable[[str], bool],
    xml_format: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Extract]:
    """Yield the same as `read_osm`, closed ways that are areas packed, a part at a time.

    Areas that need a repair, or that a relation draws from several ways, come as features, in the
    last part with all that is no area.

    Parameters
    ----------
    path, source, xml_format, progress
        As of `read_osm`.
    wanted
        Whether a tag is asked for; packed areas have no others.

    Raises
    ------
    InputError
        As of `read_osm`.
    """
    collected = _Collected()
    for _ in _collecting(collected, path, xml_format, progress):
        part = collected.packed_areas(wanted)
        if len(part.outlines):
            yield part
    yield collected.extract(source)


def _collecting(
    collected: _Collected,
    path: Path,
    xml_format: str | None,
    progress: Callable[[int, int], None] | None,
) -> Iterator[None]:
    """Read a file, and yield when another part of its nodes and ways has been read."""
    total = path.stat().st_size
    if xml_format == "osm":
        _refuse_if_broken_off(path, total)
    try:
        if progress is not None:
            progress(0, total)
        # Relations come last in a file, but name the ways to keep: so it is read twice.
        for part, _ in _parts(path, xml_format):
            collected.take_relations(part, path)
        for part, done in _parts(path, xml_format):
            collected.take_nodes_and_ways(part)
            if progress is not None:
                progress(done, total)
            yield
    except _FAULTS as fault:
        raise InputError(
            f"cannot be read: {fault}", file=path, hint="is it complete? Fetch it again"
        ) from fault


def _refuse_if_broken_off(path: Path, size: int) -> None:
    """Refuse an answer at whose end an Overpass server says that it gave up."""
    with path.open("rb") as file:
        file.seek(max(0, size - 2048))
        remark = re.search(rb"<remark>(.*error.*)</remark>", file.read(), re.DOTALL)
    if remark is not None:
        raise InputError(
            "the server broke off, so that objects are missing",
            file=path,
            place="remark",
            value=remark[1].decode(errors="replace").strip(),
            hint="ask for less at a time, or allow more time",
        )


def _parts(path: Path, xml_format: str | None) -> Iterator[tuple[_Part, int]]:
    """Yield the file, a PBF in pieces, each with how many bytes have been handed on."""
    if xml_format is not None:
        yield osmium.io.File(str(path), xml_format), path.stat().st_size
        return
    for piece, done in pieces(path):
        yield osmium.io.FileBuffer(piece, "pbf"), done


class _Collected:
    """What has been read so far."""

    def __init__(self) -> None:
        self._header: osmium.io.Header | None = None
        self._relations: list[Relation] = []
        self._members: set[int] = set()
        self._nodes: list[Node] = []
        self._ways: list[_RawWay] = []
        self._searched = 0  # so many of them are known to be no sound areas
        self._deleted: list[str] = []
        self._locations = osmium.index.create_map("flex_mem")
        self._wkb = osmium.geom.WKBFactory()

    def take_relations(self, part: _Part, path: Path) -> None:
        """Read the relations, and note which ways draw areas."""
        processor = osmium.FileProcessor(part, osmium.osm.RELATION)
        if self._header is None:
            self._header = processor.header
            if self._header.has_multiple_object_versions:
                raise InputError(
                    "holds the history of the map or changes to it, not its state on one day",
                    file=path,
                    hint="take an extract of one day",
                )
        for relation in processor.with_filter(osmium.filter.EmptyTagFilter()):
            if not isinstance(relation, osmium.osm.Relation):
                continue
            if relation.deleted:
                self._deleted.append(f"relation/{relation.id}")
                continue
            ways = tuple(member.ref for member in relation.members if member.type == "w")
            tags = dict(relation.tags)
            self._relations.append(Relation(relation.id, tags, _changed(relation), ways))
            if tags.get("type") in AREA_TYPES:
                self._members.update(ways)

    def take_nodes_and_ways(self, part: _Part) -> None:
        """Read the nodes with tags, and the ways with tags or drawing an area."""
        # Only nodes are filtered: the outline of an area may be drawn by ways without tags.
        tagged_nodes = osmium.filter.EmptyTagFilter()
        tagged_nodes.enable_for(osmium.osm.NODE)
        objects = (
            osmium.FileProcessor(part, osmium.osm.NODE | osmium.osm.WAY)
            .with_locations(self._locations)  # type: ignore[arg-type]  # the types lag behind
            .with_filter(tagged_nodes)
        )
        for item in objects:
            if isinstance(item, osmium.osm.Node):
                if item.deleted:
                    self._deleted.append(f"node/{item.id}")
                    continue
                at = item.location
                lon, lat = at.lon_without_check(), at.lat_without_check()
                self._nodes.append(Node(item.id, dict(item.tags), _changed(item), lon, lat))
            elif isinstance(item, osmium.osm.Way):
                if item.deleted:
                    self._deleted.append(f"way/{item.id}")
                elif item.tags or item.id in self._members:
                    self._ways.append(self._raw_way(item))

    def _raw_way(self, way: osmium.osm.Way) -> _RawWay:
        line: str | Geometry | None
        missing = 0
        try:
            line = self._wkb.create_linestring(way, osmium.geom.UNIQUE)
        except (osmium.InvalidLocationError, RuntimeError):  # a node is missing, or all are one
            line, missing = _known_stretches(way)
        return _RawWay(
            way.id, dict(way.tags), _changed(way), line, way.is_closed(), len(way.nodes), missing
        )

    def packed_areas(self, wanted: Callable[[str], bool]) -> Extract:
        """Return the sound areas among the ways read so far; they are not returned again."""
        fresh = self._ways[self._searched :]
        closed = [
            i
            for i, way in enumerate(fresh)
            if isinstance(way.line, str)
            and len(way.line) >= _SHORTEST_RING
            and way.closed
            and way.tags
            and is_area(way.tags)
        ]
        rings = _rings([str(fresh[i].line) for i in closed])
        sound = np.flatnonzero(sound_areas(rings, np.ones(len(rings), dtype=np.int64)))
        ways = [fresh[closed[i]] for i in sound.tolist()]
        polygons = rings.take(sound)
        tag_sets, tags_of = sets_of_tags((way.tags for way in ways), wanted=wanted)
        taken = {closed[i] for i in sound.tolist()}
        self._ways[self._searched :] = [
            # a relation may still need the line of an area
            replace(way, tags={}) if i in taken else way
            for i, way in enumerate(fresh)
            if i not in taken or way.id in self._members
        ]
        self._searched = len(self._ways)
        changes = (way.changed for way in ways if way.changed is not None)
        return Extract(
            features=(),
            bounds=None if self._bounds() else bounds_of(polygons.vertices),
            dated=None if self._dated() else max(changes, default=None),
            outlines=Outlines(
                ids=Names.of(f"way/{way.id}" for way in ways),
                tag_sets=tag_sets,
                tags_of=tags_of,
                offsets=np.arange(len(ways) + 1),
                polygons=polygons,
            ),
        )

    def extract(self, source: str) -> Extract:
        """Return all that was read, without the areas that were returned packed."""
        features, rejected = assemble(
            self._nodes, _drawn(self._ways), self._relations, source=source
        )
        rejected.extend(
            Rejection(source, object_id, "*", "deleted", "deleted from the map")
            for object_id in self._deleted
        )
        return extract_of(features, rejected, bounds=self._bounds(), dated=self._dated())

    def _bounds(self) -> tuple[float, float, float, float] | None:
        box = self._header.box() if self._header else None
        if box is None or not box.valid():
            return None
        low, high = box.bottom_left, box.top_right
        return low.lon, low.lat, high.lon, high.lat

    def _dated(self) -> dt.date | None:
        text = self._header.get("osmosis_replication_timestamp", "") if self._header else ""
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class _RawWay:
    """A way whose line may still be hexadecimal WKB: all are decoded at once, which is faster."""

    id: int
    tags: dict[str, str]
    changed: dt.date | None
    line: str | Geometry | None
    closed: bool
    points: int
    missing: int


def _drawn(raw: list[_RawWay]) -> list[Way]:
    encoded = [way.line if isinstance(way.line, str) else None for way in raw]
    decoded = shapely.from_wkb(np.array(encoded, dtype=object))
    return [
        Way(
            way.id,
            way.tags,
            way.changed,
            line if isinstance(way.line, str) else way.line,
            way.closed,
            way.points,
            way.missing,
        )
        for way, line in zip(raw, decoded, strict=True)
    ]


def _rings(lines: Sequence[str]) -> Polygons:
    """Return closed lines, hexadecimal WKB of two dimensions, as polygons of one ring each."""
    data = np.frombuffer(bytes.fromhex("".join(lines)), dtype=np.uint8)
    lengths = np.array([len(line) // 2 for line in lines], dtype=np.int64)
    begins = np.cumsum(lengths) - lengths
    coordinates = np.ones(len(data), dtype=np.bool_)
    coordinates[begins[:, None] + np.arange(_WKB_HEAD)] = False
    return Polygons(
        polygon_offsets=np.arange(len(lines) + 1),
        ring_offsets=np.concatenate([[0], np.cumsum((lengths - _WKB_HEAD) // 16)]),
        vertices=data[coordinates].view(np.float64).reshape(-1, 2),
    )


def _known_stretches(way: osmium.osm.Way) -> tuple[Geometry | None, int]:
    """Return the stretches of a way whose nodes are in the file, and how many nodes are not."""
    places = [(node.lon, node.lat) if node.location.valid() else None for node in way.nodes]
    return known_stretches(places), places.count(None)


def _changed(item: osmium.osm.OSMObject[Any]) -> dt.date | None:
    when = item.timestamp
    return when.date() if when.year > 1970 else None  # 1970 stands for “not said”
