"""The page with the data: every file with its size and hash, every column, and how to cite it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vidik.report.citation import citation_of
from vidik.report.files import CHECKSUMS, WrittenFile
from vidik.report.layout import Layout
from vidik.report.styles.layers import STYLED
from vidik.report.table import Table
from vidik.report.tilefeatures import tile_names

__all__ = ["data_page"]


def data_page(
    site: Layout, tables: tuple[Table[Any], ...], files: Mapping[str, WrittenFile]
) -> bytes:
    """Return the page.

    Parameters
    ----------
    site
        The city in one language.
    tables
        Whose columns are explained.
    files
        Size and hash of what can be downloaded, by path.
    """
    return site.render(
        "data.html",
        path="data/",
        page="data",
        downloads=[
            (what, [(path, files.get(path)) for path in paths])
            for what, paths in _groups(site, tables)
        ],
        checksums=CHECKSUMS if files else "",
        dictionary=tables,
        citation=citation_of(site),
    )


def _groups(site: Layout, tables: tuple[Table[Any], ...]) -> list[tuple[str, tuple[str, ...]]]:
    _ = site.texts.gettext
    tiles = tile_names(site.published.watched.levels)
    said = {
        "cameras": _("Cameras that may be shown"),
        "private": _("Streets with cameras on private homes"),
        "views": _("Ground in view, by camera, level and class of chance"),
        "overlap": _("Ground by the number of cameras that watch it"),
        "streets": _("Streets and their watched metres"),
        "surveys": _("Where and when somebody looked for cameras"),
        "operators": _("Operators and what their cameras watch together"),
        "districts": _("Districts: cameras, streets in view, where somebody looked"),
        "cells": _("Squares: walks from homes, and how near the first camera is"),
        "district_homes": _("Districts: walks from homes, and how near the first camera is"),
        "district_doors": _("Districts: at how many doors of sensitive places one could be seen"),
        "rejected": _("What was not understood"),
    }
    return [
        *((said[table.name], _formats(table.name)) for table in tables),
        (_("What every column means"), _named("dictionary.csv")),
        (_("All tables with their styles, for QGIS"), _named("vidik.gpkg", "vidik.qgs")),
        (_("Tables and the meaning of their columns, for a spreadsheet"), _named("vidik.xlsx")),
        (_("Cameras to review in JOSM; not to upload"), _named("review.osm")),
        (_("All figures, and what they mean"), ("summary.json", "summary.schema.json")),
        (_("Map tiles"), tuple(f"tiles/{name}.pmtiles" for name in tiles)),
    ]


def _formats(name: str) -> tuple[str, ...]:
    """Return the files of a table; those that maps are drawn of have styles beside them."""
    endings = ("geojson", "parquet", "csv", *(("qml", "sld") if name in STYLED else ()))
    return _named(*(f"{name}.{ending}" for ending in endings))


def _named(*names: str) -> tuple[str, ...]:
    return tuple(f"downloads/{name}" for name in names)
