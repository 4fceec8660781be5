"""How a list is read: where it stands in its file, and what each of its columns says."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = [
    "ADDRESS", "EASTING", "LATITUDE", "LONGITUDE", "LON_LAT", "NORTHING", "PLACE", "PLACES",
    "Column", "Guess", "Mapping", "Reading",
]  # fmt: skip

#: What a column may say besides a tag of OpenStreetMap: where something is.
LATITUDE, LONGITUDE = "latitude", "longitude"
EASTING, NORTHING = "easting", "northing"
#: Latitude and longitude in one cell; the same with longitude first.
PLACE, LON_LAT = "coordinates", "coordinates, longitude first"
#: Street and number, or a crossing, in one cell.
ADDRESS = "address"

#: The ways to say where something is, the best first; each needs all of its columns.
PLACES = (
    (LATITUDE, LONGITUDE),
    (EASTING, NORTHING),
    (PLACE,),
    (LON_LAT,),
    (ADDRESS,),
    ("addr:street",),
)

_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_:.-]{0,62}")
_OWN = frozenset({LATITUDE, LONGITUDE, EASTING, NORTHING, PLACE, LON_LAT, ADDRESS})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Parameters
    ----------
    name
        As it is headed; ``column 3`` where it is not.
    field
        What it says: a tag of OpenStreetMap (``camera:direction``), or ``latitude``,
        ``longitude``, ``easting``, ``northing``, ``coordinates``, ``address``. None: not read.
        Several columns of ``latitude`` are its degrees, minutes and seconds.
    personal
        Whether it is left out because it is about people.
    why
        How one came to think so.
    sure
        Between 0 (a guess in the dark) and 1 (somebody said so).
    """

    name: str
    field: str | None = None
    personal: bool = False
    why: str = ""
    sure: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what cannot be read, and what must not."""
        if self.field is not None and self.field not in _OWN and not _TAG.fullmatch(self.field):
            raise ValueError(f"column {self.name!r}: no such field: {self.field!r}")
        if self.personal and self.field is not None:
            raise ValueError(f"column {self.name!r} is about people and cannot be read")
        if not 0.0 <= self.sure <= 1.0:
            raise ValueError(f"column {self.name!r}: not between 0 and 1: {self.sure}")


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one table of a file is read.

    Parameters
    ----------
    columns
        In the order of the table.
    sheet
        Name of the sheet; None where a file is one table.
    header
        The row that names the columns, counted from 1; 0: none does.
    header_rows
        How many rows name them, `header` the last of them: 1 or 2.
    encoding, delimiter
        Of a text file; None: of no text file.
    crs
        The coordinate system of eastings and northings.
    decimal
        What parts whole numbers from fractions: ``.`` or ``,``.
    compass
        Language of its words for the sides of the compass: ``en``, ``sr``, ``de``. “S” is south in
        English and north in Serbian.
    drawn
        Whether rows bring a shape along, as those of KML and GPX do.
    """

    columns: tuple[Column, ...]
    sheet: str | None = None
    header: int = 1
    encoding: str | None = None
    delimiter: str | None = None
    crs: str = "EPSG:4326"
    decimal: str = "."
    compass: str = "en"
    drawn: bool = False
    header_rows: int = 1

    def __post_init__(self) -> None:
        """Refuse values that nothing could be read by."""
        if self.decimal not in (".", ","):
            raise ValueError(f"decimal is “.” or “,”, not {self.decimal!r}")
        if self.header_rows not in (1, 2):
            raise ValueError(f"one row or two name the columns, not {self.header_rows}")
        if self.header < 0:
            raise ValueError(f"header is the number of a row, not {self.header}")

    @property
    def place(self) -> tuple[str, ...]:
        """The fields by which rows are placed; empty if none says where anything is."""
        fields = {column.field for column in self.columns}
        return next((way for way in PLACES if fields.issuperset(way)), ())

    @property
    def sure(self) -> float:
        """How sure the columns are that say where things are; 0 if there are none."""
        if self.drawn:
            return 1.0
        place = self.place
        return min((c.sure for c in self.columns if c.field in place), default=0.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """How many rows would lie where they may, were they read in one way.

    Parameters
    ----------
    crs, name
        The coordinate system, and what it is called.
    exchanged
        Whether the two coordinates are taken in the other order than they are headed.
    inside
        How many rows lie in the box of the city, or, where none is known, where the system is used.
    of
        How many rows have coordinates that could be tried.
    usual
        Whether lists are often made in it; if not, somebody has to look.
    rival
        Another system that puts as many rows there, but at other places, with its code; “”: none.
    """

    crs: str
    name: str
    exchanged: bool
    inside: int
    of: int
    usual: bool = True
    rival: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping that nobody has confirmed yet.

    Parameters
    ----------
    mapping
        The likeliest.
    readings
        The coordinate systems and orders that were tried, the best first; empty if there was
        nothing to choose.
    """

    mapping: Mapping
    readings: tuple[Reading, ...] = ()
