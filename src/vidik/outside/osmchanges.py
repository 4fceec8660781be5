"""What was said of cameras, and when: change files (.osc) and histories of OpenStreetMap.

Each version of an object is a statement of its own, of the day it was made. A way is where its
nodes were then, if the file has them all. User names, user ids and changesets are in these files;
nothing here asks for them.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

import osmium
from shapely import Geometry, LineString, Point, Polygon

from vidik.errors import InputError
from vidik.model.feature import Extract, Feature
from vidik.model.rejection import Rejection
from vidik.outside.assembly import extract_of
from vidik.register.cameras import is_camera

__all__ = ["ABSENT", "read_osm_changes"]

#: The tag by which a statement says that there is no camera, and why it says so.
ABSENT = ("vidik:claim", "absent")
_BECAUSE, _OBJECT, _VERSION = "vidik:because", "vidik:object", "vidik:version"

_Object = osmium.osm.Node | osmium.osm.Way | osmium.osm.Relation
_KINDS = {"n": "node", "w": "way", "r": "relation"}
_FAULTS = (osmium.InvalidLocationError, RuntimeError, ValueError, OSError)
_BATCH = 10_000

#: Of each node, its versions: when each was made, and where it was then.
_Nodes = Mapping[int, list[tuple[dt.datetime, tuple[float, float]]]]


def read_osm_changes(
    path: Path, *, source: str, known: Callable[[str], bool] | None = None
) -> Iterator[Extract]:
    """Yield the versions of cameras as features, some at a time.

    A feature is called ``node/123 v4`` and has the tags of that version, with ``vidik:object`` and
    ``vidik:version``. A version that is deleted, or is no camera any more though an earlier one in
    the file was, has ``vidik:claim=absent`` and ``vidik:because`` (``deleted``, ``retagged``); its
    place is the last that the file has, and an empty point where there is none.

    Parameters
    ----------
    path
        An ``.osc`` file, packed or not, or a history (``.osh.pbf``, ``.osh``); sorted by object, as
        these files are.
    source
        Key of the source.
    known
        Whether an object, ``node/123``, is known as a camera already: a change file does not say
        what an object was before. None: every object that is deleted is told of.

    Raises
    ------
    InputError
        If the file is missing, broken or truncated.
    """
    if not path.is_file():
        raise InputError("no such file", file=path)
    features: list[Feature] = []
    rejected: list[Rejection] = []
    try:
        entities = osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION
        nodes = _nodes_of_cameras(path)
        versions = (
            _Version(item, nodes)
            for item in osmium.FileProcessor(str(path), entities)
            if isinstance(item, _Object)
        )
        for name, group in groupby(versions, key=lambda version: version.object):
            own, noted = _statements(name, list(group), source, known)
            features += own
            rejected += noted
            if len(features) >= _BATCH:
                yield extract_of(features, rejected)
                features, rejected = [], []
    except _FAULTS as fault:
        raise InputError(
            f"cannot be read: {fault}", file=path, hint="is it complete? Fetch it again"
        ) from fault
    yield extract_of(features, rejected)


class _Version:
    """One version, copied: libosmium forgets an object when the next is read."""

    def __init__(self, item: _Object, nodes: _Nodes) -> None:
        self.object = f"{_KINDS.get(item.type_str(), 'object')}/{item.id}"
        self.number = item.version
        self.deleted = item.deleted
        self.tags = dict(item.tags)
        self.day: dt.date | None = item.timestamp.date() if item.timestamp.year > 1970 else None
        self.place: Geometry | None = None
        if isinstance(item, osmium.osm.Node) and item.location.valid():
            self.place = Point(item.location.lon, item.location.lat)
        elif isinstance(item, osmium.osm.Way) and is_camera(self.tags):
            self.place = _course([node.ref for node in item.nodes], item.timestamp, nodes)


def _nodes_of_cameras(path: Path) -> _Nodes:
    """Return the nodes of ways that are cameras; most files have no such ways."""
    wanted = {
        node.ref
        for item in osmium.FileProcessor(str(path), osmium.osm.WAY)
        if isinstance(item, osmium.osm.Way) and is_camera(dict(item.tags))
        for node in item.nodes
    }
    found: dict[int, list[tuple[dt.datetime, tuple[float, float]]]] = defaultdict(list)
    for item in osmium.FileProcessor(str(path), osmium.osm.NODE) if wanted else ():
        if isinstance(item, osmium.osm.Node) and item.id in wanted and item.location.valid():
            found[item.id].append((item.timestamp, (item.location.lon, item.location.lat)))
    return {node: sorted(versions) for node, versions in found.items()}


def _course(refs: list[int], when: dt.datetime, nodes: _Nodes) -> Geometry | None:
    """Return the shape of a way as its nodes lay on a day; None if the file lacks one of them."""
    if not refs or not all(ref in nodes for ref in refs):
        return None
    places = []
    for ref in refs:
        # a node that the file has from a later day only is where it was put then
        later = bisect_right([made for made, _ in nodes[ref]], when)
        places.append(nodes[ref][max(later - 1, 0)][1])
    distinct = len(set(places))
    if distinct == 1:
        return Point(places[0])
    if places[0] == places[-1] and distinct > 2 and (area := Polygon(places)).is_valid:
        return area
    return LineString(places)


def _statements(
    name: str, versions: list[_Version], source: str, known: Callable[[str], bool] | None
) -> tuple[list[Feature], list[Rejection]]:
    """Return what the versions of one object say of a camera."""
    features: list[Feature] = []
    rejected: list[Rejection] = []
    place: Geometry | None = None
    was_camera = known is not None and known(name)
    for version in sorted(versions, key=lambda version: version.number):
        place = version.place or place
        own = {_OBJECT: name, _VERSION: str(version.number)}
        if not version.deleted and is_camera(version.tags):
            was_camera = True
            if version.place is None:
                reason = "the file does not have the nodes that say where it is"
                if version.object.startswith("relation/"):
                    reason = "relations of changes and histories have no places"
                rejected.append(Rejection(source, _called(version), "geometry", "", reason))
                continue
            own |= version.tags
        elif was_camera or (version.deleted and len(versions) == 1 and known is None):
            own |= dict([ABSENT]) | {_BECAUSE: "deleted" if version.deleted else "retagged"}
            was_camera = False
        else:
            continue
        features.append(Feature(_called(version), place or Point(), own, version.day))
    return features, rejected


def _called(version: _Version) -> str:
    return f"{version.object} v{version.number}"
