"""``vidik register estimate``: how many cameras no source has, or why that cannot be said."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from vidik.cli.options import area_option, districts_option, name_option, register_option
from vidik.cli.showing import show_rejections, show_table
from vidik.jobs.estimating import Estimated, estimate
from vidik.model.campaign import Steering
from vidik.model.completeness import Fault, StratumTotal, Total

__all__ = ["estimate_"]

#: What is wanted of a survey where nobody says it: per cent of the total.
_WITHIN = 10


@click.command("estimate")
@click.argument("one")
@click.argument("other")
@click.argument("others", nargs=-1, metavar="[OTHERS]...")
@area_option
@districts_option
@name_option
@click.option(
    "--led",
    multiple=True,
    type=(str, click.Choice([one.value for one in Steering])),
    metavar="SOURCE[/OTHER] HOW",
    help="SOURCE was made with OTHER at hand: towards, away or ticked.",
)
@register_option
def estimate_(
    one: str, other: str, others: tuple[str, ...], area: Path, districts: Path | None,
    name: str | None, led: tuple[tuple[str, str], ...], place: str,
) -> None:  # fmt: skip
    """Estimate how many cameras none of the sources has, or say why nobody can.

    Lists tell what all of them miss only if they were made independently, of the same ground, at
    about the same time. Where that fails the figure is refused, with the reason, what would mend
    it, and the command that plans the survey that would tell.
    """
    sources = (one, other, *others)
    made = estimate(
        place, sources, area=area, districts=districts, name=name,
        led_by={_pair(words, sources): Steering(how) for words, how in led},
    )  # fmt: skip
    if made.rejected:
        show_rejections("area and districts", made.rejected)
    strata = made.completeness.strata
    for why in made.completeness.refusals:
        where = [row.stratum for row in strata if districts is not None and why in row.refusals]
        named = f" ({', '.join(where)})" if where else ""
        click.echo(f"Refused{named}: {why.reason} {why.mend}")
    if districts is not None:
        show_table(
            "By district: cameras where all looked",
            (
                "district",
                *sources,
                "listed",
                "in two or more",
                "in all",
                "least",
                "most",
                "refused",
            ),
            [_row(row, sources) for row in strata],
        )
    if made.empty:
        click.echo(
            f"No source has a camera in: {', '.join(made.empty)}. That says nothing of them."
        )
    if made.left_out:
        click.echo(f"{made.left_out:,.0f} cameras are listed outside the area and count nowhere.")
    total = made.completeness.total or made.completeness.bound
    if total is not None:
        _tell_total(total, strata, sources)
    # where nothing is listed, no plan can say how much to look at
    if made.completeness.refusals and any(row.seen > 0.0 for row in strata):
        command = shlex.join(_planning(made, sources, area, districts, name, place))
        click.echo(f"The survey that would tell: {command}")


def _pair(words: str, sources: Sequence[str]) -> tuple[str, str]:
    """Return which source was led by which other one."""
    led, _, by = words.partition("/")
    rest = [key for key in sources if key != led]
    by = by or (rest[0] if len(rest) == 1 else "")
    if led not in sources or by not in rest:
        raise click.BadParameter(
            f"{words!r} is not SOURCE/OTHER of {', '.join(sources)}", param_hint="--led"
        )
    return led, by


def _row(row: StratumTotal, sources: Sequence[str]) -> tuple[object, ...]:
    total = row.total or row.bound
    figures = ("", "", "")
    if total is not None:
        most = "" if total.is_bound else f"{total.most:,.0f}"
        least = "at least " if total.is_bound else ""
        figures = (f"{least}{total.expected:,.0f}", f"{total.least:,.0f}", most)
    return (
        row.stratum, *(f"{row.sizes[key]:,.0f}" for key in sources), f"{row.seen:,.0f}",
        f"{row.twice:,.0f}", *figures, ", ".join(dict.fromkeys(one.fault for one in row.refusals)),
    )  # fmt: skip


def _tell_total(total: Total, strata: Sequence[StratumTotal], sources: Sequence[str]) -> None:
    what = "there are at least" if total.is_bound else "in all, listed or not"
    show_table(
        f"Cameras where all looked ({total.method.value})",
        ("", "expected", "least", "most"),
        [
            ("at least one list has", f"{total.seen:,.0f}", "", ""),
            (what, *(f"{n:,.0f}" for n in (total.expected, total.least, total.most))),
            *([] if total.is_bound else _shares(total, strata, sources)),
        ],
    )
    rest = [*_assumptions(total, strata)]
    show_table("What the figures rest on", ("about", "assumption"), rest)


def _assumptions(total: Total, strata: Sequence[StratumTotal]) -> Iterator[tuple[str, str]]:
    """Yield what the figures rest on, of each district where it is not the same in all."""
    for about, text in sorted(total.assumptions.items()):
        own = {
            row.stratum: one.assumptions[about]
            for row in strata
            if (one := row.total or row.bound) is not None and about in one.assumptions
        }
        if len(set(own.values())) < 2:
            yield about, text
        else:
            yield from ((f"{about}, {name}", said) for name, said in own.items())


def _shares(
    total: Total, strata: Sequence[StratumTotal], sources: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    for key in sources:
        size = sum(row.sizes[key] for row in strata)
        ends = (total.expected, total.most, total.least)
        yield f"of these {key} lists", *(f"{min(size / n, 1.0) if n else 1.0:.0%}" for n in ends)


def _planning(
    made: Estimated,
    sources: Sequence[str],
    area: Path,
    districts: Path | None,
    name: str | None,
    place: str,
) -> list[str]:
    """Return the command that plans the survey that would tell.

    A second source is named where it says how much the first one lacks: if it is independent of it.
    """
    few = all(one.fault is Fault.FEW for one in made.completeness.refusals)
    words = ["vidik", "register", "plan", *(sources[:2] if few else sources[:1])]
    words += ["--area", str(area)]
    words += [] if districts is None else ["--districts", str(districts)]
    words += [] if name is None else ["--name", name]
    words += ["--within", str(_WITHIN), "--to", "cells.geojson"]
    given = click.get_current_context().get_parameter_source("place")
    # an address may hold a password
    if given is ParameterSource.COMMANDLINE and "://" not in place:
        words += ["--register", place]
    return words
