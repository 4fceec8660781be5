"""``vidik register changes``, ``confirm``, ``give-back``, ``publish``: what others learn of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from vidik.cli.options import (
    MOMENT,
    districts_option,
    name_option,
    quiet_option,
    reason_option,
    register_option,
    role_option,
)
from vidik.cli.showing import progress_of, show_rejections, show_table
from vidik.jobs.changes import Compared, changes_of, write_feed
from vidik.jobs.giving import give_back, publish_release
from vidik.jobs.register import decide
from vidik.model.decision import Verdict
from vidik.register.changing import Change, Edit, What

__all__ = ["changes", "confirm", "give", "publish"]

#: Columns of the summary.
_KINDS = (*(what.value for what in What), "edits of the map")

FC = TypeVar("FC", bound=Callable[..., Any] | click.Command)


def _map_option(*, required: bool) -> Callable[[FC], FC]:
    return click.option(
        "--map",
        "map_",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="EXTRACT",
        required=required,
        help="OpenStreetMap of the place: it tells homes, and places of the deny-list.",
    )


_limit_option = click.option(
    "--limit", default=40, show_default=True, help="Rows to show; 0 shows all."
)


@click.command()
@click.option("--since", metavar="DATE|EDITION", help="The earlier state; else the one before.")
@click.option("--until", metavar="DATE|EDITION", help="The later state; else the newest.")
@click.option("--source", metavar="KEY", help="Of this source only.")
@click.option("--edits", is_flag=True, help="List what changed on the map only, too.")
@click.option(
    "--feed",
    type=click.Path(path_type=Path),
    metavar="FILE.json|FILE.atom",
    help="Write it as JSON Feed or Atom, without what must not be published; needs --map.",
)
@_map_option(required=False)
@_limit_option
@register_option
@quiet_option
def changes(
    since: str | None, until: str | None, source: str | None, edits: bool, feed: Path | None,
    map_: Path | None, limit: int, place: str, quiet: bool,
) -> None:  # fmt: skip
    """Show what changed between two states of sources: in the street, or only on the map."""
    if feed is not None and map_ is None:
        raise click.UsageError("--feed needs --map: without it nobody can tell a home.")
    compared, untold = changes_of(place, since=since, until=until, source=source)
    if not quiet:
        _tell(compared, untold, edits=edits, limit=limit)
    if feed is None or map_ is None:
        return
    fed = write_feed(place, compared, feed, map=map_, progress=progress_of(quiet=quiet))
    if not quiet:
        click.echo(f"{fed.items:,} items are written to {feed}.")
        _tell_left_out(fed.left_out)


def _tell(
    compared: dict[str, Compared], untold: Sequence[tuple[str, str]], *, edits: bool, limit: int
) -> None:
    for key, why in untold:
        click.echo(f"Not compared: {key}, {why}.", err=True)
    show_table("Changes by source", ("source", "from", "to", *_KINDS), [*_summary(compared)])
    rows = [
        _row(key, change)
        for key, one in compared.items()
        for change in sorted(one.difference.changes, key=_first)
        if edits or change.street
    ]
    _print_some("Changes", ("what", "source", "where", "details"), rows, limit)


def _print_some(
    title: str, names: Sequence[str], rows: Sequence[Sequence[object]], limit: int
) -> None:
    """Print the first rows of a table, and say how many there are."""
    shown = rows if limit == 0 else rows[:limit]
    more = "" if len(shown) == len(rows) else f" {len(shown):,} (--limit shows more) of"
    if rows:
        show_table(f"{title}:{more} {len(rows):,}", names, shown)


def _summary(compared: dict[str, Compared]) -> Iterator[tuple[object, ...]]:
    for key, one in compared.items():
        found = one.difference.changes
        count = Counter(what for change in found if not change.of_map for what in change.street)
        edits = sum(change.of_map for change in found)
        yield (key, one.since, one.until, *(count[what] for what in What), edits)


def _first(change: Change) -> int:
    """Return where a change stands in a table: by what it is, edits of the map last."""
    return [*What].index(change.street[0]) if change.street else len(What)


def _row(key: str, change: Change) -> tuple[object, ...]:
    said = change.statement.observation
    details = [f"{key}: {old or '–'} → {new or '–'}" for key, old, new in change.tags]
    if change.metres and What.MOVED in change.street:
        details.insert(0, f"{change.metres:.1f} m")
    if {Edit.RENUMBERED, Edit.REDRAWN} & set(change.edits) and change.before is not None:
        details.insert(0, f"was {change.before.observation.object}")
    words = [*change.street, *change.edits]
    return ", ".join(words), key, said.object or change.statement.place, "; ".join(details)


@click.command()
@click.argument("statement")
@role_option
@reason_option
@register_option
def confirm(statement: str, role: str, reason: str, place: str) -> None:
    """Say that somebody went over STATEMENT and that it stands; give-back asks for it."""
    decide(place, Verdict.CONFIRMED, role=role, reason=reason, observation=statement)


@click.command("give-back")
@click.argument("file", type=click.Path(path_type=Path))
@_map_option(required=True)
@_limit_option
@register_option
@quiet_option
def give(file: Path, map_: Path, limit: int, place: str, quiet: bool) -> None:
    """Write confirmed cameras into FILE (.osc), for a mapper of OpenStreetMap to review.

    Nothing is uploaded. Only sources whose licence allows it, no home, nothing that was not
    confirmed; what is left out is listed with the reason.
    """
    given = give_back(place, file, map=map_, progress=progress_of(quiet=quiet))
    if quiet:
        return
    told = [one for one in given if one.tags]
    new = sum(one.node is None for one in told)
    if told:
        click.echo(
            f"{new:,} new nodes and {len(told) - new:,} with more tags are written to {file}, "
            "for a mapper to look at."
        )
    else:
        click.echo("Nothing to give; no file is written.")
    left = [one for one in given if one.reason is not None]
    show_table(
        f"Left out: {len(left):,}",
        ("how many", "why"),
        [(f"{n:,}", why) for why, n in Counter(one.reason for one in left).most_common()],
    )
    rows = [
        (one.statement.observation.origin, one.statement.place, one.statement.id[:12], one.reason)
        for one in left
    ]
    _print_some("Left out, one by one", ("source", "where", "id", "why"), rows, limit)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--version", required=True, help="Of the release: 2026-11, 1.2.0.")
@click.option("--role", required=True, help="Of whoever publishes it, never a name.")
@click.option("--title", default="Statements on surveillance cameras", show_default=True)
@click.option("--recorded", type=MOMENT, help="What the register knew then (UTC).")
@_map_option(required=True)
@districts_option
@name_option
@register_option
@quiet_option
def publish(
    folder: Path, version: str, role: str, title: str, recorded: dt.datetime | None,
    map_: Path, districts: Path | None, name: str | None, place: str, quiet: bool,
) -> None:  # fmt: skip
    """Write a release into FOLDER: tables that can be cited and checked, and never change.

    Each source is a table under its own licence; those whose licences allow it stand together, too.
    Homes are counted and not shown. What can be quoted stands in figures.csv.
    """
    released = publish_release(
        place,
        folder,
        version=version,
        role=role,
        title=title,
        map=map_,
        recorded=None if recorded is None else recorded.replace(tzinfo=dt.UTC),
        districts=districts,
        name=name,
        progress=progress_of(quiet=quiet),
    )
    if quiet:
        return
    done = "holds" if released.new else "held already"
    click.echo(
        f"{folder} {done} release {version}: {released.shown:,} statements; "
        f"{released.hidden:,} are counted and not shown."
    )
    _tell_left_out(released.left_out)
    if released.rejected:
        show_rejections("the districts", released.rejected)


def _tell_left_out(sources: Sequence[tuple[str, str]]) -> None:
    for key, why in sources:
        click.echo(f"Left out: {key}, {why}.")
