"""A picture of one camera's surroundings, as SVG: walls, what it may see, and how sure that is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.bands import BANDS
from vidik.model.basemap import BaseShape
from vidik.model.camera import Kind
from vidik.model.published import Published, PublishedCamera
from vidik.report.charts.lettering import wrapped
from vidik.report.texts import Texts
from vidik.report.view_tables import BandShape

__all__ = ["PICTURE_STYLE", "Drawing", "pictures"]

#: Side of the picture in its own units.
_SIDE = 480
#: Size of the type of the credit, and from one of its lines to the next.
_SMALL, _LINE = 11, 14
#: Half of the ground shown, metres: as much as the view needs, within these.
_LEAST_M, _MOST_M, _STEP_M = 30.0, 80.0, 5.0

#: Colours for a picture that stands alone; inside a page the site's style sheet has the same rules.
#: Without any style the attributes in the picture give the light colours.
PICTURE_STYLE = """\
@media (prefers-color-scheme: dark) {
.pic-ground { fill: #171b21 } .pic-green { fill: #1d2a22 } .pic-water { fill: #16282f }
.pic-street { stroke: #262c34 } .pic-building { fill: #2b313a; stroke: #3a414c }
.pic-least, .pic-expected { fill: #f2b84b } .pic-most { stroke: #f2b84b }
.pic-hatch { stroke: #f2b84b } .pic-ink { stroke: #e9e6df }
.pic-eye { fill: #e9e6df; stroke: #171b21 }
.pic-pupil { fill: #171b21 } .pic-text { fill: #e9e6df } .pic-halo { fill: #171b21 }
}"""

_LIGHT = {
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

#: How opaque each class of probability below certainty is drawn: its middle, thinned.
_OPACITY = tuple(
    round(0.75 * (low + high) / 2, 3)
    for low, high in zip((0.0, *BANDS[:4]), BANDS[:5], strict=True)
)

#: Width of a street on the ground, metres.
_STREET_M = 5.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A camera's surroundings and its view, drawn; the words follow in whichever language.

    Parameters
    ----------
    shapes
        Elements of SVG.
    scale
        Units of the picture per metre.
    level
        Key of the level that is drawn.
    published
        What the credit and the mark of made-up data are taken from.
    """

    shapes: str
    scale: float
    level: str
    published: Published

    def svg(self, texts: Texts, *, alone: bool = False) -> str:
        """Return the picture.

        Parameters
        ----------
        texts
            The language of the words in it.
        alone
            True for a file of its own, with colours for light and dark; inside a page, whose policy
            forbids styles that are not in its style sheet, the picture has none.
        """
        title = texts.gettext(
            "The camera's surroundings, and where it could see at level “%(level)s”."
        ) % {"level": texts.level_name(self.level)}
        style = f"<style>{PICTURE_STYLE}</style>" if alone else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="pic" viewBox="0 0 {_SIDE} {_SIDE}" '
            f'role="img"><title>{escape(title)}</title>'
            f"<desc>{escape(self.published.attribution)}</desc>{style}"
            '<defs><pattern id="pic-hatching" width="7" height="7" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)">'
            f'<path class="pic-hatch" {_LIGHT["pic-hatch"]} d="M0 0V7"/></pattern></defs>'
            f"{self.shapes}{_north(texts)}{_foot(self.published, self.scale, texts)}</svg>\n"
        )


def pictures(
    published: Published, bands: Sequence[BandShape], *, level: str = "detect"
) -> Iterator[tuple[str, Drawing]]:
    """Yield page name and picture of every camera.

    Parameters
    ----------
    published
        What may be shown; nothing else is drawn.
    bands
        Where each camera sees, in longitude and latitude.
    level
        Key of the level that is drawn.
    """
    ground = _Ground(published)
    drawn = [(seen_by, band, shape) for seen_by, key, band, shape in bands if key == level]
    seen: dict[str, list[tuple[int, Geometry]]] = defaultdict(list)
    for (seen_by, band, _), shape in zip(
        drawn, ground.metres([shape for *_, shape in drawn]), strict=True
    ):
        seen[seen_by].append((band, shape))
    for camera in published.cameras:
        yield camera.slug, _drawing(camera, seen[camera.id], ground, level)


@dataclass(frozen=True, eq=False)
class _Ground:
    """The base map in metres, to be cut into windows."""

    published: Published

    @cached_property
    def base(self) -> list[BaseShape]:
        """What a picture shows of the base map, from the ground up."""
        kept = ("green", "water", "streets", "buildings")
        return [shape for layer in kept for shape in self.published.base if shape.layer == layer]

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of `base`, in metres."""
        return shapely.STRtree(self.metres([shape.geometry for shape in self.base]))

    def metres(self, shapes: Sequence[Geometry]) -> NDArray[np.object_]:
        """Return shapes in metres of the city's frame."""
        given = np.array(shapes, dtype=object)
        moved: NDArray[np.object_] = shapely.transform(given, self.published.place.frame.to_metres)
        return moved

    def window(self, box: Geometry) -> Iterator[tuple[str, Geometry]]:
        """Yield layer and shape of all that lies in a box, cut to it, from the ground up."""
        rows = np.sort(self.tree.query(box, predicate="intersects"))
        cut = shapely.clip_by_rect(self.tree.geometries[rows], *box.bounds)
        for row, shape in zip(rows.tolist(), shapely.simplify(cut, 0.1), strict=True):
            yield self.base[row].layer, shape


def _drawing(
    camera: PublishedCamera, seen: list[tuple[int, Geometry]], ground: _Ground, level: str
) -> Drawing:
    published = ground.published
    spot = published.place.frame.to_metres(np.array([(camera.lon, camera.lat)]))[0]
    half = _half_width(spot, [shape for _, shape in seen])
    scale = _SIDE / (2 * half)
    # A little more than is shown, so that the cut's own outline stays outside.
    wide = half + 3.0
    box = shapely.box(spot[0] - wide, spot[1] - wide, spot[0] + wide, spot[1] + wide)

    def path(shape: Geometry) -> str:
        return _path(shape, spot, scale)

    paths: dict[str, list[str]] = defaultdict(list)
    for layer, shape in ground.window(box):
        paths[layer].append(path(shape))
    parts = [f'<rect class="pic-ground" {_LIGHT["pic-ground"]} width="{_SIDE}" height="{_SIDE}"/>']
    parts += [_shape("pic-green", paths["green"]), _shape("pic-water", paths["water"])]
    width = f'stroke-width="{_STREET_M * scale:.1f}"'
    parts += [_shape("pic-street", paths["streets"], width)]
    parts += [_shape("pic-building", paths["buildings"], 'fill-rule="evenodd"')]
    parts += _view(seen, box, path)
    parts.append(_mark(camera))
    return Drawing("".join(parts), scale, level, published)


def _half_width(spot: NDArray[np.float64], seen: list[Geometry]) -> float:
    """Return half the side of the ground shown: the view and a margin, in steps."""
    if not seen:
        return _LEAST_M
    x0, y0, x1, y1 = shapely.total_bounds(np.array(seen, dtype=object))
    needed = max(spot[0] - x0, spot[1] - y0, x1 - spot[0], y1 - spot[1]) + _STEP_M
    return float(np.clip(math.ceil(needed / _STEP_M) * _STEP_M, _LEAST_M, _MOST_M))


def _path(shape: Geometry, spot: NDArray[np.float64], scale: float) -> str:
    """Return SVG path data: y goes down, a tenth of a unit is enough."""
    rings = []
    for part in shapely.get_parts(shape):
        lines = [part] if part.geom_type == "LineString" else []
        if part.geom_type == "Polygon":
            lines = [part.exterior, *part.interiors]
        for line in lines:
            points = (shapely.get_coordinates(line) - spot) * (scale, -scale) + _SIDE / 2
            texts = [f"{x:.1f} {y:.1f}" for x, y in points.tolist()]
            closed = part.geom_type == "Polygon"
            rings.append("M" + "L".join(texts[:-1] if closed else texts) + ("Z" if closed else ""))
    return "".join(rings).replace(".0 ", " ").replace(".0L", "L").replace(".0Z", "Z")


def _shape(name: str, paths: Sequence[str], more: str = "") -> str:
    data = "".join(paths)
    return f'<path class="{name}" {_LIGHT[name]} {more} d="{data}"/>' if data else ""


def _view(
    seen: list[tuple[int, Geometry]], box: Geometry, path: Callable[[Geometry], str]
) -> list[str]:
    """Return the view: most as a hatched outline, expected by opacity, least solid."""
    if not seen:
        return []
    cut = [(band, shapely.clip_by_rect(shape, *box.bounds)) for band, shape in seen]
    everything = shapely.union_all([shapely.buffer(shape, 0.02) for _, shape in cut])
    parts = [_shape("pic-most", [path(shapely.simplify(everything, 0.05))])]
    for band, shape in sorted(cut, key=lambda one: one[0]):
        sure = band == len(BANDS) - 1
        name, more = ("pic-least", "") if sure else ("pic-expected", f'opacity="{_OPACITY[band]}"')
        parts.append(_shape(name, [path(shapely.simplify(shape, 0.05))], more))
    return parts


def _mark(camera: PublishedCamera) -> str:
    """Return the camera's mark: an eye; its kind is its shape, doubt is dashed."""
    c, ink = _SIDE / 2, _LIGHT["pic-ink"]
    parts = []
    if camera.kind is Kind.PANNING:
        parts.append(
            f'<circle class="pic-ink" {ink} cx="{c}" cy="{c}" r="14" stroke-dasharray="16 6"/>'
        )
    elif camera.kind is Kind.DOME:
        parts.append(f'<path class="pic-ink" {ink} d="M{c - 14} {c}a14 14 0 0 0 28 0z"/>')
    elif camera.kind is Kind.UNKNOWN:
        parts.append(
            f'<circle class="pic-ink" {ink} cx="{c}" cy="{c}" r="13" stroke-dasharray="3 3"/>'
        )
    if camera.axis is not None and camera.axis.width < 360:
        for edge in sorted({camera.axis.start, (camera.axis.start + camera.axis.width) % 360}):
            dx, dy = math.sin(math.radians(edge)), -math.cos(math.radians(edge))
            dashes = ' stroke-dasharray="4 3"' if camera.axis.width else ""
            parts.append(
                f'<path class="pic-ink" {ink}{dashes} d="M{c + 9 * dx:.1f} {c + 9 * dy:.1f}'
                f'L{c + 26 * dx:.1f} {c + 26 * dy:.1f}"/>'
            )
    parts.append(f'<circle class="pic-eye" {_LIGHT["pic-eye"]} cx="{c}" cy="{c}" r="8"/>')
    parts.append(f'<circle class="pic-pupil" {_LIGHT["pic-pupil"]} cx="{c}" cy="{c}" r="2.6"/>')
    return "".join(parts)


def _foot(published: Published, scale: float, texts: Texts) -> str:
    """Return the credit, as many lines as it needs, and the scale bar above it."""
    # whoever opens it may lack the type and be given a wider one
    lines = wrapped(published.attribution, size=_SMALL, width=0.85 * (_SIDE - 12))
    top = _SIDE - 6 - _LINE * len(lines)
    return f"{_scale_bar(scale, top, texts)}{_credit(published, lines, top, texts)}"


def _scale_bar(scale: float, foot: int, texts: Texts) -> str:
    metres = max(m for m in (5, 10, 20, 50) if m * scale <= _SIDE / 3)
    length, ink = metres * scale, _LIGHT["pic-ink"]
    return (
        f'<rect class="pic-halo" {_LIGHT["pic-halo"]} x="8" y="{foot - 36}" '
        f'width="{length + 18:.1f}" height="27" rx="3"/>'
        f'<path class="pic-ink" {ink} d="M16 {foot - 20}v6h{length:.1f}v-6"/>'
        f'<text class="pic-text" {_LIGHT["pic-text"]} x="20" y="{foot - 20}">'
        f"{escape(texts.metres(float(metres)))}</text>"
    )


def _north(texts: Texts) -> str:
    x, ink = _SIDE - 22, _LIGHT["pic-ink"]
    letter = escape(texts.gettext("N"))
    return (
        f'<circle class="pic-halo" {_LIGHT["pic-halo"]} cx="{x}" cy="27" r="20"/>'
        f'<path class="pic-ink" {ink} d="M{x} 40V24m-5 6 5-7 5 7"/>'
        f'<text class="pic-text" {_LIGHT["pic-text"]} x="{x}" y="20" text-anchor="middle">'
        f"{letter}</text>"
    )


def _credit(published: Published, lines: Sequence[str], top: int, texts: Texts) -> str:
    """Return the credit, and the mark of made-up data, which cannot be cut off with the margin."""
    text = _LIGHT["pic-text"].replace("13", str(_SMALL))
    parts = [
        f'<rect class="pic-halo" {_LIGHT["pic-halo"]} y="{top}" '
        f'width="{_SIDE}" height="{_SIDE - top}"/>',
        *(
            f'<text class="pic-text" {text} x="{_SIDE - 6}" y="{top + _LINE * i}" '
            f'text-anchor="end">{escape(line)}</text>'
            for i, line in enumerate(lines, start=1)
        ),
    ]
    if published.synthetic:
        words = escape(texts.gettext("Synthetic: made up"))
        big = _LIGHT["pic-text"].replace("13", "34")
        parts.append(
            f'<g class="synthetic" opacity=".5"><text class="pic-text" {big} x="{_SIDE / 2:g}" '
            f'y="{_SIDE / 2:g}" text-anchor="middle" transform="rotate(-30 {_SIDE / 2:g} '
            f'{_SIDE / 2:g})" dy="-40">{words}</text></g>'
        )
    return "".join(parts)
