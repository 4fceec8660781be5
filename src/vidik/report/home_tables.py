"""Tables of walks from homes: of squares and of districts, a row for each level."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from vidik.model.from_home import (
    CellFigures,
    DistrictHomes,
    LevelFigures,
    Nearness,
    Quantiles,
)
from vidik.model.published import Published
from vidik.model.span import Span
from vidik.report.homes import WITHIN_MIN, square
from vidik.report.table import COMPUTED, GATE, SAID, Field, Table, provenance
from vidik.report.texts import N_

__all__ = ["CellRow", "DistrictRow", "cells_table", "district_homes_table"]

#: A square or a district, and the key of a level.
CellRow = tuple[CellFigures, str]
DistrictRow = tuple[DistrictHomes, str]

Item = TypeVar("Item")

_SHARES = {
    "least": N_("Mean share of their walks that is seen for certain, 0 to 1."),
    "expected": N_("Mean share of their walks that is seen in expectation, 0 to 1."),
    "most": N_("Mean share of their walks that is possibly seen, by mapped cameras, 0 to 1."),
}
_METRES = {
    "nearest": N_(
        "From half of the homes the first mapped camera is at most so far away, if all that may be "
        "seen is seen; empty where no way leads to one."
    ),
    "expected": N_("The same where a metre is seen more likely than not."),
    "farthest": N_("The same if only what is certain is seen."),
}
_WITHIN = {
    "least": N_(
        "Share of the homes whose first camera is within %(minutes)s min for certain, 0 to 1."
    ),
    "expected": N_("The same where a metre is seen more likely than not, %(minutes)s min."),
    "most": N_("The same if all that may be seen is seen, %(minutes)s min."),
}
_QUANTILES = {
    "tenth": N_("A tenth of the homes has at most so much, as expected."),
    "half": N_("Half of the homes has at most so much, as expected."),
    "nine_tenths": N_("Nine tenths of the homes have at most so much, as expected."),
}


def cells_table(published: Published) -> Table[CellRow]:
    """Return the table of squares; those with too few homes are not among them.

    Parameters
    ----------
    published
        What may be shown.
    """
    homes, frame = published.homes, published.place.frame
    side = 0.0 if homes is None else homes.cell_m
    made_up = any(camera.synthetic for camera in published.cameras)
    keys = ";".join(source.key for source in published.sources)
    return Table(
        "cells",
        (
            Field(
                "id", "text", "", N_("Column and row, counted from the middle of the city."),
                COMPUTED, lambda row: f"{row[0].column}_{row[0].row}",
            ),
            Field("level", "text", "", N_("Key of the level of detail."), COMPUTED, lambda r: r[1]),
            Field(
                "homes", "integer", "", N_("Homes in it, rounded."), GATE,
                lambda row: row[0].figures.homes,
            ),
            *_figures(lambda row: row[0].figures.levels[row[1]]),
            *provenance(published, source=lambda _: keys, synthetic=lambda _: made_up),
        ),
        []
        if homes is None
        else [(cell, level) for cell in homes.cells for level in cell.figures.levels],
        "The square, a polygon.",
        lambda row: square(row[0].column, row[0].row, side, frame),
    )  # fmt: skip


def district_homes_table(published: Published) -> Table[DistrictRow]:
    """Return the table of the homes of districts.

    Parameters
    ----------
    published
        What may be shown.
    """
    homes = published.homes
    made_up = published.synthetic
    keys = ";".join(source.key for source in published.sources)

    def spread(kind: str, at: str) -> Callable[[DistrictRow], float | None]:
        def of(row: DistrictRow) -> float | None:
            if row[0].spread is None:
                return None
            told: Quantiles = getattr(row[0].spread[row[1]], kind)
            value: float | None = getattr(told, at)
            return value

        return of

    return Table(
        "district_homes",
        (
            Field("name", "text", "", N_("The district."), SAID, lambda row: row[0].name),
            Field("level", "text", "", N_("Key of the level of detail."), COMPUTED, lambda r: r[1]),
            Field(
                "homes", "integer", "",
                N_("Homes of the squares that lie in it for the most part, rounded."), GATE,
                lambda row: row[0].figures.homes,
            ),
            *_figures(lambda row: row[0].figures.levels[row[1]]),
            *(
                Field(
                    f"{at}_{name}", "number", unit, meaning, COMPUTED, spread(kind, at)
                )
                for kind, name, unit in (("share", "share", ""), ("metres", "m", "metres"))
                for at, meaning in _QUANTILES.items()
            ),
            *provenance(published, source=lambda _: keys, synthetic=lambda _: made_up),
        ),
        []
        if homes is None
        else [(one, level) for one in homes.districts for level in one.figures.levels],
        "",
        lambda _: None,
    )  # fmt: skip


def _figures(of: Callable[[Item], LevelFigures]) -> tuple[Field[Item], ...]:
    """Return a field for each figure of a row."""

    def share(bound: str) -> Callable[[Item], float]:
        return lambda row: float(getattr(of(row).share, bound))

    def first(kind: str, bound: str) -> Callable[[Item], float | None]:
        def told(row: Item) -> float | None:
            known: Nearness = getattr(of(row), kind)
            value: float | None = getattr(known, bound)
            return value

        return told

    def near(minutes: int, bound: str) -> Callable[[Item], float]:
        def told(row: Item) -> float:
            span: Span = of(row).within[minutes]
            return float(getattr(span, bound))

        return told

    return (
        *(
            Field(f"{bound}_share", "number", "", meaning, COMPUTED, share(bound))
            for bound, meaning in _SHARES.items()
        ),
        *(
            Field(f"{bound}_{name}", "number", unit, meaning, COMPUTED, first(kind, bound))
            for kind, name, unit in (("metres", "m", "metres"), ("minutes", "min", "minutes"))
            for bound, meaning in _METRES.items()
        ),
        *(
            Field(
                f"within_{minutes}_min_{bound}",
                "number",
                "",
                meaning,
                COMPUTED,
                near(minutes, bound),
                {"minutes": f"{minutes}"},
            )
            for minutes in WITHIN_MIN
            for bound, meaning in _WITHIN.items()
        ),
    )
