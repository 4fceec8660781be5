"""Parts: the districts of a file, by which figures of a register are told."""

from __future__ import annotations

from pathlib import Path

import shapely

from vidik.errors import InputError
from vidik.model.district import District
from vidik.model.rejection import Rejection
from vidik.outside.reading import format_of, read_extract
from vidik.register.districts import districts, mapped_districts

__all__ = ["parts_of"]

_SOURCE = "districts"

#: Whoever names districts has no boundary: each counts as far as it reaches.
_EVERYWHERE = shapely.box(-180.0, -90.0, 180.0, 90.0)


def parts_of(
    file: Path, name: str | None = None
) -> tuple[tuple[District, ...], tuple[Rejection, ...]]:
    """Return the districts of a file, and what of it was not understood.

    Parameters
    ----------
    file
        Areas with a name each, or an extract of OpenStreetMap, of which administrative boundaries
        count.
    name
        The column with the name; None: ``name``.

    Raises
    ------
    InputError
        If it cannot be read, or has no district.
    """
    extract = read_extract(file, source=_SOURCE)
    if name is None and format_of(file) in ("pbf", "osm"):
        found, bad = mapped_districts(extract.features, _EVERYWHERE, source=_SOURCE)
    else:
        found, bad = districts(extract.features, _EVERYWHERE, source=_SOURCE, field=name or "name")
    if not found:
        areas = [one for one in extract.features if "Polygon" in one.geometry.geom_type]
        columns = sorted({key for one in areas for key in one.tags})
        raise InputError(
            "no area in it that has a name", file=file, value=name,
            hint=f"name the column: {', '.join(columns)}" if columns else "areas are polygons",
        )  # fmt: skip
    return found, (*extract.rejected, *bad)
