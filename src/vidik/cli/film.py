"""``vidik film``: a short film of a walk, for people who never open a map."""

from __future__ import annotations

from pathlib import Path

import click

from vidik.cli.options import quiet_option, threads_option
from vidik.cli.showing import progress_of
from vidik.cli.way import ends, level_option
from vidik.jobs.film import film_way
from vidik.jobs.ways import Point
from vidik.report.film import SHORTEST_S
from vidik.report.texts import known_languages

__all__ = ["film"]


@click.command()
@click.argument("city_file", type=click.Path(path_type=Path))
@click.argument("film_file", metavar="OUT.mp4", type=click.Path(path_type=Path))
@ends
@click.option(
    "--way",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Which of all ways between them: 1 is the quickest one.",
)
@level_option
@click.option("--upright", is_flag=True, help="Higher than wide, for telephones.")
@click.option("--dark", is_flag=True, help="Light on dark.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=SHORTEST_S, max=600.0),
    default=60.0,
    show_default=True,
    help="How long the film is.",
)
@click.option(
    "--language",
    type=click.Choice(known_languages()),
    default="en",
    show_default=True,
    help="Of its words.",
)
@threads_option
@quiet_option
def film(
    city_file: Path, film_file: Path, start: Point, end: Point, way: int, level: str, upright: bool,
    dark: bool, seconds: float, language: str, threads: int | None, quiet: bool,
) -> None:  # fmt: skip
    """Film a walk between two points of CITY_FILE, and what could see it.

    The film shows where the walk begins and ends; neither is kept anywhere else.
    """
    made = film_way(
        city_file, start, end, film_file, level=level, way=way, upright=upright, dark=dark,
        seconds=seconds, language=language, threads=threads, progress=progress_of(quiet=quiet),
    )  # fmt: skip
    click.echo(
        f"{made.path}: {made.seconds:.0f} s, a walk of {made.minutes:.1f} min, "
        f"way {made.number} of {made.count}; cameras that light up: {made.cameras}."
    )
