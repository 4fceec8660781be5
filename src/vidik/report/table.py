"""A table that can be downloaded: its columns, each with its meaning, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, Literal, TypeVar

from shapely import Geometry

from vidik.model.published import Cleared
from vidik.model.span import Span
from vidik.report.texts import N_

__all__ = [
    "COMPUTED",
    "GATE",
    "OPTICS",
    "SAID",
    "Field",
    "FieldType",
    "Table",
    "provenance",
    "watched_fields",
]

FieldType = Literal["text", "integer", "number", "boolean", "date"]
Item = TypeVar("Item")

#: Where values come from.
SAID = "as the source says"
GATE = "rules of publication"
COMPUTED = "computed"
OPTICS = "table of optics"


@dataclass(frozen=True, slots=True)
class Field(Generic[Item]):
    """One column.

    Parameters
    ----------
    name
        Of the column.
    type
        Of its values.
    unit
        “” if it has none.
    meaning
        One sentence, a message of the catalogue.
    source
        Where the values come from: the source as it stands, the gate, or a method of Vidik.
    of
        The value for one row; None where nobody knows it.
    values
        What is filled into `meaning`.
    """

    name: str
    type: FieldType
    unit: str
    meaning: str
    source: str
    of: Callable[[Item], str | float | bool | None]
    values: Mapping[str, str] = field(default_factory=dict)

    def said(self, translate: Callable[[str], str] = str) -> str:
        """Return the meaning in words, in the language that `translate` puts a message into."""
        return translate(self.meaning) % self.values


@dataclass(frozen=True, slots=True)
class Table(Generic[Item]):
    """One table.

    Parameters
    ----------
    name
        Of its files.
    fields
        Of each row, in order; the last four say where the row is from, in every table.
    items
        What the rows are about, in order.
    geometry
        What the rows' shapes are, for the dictionary; “” for a table without shapes.
    shape
        The shape for one row, longitude and latitude.
    """

    name: str
    fields: tuple[Field[Item], ...]
    items: Sequence[Item]
    geometry: str
    shape: Callable[[Item], Geometry | None]


def watched_fields(
    levels: Iterable[str],
    meanings: Mapping[str, str],
    watched_m: Callable[[Item], Mapping[str, Span] | None],
) -> tuple[Field[Item], ...]:
    """Return a field for each level and bound of watched metres of street.

    Parameters
    ----------
    levels
        Keys of the levels.
    meanings
        A message with the place ``%(level)s`` for ``least``, ``expected`` and ``most``.
    watched_m
        Metres by level, for one row; None where they are not given.
    """

    def metres(item: Item, level: str, bound: str) -> float | None:
        span = (watched_m(item) or {}).get(level)
        return None if span is None else round(float(getattr(span, bound)), 2)

    return tuple(
        Field(
            f"{level}_{bound}_m",
            "number",
            "metres",
            meaning,
            COMPUTED,
            partial(metres, level=level, bound=bound),
            {"level": level},
        )
        for level in levels
        for bound, meaning in meanings.items()
    )


def provenance(
    cleared: Cleared,
    *,
    source: Callable[[Item], str],
    synthetic: Callable[[Item], bool],
) -> tuple[Field[Item], ...]:
    """Return the fields that say where a row is from; they end every table.

    Parameters
    ----------
    cleared
        What may be said of the place.
    source
        Key of a row's source; several with “;”.
    synthetic
        Whether a row was made up.
    """
    licence, credit = cleared.licence, cleared.attribution
    return (
        Field(
            "source", "text", "", N_("Key of the source; several with “;”."), "city file", source
        ),
        Field(
            "licence", "text", "", N_("Licence of the row."), "table of licences", lambda _: licence
        ),
        Field(
            "attribution",
            "text",
            "",
            N_("Credit wherever it is used."),
            "sources",
            lambda _: credit,
        ),
        Field(
            "synthetic",
            "boolean",
            "",
            N_("True: made up, it does not exist."),
            "sources",
            synthetic,
        ),
    )
