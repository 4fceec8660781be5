"""What the commands of ``vidik register`` have in common: options, tables, progress."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table

from vidik.outside.progress import Progress, Silent, progress_for

__all__ = [
    "day", "moment", "print_table", "progress_of", "reason_option", "register_option",
    "role_option",
]  # fmt: skip

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
role_option = click.option(
    "--role", required=True, help="Of whoever decides, never a name: “the editors”."
)
reason_option = click.option("--reason", required=True, help="Why, for outsiders.")
day = click.DateTime(["%Y-%m-%d"])
moment = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"])


def progress_of(*, quiet: bool) -> Progress:
    """Return who tells how far the work is.

    Parameters
    ----------
    quiet
        Nobody does.
    """
    return Silent() if quiet else progress_for(Console(stderr=True))


def print_table(title: str, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table as wide as the terminal; a pipe gets all of each row.

    Parameters
    ----------
    title
        What it is.
    names
        Of the columns.
    rows
        Values; None is empty.
    """
    console = Console(width=None if Console().is_terminal else 200)
    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table, markup=False)
