"""Streets: the public streets of a place, whose watched metres are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from vidik.library.data import Readable, read_all
from vidik.library.place import place_of
from vidik.library.result import Mapped, Shapes, newest
from vidik.model.place import Place
from vidik.model.rejection import Rejection
from vidik.model.streets import Streets
from vidik.outside.tables import load_street_rules
from vidik.register import streets as ways

if TYPE_CHECKING:
    from vidik.library.widget import MapWidget

__all__ = ["PublicStreets", "read_streets", "street_columns", "street_lines"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class PublicStreets(Mapped):
    """Pieces of public street, clipped to the boundary; made by `read_streets`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    place
        Whose boundary clips and whose metres they are in.
    streets
        The pieces, packed.
    """

    place: Place
    streets: Streets

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.streets)

    @property
    def length_m(self) -> float:
        """Metres of public street."""
        return float(self.streets.lengths().sum())

    def explore(self, *, dark: bool | None = None) -> MapWidget:
        """Show the streets on a map to move about in.

        Parameters
        ----------
        dark
            Light on dark, for the night; None: as the reader's system is set.

        Returns
        -------
        MapWidget
            Shows itself in a notebook; ``.save("map.html")`` writes it as a file.

        Raises
        ------
        VidikError
            If it is too large: beyond 50 MB of shapes.
        """
        from vidik.library.widget import explore_streets

        return explore_streets(self, dark=dark)

    def _facts(self) -> str:
        return f"{self.length_m / 1000:,.1f} km of public street in {len(self):,} pieces"

    def _columns(self) -> Mapping[str, Sequence[object]]:
        return street_columns(self.streets)

    def _shapes(self) -> Shapes:
        return street_lines(self.streets, self.place)


def read_streets(
    data: Readable | Sequence[Readable], *, place: Place | None = None
) -> PublicStreets:
    """Return the public streets that data speak of, clipped to the boundary of a place.

    Which values of ``highway`` count is a table with reasons (``vidik/data/streets.toml``).

    Parameters
    ----------
    data
        A path, a GeoDataFrame in any coordinate system, or what `vidik.read` made of either; or
        several.
    place
        Its boundary clips; None: the bounds of the data.

    Returns
    -------
    PublicStreets
        Lengths in metres; `PublicStreets.rejected` has every value that was not understood.

    Raises
    ------
    InputError
        If data cannot be read, or bound no area.
    """
    sources = read_all(data)
    place = place or place_of(sources)
    rules = load_street_rules()
    made: list[Streets] = []
    rejected: list[Rejection] = []
    for one in sources:
        own, bad = ways.streets(one.extract.features, place, rules, source=one.source.key)
        made.append(own)
        rejected += [*one.rejected, *bad]
    return PublicStreets(
        title=place.name,
        sources=tuple(one.source for one in sources),
        dated=newest(sources),
        rejected=tuple(dict.fromkeys(rejected)),
        assumptions={"street rules": rules.version},
        place=place,
        streets=ways.merge(made),
    )


def street_columns(streets: Streets) -> dict[str, Sequence[object]]:
    """Return what is known of each piece, a column for each fact; units end the names."""
    return {
        "id": streets.ids,
        "name": streets.names,
        "class": streets.classes,
        "length_m": streets.lengths().tolist(),
    }


def street_lines(streets: Streets, place: Place) -> Shapes:
    """Return each piece as a line in longitude and latitude, shape (n,)."""
    degrees = place.frame.to_degrees(streets.vertices)
    lines: Shapes = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, degrees, (streets.offsets,)
    )
    return lines
