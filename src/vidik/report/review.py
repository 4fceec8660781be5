"""Cameras for a mapper to review in JOSM: to look at beside OpenStreetMap, never to upload.

Nothing here writes to OpenStreetMap: the file forbids its upload (``upload="never"``), made-up
cameras are not in it, and every node is a new one, so that nothing can be overwritten by mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from vidik.model.published import Published, PublishedCamera
from vidik.report.operators import is_withheld
from vidik.report.withheld import WITHHELD
from vidik.report.xmlfile import xml_bytes

__all__ = ["review"]

#: No key or value of OpenStreetMap is longer.
_LONGEST = 255


def review(published: Published) -> bytes:
    """Return the cameras that may be shown as OSM XML 0.6, a node for each mapped object.

    Parameters
    ----------
    published
        The city.
    """
    root = ET.Element(
        "osm",
        version="0.6",
        generator="Vidik",
        upload="never",
        attribution=published.attribution,
        license=published.licence,
    )
    objects = {c.location: c for c in reversed(published.cameras) if not c.synthetic}
    for number, (location, camera) in enumerate(sorted(objects.items()), start=1):
        node = ET.SubElement(
            root, "node", id=f"-{number}", lat=f"{camera.lat:.7f}", lon=f"{camera.lon:.7f}"
        )
        for key, value in _tags(location, camera).items():
            ET.SubElement(node, "tag", k=key, v=value)
    return xml_bytes(root)


def _tags(location: str, camera: PublishedCamera) -> Mapping[str, str]:
    """Return what the source says, as far as it may be shown, and where that stands."""
    said = {
        key: value
        for key, value in sorted(camera.tags.items())
        if not (value == WITHHELD or is_withheld(value))
        and 0 < len(key) <= _LONGEST
        and 0 < len(value) <= _LONGEST
    }
    told = {"man_made": "surveillance", **said}
    return {**told, "vidik:object": location, "vidik:source": camera.source}
