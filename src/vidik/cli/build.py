"""``vidik build``: city file in, folder out."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from vidik.cli.options import cluster_of, cluster_option, quiet_option, threads_option, told_cluster
from vidik.jobs.build import build_city
from vidik.outside.progress import Silent, progress_for

__all__ = ["build"]


@click.command()
@click.argument("city_file", type=click.Path(path_type=Path))
@threads_option
@cluster_option
@click.option(
    "--since",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Say on a page of its own what changed since this earlier build of the same place.",
)
@quiet_option
def build(
    city_file: Path,
    threads: int | None,
    cluster: str | None,
    since: Path | None,
    quiet: bool,
) -> None:
    """Build the observatory that CITY_FILE declares.

    The folder named in it is replaced whole when everything is ready, or left as it was.
    """
    progress = Silent() if quiet else progress_for(Console(stderr=True))
    workers = cluster_of(cluster, threads)
    built = build_city(city_file, threads=threads, progress=progress, cluster=workers, since=since)
    if not quiet:
        if built.cluster is not None:
            click.echo(told_cluster(built.cluster), err=True)
        state = "is written" if built.changed else "is up to date"
        click.echo(f"{built.folder} {state}. To look at it: vidik serve {built.folder}")
