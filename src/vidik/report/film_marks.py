"""What a film draws upon its map: signs of cameras, lines of sight, the walker and the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

from vidik.model.camera import Kind
from vidik.report.film_colours import Colours

__all__ = ["Trail", "hatched", "sights", "sign", "walker"]

#: Hatching: from line to line, and how wide one is, pixels.
_PERIOD, _WIDTH = 16, 1.6
_FINEST = 4
#: Dashes of a line of sight: from one to the next, and how long one is, half pixels.
_DASH_EVERY, _DASH = 40.0, 24.0

Floats = NDArray[np.float64]


@cache
def hatched(width: int, height: int, phase: int = 0) -> Image.Image:
    """Return a mask of lines that rise to the right.

    Parameters
    ----------
    width, height
        Of the mask.
    phase
        Moves the lines, pixels.
    """
    away = np.add.outer(np.arange(height), np.arange(width)) + phase
    away = np.abs(away % _PERIOD - _PERIOD / 2) / np.sqrt(2.0)
    return Image.fromarray((255 * np.clip(_WIDTH / 2 + 0.5 - away, 0.0, 1.0)).astype(np.uint8))


@cache
def sign(kind: Kind, colours: Colours, *, lit: bool, side: int) -> Image.Image:
    """Return the sign of a camera: an eye, whose shape says of which kind it is.

    Parameters
    ----------
    kind
        Of the camera.
    colours
        By day or by night.
    lit
        Whether it could see the walker.
    side
        Of the picture, pixels.
    """
    full = side * _FINEST
    image = Image.new("RGBA", (full, full))
    pen, edge = ImageDraw.Draw(image), full * 0.08
    fill = colours.watched if lit else colours.quiet
    line = colours.ink if lit else colours.paper
    box, width = (edge, edge, full - edge, full - edge), round(full * 0.09)
    middle = full / 2
    match kind:
        case Kind.PANNING:
            pen.rounded_rectangle(box, full * 0.14, fill=fill, outline=line, width=width)
        case Kind.DOME:
            for reach, colour in ((middle, line), (middle - 1.2 * width, fill)):
                pen.regular_polygon((middle, middle, reach), 4, rotation=45, fill=colour)
        case _:
            pen.ellipse(box, fill=fill, outline=line, width=width)
    eye = full * (0.11 if kind is Kind.DOME else 0.16)
    pupil = colours.ink if lit else colours.paper
    if kind is Kind.UNKNOWN:
        pen.ellipse((middle - eye, middle - eye, middle + eye, middle + eye), outline=pupil,
                    width=width)  # fmt: skip
    else:
        pen.ellipse((middle - eye, middle - eye, middle + eye, middle + eye), fill=pupil)
    return image.reduce(_FINEST)


def sights(
    window: Image.Image, lines: Sequence[tuple[Floats, bool, float]], to: Floats, fill: str
) -> None:
    """Draw lines from cameras to the walker: whole if one sees for certain, else in dashes.

    Parameters
    ----------
    window
        What to draw upon.
    lines
        Of each camera, its place in pixels of the window, whether it sees for certain, and how
        strong the line is, from 0 to 1.
    to
        Where they end, shape (2,).
    fill
        The colour.
    """
    if not lines:
        return
    ends = np.array([to, *(spot for spot, *_ in lines)])
    low = np.floor(ends.min(axis=0) - 4).clip(0, window.size)
    high = np.ceil(ends.max(axis=0) + 4).clip(0, window.size)
    left, top = low.astype(int).tolist()
    width, height = (high - low).astype(int).tolist()
    if not width or not height:
        return
    mask = Image.new("L", (width * 2, height * 2))
    pen = ImageDraw.Draw(mask)
    for spot, sure, strength in sorted(lines, key=lambda one: one[1:]):
        begin, end = (spot - low) * 2, (to - low) * 2
        length = float(np.hypot(*(end - begin)))
        if length < 1.0:
            continue
        opaque, wide = round(255 * strength), 6 if sure else 4
        if sure:
            pen.line([*begin, *end], fill=opaque, width=wide)
            continue
        # dashes stand still at the camera as the walker goes on
        first = np.arange(0.0, length, _DASH_EVERY)
        last = np.minimum(first + _DASH, length)
        along = (end - begin) / length
        dashes = np.hstack([begin + first[:, None] * along, begin + last[:, None] * along])
        own = ((dashes > -8) & (dashes < [2 * width + 8, 2 * height + 8] * 2)).all(axis=1)
        for dash in dashes[own].tolist():
            pen.line(dash, fill=opaque, width=wide)
    window.paste(fill, (left, top, left + width, top + height), mask.reduce(2))


@cache
def walker(colours: Colours, *, seen: str, side: int) -> Image.Image:
    """Return the sign of who walks.

    Parameters
    ----------
    colours
        By day or by night.
    seen
        ``sure``, ``perhaps``, or ``not``: whether a camera that is drawn could see the walker.
    side
        Of the picture, pixels.
    """
    full = side * _FINEST
    image = Image.new("RGBA", (full, full))
    pen = ImageDraw.Draw(image)

    def disc(share: float, fill: str | None, outline: str | None = None, width: float = 0) -> None:
        a, b = full * (1 - share) / 2, full * (1 + share) / 2
        pen.ellipse((a, a, b, b), fill=fill, outline=outline, width=round(width * full))

    if seen == "sure":
        disc(1.0, colours.watched, colours.edge, 0.03)
    elif seen == "perhaps":
        disc(1.0, colours.expected, colours.edge, 0.03)
    disc(0.66, colours.paper)
    disc(0.5, colours.ink)
    return image.reduce(_FINEST)


@dataclass(eq=False)
class Trail:
    """The part of the way that was walked, as a line that grows.

    Parameters
    ----------
    wide
        How wide it is, pixels.
    """

    wide: int

    #: Side of a tile, pixels.
    SIDE = 256

    def __post_init__(self) -> None:
        """Begin without a line."""
        self._tiles: dict[tuple[int, int], Image.Image] = {}
        self._at: Floats | None = None

    def go(self, to: Floats) -> None:
        """Draw on to a place.

        Parameters
        ----------
        to
            Shape (2,): pixels of the map.
        """
        begin = to if self._at is None else self._at
        steps = max(int(np.ceil(np.hypot(*(to - begin)) / 2.0)), 1)
        for k in range(1, steps + 1):
            self._stamp(begin + k / steps * (to - begin))
        self._at = to

    def _stamp(self, spot: Floats) -> None:
        # discs on whole pixels would make the line step
        whole = np.floor(spot * 4.0).astype(int)
        (x, fx), (y, fy) = (divmod(int(one), 4) for one in whole)
        disc = _disc(self.wide, fx, fy)
        left, top = x - disc.width // 2, y - disc.height // 2
        for column in {left // self.SIDE, (left + disc.width) // self.SIDE}:
            for row in {top // self.SIDE, (top + disc.height) // self.SIDE}:
                tile = self._tiles.get((column, row))
                if tile is None:
                    tile = self._tiles[column, row] = Image.new("L", (self.SIDE, self.SIDE))
                corner = left - column * self.SIDE, top - row * self.SIDE
                box = (*corner, corner[0] + disc.width, corner[1] + disc.height)
                # the lighter one of both, or edges would fill up
                tile.paste(ImageChops.lighter(tile.crop(box), disc), box[:2])

    def lay(self, window: Image.Image, x: int, y: int, fill: str) -> None:
        """Draw it upon a window of the map.

        Parameters
        ----------
        window
            The window.
        x, y
            Its corner, pixels of the map.
        fill
            The colour.
        """
        for column in range(x // self.SIDE, (x + window.width) // self.SIDE + 1):
            for row in range(y // self.SIDE, (y + window.height) // self.SIDE + 1):
                tile = self._tiles.get((column, row))
                if tile is not None and (box := tile.getbbox()) is not None:
                    left, top = column * self.SIDE - x + box[0], row * self.SIDE - y + box[1]
                    window.paste(fill, (left, top), tile.crop(box))


@cache
def _disc(wide: int, fx: int, fy: int) -> Image.Image:
    side = wide + 3 + (wide + 3) % 2
    image = Image.new("L", (side * 4, side * 4))
    x, y, half = side * 2 + fx, side * 2 + fy, wide * 2
    ImageDraw.Draw(image).ellipse((x - half, y - half, x + half, y + half), fill=255)
    return image.reduce(4)
