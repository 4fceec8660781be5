"""``vidik audit switch-on``: what face recognition on the cameras of a city file would mean."""

from __future__ import annotations

import json
from pathlib import Path

import click

from vidik.audit.assuming import DRAWS
from vidik.audit.swings import OWN_ERROR
from vidik.cli.options import quiet_option, threads_option
from vidik.cli.showing import progress_of, show_rejections, show_table
from vidik.jobs.switch_on import LEVEL, switch_on
from vidik.model.assumed import BASES
from vidik.model.projection import Projected
from vidik.model.switched_on import SwitchedOn
from vidik.outside.switch_on import assumptions_schema, published_matchers
from vidik.register.spelling import readable
from vidik.report.switch_on import (
    MEANINGS,
    NOT_SHOWN,
    assumed_in_words,
    attacked_first,
    if_a_group,
    is_given,
    number,
    one_in,
    switched_on,
)

__all__ = ["switch_on_command"]


@click.command("switch-on")
@click.argument("city_file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--assumptions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What you suppose; what is not in it is supposed as Vidik does.",
)
@click.option(
    "--counts",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Who passes cameras: CSV with camera (its id or location), or lon and lat, and low and "
    "high, people a day.",
)
@click.option("--watchlist", type=click.IntRange(min=1), metavar="N", help="People on it.")
@click.option("--matcher", metavar="KEY", help="One that was published; --matchers lists them.")
@click.option(
    "--level",
    default=LEVEL,
    show_default=True,
    help="Of detail at which a camera could take a face.",
)
@click.option("--operator", help="Only its cameras, as the tag operator has the name.")
@click.option(
    "--allowed",
    type=click.FloatRange(0.0, min_open=True),
    default=1.0,
    show_default=True,
    help="False alerts a day for which the error rate is asked that keeps them.",
)
@click.option(
    "--draws", type=click.IntRange(100, 1_000_000), default=DRAWS, show_default=True,
    help="How often the assumptions are drawn.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--matchers", "list_matchers", is_flag=True, help="List matchers, and nothing else.")
@click.option(
    "--schema", is_flag=True, help="Print the schema of files of assumptions, and nothing else."
)
@threads_option
@quiet_option
def switch_on_command(
    city_file: Path | None,
    assumptions: Path | None,
    counts: Path | None,
    watchlist: int | None,
    matcher: str | None,
    level: str,
    operator: str | None,
    allowed: float,
    draws: int,
    as_json: bool,
    list_matchers: bool,
    schema: bool,
    threads: int | None,
    quiet: bool,
) -> None:
    """Project what face recognition on the mapped cameras of a city would mean.

    How many people in a day it would take for somebody else, how often an alert would be right, and
    which error rate would keep false alerts rare; each with its range, after the assumptions that
    it rests on. It says nothing of whether any camera recognises anybody. The draws begin with the
    same number, so the same files give the same figures.
    """
    if schema:
        click.echo(json.dumps(assumptions_schema(), ensure_ascii=False, indent=2))
        return
    if list_matchers:
        _show_matchers()
        return
    if city_file is None:
        raise click.UsageError("Missing argument 'CITY_FILE'.")
    found, rejected = switch_on(
        city_file,
        assumptions=assumptions,
        counts=counts,
        watchlist=watchlist,
        matcher=matcher,
        level=level,
        operator=operator,
        allowed=allowed,
        draws=draws,
        threads=threads,
        progress=progress_of(quiet=quiet),
    )
    if as_json:
        made = switched_on(found)
        made["rejected"] = [
            {"row": one.id, "field": one.field, "value": one.value, "why": one.reason}
            for one in rejected
        ]
        click.echo(json.dumps(made, ensure_ascii=False, indent=2))
        return
    _show_assumptions(found)
    _show_figures(found)
    _show_parts(found)
    _show_swings(found)
    _show_needed(found)
    _show_groups(found)
    whose = "Made-up cameras: they do not exist." if found.synthetic else "Mapped cameras only."
    click.echo(readable(f"{whose} {found.attribution}"))
    if rejected:
        show_rejections("the counts", rejected)


def _show_matchers() -> None:
    show_table(
        "Matchers of which error rates were published",
        ("key", "name", "false positives", "of", "watchlist", "found"),
        [
            (
                one.key,
                one.name,
                assumed_in_words(one.false_positive),
                {"comparison": "comparisons", "search": "searches"}[one.per],
                "not published" if one.watchlist is None else f"{one.watchlist:,}",
                "not published" if one.found is None else assumed_in_words(one.found),
            )
            for one in published_matchers()
        ],
    )


def _show_assumptions(found: SwitchedOn) -> None:
    whose = f"{found.operator}: " if found.operator else ""
    click.echo(
        readable(
            f"{found.place}: {whose}{len(found.passers):,} of {found.mapped:,} mapped cameras "
            f"could take the face of a passer-by (level {found.level}); a walk passes "
            f"{number(found.per_walk.expected)} of them ({number(found.per_walk.least)} to "
            f"{number(found.per_walk.most)}). At {found.counted:,} somebody counted who passes."
        )
    )
    if (against := found.against) is not None:
        click.echo(
            f"The model against the counts of {against.cameras:,} cameras: Kendall's tau-b of "
            f"{against.order:.2f}; counted {number(against.times)} times the modelled number, and "
            f"besides so many times more or fewer at a camera, in 95 of 100: "
            f"{number(against.factor)} ({number(found.assumptions.camera_factor)} is assumed)."
        )
    click.echo("\nWhat a critic attacks first:")
    for line in NOT_SHOWN:
        click.echo(f"- {line}")
    click.echo()
    rows = [
        (
            name,
            MEANINGS[name],
            assumed_in_words(one),
            one.basis,
            "yours" if is_given(found, name) else "Vidik's",
            one.source,
        )
        for name, one in attacked_first(found)
    ]
    rows.append(
        (
            OWN_ERROR,
            MEANINGS[OWN_ERROR],
            f"{number(found.assumptions.camera_factor)} times up or down",
            "guess",
            "yours" if is_given(found, OWN_ERROR) else "Vidik's",
            "In 95 of 100 cases; it evens out over many cameras",
        )
    )
    show_table(
        "What is assumed, the weakest first",
        ("assumption", "", "value", "rests on", "whose", "source"),
        sorted(rows, key=lambda row: BASES.index(row[3])),
    )
    matcher = found.assumptions.matcher
    note = f" {matcher.note}." if matcher.note else ""
    scales = "" if matcher.scales else " Its rate is taken as it is, whatever the watchlist."
    click.echo(readable(f"Matcher: {matcher.name}.{note}{scales}\n"))


def _row(name: str, figure: Projected | None, *, share: bool = False) -> tuple[str, ...]:
    if figure is None:
        return name, "cannot be known", "", "", "", ""
    words = one_in if share else number
    ends = figure.least, figure.middle, figure.most, figure.expected, figure.formula
    return name, *(words(value) for value in ends)


def _show_figures(found: SwitchedOn) -> None:
    told = found.projection
    false, cameras = told.whole.false_alerts, len(found.passers)
    mean = Projected(
        false.least / cameras, false.middle / cameras, false.most / cameras,
        false.expected / cameras, false.formula / cameras,
    )  # fmt: skip
    show_table(
        f"What it would mean, in {told.draws:,} draws of all assumptions",
        ("", "least", "middle", "most", "expected", "all in the middle"),
        [
            _row("people who pass cameras, a day", told.whole.passes),
            _row("FPIR at this watchlist", told.fpir, share=True),
            _row("false alerts a day", false),
            _row("… at a camera, on average", mean),
            _row("true alerts a day", told.true_alerts),
            _row("an alert is right", told.right, share=True),
            _row("one pass of somebody not listed: false alert", told.per_pass, share=True),
            _row("false alerts a year for each resident", told.per_resident),
        ],
    )
    click.echo(
        "Least and most: 2.5 and 97.5 of 100 draws have so many or fewer. Expected: their mean. A "
        f"day passes without a false alert with a chance of {told.none_in_a_day:.2g}.\n"
    )


def _show_parts(found: SwitchedOn) -> None:
    named = [
        (part.name, of)
        for part, of in zip(found.parts, found.projection.areas, strict=True)
        if part.name
    ]
    if not named:
        return
    show_table(
        "False alerts a day, by district",
        ("district", "cameras", "least", "middle", "most", "expected", "all in the middle"),
        [
            (name, f"{of.cameras:,}", *_row(name, of.false_alerts)[1:])
            for name, of in sorted(named, key=lambda row: row[0])
        ],
    )
    click.echo("Of districts with fewer than three such cameras nothing is said.\n")


def _show_swings(found: SwitchedOn) -> None:
    for title, rows, words in (
        ("Which assumption matters most to the false alerts", found.projection.swings, number),
        ("… and to whether an alert is right", found.projection.right_swings, one_in),
    ):
        if rows:
            show_table(
                title,
                ("assumption", "", "at its low end", "at its high end", "share of the doubt"),
                [
                    (one.name, MEANINGS[one.name], words(one.low), words(one.high),
                     f"{one.share:.0%}")
                    for one in rows
                ],
            )  # fmt: skip
            click.echo()


def _show_needed(found: SwitchedOn) -> None:
    needed = found.projection.needed
    show_table(
        f"What it would take for {number(needed.alerts)} false alert a day, or fewer, in the city",
        ("", "FPIR of a search", "FMR of a comparison"),
        [
            (name, one_in(fpir), one_in(fmr))
            for name, fpir, fmr in zip(
                ("in expectation", "in 95 of 100 draws", "none in a day, with a chance of 95 %"),
                (needed.in_expectation, needed.in_most, needed.none),
                needed.per_comparison,
                strict=True,
            )
        ],
    )
    click.echo()


def _show_groups(found: SwitchedOn) -> None:
    groups = found.projection.groups
    if groups:
        show_table(
            "Who would carry the false alerts",
            ("group", "of passers-by", "of false alerts", "least", "most", "times as often"),
            [
                (
                    one.name,
                    f"{one.passers.expected:.1%}",
                    f"{one.alerts.expected:.1%}",
                    f"{one.alerts.least:.1%}",
                    f"{one.alerts.most:.1%}",
                    f"{number(one.times.least)} to {number(one.times.most)}",
                )
                for one in groups
            ],
        )
    else:
        show_table(
            "Who would carry them, if the rate of a group is so many times that of all others",
            ("its share of passers-by", "times", "its share of false alerts"),
            [
                (f"{share:.0%}", number(factor), f"{alerts:.0%}")
                for share, factor, alerts in if_a_group()
            ],
        )
        click.echo(
            "Of this city nobody said who passes. NIST found factors of 10 to beyond 100 between "
            "groups (NISTIR 8280)."
        )
