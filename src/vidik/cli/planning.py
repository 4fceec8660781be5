"""``vidik register plan``, ``age``, ``tasks``: where to look again, and what that would tell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from vidik.cli.options import area_option, districts_option, name_option, register_option
from vidik.cli.showing import show_rejections, show_table
from vidik.jobs.ageing import LEAST_AREA_M, Aged, age, rank, write_tasks
from vidik.jobs.planning import Assumed, Planned, plan, write_cells
from vidik.model.resurvey import Allotment
from vidik.model.span import Span
from vidik.model.survival import DAYS_PER_YEAR, Survival
from vidik.register.completeness.design import LEAST_SIDE_M

__all__ = ["age_", "plan_", "tasks_"]

#: Years after which it is said how many cameras have gone.
_YEARS = (1, 3, 5, 10)

_share = click.FloatRange(0.0, 100.0, min_open=True)
_on_option = click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="As of that day; without it, today."
)


@click.command("plan")
@click.argument("one")
@click.argument("other", required=False)
@area_option
@districts_option
@name_option
@click.option(
    "--within",
    required=True,
    type=click.FloatRange(0.0, 100.0, min_open=True, max_open=True),
    metavar="N",
    help="How well the total is to be known: within N per cent, in 95 cases of 100.",
)
@click.option(
    "--side",
    default=500.0,
    show_default=True,
    type=click.FloatRange(min=LEAST_SIDE_M),
    metavar="M",
    help="Sides of the cells, metres.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    metavar="N",
    help="Draws the same cells again; without it, chance.",
)
@click.option(
    "--listed",
    default=50.0,
    show_default=True,
    type=_share,
    metavar="N",
    help="Per cent of all cameras that ONE is thought to have, where OTHER does not tell.",
)
@click.option(
    "--found",
    default=70.0,
    show_default=True,
    type=_share,
    metavar="N",
    help="Per cent of what is there that whoever looks will find.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="FILE.geojson|FILE.gpx",
    help="Write the outlines of the cells there, without any camera.",
)
@register_option
def plan_(
    one: str, other: str | None, area: Path, districts: Path | None, name: str | None,
    within: float, side: float, seed: int | None, listed: float, found: float, to: Path | None,
    place: str,
) -> None:  # fmt: skip
    """Plan the survey that tells how many cameras ONE lacks: which cells to look at, how many.

    Cells are drawn by chance, as few as tell the total as well as wanted. OTHER is a second survey,
    made without ONE at hand: it tells how much ONE lacks. Whoever looks must not know the lists.
    """
    planned = plan(
        place, one, other, area=area, districts=districts, name=name, half_width=within / 100.0,
        side_m=side, seed=seed, assumed=Assumed(listed / 100.0, found / 100.0),
    )  # fmt: skip
    if planned.rejected:
        show_rejections("area and districts", planned.rejected)
    for why in planned.unheeded:
        click.echo(f"“{other}” does not tell what “{one}” lacks: {why.reason}")
    _tell_design(planned, one)
    if to is not None:
        click.echo(f"{write_cells(planned, to):,} cells are written to {to}.")


def _tell_design(planned: Planned, one: str) -> None:
    design = planned.design
    made_up = " (made-up cameras)" if planned.synthetic else ""
    show_table(
        f"Cells to look at: {len(design.cells):,} of {planned.cells:,}, drawn by chance with seed "
        f"{design.seed}{made_up}",
        ("district" if planned.district else "", "cells", "to look at", f"{one} lists",
         "share of all", "that share is", "clustering"),
        [_allotted(row) for row in design.allotments],
    )  # fmt: skip
    total, half = f"{design.expected:,.0f}", f"{design.half_width:.1%}"
    if design.suffices:
        click.echo(
            f"The total, some {total} cameras, would be known within {half} in 95 cases of 100."
        )
    else:
        click.echo(
            f"Not even all cells tell the total, some {total} cameras, within {design.wanted:.1%}: "
            f"within {half}."
        )
    bare = [row.stratum or "the area" for row in design.allotments if not row.listed]
    if bare:
        click.echo(
            f"{one} has no camera in: {', '.join(bare)}. So nobody knows what to expect there; two "
            "cells of each are looked at."
        )
    if planned.outside:
        click.echo(f"{planned.outside:,} cameras of {one} are in no cell and count nowhere.")
    if planned.uncovered >= 0.001:
        click.echo(f"{planned.uncovered:.1%} of the area is in no cell: pieces too small for one.")
    rest = sorted(design.assumptions.items())
    show_table("What the design rests on", ("about", "assumption"), rest)


def _allotted(row: Allotment) -> tuple[object, ...]:
    return (
        row.stratum, f"{row.cells:,}", f"{row.drawn:,}", f"{row.listed:,.0f}",
        f"{row.share_listed:.0%}", "counted" if row.learned else "assumed",
        f"{row.clustering:.1f}",
    )  # fmt: skip


@click.command("age")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@_on_option
@register_option
def age_(sources: tuple[str, ...], on: dt.datetime | None, place: str) -> None:
    """Tell how fast cameras go, and how many of those that sources list are there still.

    Cameras that a source lists and later does not, or says to be absent, tell how fast they go. A
    map keeps what nobody has been back to: OpenStreetMap's editions tell nothing of that.
    """
    aged = age(place, sources, on=None if on is None else on.date())
    _tell_survival(aged.survival, aged.followed)
    show_table(
        f"What a statement weighs on {aged.on}: the chance that it is so still",
        ("source", "seen in", "statements", "expected", "least", "most"),
        [
            (row.source, row.year, f"{row.statements:,}", *_percent(row.chance))
            for row in aged.weights
        ],
    )
    _tell_standing(aged)
    rest = sorted(aged.survival.assumptions.items())
    show_table("What the figures rest on", ("about", "assumption"), rest)


def _tell_survival(survival: Survival, followed: tuple[str, ...]) -> None:
    if survival.is_assumed:
        click.echo("How fast cameras go is assumed: too few were looked at twice to tell.")
    else:
        click.echo(
            f"How fast cameras go is counted: of {survival.looked:,} that were looked at again "
            f"{survival.changed:,} were gone ({', '.join(followed)})."
        )
    show_table(
        "Of cameras that are seen, so many are gone later",
        ("after years", "expected", "least", "most"),
        [(years, *_percent(_gone(survival, years))) for years in _YEARS],
    )


def _gone(survival: Survival, years: float) -> Span:
    stays = survival.chance(years * DAYS_PER_YEAR)
    return Span(1.0 - stays.most, 1.0 - stays.expected, 1.0 - stays.least)


def _percent(share: Span) -> list[str]:
    return [f"{100.0 * n:.1f} %" for n in (share.expected, share.least, share.most)]


def _tell_standing(aged: Aged) -> None:
    made_up = ", made up" if aged.synthetic else ""
    standing = (aged.standing.expected, aged.standing.least, aged.standing.most)
    show_table(
        f"Cameras{made_up}",
        ("", "expected", "least", "most"),
        [
            ("listed, each once", f"{aged.cameras:,}", "", ""),
            ("of these said to be absent since", f"{aged.absent:,}", "", ""),
            (f"there still on {aged.on}", *(f"{n:,.0f}" for n in standing)),
        ],
    )


@click.command("tasks")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@districts_option
@name_option
@click.option(
    "--side",
    default=2000.0,
    show_default=True,
    type=click.FloatRange(min=LEAST_AREA_M),
    metavar="M",
    help="Without --districts: sides of the squares that are ranked, metres.",
)
@_on_option
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="FILE.csv|FILE.geojson",
    help="Write the table there, or the areas with their outlines.",
)
@register_option
def tasks_(
    sources: tuple[str, ...], districts: Path | None, name: str | None, side: float,
    on: dt.datetime | None, to: Path | None, place: str,
) -> None:  # fmt: skip
    """Rank areas by what looking at them again would tell of how many cameras there are.

    Old statements and unclear pairs are doubts; an area is worth what of them goes away if somebody
    looks. Areas are districts or squares, never a street; what has few cameras is not named.
    """
    ranked = rank(
        place, sources, districts=districts, name=name, side_m=side,
        on=None if on is None else on.date(),
    )  # fmt: skip
    if ranked.rejected:
        show_rejections("districts", ranked.rejected)
    made_up = ", from made-up cameras" if ranked.synthetic else ""
    show_table(
        f"What to look at again, as of {ranked.on}{made_up}",
        ("area", "cameras listed", "expected there", "unclear", "doubt that goes away"),
        [
            (one.area, f"{one.cameras:,}", f"{one.standing:,.0f}", f"{one.doubtful:,}",
             f"{one.share:.1%}")
            for one in ranked.tasks
        ],
    )  # fmt: skip
    click.echo(
        "The doubt is that of the total; areas share what is not known of how fast cameras go, so "
        "that the parts add up to more than all of it."
    )
    if ranked.absent:
        click.echo(f"{ranked.absent:,} cameras are said to be absent since, and are left out.")
    if ranked.unnamed:
        click.echo(f"{ranked.unnamed:,} cameras are in areas that have too few to be named.")
    rest = sorted(ranked.survival.assumptions.items())
    show_table("What the figures rest on", ("about", "assumption"), rest)
    if to is not None:
        click.echo(f"{write_tasks(ranked, to):,} areas are written to {to}.")
