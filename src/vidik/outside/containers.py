"""Files that hold many tables, through GDAL (pyogrio): GeoPackage, and Excel workbooks."""

from __future__ import annotations

import datetime as dt
import io
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyogrio

__all__ = ["geopackage", "tables_in", "workbook"]

#: The earliest day that a zip file can name.
_EPOCH = (1980, 1, 1, 0, 0, 0)

#: Where a workbook says which sheets it has, and what stands there for each.
_LIST_OF_SHEETS = "xl/workbook.xml"
_SHEET = re.compile(rb"<sheet [^>]*/>")

#: Of an Excel sheet, less its head.
_MOST_ROWS = 1_048_575


def geopackage(
    tables: Mapping[str, pa.Table],
    styles: pa.Table,
    *,
    about: Mapping[str, str],
    shapes: Mapping[str, str],
    dated: dt.date | None,
) -> bytes:
    """Return tables as one GeoPackage 1.4, the same bytes for the same tables.

    Parameters
    ----------
    tables
        By name of the layer. Shapes stand as WKB in a column ``geometry``, in longitude and
        latitude.
    styles
        What QGIS reads from the table ``layer_styles``.
    about
        Goes along with the file and with each layer.
    shapes
        What the shapes of a layer are: ``Point``, ``LineString``, ``MultiPolygon``; a table that is
        not named has none.
    dated
        The day the file bears; None: the first of the era.
    """
    day = (dated or dt.date(1970, 1, 1)).isoformat()
    # GDAL reads the date when it creates a layer; without it the file would hold the present time.
    # What is read back at once need not wait for the disk.
    options = {"OGR_CURRENT_DATE": f"{day}T00:00:00.000Z", "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    pyogrio.set_gdal_config_options(options)
    try:
        with tempfile.TemporaryDirectory(prefix="vidik-packing-") as folder:
            path = Path(folder) / "vidik.gpkg"
            for name, table in tables.items():
                kind = shapes.get(name)
                pyogrio.write_arrow(
                    table,
                    path,
                    layer=name,
                    driver="GPKG",
                    geometry_name="geometry" if kind else None,
                    geometry_type=kind,
                    crs="EPSG:4326" if kind else None,
                    dataset_metadata=dict(about),
                    layer_metadata=dict(about),
                    layer_options={"GEOMETRY_NAME": "geometry"} if kind else None,
                )
            pyogrio.write_arrow(
                styles, path, layer="layer_styles", driver="GPKG", layer_options={"FID": "id"}
            )
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(options))


def workbook(tables: Mapping[str, pa.Table]) -> bytes:
    """Return tables as the sheets of an Excel workbook, the same bytes for the same tables.

    Numbers and dates stand as such in it, so that any spreadsheet shows them as its language does:
    a CSV file says neither which comma it means nor in which letters it is written.

    Parameters
    ----------
    tables
        By name of the sheet, in their order, without shapes. One that is longer than a sheet can be
        is left out.
    """
    fitting = {name: table for name, table in tables.items() if table.num_rows <= _MOST_ROWS}
    # for every further sheet GDAL reads and writes all that are there: the long ones come last
    written = sorted(fitting, key=lambda name: fitting[name].num_rows)
    with tempfile.TemporaryDirectory(prefix="vidik-packing-") as folder:
        path = Path(folder) / "vidik.xlsx"
        for name in written:
            pyogrio.write_arrow(fitting[name], path, layer=name, driver="XLSX")
        return _put_right(path.read_bytes(), [written.index(name) for name in fitting])


def _put_right(archive: bytes, order: Sequence[int]) -> bytes:
    """Return a workbook with its sheets in an order, which does not tell when it was written."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == _LIST_OF_SHEETS:
                content = _listed_in(order, content)
            new.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _listed_in(order: Sequence[int], content: bytes) -> bytes:
    """Return what lists the sheets of a workbook with those in an order."""
    sheets = _SHEET.findall(content)
    ordered = iter([sheets[i] for i in order])
    return _SHEET.sub(lambda _: next(ordered), content)


def tables_in(path: str, data: bytes) -> Mapping[str, pa.Table]:
    """Return every table of a GeoPackage or a workbook, as it would be read by others.

    Parameters
    ----------
    path
        Whose ending says which of the two it is.
    data
        The file.

    Returns
    -------
    Mapping of str to pyarrow.Table
        By name; shapes as WKB in a column ``geometry``.
    """
    found: dict[str, pa.Table] = {}
    with tempfile.TemporaryDirectory(prefix="vidik-packing-") as folder:
        file = Path(folder) / Path(path).name
        file.write_bytes(data)
        for name, _kind in pyogrio.list_layers(file):
            found[str(name)] = pyogrio.read_arrow(file, layer=name)[1]
    return found
