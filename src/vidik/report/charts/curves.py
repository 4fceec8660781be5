"""A curve of two error rates, each on an axis of its own, with the bands that it may lie in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from vidik.report.charts.chart import NARROW, NOTE, Chart, written

__all__ = ["Axis", "Band", "Curves", "Dot"]

#: Height of the ground that curves lie on, pixels.
_TALL = 330.0

#: Of a band's or a line's drawing, units; it is stretched to the width there is.
_UNITS = 1000.0


@dataclass(frozen=True, slots=True)
class Axis:
    """Where a share lies along an axis: by its logarithm, so that one in a million has a place.

    Parameters
    ----------
    title
        What it says, and of what.
    least
        The smallest share that has a place, a power of ten; what is smaller lies at the foot.
    plain
        Whether shares lie evenly from 0 to 1 instead.
    """

    title: str
    least: float
    plain: bool = False

    def place(self, share: float) -> float:
        """Return where a share lies, 0 to 1 from the foot of the axis."""
        if self.plain:
            return share
        return 1.0 - math.log10(max(share, self.least)) / math.log10(self.least)

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Return what is written along the axis, and where."""
        if self.plain:
            return tuple((share, f"{share:.0%}") for share in (0.0, 0.25, 0.5, 0.75, 1.0))
        decades = round(-math.log10(self.least))
        return tuple(
            (self.place(10.0**-k), f"1 in {10**k:,}" if k else "all") for k in range(decades + 1)
        )


@dataclass(frozen=True, slots=True)
class Band:
    """Where a curve may lie: between two others.

    Parameters
    ----------
    sort
        ``expected``, lighter, or ``most``, hatched.
    low, high
        Points of both, (x, y) in shares, in the order of the curve.
    """

    sort: str
    low: tuple[tuple[float, float], ...]
    high: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the curve that is named.

    Parameters
    ----------
    x, y
        In shares.
    label
        Beside it.
    """

    x: float
    y: float
    label: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Curves(Chart):
    """A curve with its bands.

    Parameters
    ----------
    name, title, reading, grid, origin, marked
        As of `Chart`.
    x, y
        The axes.
    line
        Points of the curve, in shares.
    bands
        From the back to the front.
    dots
        Points that are named.
    """

    x: Axis
    y: Axis
    line: tuple[tuple[float, float], ...]
    bands: tuple[Band, ...] = ()
    dots: tuple[Dot, ...] = ()

    def _said(self) -> str:
        head, *rows = self.grid
        return " ".join(
            f"{'; '.join(f'{name}: {cell}' for name, cell in zip(head, row, strict=True))}."
            for row in rows
        )

    def _drawn(self) -> tuple[list[str], float]:
        parts, top = written(self.y.title, "chart-label", 16.0, NARROW, 0.0)
        top += NOTE + 6.0  # the topmost line of the grid is written above it
        parts += [*self._grid(top), *self._curve(top), *self._dots(top)]
        foot = top + _TALL + 24.0
        made, foot = written(self.x.title, "chart-label", 16.0, NARROW, foot)
        return [*parts, *made], foot + 2.0

    def _grid(self, top: float) -> list[str]:
        parts = []
        for share, text in self.y.ticks():
            y = top + _TALL * (1.0 - share)
            parts.append(
                f'<rect class="bar-ground" y="{y:g}" width="100%" height="1"/>'
                f'<text class="chart-note" x="2" y="{y - 4 if share else y - 5:g}">'
                f"{escape(text)}</text>"
            )
        ticks = self.x.ticks()
        # as many as have room on the narrowest screen, with the ends among them
        step = max(1, math.ceil(len(ticks) / (NARROW / (6 * NOTE))))
        for i, (share, text) in enumerate(ticks):
            anchor = {0.0: "start", 1.0: "end"}.get(round(share, 9), "middle")
            parts.append(
                f'<rect class="bar-ground" x="{100 * share:.2f}%" y="{top:g}" width="1" '
                f'height="{_TALL:g}"/>'
            )
            if i % step == 0:
                parts.append(
                    f'<text class="chart-note" x="{100 * share:.2f}%" y="{top + _TALL + 18:g}" '
                    f'text-anchor="{anchor}">{escape(text)}</text>'
                )
        return parts

    def _curve(self, top: float) -> list[str]:
        shapes = []
        for band in self.bands:
            path = f"M{self._path([*band.low, *reversed(band.high)])}Z"
            shapes.append(
                f'<path class="bar-{band.sort}" vector-effect="non-scaling-stroke" d="{path}"/>'
            )
            if band.sort == "most":
                shapes.append(f'<path fill="url(#hatch)" d="{path}"/>')
        shapes.append(
            '<path class="curve-line" vector-effect="non-scaling-stroke" '
            f'd="M{self._path(self.line)}"/>'
        )
        return [
            f'<svg y="{top:g}" width="100%" height="{_TALL:g}" '
            f'viewBox="0 0 {_UNITS:g} {_UNITS:g}" preserveAspectRatio="none">'
            f"{''.join(shapes)}</svg>"
        ]

    def _dots(self, top: float) -> list[str]:
        parts = []
        for dot in self.dots:
            across, up = self.x.place(dot.x), self.y.place(dot.y)
            x, y = f"{100 * across:.2f}%", top + _TALL * (1.0 - up)
            # below a curve that falls to the right there is room to the left, and the other way
            left = not self.y.plain and across > 0.25
            anchor, dx = ("end", -9) if left else ("start", 9)
            parts.append(
                f'<circle class="curve-dot" cx="{x}" cy="{y:g}" r="4.5"/>'
                f'<text class="chart-note" x="{x}" dx="{dx}" y="{y + 20:g}" '
                f'text-anchor="{anchor}">{escape(dot.label)}</text>'
            )
        return parts

    def _path(self, points: Iterable[Sequence[float]]) -> str:
        return "L".join(
            f"{_UNITS * self.x.place(x):.1f} {_UNITS * (1.0 - self.y.place(y)):.1f}"
            for x, y in points
        )
