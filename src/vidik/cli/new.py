"""``vidik new``: begin an observatory."""

from __future__ import annotations

from pathlib import Path

import click

from vidik.jobs.new import begin_city

__all__ = ["new"]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--extract",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The file to read: an OpenStreetMap extract, or any other source.",
)
@click.option("--name", metavar="NAME", help="Of the place; without it, the folder's name.")
def new(folder: Path, extract: Path | None, name: str | None) -> None:
    """Write a commented city file into FOLDER.

    Nothing is overwritten.
    """
    path = begin_city(folder, extract=extract, name=name)
    click.echo(f"{path} is written. Read it, change it, then: vidik build {path}")
