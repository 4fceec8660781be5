"""``vidik whatif``: a city file and other cameras in, the difference they make out."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from vidik.cli.options import quiet_option, threads_option
from vidik.cli.showing import show_table
from vidik.jobs.what_if import what_if
from vidik.model.span import Span
from vidik.model.supposed import Supposed
from vidik.outside.progress import Silent, progress_for
from vidik.report.layout import DEFAULT_LEVEL

__all__ = ["whatif"]

_MAPPED = "Mapped cameras only: where none is mapped, perhaps nobody looked."
_MADE_UP = "Made-up cameras: they do not exist."


def _turns(
    ctx: click.Context,  # noqa: ARG001 - click hands both to every callback
    param: click.Parameter,  # noqa: ARG001
    values: tuple[str, ...],
) -> tuple[tuple[str, float], ...]:
    """Return ids and directions."""
    made = []
    for value in values:
        key, _, degrees = value.rpartition("=")
        try:
            made.append((key, float(degrees)))
        except ValueError:
            raise click.BadParameter(f"{value!r} is not ID=DEGREES") from None
    return tuple(made)


@click.command()
@click.argument("city_file", type=click.Path(path_type=Path))
@click.option(
    "--with",
    "lists",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Cameras that are there, too: a list in any format that Vidik reads. One with the id of a "
    "present camera takes its place. May be given several times.",
)
@click.option(
    "--without",
    "removed",
    multiple=True,
    metavar="ID,…",
    help="Cameras that are not there.",
)
@click.option(
    "--turn",
    "turned",
    multiple=True,
    callback=_turns,
    metavar="ID=DEGREES",
    help="Where a camera looks, clockwise from north. May be given several times.",
)
@click.option(
    "--level",
    default=DEFAULT_LEVEL,
    show_default=True,
    help="At which walks are in view; the other figures are for every level.",
)
@click.option(
    "--minutes", type=float, metavar="N", help="How long a walk takes at most; without it, 15."
)
@click.option(
    "--no-ground",
    is_flag=True,
    help="Leave out public ground, which takes longer than all the rest.",
)
@click.option("--all", "everything", is_flag=True, help="Show figures that stay the same, too.")
@threads_option
@quiet_option
def whatif(
    city_file: Path,
    lists: tuple[Path, ...],
    removed: tuple[str, ...],
    turned: tuple[tuple[str, float], ...],
    level: str,
    minutes: float | None,
    no_ground: bool,
    everything: bool,
    threads: int | None,
    quiet: bool,
) -> None:
    """Ask of CITY_FILE what other cameras would change.

    The figures of the city are held against those that it would have with the cameras that you
    name. Only what these touch is worked out anew. Where they stand and look is what you say: Vidik
    finds no places for cameras. Nothing is written, and nothing that is supposed is kept.
    """
    ids = [key for value in removed for one in value.split(",") if (key := one.strip())]
    asked, found = what_if(
        city_file,
        lists=lists,
        removed=ids,
        turned=dict(turned),
        level=level,
        minutes=minutes,
        ground=not no_ground,
        threads=threads,
        progress=Silent() if quiet else progress_for(Console(stderr=True)),
    )
    shown = [one for one in found.figures if everything or not one.same]
    show_table(
        f"{asked.observation.city.place.name}: supposed {found.added:,} cameras added, "
        f"{found.removed:,} taken away, {found.changed:,} changed",
        ("figure", "level", "unit", "as it is", "as supposed", "least", "expected", "most"),
        [
            (
                one.figure,
                one.level,
                one.unit,
                _told(one.before, one),
                _told(one.after, one),
                *(_number(by, one, sign="+") for by in one.difference),
            )
            for one in shown
        ],
    )
    if not everything:
        click.echo(f"{len(found.figures) - len(shown):,} figures stay the same.")
    for row in found.rejected:
        click.echo(f"Not understood: {row.source}, {row.id}, {row.field}: {row.reason}", err=True)
    made_up = any(one.synthetic for one in (*found.before.cameras, *found.after.cameras))
    click.echo(_MADE_UP if made_up else _MAPPED)
    click.echo(" ".join(one.attribution for one in asked.observation.inputs.sources))


def _told(span: Span, one: Supposed) -> str:
    """Return a figure with its ends, if it is known only between two."""
    least, expected, most = (
        _number(value, one) for value in (span.least, span.expected, span.most)
    )
    return expected if span.least == span.most else f"{expected} ({least}–{most})"


def _number(value: float, one: Supposed, *, sign: str = "") -> str:
    """Return a number as its unit is told: shares in hundredths."""
    # nothing is neither more nor less
    return f"{value:{sign}z.2%}" if one.unit == "share" else f"{value:{sign}z,.0f}"
