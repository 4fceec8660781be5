"""``vidik register review``: what two sources leave unclear, settled by whoever looks."""

from __future__ import annotations

import click

from vidik.cli.options import register_option
from vidik.cli.showing import show_table
from vidik.jobs.comparing import Comparison, Pair, compare_sources
from vidik.jobs.register import decide
from vidik.model.decision import Verdict
from vidik.model.observation import Statement

__all__ = ["review"]

#: Keys of the review.
_KEYS = {"s": Verdict.SAME, "d": Verdict.DIFFERENT}


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
