"""The table of doors of sensitive places: at how many one could be seen, by district and kind."""

from __future__ import annotations

from collections.abc import Callable

from vidik.model.district import DistrictFigures
from vidik.model.published import Published
from vidik.report.table import COMPUTED, GATE, SAID, Field, Table, provenance
from vidik.report.texts import N_

__all__ = ["DoorRow", "doors_table"]

#: A district, and the keys of a kind of place and of a level.
DoorRow = tuple[DistrictFigures, str, str]

_IN_VIEW = {
    "least": N_(
        "At so many of these doors one could be seen for certain, by the mapped cameras shown."
    ),
    "expected": N_("The same in expectation."),
    "most": N_("The same if all that may be seen is seen."),
}


def doors_table(published: Published) -> Table[DoorRow]:
    """Return the table of doors; kinds with too few doors in a district are not in it.

    Parameters
    ----------
    published
        What may be shown.
    """
    keys = ";".join(source.key for source in published.sources)

    def in_view(bound: str) -> Callable[[DoorRow], int]:
        def count(row: DoorRow) -> int:
            district, kind, level = row
            return int(getattr(district.doors[kind].in_view[level], bound))

        return count

    return Table(
        "district_doors",
        (
            Field("name", "text", "", N_("The district."), SAID, lambda row: row[0].name),
            Field("kind", "text", "", N_("Key of the kind of place."), GATE, lambda row: row[1]),
            Field("level", "text", "", N_("Key of the level of detail."), COMPUTED, lambda r: r[2]),
            Field(
                "places", "integer", "",
                N_("Mapped places of this kind in it; where they are is not said."), COMPUTED,
                lambda row: row[0].sensitive[row[1]],
            ),
            Field(
                "doors", "integer", "", N_("Doors that these have; places in one house have one."),
                COMPUTED, lambda row: row[0].doors[row[1]].doors,
            ),
            Field(
                "hidden", "integer", "",
                N_(
                    "In the next columns so many doors or fewer stand as so many, and all but so "
                    "many or more as all but so many."
                ),
                GATE, lambda row: row[0].doors[row[1]].hidden,
            ),
            *(
                Field(bound, "integer", "", meaning, COMPUTED, in_view(bound))
                for bound, meaning in _IN_VIEW.items()
            ),
            *provenance(published, source=lambda _: keys, synthetic=lambda _: published.synthetic),
        ),
        [
            (one, kind, level)
            for one in published.districts
            for kind, doors in one.doors.items()
            for level in doors.in_view
        ],
        "",
        lambda _: None,
    )  # fmt: skip
