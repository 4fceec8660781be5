"""Options that commands share, and what they stand for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from vidik.outside.cluster import Cluster

__all__ = [
    "MOMENT",
    "area_option",
    "cluster_of",
    "cluster_option",
    "districts_option",
    "name_option",
    "quiet_option",
    "reason_option",
    "register_option",
    "role_option",
    "threads_option",
    "told_cluster",
]


def _address(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse what is no address, such as the city file that follows."""
    if value is None or value in ("local", "auto") or value.rpartition(":")[2].isdigit():
        return value
    raise click.BadParameter(f"{value!r} is no host:port; name the city file first")


threads_option = click.option(
    "--threads",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many to compute with; without it, one per processor. The result is the same.",
)
cluster_option = click.option(
    "--cluster",
    is_flag=False,
    flag_value="local",
    metavar="[HOST:PORT]",
    callback=_address,
    help="Work out the tiles of the city on a running Ray cluster; without an address, in "
    "processes of this machine, as many as --threads. The result is the same.",
)
quiet_option = click.option(
    "--quiet", "-q", is_flag=True, help="Say nothing unless something is wrong."
)

area_option = click.option(
    "--area",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Polygons in which the sources looked for every camera.",
)

register_option = click.option(
    "--register",
    "-r",
    "place",
    default="register.sqlite",
    envvar="VIDIK_REGISTER",
    show_default=True,
    metavar="FILE|URL",
    help="A file, or the address of a database: postgresql://host/name.",
)

districts_option = click.option(
    "--districts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Areas with a name, or an extract of OpenStreetMap: figures for each.",
)
name_option = click.option(
    "--name", metavar="FIELD", help="The column of --districts with the name; else “name”."
)

role_option = click.option(
    "--role", required=True, help="Of whoever decides, never a name: “the editors”."
)
reason_option = click.option("--reason", required=True, help="Why, for outsiders.")

#: A moment, or the beginning of a day.
MOMENT = click.DateTime(
    ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%fZ"]
)


def cluster_of(address: str | None, threads: int | None) -> Cluster | None:
    """Return the cluster that a command is to use; None if none.

    Parameters
    ----------
    address
        As of `cluster_option`.
    threads
        As of `threads_option`.
    """
    if address is None:
        return None
    return Cluster(None if address == "local" else address, workers=threads or os.cpu_count() or 1)


def told_cluster(cluster: Mapping[str, Any]) -> str:
    """Return what a cluster cost, in a few lines.

    Parameters
    ----------
    cluster
        As of `vidik.jobs.run.cluster_record`.
    """
    lines = [f"Cluster: {cluster['workers']} workers, ready after {cluster['start_s']:.1f} s"]
    lines += [
        f"  {stage['task']}: {stage['tasks']} tiles in {stage['seconds']:.1f} s; the tiles "
        f"themselves took {stage['task_seconds']:.1f} s, the workers were there "
        f"{stage['overhead']:.2f} times as long; {stage['sent_mib']:,.1f} MiB sent"
        for stage in cluster["stages"]
    ]
    return "\n".join(lines)
