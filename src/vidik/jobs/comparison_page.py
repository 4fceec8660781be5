"""The page of a comparison: one document for whoever keeps the lists, with a map in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik import __version__
from vidik.errors import InputError
from vidik.jobs.comparing import Comparison
from vidik.jobs.sources import stepwise
from vidik.model.basemap import BaseShape
from vidik.model.feature import Feature
from vidik.outside.assets import widget_parts
from vidik.outside.progress import Progress, Silent
from vidik.outside.reading import read_outlines
from vidik.outside.sheet import save_text
from vidik.outside.tables import load_publication_rules
from vidik.register.basemap import base_shapes
from vidik.register.denial import drop_denied
from vidik.register.near import outlines_near
from vidik.report.comparison_page import comparison_document

__all__ = ["write_page"]

#: So far from rows buildings are drawn, metres: those of a whole city no browser draws at once.
_NEAR_M = 150.0

#: About rows, degrees: what lies under the map beyond them.
_MARGIN = 0.015


def write_page(
    comparison: Comparison, file: Path, *, map: Path | None = None, progress: Progress | None = None
) -> None:
    """Write two compared sources as one document, for the house.

    Parameters
    ----------
    comparison
        Of the sources; drafts and cameras on homes stand in the document as they are.
    file
        ``.html``; one that is there is replaced.
    map
        An extract of OpenStreetMap, for streets and buildings under the map; None: there are none.
    progress
        Told how far reading is; None: nobody is.

    Raises
    ------
    InputError
        If the file has another suffix, or the map cannot be read or lies elsewhere.
    OutputError
        If the file cannot be written.
    VidikError
        If it holds more than a browser draws in good time.
    """
    if file.suffix != ".html":
        raise InputError("not a page", file=file, hint=".html")
    compared = comparison.compared
    said = [one.observation for one in (*compared.ones, *compared.others)]
    places = np.array([(one.lon, one.lat) for one in said], np.float64)
    base = () if map is None else _base(map, places, progress or Silent())
    document = comparison_document(
        comparison.figures,
        comparison.pairs,
        comparison.origins,
        widget_parts(),
        districts=comparison.districts,
        base=base,
        version=__version__,
    )
    save_text(file, document)


def _base(map: Path, places: NDArray[np.float64], progress: Progress) -> tuple[BaseShape, ...]:
    """Return what lies under the map about rows, places of the deny-list left out."""
    west, south = (places.min(axis=0) - _MARGIN).tolist()
    east, north = (places.max(axis=0) + _MARGIN).tolist()
    rules = load_publication_rules()
    found: list[Feature] = []
    with progress.task(f"Reading {map.name}", total=map.stat().st_size) as advance:
        for part in read_outlines(
            map,
            source="map",
            box=(west, south, east, north),
            progress=stepwise(advance),
        ):
            extract, _ = drop_denied(part, rules.denied)
            outlines = extract.outlines
            near = {one.id for one in outlines_near(outlines, places, metres=_NEAR_M)}
            found += extract.features
            # greens and waters are few, and tell from afar where one is
            found += (
                Feature(outlines.ids[i], outlines.shape(i), outlines.tags(i))
                for i in range(len(outlines))
                if "building" not in outlines.tags(i) or outlines.ids[i] in near
            )
    made = base_shapes(found, clip=shapely.box(west, south, east, north))
    if not made:
        raise InputError("a map of elsewhere: there is nothing of it about the rows", file=map)
    return made
