"""``vidik build``: city file in, folder out."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from vidik.cli.options import cluster_of, cluster_option, quiet_option, threads_option, told_cluster
from vidik.jobs.build import build_city
from vidik.jobs.run import Built
from vidik.outside.progress import Silent, progress_for
from vidik.report.files import kind_of
from vidik.report.texts import known_languages

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
@click.option(
    "--times",
    is_flag=True,
    help="Say how long each stage and each kind of file took, and which file the longest.",
)
@quiet_option
def build(
    city_file: Path,
    threads: int | None,
    cluster: str | None,
    since: Path | None,
    times: bool,
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
        if times:
            Console(stderr=True).print(*_tables_of(built))
        state = "is written" if built.changed else "is up to date"
        click.echo(f"{built.folder} {state}. To look at it: vidik serve {built.folder}")


def _tables_of(built: Built) -> tuple[Table, Table]:
    """Return how long each stage took, and each kind of file, as tables."""
    stages = Table("stage", "seconds")
    for name, seconds in built.seconds.items():
        stages.add_row(name, f"{seconds:.1f}")
    kinds: dict[str, list[tuple[float, str]]] = {}
    languages = known_languages()
    for path, seconds in built.files.items():
        kinds.setdefault(kind_of(path, languages), []).append((seconds, path))
    files = Table("files", "how many", "seconds", "ms each", "longest", "ms")
    for kind, made in kinds.items():
        total, (most, path) = sum(seconds for seconds, _path in made), max(made)
        files.add_row(
            kind, f"{len(made):,}", f"{total:.2f}", f"{1e3 * total / len(made):.1f}",
            path, f"{1e3 * most:.1f}",
        )  # fmt: skip
    return stages, files
