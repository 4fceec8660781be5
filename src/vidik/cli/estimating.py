"""``vidik register estimate``: how many cameras no source has, or why that cannot be said."""

from __future__ import annotations

from pathlib import Path

import click

from vidik.cli.options import register_option
from vidik.cli.showing import show_table
from vidik.jobs.estimating import estimate
from vidik.model.campaign import Steering

__all__ = ["estimate_"]


@click.command("estimate")
@click.argument("one")
@click.argument("other")
@click.option(
    "--area",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Polygons in which both looked for every camera.",
)
@click.option(
    "--led",
    multiple=True,
    type=(str, click.Choice([one.value for one in Steering])),
    metavar="SOURCE HOW",
    help="SOURCE was made with the other list at hand: towards, away or ticked.",
)
@register_option
def estimate_(
    one: str, other: str, area: Path, led: tuple[tuple[str, str], ...], place: str
) -> None:
    """Estimate how many cameras neither ONE nor OTHER has, or say why nobody can.

    Two lists tell what both miss only if they were made independently, of the same ground, at about
    the same time. Where that fails the figure is refused, with the reason and what would mend it.
    """
    made = estimate(place, one, other, area=area, led_by={key: Steering(how) for key, how in led})
    for refusal in made.refusals:
        click.echo(f"Refused: {refusal.reason} {refusal.mend}")
    total = made.total or made.bound
    if total is None:
        return
    what = "there are at least" if total.is_bound else "in all, listed or not"
    show_table(
        f"Cameras where both looked ({total.method.value})",
        ("", "expected", "least", "most"),
        [
            ("at least one list has", f"{total.seen:,.0f}", "", ""),
            (what, *(f"{n:,.0f}" for n in (total.expected, total.least, total.most))),
        ],
    )
    rest = sorted(total.assumptions.items())
    show_table("What the figures rest on", ("about", "assumption"), rest)
