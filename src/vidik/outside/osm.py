"""OpenStreetMap files, PBF and XML, through pyosmium.

User names, user ids and changesets are in these files; nothing here asks for them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

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
    joined_extract,
    says_something,
)
from vidik.outside.blobs import pieces
from vidik.outside.opl import Statements, statements, write_opl
from vidik.outside.spill import Spill
from vidik.register.areas import is_area
from vidik.register.globe import bounds_of
from vidik.register.outlines import sound_areas

__all__ = ["read_osm_parts"]

_Part = osmium.io.File | osmium.io.FileBuffer

#: Points of a triangle, with its first once more.
_SHORTEST_RING = 4

#: Relations that are drawn at a time.
_BATCH = 1000

#: Files from this size on may hold more nodes than memory should: about ten million.
_LARGE_BYTES = 64 * 2**20

#: What pyosmium raises on a broken file: it has no exceptions of its own.
_FAULTS = (osmium.InvalidLocationError, RuntimeError, ValueError, OSError)


def read_osm_parts(
    path: Path,
    *,
    source: str,
    wanted: Callable[[str], bool] | None = None,
    xml_format: str | None = None,
    folder: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Extract]:
    """Yield the tagged nodes, ways and areas of an OSM file, a part at a time.

    Nodes become points, ways lines or polygons (`vidik.register.areas`), relations of type
    multipolygon or boundary polygons with their holes. Other relations have no shape and are
    passed over, except those that list what cameras see, which are noted.

    Nodes and ways come in the order of the file, then relations. A PBF comes in parts of about a
    megabyte, XML in one. What draws the areas of relations waits on disk, so that memory does not
    grow with the file, but for 16 bytes for each way of a relation and what it takes to know where
    nodes are: 16 bytes each, in a file too if the PBF is large.

    Parameters
    ----------
    path
        Of the file.
    source
        Key of the source, for what is rejected.
    wanted
        Whether a tag is asked for. Closed ways that are sound areas come packed then, and have no
        others; areas that need a repair, or that a relation draws, come as features. None: all come
        as features, with all their tags.
    xml_format
        None for PBF; else libosmium's name of the format: ``osm``, ``osm.gz``, ``osm.bz2``.
    folder
        Where there is room for files; None: in the platform's own place.
    progress
        Told how many bytes have been read, and how many there are.

    Raises
    ------
    InputError
        If the file is broken, truncated, or a history or change file, or if it is the answer of a
        server that broke off.
    """
    total = path.stat().st_size
    if xml_format == "osm":
        _refuse_if_broken_off(path, total)
    with Spill(folder) as spill:
        reading = _Reading(source, spill, in_memory=total < _LARGE_BYTES)
        try:
            if progress is not None:
                progress(0, total)
            # Relations come last in a file, but name the ways to keep: so it is read twice.
            for part, _ in _parts(path, xml_format):
                reading.take_relations(part, path)
            for part, done in _parts(path, xml_format):
                reading.take_nodes_and_ways(part)
                if progress is not None:
                    progress(done, total)
                yield reading.taken(wanted)
        except _FAULTS as fault:
            raise InputError(
                f"cannot be read: {fault}", file=path, hint="is it complete? Fetch it again"
            ) from fault
        yield from reading.relations()


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


class _Reading:
    """What has to be known of a file from one part to the next.

    Parameters
    ----------
    source
        Key of the source.
    spill
        Takes what waits for the end of the file.
    in_memory
        Whether the places of all nodes fit there.
    """

    def __init__(self, source: str, spill: Spill, *, in_memory: bool) -> None:
        self._source = source
        self._spill = spill
        self._header: osmium.io.Header | None = None
        self._relations: list[Relation] = []
        self._batches = 0
        self._members = _Members()
        self._said = Statements()
        self._deleted: list[str] = []
        kind = "flex_mem" if in_memory else f"sparse_file_array,{spill.file('nodes')}"
        self._locations = osmium.NodeLocationsForWays(osmium.index.create_map(kind))
        self._locations.ignore_errors()  # a way that is cut off is noted

    def take_relations(self, part: _Part, path: Path) -> None:
        """Read the relations that are areas, and note which ways draw them."""
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
            tags = dict(relation.tags)
            if not says_something(tags):
                continue
            ways = tuple(member.ref for member in relation.members if member.type == "w")
            self._relations.append(Relation(relation.id, tags, _changed(relation), ways))
            if tags["type"] in AREA_TYPES:
                self._members.add(ways, self._batches)
            if len(self._relations) == _BATCH:
                self._put_relations_by()

    def _put_relations_by(self) -> None:
        if self._relations:
            self._spill.add("relations", (self._batches, 0), self._relations)
            self._relations = []
            self._batches += 1

    def take_nodes_and_ways(self, part: _Part) -> None:
        """Read the nodes with tags, and the ways with tags or drawing an area."""
        self._put_relations_by()
        text = self._spill.file("opl")
        write_opl(part, text, self._locations)
        self._said = statements(text, self._members.has)

    def taken(self, wanted: Callable[[str], bool] | None) -> Extract:
        """Return the nodes and ways read since the last call; what draws areas is put by."""
        nodes, ways = self._said.nodes, self._said.ways
        deleted = [*self._deleted, *self._said.deleted]
        self._said, self._deleted = Statements(), []
        batch_of = self._members.batches([way.id for way in ways])
        for batch, rows in batch_of.items():
            # the areas are drawn by their lines alone
            lines = [ways[i]._replace(tags={}) for i in rows]
            self._spill.add("members", (batch, 0), lines)
        packed = None
        if wanted is not None:
            packed, ways = _packed_areas(ways, wanted)
        rest = self._extract(nodes, ways, (), deleted=deleted)
        if packed is None or not len(packed[0]):
            return rest
        outlines, changed = packed
        own = Extract(
            features=(),
            bounds=self._bounds() or bounds_of(outlines.polygons.vertices),
            dated=self._dated() or changed,
            outlines=outlines,
        )
        return joined_extract([own, rest])

    def relations(self) -> Iterator[Extract]:
        """Yield the areas that relations draw, some at a time; all has to be read by now."""
        for batch in range(self._batches):
            (relations,) = self._spill.take("relations", (batch, 0))
            lines = [line for part in self._spill.take("members", (batch, 0)) for line in part]
            yield self._extract((), lines, relations)

    def _extract(
        self,
        nodes: Sequence[Node],
        ways: Sequence[Way],
        relations: Sequence[Relation],
        *,
        deleted: Sequence[str] = (),
    ) -> Extract:
        features, rejected = assemble(nodes, ways, relations, source=self._source)
        rejected += [
            Rejection(self._source, object_id, "*", "deleted", "deleted from the map")
            for object_id in deleted
        ]
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


class _Members:
    """Which ways draw the areas of which batches of relations."""

    def __init__(self) -> None:
        self._some: list[NDArray[np.int64]] = []
        self._sorted = np.zeros((0, 2), dtype=np.int64)

    def add(self, ways: Sequence[int], batch: int) -> None:
        """Note the ways of a relation."""
        own = np.array(ways, dtype=np.int64)
        self._some.append(np.column_stack([own, np.full(len(own), batch)]))

    def has(self, way: int) -> bool:
        """Return whether a way has a part in an area."""
        rows = self._rows()
        place = int(np.searchsorted(rows[:, 0], way))
        return place < len(rows) and int(rows[place, 0]) == way

    def batches(self, ways: Sequence[int]) -> Mapping[int, list[int]]:
        """Return the batches that some ways have a part in, and which of the ways."""
        rows, own = self._rows(), np.array(ways, dtype=np.int64)
        begin = np.searchsorted(rows[:, 0], own)
        counts = np.searchsorted(rows[:, 0], own, side="right") - begin
        found: dict[int, list[int]] = defaultdict(list)
        for i in np.flatnonzero(counts).tolist():
            for batch in rows[begin[i] : begin[i] + counts[i], 1].tolist():
                found[batch].append(i)
        return found

    def _rows(self) -> NDArray[np.int64]:
        """Return way and batch, each pair once, in order."""
        if self._some:
            self._sorted = np.unique(np.concatenate([self._sorted, *self._some]), axis=0)
            self._some = []
        return self._sorted


def _packed_areas(
    ways: Sequence[Way], wanted: Callable[[str], bool]
) -> tuple[tuple[Outlines, dt.date | None], list[Way]]:
    """Return the sound areas among ways, when one last changed, and the other ways."""
    closed = [
        i
        for i, way in enumerate(ways)
        if isinstance(way.line, np.ndarray)
        and len(way.line) >= _SHORTEST_RING
        and way.closed
        and way.tags
        and is_area(way.tags)
    ]
    rings = _rings([np.asarray(ways[i].line) for i in closed])
    sound = np.flatnonzero(sound_areas(rings, np.ones(len(rings), dtype=np.int64)))
    areas = [ways[closed[i]] for i in sound.tolist()]
    tag_sets, tags_of = sets_of_tags((way.tags for way in areas), wanted=wanted)
    taken = {closed[i] for i in sound.tolist()}
    outlines = Outlines(
        ids=Names.of(f"way/{way.id}" for way in areas),
        tag_sets=tag_sets,
        tags_of=tags_of,
        offsets=np.arange(len(areas) + 1),
        polygons=rings.take(sound),
    )
    changes = (way.changed for way in areas if way.changed is not None)
    others = [way for i, way in enumerate(ways) if i not in taken]
    return (outlines, max(changes, default=None)), others


def _rings(lines: Sequence[NDArray[np.float64]]) -> Polygons:
    """Return closed lines, longitude and latitude, as polygons of one ring each."""
    lengths = np.array([len(line) for line in lines], dtype=np.int64)
    return Polygons(
        polygon_offsets=np.arange(len(lines) + 1),
        ring_offsets=np.concatenate([[0], np.cumsum(lengths)]),
        vertices=np.concatenate([np.zeros((0, 2)), *lines]),
    )


def _changed(item: osmium.osm.OSMObject[Any]) -> dt.date | None:
    when = item.timestamp
    return when.date() if when.year > 1970 else None  # 1970 stands for “not said”
