"""``vidik measure``: city file in, figures out."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from vidik.cli.options import cluster_of, cluster_option, quiet_option, threads_option, told_cluster
from vidik.jobs.measure import measure_country
from vidik.outside.progress import Silent, progress_for

__all__ = ["measure"]


@click.command()
@click.argument("city_file", type=click.Path(path_type=Path))
@threads_option
@cluster_option
@quiet_option
def measure(city_file: Path, threads: int | None, cluster: str | None, quiet: bool) -> None:
    """Work out the figures of CITY_FILE alone, a country's if need be.

    Sources are read a part at a time and worked out tile by tile, so that memory does not grow with
    them. No map is made. The figures are written beside the folder named in CITY_FILE, as
    <folder>-figures, which is replaced whole when everything is ready, or left as it was.
    """
    progress = Silent() if quiet else progress_for(Console(stderr=True))
    workers = cluster_of(cluster, threads)
    built = measure_country(city_file, threads=threads, progress=progress, cluster=workers)
    if quiet:
        return
    if built.cluster is not None:
        click.echo(told_cluster(built.cluster), err=True)
    if built.unused:
        click.echo(f"Not used for figures: {'; '.join(built.unused)}.", err=True)
    state = "is written" if built.changed else "is up to date"
    click.echo(f"{built.folder} {state}: figures.json, figures.csv, rejected.csv.")
