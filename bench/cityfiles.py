"""The made-up city as GeoParquet 1.1 in degrees, row of tiles by row of tiles, whatever its size.

Shapes are WKB with a column of boxes that covers them, and each row of tiles is a group of rows of
its own, so that a reader can pass over what lies elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from bench.city import City, Recipe, city
from vidik.model.frame import LocalFrame
from vidik.model.streets import Streets
from vidik.sight.walls import outlines

__all__ = ["FRAME", "CityFiles", "write_city"]

#: Where the city lies; nothing else of this place is in it.
FRAME = LocalFrame(20.0, 45.0)

_SIDES = ("xmin", "ymin", "xmax", "ymax")
_BOX = pa.struct([(side, pa.float64()) for side in _SIDES])


@dataclass(frozen=True)
class CityFiles:
    """Where the files of a city are.

    Parameters
    ----------
    buildings, streets, cameras
        GeoParquet.
    """

    buildings: Path
    streets: Path
    cameras: Path

    @classmethod
    def within(cls, folder: Path) -> CityFiles:
        """Return the files of a folder, whether or not they are there."""
        return cls(*(folder / f"{name}.parquet" for name in ("buildings", "streets", "cameras")))


def write_city(
    folder: Path,
    recipe: Recipe,
    tiles: Sequence[tuple[int, int]],
    *,
    cameras: int,
    pieces: int = 0,
) -> CityFiles:
    """Write a city, and return where; memory holds one row of tiles at a time.

    Parameters
    ----------
    folder
        Made if need be; what is there under the same names is written over.
    recipe
        What kind of city.
    tiles
        Column and row of each, those of a row one after the other.
    cameras
        How many in all, spread evenly over the tiles.
    pieces
        Into how many ways of its own each side of a street is cut; 0: ways as the city has them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = CityFiles.within(folder)
    written = 0
    with (
        _Writer(files.buildings, "Polygon", {"building": pa.string(), "height": pa.float64()}) as b,
        _Writer(files.streets, "LineString", {"highway": pa.string(), "name": pa.string()}) as s,
        _Writer(files.cameras, "Point", _CAMERA_TAGS) as c,
    ):
        done = 0
        for _, group in groupby(tiles, key=lambda tile: tile[1]):
            row = list(group)
            done += len(row)
            due = done * cameras // len(tiles)
            part = city(recipe, row, cameras=due - written)
            houses = part.footprints
            streets = _cut(part.streets, pieces) if pieces else part.streets
            b.write(
                houses.ids,
                outlines(houses),
                {"building": ["yes"] * len(houses), "height": houses.height[:, 1].round(2)},
            )
            lines = shapely.from_ragged_array(
                shapely.GeometryType.LINESTRING, streets.vertices, (streets.offsets,)
            )
            s.write(streets.ids, lines, {"highway": streets.classes, "name": streets.names})
            c.write(*_devices(part, written))
            written = due
    return files


def _cut(streets: Streets, pieces: int) -> Streets:
    """Return streets whose every side is so many ways, with the name of the street."""
    starts = np.setdiff1d(np.arange(streets.offsets[-1]), streets.offsets[1:] - 1)
    own = np.searchsorted(streets.offsets, starts, side="right") - 1
    a, b = streets.vertices[starts], streets.vertices[starts + 1]
    at = np.linspace(0.0, 1.0, pieces + 1)[:, None]
    corners = a[:, None] + at * (b - a)[:, None]  # (sides, pieces + 1, 2)
    ways = np.stack([corners[:, :-1], corners[:, 1:]], axis=2).reshape(-1, 2)
    of = np.repeat(own, pieces)
    return Streets(
        ids=tuple(f"{streets.ids[i]}.{k}" for k, i in enumerate(of)),
        names=tuple(streets.names[i] for i in of),
        classes=tuple(streets.classes[i] for i in of),
        offsets=np.arange(0, 2 * len(of) + 1, 2),
        vertices=ways,
    )


_CAMERA_TAGS = {
    "man_made": pa.string(),
    "surveillance:type": pa.string(),
    "camera:type": pa.string(),
    "camera:direction": pa.float64(),
    "height": pa.float64(),
}


def _devices(part: City, first: int) -> tuple[list[str], NDArray[np.object_], Mapping[str, object]]:
    """Return ids, places and tags of cameras, numbered on from the first."""
    devices = part.cameras
    n = len(devices)
    return (
        [f"camera/{first + k}" for k in range(n)],
        np.asarray(shapely.points(devices.points), dtype=object),
        {
            "man_made": ["surveillance"] * n,
            "surveillance:type": ["camera"] * n,
            "camera:type": np.where(devices.dome, "dome", "fixed").tolist(),
            "camera:direction": pa.array(devices.axis.round(1), mask=devices.dome),
            "height": devices.height.round(2),
        },
    )


class _Writer:
    """A GeoParquet file that grows by a group of rows at a time."""

    def __init__(self, path: Path, kind: str, tags: Mapping[str, pa.DataType]) -> None:
        column = {
            "encoding": "WKB",
            "geometry_types": [kind],
            "covering": {"bbox": {side: ["bbox", side] for side in _SIDES}},
        }
        geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
        self._schema = pa.schema(
            [("id", pa.string()), *tags.items(), ("geometry", pa.binary()), ("bbox", _BOX)],
            metadata={"geo": json.dumps(geo)},
        )
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd")

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(
        self, ids: Sequence[str], shapes: NDArray[np.object_], tags: Mapping[str, object]
    ) -> None:
        """Append shapes in metres as one group of rows."""
        if not len(shapes):
            return
        shapes = shapely.transform(shapes, FRAME.to_degrees)
        sides = shapely.bounds(shapes).T
        columns = [
            list(ids),
            *tags.values(),
            shapely.to_wkb(shapes),
            pa.StructArray.from_arrays([pa.array(side) for side in sides], _SIDES),
        ]
        table = pa.Table.from_arrays(
            [
                pa.array(values, field.type) if not isinstance(values, pa.Array) else values
                for values, field in zip(columns, self._schema, strict=True)
            ],
            schema=self._schema,
        )
        self._file.write_table(table, row_group_size=len(shapes))
