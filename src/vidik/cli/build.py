"""``vidik build``: city file in, folder out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from vidik.jobs.build import build_city
from vidik.outside.cluster import Cluster
from vidik.outside.progress import Silent, progress_for

__all__ = ["build"]


def _address(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse what is no address, such as the city file that follows."""
    if value is None or value in ("local", "auto") or value.rpartition(":")[2].isdigit():
        return value
    raise click.BadParameter(f"{value!r} is no host:port; name the city file first")


@click.command()
@click.argument("city_file", type=click.Path(path_type=Path))
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many to compute with; without it, one per processor. The result is the same.",
)
@click.option(
    "--cluster",
    is_flag=False,
    flag_value="local",
    metavar="[HOST:PORT]",
    callback=_address,
    help="Work out the tiles of the city on a running Ray cluster; without an address, in "
    "processes of this machine, as many as --threads. The result is the same.",
)
@click.option("--quiet", "-q", is_flag=True, help="Say nothing unless something is wrong.")
def build(city_file: Path, threads: int | None, cluster: str | None, quiet: bool) -> None:
    """Build the observatory that CITY_FILE declares.

    The folder named in it is replaced whole when everything is ready, or left as it was.
    """
    progress = Silent() if quiet else progress_for(Console(stderr=True))
    workers = None
    if cluster is not None:
        address = None if cluster == "local" else cluster
        workers = Cluster(address, workers=threads or os.cpu_count() or 1)
    built = build_city(city_file, threads=threads, progress=progress, cluster=workers)
    if not quiet:
        if built.cluster is not None:
            click.echo(_told(built.cluster), err=True)
        state = "is written" if built.changed else "is up to date"
        click.echo(f"{built.folder} {state}. To look at it: vidik serve {built.folder}")


def _told(cluster: Mapping[str, Any]) -> str:
    """Return what a cluster cost, in a few lines."""
    lines = [f"Cluster: {cluster['workers']} workers, ready after {cluster['start_s']:.1f} s"]
    lines += [
        f"  {stage['task']}: {stage['tasks']} tiles in {stage['seconds']:.1f} s; the tiles "
        f"themselves took {stage['task_seconds']:.1f} s, the workers were there "
        f"{stage['overhead']:.2f} times as long; {stage['sent_mib']:,.1f} MiB sent"
        for stage in cluster["stages"]
    ]
    return "\n".join(lines)
