"""Watched: how much of the public streets and of the public space cameras watch."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vidik.exposure.streets import by_street, in_all
from vidik.jobs.tiles import operator_numbers, unheard, watch_places, watch_streets
from vidik.library.ground import PublicGround
from vidik.library.result import (
    Mapped,
    Result,
    Shapes,
    by_level,
    column_of,
    joined,
    same_frame,
    shares,
)
from vidik.library.streets import PublicStreets, street_columns, street_lines
from vidik.library.views import CameraViews
from vidik.model.coverage import Coverage, LevelCoverage
from vidik.model.place import Place
from vidik.model.published import StreetFigures
from vidik.model.span import Span
from vidik.model.streets import Streets
from vidik.model.tiling import Tiling
from vidik.model.watched import Watched
from vidik.outside.workers import Threads
from vidik.report.charts.chart import Bars
from vidik.report.charts.shares import depth_chart, ground_chart, street_chart
from vidik.report.layout import DEFAULT_LEVEL
from vidik.report.texts import texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vidik.library.widget import MapWidget

__all__ = ["WatchedGround", "WatchedStreets", "coverage", "watched"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class WatchedStreets(Mapped):
    """Watched metres of public street; made by `watched`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    place
        Whose streets they are.
    streets
        The pieces.
    watched
        Metres of each that are watched, and where along it.
    """

    place: Place
    streets: Streets
    watched: Watched

    @property
    def levels(self) -> tuple[str, ...]:
        """Keys of the levels, from the least to the most detail."""
        return self.watched.levels

    @property
    def length_m(self) -> float:
        """Metres of public street, watched or not."""
        return float(self.streets.lengths().sum())

    @property
    def total_m(self) -> Mapping[str, Span]:
        """Watched metres of all streets, by level."""
        return in_all(self.watched)

    @property
    def share(self) -> Mapping[str, Span]:
        """Watched share of the length of all streets, 0 to 1, by level."""
        return shares(self.total_m, self.length_m)

    def by_street(self) -> tuple[StreetFigures, ...]:
        """Return length and watched metres of each street, in order of the name."""
        return by_street(self.streets, self.watched)

    def plot(
        self, ax: Axes | None = None, *, level: str = DEFAULT_LEVEL, dark: bool = False
    ) -> Axes:
        """Draw where streets are watched: least solid, expected lighter, most hatched.

        Parameters
        ----------
        ax
            Where to draw; None: a new figure.
        level
            Key of the level of detail.
        dark
            Light on dark, for the night.

        Returns
        -------
        matplotlib.axes.Axes
            In metres of the place, with legend, sources and date.
        """
        from vidik.library.plots import plot_streets

        column_of(level, self.levels)
        return plot_streets(self, ax=ax, level=level, dark=dark)

    def explore(self, *, level: str | None = None, dark: bool | None = None) -> MapWidget:
        """Show where streets are watched on a map to move about in.

        Least is solid, expected lighter, most hatched. A click tells more.

        Parameters
        ----------
        level
            Key of one level; None: all, to choose among.
        dark
            Light on dark, for the night; None: as the reader's system is set.

        Returns
        -------
        MapWidget
            Shows itself in a notebook; ``.save("map.html")`` writes it as a file.

        Raises
        ------
        InputError
            If there is no such level.
        VidikError
            If it is too large: beyond 50 MB of shapes.
        """
        from vidik.library.widget import explore_watched

        return explore_watched(self, level=level, dark=dark)

    def chart(self, *, language: str = "en") -> Bars:
        """Return the watched share by level as the pages show it: a picture and its table.

        Parameters
        ----------
        language
            BCP 47 tag of a language that Vidik's pages come in: ``sr-Latn``.

        Returns
        -------
        Bars
            Shows itself in a notebook; ``chart.svg(alone=True)`` is the text of an SVG file.

        Raises
        ------
        InputError
            If there is no catalogue of the language.
        """
        texts = texts_of(language)
        return street_chart(self.total_m, self.length_m, origin=self._origin(texts), texts=texts)

    def _facts(self) -> str:
        return (
            f"{self.length_m / 1000:,.1f} km of public street; {_possibly(self.share, self.whose)}"
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        found = self.watched
        bounds = (("least", found.least), ("expected", found.expected), ("most", found.most))
        return {
            **street_columns(self.streets),
            **{
                f"{level}_{bound}_m": metres[:, k].tolist()
                for k, level in enumerate(found.levels)
                for bound, metres in bounds
            },
        }

    def _shapes(self) -> Shapes:
        return street_lines(self.streets, self.place)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class WatchedGround(Result):
    """Watched square metres of public space; made by `coverage`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    coverage
        At each level: by at least one camera, by at least two, and so on.
    """

    coverage: Coverage

    @property
    def levels(self) -> Mapping[str, LevelCoverage]:
        """What is watched at each level, and by how many cameras and operators."""
        return {one.level: one for one in self.coverage.levels}

    @property
    def ground_m2(self) -> float:
        """Square metres of open public space, watched or not, at the expected widths of streets."""
        return self.coverage.ground_m2

    @property
    def total_m2(self) -> Mapping[str, Span]:
        """Square metres watched by at least one camera, by level."""
        return {level: one.watched.span for level, one in self.levels.items()}

    @property
    def share(self) -> Mapping[str, Span]:
        """Watched share of the public space, 0 to 1, by level."""
        return shares(self.total_m2, self.ground_m2)

    def chart(self, *, language: str = "en") -> Bars:
        """Return the watched share by level as the pages show it: a picture and its table.

        Parameters
        ----------
        language
            BCP 47 tag of a language that Vidik's pages come in: ``sr-Latn``.

        Returns
        -------
        Bars
            Shows itself in a notebook; ``chart.svg(alone=True)`` is the text of an SVG file.

        Raises
        ------
        InputError
            If there is no catalogue of the language.
        """
        texts = texts_of(language)
        return ground_chart(self.coverage, origin=self._origin(texts), texts=texts)

    def depth_chart(self, *, level: str = DEFAULT_LEVEL, language: str = "en") -> Bars:
        """Return the share that so many cameras or more watch, as the pages show it.

        Parameters
        ----------
        level
            Key of the level of detail.
        language
            BCP 47 tag of a language that Vidik's pages come in: ``sr-Latn``.

        Returns
        -------
        Bars
            Shows itself in a notebook; ``chart.svg(alone=True)`` is the text of an SVG file.

        Raises
        ------
        InputError
            If there is no such level, or no catalogue of the language.
        """
        column_of(level, tuple(self.levels))
        texts = texts_of(language)
        return depth_chart(
            self.levels[level], self.ground_m2, origin=self._origin(texts), texts=texts
        )

    def _facts(self) -> str:
        found = _possibly(self.share, self.whose)
        return f"{self.ground_m2 / 10_000:,.1f} ha of public space; {found}"

    def _columns(self) -> Mapping[str, Sequence[object]]:
        errors = [one.watched.standard_error for one in self.levels.values()]
        return {
            "level": list(self.levels),
            **by_level(self.total_m2, "m2"),
            "expected_error_m2": errors,
            **by_level(self.share, "share"),
        }


def watched(
    streets: PublicStreets, views: CameraViews, *, threads: int | None = None
) -> WatchedStreets:
    """Return how much of the public streets cameras watch.

    Parameters
    ----------
    streets
        Of the place that the views are of.
    views
        Of the cameras that count.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.

    Returns
    -------
    WatchedStreets
        Metres by level: least for certain, expected, most possibly; all by *mapped* cameras.

    Raises
    ------
    InputError
        If both were read for two places.
    """
    same_frame(streets.place.frame, views.place.frame, what="streets and views")
    found = watch_streets(
        streets.streets,
        views.views,
        levels=views.levels,
        tiling=Tiling(),
        workers=Threads(threads or os.cpu_count() or 1),
        advance=unheard,
    )
    return WatchedStreets(
        **joined(streets, views), place=streets.place, streets=streets.streets, watched=found
    )


def coverage(
    ground: PublicGround, views: CameraViews, *, threads: int | None = None
) -> WatchedGround:
    """Return how much of the public space cameras watch, and how many of them.

    Parameters
    ----------
    ground
        Of the place that the views are of.
    views
        Of the cameras that count.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.

    Returns
    -------
    WatchedGround
        Square metres by level: least and most exact, expected with its standard error; all by
        *mapped* cameras.

    Raises
    ------
    InputError
        If both were read for two places.
    """
    same_frame(ground.place.frame, views.place.frame, what="public space and views")
    found = watch_places(
        ground.space,
        views.views,
        operator=operator_numbers(views.cameras),
        levels=views.levels,
        tiling=Tiling(),
        workers=Threads(threads or os.cpu_count() or 1),
        advance=unheard,
    )
    return WatchedGround(**joined(ground, views), coverage=found)


def _possibly(share: Mapping[str, Span], whose: str) -> str:
    """Return the shares of the level that is shown first, in words."""
    level = DEFAULT_LEVEL if DEFAULT_LEVEL in share else next(iter(share))
    span = share[level]
    return (
        f"watched by {whose} at level {level}: {span.least:.1%} for certain, "
        f"{span.expected:.1%} expected, {span.most:.1%} possibly"
    )
