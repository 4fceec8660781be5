"""``vidik register compare``: two sources, row by row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from vidik.cli.options import districts_option, name_option, register_option
from vidik.cli.showing import show_rejections, show_table
from vidik.jobs.comparing import Comparison, compare_sources, write_comparison
from vidik.jobs.comparison_page import write_page
from vidik.model.reconciliation import Count, Standing
from vidik.report.reconciliation_page import by_district
from vidik.report.texts import texts_of

__all__ = ["compare"]


@click.command()
@click.argument("one")
@click.argument("other")
@districts_option
@name_option
@click.option(
    "--to", type=click.Path(path_type=Path), metavar="FILE.csv", help="Write all rows there."
)
@click.option(
    "--page",
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="Write all of it there with a map, as one document for the house.",
)
@click.option(
    "--map",
    "map_",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="EXTRACT",
    help="OpenStreetMap of the place, for streets and buildings under the map of the page.",
)
@register_option
def compare(
    one: str, other: str, place: str, districts: Path | None, name: str | None, to: Path | None,
    page: Path | None, map_: Path | None,
) -> None:  # fmt: skip
    """Compare the sources ONE and OTHER: how many cameras both list, and each alone.

    What is learned of the lists, and what the figures rest on, is printed with them. Sources that
    are not published can be compared, too: table and page are for the house.
    """
    if map_ is not None and page is None:
        raise click.UsageError("--map is what lies under the map of --page.")
    comparison = compare_sources(place, one, other, districts=districts, name=name)
    found = comparison.compared.found
    show_table(
        f"{one} and {other}: cameras, and between which numbers in 95 cases of 100",
        ("", "expected", "least", "most"),
        [
            (what, *_numbers(count))
            for what, count in (
                ("in both", found.both),
                (f"only in {one}", found.only_one),
                (f"only in {other}", found.only_other),
            )
        ],
    )
    stand = Counter(pair.standing for pair in comparison.pairs)
    unclear = len(comparison.unclear)
    click.echo(
        f"Pairs: {stand[Standing.MATCHED]:,}; rows alone: {stand[Standing.ALONE]:,}; unclear: "
        f"{unclear:,}" + (f" (`vidik register review {one} {other}`)." if unclear else ".")
    )
    if districts is not None:
        _tell_districts(comparison, one, other, districts)
    show_table(
        "What the figures rest on", ("about", "assumption"), sorted(found.assumptions.items())
    )
    if to is not None:
        click.echo(f"{write_comparison(comparison, to):,} rows are written to {to}.")
    if page is not None:
        write_page(comparison, page, map=map_)
        click.echo(f"The comparison with its map is written to {page}: for the house only.")


def _tell_districts(comparison: Comparison, one: str, other: str, file: Path) -> None:
    """Print the figures by district, what lies in none, and what was not understood."""
    texts = texts_of("en")
    show_table(
        "By district: cameras expected, and between which numbers in 95 cases of 100",
        ("district", one, other, "in both", f"only in {one}", f"only in {other}", "unclear rows",
         "what would settle them"),
        [
            (name, f"{row.one:,}", f"{row.other:,}",
             *(_range(count) for count in (row.both, row.only_one, row.only_other)),
             f"{row.ambiguous:,}", settles)
            for name, row, settles in by_district(comparison.figures, texts)
        ],
    )  # fmt: skip
    if comparison.rejected:
        show_rejections(file.name, comparison.rejected)


def _range(count: Count) -> str:
    expected, least, most = _numbers(count)
    return f"{expected} ({least}–{most})"


def _numbers(count: Count) -> list[str]:
    return [f"{round(n):,}" for n in (count.expected, count.least, count.most)]
