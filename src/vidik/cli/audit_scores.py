"""``vidik audit scores``: a matcher's error rates from its scores."""

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
from vidik.register.spelling import readable
from vidik.report.rates import interval_in_words, rate_in_words

if TYPE_CHECKING:
    from vidik.jobs.scores import AtThreshold, Verified

__all__ = ["scores"]


@click.command()
@click.argument("scores_file", type=click.Path(path_type=Path))
@click.option(
    "--nonmated",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Scores of two people, a number a line; SCORES_FILE has those of one person then.",
)
@click.option("--threshold", "thresholds", type=float, multiple=True, help="To match at.")
@click.option(
    "--fmr",
    "targets",
    type=click.FloatRange(0.0, 1.0),
    multiple=True,
    help="A false match rate that the threshold is to keep.",
)
@click.option("--distances", is_flag=True, help="The lower a score, the more alike.")
@click.option(
    "--histogram", is_flag=True, help="--nonmated has how many scores there are of 0, 1, 2, …"
)
@click.option("--group", metavar="COLUMN", help="Where the group of a person stands, else “group”.")
@click.option(
    "--stream",
    is_flag=True,
    help="Read the file twice, a part at a time, where it does not fit into memory.",
)
@plot_option
@click.option("--roc", is_flag=True, help="Draw the share that is not missed instead, ROC.")
@table_option
@synthetic_option
@confidence_option
def scores(
    scores_file: Path,
    nonmated: Path | None,
    thresholds: tuple[float, ...],
    targets: tuple[float, ...],
    distances: bool,
    histogram: bool,
    group: str | None,
    stream: bool,
    plot: Path | None,
    roc: bool,
    table: Path | None,
    synthetic: bool,
    confidence: float,
) -> None:
    """Tell the error rates of a matcher from its scores.

    SCORES_FILE is CSV, Parquet or HDF5 with columns score and mated, and subject, group and failure
    if you like; or bob's text or table. FMR and FNMR are those of ISO/IEC 19795-1, of all and of
    each group at the same threshold, each with its count and interval, which takes comparisons for
    independent.
    """
    # loaded when asked for: what is compiled, and what draws
    from vidik.jobs.scores import verified
    from vidik.report.det import VERIFICATION, det_chart, det_table

    found = verified(
        scores_file,
        nonmated,
        thresholds=thresholds,
        targets=targets,
        distances=distances,
        histogram=histogram,
        group=group,
        stream=stream,
        det=plot is not None or table is not None,
        confidence=confidence,
    )
    if plot is not None:
        chart = det_chart(
            found.points,
            [row.threshold for row in found.rows],
            words=VERIFICATION,
            origin=scores_of(scores_file, synthetic=synthetic),
            roc=roc,
        )
        save_chart(plot, chart)
    if table is not None:
        save_points(table, *det_table(found.points, words=VERIFICATION), synthetic=synthetic)
    _show(found, confidence)


def _show(found: Verified, confidence: float) -> None:
    show_table(
        f"{found.mated:,} mated and {found.nonmated:,} nonmated comparisons, at "
        f"{confidence:.4g} confidence",
        ("chosen for", "threshold", "group", "FMR", "FNMR"),
        [
            (
                "" if row.asked is None else f"FMR {row.asked:g}",
                f"{row.threshold:g}",
                name,
                rate_in_words(of.false_match),
                rate_in_words(of.false_non_match),
            )
            for row in found.rows
            for name, of in (("all", row.all), *row.groups.items())
        ],
    )
    failures = found.failures
    if found.rows[0].generalised is not None:
        show_table(
            "Of all that was begun: what came to no score matches nobody",
            ("threshold", "GFAR", "GFRR"),
            [
                (f"{row.threshold:g}", *map(rate_in_words, row.generalised))
                for row in found.rows
                if row.generalised is not None
            ],
        )
    if found.rows[0].people is not None:
        show_table(
            "Where the rates of all lie if comparisons of one person are not new trials",
            ("threshold", "FMR", "FNMR"),
            [
                (f"{row.threshold:g}", *map(interval_in_words, row.people))
                for row in found.rows
                if row.people is not None
            ],
        )
    compared = [row for row in found.rows if len(row.groups) > 1]
    if compared:
        show_table(
            "Between groups: alike is 1 in FDR and inequity, 0 in GARBE; none says who it is",
            ("threshold", "FMR, most to least", "FNMR, most to least", "FDR", "inequity", "GARBE"),
            [_between(row) for row in compared],
        )
    for name, why in found.refused.items():
        click.echo(readable(f"Group {name}: {why}."))
    click.echo(f"No reference (FTE): {rate_in_words(failures.enrol)}, in comparisons.")
    click.echo(f"No sample (FTA): {rate_in_words(failures.acquire)}, in comparisons.")
    if found.merged:
        click.echo(
            f"Thresholds are told apart to one part in 32,768: on {found.merged:,} steps of that "
            "scale lie several scores, of which the lowest is told. The rates are exact."
        )
    low, high = (f"{share:.3g}" for share in found.equal)
    click.echo(f"Both errors are as frequent at {low if low == high else f'{low} to {high}'}.")
    if found.rejected:
        show_rejections("the scores", found.rejected)


def _between(row: AtThreshold) -> tuple[str, ...]:
    from vidik.audit.groups import fdr, garbe, inequity, largest_ratio

    groups = [*row.groups.values()]
    measures = (
        largest_ratio([one.false_match for one in groups]),
        largest_ratio([one.false_non_match for one in groups]),
        fdr(groups),
        inequity(groups),
        garbe(groups),
    )
    return f"{row.threshold:g}", *(
        "cannot be known: one is 0" if math.isinf(one) else f"{one:.3g}" for one in measures
    )
