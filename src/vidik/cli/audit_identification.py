"""``vidik audit identification``: error rates of searches in a watchlist."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vidik.cli.drawing import (
    confidence_option,
    plot_option,
    save_chart,
    save_points,
    scores_of,
    synthetic_option,
    table_option,
)
from vidik.cli.showing import show_rejections, show_table
from vidik.errors import InputError
from vidik.register.spelling import readable
from vidik.report.rates import interval_in_words, rate_in_words

if TYPE_CHECKING:
    from vidik.jobs.searches import Identified

__all__ = ["identification"]


@click.command()
@click.argument("searches_file", type=click.Path(path_type=Path))
@click.option(
    "--pairs",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Of each query its template, where SEARCHES_FILE is pyeer's text.",
)
@click.option(
    "--gallery",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many people are enrolled; else as many as are candidates.",
)
@click.option(
    "--rank",
    type=click.IntRange(min=1),
    metavar="R",
    help="Among how many candidates who is enrolled has to be; else any number.",
)
@click.option("--threshold", "thresholds", type=float, multiple=True, help="To return at.")
@click.option(
    "--fpir",
    "targets",
    type=click.FloatRange(0.0, 1.0),
    multiple=True,
    help="A false positive identification rate that the threshold is to keep.",
)
@click.option("--distances", is_flag=True, help="The lower a score, the more alike.")
@click.option("--group", metavar="COLUMN", help="Where the group of a person stands, else “group”.")
@plot_option
@table_option
@click.option(
    "--plot-ranks",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw how often the right person is among the first candidates, as SVG.",
)
@synthetic_option
@confidence_option
def identification(
    searches_file: Path,
    pairs: Path | None,
    gallery: int | None,
    rank: int | None,
    thresholds: tuple[float, ...],
    targets: tuple[float, ...],
    distances: bool,
    group: str | None,
    plot: Path | None,
    table: Path | None,
    plot_ranks: Path | None,
    synthetic: bool,
    confidence: float,
) -> None:
    """Tell the error rates of searches in a watchlist from their candidates.

    SEARCHES_FILE is CSV, Parquet or HDF5 with a row for each candidate: search, candidate, score,
    and mate, the candidate who is the person searched for, or nobody; or it is bob's text or table
    of probes against all, or pyeer's. FPIR and FNIR are those of ISO/IEC 19795-1, each with its
    count and interval, which takes searches for independent.
    """
    # loaded when asked for: what is compiled, and what draws
    from vidik.jobs.searches import identified
    from vidik.report.charts.ranks import rank_chart
    from vidik.report.det import SEARCHES, det_chart, det_table

    found = identified(
        searches_file,
        pairs=pairs,
        gallery=gallery,
        rank=rank,
        thresholds=thresholds,
        targets=targets,
        distances=distances,
        group=group,
        confidence=confidence,
    )
    origin = scores_of(searches_file, synthetic=synthetic)
    if not found.points and (plot is not None or table is not None):
        raise InputError("searches of one kind alone have no curve", file=searches_file)
    if not found.ranks and plot_ranks is not None:
        raise InputError("nobody was searched for who is enrolled", file=searches_file)
    if plot is not None:
        named = [row.threshold for row in found.rows]
        save_chart(plot, det_chart(found.points, named, words=SEARCHES, origin=origin))
    if plot_ranks is not None:
        save_chart(plot_ranks, rank_chart(found.ranks, origin=origin))
    if table is not None:
        save_points(table, *det_table(found.points, words=SEARCHES), synthetic=synthetic)
    _show(found, confidence)


def _show(found: Identified, confidence: float) -> None:
    mated, strangers = (found.searches.attempts(mated=kind) for kind in (True, False))
    enrolled = f"{found.searches.gallery:,} people" + (
        "" if found.gallery_said else " (who are candidates; --gallery says how many are enrolled)"
    )
    among = "any" if found.rank is None else f"{found.rank:,}"
    show_table(
        f"{mated:,} searches for people enrolled and {strangers:,} for others in a gallery of "
        f"{enrolled}, among {among} candidates, at {confidence:.4g} confidence",
        ("chosen for", "threshold", "group", "FPIR", "FNIR", "TPIR"),
        [
            (
                "" if row.asked is None else f"FPIR {row.asked:g}",
                "none" if math.isinf(row.threshold) else f"{row.threshold:g}",
                name,
                *(
                    rate_in_words(one, ["searches of that kind"])
                    for one in (of.false_positive, of.false_negative, of.true_positive)
                ),
            )
            for row in found.rows
            for name, of in (("all", row.all), *row.groups.items())
        ],
    )
    people = {one.threshold: one.people for one in found.points}
    told = [(row.threshold, people.get(row.threshold)) for row in found.rows]
    if told[0][1] is not None:
        show_table(
            "Where the rates of all lie if searches for one person are not new trials",
            ("threshold", "FPIR", "FNIR"),
            [(f"{at:g}", *map(interval_in_words, own)) for at, own in told if own is not None],
        )
    if found.ranks:
        show_table(
            "Searches for people enrolled that have them among the first candidates, at any score",
            ("candidates", "TPIR"),
            [(f"{rank:,}", rate_in_words(one)) for rank, one in found.ranks.items()],
        )
    searches = found.searches
    click.echo(
        f"Came to nothing, and counted: {searches.mated_failures:,} searches for people enrolled, "
        f"{searches.nonmated_failures:,} for others; {searches.mated_unenrolled:,} for people who "
        "could not be enrolled."
    )
    for name, why in found.refused.items():
        click.echo(readable(f"Group {name}: {why}."))
    if found.rejected:
        show_rejections("the searches", found.rejected)
