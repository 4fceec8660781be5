"""The tables that can be downloaded: one definition makes the files and their dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vidik.model.district import DistrictFigures
from vidik.model.operated import Operated
from vidik.model.published import Cleared, PrivateStretch, Published, PublishedCamera
from vidik.model.rejection import Rejection
from vidik.model.survey import Survey
from vidik.report.camera_tables import cameras_table, private_table
from vidik.report.district_table import districts_table
from vidik.report.door_table import DoorRow, doors_table
from vidik.report.home_tables import CellRow, DistrictRow, cells_table, district_homes_table
from vidik.report.operator_table import operators_table
from vidik.report.place_tables import streets_table, surveys_table
from vidik.report.table import COMPUTED, GATE, SAID, Field, Table, provenance
from vidik.report.texts import N_
from vidik.report.view_tables import BandShape, OverlapShape, overlap_table, views_table

__all__ = ["rejected_table", "tables_of", "totals_table"]


def tables_of(
    published: Published,
    bands: Sequence[BandShape],
    overlaps: Sequence[OverlapShape],
    operated: Sequence[Operated] = (),
) -> tuple[
    Table[PublishedCamera],
    Table[PrivateStretch],
    Table[BandShape],
    Table[OverlapShape],
    Table[int],
    Table[Survey],
    Table[Operated],
    Table[DistrictFigures],
    Table[CellRow],
    Table[DistrictRow],
    Table[DoorRow],
    Table[Rejection],
]:
    """Return the tables of a city.

    Parameters
    ----------
    published
        What may be shown.
    bands
        Where each camera sees, in longitude and latitude.
    overlaps
        By how many cameras what is watched, likewise.
    operated
        What the cameras of each organisation watch together.
    """
    return (
        cameras_table(published),
        private_table(published),
        views_table(published, bands),
        overlap_table(published, overlaps),
        streets_table(published),
        surveys_table(published),
        operators_table(published, operated),
        districts_table(published),
        cells_table(published),
        district_homes_table(published),
        doors_table(published),
        rejected_table(published),
    )


def rejected_table(cleared: Cleared) -> Table[Rejection]:
    """Return the table of what was not understood.

    Parameters
    ----------
    cleared
        What may be said of a place.
    """
    made_up = {source.key for source in cleared.sources if source.synthetic}
    return Table(
        "rejected",
        (
            Field("id", "text", "", N_("The object, or “withheld”."), GATE, lambda r: r.id),
            Field(
                "field",
                "text",
                "",
                N_("Tag or column; * for the object."),
                SAID,
                lambda r: r.field,
            ),
            Field("value", "text", "", N_("As it stands, or “withheld”."), GATE, lambda r: r.value),
            Field(
                "reason",
                "text",
                "",
                N_("Why it was not understood."),
                COMPUTED,
                lambda r: r.reason,
            ),
            *provenance(
                cleared, source=lambda r: r.source, synthetic=lambda r: r.source in made_up
            ),
        ),
        cleared.rejected,
        "",
        lambda _: None,
    )


#: Place in the JSON object, and the figure that stands there.
Figure = tuple[str, float]


def totals_table(cleared: Cleared, said: Mapping[str, Any]) -> Table[Figure]:
    """Return every figure of a place as a whole, one to a row.

    Parameters
    ----------
    cleared
        What may be said of the place.
    said
        As of `vidik.report.summary.totals`.
    """
    keys = ";".join(source.key for source in cleared.sources)
    told = ("cameras", "buildings", "streets", "public_space", "rejected")
    return Table(
        "figures",
        (
            Field("figure", "text", "", "Its place in figures.json.", COMPUTED, lambda row: row[0]),
            Field("value", "number", "as the name ends", "The figure.", COMPUTED, lambda r: r[1]),
            *provenance(cleared, source=lambda _: keys, synthetic=lambda _: cleared.synthetic),
        ),
        [figure for name in told for figure in _figures(name, said[name])],
        "",
        lambda _: None,
    )


def _figures(place: str, value: Any) -> Iterator[Figure]:
    """Yield the figures in a JSON value, each with its place in the object."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _figures(f"{place}.{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _figures(f"{place}.{number}", inner)
    elif isinstance(value, int | float):
        yield place, value
