"""A made-up town as rows: GeoJSON features with ids, whatever their order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.jobs.small_city import _DEG, _DEG_LON, LAT, LON

__all__ = ["ROWS", "feature", "write"]


def place(x: float, y: float) -> list[float]:
    """Return longitude and latitude of metres about the town's centre."""
    return [round(LON + x * _DEG_LON, 7), round(LAT + y * _DEG, 7)]


def feature(id: str, kind: str, points: Sequence[tuple[float, float]], **tags: Any) -> Any:
    """Return one row; a polygon is closed, and ``__`` in a tag stands for ``:``."""
    coordinates: Any = [place(*point) for point in points]
    if kind == "Polygon":
        coordinates = [[*coordinates, coordinates[0]]]
    if kind == "Point":
        (coordinates,) = coordinates
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": {"id": id, **{k.replace("__", ":"): v for k, v in tags.items()}},
    }


def _block(x: float, y: float) -> list[tuple[float, float]]:
    return [(x, y), (x + 50, y), (x + 50, y + 40), (x, y + 40)]


WATCHES = {"man_made": "surveillance"}
ROWS: list[Any] = [
    *(
        feature(f"b{i}", "Polygon", _block(*corner), building="yes", building__levels=str(i + 1))
        for i, corner in enumerate([(-70, -70), (-70, 20), (20, -70), (20, 20)])
    ),
    feature("b9", "Polygon", _block(90, 90), building="garage"),
    feature("w1", "LineString", [(-140, -2), (0, -2), (140, -2)], highway="residential", name="Г"),
    feature("w2", "LineString", [(-3, -140), (-3, 140)], highway="footway"),
    feature("p1", "Polygon", _block(80, -60), leisure="park"),
    feature("c1", "Point", [(-3, 10)], **WATCHES),
    feature("c2", "Point", [(-45, -29.9)], **WATCHES, camera__mount="wall", height="4"),
    feature("c3", "Point", [(45, 21)], **WATCHES, camera__type="dome", operator="Grad d.o.o."),
    feature("c4", "Point", [(0, -20)], **WATCHES, camera__type="fixed", camera__direction="NE"),
    feature("c5", "Point", [(-90, 5)], **WATCHES, camera__direction="somewhere", height="tall"),
    feature("c6", "Point", [(-100, 0)], **WATCHES, camera__direction="10;190"),
]


def write(path: Path, rows: Sequence[Any] = ROWS) -> Path:
    """Write rows as GeoJSON; return the path."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(rows)}))
    return path
