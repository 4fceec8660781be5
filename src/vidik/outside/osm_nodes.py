"""Nodes of an OSM file with their versions, for whoever wants to change them.

User names, user ids and changesets are in these files; nothing here asks for them.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import osmium

from vidik.errors import InputError

__all__ = ["Node", "nodes_of"]

#: Number, version, longitude, latitude, tags.
Node = tuple[int, int, float, float, dict[str, str]]


def nodes_of(path: Path, ids: Collection[int]) -> dict[int, Node]:
    """Return some nodes of a file; those without a version or a place are left out.

    Parameters
    ----------
    path
        Of a PBF or OSM XML file.
    ids
        Numbers of the nodes.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    wanted, found = frozenset(ids), {}
    if not wanted:
        return {}
    try:
        for node in osmium.FileProcessor(str(path), osmium.osm.NODE):
            if not isinstance(node, osmium.osm.Node):
                continue  # nothing else is asked for
            if node.id in wanted and node.version > 0 and node.location.valid():
                tags = {tag.k: tag.v for tag in node.tags}
                found[node.id] = (
                    node.id, node.version, node.location.lon, node.location.lat, tags,
                )  # fmt: skip
    except (osmium.InvalidLocationError, RuntimeError, ValueError, OSError) as fault:
        raise InputError(f"cannot be read: {fault}", file=path) from fault
    return found
