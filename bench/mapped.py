"""Places of real cameras, read from what towns have.

Apart from the lists that are made of them: whoever matches lists need not load what reads maps.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray

from vidik.model.frame import LocalFrame

__all__ = ["points"]


def points(path: Path) -> NDArray[np.float64]:
    """Return the places of a GeoJSON file's points, or of an extract's cameras, metres.

    Parameters
    ----------
    path
        Of the file.
    """
    if path.name.endswith(".osm.pbf"):
        nodes = osmium.FileProcessor(str(path), osmium.osm.NODE)
        mapped = nodes.with_filter(osmium.filter.TagFilter(("man_made", "surveillance")))
        lonlat = np.array([(node.lon, node.lat) for node in mapped])
    else:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        lonlat = np.array([one["geometry"]["coordinates"][:2] for one in features])
    lon, lat = lonlat.mean(axis=0).tolist()
    return LocalFrame(lon, lat).to_metres(lonlat)
