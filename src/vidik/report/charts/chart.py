"""A chart: figures drawn as SVG, with the same figures as a table, and where they are from.

Bars have lengths in per cent of whatever width there is, and texts have a size of their own, so
that one drawing can be read on a phone and on a wide page alike. Lines of text are broken for the
narrowest screen. On a page the colours are those of its style sheet, for day, night and print; a
chart that stands alone wears those of the day as attributes, which no policy of a page refuses.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from vidik.report.charts.lettering import width_of, wrapped
from vidik.report.origin import Origin
from vidik.report.palette import CHART

__all__ = ["NARROW", "NOTE", "Bars", "Chart", "Column", "Columns", "Grid", "Mark", "Row", "written"]

#: What a screen 320 px wide leaves for a chart; a chart that stands alone has more.
NARROW, ALONE = 286.0, 640.0

#: Sizes of type, and from one line to the next.
_LABEL, NOTE = 16.0, 14.0
_LABEL_STEP, _NOTE_STEP = 21.0, 18.0
#: Height of a bar, and what stands between two rows.
_BAR, _GAP = 15.0, 17.0
#: Tallest column.
_TALL = 120.0
_MARGIN = 20.0

#: Cells of a table: the head, and under it the rows, each with its name first.
Grid = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a bar.

    Parameters
    ----------
    sort
        How it is drawn: ``least``, ``expected``, ``most``, ``count``, ``unknown``, or ``look-0`` to
        ``look-3`` from the newest year.
    start, end
        Shares of the longest bar, 0 to 1.
    """

    sort: str
    start: float
    end: float

    def __post_init__(self) -> None:
        """Refuse what no bar can show."""
        if not 0.0 <= self.start <= self.end <= 1.0:
            raise ValueError(f"a part of a bar lies within it: {self}")


@dataclass(frozen=True, slots=True)
class Row:
    """A bar and what is written above it.

    Parameters
    ----------
    label, value
        What it is, and how much, in words.
    marks
        From the back to the front.
    note
        More in words, “” for nothing.
    """

    label: str
    value: str
    marks: tuple[Mark, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a timeline.

    Parameters
    ----------
    label, value
        When, and how much, in words.
    height
        Share of the tallest, 0 to 1.
    """

    label: str
    value: str
    height: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Chart(ABC):
    """What all charts have in common.

    Parameters
    ----------
    name
        Of its file.
    title
        What it shows.
    reading
        How to read it, and of how much its figures are parts.
    grid
        The same figures as a table.
    origin
        Where they are from.
    marked
        What the mark over made-up data says.
    """

    name: str
    title: str
    reading: str
    grid: Grid
    origin: Origin
    marked: str

    @abstractmethod
    def _drawn(self) -> tuple[list[str], float]:
        """Return elements of SVG, and how tall all of them are."""

    @abstractmethod
    def _said(self) -> str:
        """Return what is drawn in words."""

    def svg(self, *, alone: bool = False) -> str:
        """Return the chart as SVG.

        Parameters
        ----------
        alone
            True for a file of its own: with title, reading, source and colours. On a page these
            are the page's.
        """
        parts, height = self._drawn()
        told = f"{self._said()} {self.reading}"
        if alone:
            # whole, for whoever reads the file: what is drawn is broken into lines
            told += f" {self.origin.credit}"
        about = f"<title>{escape(self.title)}</title><desc>{escape(told)}</desc>"
        if not alone:
            return (
                f'<svg class="chart" width="100%" height="{height:g}" role="img">{about}'
                f"{''.join(parts)}{self._mark()}</svg>"
            )
        wide = ALONE - 2 * _MARGIN
        # whoever opens it may lack the type and be given a wider one
        line = 0.85 * wide
        head, y = written(
            f"{self.origin.place}: {self.title}", "chart-label", _LABEL, line, _MARGIN
        )
        top = y + 12.0
        foot, end = [], top + height + 8.0
        for text in (self.reading, self.origin.line, self.origin.credit):
            made, end = written(text, "chart-note", NOTE, line, end)
            foot += made
        tall = end + _MARGIN
        return _dressed(
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
            'font-family="Source Sans 3, Noto Sans, system-ui, sans-serif" '
            f'viewBox="0 0 {ALONE:g} {tall:g}" width="{ALONE:g}" height="{tall:g}">'
            f"{about}"
            '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect class="hatch-line" width="1.3" height="5"/>'
            "</pattern></defs>"
            '<rect class="chart-paper" width="100%" height="100%"/>'
            f'<svg x="{_MARGIN:g}" width="{wide:g}">{"".join(head)}</svg>'
            f'<svg x="{_MARGIN:g}" y="{top:g}" width="{wide:g}" height="{height:g}">'
            f"{''.join(parts)}{self._mark()}</svg>"
            f'<svg x="{_MARGIN:g}" width="{wide:g}">{"".join(foot)}</svg></svg>\n'
        )

    def _mark(self) -> str:
        """Return the mark of made-up data, which lies over the figures and not beside them."""
        if not self.origin.synthetic:
            return ""
        return (
            '<svg class="synthetic" x="50%" y="50%" overflow="visible">'
            f'<text class="chart-mark" transform="rotate(-14)">{escape(self.marked)}</text></svg>'
        )

    def _repr_svg_(self) -> str:
        return self.svg(alone=True)

    def _repr_html_(self) -> str:
        """Return the chart and its table."""
        head, *rows = self.grid
        cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
        lines = "".join(
            f'<tr><th scope="row">{escape(first)}</th>'
            f"{''.join(f'<td>{escape(cell)}</td>' for cell in rest)}</tr>"
            for first, *rest in rows
        )
        return (
            f"<figure>{self.svg(alone=True)}<details><summary>{escape(self.title)}</summary>"
            f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table></details></figure>"
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Bars(Chart):
    """Bars that lie one under another, each named above, from zero.

    Parameters
    ----------
    name, title, reading, grid, origin, marked
        As of `Chart`.
    rows
        From the top.
    ticks
        Where along a bar something is written under them, from left to right: share and text.
    """

    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...] = ()

    def _said(self) -> str:
        return " ".join(f"{row.label}: {row.value}." for row in self.rows)

    def _drawn(self) -> tuple[list[str], float]:
        parts: list[str] = []
        y = 0.0
        for row in self.rows:
            made, y = _headed(row, y)
            parts += [*made, *_bar(row.marks, y + 6.0)]
            y += 6.0 + _BAR + _GAP
        y -= _GAP
        if self.ticks:
            parts.append(f'<rect class="bar-ground" y="{y + 6:g}" width="100%" height="1"/>')
            for share, text in self.ticks:
                anchor = {0.0: "start", 1.0: "end"}.get(share, "middle")
                parts.append(
                    f'<rect class="bar-ground" x="{_percent(share)}" y="{y + 6:g}" '
                    f'width="1" height="5"/>'
                    f'<text class="chart-note" x="{_percent(share)}" y="{y + 24:g}" '
                    f'text-anchor="{anchor}">{escape(text)}</text>'
                )
            y += 28.0
        return parts, y + 2.0


def _headed(row: Row, y: float) -> tuple[list[str], float]:
    """Return what is written above a bar: name and value in one line if both fit, and more."""
    beside = width_of(row.value, _LABEL) + 10.0
    if width_of(row.label, _LABEL) + beside <= NARROW:
        base = y + _LABEL
        parts = [
            f'<text class="chart-label" y="{base:g}">{escape(row.label)}</text>'
            f'<text class="chart-value" x="100%" y="{base:g}" text-anchor="end">'
            f"{escape(row.value)}</text>"
        ]
        y += _LABEL_STEP
    else:
        parts, y = written(row.label, "chart-label", _LABEL, NARROW, y)
        made, y = written(row.value, "chart-value", _LABEL, NARROW, y)
        parts += made
    if row.note:
        made, y = written(row.note, "chart-note", NOTE, NARROW, y)
        parts += made
    return parts, y


def _bar(marks: Sequence[Mark], y: float) -> list[str]:
    parts = [f'<rect class="bar-ground" y="{y + _BAR / 2:g}" width="100%" height="1"/>']
    for mark in marks:
        if mark.end <= mark.start:
            continue
        place = (
            f'x="{_percent(mark.start)}" y="{y:g}" '
            f'width="{_percent(mark.end - mark.start)}" height="{_BAR:g}"'
        )
        parts.append(f'<rect class="bar-{mark.sort}" {place}/>')
        if mark.sort == "most":
            parts.append(f'<rect fill="url(#hatch)" {place}/>')
    return parts


@dataclass(frozen=True, eq=False, kw_only=True)
class Columns(Chart):
    """Columns side by side, in order of time, from zero.

    Parameters
    ----------
    name, title, reading, grid, origin, marked
        As of `Chart`.
    columns
        From the left; so few that their texts stand side by side on a phone.
    """

    columns: tuple[Column, ...]

    def _said(self) -> str:
        return " ".join(f"{column.label}: {column.value}." for column in self.columns)

    def _drawn(self) -> tuple[list[str], float]:
        base, pitch = _NOTE_STEP + _TALL, 1.0 / max(len(self.columns), 5)
        parts = []
        for i, column in enumerate(self.columns):
            middle, tall = _percent((i + 0.5) * pitch), column.height * _TALL
            if tall > 0:
                parts.append(
                    f'<rect class="bar-count" x="{_percent((i + 0.17) * pitch)}" '
                    f'y="{base - tall:g}" width="{_percent(0.66 * pitch)}" height="{tall:g}"/>'
                )
            parts.append(
                f'<text class="chart-value" x="{middle}" y="{base - tall - 5:g}" '
                f'text-anchor="middle">{escape(column.value)}</text>'
                f'<text class="chart-note" x="{middle}" y="{base + _NOTE_STEP:g}" '
                f'text-anchor="middle">{escape(column.label)}</text>'
            )
        parts.append(f'<rect class="bar-axis" y="{base:g}" width="100%" height="1"/>')
        return parts, base + _NOTE_STEP + 6.0


def written(text: str, kind: str, size: float, width: float, y: float) -> tuple[list[str], float]:
    """Return a text broken into lines from `y` on, and where it ends.

    Parameters
    ----------
    text
        Any.
    kind
        Class of its elements: ``chart-label``, ``chart-value`` or ``chart-note``.
    size
        Of its letters, pixels.
    width
        That there is, pixels.
    y
        Where it begins, pixels.
    """
    step = _LABEL_STEP if size == _LABEL else _NOTE_STEP
    parts = []
    for line in wrapped(text, size=size, width=width):
        parts.append(f'<text class="{kind}" y="{y + size:g}">{escape(line)}</text>')
        y += step
    return parts, y


def _dressed(svg: str) -> str:
    """Return SVG whose elements have the colours and sizes of their classes."""
    return re.sub(r'class="([\w-]+)"', lambda m: f"{m[0]} {CHART.get(m[1], '')}".rstrip(), svg)


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
