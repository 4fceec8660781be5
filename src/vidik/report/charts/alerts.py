"""A map of where false alerts would fall: circles upon a quiet outline of the place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from vidik.model.published import Published
from vidik.model.switched_on import CityPart
from vidik.report.charts.backdrop import Backdrop
from vidik.report.charts.chart import Chart, Grid
from vidik.report.origin import Origin
from vidik.report.texts import Texts

__all__ = ["AlertsMap", "alerts_map"]

#: Radius of a circle of one false alert a day, in the map's units; the area of others grows with
#: them, up to a radius that leaves something of the map. The script of the page has the same two.
_UNIT, _LARGEST = 12.0, 70.0

#: How many pixels high a unit of the map is where there is room.
_ROOMY = 1.5


@dataclass(frozen=True, eq=False, kw_only=True)
class AlertsMap(Chart):
    """False alerts a day of each part of a place, as circles whose area is their number.

    Parameters
    ----------
    name, title, reading, grid, origin, marked
        As of `Chart`.
    drawn
        Elements of SVG, in the map's units.
    tall
        How many units the map is high.
    """

    drawn: str
    tall: float

    def _said(self) -> str:
        return " ".join(f"{row[0]}: {row[-1]}." for row in self.grid[1:])

    def _drawn(self) -> tuple[list[str], float]:
        high = _ROOMY * self.tall
        return [
            f'<svg width="100%" height="{high:g}" '
            f'viewBox="0 0 {Backdrop.wide:g} {self.tall:g}">{self.drawn}</svg>'
        ], high


def alerts_map(
    published: Published,
    parts: Sequence[CityPart],
    alerts: Sequence[float],
    *,
    grid: Grid,
    origin: Origin,
    texts: Texts,
) -> AlertsMap:
    """Return where false alerts would fall.

    Parameters
    ----------
    published
        The place.
    parts
        Of it, at least one.
    alerts
        False alerts a day of each, with every assumption in its middle.
    grid
        The same as a table.
    origin
        Where the cameras are from.
    texts
        The language.
    """
    _ = texts.gettext
    middles = shapely.point_on_surface(np.array([part.area for part in parts], dtype=object))
    places = shapely.get_coordinates(middles)
    view = Backdrop(published, places)
    circles = [
        f'<circle class="alerts" data-area="{i}" cx="{x:g}" cy="{y:g}" '
        f'r="{min(_UNIT * math.sqrt(number), _LARGEST):.1f}"/>'
        for i, ((x, y), number) in enumerate(zip(view.units(places).tolist(), alerts, strict=True))
    ]
    return AlertsMap(
        name="alerts-map",
        title=_("Where false alerts would fall"),
        reading=_(
            "The area of a circle is the number of false alerts a day, with everything in the "
            "middle of what is assumed. It stands in the middle of the part of the city."
        ),
        grid=grid,
        origin=origin,
        marked=_("Synthetic: made up"),
        drawn="".join([*view.drawn(), *circles]),
        tall=view.tall,
    )
