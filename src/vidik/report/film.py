"""A film of a walk: who could see the walker, where, and for how long, frame by frame.

What is drawn with a place is what the gate let out (`Published`); cameras on private homes count in
the sum at the end and are drawn nowhere. Frames follow from their values alone: no clock, no disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image
from shapely import Geometry

from vidik.exposure.along import places_along
from vidik.model.camera import Kind
from vidik.model.published import Published
from vidik.report.film_colours import DAY, NIGHT, Colours
from vidik.report.film_ground import Ground, Scale
from vidik.report.film_marks import Trail, sights, sign, walker
from vidik.report.film_type import Type
from vidik.report.film_views import STEPS, Stage
from vidik.report.film_walk import WIDE, Form, Walk
from vidik.report.film_words import Words
from vidik.report.film_written import Written
from vidik.report.texts import Texts

__all__ = ["PER_SECOND", "SHORTEST_S", "Film"]

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]

#: Frames of a second.
PER_SECOND = 25
#: Seconds that the two cards stand, and how long one thing takes to become the next.
_TITLE_S, _END_S, _TURN_S = 4.5, 7.5, 0.4
#: A film shorter than this has no time to show anything, seconds.
SHORTEST_S = 20.0
#: Seconds in which a view comes up and goes, and how strong it is at once, of `STEPS`.
_RISE_S, _AT_ONCE = 0.2, 1
#: A caption stands so long at least, seconds.
_READ_S = 0.6
#: Before the first one: since when which one stands, its cameras and how many are certain.
_UNSAID = (-(10**6), (-1, -1))
#: Seconds over which the map follows the walker.
_FOLLOW_S = 1.0


@dataclass(eq=False)
class Film:
    """A film of a walk.

    Parameters
    ----------
    published
        What may be shown of the place.
    walk
        The walk.
    files
        The files of type, by name.
    texts
        The language.
    form
        Wide or upright.
    seconds
        How long it is.
    dark
        Light on dark.
    version
        Of Vidik.
    """

    published: Published
    walk: Walk
    files: Mapping[str, bytes]
    texts: Texts
    form: Form = WIDE
    seconds: float = 60.0
    dark: bool = False
    version: str = ""

    def __post_init__(self) -> None:
        """Refuse a film that has no time to show anything."""
        self._caption = _UNSAID
        if self.seconds < SHORTEST_S:
            raise ValueError("too short")

    def __len__(self) -> int:
        """Return the number of frames."""
        return round(self.seconds * PER_SECOND)

    @property
    def title(self) -> str:
        """What the film is called."""
        return f"{self._written.place}: {self.words.heading(self.walk.minutes)}"

    @property
    def told(self) -> Mapping[str, str]:
        """What the file says of itself: title, credit, and what it cannot show."""
        return {
            "title": self.title,
            "copyright": self.published.attribution,
            "comment": " ".join(self.words.caveats(private=self.walk.private)),
        }

    @cached_property
    def words(self) -> Words:
        """Its words."""
        return Words(self.texts, self.published.synthetic)

    @cached_property
    def first(self) -> int:
        """Number of the first frame of the walk."""
        return round(_TITLE_S * PER_SECOND)

    @cached_property
    def efforts(self) -> Floats:
        """How far the walker has got in each frame of the walk, millimetres of effort."""
        steps = len(self) - self.first - round(_END_S * PER_SECOND)
        return np.linspace(0.0, float(self.walk.way.effort_mm), steps)

    @cached_property
    def spots(self) -> Floats:
        """Where the walker is in each frame of the walk, pixels of the map, shape (k, 2)."""
        return self._scale.pixels(places_along(self.walk.way, self.walk.line, self.efforts))

    @cached_property
    def corners(self) -> NDArray[np.int64]:
        """The corner of the window in each frame of the walk, pixels of the map, shape (k, 2)."""
        reach = round(2.5 * _FOLLOW_S * PER_SECOND)
        weight = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (_FOLLOW_S * PER_SECOND)) ** 2)
        weight /= weight.sum()
        middle = np.column_stack([
            np.convolve(np.pad(axis, reach, mode="edge"), weight, mode="valid")
            for axis in self.spots.T
        ])  # fmt: skip
        half = np.array([self.form.width, self.form.map_height]) / 2
        return np.rint(middle - half).astype(np.int64)

    @cached_property
    def lit(self) -> list[dict[int, bool]]:
        """Which cameras could see the walker in each frame of the walk, and whether for certain."""
        return [self.walk.watching.at(at) for at in self.efforts.tolist()]

    def frames(self) -> Iterator[Pixels]:
        """Yield the frames, shape (height, width, 3) each."""
        turn = round(_TURN_S * PER_SECOND)
        self._caption = _UNSAID
        trail = Trail(9 if self.form.upright else 8)
        title = self._written.title_card(self._whole)
        for _ in range(self.first - turn):
            yield np.asarray(title)
        begun = self._frame(0, trail)
        for k in range(turn):
            yield np.asarray(Image.blend(title, begun, (k + 1) / (turn + 1)))
        last = begun
        for number in range(len(self.efforts)):
            last = begun if number == 0 else self._frame(number, trail)
            yield np.asarray(last)
        end = self._written.end_card()
        left = len(self) - self.first - len(self.efforts)
        for k in range(left):
            yield np.asarray(end if k >= turn else Image.blend(last, end, (k + 1) / (turn + 1)))

    # --- a frame of the walk

    def _frame(self, number: int, trail: Trail) -> Image.Image:
        form, colours = self.form, self._colours
        lit = self.lit[number]
        x, y = self.corners[number].tolist()
        frame = Image.new("RGB", (form.width, form.height), colours.paper)
        strengths = {camera: self._strength(camera, number) for camera in lit}
        self._stage.show(strengths)
        window = self._stage.window(x, y, form.width, form.map_height)
        trail.go(self.spots[number])
        trail.lay(window, x, y, colours.ink)
        spot = self.spots[number] - [x, y]
        self._signs(window, x, y, lit)
        # many doubtful ones are drawn so faintly that the map can still be read
        faint = min(1.0, 0.35 + 2.0 / max(len(lit), 1))
        lines = [
            (
                self._origins[camera] - [x, y],
                sure,
                strengths[camera] / STEPS * (1.0 if sure else faint),
            )
            for camera, sure in lit.items()
        ]
        sights(window, lines, spot, colours.edge)
        self._lit_signs(window, x, y, lit)
        seen = "sure" if any(lit.values()) else "perhaps" if lit else "not"
        self._put(window, walker(colours, seen=seen, side=self._side * 3 // 2), spot)
        at = float(self.efforts[number])
        self._written.on_map(window, at, self._scale.per_m)
        frame.paste(window, (0, 0))
        self._written.strip(frame, at, self._said(number, lit))
        return frame

    def _strength(self, camera: int, number: int) -> int:
        """Return how strong the view of a camera is drawn that could see the walker."""
        watching, at = self.walk.watching, float(self.efforts[number])
        per_frame = float(self.efforts[1] - self.efforts[0]) or 1.0
        own = watching.camera == camera
        # how long it has been seeing already, and will go on, over stretches that touch
        begin, end = _around(watching.start_mm[own], watching.end_mm[own], at)
        frames = min(at - begin, end - at) / per_frame
        rise = min(frames / (_RISE_S * PER_SECOND), 1.0)
        return _AT_ONCE + int((STEPS - _AT_ONCE) * rise)

    def _signs(self, window: Image.Image, x: int, y: int, lit: Mapping[int, bool]) -> None:
        away = self._origins - [x, y]
        near = ((away > -self._side) & (away < np.add(window.size, self._side))).all(axis=1)
        for camera in np.flatnonzero(near).tolist():
            if camera not in lit:
                mark = sign(self._kinds[camera], self._colours, lit=False, side=self._side)
                self._put(window, mark, away[camera])

    def _lit_signs(self, window: Image.Image, x: int, y: int, lit: Mapping[int, bool]) -> None:
        for camera in lit:
            mark = sign(self._kinds[camera], self._colours, lit=True, side=self._side * 3 // 2)
            self._put(window, mark, self._origins[camera] - [x, y])

    @staticmethod
    def _put(window: Image.Image, mark: Image.Image, spot: Floats) -> None:
        left, top = (round(float(one)) - mark.width // 2 for one in spot)
        if -mark.width < left < window.width and -mark.height < top < window.height:
            window.paste(mark, (left, top), mark)

    def _said(self, number: int, lit: Mapping[int, bool]) -> str:
        """Return the caption, which stays long enough to be read."""
        since, what = self._caption
        now = len(lit), sum(lit.values())
        if now != what and number - since >= _READ_S * PER_SECOND:
            since, what = number, now
            self._caption = since, what
        return self.words.seen(*what)

    def _whole(self, width: int, height: int) -> Image.Image:
        """Return a picture of the whole way."""
        line = self.walk.line
        low, high = line.min(axis=0), line.max(axis=0)
        per_m = min(*(np.array([width, height]) / (high - low + 160.0)).tolist(), 4.0)
        middle = (low + high) / 2
        scale = Scale(
            float(middle[0]) - width / 2 / per_m, float(middle[1]) + height / 2 / per_m, per_m
        )
        ground = Ground(self.published.base, self.published.place.frame, scale, line,
                        self._colours, self._type, lettering=0)  # fmt: skip
        window = Stage(ground, {}).window(0, 0, width, height)
        trail = Trail(8)
        for spot in scale.pixels(places_along(self.walk.way, line, self.efforts)):
            trail.go(spot)
        trail.lay(window, 0, 0, self._colours.ink)
        for camera, spot in enumerate(scale.pixels(self.walk.origin)):
            mark = sign(self._kinds[camera], self._colours, lit=False, side=18)
            self._put(window, mark, spot)
        self._put(window, walker(self._colours, seen="not", side=self._side * 3 // 2),
                  scale.pixels(line[:1])[0])  # fmt: skip
        return window

    # --- what is made once

    @cached_property
    def _written(self) -> Written:
        return Written(
            published=self.published, walk=self.walk, form=self.form, texts=self.texts,
            words=self.words, type=self._type, colours=self._colours, version=self.version,
        )  # fmt: skip

    @cached_property
    def _colours(self) -> Colours:
        return NIGHT if self.dark else DAY

    @cached_property
    def _type(self) -> Type:
        return Type(self.files, self.texts.language)

    @cached_property
    def _side(self) -> int:
        return 26 if self.form.upright else 24

    @cached_property
    def _scale(self) -> Scale:
        corner = self.walk.line[:, 0].min(), self.walk.line[:, 1].max()
        return Scale(float(corner[0]), float(corner[1]), self.form.width / self.form.across_m)

    @cached_property
    def _stage(self) -> Stage:
        ground = Ground(
            self.published.base, self.published.place.frame, self._scale, self.walk.line,
            self._colours, self._type, lettering=self.form.street,
        )  # fmt: skip
        return Stage(ground, self._near())

    def _near(self) -> dict[int, list[tuple[int, Geometry]]]:
        """Return of each view what lies where the map is shown while it lies upon it."""
        size = np.array([self.form.width, self.form.map_height])
        boxes: dict[int, Floats] = {}
        for lit, corner in zip(self.lit, self.corners, strict=True):
            shown = np.concatenate([corner, corner + size]).astype(np.float64)
            for camera in lit:
                box = boxes.setdefault(camera, shown)
                boxes[camera] = np.concatenate(
                    [np.minimum(box[:2], shown[:2]), np.maximum(box[2:], shown[2:])]
                )
        near: dict[int, list[tuple[int, Geometry]]] = {}
        for camera, box in boxes.items():
            bands = self.walk.bands[camera]
            # a little more, so that the cut's own outline stays outside
            west, north, east, south = np.add(box, (-8.0, -8.0, 8.0, 8.0))
            (left, top), (right, bottom) = self._scale.metres(
                np.array([[west, north], [east, south]])
            )
            cut = shapely.clip_by_rect([shape for _, shape in bands], left, bottom, right, top)
            kept = [(band, part) for (band, _), part in zip(bands, cut, strict=True)
                    if not part.is_empty]  # fmt: skip
            if kept:
                near[camera] = kept
        return near

    @cached_property
    def _origins(self) -> Floats:
        return self._scale.pixels(self.walk.origin)

    @cached_property
    def _kinds(self) -> list[Kind]:
        kinds = {camera.id: camera.kind for camera in self.published.cameras}
        return [kinds[camera] for camera in self.published.views.ids]


def _around(start: Floats, end: Floats, at: float) -> tuple[float, float]:
    """Return where the stretches that touch a place begin and end, together."""
    low = high = at
    order = np.argsort(start, kind="stable")
    for a, b in zip(start[order].tolist(), end[order].tolist(), strict=True):
        if a <= high + 1.0 and b >= low - 1.0:
            low, high = min(low, a), max(high, b)
    for a, b in zip(start[order[::-1]].tolist(), end[order[::-1]].tolist(), strict=True):
        if a <= high + 1.0 and b >= low - 1.0:
            low, high = min(low, a), max(high, b)
    return low, high
