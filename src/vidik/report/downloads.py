"""Files to download: GeoJSON (RFC 7946), GeoParquet 1.1 and CSV (RFC 4180) of the same tables.

The GeoParquet files are also what GeoPackage and workbook are packed from (`packed_layers`).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.operated import Operated
from vidik.model.published import Published
from vidik.register.formulas import safe_cell
from vidik.report.table import Table
from vidik.report.tables import tables_of
from vidik.report.view_tables import BandShape, OverlapShape

__all__ = [
    "DICTIONARY_FIELDS", "SHAPES", "csv_of", "dictionary_table", "downloads", "packed_layers",
    "packed_sheets",
]  # fmt: skip

#: Columns of ``dictionary.csv``.
DICTIONARY_FIELDS = ("file", "field", "type", "unit", "meaning", "source")

#: Shapes of a table, shape (n,); None where a row has none.
Shapes = NDArray[np.object_]

#: Of a degree: about a centimetre.
_DECIMALS = 7

_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False)

#: Of RFC 4180.
_LINE_END = "\r\n"

#: What the shapes of a table are; parts that lie apart make one shape of several.
SHAPES = {
    "cameras": "Point",
    "private": "LineString",
    "views": "MultiPolygon",
    "overlap": "MultiPolygon",
    "streets": "LineString",
    "surveys": "MultiPolygon",
    "districts": "MultiPolygon",
    "cells": "Polygon",
}

#: Tables of which a spreadsheet has something without their shapes.
_SHEETS = (
    "cameras",
    "private",
    "streets",
    "surveys",
    "operators",
    "districts",
    "cells",
    "district_homes",
    "district_doors",
    "rejected",
)

_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def downloads(
    published: Published,
    bands: Sequence[BandShape],
    overlaps: Sequence[OverlapShape],
    operated: Sequence[Operated] = (),
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every file to download, one at a time.

    ``downloads/<table>.geojson``, ``.parquet`` and ``.csv`` for cameras, private, views, overlap,
    streets, surveys, operators, districts, cells, district_homes, district_doors and rejected;
    ``rejected.csv`` once more at the root; ``downloads/dictionary.csv`` explains every field.

    Parameters
    ----------
    published
        What may be shown.
    bands
        Where each camera sees, in longitude and latitude, in order.
    overlaps
        By how many cameras what is watched, likewise.
    operated
        What the cameras of each organisation watch together.
    """
    tables: tuple[Table[Any], ...] = tables_of(published, bands, overlaps, operated)
    for table in tables:
        rows = _rows(table)
        shapes = _tidy([table.shape(item) for item in table.items])
        text = _csv(table, rows, shapes)
        yield f"downloads/{table.name}.geojson", _geojson(published, table, rows, shapes)
        yield f"downloads/{table.name}.parquet", _parquet(published, table, rows, shapes)
        yield f"downloads/{table.name}.csv", text
        if table.name == "rejected":
            yield "rejected.csv", text
    yield "downloads/dictionary.csv", _dictionary(tables)


def packed_layers(files: Mapping[str, bytes]) -> Mapping[str, pa.Table]:
    """Return the tables of a GeoPackage: shapes of one layer are of one kind.

    Parameters
    ----------
    files
        GeoParquet, by name of the table.
    """
    return {
        name: _alike(name, pq.read_table(pa.BufferReader(data))) for name, data in files.items()
    }


def _alike(name: str, table: pa.Table) -> pa.Table:
    if SHAPES.get(name) != "MultiPolygon":
        return table
    shapes = shapely.from_wkb(table["geometry"].to_pylist())
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    shapes[single] = [shapely.MultiPolygon([shape]) for shape in shapes[single]]
    at = table.column_names.index("geometry")
    wkb = pa.array(shapely.to_wkb(shapes, byte_order=1), type=pa.binary())
    return table.set_column(at, "geometry", wkb)


def packed_sheets(layers: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    """Return what a spreadsheet has of some tables: no shapes, and no text that it would run.

    Parameters
    ----------
    layers
        As of `packed_layers`.
    """
    return {name: _plain(layers[name]) for name in _SHEETS if name in layers}


def _plain(table: pa.Table) -> pa.Table:
    columns = {}
    for name in table.column_names:
        if name == "geometry":
            continue
        column = table[name]
        if pa.types.is_string(column.type):
            texts = [None if text is None else safe_cell(text) for text in column.to_pylist()]
            column = pa.array(texts, type=pa.string())
        columns[name] = column
    return pa.table(columns)


def dictionary_table(published: Published, translate: Callable[[str], str]) -> pa.Table:
    """Return the meaning of every column of every table, in words.

    Parameters
    ----------
    published
        The city.
    translate
        Puts a message into the language of the words.
    """
    tables: tuple[Table[Any], ...] = tables_of(published, (), ())
    rows = [
        # the number also tells readers that the first row, of words alone, is the head
        (table.name, number, field.name, field.type, field.unit, field.said(translate))
        for table in tables
        for number, field in enumerate(table.fields, start=1)
    ]
    heads = ("table", "column", "field", "type", "unit", "meaning")
    return pa.table({head: [row[i] for row in rows] for i, head in enumerate(heads)})


def csv_of(table: Table[Any]) -> bytes:
    """Return a table without shapes as CSV.

    Parameters
    ----------
    table
        Any.
    """
    return _csv(table, _rows(table), _tidy([]))


def _rows(table: Table[Any]) -> list[dict[str, Any]]:
    return [{field.name: field.of(item) for field in table.fields} for item in table.items]


def _tidy(shapes: Sequence[Geometry | None]) -> Shapes:
    """Return shapes to the centimetre, with rings as RFC 7946 wants them."""
    given = np.array(shapes, dtype=object)
    rounded = shapely.transform(given, lambda points: np.round(points, _DECIMALS))
    tidy: Shapes = shapely.orient_polygons(rounded, exterior_cw=False)
    return tidy


def _geojson(
    published: Published,
    table: Table[Any],
    rows: Sequence[dict[str, Any]],
    shapes: Shapes,
) -> bytes:
    about = {
        "type": "FeatureCollection",
        "name": f"{published.place.name}: {table.name}",
        "attribution": published.attribution,
        "licence": published.licence,
        "synthetic": published.synthetic,
        "dated": published.dated.isoformat() if published.dated else None,
    }
    head = json.dumps(about, ensure_ascii=False)[:-1]
    geometries = shapely.to_geojson(shapes)
    lines = []
    for row, geometry in zip(rows, geometries, strict=True):
        row = {key: value for key, value in row.items() if key != "attribution"}  # stands above
        properties = _JSON.encode(row)
        lines.append(
            f'{{"type": "Feature", "properties": {properties}, "geometry": {geometry or "null"}}}'
        )
    body = ",\n".join(lines)
    return f'{head}, "features": [\n{body}\n]}}\n'.encode()


def _parquet(
    published: Published,
    table: Table[Any],
    rows: Sequence[dict[str, Any]],
    shapes: Shapes,
) -> bytes:
    columns: dict[str, pa.Array] = {}
    for field in table.fields:
        values = [row[field.name] for row in rows]
        if field.type == "date":
            values = [None if v is None else dt.date.fromisoformat(v) for v in values]
        columns[field.name] = pa.array(values, type=_ARROW[field.type])
    about = {
        "attribution": published.attribution,
        "licence": published.licence,
        "synthetic": "true" if published.synthetic else "false",
        "place": published.place.name,
        "dated": published.dated.isoformat() if published.dated else "",
    }
    if table.geometry:
        columns["geometry"] = pa.array(shapely.to_wkb(shapes, byte_order=1), type=pa.binary())
        about["geo"] = json.dumps(_geo(shapes))
    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.table(columns).replace_schema_metadata(about), sink, compression="zstd", version="2.6"
    )
    return bytes(sink.getvalue())


def _geo(shapes: Shapes) -> dict[str, Any]:
    """Return the metadata of GeoParquet 1.1; without ``crs`` it means longitude and latitude."""
    there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({shape.geom_type for shape in there}),
        "orientation": "counterclockwise",
        "edges": "planar",
    }
    if len(there):
        column["bbox"] = shapely.total_bounds(there).tolist()
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _csv(table: Table[Any], rows: Sequence[dict[str, Any]], shapes: Shapes) -> bytes:
    names = [field.name for field in table.fields]
    cells = [[*map(_cell, row.values())] for row in rows]
    if not table.geometry:
        return _lines(names, cells)
    # The writer would look at every letter of a shape; the only one that matters is the comma.
    wkt = shapely.to_wkt(shapes, rounding_precision=_DECIMALS)
    ends = ("," if one is None else f',"{one}"' if "," in one else f",{one}" for one in wkt)
    return _lines(names, cells, [",geometry", *ends])


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return safe_cell(value)
        case _:
            return repr(value)


def _dictionary(tables: Iterable[Table[Any]]) -> bytes:
    rows: list[tuple[str, ...]] = []
    for table in tables:
        files = f"{table.name}.geojson, {table.name}.parquet, {table.name}.csv, vidik.gpkg"
        if table.name in _SHEETS:
            files += ", vidik.xlsx"
        rows += [(files, f.name, f.type, f.unit, f.said(), f.source) for f in table.fields]
        if table.geometry:
            unit = "degrees, WGS 84"
            rows.append((files, "geometry", "geometry", unit, table.geometry, "see the fields"))
    return _lines(DICTIONARY_FIELDS, rows)


def _lines(
    head: Iterable[str], rows: Iterable[Iterable[str]], ends: Iterable[str] | None = None
) -> bytes:
    """Return a table as CSV; what its lines end with, the head's first, is already written so."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=_LINE_END)
    for row, end in zip(chain([head], rows), repeat("") if ends is None else ends, strict=False):
        writer.writerow(row)
        if end:
            text.seek(text.tell() - len(_LINE_END))
            text.write(end + _LINE_END)
    return text.getvalue().encode("utf-8")
