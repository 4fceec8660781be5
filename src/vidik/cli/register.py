"""``vidik register``: who says which camera is where."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from vidik.cli.comparing import compare, review
from vidik.cli.estimating import estimate_
from vidik.cli.giving import changes, confirm, give, publish
from vidik.cli.options import (
    MOMENT,
    quiet_option,
    reason_option,
    register_option,
    role_option,
)
from vidik.cli.planning import age_, plan_, tasks_
from vidik.cli.showing import progress_of, show_table
from vidik.jobs.intake import Described, import_list, review_pdf, understand_list
from vidik.jobs.register import (
    decide,
    erase,
    export_register,
    history_of,
    overview_of,
    restore,
    statements_of,
    store_register,
)
from vidik.model.decision import Verdict
from vidik.model.origin import Kind, Obtained

__all__ = ["register"]

#: Notes on what was not understood that are shown; all of them are in the file.
_SHOWN = 10

_day = click.DateTime(["%Y-%m-%d"])
_city_option = click.option(
    "--city",
    type=click.Path(path_type=Path),
    metavar="EXTRACT",
    help="OpenStreetMap of the city: finds addresses, tells coordinate systems apart.",
)


@click.group()
def register() -> None:
    """Keep what sources say of cameras: each statement, who made it, and since when.

    Statements are added and never changed: a correction is another statement, and the state of any
    past day can be asked for. See `vidik register import --help`.
    """


register.add_command(compare)
register.add_command(estimate_)
register.add_command(plan_)
register.add_command(age_)
register.add_command(tasks_)
register.add_command(review)
register.add_command(changes)
register.add_command(confirm)
register.add_command(give)
register.add_command(publish)


@register.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", required=True, metavar="KEY", help="Short name of the source.")
@click.option("--name", help="What readers call the source.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="What it is.")
@click.option("--licence", metavar="SPDX", help="Of its data: ODbL-1.0, CC0-1.0, proprietary, …")
@click.option("--attribution", help="Its credit line.")
@click.option(
    "--obtained",
    type=click.Choice([way.value for way in Obtained]),
    help="How it came to us; what was leaked or is classified is held until it is released.",
)
@click.option("--url", help="Where it can be seen.")
@click.option("--draft/--no-draft", default=None, help="Somebody's own list, not published yet.")
@click.option("--synthetic", is_flag=True, default=None, help="It is made up.")
@click.option("--dated", type=_day, help="The day that it describes, if the file does not say.")
@click.option("--retrieved", type=_day, help="The day on which it came to us.")
@click.option(
    "--adds", is_flag=True, help="It adds to what the source said, instead of replacing it."
)
@_city_option
@click.option("--town", default="", help="Where addresses without a town are.")
@register_option
@quiet_option
def import_(
    file: Path, source: str, place: str, quiet: bool, dated: dt.datetime | None,
    retrieved: dt.datetime | None, adds: bool, kind: str | None, obtained: str | None,
    city: Path | None, town: str, **said: Any,
) -> None:  # fmt: skip
    """Take FILE into the register, whole or not at all; doing it twice changes nothing.

    What was not understood is written beside it, as FILE.rejected.csv.
    """
    imported = import_list(
        place,
        file,
        Described(
            key=source,
            kind=None if kind is None else Kind(kind),
            obtained=None if obtained is None else Obtained(obtained),
            **said,
        ),
        dated=None if dated is None else dated.date(),
        retrieved=None if retrieved is None else retrieved.date(),
        adds=adds,
        city=city,
        town=town,
        progress=progress_of(quiet=quiet),
    )
    if quiet:
        return
    taken = imported.taken
    if not taken.new:
        click.echo(f"{file.name} is in the register already: {taken.statements:,} statements.")
    else:
        click.echo(
            f"{taken.statements:,} statements of {imported.origin.name}, "
            f"{taken.unheard:,} of them new."
        )
    if taken.erased:
        click.echo(f"{taken.erased:,} were left out: they were erased from this register.")
    if imported.rejected:
        show_table(
            f"Not understood: {len(imported.rejected):,}; all of them in {imported.told}",
            ("place", "field", "value", "why"),
            [(one.id, one.field, one.value, one.reason) for one in imported.rejected[:_SHOWN]],
        )


@register.command("map")
@click.argument("file", type=click.Path(path_type=Path))
@_city_option
@click.option("--save", is_flag=True, help="Save it beside FILE: it is used from then on.")
def map_(file: Path, city: Path | None, save: bool) -> None:
    """Show how the columns of FILE are understood, and how sure that is."""
    if (to_review := review_pdf(file)) is not None:
        click.echo("{} has its rows: mend them, and save them as {}.".format(*to_review))
        return
    tables, saved = understand_list(file, city=city, save=save)
    for title, rows in tables:
        show_table(title, ("column", "says", "how sure", "why"), rows)
    if saved is not None:
        click.echo(f"{saved} is used from now on; change it as you like.")


@register.command()
@click.argument("object", required=False)
@click.option("--on", type=_day, help="What held on that day.")
@click.option("--recorded", type=MOMENT, help="What the register knew then (UTC).")
@register_option
def show(
    object: str | None, place: str, on: dt.datetime | None, recorded: dt.datetime | None
) -> None:
    """Show the sources, or what is said of OBJECT: node/123, row 12, the start of an id."""
    known = None if recorded is None else recorded.replace(tzinfo=dt.UTC)
    day = None if on is None else on.date()
    if object is None:
        rows = overview_of(place, on=day, recorded=known)
        show_table("Sources", ("key", "name", "kind", "obtained", "editions", "newest", "says",
                           "published"), rows)  # fmt: skip
        return
    for title, rows in statements_of(place, object, on=day, recorded=known):
        show_table(title, ("says", "value"), rows)


@register.command()
@click.argument("object")
@register_option
def history(object: str, place: str) -> None:
    """Show all that was ever said of OBJECT, withdrawn or not, and what was decided."""
    show_table(f"History of {object}", ("since", "until", "source", "where", "what", "id"),
           history_of(place, object))  # fmt: skip


@register.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--on", type=_day, help="What held on that day.")
@click.option("--recorded", type=MOMENT, help="What the register knew then (UTC).")
@click.option(
    "--all", "everything", is_flag=True,
    help="With what is held and with drafts.",
)  # fmt: skip
@register_option
def export(
    file: Path, place: str, on: dt.datetime | None, recorded: dt.datetime | None, everything: bool
) -> None:
    """Write what sources say into FILE: .geojson or .csv, each statement with its source.

    It is for the house: cameras on homes stand in it at their place. What may be published comes
    from `vidik register publish` and from `vidik build`.
    """
    count, left_out = export_register(
        place,
        file,
        on=None if on is None else on.date(),
        recorded=None if recorded is None else recorded.replace(tzinfo=dt.UTC),
        everything=everything,
    )
    click.echo(f"{count:,} statements are written to {file}.")
    for key, why in left_out:
        click.echo(f"Left out: {key}, {why}.")


@register.command()
@click.argument("file", type=click.Path(path_type=Path))
@register_option
@quiet_option
def backup(file: Path, place: str, quiet: bool) -> None:
    """Store the whole register in FILE (.zip), secrets included; keep it safe."""
    rows = store_register(place, file, progress=progress_of(quiet=quiet))
    if not quiet:
        click.echo(f"{rows:,} rows are stored in {file}.")


@register.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@register_option
@quiet_option
def restore_(file: Path, place: str, quiet: bool) -> None:
    """Make a register of FILE, which `vidik register backup` stored."""
    rows = restore(file, place, progress=progress_of(quiet=quiet))
    if not quiet:
        click.echo(f"{rows:,} rows are in the register again.")


@register.command()
@click.argument("statement")
@click.option("--edition", is_flag=True, help="STATEMENT is the hash of a file: all that it says.")
@role_option
@reason_option
@register_option
def withdraw(statement: str, edition: bool, role: str, reason: str, place: str) -> None:
    """Let STATEMENT count no more; it stays in the register."""
    name = "edition" if edition else "observation"
    decide(place, Verdict.WITHDRAWN, role=role, reason=reason, **{name: statement})


@register.command()
@click.argument("source")
@role_option
@reason_option
@register_option
def release(source: str, role: str, reason: str, place: str) -> None:
    """Decide that SOURCE may be published."""
    decide(place, Verdict.RELEASED, role=role, reason=reason, origin=source)


@register.command()
@click.argument("source")
@role_option
@reason_option
@register_option
def hold(source: str, role: str, reason: str, place: str) -> None:
    """Decide that nothing of SOURCE is published."""
    decide(place, Verdict.HELD, role=role, reason=reason, origin=source)


@register.command("erase")
@click.argument("statement")
@reason_option
@register_option
@click.confirmation_option(prompt="It cannot be brought back. Erase it?")
def erase_(statement: str, reason: str, place: str) -> None:
    """Take STATEMENT away for good; that it was there stays known, and what it said does not."""
    if not erase(place, statement, reason=reason):
        click.echo(
            "It is erased. Others were using the register meanwhile: until the next erasure, its "
            "files may hold traces of it."
        )
