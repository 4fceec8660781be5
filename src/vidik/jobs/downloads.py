"""Everything that can be downloaded of a city: its tables, one by one and packed, with styles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import pyarrow as pa

from vidik.model.operated import Operated
from vidik.model.published import Published
from vidik.outside.containers import geopackage, workbook
from vidik.report.downloads import (
    SHAPES,
    dictionary_table,
    downloads,
    packed_layers,
    packed_sheets,
)
from vidik.report.review import review
from vidik.report.styles.layers import layer_styles
from vidik.report.styles.qml import project, qml
from vidik.report.styles.sld import sld
from vidik.report.styles.style import LayerStyle
from vidik.report.texts import texts_of
from vidik.report.view_tables import BandShape, OverlapShape

__all__ = ["all_downloads"]


def all_downloads(
    published: Published,
    bands: Sequence[BandShape],
    overlaps: Sequence[OverlapShape],
    operated: Sequence[Operated] = (),
    *,
    level: str,
    language: str,
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every file to download.

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
    level
        Key of the level that styles show to begin with.
    language
        BCP 47 tag of the language of legends.
    """
    texts = texts_of(language)
    columns: dict[str, bytes] = {}
    for path, data in downloads(published, bands, overlaps, operated):
        yield path, data
        name, _, ending = path.removeprefix("downloads/").partition(".")
        if ending == "parquet":
            columns[name] = data
    styles = layer_styles(published, texts, level=level)
    for style in styles:
        yield f"downloads/{style.table}.qml", qml(style)
        yield f"downloads/{style.table}.sld", sld(style)
    layers = packed_layers(columns)
    yield (
        "downloads/vidik.gpkg",
        geopackage(
            layers,
            _styles_table(published, styles),
            about={
                "attribution": published.attribution,
                "licence": published.licence,
                "synthetic": "true" if published.synthetic else "false",
            },
            shapes=SHAPES,
            dated=published.dated,
        ),
    )
    yield "downloads/vidik.qgs", project(published, styles, texts, package="vidik.gpkg")
    meanings = dictionary_table(published, texts.gettext)
    yield "downloads/vidik.xlsx", workbook({**packed_sheets(layers), "dictionary": meanings})
    yield "downloads/review.osm", review(published)


def _styles_table(published: Published, styles: Sequence[LayerStyle]) -> pa.Table:
    """Return the table from which QGIS takes the style of a layer when it is opened."""
    count = len(styles)
    day = published.dated or dt.date(1970, 1, 1)
    return pa.table(
        {
            "f_table_catalog": [""] * count,
            "f_table_schema": [""] * count,
            "f_table_name": [style.table for style in styles],
            "f_geometry_column": ["geometry"] * count,
            "styleName": [style.table for style in styles],
            "styleQML": [qml(style).decode() for style in styles],
            "styleSLD": [sld(style).decode() for style in styles],
            "useAsDefault": [True] * count,
            "description": [style.title for style in styles],
            "owner": [""] * count,
            "ui": [""] * count,
            "update_time": pa.array([day] * count, type=pa.date32()).cast(pa.timestamp("ms")),
        }
    )
