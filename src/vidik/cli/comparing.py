"""``vidik register compare``, ``review``: two sources, row by row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from vidik.cli.options import districts_option, name_option, register_option
from vidik.cli.showing import show_rejections, show_table
from vidik.jobs.comparing import Comparison, compare_sources, write_comparison
from vidik.jobs.comparison_page import write_page
from vidik.jobs.register import decide
from vidik.model.decision import Verdict
from vidik.model.observation import Statement
from vidik.model.paired import Pair
from vidik.model.reconciliation import Count, Standing
from vidik.report.reconciliation_page import by_district
from vidik.report.texts import texts_of

__all__ = ["compare", "review"]

#: Keys of the review.
_KEYS = {"s": Verdict.SAME, "d": Verdict.DIFFERENT}


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


@click.command()
@click.argument("one")
@click.argument("other")
@click.option("--role", required=True, help="Of whoever decides, never a name: “the editors”.")
@register_option
def review(one: str, other: str, place: str, role: str) -> None:
    """Settle the unclear pairs of ONE and OTHER, side by side, with a key for each.

    s: the same camera; d: different ones; space: later; q: enough for now. Each decision is kept at
    once.
    """
    comparison: Comparison = compare_sources(place, one, other)
    asked = comparison.unclear
    if not asked:
        click.echo("Nothing is unclear.")
        return
    settled = 0
    for number, pair in enumerate(asked, start=1):
        _show(pair, one, other, f"{number} of {len(asked)}")
        click.echo("s same · d different · space later · q quit ", nl=False)
        key = click.getchar().lower()
        click.echo(key if key.isprintable() else "")
        if key in ("q", "\x03", "\x04"):
            break
        verdict = _KEYS.get(key)
        if verdict is None or pair.one is None or pair.other is None:
            continue
        decide(
            place, verdict, role=role, reason="looked at side by side",
            observation=pair.one.id, other=pair.other.id,
        )  # fmt: skip
        settled += 1
    click.echo(f"{settled:,} settled, {len(asked) - settled:,} left.")


def _show(pair: Pair, one: str, other: str, title: str) -> None:
    sides = [_values(side) for side in (pair.one, pair.other)]
    names = dict.fromkeys([*sides[0], *sides[1]])
    show_table(
        f"{title}: {pair.chance:.0%} likely the same, {pair.apart_m:.0f} m apart; "
        f"{pair.settled_by or 'nothing'} would settle it",
        ("", one, other),
        [(name, sides[0].get(name, ""), sides[1].get(name, "")) for name in names],
    )


def _values(statement: Statement | None) -> dict[str, str]:
    if statement is None:
        return {}
    said = statement.observation
    return {
        "where": statement.place,
        "place": f"{said.lat:.6f}, {said.lon:.6f}",
        "cameras": str(said.devices),
        "listed": f"{statement.since} to {statement.until}",
        **dict(sorted(said.attributes.items())),
    }
