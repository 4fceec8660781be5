"""Ways: from one point to another, quickly or less in view, and what the one costs of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vidik.exposure.seen import Bound
from vidik.exposure.ways import telling
from vidik.jobs.ways import Point, way_lines, ways_between
from vidik.library.result import Mapped, Shapes, joined
from vidik.library.views import CameraViews
from vidik.library.walks import WalkingNetwork, seen_on
from vidik.model.footprints import Footprints
from vidik.model.place import Place
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.way import Way
from vidik.outside.tables import load_walking_rules
from vidik.report.layout import DEFAULT_LEVEL
from vidik.report.ways import way_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vidik.library.widget import MapWidget

__all__ = ["Ways", "ways"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Ways(Mapped):
    """Ways between two points that trade time for time in view; made by `ways`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    place
        Whose ways they are.
    level
        Key of the level of detail.
    start
        Where they begin, longitude and latitude.
    ways
        From the quickest to the least watched by mapped cameras.
    network
        Whose edges they walk.
    seen
        Which parts of the edges are seen: at least, in expectation, at most.
    footprints
        The walls about them.
    pace_m_per_min
        How fast people walk on the flat.
    """

    place: Place
    level: str
    start: Point
    ways: tuple[Way, ...]
    network: WalkNetwork
    seen: Mapping[Bound, Seen]
    footprints: Footprints
    pace_m_per_min: float

    def __len__(self) -> int:
        """Return the number of ways."""
        return len(self.ways)

    def plot(self, ax: Axes | None = None, *, dark: bool = False) -> Axes:
        """Draw the ways, and where they are in view: least solid, expected lighter, most hatched.

        Parameters
        ----------
        ax
            Where to draw; None: a new figure.
        dark
            Light on dark, for the night.

        Returns
        -------
        matplotlib.axes.Axes
            In metres of the place, with legend, sources and date.
        """
        from vidik.library.plots import plot_ways

        return plot_ways(self, ax=ax, dark=dark)

    def explore(self, *, dark: bool | None = None) -> MapWidget:
        """Show the ways, and where they are in view, on a map to move about in.

        A click on a way says how much of it is in view.

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
        from vidik.library.widget import explore_ways

        return explore_ways(self, dark=dark)

    def _facts(self) -> str:
        quick, least = self.ways[0], self.ways[-1]
        told = (
            f"the quickest way takes {quick.minutes(self.pace_m_per_min):.1f} min, "
            f"{self._in_view(quick)} in view of {self.whose} at the level “{self.level}”"
        )
        if quick is least:
            return f"{told}; none is less watched by {self.whose}"
        return (
            f"{told}; the least watched by {self.whose} "
            f"{least.minutes(self.pace_m_per_min):.1f} min, {self._in_view(least)}; "
            f"{len(self) - 2:,} between"
        )

    def _in_view(self, way: Way) -> str:
        span = way.seen_minutes(self.pace_m_per_min)
        return f"{span.expected:.1f} ({span.least:.1f} to {span.most:.1f})"

    def _columns(self) -> Mapping[str, Sequence[object]]:
        return way_table(self.ways, self.pace_m_per_min, whose=self.whose)

    def _shapes(self) -> Shapes:
        lines: Shapes = np.array(
            [*way_lines(self.network, self.ways, self.place, self.start), None], dtype=object
        )[:-1]
        return lines


def ways(
    network: WalkingNetwork,
    views: CameraViews,
    start: Point,
    end: Point,
    *,
    level: str = DEFAULT_LEVEL,
    most: int | None = None,
    threads: int | None = None,
) -> Ways:
    """Return the ways between two points that trade time for time in view of cameras.

    The first is the quickest, of those as quick the least watched; the last is the way least
    watched by *mapped* cameras, in expectation, of those as little watched the quickest. Between
    are those for which there is a price at which no other way is better; on the way from one to
    the next each minute less in view costs more than before.

    Parameters
    ----------
    network
        The ways that people walk, of the place that the views are of.
    views
        Of the cameras that count.
    start, end
        Longitude and latitude, degrees; within 150 m of a way.
    level
        Key of the level of detail.
    most
        How many ways to keep, the most telling ones, 2 or more; None: all.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.

    Returns
    -------
    Ways
        A row for each way: minutes, metres, minutes and metres in view at least, in expectation
        and at most, and the price of each minute less.

    Raises
    ------
    InputError
        If both were read for two places, there is no such level, a point is outside the boundary
        or too far from any way, or no way leads from one to the other.

    Notes
    -----
    The quickest and the least watched way, and all corners of the convex hull between them
    (``docs/explanation/ways.md``). A range of a way may overlap that of another one: `surely_less`
    says of which ways the doubts do not matter.
    """
    rules = load_walking_rules()
    seen = seen_on(network, views, level=level, threads=threads)
    found = ways_between(network.network, seen, network.place, start, end, rules=rules)
    return Ways(
        **joined(network, views),
        place=network.place,
        level=level,
        start=start,
        ways=found if most is None else telling(found, most),
        network=network.network,
        seen=seen,
        footprints=views.footprints,
        pace_m_per_min=rules.pace_m_per_min,
    )
