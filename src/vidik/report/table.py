"""A table that can be downloaded: its columns, each with its meaning, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from shapely import Geometry

from vidik.model.published import Cleared
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
