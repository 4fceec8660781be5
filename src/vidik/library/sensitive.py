"""Sensitive: places where being seen tells of somebody what is nobody's business.

What is said of a single place is for its user's own machine: no build writes it, and nothing here
writes a file. Districts are told as counts (`SensitivePlaces.by_district`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.exposure.sensitive import doors_in_view, fronts
from vidik.jobs.tiles import unheard, watch_streets
from vidik.library.data import Readable, publication_rules, read_all
from vidik.library.result import Mapped, Shapes, joined, same_frame
from vidik.library.views import CameraViews
from vidik.model.place import Place
from vidik.model.sensitive import DoorViews, SensitivePlace
from vidik.model.span import Span
from vidik.model.tiling import Tiling
from vidik.outside.frames import dataframe
from vidik.outside.workers import Threads
from vidik.register.districts import districts as areas_of
from vidik.register.districts import with_sensitive, within
from vidik.register.sensitive import sensitive_places as places_of
from vidik.report.doors import doors_told
from vidik.report.layout import DEFAULT_LEVEL

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["SensitivePlaces", "sensitive_places"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class SensitivePlaces(Mapped):
    """Sensitive places, and how surely somebody at their door is in view; by `sensitive_places`.

    Its table names single places: it is for your own machine, and not for publication. Places of
    the deny-list (shelters and the like) are in none of it.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    place
        In whose boundary they lie.
    levels
        Keys of the levels, from the least to the most detail.
    places
        The n places.
    least, expected, most
        Shape (n, levels): 1 where somebody at the door is in view for certain, wherever the door
        is, else 0; the probability; 1 where it is possible at all.
    """

    place: Place
    levels: tuple[str, ...]
    places: tuple[SensitivePlace, ...]
    least: Floats
    expected: Floats
    most: Floats

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.places)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of place, in the order of the table of them."""
        return tuple(publication_rules().counted)

    def in_view(self, kind: str) -> Mapping[str, Span]:
        """Return at how many doors of a kind of place one may be seen, by level.

        Parameters
        ----------
        kind
            One of `SensitivePlaces.kinds`.

        Raises
        ------
        InputError
            If there is no such kind.
        """
        if kind not in self.kinds:
            raise InputError(
                "no such kind of place", value=kind, hint=f"one of {', '.join(self.kinds)}"
            )
        own = [i for i, place in enumerate(self.places) if place.kind == kind]
        sums = zip(
            *(getattr(self, bound)[own].sum(axis=0).tolist() for bound in _BOUNDS), strict=True
        )
        return {
            level: Span(low, max(low, mid), max(low, mid, high))
            for level, (low, mid, high) in zip(self.levels, sums, strict=True)
        }

    def by_district(self, districts: Readable, *, field: str = "name") -> DataFrame:
        """Return counts for districts, which may be shown: no door can be read off from them.

        Parameters
        ----------
        districts
            Polygons with a name.
        field
            The column with the name.

        Returns
        -------
        pandas.DataFrame
            A row for each district, kind and level: ``places``, how many ``doors`` these have, and
            at how many of them one may be seen, ``least``, ``expected`` and ``most``, whole numbers
            (2 for 2 or fewer, all but 2 for so many or more). They are NaN where that may not be
            told (``publication.toml``).

        Raises
        ------
        InputError
            If districts cannot be read, or have no name.
        """
        (data,) = read_all(districts)
        found, bad = areas_of(
            data.extract.features, self.place.boundary, source=data.source.key, field=field
        )
        if not found:
            raise InputError(
                "no districts in it", file=data.source.name, value=field,
                hint=bad[0].reason if bad else "they lie outside the boundary",
            )  # fmt: skip
        points = shapely.get_coordinates([one.point for one in self.places])
        told = doors_told(
            DoorViews(self.places, self.levels, self.least, self.expected, self.most),
            within([one.area for one in found], points),
            publication_rules().doors,
        )
        rows: dict[str, list[object]] = {
            name: [] for name in ("district", "kind", "level", "places", "doors", *_BOUNDS)
        }
        for number, one in enumerate(with_sensitive(found, self.places, self.kinds)):
            for kind, count in one.sensitive.items():
                doors = told.get((number, kind))
                for level in self.levels:
                    figures = (
                        [_NAN] * (1 + len(_BOUNDS))
                        if doors is None
                        else [doors.doors, *(getattr(doors.in_view[level], b) for b in _BOUNDS)]
                    )
                    values = (one.name, kind, level, count, *figures)
                    for name, value in zip(rows, values, strict=True):
                        rows[name].append(value)
        return dataframe(rows, self._attrs() | {"for": "districts"})

    def _facts(self) -> str:
        level = DEFAULT_LEVEL if DEFAULT_LEVEL in self.levels else self.levels[0]
        k = self.levels.index(level)
        low, mid, high = (bound[:, k].sum() for bound in (self.least, self.expected, self.most))
        return (
            f"{len(self):,} sensitive places; {self.whose} could see the doors of {mid:,.1f} at "
            f"level {level}, at least {low:,.0f}, at most {high:,.0f}"
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        return {
            "id": [one.id for one in self.places],
            "kind": [one.kind for one in self.places],
            "name": [one.name for one in self.places],
            "mapped_doors": [one.doors for one in self.places],
            **{
                f"{level}_{bound}": getattr(self, bound)[:, k].tolist()
                for k, level in enumerate(self.levels)
                for bound in _BOUNDS
            },
        }

    def _shapes(self) -> Shapes:
        return np.array([*(one.point for one in self.places), None], dtype=object)[:-1]


_BOUNDS = ("least", "expected", "most")
_NAN = float("nan")


def sensitive_places(
    data: Readable | Sequence[Readable],
    views: CameraViews,
    *,
    place: Place | None = None,
    threads: int | None = None,
) -> SensitivePlaces:
    """Return sensitive places, and how surely somebody at their door is in view of mapped cameras.

    Schools, places of worship, clinics, courts, polling places, offices of parties and unions,
    squares: the kinds are a table with reasons (``vidik/data/publication.toml``). Where no door is
    mapped it may be anywhere along the outline of the place, or of the building it is in; a square
    is looked at all across.

    Parameters
    ----------
    data
        A path, a GeoDataFrame in any coordinate system, or what `vidik.read` made of either; or
        several.
    views
        Of the cameras that count.
    place
        Its boundary counts; None: that of the views.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.

    Returns
    -------
    SensitivePlaces
        For your own machine: single places in it are not for publication.

    Raises
    ------
    InputError
        If data cannot be read, or place and views are not the same.
    """
    place = place or views.place
    same_frame(place.frame, views.place.frame, what="places and views")
    sources, rules = read_all(data), publication_rules()
    found = places_of(
        ((one.source.key, feature) for one in sources for feature in one.extract.features),
        rules.counted,
        place,
        views.footprints,
    )
    streets, owner = fronts(found)
    watched = watch_streets(
        streets,
        views.views,
        levels=views.levels,
        tiling=Tiling(),
        workers=Threads(threads or os.cpu_count() or 1),
        advance=unheard,
    )
    least, expected, most = doors_in_view(streets, owner, watched, len(found))
    fields = joined(views)
    fields["sources"] = tuple(dict.fromkeys([*fields["sources"], *(s.source for s in sources)]))
    fields["assumptions"] |= {
        "sensitive places": rules.version,
        "doors": "as mapped, or anywhere along the outline",
        "for": "your own machine: no single place of it is for publication",
    }
    return SensitivePlaces(
        **fields,
        place=place,
        levels=views.levels,
        places=found,
        least=least,
        expected=expected,
        most=most,
    )
