"""Files of map data that somebody made of a list: their columns are headed as lists are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vidik.model.row import Row
from vidik.outside.geojson import extract_of_geojson, parse_json
from vidik.outside.vector import read_vector

__all__ = ["DRAWN", "read_drawn"]

#: Formats that are read so only if a mapping lies beside the file: else columns are tags already.
DRAWN = ("geojson", "gpkg", "fgb")


def read_drawn(path: Path, kind: str) -> Iterator[Row]:
    """Yield the names of the columns, then the objects of a file, each with its shape.

    Parameters
    ----------
    path
        Of the file.
    kind
        One of `DRAWN`.

    Raises
    ------
    InputError
        If it is broken, names no coordinate system, or most places are not on the globe.
    """
    if kind == "geojson":
        extract = extract_of_geojson(parse_json(path), file=path, source="")
    else:
        extract = read_vector(path, source="")
    columns = dict.fromkeys(key for feature in extract.features for key in feature.tags)
    yield Row(1, "names", tuple(columns))
    number = 1
    for feature in extract.features:
        number += 1
        cells = tuple(feature.tags.get(column, "") for column in columns)
        yield Row(number, feature.id, cells, feature.geometry)
    # what was repaired is drawn, and told of as well; parts of one object are called 7/1, 7/2
    drawn = {feature.id for feature in extract.features}
    for rejection in extract.rejected:
        if rejection.id not in drawn and f"{rejection.id}/1" not in drawn:
            number += 1
            yield Row(number, rejection.id, (rejection.value,), fault=rejection.reason)
