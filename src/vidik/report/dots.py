"""A field of dots: one for each mapped camera, by how much its record says."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vidik.model.published import Figures
from vidik.report.texts import Texts

__all__ = ["DotField", "field_of"]

#: More dots than this nobody takes in; from there on a dot stands for several cameras.
MOST_DOTS = 1000

_COLUMNS = 40
_STEP = 10.0


@dataclass(frozen=True, slots=True)
class DotField:
    """Where to draw the dots, and what they mean.

    Parameters
    ----------
    rows
        Of each dot: x, y and sort.
    key
        Of each sort: its name, how many cameras, and what it means.
    each
        Cameras per dot.
    width, height
        Of the field, in the units of the dots.
    """

    rows: tuple[tuple[float, float, str], ...]
    key: tuple[tuple[str, int, str], ...]
    each: int
    width: float
    height: float


def field_of(figures: Figures, texts: Texts) -> DotField:
    """Return the dots of a city's cameras: those with a direction, with something, with nothing."""
    _ = texts.gettext
    bare, aimed = figures.bare, figures.direction_known
    some = max(figures.cameras - bare - aimed, 0)
    key = (
        ("aimed", aimed, _("say which way they look")),
        ("some", some, _("say something, but not which way they look")),
        ("bare", bare, _("say nothing but that they exist")),
    )
    each = max(1, math.ceil(figures.cameras / MOST_DOTS))
    sorts = [sort for sort, count, _label in key for _dot in range(math.ceil(count / each))]
    rows = tuple(
        ((i % _COLUMNS + 0.5) * _STEP, (i // _COLUMNS + 0.5) * _STEP, sort)
        for i, sort in enumerate(sorts)
    )
    height = math.ceil(len(rows) / _COLUMNS) * _STEP
    return DotField(
        rows, tuple(part for part in key if part[1]), each, _COLUMNS * _STEP, max(height, _STEP)
    )
