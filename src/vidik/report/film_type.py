"""Type of films: Source Sans, as on the site, drawn upon pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import groupby

import numpy as np

from vidik.errors import VidikError

try:
    from PIL import Image, ImageDraw, ImageFont, features
except ModuleNotFoundError as fault:
    raise VidikError("pillow is not installed", hint="pip install 'vidik[film]'") from fault

__all__ = ["REGULAR", "STRONG", "Type"]

REGULAR, STRONG = 400, 600

#: Letters that each file of type has beside those of Western Europe: the first and the last one.
_ALPHABETS = {
    "latin-ext": ("\u0100", "\u024f"),
    "cyrillic": ("\u0400", "\u045f"),
    "cyrillic-ext": ("\u0460", "\u052f"),
}
#: Letters of these stretches that the first file has.
_WESTERN = "ıŒœ"


class Type:
    """The letters of one language.

    Parameters
    ----------
    files
        The files of type, by name: ``source-sans-latin.woff2``.
    language
        BCP 47 tag: Serbian has letter forms of its own.
    """

    def __init__(self, files: Mapping[str, bytes], language: str) -> None:
        self._files = files
        # without its shaping library Pillow knows no languages
        shaped = features.check("raqm")
        self._language = language.partition("-")[0] if shaped else None
        self._font = cache(self._loaded)
        self.mask = lru_cache(maxsize=64)(self._mask)
        self._width = lru_cache(maxsize=4096)(self._summed)

    def width(self, text: str, size: int, weight: int = REGULAR) -> float:
        """Return how wide a text is, pixels.

        Parameters
        ----------
        text
            Of one line.
        size
            Of the type, pixels.
        weight
            400 for text, 600 for what is strong.
        """
        return self._width(text, size, weight)

    def _summed(self, text: str, size: int, weight: int) -> float:
        return sum(
            self._font(name, size, weight).getlength(run, language=self._language)
            for name, run in _runs(text)
        )

    def draw(
        self,
        image: Image.Image,
        at: tuple[float, float],
        text: str,
        size: int,
        fill: str,
        *,
        weight: int = REGULAR,
        anchor: str = "l",
    ) -> None:
        """Draw a text.

        Parameters
        ----------
        image
            What to draw upon.
        at
            Where its baseline begins; or ends, or has its middle.
        text
            Of one line.
        size, weight
            As of `width`.
        fill
            The colour.
        anchor
            ``l`` if it begins there, ``m`` if its middle is there, ``r`` if it ends there.
        """
        mask = self.mask(text, size, weight)
        back = {"l": 0.0, "m": 0.5, "r": 1.0}[anchor] * self.width(text, size, weight)
        # beyond its width and its baseline there is room for what sticks out
        corner = round(at[0] - back) - size, round(at[1]) - 2 * size
        image.paste(fill, (*corner, corner[0] + mask.width, corner[1] + mask.height), mask)

    def wrapped(self, text: str, width: float, size: int, weight: int = REGULAR) -> list[str]:
        """Return a text as lines that are not wider than so many pixels.

        Parameters
        ----------
        text
            Of any length; a single word may still be wider.
        width
            Pixels.
        size, weight
            As of `width`.
        """
        lines: list[str] = []
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, size, weight) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def _mask(self, text: str, size: int, weight: int) -> Image.Image:
        """Return a text as a mask with room of one size about it, its baseline at two sizes."""
        width = int(np.ceil(self.width(text, size, weight))) + 2 * size
        mask = Image.new("L", (width, 3 * size))
        pen, x = ImageDraw.Draw(mask), float(size)
        for name, run in _runs(text):
            font = self._font(name, size, weight)
            pen.text((x, 2 * size), run, font=font, fill=255, anchor="ls", language=self._language)
            x += font.getlength(run, language=self._language)
        return mask

    def _loaded(self, name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
        font = ImageFont.truetype(io.BytesIO(self._files[f"source-sans-{name}.woff2"]), size)
        font.set_variation_by_axes([weight])
        return font


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stretches of a text whose letters are in one file, and its name."""
    for name, letters in groupby(text, _alphabet):
        yield name, "".join(letters)


def _alphabet(letter: str) -> str:
    if letter in _WESTERN:
        return "latin"
    return next(
        (name for name, (first, last) in _ALPHABETS.items() if first <= letter <= last), "latin"
    )
