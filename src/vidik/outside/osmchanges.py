"""What was said of cameras, and when: change files (.osc) and histories of OpenStreetMap.

Each version of an object is a statement of its own, of the day it was made. User names, user ids
and changesets are in these files; nothing here asks for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import osmium
from shapely import Point

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
        versions = (
            _Version(item)
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

    def __init__(self, item: _Object) -> None:
        self.object = f"{_KINDS.get(item.type_str(), 'object')}/{item.id}"
        self.number = item.version
        self.deleted = item.deleted
        self.tags = dict(item.tags)
        self.day: dt.date | None = item.timestamp.date() if item.timestamp.year > 1970 else None
        self.place: Point | None = None
        if isinstance(item, osmium.osm.Node) and item.location.valid():
            self.place = Point(item.location.lon, item.location.lat)


def _statements(
    name: str, versions: list[_Version], source: str, known: Callable[[str], bool] | None
) -> tuple[list[Feature], list[Rejection]]:
    """Return what the versions of one object say of a camera."""
    features: list[Feature] = []
    rejected: list[Rejection] = []
    place: Point | None = None
    was_camera = known is not None and known(name)
    for version in sorted(versions, key=lambda version: version.number):
        place = version.place or place
        own = {_OBJECT: name, _VERSION: str(version.number)}
        if not version.deleted and is_camera(version.tags):
            was_camera = True
            if version.place is None:
                reason = "ways and relations of changes and histories have no places"
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
