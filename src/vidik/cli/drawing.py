"""What commands about error rates share: pictures and tables into files of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vidik.audit.intervals import CONFIDENCE
from vidik.outside.sheet import save_csv, save_text

if TYPE_CHECKING:
    from vidik.report.charts.chart import Chart
    from vidik.report.origin import Origin

__all__ = [
    "confidence_option",
    "plot_option",
    "save_chart",
    "save_points",
    "scores_of",
    "synthetic_option",
    "table_option",
]

confidence_option = click.option(
    "--confidence",
    type=click.FloatRange(0.5, 0.9999),
    default=CONFIDENCE,
    show_default=True,
    help="Of intervals.",
)
plot_option = click.option(
    "--plot",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the curve of both errors, DET, as SVG.",
)
table_option = click.option(
    "--table",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the points of that curve as CSV, with counts and intervals.",
)
synthetic_option = click.option(
    "--synthetic", is_flag=True, help="The scores are made up; pictures say so."
)


def scores_of(path: Path, *, synthetic: bool) -> Origin:
    """Return where figures of a file of scores are from.

    Parameters
    ----------
    path
        The file.
    synthetic
        Whether it was made up.
    """
    from vidik.report.origin import Origin  # which loads all that a site shows

    return Origin(path.name, f"Source: the scores in {path.name}.", "", synthetic)


def save_chart(path: Path, chart: Chart) -> None:
    """Write a picture.

    Parameters
    ----------
    path
        The file, ``.svg``.
    chart
        What is drawn.

    Raises
    ------
    click.BadParameter
        If it is to be another format.
    OutputError
        If it cannot be written.
    """
    if path.suffix.lower() != ".svg":
        raise click.BadParameter(f"pictures are SVG, and {path.name} does not end in .svg")
    save_text(path, chart.svg(alone=True))


def save_points(
    path: Path, names: Sequence[str], rows: Sequence[Sequence[object]], *, synthetic: bool
) -> None:
    """Write the table of a picture.

    Parameters
    ----------
    path
        The file.
    names, rows
        Of the table.
    synthetic
        Whether the figures were made up: then each row says so.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    save_csv(path, (*names, "synthetic"), [(*row, str(synthetic).lower()) for row in rows])
