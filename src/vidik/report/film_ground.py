"""The ground of a film: base map, names of streets and the way, drawn once, tile by tile.

Places are pixels east and south of a corner of the map that never moves; a film shows windows of
it. Everything is drawn three times as large and made smaller, for Pillow draws no smooth edges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from shapely import Geometry

from vidik.model.basemap import BaseShape
from vidik.model.frame import LocalFrame
from vidik.report.film_colours import Colours
from vidik.report.film_type import STRONG, Type

__all__ = ["FINER", "TILE", "Ground", "Scale", "Sheet", "polygons_on", "tiles_of"]

#: How many times larger things are drawn.
FINER = 3
#: Side of a tile, pixels.
TILE = 320
#: Tiles that are kept, more than a window of either form touches.
_KEPT = 120
#: Metres from one name of a street to the next one of the same street.
_APART_M = 170.0

#: Widths of streets, metres; of all others 6.
_WIDTH_M = {
    "motorway": 14.0, "trunk": 14.0, "primary": 12.0, "secondary": 10.0, "tertiary": 9.0,
    "residential": 7.0, "unclassified": 7.0, "living_street": 6.0, "pedestrian": 7.0,
    "service": 4.0, "track": 3.0, "cycleway": 2.4, "footway": 2.4, "path": 2.0, "steps": 2.4,
}  # fmt: skip
#: Those that are drawn as ways for walkers, without a casing.
_PATHS = frozenset({"cycleway", "footway", "path", "steps", "track"})

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """From metres of a place to pixels of its map.

    Parameters
    ----------
    west, north
        The corner of the map, metres.
    per_m
        Pixels per metre.
    """

    west: float
    north: float
    per_m: float

    def pixels(self, metres: Floats) -> Floats:
        """Return places as pixels east and south, shape (n, 2).

        Parameters
        ----------
        metres
            Shape (n, 2): east and north.
        """
        return (metres - [self.west, self.north]) * [self.per_m, -self.per_m]

    def metres(self, pixels: Floats) -> Floats:
        """Return places in metres, shape (n, 2).

        Parameters
        ----------
        pixels
            Shape (n, 2): east and south.
        """
        return pixels / [self.per_m, -self.per_m] + [self.west, self.north]


@dataclass(frozen=True, eq=False)
class Name:
    """A name of a street, drawn.

    Parameters
    ----------
    letters, halo
        Where the letters are, and where what sets them off is.
    """

    letters: Image.Image
    halo: Image.Image


@dataclass(frozen=True, eq=False)
class Sheet:
    """A tile of the map, and what is written upon it when all else is drawn.

    Parameters
    ----------
    image
        The ground.
    way
        Where the way is, and the box about that; None: nowhere.
    names
        Names of streets, and their corner.
    """

    image: Image.Image
    way: tuple[Image.Image, tuple[int, int, int, int]] | None
    names: Sequence[tuple[Name, int, int]]

    def written(self, image: Image.Image, colours: Colours) -> None:
        """Draw the way and the names upon a picture of the tile.

        Parameters
        ----------
        image
            The picture.
        colours
            By day or by night.
        """
        if self.way is not None:
            image.paste(colours.way, self.way[1], self.way[0])
        for name, x, y in self.names:
            image.paste(colours.halo, (x, y), name.halo)
            image.paste(colours.label, (x, y), name.letters)


@dataclass(eq=False)
class Ground:
    """The map that a film shows windows of.

    Parameters
    ----------
    base
        What may be drawn, longitude and latitude.
    frame
        Gives the metres.
    scale
        Gives the pixels.
    way
        Shape (v, 2): corners of the way, metres.
    colours
        By day or by night.
    type_
        Of the names.
    lettering
        Size of the names of streets, pixels; 0: none are written.
    """

    base: Sequence[BaseShape]
    frame: LocalFrame
    scale: Scale
    way: Floats
    colours: Colours
    type_: Type
    lettering: int = 20

    def __post_init__(self) -> None:
        """Begin without a tile."""
        self._sheets: dict[tuple[int, int], Sheet] = {}

    def sheet(self, column: int, row: int) -> Sheet:
        """Return a tile of the map.

        Parameters
        ----------
        column, row
            Which one: that of the pixels from `TILE` times these numbers on.
        """
        found = self._sheets.pop((column, row), None)
        if found is None:
            found = self._drawn(column * TILE, row * TILE)
        self._sheets[column, row] = found
        if len(self._sheets) > _KEPT:
            self._sheets.pop(next(iter(self._sheets)))
        return found

    def _drawn(self, x: int, y: int) -> Sheet:
        """Return a tile of the map, drawn anew."""
        colours, scale = self.colours, self.scale
        image = Image.new("RGB", (TILE * FINER, TILE * FINER), colours.land)
        corner = np.array([x, y])
        # a little more than is shown, so that the cut's own outline stays outside
        wide = 16.0 / scale.per_m + 8.0
        side = TILE / scale.per_m
        west, north = scale.west + x / scale.per_m, scale.north - y / scale.per_m
        box = (west - wide, north - side - wide, west + side + wide, north + wide)

        def placed(metres: Floats) -> Floats:
            moved: Floats = (scale.pixels(metres) - corner) * FINER
            return moved

        for layer in ("green", "water"):
            own = [shape for _, shape in self._within(layer, box)]
            polygons_on(image, own, placed, fill=getattr(colours, layer))
        streets = [
            (_WIDTH_M.get(kind, 6.0) * FINER * scale.per_m, kind in _PATHS, shape)
            for kind, shape in self._within("streets", box)
        ]
        for width, path, shape in streets:
            if not path:
                _line(image, shape, placed, colours.casing, width + 3.0 * FINER)
        for width, path, shape in streets:
            _line(image, shape, placed, colours.path if path else colours.street, width)
        own = [shape for _, shape in self._within("buildings", box)]
        polygons_on(image, own, placed, fill=colours.building, edge=colours.wall)
        way = shapely.clip_by_rect(shapely.linestrings(self.way), *box)
        line: Image.Image | None = None
        if not way.is_empty:
            line = Image.new("L", image.size)
            _line(line, way, placed, 255, 6.0 * FINER)
            line = line.reduce(FINER)
        bounds = None if line is None else line.getbbox()
        names = []
        for name, left, top in self._names:
            wide, high = name.letters.size
            if left - TILE < x < left + wide and top - TILE < y < top + high:
                names.append((name, left - x, top - y))
        drawn = None if line is None or bounds is None else (line.crop(bounds), bounds)
        return Sheet(image.reduce(FINER), drawn, names)

    def _within(
        self, layer: str, box: tuple[float, float, float, float]
    ) -> Iterator[tuple[str, Geometry]]:
        """Yield kind and shape of what lies in a box, cut to it, metres."""
        kinds, tree = self._layers[layer]
        rows = np.sort(tree.query(shapely.box(*box)))
        for row, part in zip(
            rows.tolist(), shapely.clip_by_rect(tree.geometries[rows], *box), strict=True
        ):
            if not part.is_empty:
                yield kinds[row], part

    @cached_property
    def _layers(self) -> dict[str, tuple[list[str], shapely.STRtree]]:
        """Of each layer, the kinds and an index of the shapes, metres."""
        found = {}
        for layer in ("green", "water", "streets", "buildings"):
            own = [shape for shape in self.base if shape.layer == layer]
            shapes = np.array([*(shape.geometry for shape in own), None], dtype=object)[:-1]
            metres = shapely.transform(shapes, self.frame.to_metres)
            found[layer] = [shape.kind for shape in own], shapely.STRtree(metres)
        return found

    @cached_property
    def _names(self) -> list[tuple[Name, int, int]]:
        """Names of streets about the way: letters, turned as the street runs, and their corner."""
        if not self.lettering:
            return []
        near = shapely.box(*np.add(
            shapely.linestrings(self.way).bounds, (-260.0, -260.0, 260.0, 260.0)
        ))  # fmt: skip
        lines: dict[str, list[Geometry]] = {}
        for shape in self.base:
            if shape.layer == "streets" and shape.name and shape.kind != "service":
                line = shapely.transform(shape.geometry, self.frame.to_metres)
                if shapely.intersects(near, line):
                    lines.setdefault(shape.name, []).extend(shapely.get_parts(line))
        placed: list[tuple[Name, int, int]] = []
        taken: list[tuple[str, Geometry]] = []
        for name in sorted(lines):
            merged = shapely.line_merge(shapely.union_all(lines[name]))
            parts = sorted(shapely.get_parts(merged), key=lambda one: -one.length)
            for part in parts:
                placed += self._along(name, part, taken)
        return placed

    def _along(
        self, name: str, line: Geometry, taken: list[tuple[str, Geometry]]
    ) -> Iterator[tuple[Name, int, int]]:
        """Yield a name along a street, every so often where it runs straight enough."""
        size = self.lettering
        need = self.type_.width(name, size, STRONG) / self.scale.per_m + 4.0
        every = max(need * 1.6, 160.0)
        for k in range(int(line.length // every) + 1):
            middle = (k + 0.5) * every if line.length > every else line.length / 2
            if not need / 2 <= middle <= line.length - need / 2:
                continue
            ends = [
                np.array(line.interpolate(middle + side * need / 2).coords[0]) for side in (-1, 1)
            ]
            east, north = ends[1] - ends[0]
            chord = float(np.hypot(east, north))
            if chord < 0.985 * need:
                continue
            if east < 0.0:
                east, north = -east, -north
            spot = shapely.buffer(shapely.linestrings(ends), 0.8 * size / self.scale.per_m)
            if any(
                shapely.dwithin(spot, one, _APART_M if of == name else 0.0) for of, one in taken
            ):
                continue
            taken.append((name, spot))
            letters = self.type_.mask(name, size, STRONG)
            # its baseline is at two thirds; the middle of small letters shall lie on the street
            letters = letters.crop((0, size - size // 3, letters.width, 3 * size - size // 3))
            turned = letters.rotate(
                float(np.degrees(np.arctan2(north, east))), Image.Resampling.BICUBIC, expand=True
            )
            x, y = self.scale.pixels(np.array([np.mean(ends, axis=0)]))[0]
            drawn = Name(turned, _outlined(turned))
            yield drawn, round(x - turned.width / 2), round(y - turned.height / 2)


def _outlined(mask: Image.Image) -> Image.Image:
    """Return letters with a margin of two pixels about them, for a halo."""
    return mask.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.BoxBlur(0.7))


def tiles_of(x: int, y: int, width: int, height: int) -> list[tuple[int, int]]:
    """Return the tiles of a window, column and row each.

    Parameters
    ----------
    x, y
        Its corner, pixels of the map.
    width, height
        How large it is.
    """
    return [
        (column, row)
        for column in range(x // TILE, (x + width - 1) // TILE + 1)
        for row in range(y // TILE, (y + height - 1) // TILE + 1)
    ]


def polygons_on(
    image: Image.Image,
    shapes: Sequence[Geometry],
    placed: Callable[[Floats], Floats],
    *,
    fill: str | int,
    edge: str | None = None,
) -> None:
    """Draw polygons; where one has holes, what lies below shows through.

    Parameters
    ----------
    image
        What to draw upon.
    shapes
        (Multi)polygons; what else there is, is left out.
    placed
        Gives their places on the picture.
    fill
        The colour.
    edge
        Colour of the outline; None: none.
    """
    pen = ImageDraw.Draw(image)
    for shape in shapely.get_parts(np.array([*shapes, None], dtype=object)[:-1]):
        if shape.geom_type != "Polygon" or shape.is_empty:
            continue
        rings = [
            [tuple(one) for one in placed(shapely.get_coordinates(ring)).tolist()]
            for ring in (shape.exterior, *shape.interiors)
        ]
        if len(rings) == 1:
            pen.polygon(rings[0], fill=fill)
        else:
            corners = np.array(rings[0])
            left, top = np.floor(corners.min(axis=0)).astype(int).clip(-64)
            right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
            right, bottom = min(right, image.width + 64), min(bottom, image.height + 64)
            if right <= left or bottom <= top:
                continue
            mask = Image.new("L", (int(right - left), int(bottom - top)))
            cut = ImageDraw.Draw(mask)
            for number, ring in enumerate(rings):
                cut.polygon([(x - left, y - top) for x, y in ring], fill=0 if number else 255)
            image.paste(fill, (int(left), int(top), int(right), int(bottom)), mask)
        if edge is not None:
            for ring in rings:
                pen.line([*ring, ring[0]], fill=edge, width=FINER)


def _line(
    image: Image.Image,
    shape: Geometry,
    placed: Callable[[Floats], Floats],
    fill: str | int,
    width: float,
) -> None:
    """Draw lines with round ends and corners."""
    pen, half = ImageDraw.Draw(image), width / 2
    for part in shapely.get_parts(shape):
        if part.geom_type not in ("LineString", "LinearRing"):
            continue
        corners = [tuple(one) for one in placed(shapely.get_coordinates(part)).tolist()]
        pen.line(corners, fill=fill, width=max(round(width), 1))
        for x, y in corners:
            pen.ellipse((x - half, y - half, x + half, y + half), fill=fill)
