"""Result: what the library hands back, each with its sources, dates, assumptions and rejections."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import vidik
from vidik.errors import InputError
from vidik.library.data import Data
from vidik.model.frame import LocalFrame
from vidik.model.rejection import Rejection
from vidik.model.source import Source
from vidik.model.span import Span
from vidik.outside.frames import dataframe, geodataframe
from vidik.report.licences import attribution_of
from vidik.report.origin import Origin, source_line
from vidik.report.texts import Texts

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import DataFrame

__all__ = [
    "Mapped", "Result", "Shapes", "by_level", "column_of", "joined", "newest", "same_frame",
    "shares", "spread",
]  # fmt: skip

#: Shapes in longitude and latitude, one for each row.
Shapes = NDArray[np.object_]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Result(ABC):
    """What every result knows of itself.

    Parameters
    ----------
    title
        What it is about, for `repr` and under pictures: “Helsinki, centre”.
    sources
        Who says so, under which licences.
    dated
        State of the newest source; None if none says so.
    rejected
        What was not understood, each with row, field, value and reason; nothing is lost.
    assumptions
        What was taken for granted where nobody mapped it, by name.
    """

    title: str
    sources: tuple[Source, ...]
    dated: dt.date | None
    rejected: tuple[Rejection, ...]
    assumptions: Mapping[str, object]

    @property
    def credit(self) -> str:
        """The line that has to stand wherever the result is shown: credits, and state of data."""
        state = f", state of {self.dated.isoformat()}" if self.dated else ", date unknown"
        return f"{attribution_of(self.sources)}{state}"

    def _origin(self, texts: Texts) -> Origin:
        """Return what stands beside its figures in a chart."""
        return Origin(
            place=self.title,
            line=source_line(self.sources, self.dated, texts),
            credit=attribution_of(self.sources),
            synthetic=self.synthetic,
        )

    @property
    def synthetic(self) -> bool:
        """True if anything in it was made up: say so wherever it is shown."""
        return any(source.synthetic for source in self.sources)

    @property
    def whose(self) -> str:
        """What its cameras are called: “mapped cameras”, or “made-up cameras”."""
        return "made-up cameras" if self.synthetic else "mapped cameras"

    @property
    def caveat(self) -> str:
        """What no picture of its cameras can show, for beside it."""
        if self.synthetic:
            return "Made-up cameras: they do not exist."
        return "Mapped cameras only: where none is mapped, perhaps nobody looked."

    @abstractmethod
    def _facts(self) -> str:
        """Return what was found, in a line."""

    @abstractmethod
    def _columns(self) -> Mapping[str, Sequence[object]]:
        """Return what was found as columns, by name."""

    def to_dataframe(self) -> DataFrame:
        """Return the result as a DataFrame of pandas, without shapes.

        Returns
        -------
        pandas.DataFrame
            Units stand in the names of columns; ``attrs`` has sources, credit, dates and
            assumptions.

        Raises
        ------
        VidikError
            If pandas is not installed: ``pip install 'vidik[notebook]'``.
        """
        return dataframe(self._columns(), self._attrs())

    def _attrs(self) -> dict[str, Any]:
        """Return what goes along with a table, in plain values."""
        return {
            "about": self.title,
            "credit": self.credit,
            "synthetic": self.synthetic,
            "dated": None if self.dated is None else self.dated.isoformat(),
            "sources": [
                {"key": s.key, "name": s.name, "licence": s.licence, "sha256": s.sha256}
                for s in self.sources
            ],
            "assumptions": {name: str(value) for name, value in self.assumptions.items()},
            "vidik": vidik.__version__,
        }

    def _lines(self) -> tuple[str, ...]:
        names = "; ".join(
            f"{s.name} ({'made up, ' if s.synthetic else ''}{s.licence})" for s in self.sources
        )
        state = self.dated.isoformat() if self.dated else "unknown"
        rejected = f"{len(self.rejected):,} values or objects not understood (.rejected)"
        assumed = ", ".join(f"{name} {value}" for name, value in self.assumptions.items())
        return (
            f"{self.title}: {self._facts()}",
            f"sources: {names}; state of the data: {state}",
            f"assumed: {assumed}; {rejected}" if assumed else rejected,
        )

    def __repr__(self) -> str:
        """Return what was found, who says so, and what was assumed, in three lines."""
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        first, *others = map(escape, self._lines())
        small = "<br>".join(others)
        return f"<div><strong>{first}</strong><br><small>{small}</small></div>"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Mapped(Result):
    """A result whose rows have shapes on the ground.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `Result`.
    """

    @abstractmethod
    def _shapes(self) -> Shapes:
        """Return the shape of each row, longitude and latitude."""

    def to_geodataframe(self, *, crs: object = "EPSG:4326") -> GeoDataFrame:
        """Return the result as a GeoDataFrame.

        Parameters
        ----------
        crs
            The coordinate system to give it in: anything that pyproj understands.

        Returns
        -------
        geopandas.GeoDataFrame
            Units stand in the names of columns; ``attrs`` has sources, credit, dates and
            assumptions.

        Raises
        ------
        VidikError
            If GeoPandas is not installed: ``pip install 'vidik[notebook]'``.
        """
        return geodataframe(self._columns(), self._shapes(), self._attrs(), crs=crs)


def newest(sources: Iterable[Data]) -> dt.date | None:
    """Return the state of the newest source; None if none says so."""
    return max((one.extract.dated for one in sources if one.extract.dated), default=None)


def joined(*results: Result) -> dict[str, Any]:
    """Return the fields of a result that rests on others: their sources, the newest date, and all.

    Parameters
    ----------
    *results
        From the first to the last that was made; the first gives the title.
    """
    return {
        "title": results[0].title,
        "sources": tuple({s: None for result in results for s in result.sources}),
        "dated": max((result.dated for result in results if result.dated), default=None),
        "rejected": tuple({row: None for result in results for row in result.rejected}),
        "assumptions": {k: v for result in results for k, v in result.assumptions.items()},
    }


def same_frame(first: LocalFrame, second: LocalFrame, *, what: str) -> None:
    """Refuse to put together what was made for two places, whose metres differ.

    Parameters
    ----------
    first, second
        Of both.
    what
        What the two are, for the message.

    Raises
    ------
    InputError
        If they are not the same.
    """
    if first != second:
        raise InputError(
            f"{what} were read for two places",
            value=[(first.lon, first.lat), (second.lon, second.lat)],
            hint="make one by vidik.read_place(…), and hand it to both as place=…",
        )


def column_of(level: str, levels: Sequence[str]) -> int:
    """Return the column of a level.

    Parameters
    ----------
    level
        Its key.
    levels
        Keys of all.

    Raises
    ------
    InputError
        If there is no such level.
    """
    if level not in levels:
        raise InputError("no such level", value=level, hint=f"one of {', '.join(levels)}")
    return list(levels).index(level)


def spread(name: str, spans: Sequence[Span | None], unit: str) -> dict[str, Sequence[object]]:
    """Return three columns for least, expected and most; NaN where nobody knows.

    Parameters
    ----------
    name
        Of the figure.
    spans
        One for each row.
    unit
        Ends the names of the columns.
    """
    return {
        f"{name}_{bound}_{unit}": [
            float("nan") if span is None else getattr(span, bound) for span in spans
        ]
        for bound in ("least", "expected", "most")
    }


def by_level(spans: Mapping[str, Span], unit: str) -> dict[str, Sequence[object]]:
    """Return a column for each bound of spans by level; the unit ends its name.

    Parameters
    ----------
    spans
        By key of the level.
    unit
        Of the spans.
    """
    return {
        f"{bound}_{unit}": [getattr(span, bound) for span in spans.values()]
        for bound in ("least", "expected", "most")
    }


def shares(spans: Mapping[str, Span], whole: float) -> Mapping[str, Span]:
    """Return spans as shares of a whole, 0 to 1; all 0 if there is nothing to share.

    Parameters
    ----------
    spans
        By key of the level.
    whole
        What they are parts of. Sums may pass it by their rounding.
    """
    part = 1.0 / whole if whole > 0 else 0.0
    return {
        level: Span(*(min(bound * part, 1.0) for bound in (s.least, s.expected, s.most)))
        for level, s in spans.items()
    }
