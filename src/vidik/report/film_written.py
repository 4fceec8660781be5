"""What is written in a film: on its map, in the strip below it, and on its two cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from PIL import Image, ImageDraw

from vidik.exposure.seen import BOUNDS, Bound
from vidik.model.published import Published
from vidik.report.film_colours import DAY, Colours
from vidik.report.film_marks import hatched
from vidik.report.film_type import STRONG, Type
from vidik.report.film_walk import Form, Walk
from vidik.report.film_words import Words
from vidik.report.texts import Texts

__all__ = ["Written"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Written:
    """What is written in a film of a walk.

    Parameters
    ----------
    published
        What may be shown of the place.
    walk
        The walk.
    form
        Wide or upright.
    texts
        The language.
    words
        What is said.
    type
        Drawn with.
    colours
        Of day or night.
    version
        Of Vidik.
    """

    published: Published
    walk: Walk
    form: Form
    texts: Texts
    words: Words
    type: Type
    colours: Colours
    version: str

    @property
    def place(self) -> str:
        """What the place is called."""
        return self.published.place.name_in(self.texts.language)

    # --- on the map

    def on_map(self, window: Image.Image, at: float, per_m: float) -> None:
        """Write what stands on the map: place and street, credit, scale, and the mark.

        Parameters
        ----------
        window
            The map.
        at
            How far the walker has got, millimetres of effort.
        per_m
            Pixels of a metre.
        """
        form = self.form
        gap = form.margin // 2
        street = self._street(at)
        self._chip(window, gap, gap, self.place, form.text, STRONG, below=street)
        self._credit(window, form.map_height - gap)
        self._measure(window, gap, form.map_height - gap, per_m)
        if self.published.synthetic:
            # beside the name of the place, or below it where there is no room
            below = round(3.6 * form.text) if form.upright else 0
            self._mark(window, form.width // 2, gap + below)

    def _street(self, at: float) -> str:
        way = self.walk.way
        ends = np.cumsum(np.abs(way.end_mm - way.begin_mm) * way.slowness)
        return self.walk.streets[min(int(np.searchsorted(ends, at)), len(ends) - 1)]

    def _chip(
        self, image: Image.Image, x: int, y: int, text: str, size: int, weight: int,
        *, below: str = "",
    ) -> None:  # fmt: skip
        wide = self.type.width(text, size, weight)
        small = round(0.8 * size)
        if below:
            wide = max(wide, self.type.width(below, small))
        high = round(1.5 * size) + (round(1.3 * small) if below else 0)
        self._sheet(image, (x, y, x + round(wide) + size, y + high))
        self.type.draw(image, (x + size / 2, y + 1.05 * size), text, size, self.colours.ink,
                       weight=weight)  # fmt: skip
        if below:
            self.type.draw(image, (x + size / 2, y + 1.05 * size + 1.3 * small), below, small,
                           self.colours.quiet)  # fmt: skip

    def _sheet(self, image: Image.Image, box: tuple[int, int, int, int]) -> None:
        """Draw a sheet of paper to write upon, through which the map shimmers."""
        mask = _rounded(box[2] - box[0], box[3] - box[1])
        image.paste(self.colours.paper, box, mask)

    def _credit(self, image: Image.Image, bottom: int) -> None:
        size = self.form.small
        right = self.form.width - self.form.margin // 2
        room = self.form.width * (0.62 if not self.form.upright else 0.7)
        lines = self.type.wrapped(self.published.attribution, room, size)
        wide = max(self.type.width(line, size) for line in lines)
        high = round(1.35 * size * len(lines) + 0.3 * size)
        self._sheet(image, (right - round(wide) - size, bottom - high, right, bottom))
        for k, line in enumerate(lines):
            self.type.draw(image, (right - size / 2, bottom - high + (1.1 + 1.35 * k) * size),
                           line, size, self.colours.ink, anchor="r")  # fmt: skip

    def _measure(self, image: Image.Image, x: int, bottom: int, per_m: float) -> None:
        """Draw how long 50 m are."""
        size, long = self.form.small, round(50.0 * per_m)
        text = self.texts.metres(50.0)
        self._sheet(image, (x, bottom - 2 * size, x + long + size, bottom))
        pen, ink = ImageDraw.Draw(image), self.colours.ink
        left, low = x + size // 2, bottom - round(0.55 * size)
        pen.line([(left, low - 8), (left, low), (left + long, low), (left + long, low - 8)],
                 fill=ink, width=3)  # fmt: skip
        self.type.draw(image, (left + long / 2, low - 8), text, size, ink, anchor="m")

    def _mark(self, image: Image.Image, x: int, y: int) -> None:
        """Write that it is made up."""
        size, text = self.form.text, self.words.mark()
        wide, colours = round(self.type.width(text, size, STRONG)) + 2 * size, self.colours
        box = (x - wide // 2, y, x + wide // 2, y + round(1.6 * size))
        ImageDraw.Draw(image).rounded_rectangle(
            box, 8, fill=colours.watched, outline=colours.ink, width=3
        )
        self.type.draw(image, (x, y + 1.13 * size), text, size, DAY.ink, weight=STRONG, anchor="m")

    # --- the strip below the map

    def strip(self, frame: Image.Image, at: float, said: str) -> None:
        """Write the strip below the map: caption, bar, and how long one was in view.

        Parameters
        ----------
        frame
            The whole frame.
        at
            How far the walker has got, millimetres of effort.
        said
            The caption.
        """
        form, colours, words = self.form, self.colours, self.words
        top, left, right = form.map_height, form.margin, form.width - form.margin
        walked = words.walked(self.walk.minutes_of(at), self.walk.minutes)
        times = [self.walk.minutes_of(self.walk.in_view[bound].until(at)) for bound in BOUNDS]
        ImageDraw.Draw(frame).line([(0, top), (form.width, top)], fill=colours.hairline, width=2)
        if form.upright:
            lines = self.type.wrapped(said, right - left, form.caption, STRONG)
            y = top + 1.35 * form.caption
            for line in lines[:3]:
                self.type.draw(frame, (left, y), line, form.caption, colours.ink, weight=STRONG)
                y += 1.2 * form.caption
            self._bar(frame, (left, top + 200, right, top + 246), at)
            self.type.draw(frame, (left, top + 300), walked, form.text, colours.quiet)
            self.type.draw(frame, (left, top + 380), words.sofar(), form.text, colours.quiet)
            step = (right - left) / 3
            for k, (name, minutes) in enumerate(zip(words.bounds(), times, strict=True)):
                x = left + k * step
                self._swatch(frame, round(x), top + 412, 34, k)
                self.type.draw(frame, (x + 48, top + 442), name, form.text, colours.ink)
                self.type.draw(frame, (x, top + 530), words.clock(minutes), 84, colours.ink,
                               weight=STRONG)  # fmt: skip
            return
        self.type.draw(frame, (left, top + 62), said, form.caption, colours.ink, weight=STRONG)
        self.type.draw(frame, (right, top + 62), walked, form.text, colours.quiet, anchor="r")
        self._bar(frame, (left, top + 88, right, top + 122), at)
        y = top + 182
        self.type.draw(frame, (left, y), words.sofar(), form.text, colours.quiet)
        x = left + self.type.width(words.sofar(), form.text) + 60
        names = words.bounds()
        room = max(self.type.width(name, form.text) for name in names)
        for k, (name, minutes) in enumerate(zip(names, times, strict=True)):
            self._swatch(frame, round(x), y - 26, 30, k)
            self.type.draw(frame, (x + 44, y), name, form.text, colours.ink)
            self.type.draw(frame, (x + 60 + room, y + 2), words.clock(minutes), 44, colours.ink,
                           weight=STRONG)  # fmt: skip
            x += room + 250

    def _swatch(self, image: Image.Image, x: int, y: int, side: int, bound: int) -> None:
        """Draw what a bound looks like: solid, lighter, hatched."""
        colours, pen = self.colours, ImageDraw.Draw(image)
        box = (x, y, x + side, y + side)
        if bound < 2:
            pen.rectangle(box, fill=(colours.watched, colours.expected)[bound])
        else:
            image.paste(colours.edge, box, hatched(side, side))
        pen.rectangle(box, outline=colours.edge, width=2)

    def _bar(self, image: Image.Image, box: tuple[int, int, int, int], at: float) -> None:
        """Draw the way from its beginning to its end, what was walked strong, the rest pale."""
        left, top, right, bottom = box
        full, pale = self._bars(right - left, bottom - top)
        walked = round((right - left) * at / self.walk.way.effort_mm)
        image.paste(pale, (left, top))
        image.paste(full.crop((0, 0, walked, bottom - top)), (left, top))
        pen, x, ink = ImageDraw.Draw(image), left + walked, self.colours.ink
        pen.rectangle((left, top, right - 1, bottom - 1), outline=self.colours.quiet, width=1)
        pen.rectangle((x - 2, top - 10, x + 2, bottom + 10), fill=ink)

    @cached_property
    def _drawn_bars(self) -> dict[tuple[int, int], tuple[Image.Image, Image.Image]]:
        return {}

    def _bars(self, width: int, height: int) -> tuple[Image.Image, Image.Image]:
        if (width, height) not in self._drawn_bars:
            colours = self.colours
            full = Image.new("RGB", (width, height), colours.land)
            pen = ImageDraw.Draw(full)
            scale = width / self.walk.way.effort_mm
            lines = hatched(width, height)

            def parts(bound: Bound) -> list[tuple[int, int, float]]:
                seen = self.walk.in_view[bound]
                return [
                    (round(a * scale), max(round(b * scale), round(a * scale) + 1), share)
                    for a, b, share in zip(
                        seen.start_mm.tolist(), seen.end_mm.tolist(), seen.share.tolist(),
                        strict=True,
                    )
                ]  # fmt: skip

            for a, b, share in parts("expected"):
                fill = Image.new("RGB", (b - a, height), colours.expected)
                under = full.crop((a, 0, b, height))
                full.paste(Image.blend(under, fill, 0.25 + 0.75 * share), (a, 0))
            for a, b, _ in parts("most"):
                box = (a, 0, b, height)
                full.paste(colours.edge, box, lines.crop(box))
            for a, b, _ in parts("least"):
                pen.rectangle((a, 0, b - 1, height), fill=colours.watched)
            pale = Image.blend(full, Image.new("RGB", full.size, colours.paper), 0.3)
            self._drawn_bars[width, height] = full, pale
        return self._drawn_bars[width, height]

    # --- cards

    def title_card(self, whole: Callable[[int, int], Image.Image]) -> Image.Image:
        """Return the first card.

        Parameters
        ----------
        whole
            Draws the whole way, so many pixels wide and high.
        """
        form, colours, words, kind = self.form, self.colours, self.words, self.type
        card = Image.new("RGB", (form.width, form.height), colours.paper)
        if form.upright:
            card.paste(whole(form.width, 860), (0, 0))
            y, room = 1000.0, form.width - 2 * form.margin
        else:
            card.paste(whole(900, form.height), (form.width - 900, 0))
            y, room = 220.0, form.width - 900 - 2 * form.margin
        y = self._write(card, y, room, self.place, round(2.0 * form.caption), weight=STRONG)
        y = self._write(card, y + 24, room, f"{words.heading(self.walk.minutes)} {words.about()}",
                        round(1.15 * form.caption))  # fmt: skip
        y = self._write(card, y + 20, room, words.which(self.walk.number, self.walk.count),
                        form.text, fill=colours.quiet)  # fmt: skip
        y = self._write(card, y + 4, room, words.level(self.walk.level), form.text,
                        fill=colours.quiet)  # fmt: skip
        for k, name in enumerate(words.legend()):
            y += 1.5 * form.text
            self._swatch(card, form.margin, round(y) - form.text // 2 - 14, 32, k)
            kind.draw(card, (form.margin + 52, y), name, form.text, colours.ink)
        self._foot(card, room)
        return card

    def end_card(self) -> Image.Image:
        """Return the last card: how long one was in view, and what that cannot say."""
        form, colours, words = self.form, self.colours, self.words
        card = Image.new("RGB", (form.width, form.height), colours.paper)
        room, walk = form.width - 2 * form.margin, self.walk
        y = 480.0 if form.upright else 170.0
        y = self._write(card, y, room, self.place, form.caption, weight=STRONG)
        y = self._write(card, y, room, words.total(), form.caption)
        big = 100 if form.upright else 124
        y = self._write(card, y + 0.7 * big, room, words.sums(walk.total, walk.minutes), big,
                        weight=STRONG)  # fmt: skip
        y = self._write(card, y - 0.5 * big, room, words.doubt(walk.total), form.caption)
        self._bar(card, (form.margin, round(y), form.width - form.margin, round(y) + 44),
                  float(walk.way.effort_mm))  # fmt: skip
        y += 130
        for said in words.caveats(private=walk.private):
            y = self._write(card, y, room, said, form.text) + 12
        self._foot(card, room, made=True)
        return card

    def _foot(self, card: Image.Image, room: float, *, made: bool = False) -> None:
        """Write date, credit, and how it was made, from the bottom up, and the mark on top."""
        form, colours = self.form, self.colours
        lines = [self.words.dated(self.texts.date(self.published.dated))]
        lines += self.type.wrapped(self.published.attribution, room, form.small)
        if made:
            command = f"vidik film CITY_FILE --from … --to … --level {self.walk.level}"
            lines += self.type.wrapped(f"Vidik {self.version}: {command}", room, form.small)
        y = form.height - form.margin - 1.4 * form.small * (len(lines) - 1)
        if form.upright:
            y -= form.margin
        for line in lines:
            self.type.draw(card, (form.margin, y), line, form.small, colours.ink)
            y += 1.4 * form.small
        if self.published.synthetic:
            self._mark(card, form.width // 2, form.margin // 2)

    def _write(
        self, card: Image.Image, y: float, room: float, text: str, size: int, *,
        weight: int = 400, fill: str | None = None,
    ) -> float:  # fmt: skip
        """Write a text in as many lines as it needs, and return where the next one may stand."""
        for line in self.type.wrapped(text, room, size, weight):
            self.type.draw(card, (self.form.margin, y), line, size, fill or self.colours.ink,
                           weight=weight)  # fmt: skip
            y += 1.25 * size
        return y


@cache
def _rounded(width: int, height: int) -> Image.Image:
    """Return a sheet with round corners, as a mask."""
    mask = Image.new("L", (width * 2, height * 2))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 2 * width - 1, 2 * height - 1), 16, fill=232)
    return mask.reduce(2)
