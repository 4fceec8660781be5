"""``vidik register compare``, ``review``: two sources, row by row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from vidik.cli.options import register_option
from vidik.cli.showing import show_table
from vidik.jobs.comparing import Comparison, Pair, compare_sources, write_comparison
from vidik.jobs.register import decide
from vidik.model.decision import Verdict
from vidik.model.observation import Statement
from vidik.model.reconciliation import Count, Standing

__all__ = ["compare", "review"]

#: Keys of the review.
_KEYS = {"s": Verdict.SAME, "d": Verdict.DIFFERENT}


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
