"""``vidik audit``: what was published of face recognition, recomputed."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import cast, get_args

import click

from vidik.audit.claims import RATES
from vidik.audit.groups import fdr, garbe, inequity, largest_ratio
from vidik.audit.intervals import CONFIDENCE
from vidik.cli.audit_blind_test import blind_test
from vidik.cli.audit_plan import plan
from vidik.cli.audit_report import report
from vidik.cli.audit_switch_on import switch_on_command
from vidik.cli.showing import show_rejections, show_table
from vidik.jobs.claims import check_claims, propose_claims
from vidik.jobs.scores import AtThreshold, verified
from vidik.model.trial import Origin, TrialSource
from vidik.outside.claims import claims_schema
from vidik.register.spelling import readable
from vidik.report.claims import checked
from vidik.report.findings import said
from vidik.report.rates import interval_in_words, rate_in_words
from vidik.report.texts import texts_of

__all__ = ["audit"]

_confidence_option = click.option(
    "--confidence",
    type=click.FloatRange(0.5, 0.9999),
    default=CONFIDENCE,
    show_default=True,
    help="Of intervals.",
)


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
@_confidence_option
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


@audit.command()
@click.argument("scores_file", type=click.Path(path_type=Path))
@click.option(
    "--nonmated",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Scores of two people, a number a line; SCORES_FILE has those of one person then.",
)
@click.option("--threshold", "thresholds", type=float, multiple=True, help="To match at.")
@click.option(
    "--fmr",
    "targets",
    type=click.FloatRange(0.0, 1.0),
    multiple=True,
    help="A false match rate that the threshold is to keep.",
)
@click.option("--distances", is_flag=True, help="The lower a score, the more alike.")
@_confidence_option
def scores(
    scores_file: Path,
    nonmated: Path | None,
    thresholds: tuple[float, ...],
    targets: tuple[float, ...],
    distances: bool,
    confidence: float,
) -> None:
    """Tell the error rates of a matcher from its scores.

    SCORES_FILE is CSV or Parquet with columns score and mated, and subject and group if you like,
    or bob's text. FMR and FNMR are those of ISO/IEC 19795-1, of all and of each group at the same
    threshold, each with its count and interval, which takes comparisons for independent.
    """
    found = verified(
        scores_file,
        nonmated,
        thresholds=thresholds,
        targets=targets,
        distances=distances,
        confidence=confidence,
    )
    mated = int(found.comparisons.mated.sum())
    show_table(
        f"{mated:,} mated and {len(found.comparisons) - mated:,} nonmated comparisons, at "
        f"{confidence:.4g} confidence",
        ("chosen for", "threshold", "group", "FMR", "FNMR"),
        [
            (
                "" if row.asked is None else f"FMR {row.asked:g}",
                f"{row.threshold:g}",
                name,
                rate_in_words(of.false_match),
                rate_in_words(of.false_non_match),
            )
            for row in found.rows
            for name, of in (("all", row.all), *row.groups.items())
        ],
    )
    if found.rows[0].people is not None:
        show_table(
            "Where the rates of all lie if comparisons of one person are not new trials",
            ("threshold", "FMR", "FNMR"),
            [
                (f"{row.threshold:g}", *map(interval_in_words, row.people))
                for row in found.rows
                if row.people is not None
            ],
        )
    compared = [row for row in found.rows if len(row.groups) > 1]
    if compared:
        show_table(
            "Between groups: alike is 1 in FDR and inequity, 0 in GARBE; none says who it is",
            ("threshold", "FMR, most to least", "FNMR, most to least", "FDR", "inequity", "GARBE"),
            [_between(row) for row in compared],
        )
    for name, why in found.refused.items():
        click.echo(readable(f"Group {name}: {why}."))
    low, high = (f"{share:.3g}" for share in found.equal)
    click.echo(f"Both errors are as frequent at {low if low == high else f'{low} to {high}'}.")
    if found.rejected:
        show_rejections("the scores", found.rejected)


def _between(row: AtThreshold) -> tuple[str, ...]:
    groups = [*row.groups.values()]
    measures = (
        largest_ratio([one.false_match for one in groups]),
        largest_ratio([one.false_non_match for one in groups]),
        fdr(groups),
        inequity(groups),
        garbe(groups),
    )
    return f"{row.threshold:g}", *(
        "cannot be known: one is 0" if math.isinf(one) else f"{one:.3g}" for one in measures
    )


audit.add_command(switch_on_command)


def _words(name: str) -> str:
    return name.replace("_", " ")
