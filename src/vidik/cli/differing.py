"""``vidik register difference``: two releases, figure by figure."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from vidik.cli.showing import show_table
from vidik.jobs.differing import compare_releases, write_difference
from vidik.model.figure import Figure
from vidik.report.release_difference import Meaning

__all__ = ["difference"]

_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("old", type=_folder)
@click.argument("new", type=_folder)
@click.option(
    "--to", type=click.Path(path_type=Path), metavar="FILE.csv", help="Write all figures there."
)
@click.option("--all", "everything", is_flag=True, help="Show figures that are the same, too.")
def difference(old: Path, new: Path, to: Path | None, everything: bool) -> None:
    """Show what differs between the releases OLD and NEW, figure by figure.

    First comes what differs in how they were made: where anything does, a figure may differ without
    any change in the street. Checksums are verified before.
    """
    before, after, found = compare_releases(old, new)
    click.echo(f"Old: {before.title}. New: {after.title}.")
    show_table(
        "What differs in the making",
        ("about", "what", "old", "new"),
        [
            (one.about, one.name, one.before or "–", one.after or "–")
            for one in found.making
        ] or [("", "nothing", "", "")],
    )  # fmt: skip
    if not found.alike:
        click.echo("They were not made alike: figures may differ without any change in the street.")
    shown = [one for one in found.figures if everything or one.meaning is not Meaning.SAME]
    show_table(
        "Figures" if everything else "Figures that differ",
        ("figure", "unit", "old", "new", "difference", "what it means"),
        [
            (
                one.name,
                one.either.unit,
                _told(one.old),
                _told(one.new),
                "" if one.difference is None else f"{one.difference:+,.10g}",
                one.meaning,
            )
            for one in shown
        ],
    )
    count = Counter(one.meaning for one in found.figures)
    click.echo("; ".join(f"{meaning}: {count[meaning]:,}" for meaning in Meaning) + ".")
    if to is not None:
        click.echo(f"{write_difference(found, to):,} figures are written to {to}.")


def _told(figure: Figure | None) -> str:
    """Return a figure with its ends, if it was not simply counted."""
    if figure is None:
        return "–"
    count = figure.count
    expected, least, most = (f"{n:,.10g}" for n in (count.expected, count.least, count.most))
    return expected if least == most else f"{expected} ({least}–{most})"
