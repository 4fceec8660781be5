"""``vidik warm``: compile what Vidik computes with."""

from __future__ import annotations

import click
from rich.console import Console

from vidik.jobs.warm import warm as compile_all
from vidik.outside.progress import progress_for

__all__ = ["warm"]


@click.command()
def warm() -> None:
    """Compile what Vidik computes with, once per machine.

    The first build compiles whatever is missing, and is slower for it.
    """
    compile_all(progress_for(Console(stderr=True)))
    click.echo("Compiled.")
