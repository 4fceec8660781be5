"""``vidik register compare``: two sources, row by row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from vidik.cli.options import register_option
from vidik.cli.showing import show_table
from vidik.jobs.comparing import compare_sources, write_comparison
from vidik.model.reconciliation import Count, Standing

__all__ = ["compare"]


@click.command()
@click.argument("one")
@click.argument("other")
@click.option(
    "--to", type=click.Path(path_type=Path), metavar="FILE.csv", help="Write all rows there."
)
@register_option
def compare(one: str, other: str, place: str, to: Path | None) -> None:
    """Compare the sources ONE and OTHER: how many cameras both list, and each alone.

    What is learned of the lists, and what the figures rest on, is printed with them. Sources that
    are not published can be compared, too.
    """
    comparison = compare_sources(place, one, other)
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
    show_table(
        "What the figures rest on", ("about", "assumption"), sorted(found.assumptions.items())
    )
    if to is not None:
        click.echo(f"{write_comparison(comparison, to):,} rows are written to {to}.")


def _numbers(count: Count) -> list[str]:
    return [f"{round(n):,}" for n in (count.expected, count.least, count.most)]
