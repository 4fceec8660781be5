"""``vidik build``: city file in, folder out."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from vidik.jobs.build import build_city
from vidik.outside.progress import Silent, progress_for

__all__ = ["build"]


@click.command()
@click.argument("city_file", type=click.Path(path_type=Path))
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many to compute with; without it, one per processor. The result is the same.",
)
@click.option("--quiet", "-q", is_flag=True, help="Say nothing unless something is wrong.")
def build(city_file: Path, threads: int | None, quiet: bool) -> None:
    """Build the observatory that CITY_FILE declares.

    The folder named in it is replaced whole when everything is ready, or left as it was.
    """
    progress = Silent() if quiet else progress_for(Console(stderr=True))
    built = build_city(city_file, threads=threads, progress=progress)
    if not quiet:
        state = "is written" if built.changed else "is up to date"
        click.echo(f"{built.folder} {state}. To look at it: vidik serve {built.folder}")
