"""``vidik audit plan``: what a test of face recognition takes, before it is done."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from vidik.audit.clustering import Effort
from vidik.audit.intervals import CONFIDENCE
from vidik.audit.rate_tests import POWER
from vidik.cli.showing import show_rejections, show_table
from vidik.jobs.trial_plan import Clustered, Planned, SequencePlan, past_trials, planned
from vidik.report.trial_plan import for_json, one_in, summary

__all__ = ["plan"]


class _Rate(click.ParamType[float]):
    """A rate as people write it: 1/6000, 0.89, 11%."""

    name = "rate"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the rate."""
        if isinstance(value, float):
            return value
        text = str(value).strip()
        number = r"(\d+(?:\.\d+)?(?:e-?\d+)?)"
        if found := re.fullmatch(rf"{number}\s*(?:/|in)\s*{number}", text, re.ASCII):
            whole = float(found[2])
            rate = float(found[1]) / whole if whole else math.inf
        elif found := re.fullmatch(rf"{number}\s*(%?)", text, re.ASCII):
            rate = float(found[1]) / (100.0 if found[2] else 1.0)
        else:
            self.fail(f"{text!r} is no rate: 1/6000, 0.11, 11%", param, ctx)
        if not 0.0 <= rate <= 1.0:
            self.fail(f"{text!r} is no rate from 0 to 1", param, ctx)
        return rate


@click.command()
@click.argument("claims_file", type=click.Path(path_type=Path), required=False)
@click.option("--at-most", type=_Rate(), help="Rate to be shown not to be exceeded: 1/6000, 0.1%.")
@click.option("--at-least", type=_Rate(), help="The same of its rest: TPIR of 0.89 is 0.11 missed.")
@click.option(
    "--truth", type=_Rate(), help="Rate there is, as you suppose, written like the claim."
)
@click.option("--passes-each", type=click.IntRange(1), default=1, help="Passes of each person.")
@click.option(
    "--correlation",
    "correlations",
    type=click.FloatRange(0.0, 1.0),
    nargs=3,
    metavar="LEAST EXPECTED MOST",
    help="Of errors of one person, 0 to 1; asked for where people pass more than once.",
)
@click.option("--passes-a-day", type=click.IntRange(1), help="Passes of a day, to tell days.")
@click.option("--groups", type=click.IntRange(2), help="Groups that are held against one of them.")
@click.option("--factor", type=float, help="No group is to be worse by.")
@click.option("--difference", type=float, help="No group's rate is to be higher by.")
@click.option("--share", type=float, help="Of passes of two groups, the smaller one's.  [half]")
@click.option("--every", type=click.IntRange(1), help="Passes from look to look, to end early.")
@click.option("--past", is_flag=True, help="Tell what past trials could have shown instead.")
@click.option("--trial", metavar="KEY", help="With --past: only this one.")
@click.option(
    "--confidence",
    type=click.FloatRange(0.5, 0.9999),
    default=CONFIDENCE,
    show_default=True,
    help="That a claim is not supported if it is false.",
)
@click.option(
    "--power",
    type=click.FloatRange(0.5, 0.9999),
    default=POWER,
    show_default=True,
    help="How often a claim is supported if the truth is as supposed.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def plan(
    claims_file: Path | None,
    at_most: float | None,
    at_least: float | None,
    truth: float | None,
    passes_each: int,
    correlations: tuple[float, float, float] | None,
    passes_a_day: int | None,
    groups: int | None,
    factor: float | None,
    difference: float | None,
    share: float | None,
    every: int | None,
    past: bool,
    trial: str | None,
    confidence: float,
    power: float,
    as_json: bool,
) -> None:
    """Tell how many people, passes and days a test of a claim takes.

    The numbers hold exactly for passes of different people; of people who pass more than once they
    grow with the correlation of their errors, which is a guess and so a range. With --past it tells
    what the trials of CLAIMS_FILE, or those that come with Vidik, could have shown at best.
    """
    if past:
        _show_past(claims_file, trial, confidence, power, as_json=as_json)
        return
    if claims_file is not None or trial is not None:
        raise click.UsageError("CLAIMS_FILE and --trial go with --past.")
    if (at_most is None) == (at_least is None):
        raise click.UsageError("Say either --at-most or --at-least; or --past.")
    if passes_each > 1 and correlations is None:
        raise click.UsageError("People who pass more than once need --correlation.")
    if correlations is not None and list(correlations) != sorted(correlations):
        raise click.UsageError("--correlation is least, expected, most, in this order.")
    if (groups is None) != (factor is None and difference is None):
        raise click.UsageError("--groups goes with --factor or --difference.")
    if share is not None and groups is None:
        raise click.UsageError("--share goes with --groups.")
    for name, needs in (("--groups", groups), ("--every", every)):
        if needs is not None and truth is None:
            raise click.UsageError(f"{name} needs --truth: what is supposed.")
    if at_least is not None:  # the same of its rest
        at_most, truth = 1.0 - at_least, None if truth is None else 1.0 - truth
    assert at_most is not None
    found = planned(
        at_most,
        truth,
        people=Clustered(passes_each, correlations or (0.0,), passes_a_day),
        groups=groups or 1,
        factor=factor,
        difference=difference,
        share=share,
        every=every,
        confidence=confidence,
        power=power,
    )
    if as_json:
        click.echo(json.dumps(for_json(found), ensure_ascii=False, indent=2))
        return
    _show(found, confidence)


def _show(found: Planned, confidence: float) -> None:
    claim = one_in(found.at_most)
    if found.for_good is None:
        rows = [((f"{trials:,}",), efforts) for trials, efforts in found.shown]
        _show_efforts(
            f"What supports, at {confidence:.4g} confidence, that the rate is at most {claim}",
            ("independent passes",),
            rows,
        )
        click.echo("How often a claim that holds is supported, --truth tells.")
        return
    click.echo(summary(*found.for_good, confidence=confidence))
    tests = (("no error allowed", found.no_error), ("the smallest with the power", found.smallest),
             ("it and every larger one", found.for_good))  # fmt: skip
    _show_efforts(
        "Tests of the claim: how often each supports it if it is false, and if the truth is as "
        "supposed",
        ("test", "independent passes", "if false", "if true"),
        [
            ((name, f"{test.trials:,}", f"{test.size:.3f}", f"{test.power:.3f}"), efforts)
            for name, one in tests
            if one is not None
            for test, efforts in (one,)
        ],
    )
    if found.to_measure is not None:
        trials = found.to_measure[0]
        click.echo(f"To measure that rate to within 30% (the rule of 30): {trials:,} passes.")
    if found.groups:
        _show_efforts(
            "Groups, each held against one of them",
            ("to be shown", "passes of", "independent passes"),
            [((one.asked, one.counted, f"{one.trials:,}"), one.efforts) for one in found.groups],
        )
    if found.sequence is not None:
        _show_sequence(found.sequence)


def _show_efforts(
    title: str,
    names: Sequence[str],
    rows: Sequence[tuple[tuple[str, ...], Sequence[Effort]]],
) -> None:
    """Print what tests take, a line for each correlation; nothing of what nobody asked for."""
    efforts = [effort for _, some in rows for effort in some]
    columns: list[tuple[str, Callable[[Effort], str]]] = []
    if any(one.effect > 1.0 for one in efforts):
        columns.append(("correlation", lambda one: f"{one.correlation:g}"))
    if any(one.errors is not None for one in efforts):
        columns.append(("errors allowed", lambda one: f"{one.errors:,}"))
    if any(one.people < one.passes for one in efforts):
        columns += [("people", lambda one: f"{one.people:,}"),
                    ("passes", lambda one: f"{one.passes:,}")]  # fmt: skip
    if any(one.days is not None for one in efforts):
        columns.append(("days", lambda one: f"{one.days:,}"))
    alike = 1 if columns[:1] and columns[0][0] != "correlation" else None
    show_table(
        title,
        (*names, *(name for name, _ in columns)),
        [
            (*(head if not i else ("",) * len(head)), *(told(one) for _, told in columns))
            for head, some in rows
            for i, one in enumerate(some[:alike])
        ],
    )


def _show_sequence(found: SequencePlan) -> None:
    looks = found.test.looks
    first = next((look for look in looks if look.support >= 0), None)
    show_table(
        f"A test that may end early: {len(looks):,} looks, the last after {looks[-1].trials:,}",
        ("if the rate is", "supported", "given up", "passes on the average"),
        [
            (
                one_in(one.rate),
                f"{one.support:.3f}",
                f"{one.given_up:.3f}",
                f"{one.trials:,.0f}",
            )
            for one in found.courses
        ],
    )
    earliest = "" if first is None else (
        f"It supports the claim after {first.trials:,} passes without an error, at the earliest. "
    )  # fmt: skip
    click.echo(f"{earliest}All of this is for passes of different people. --json has every look.")


def _show_past(
    path: Path | None, trial: str | None, confidence: float, power: float, *, as_json: bool
) -> None:
    found, rejected = past_trials(path, trial=trial, confidence=confidence, power=power)
    if as_json:
        made = {"trials": for_json(found), "rejected": for_json(list(rejected))}
        click.echo(json.dumps(made, ensure_ascii=False, indent=2))
        return
    show_table(
        f"What past trials could have shown at best, at {confidence:.4g} confidence",
        ("trial", "false alerts of", "how many", "smallest rate, had there been none",
         "false alerts", "smallest ratio of two halves", "smallest difference"),
        [
            (
                one.key,
                one.of,
                f"{'about ' if one.about else ''}{one.shown.of:,}",
                one_in(one.shown.bound),
                "not said" if one.shown.errors is None else f"{one.shown.errors:,}",
                _ratio(one.shown.ratio),
                None if one.shown.difference is None else one_in(one.shown.difference),
            )
            for one in found
            if one.shown is not None
        ],
    )  # fmt: skip
    unsaid = sum(one.shown is None for one in found)
    click.echo(
        f"Of {unsaid} of {len(found)} rates it was not said of how many: they could show nothing. "
        f"Ratios and differences are those that would have been seen in {power:.4g} of cases."
    )
    click.echo(
        "Passes are taken for those of different people; of fewer people less could have been "
        "shown. Halves: groups that are each half of those counted."
    )
    if rejected:
        show_rejections("the claims", rejected)


def _ratio(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return "none" if math.isinf(ratio) else f"{ratio:.3g}"
