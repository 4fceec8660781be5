"""Answers for the map: who could see a point, exactly, in files that a browser reads by place.

A click is projected with ``proj`` of the index; the cells whose squares come within ``reach_m`` are
read; a camera sees the point if it lies in its star polygon, with the probability that
`vidik.model.views.Aim` states.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from vidik.model.published import Published, PublishedCamera
from vidik.model.views import Aim, Views

__all__ = ["CELL_M", "answers"]

#: Side of the squares that the city is cut into, metres.
CELL_M = 256


def answers(published: Published) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of ``answers/index.json`` and of every cell with cameras.

    Corners are whole centimetres from the camera's view origin, so that the answer may differ from
    the library's within a centimetre of an edge.

    Parameters
    ----------
    published
        What may be shown.
    """
    views = published.views
    cameras = {camera.id: camera for camera in published.cameras}
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, (x, y) in enumerate(views.origin.tolist()):
        cells[math.floor(x / CELL_M), math.floor(y / CELL_M)].append(i)
    frame = published.place.frame
    yield (
        "answers/index.json",
        _json(
            {
                "attribution": published.attribution,
                "licence": published.licence,
                "synthetic": published.synthetic,
                "proj": frame.proj,
                "lon": frame.lon,
                "lat": frame.lat,
                "cell_m": CELL_M,
                "reach_m": float(views.reach.max(initial=0.0)),
                "levels": [
                    {"key": level.key, "ppm": level.ppm} for level in published.optics.levels
                ],
                "cells": [f"{i}_{j}" for i, j in sorted(cells)],
                "sources": {
                    source.key: {
                        "name": source.name,
                        "dated": published.dated.isoformat() if published.dated else None,
                        "retrieved": source.retrieved.isoformat() if source.retrieved else None,
                        "licence": source.licence,
                    }
                    for source in published.sources
                },
            }
        ),
    )
    for (i, j), rows in sorted(cells.items()):
        yield (
            f"answers/{i}_{j}.json",
            _json(
                {
                    "attribution": published.attribution,
                    "licence": published.licence,
                    "synthetic": published.synthetic,
                    "cameras": [_camera(cameras[views.ids[row]], views, row) for row in rows],
                }
            ),
        )


def _camera(camera: PublishedCamera, views: Views, row: int) -> dict[str, Any]:
    part = slice(views.offsets[row], views.offsets[row + 1])
    x, y = views.origin[row].tolist()
    return {
        "id": camera.id,
        "slug": camera.slug,
        "kind": str(camera.kind),
        "operator": camera.operator,
        "source": camera.source,
        "checked": camera.checked.isoformat() if camera.checked else None,
        "synthetic": camera.synthetic,
        "x": x,
        "y": y,
        "reach": float(views.reach[row]),
        "aim": _aim(views.aims[row]),
        "ring": np.round(views.vertices[part] * 100.0).astype(np.int64).ravel().tolist(),
        "arc": np.flatnonzero(views.arc[part]).tolist(),
    }


def _aim(aim: Aim) -> dict[str, Any]:
    return {
        "weight": aim.weight.tolist(),
        "fov": aim.fov.tolist(),
        "reach": aim.reach.tolist(),
        "share": aim.share.tolist(),
        "start": aim.start.tolist(),
        "width": aim.width.tolist(),
    }


def _json(value: dict[str, Any]) -> bytes:
    """Return compact JSON with sorted keys."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()
