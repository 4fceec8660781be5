"""``vidik audit report``: published trials, reckoned again, to print."""

from __future__ import annotations

from pathlib import Path

import click

from vidik.audit.intervals import CONFIDENCE
from vidik.cli.showing import show_rejections
from vidik.jobs.claims import report_claims
from vidik.report.texts import known_languages

__all__ = ["report"]


@click.command()
@click.argument("report_file", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.option(
    "--claims",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A claims file; without it, the published trials that come with Vidik.",
)
@click.option(
    "--language",
    type=click.Choice(known_languages()),
    default="en",
    show_default=True,
    help="Of its words.",
)
@click.option(
    "--confidence",
    type=click.FloatRange(0.5, 0.9999),
    default=CONFIDENCE,
    show_default=True,
    help="Of intervals.",
)
def report(report_file: Path, claims: Path | None, language: str, confidence: float) -> None:
    """Write a report about published trials, to print: OUT.pdf.

    It has what `vidik audit claims` tells, with every formula and every source.
    """
    trials, rejected = report_claims(report_file, claims, language=language, confidence=confidence)
    click.echo(f"{report_file}: {trials} trials.")
    if rejected:
        show_rejections("the claims", rejected)
