"""A picture of one camera's surroundings, as SVG: walls, what it may see, and how sure that is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.bands import BANDS
from vidik.model.camera import Kind
from vidik.model.published import Published, PublishedCamera
from vidik.report.backdrop import LIGHT, SIDE, Backdrop, classed, foot, north, path
from vidik.report.texts import Texts
from vidik.report.view_tables import BandShape

__all__ = ["PICTURE_STYLE", "Drawing", "pictures"]

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

#: How opaque each class of probability below certainty is drawn: its middle, thinned.
_OPACITY = tuple(
    round(0.75 * (low + high) / 2, 3)
    for low, high in zip((0.0, *BANDS[:4]), BANDS[:5], strict=True)
)


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
        credit = foot(
            self.published.attribution, self.scale, texts, synthetic=self.published.synthetic
        )
        style = f"<style>{PICTURE_STYLE}</style>" if alone else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="pic" viewBox="0 0 {SIDE} {SIDE}" '
            f'role="img"><title>{escape(title)}</title>'
            f"<desc>{escape(self.published.attribution)}</desc>{style}"
            '<defs><pattern id="pic-hatching" width="7" height="7" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)">'
            f'<path class="pic-hatch" {LIGHT["pic-hatch"]} d="M0 0V7"/></pattern></defs>'
            f"{self.shapes}{north(texts)}{credit}</svg>\n"
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
    ground = Backdrop(published.base, published.place.frame)
    drawn = [(seen_by, band, shape) for seen_by, key, band, shape in bands if key == level]
    seen: dict[str, list[tuple[int, Geometry]]] = defaultdict(list)
    for (seen_by, band, _), shape in zip(
        drawn, ground.metres([shape for *_, shape in drawn]), strict=True
    ):
        seen[seen_by].append((band, shape))
    for camera in published.cameras:
        yield camera.slug, _drawing(camera, seen[camera.id], ground, published, level)


def _drawing(
    camera: PublishedCamera,
    seen: list[tuple[int, Geometry]],
    ground: Backdrop,
    published: Published,
    level: str,
) -> Drawing:
    spot = published.place.frame.to_metres(np.array([(camera.lon, camera.lat)]))[0]
    half = _half_width(spot, [shape for _, shape in seen])
    scale = SIDE / (2 * half)
    # as far as the ground is drawn: a little more than is shown
    wide = half + 3.0
    box = shapely.box(spot[0] - wide, spot[1] - wide, spot[0] + wide, spot[1] + wide)
    view = _view(seen, box, lambda shape: path(shape, spot, scale))
    shapes = "".join([ground.drawn(spot, half), *view, _mark(camera)])
    return Drawing(shapes, scale, level, published)


def _half_width(spot: NDArray[np.float64], seen: list[Geometry]) -> float:
    """Return half the side of the ground shown: the view and a margin, in steps."""
    if not seen:
        return _LEAST_M
    x0, y0, x1, y1 = shapely.total_bounds(np.array(seen, dtype=object))
    needed = max(spot[0] - x0, spot[1] - y0, x1 - spot[0], y1 - spot[1]) + _STEP_M
    return float(np.clip(math.ceil(needed / _STEP_M) * _STEP_M, _LEAST_M, _MOST_M))


def _view(
    seen: list[tuple[int, Geometry]], box: Geometry, traced: Callable[[Geometry], str]
) -> list[str]:
    """Return the view: most as a hatched outline, expected by opacity, least solid."""
    if not seen:
        return []
    cut = [(band, shapely.clip_by_rect(shape, *box.bounds)) for band, shape in seen]
    everything = shapely.union_all([shapely.buffer(shape, 0.02) for _, shape in cut])
    parts = [classed("pic-most", [traced(shapely.simplify(everything, 0.05))])]
    for band, shape in sorted(cut, key=lambda one: one[0]):
        sure = band == len(BANDS) - 1
        name, more = ("pic-least", "") if sure else ("pic-expected", f'opacity="{_OPACITY[band]}"')
        parts.append(classed(name, [traced(shapely.simplify(shape, 0.05))], more))
    return parts


def _mark(camera: PublishedCamera) -> str:
    """Return the camera's mark: an eye; its kind is its shape, doubt is dashed."""
    c, ink = SIDE / 2, LIGHT["pic-ink"]
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
    parts.append(f'<circle class="pic-eye" {LIGHT["pic-eye"]} cx="{c}" cy="{c}" r="8"/>')
    parts.append(f'<circle class="pic-pupil" {LIGHT["pic-pupil"]} cx="{c}" cy="{c}" r="2.6"/>')
    return "".join(parts)
