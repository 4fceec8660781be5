"""Answers for the map: who could see a point, exactly, in files that a browser reads by place.

A click is projected with ``proj`` of the index; the cells whose squares come within ``reach_m`` are
read; a camera sees the point with the probability that `vidik.model.views.Aim` states, over the
readings in whose views (`vidik.model.views.Views`) the point lies.

A cell holds the tables ``lenses`` and ``readings``, each row once, however many cameras share it:

- a lens: ``fov`` and its ``reach`` at each level of the index;
- readings: the columns ``weight``, ``lens`` (a row of ``lenses``), ``rise``, ``lower`` (null: the
  foot of the camera is in the picture), ``upper`` (0: the horizon is) and ``stance``;
- a camera: its row of ``readings``, its arcs (``share``, ``start``, ``width``), its ``views`` and
  the view that each of its ``stances`` takes;
- a view: its ``reach``, how many corners each of its ``rings`` has, the ``corners`` of all rings,
  east and north in turn, whole centimetres from the corner before, the first from the camera's
  ``x`` and ``y``, and ``arcs``, the corners at which an arc starts.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
        shared = _Shared()
        found = [_camera(cameras[views.ids[row]], views, row, shared) for row in rows]
        yield (
            f"answers/{i}_{j}.json",
            _json(
                {
                    "attribution": published.attribution,
                    "licence": published.licence,
                    "synthetic": published.synthetic,
                    "lenses": shared.lenses,
                    "readings": shared.readings,
                    "cameras": found,
                }
            ),
        )


class _Shared:
    """What the cameras of one cell share, each row once, in the order in which they came."""

    def __init__(self) -> None:
        self.lenses: list[dict[str, Any]] = []
        self.readings: list[dict[str, Any]] = []
        self._known: dict[bytes, int] = {}

    def row(self, aim: Aim) -> int:
        """Return the row of an aim's readings, added if it is new."""
        columns = (aim.weight, aim.fov, aim.reach, aim.rise, aim.lower, aim.upper, aim.stance)
        key = b"".join(column.tobytes() for column in columns)
        row = self._known.setdefault(key, len(self.readings))
        if row == len(self.readings):
            self.readings.append(
                {
                    "weight": aim.weight.tolist(),
                    "lens": [self._lens(*each) for each in zip(aim.fov, aim.reach, strict=True)],
                    "rise": aim.rise.tolist(),
                    # JSON knows no infinity
                    "lower": [None if math.isinf(edge) else edge for edge in aim.lower.tolist()],
                    "upper": np.maximum(aim.upper, 0.0).tolist(),
                    "stance": aim.stance.tolist(),
                }
            )
        return row

    def _lens(self, fov: np.float64, reach: NDArray[np.float64]) -> int:
        lens = {"fov": float(fov), "reach": reach.tolist()}
        if lens not in self.lenses:
            self.lenses.append(lens)
        return self.lenses.index(lens)


def _camera(camera: PublishedCamera, views: Views, row: int, shared: _Shared) -> dict[str, Any]:
    aim = views.aims[row]
    first, last = views.first[row : row + 2].tolist()
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
        "readings": shared.row(aim),
        "share": aim.share.tolist(),
        "start": aim.start.tolist(),
        "width": aim.width.tolist(),
        "stances": (views.stances[row] - first).tolist(),
        "views": [_view(views, view) for view in range(first, last)],
    }


def _view(views: Views, view: int) -> dict[str, Any]:
    rings = views.ring_offsets[views.offsets[view] : views.offsets[view + 1] + 1]
    part = slice(views.starts[view], views.starts[view + 1])
    corners = np.round(views.vertices[part] * 100.0).astype(np.int64)
    return {
        "reach": float(views.reach[view]),
        "rings": np.diff(rings).tolist(),
        # from corner to corner is less far than from the camera: files are two fifths smaller
        "corners": np.diff(corners, axis=0, prepend=0).ravel().tolist(),
        "arcs": np.flatnonzero(views.arc[part]).tolist(),
    }


def _json(value: dict[str, Any]) -> bytes:
    """Return compact JSON with sorted keys."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()
