"""``vidik register request``: what people ask to have put right, and what came of it."""

from __future__ import annotations

import datetime as dt

import click

from vidik.cli.options import register_option, role_option
from vidik.cli.showing import show_table
from vidik.jobs.requests import add_request, go_on, request_told, requests_listed
from vidik.model.request import Channel, Request, Standing, Wish

__all__ = ["request"]

_DAYS = 30

_day_option = click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="On which it was done; else today."
)


@click.group()
def request() -> None:
    """Keep what people ask to have put right, and answer it.

    Nothing about who asked is kept: no name, no address, no number. The reference is all that they
    need to find the status on the site.
    """


@request.command("add")
@click.argument("asks", type=click.Choice([one.value for one in Wish]))
@click.option(
    "--about", metavar="WHAT",
    help="A statement (osm:node/123, “row 12”), a page's address, or “latitude, longitude”. Leave "
    "it out where a home, a person or a shelter need not be pointed at.",
)  # fmt: skip
@click.option(
    "--by", "channel", required=True, type=click.Choice([one.value for one in Channel]),
    help="How it came.",
)  # fmt: skip
@click.option(
    "--came", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it came; else today."
)
@role_option
@register_option
def add(
    asks: str, about: str | None, channel: str, came: dt.datetime | None, role: str, place: str
) -> None:
    """Add a request that asks for one of these, and print its reference."""
    made = add_request(
        place, Wish(asks), Channel(channel), role=role, about=about, came=_date(came)
    )
    click.echo(
        f"{made.reference} is the reference. Give it to whoever asked: the site shows by it where "
        "the request stands."
    )


@request.command()
@click.argument("reference")
@_day_option
@role_option
@register_option
def look(reference: str, day: dt.datetime | None, role: str, place: str) -> None:
    """Say that somebody looks at REFERENCE."""
    _tell(go_on(place, reference, Standing.LOOKED_AT, role=role, day=_date(day)))


@request.command()
@click.argument("reference")
@click.argument("decision", type=click.Choice(["corrected", "partly", "declined", "forwarded"]))
@click.option("--reason", required=True, help="Why, for outsiders: the site shows it as it stands.")
@click.option("--rests-on", default="", metavar="TEXT", help="The rule, or what shows it.")
@click.option("--to", default="", metavar="BODY", help="Whose matter it is, if forwarded.")
@click.option(
    "--statement", "statements", multiple=True, metavar="WHAT",
    help="A statement that came of it, or that was withdrawn; more than once for more.",
)  # fmt: skip
@_day_option
@role_option
@register_option
def answer(
    reference: str, decision: str, reason: str, rests_on: str, to: str, statements: tuple[str, ...],
    day: dt.datetime | None, role: str, place: str,
) -> None:  # fmt: skip
    """Answer REFERENCE, or say who it was forwarded to."""
    _tell(
        go_on(
            place,
            reference,
            Standing(decision),
            role=role,
            reason=reason,
            rests_on=rests_on,
            forwarded_to=to,
            statements=statements,
            day=_date(day),
        )
    )


@request.command()
@click.argument("reference")
@click.option("--reason", required=True, help="Why, for outsiders: the site shows it as it stands.")
@_day_option
@role_option
@register_option
def reopen(reference: str, reason: str, day: dt.datetime | None, role: str, place: str) -> None:
    """Look at REFERENCE again, though it was answered."""
    _tell(go_on(place, reference, Standing.REOPENED, role=role, reason=reason, day=_date(day)))


@request.command("list")
@click.option(
    "--days", type=click.IntRange(min=0), default=_DAYS, show_default=True,
    help="What is open longer comes first. The law on data protection gives a month.",
)  # fmt: skip
@click.option("--open", "only_open", is_flag=True, help="Leave out what was answered.")
@register_option
def list_(days: int, only_open: bool, place: str) -> None:
    """List the requests, those that have been open too long first."""
    show_table(
        "Requests",
        ("reference", "asks for", "came by", "came", "status", "since", "days", ""),
        requests_listed(place, days=days, only_open=only_open),
    )


@request.command()
@click.argument("reference")
@register_option
def show(reference: str, place: str) -> None:
    """Show what REFERENCE is about, and every step."""
    title, about, steps = request_told(place, reference)
    show_table(title, ("says", "value"), about)
    show_table(
        "Steps", ("day", "status", "by", "reason", "rests on", "forwarded to", "statements"), steps
    )


def _date(moment: dt.datetime | None) -> dt.date | None:
    return None if moment is None else moment.date()


def _tell(request: Request) -> None:
    click.echo(f"{request.reference}: {request.last.standing} since {request.last.day}.")
