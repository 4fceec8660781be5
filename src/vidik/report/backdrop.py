"""The ground under a picture of a place, as SVG: walls, streets, scale, north and credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.basemap import BaseShape
from vidik.model.frame import LocalFrame
from vidik.report.charts.lettering import wrapped
from vidik.report.texts import Texts

__all__ = ["LIGHT", "SIDE", "Backdrop", "classed", "foot", "north", "path"]

#: Side of a picture in its own units.
SIDE = 480
#: Size of the type of the credit, and from one of its lines to the next.
_SMALL, _LINE = 11, 14

#: Width of a street on the ground, metres.
_STREET_M = 5.0

#: Colours by class where no style sheet gives any.
LIGHT = {
    "pic-ground": 'fill="#faf8f4"',
    "pic-green": 'fill="#e3eadb"',
    "pic-water": 'fill="#d3e2e6"',
    "pic-street": 'fill="none" stroke="#ffffff" stroke-linecap="round" stroke-linejoin="round"',
    "pic-building": 'fill="#e2dcd0" stroke="#cfc7b8" stroke-width=".8"',
    "pic-least": 'fill="#d98e04" fill-opacity=".8"',
    "pic-expected": 'fill="#d98e04"',
    "pic-most": 'fill="url(#pic-hatching)" stroke="#b87803" stroke-width="1.2"',
    "pic-hatch": 'stroke="#b87803" stroke-width=".7"',
    "pic-ink": 'fill="none" stroke="#1b1d21" stroke-width="1.6"',
    "pic-eye": 'fill="#1b1d21" stroke="#faf8f4" stroke-width="1.6"',
    "pic-pupil": 'fill="#faf8f4"',
    "pic-text": 'fill="#1b1d21" font-size="13" font-family="sans-serif"',
    "pic-halo": 'fill="#faf8f4" fill-opacity=".82"',
}


@dataclass(frozen=True, eq=False)
class Backdrop:
    """A base map in metres, to be cut into windows.

    Parameters
    ----------
    base
        What may be drawn, in longitude and latitude.
    frame
        Gives the metres.
    """

    base: Sequence[BaseShape]
    frame: LocalFrame

    @cached_property
    def _shown(self) -> list[BaseShape]:
        """What a picture shows of the base map, from the ground up."""
        kept = ("green", "water", "streets", "buildings")
        return [shape for layer in kept for shape in self.base if shape.layer == layer]

    @cached_property
    def _tree(self) -> shapely.STRtree:
        """Index of what is shown, in metres."""
        return shapely.STRtree(self.metres([shape.geometry for shape in self._shown]))

    def metres(self, shapes: Sequence[Geometry]) -> NDArray[np.object_]:
        """Return shapes in metres of the frame.

        Parameters
        ----------
        shapes
            In longitude and latitude.
        """
        given = np.array(shapes, dtype=object)
        moved: NDArray[np.object_] = shapely.transform(given, self.frame.to_metres)
        return moved

    def drawn(self, spot: NDArray[np.float64], half: float) -> str:
        """Return the ground about a place as elements of SVG.

        Parameters
        ----------
        spot
            Shape (2,): the middle, metres.
        half
            Half the side of the ground shown, metres.
        """
        scale = SIDE / (2 * half)
        # A little more than is shown, so that the cut's own outline stays outside.
        wide = half + 3.0
        box = shapely.box(spot[0] - wide, spot[1] - wide, spot[0] + wide, spot[1] + wide)
        paths: dict[str, list[str]] = defaultdict(list)
        for layer, cut in self._window(box):
            paths[layer].append(path(cut, spot, scale))
        return "".join([
            f'<rect class="pic-ground" {LIGHT["pic-ground"]} width="{SIDE}" height="{SIDE}"/>',
            classed("pic-green", paths["green"]),
            classed("pic-water", paths["water"]),
            classed("pic-street", paths["streets"], f'stroke-width="{_STREET_M * scale:.1f}"'),
            classed("pic-building", paths["buildings"], 'fill-rule="evenodd"'),
        ])  # fmt: skip

    def _window(self, box: Geometry) -> Iterator[tuple[str, Geometry]]:
        """Yield layer and shape of all that lies in a box, cut to it, from the ground up."""
        rows = np.sort(self._tree.query(box, predicate="intersects"))
        cut = shapely.clip_by_rect(self._tree.geometries[rows], *box.bounds)
        for row, part in zip(rows.tolist(), shapely.simplify(cut, 0.1), strict=True):
            yield self._shown[row].layer, part


def path(shape: Geometry, spot: NDArray[np.float64], scale: float) -> str:
    """Return SVG path data: y goes down, a tenth of a unit is enough.

    Parameters
    ----------
    shape
        Lines or areas, metres.
    spot
        Shape (2,): the middle of the picture, metres.
    scale
        Units of the picture per metre.
    """
    rings = []
    for part in shapely.get_parts(shape):
        lines = [part] if part.geom_type == "LineString" else []
        if part.geom_type == "Polygon":
            lines = [part.exterior, *part.interiors]
        for line in lines:
            points = (shapely.get_coordinates(line) - spot) * (scale, -scale) + SIDE / 2
            texts = [f"{x:.1f} {y:.1f}" for x, y in points.tolist()]
            closed = part.geom_type == "Polygon"
            rings.append("M" + "L".join(texts[:-1] if closed else texts) + ("Z" if closed else ""))
    return "".join(rings).replace(".0 ", " ").replace(".0L", "L").replace(".0Z", "Z")


def classed(name: str, paths: Sequence[str], more: str = "") -> str:
    """Return a path of a class; nothing if there is none.

    Parameters
    ----------
    name
        A key of `LIGHT`.
    paths
        Of `path`.
    more
        Further attributes.
    """
    data = "".join(paths)
    return f'<path class="{name}" {LIGHT[name]} {more} d="{data}"/>' if data else ""


def foot(attribution: str, scale: float, texts: Texts, *, synthetic: bool) -> str:
    """Return the credit, as many lines as it needs, and the scale bar above it.

    Parameters
    ----------
    attribution
        The credit.
    scale
        Units of the picture per metre.
    texts
        The language of the words in it.
    synthetic
        Whether the picture shows what was made up.
    """
    # whoever opens it may lack the type and be given a wider one
    lines = wrapped(attribution, size=_SMALL, width=0.85 * (SIDE - 12))
    top = SIDE - 6 - _LINE * len(lines)
    mark = _made_up(texts) if synthetic else ""
    return f"{_scale_bar(scale, top, texts)}{_credit(lines, top)}{mark}"


def north(texts: Texts) -> str:
    """Return the sign of north.

    Parameters
    ----------
    texts
        The language of its letter.
    """
    x, ink = SIDE - 22, LIGHT["pic-ink"]
    letter = escape(texts.gettext("N"))
    return (
        f'<circle class="pic-halo" {LIGHT["pic-halo"]} cx="{x}" cy="27" r="20"/>'
        f'<path class="pic-ink" {ink} d="M{x} 40V24m-5 6 5-7 5 7"/>'
        f'<text class="pic-text" {LIGHT["pic-text"]} x="{x}" y="20" text-anchor="middle">'
        f"{letter}</text>"
    )


def _scale_bar(scale: float, foot: int, texts: Texts) -> str:
    metres = max(m for m in (5, 10, 20, 50) if m * scale <= SIDE / 3)
    length, ink = metres * scale, LIGHT["pic-ink"]
    return (
        f'<rect class="pic-halo" {LIGHT["pic-halo"]} x="8" y="{foot - 36}" '
        f'width="{length + 18:.1f}" height="27" rx="3"/>'
        f'<path class="pic-ink" {ink} d="M16 {foot - 20}v6h{length:.1f}v-6"/>'
        f'<text class="pic-text" {LIGHT["pic-text"]} x="20" y="{foot - 20}">'
        f"{escape(texts.metres(float(metres)))}</text>"
    )


def _credit(lines: Sequence[str], top: int) -> str:
    text = LIGHT["pic-text"].replace("13", str(_SMALL))
    halo = (
        f'<rect class="pic-halo" {LIGHT["pic-halo"]} y="{top}" '
        f'width="{SIDE}" height="{SIDE - top}"/>'
    )
    return halo + "".join(
        f'<text class="pic-text" {text} x="{SIDE - 6}" y="{top + _LINE * i}" '
        f'text-anchor="end">{escape(line)}</text>'
        for i, line in enumerate(lines, start=1)
    )


def _made_up(texts: Texts) -> str:
    """Return the mark of made-up data, which cannot be cut off with the margin."""
    words = escape(texts.gettext("Synthetic: made up"))
    big = LIGHT["pic-text"].replace("13", "34")
    return (
        f'<g class="synthetic" opacity=".5"><text class="pic-text" {big} x="{SIDE / 2:g}" '
        f'y="{SIDE / 2:g}" text-anchor="middle" transform="rotate(-30 {SIDE / 2:g} '
        f'{SIDE / 2:g})" dy="-40">{words}</text></g>'
    )
