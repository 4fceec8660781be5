"""Tables and progress for terminals and pipes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from vidik.model.rejection import Rejection
from vidik.outside.progress import Progress, Silent, progress_for
from vidik.register.spelling import readable

__all__ = ["progress_of", "show_rejections", "show_table"]

#: Columns of letters where nobody's terminal says how many there are.
_WIDE = 200


def progress_of(*, quiet: bool) -> Progress:
    """Return who tells how far the work is.

    Parameters
    ----------
    quiet
        Nobody does.
    """
    return Silent() if quiet else progress_for(Console(stderr=True))


def show_table(title: str, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table as wide as the terminal; a pipe gets all of each row.

    Parameters
    ----------
    title
        Above it.
    names
        Of the columns.
    rows
        Their values; None stays empty.
    """
    console = Console(width=None if Console().is_terminal else _WIDE, highlight=False)
    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        # what strangers wrote must not direct the terminal
        table.add_row(*("" if value is None else readable(str(value)) for value in row))
    console.print(table, markup=False)


def show_rejections(what: str, rejected: Sequence[Rejection]) -> None:
    """Print what was not understood, each with its place, value and reason.

    Parameters
    ----------
    what
        It was in.
    rejected
        All of it.
    """
    show_table(
        f"Not understood of {what}: {len(rejected):,}",
        ("place", "field", "value", "why"),
        [(one.id, one.field, one.value, one.reason) for one in rejected],
    )
