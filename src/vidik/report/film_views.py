"""Views of cameras upon the ground of a film, as they come up and go.

*Least* is solid, *expected* lighter and the fuller the likelier, *most* hatched within an outline;
where views lie upon each other the chances add up as those of independent cameras do, and there is
one hatching. What lies upon the ground is kept as sums, to which a view that comes up is added and
from which it is taken when it goes: a frame costs what changes in it, however many cameras see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw
from shapely import Geometry

from vidik.model.bands import BANDS
from vidik.report.film_ground import TILE, Ground, Scale, polygons_on, tiles_of
from vidik.report.film_marks import hatched

__all__ = ["STEPS", "Patch", "Stage", "patch_of"]

#: In how many steps a view comes up.
STEPS = 2

#: Class of what is seen for certain; how opaque all is drawn, and each class: its middle, thinned.
_LEAST = len(BANDS) - 1
_OPACITY = tuple(0.75 * (a + b) / 2 for a, b in pairwise((0.0, *BANDS[:-1])))
_CERTAIN, _HATCHING, _OUTLINE = 0.66, 0.55, 0.8

#: Opacities of several views multiply, so their logarithms add up: in so many steps for each.
_UNIT = 160.0
#: How many times larger outlines are drawn; they hide the steps at the edges of what they surround.
_FINER = 2
#: Views and tiles that are kept.
_PATCHES, _TILES = 80, 120

K = TypeVar("K")
V = TypeVar("V")
Floats = NDArray[np.float64]
Sums = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Patch:
    """What a camera may see, as numbers for each pixel.

    Parameters
    ----------
    number
        Shape (height, width): one more than the class of probability, 0 where it sees nothing.
    outline
        Shape (height, width): how much of a pixel is outline, from 0 to 255.
    x, y
        Its corner, pixels of the map.
    """

    number: Bytes
    outline: Bytes
    x: int
    y: int


def patch_of(bands: Sequence[tuple[int, Geometry]], scale: Scale) -> Patch:
    """Return what a camera may see as numbers for each pixel.

    Parameters
    ----------
    bands
        Class of probability and (multi)polygon of each part, metres; one or more.
    scale
        Of the map.
    """
    left, top, width, height = _box(bands, scale)
    # classes of one camera share no ground, so that a pixel has a number of one alone
    number = Image.new("L", (width, height))
    for band, shape in bands:
        polygons_on(
            number, [shape], lambda metres: scale.pixels(metres) - [left, top], fill=band + 1
        )
    outline = Image.new("L", (width * _FINER, height * _FINER))
    pen = ImageDraw.Draw(outline)
    # chords of neighbouring classes do not meet exactly
    whole = shapely.union_all(shapely.buffer([shape for _, shape in bands], 0.05, quad_segs=2))
    for part in shapely.get_parts(whole):
        for ring in (part.exterior, *part.interiors):
            corners = (scale.pixels(shapely.get_coordinates(ring)) - [left, top]) * _FINER
            pen.line([tuple(one) for one in corners.tolist()], fill=255, width=3)
    return Patch(np.asarray(number), np.asarray(outline.reduce(_FINER)), left, top)


def _box(bands: Sequence[tuple[int, Geometry]], scale: Scale) -> tuple[int, int, int, int]:
    """Return corner, width and height of what a camera may see, pixels of the map."""
    west, south, east, north = shapely.total_bounds([shape for _, shape in bands])
    left, top = np.floor(scale.pixels(np.array([[west, north]]))[0] - 3.0).astype(int).tolist()
    right, bottom = np.ceil(scale.pixels(np.array([[east, south]]))[0] + 3.0).astype(int).tolist()
    return left, top, right - left, bottom - top


@dataclass(eq=False)
class Stage:
    """The ground of a film with the views that lie upon it at the moment.

    Parameters
    ----------
    ground
        What lies below.
    bands
        Of each camera, class of probability and shape of what it may see, metres.
    """

    ground: Ground
    bands: Mapping[int, Sequence[tuple[int, Geometry]]]

    def __post_init__(self) -> None:
        """Begin without a view."""
        self._shown: dict[int, int] = {}
        self._patches: dict[int, Patch] = {}
        self._sums: dict[tuple[int, int], Sums] = {}
        self._images: dict[tuple[int, int], Image.Image] = {}

    def show(self, strengths: Mapping[int, int]) -> None:
        """Have views come up and go.

        Parameters
        ----------
        strengths
            Of each camera whose view is to be seen, from 1 to `STEPS`.
        """
        for camera in sorted({*strengths, *self._shown}):
            change = strengths.get(camera, 0) - self._shown.get(camera, 0)
            if change:
                for key in self._tiles.get(camera, ()):
                    self._images.pop(key, None)
                    if (sums := self._sums.get(key)) is not None:
                        _add(sums, key, self._patch(camera), change)
        self._shown = dict(strengths)

    def window(self, x: int, y: int, width: int, height: int) -> Image.Image:
        """Return a part of it.

        Parameters
        ----------
        x, y
            Its corner, pixels of the map.
        width, height
            How large it is.
        """
        image = Image.new("RGB", (width, height))
        for key in tiles_of(x, y, width, height):
            image.paste(self._image(key), (key[0] * TILE - x, key[1] * TILE - y))
        return image

    def _image(self, key: tuple[int, int]) -> Image.Image:
        found = self._images.pop(key, None)
        if found is None:
            found = self._drawn(key)
        return _kept(self._images, key, found, _TILES)

    def _drawn(self, key: tuple[int, int]) -> Image.Image:
        """Return a tile with all that lies upon it."""
        sheet, colours = self.ground.sheet(*key), self.ground.colours
        image = sheet.image.copy()
        sums = self._sums.pop(key, None)
        if sums is None:
            sums = np.zeros((TILE, TILE), dtype=np.int64)
            for camera, strength in self._shown.items():
                if key in self._tiles.get(camera, ()):
                    _add(sums, key, self._patch(camera), strength)
        _kept(self._sums, key, sums, _TILES)
        if sums.any():
            log, doubtful, certain, outline = (
                (sums >> first) & ((1 << bits) - 1) for first, bits in _FIELDS
            )
            # a line within the views of many others is not to be told from them any more
            outline //= np.maximum((doubtful + certain) // STEPS, 1)
            _lay(image, colours.expected, _FULLER.take(log, mode="clip"))
            _lay(image, colours.edge, _hatched(_covered(_HATCHING).take(doubtful, mode="clip")))
            _lay(image, colours.watched, _covered(_CERTAIN).take(certain, mode="clip"))
            _lay(image, colours.edge, _covered(_OUTLINE, 255).take(outline, mode="clip"))
        sheet.written(image, colours)
        return image

    def _patch(self, camera: int) -> Patch:
        found = self._patches.pop(camera, None)
        if found is None:
            found = patch_of(self.bands[camera], self.ground.scale)
        return _kept(self._patches, camera, found, _PATCHES)

    @cached_property
    def _tiles(self) -> Mapping[int, frozenset[tuple[int, int]]]:
        """The tiles that each camera's view lies upon."""
        return {
            camera: frozenset(tiles_of(*_box(bands, self.ground.scale)))
            for camera, bands in self.bands.items()
        }


def _add(sums: Sums, key: tuple[int, int], patch: Patch, times: int) -> None:
    """Add what lies on a tile of a view to its sums, so many times."""
    x, y = patch.x - key[0] * TILE, patch.y - key[1] * TILE
    height, width = patch.number.shape
    left, top, right, bottom = max(x, 0), max(y, 0), min(x + width, TILE), min(y + height, TILE)
    part = slice(top - y, bottom - y), slice(left - x, right - x)
    number, own = patch.number[part], sums[top:bottom, left:right]
    if number.any():
        own += _WEIGHTS.take(number) * times
        own += (patch.outline[part].astype(np.int64) << _FIELDS[3][0]) * times


def _kept(kept: dict[K, V], key: K, value: V, most: int) -> V:
    """Keep a value as the newest one, and let go of the oldest one of too many."""
    kept[key] = value
    if len(kept) > most:
        kept.pop(next(iter(kept)))
    return value


def _lay(image: Image.Image, colour: str, opaque: Bytes) -> None:
    """Draw a colour upon a picture, so opaque at each pixel."""
    mask = Image.fromarray(opaque)
    if (box := mask.getbbox()) is not None:
        image.paste(colour, box, mask.crop(box))


def _hatched(opaque: Bytes) -> Bytes:
    lines = ImageChops.multiply(Image.fromarray(opaque), hatched(TILE, TILE))
    return np.asarray(lines)


@cache
def _covered(opacity: float, whole: int = 1) -> Bytes:
    """Return how opaque a pixel is by how much of it views cover."""
    share = np.arange(whole * STEPS + 1) / (whole * STEPS)
    return np.rint(255 * opacity * share).astype(np.uint8)


#: How opaque the sum of what may be seen is drawn, by the logarithm of what is transparent.
_FULLER: Bytes = np.rint(
    255 * -np.expm1(-np.arange(round(6 * _UNIT * STEPS)) / (_UNIT * STEPS))
).astype(np.uint8)

#: Of the sums that a number holds, the first bit and how many there are: logarithm of what is
#: transparent, how many views are doubtful, how many certain, and how much is outline. A thousand
#: views do not fill them.
_FIELDS = ((0, 20), (20, 12), (32, 12), (44, 19))

#: What a pixel of a view adds to them, by its number.
_WEIGHTS: Sums = np.array(
    [
        0,
        *((round(-np.log1p(-one) * _UNIT)) | 1 << _FIELDS[1][0] for one in _OPACITY),
        1 << _FIELDS[2][0],
    ],
    dtype=np.int64,
)
