"""``vidik audit blind-test``: put somebody else's matcher to the test, blind."""

from __future__ import annotations

import json
import os
import shlex
from dataclasses import asdict
from pathlib import Path
from typing import cast

import click

from vidik.audit.intervals import CONFIDENCE
from vidik.cli.options import quiet_option
from vidik.cli.showing import progress_of, show_rejections, show_table
from vidik.errors import InputError
from vidik.jobs.blind_test import check_report, open_test, prepare_test, run_test
from vidik.model.blind_test import MODES, Mode, Report
from vidik.outside.matcher import CommandMatcher, WebMatcher
from vidik.outside.signing import new_key
from vidik.register.spelling import readable
from vidik.report.rates import rate_in_words

__all__ = ["blind_test"]

_file = click.Path(path_type=Path)


@click.group("blind-test")
def blind_test() -> None:
    """Test a matcher that somebody else runs, with people who agreed to it.

    Vidik has no matcher and makes no templates: it asks the one under test, and counts. Names and
    order of pictures say nothing, and what was answered is held fast before labels are opened.
    """


@blind_test.command()
@click.argument("private_key", type=_file)
@click.argument("public_key", type=_file)
def key(private_key: Path, public_key: Path) -> None:
    """Make a key to sign reports with, and one to check them with (Ed25519)."""
    click.echo(f"The key's id is {new_key(private_key, public_key)}.")


@blind_test.command()
@click.argument("manifest", type=_file)
@click.argument("plan", type=_file)
@click.argument("labels", type=_file)
@click.argument("pictures", type=_file)
@click.option("--mode", type=click.Choice(MODES), required=True, help="One to one, or one to many.")
@click.option(
    "--threshold",
    "thresholds",
    type=float,
    multiple=True,
    required=True,
    help="To tell error rates at, chosen now.",
)
@click.option(
    "--nonmated",
    type=click.IntRange(0),
    metavar="N",
    help="Other people that each probe is compared with, drawn; all if left out.",
)
def prepare(
    manifest: Path,
    plan: Path,
    labels: Path,
    pictures: Path,
    mode: str,
    thresholds: tuple[float, ...],
    nonmated: int | None,
) -> None:
    """Make PLAN and PICTURES, which a run needs, and LABELS, which stay away from it, of MANIFEST.

    PICTURES is a new folder: the same pictures, without anything but pixels, under names that say
    nothing.

    MANIFEST is a table with columns file, subject (a pseudonym), role (gallery or probe), consent
    (where it is written that the person agreed; "synthetic: …" for who was made up) and group.
    """
    if nonmated is not None and mode != "verification":
        raise click.UsageError("--nonmated is of verification.")
    made = prepare_test(
        manifest,
        plan,
        labels,
        pictures,
        mode=cast("Mode", mode),
        thresholds=thresholds,
        nonmated=nonmated,
    )
    if made.rejected:
        show_rejections("the manifest", made.rejected)
    click.echo(
        f"{len(made.plan.samples):,} pictures, {len(made.plan.questions):,} questions. Keep "
        f"{labels} where whoever runs the test cannot read it. Hand these on before the run:"
    )
    click.echo(f"labels {made.plan.labels}")
    click.echo(f"plan   {made.hash}")


@blind_test.command()
@click.argument("plan", type=_file)
@click.argument("pictures", type=_file)
@click.argument("results", type=_file)
@click.option("--command", help="The matcher is a program: how it is started.")
@click.option("--url", help="The matcher is a server: where questions go, by POST.")
@click.option("--timeout", type=click.FloatRange(0.1, 3600.0), default=30.0, show_default=True,
              help="Seconds for an answer.")  # fmt: skip
@click.option(
    "--env",
    "names",
    multiple=True,
    metavar="NAME",
    help="A variable of the environment that the program may see.",
)
@click.option(
    "--token-env", metavar="NAME", help="The variable with the secret that a server asks for."
)
@quiet_option
def run(
    plan: Path,
    pictures: Path,
    results: Path,
    command: str | None,
    url: str | None,
    timeout: float,
    names: tuple[str, ...],
    token_env: str | None,
    quiet: bool,
) -> None:
    """Ask a matcher the questions of PLAN about PICTURES, and write what it says to RESULTS.

    A run that broke off goes on where it was. At its end RESULTS is held fast by a hash, to be
    handed on before the labels are opened.
    """
    if (command is None) == (url is None):
        raise click.UsageError("Say either --command or --url.")
    if (names and command is None) or (token_env is not None and url is None):
        raise click.UsageError("--env goes with --command, --token-env with --url.")
    for name in (*names, *([token_env] if token_env is not None else [])):
        if name not in os.environ:
            raise InputError("no such variable in the environment", value=name)
    matcher: CommandMatcher | WebMatcher
    if command is not None:
        words = _words(command)
        seen = {name: os.environ[name] for name in names}
        matcher = CommandMatcher(words, seconds=timeout, environment=seen)
    else:
        token = None if token_env is None else os.environ[token_env]
        matcher = WebMatcher(cast("str", url), seconds=timeout, token=token)
    found, end = run_test(plan, pictures, results, matcher, progress=progress_of(quiet=quiet))
    failed = sum(one.failure is not None for one in found.answers)
    click.echo(f"{len(found.answers):,} questions asked, {failed:,} without an answer.")
    click.echo("Hand this on before the labels are opened:")
    click.echo(f"results {end}")


@blind_test.command("open")
@click.argument("plan", type=_file)
@click.argument("labels", type=_file)
@click.argument("results", type=_file)
@click.argument("report", type=_file)
@click.option("--key", "key_file", type=_file, required=True, help="To sign with.")
@click.option(
    "--confidence",
    type=click.FloatRange(0.5, 0.9999),
    default=CONFIDENCE,
    show_default=True,
    help="Of intervals.",
)
def open_labels(
    plan: Path, labels: Path, results: Path, report: Path, key_file: Path, confidence: float
) -> None:
    """Open LABELS, tell the error rates, and write REPORT, signed."""
    _show(open_test(plan, labels, results, report, key_file, confidence=confidence))


@blind_test.command()
@click.argument("report", type=_file)
@click.option("--key", "key_file", type=_file, required=True, help="Of who is to have signed it.")
@click.option(
    "--files",
    type=_file,
    nargs=3,
    metavar="PLAN LABELS RESULTS",
    help="To reckon all of it once more.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def verify(
    report: Path, key_file: Path, files: tuple[Path, Path, Path] | None, as_json: bool
) -> None:
    """Check that REPORT is signed with a key, and tell what it says."""
    made = check_report(report, key_file, files)
    if as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2))
        return
    click.echo("Signed with this key, and nothing was changed." if files is None else
               "Signed with this key, and its files come to the same.")  # fmt: skip
    _show(made)


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as fault:
        raise InputError(f"is no command: {fault}", value=command) from fault
    if not words:
        raise InputError("is no command", value=command)
    return words


def _show(made: Report) -> None:
    made_up = f", {made.made_up:,} of them made up" if made.made_up else ""
    show_table(
        f"{made.mode.capitalize()} of {made.people:,} people{made_up}; labels opened {made.opened}",
        ("rate", "group", "threshold", "with count and interval"),
        [
            (
                one.name,
                one.group,
                None if one.threshold is None else f"{one.threshold:g}",
                f"not told: {one.why}" if one.rate is None else rate_in_words(one.rate),
            )
            for one in made.rates
        ],
    )
    for name, said in (("Not enrolled", made.no_enrolment), ("Not answered", made.no_answer),
                       ("Lines nobody asked for", made.strange)):  # fmt: skip
        if said:
            told = ", ".join(f"{reason} {count:,}" for reason, count in said.items())
            click.echo(readable(f"{name}: {told}."))
    if made.restarts:
        click.echo(f"The matcher was started again {made.restarts} times.")
    for name, value in made.commitments.items():
        click.echo(readable(f"{name} {value}"))
