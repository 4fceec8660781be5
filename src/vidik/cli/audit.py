"""``vidik audit``: what was published of face recognition, recomputed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast, get_args

import click

from vidik.audit.claims import RATES
from vidik.cli.audit_blind_test import blind_test
from vidik.cli.audit_coverage import coverage
from vidik.cli.audit_identification import identification
from vidik.cli.audit_plan import plan
from vidik.cli.audit_report import report
from vidik.cli.audit_scores import scores
from vidik.cli.audit_switch_on import switch_on_command
from vidik.cli.drawing import confidence_option
from vidik.cli.showing import show_rejections, show_table
from vidik.jobs.claims import check_claims, propose_claims
from vidik.model.trial import Origin, TrialSource
from vidik.outside.claims import claims_schema
from vidik.register.spelling import readable
from vidik.report.claims import checked
from vidik.report.findings import said
from vidik.report.rates import rate_in_words
from vidik.report.texts import texts_of

__all__ = ["audit"]


@click.group()
def audit() -> None:
    """Recompute what was published of face recognition.

    Vidik recognises nobody: it reckons with the counts and scores of those who do.
    """


audit.add_command(report)
audit.add_command(plan)
audit.add_command(blind_test)


@audit.command()
@click.argument("claims_file", type=click.Path(path_type=Path), required=False)
@click.option("--trial", metavar="KEY", help="Only this one.")
@confidence_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--schema", is_flag=True, help="Print the schema of claims files, and nothing else.")
def claims(
    claims_file: Path | None, trial: str | None, confidence: float, as_json: bool, schema: bool
) -> None:
    """Tell what the published figures of trials come to.

    Each rate has both denominators, all faces and all alerts, its count and its interval (Clopper
    and Pearson's), or stands as what cannot be known. Then comes what does not add up as quoted,
    with reasons there may be. Without CLAIMS_FILE it is the published trials that come with Vidik.
    """
    if schema:
        click.echo(json.dumps(claims_schema(), ensure_ascii=False, indent=2))
        return
    found, rejected = check_claims(claims_file, trial=trial, confidence=confidence)
    if as_json:
        unused = [
            {"trial": row.id, "field": row.field, "value": row.value, "why": row.reason}
            for row in rejected
        ]
        click.echo(json.dumps(checked(found) | {"rejected": unused}, ensure_ascii=False, indent=2))
        return
    show_table(
        f"Published figures of {len(found):,} trials, recomputed at {confidence:.4g} confidence",
        ("trial", "whose statement", *(f"{_words(what)} of {_words(of)}" for what, of in RATES)),
        [
            (
                one.trial.key,
                ", ".join(dict.fromkeys(source.kind for source in one.trial.sources)),
                *(
                    rate_in_words(rate, lacks, about=about)
                    for rate, lacks, about in zip(one.rates, one.missing, one.about, strict=True)
                ),
            )
            for one in found
        ],
    )
    both = sum(
        one.trial.known("faces") is not None and one.trial.known("alerts") is not None
        for one in found
    )
    known = sum(all(rate is not None for rate in one.rates[:2]) for one in found)
    click.echo(
        f"{both} of {len(found)} trials say how many faces and how many alerts there were; of "
        f"{known} the rate of false alerts can be told of both."
    )
    texts = texts_of()
    for one in found:
        for finding in one.findings:
            told = said(finding, one.trial.sources, texts)
            reasons = f" Possible reasons: {'; '.join(told.reasons)}." if told.reasons else ""
            note = f" {told.note}" if told.note else ""
            click.echo(readable(f"{one.trial.key}: {told.sentence}.{reasons}{note}"))
    if rejected:
        show_rejections("the claims", rejected)


@audit.command()
@click.argument("text_file", type=click.Path(path_type=Path))
@click.option("--url", required=True, help="Where the text stands.")
@click.option(
    "--kind",
    type=click.Choice(get_args(Origin)),
    default="news",
    show_default=True,
    help="Whose text it is.",
)
def propose(text_file: Path, url: str, kind: str) -> None:
    """Propose a claims file from the text of a press release, in English.

    Each figure stands beside its sentence, for a person to confirm: what a number counts is guessed
    from the words behind it. Of a number that is not understood nothing is proposed.
    """
    click.echo(propose_claims(text_file, TrialSource(cast("Origin", kind), url)), nl=False)


audit.add_command(coverage)
audit.add_command(identification)
audit.add_command(scores)
audit.add_command(switch_on_command)


def _words(name: str) -> str:
    return name.replace("_", " ")
