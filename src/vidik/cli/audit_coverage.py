"""``vidik audit coverage``: how often intervals hold the rate."""

from __future__ import annotations

import click

from vidik.audit.intervals import clopper_pearson, wilson
from vidik.cli.drawing import confidence_option
from vidik.cli.showing import show_table

__all__ = ["coverage"]


@click.command()
@click.option("--of", "trials", type=click.IntRange(min=1, max=10**6), multiple=True, metavar="N",
              help="Trials.")  # fmt: skip
@click.option(
    "--rate",
    "rates",
    type=click.FloatRange(0.0, 1.0, min_open=True, max_open=True),
    multiple=True,
    help="A rate.",
)
@confidence_option
def coverage(trials: tuple[int, ...], rates: tuple[float, ...], confidence: float) -> None:
    """Tell how often intervals hold the rate, counted out over all outcomes.

    Clopper and Pearson's never hold it less often than they say; Wilson's do so on the average.
    Without options it is rates from one in a million to a half.
    """
    from vidik.audit.coverage import RATES, TRIALS, covered  # which loads SciPy's distributions

    asked, at = trials or TRIALS, rates or RATES
    exact, score = (
        covered(made, trials=asked, rates=at, confidence=confidence)
        for made in (clopper_pearson, wilson)
    )
    show_table(
        f"In how many cases {100 * confidence:.4g} % intervals hold the rate, over {len(at)} "
        f"rates from {min(at):g} to {max(at):g}",
        ("trials", "Clopper–Pearson: mean", "worst", "Wilson: mean", "worst"),
        [
            (f"{one.of:,}", *(cell for own in (one, other)
                              for cell in (f"{own.mean:.2%}", f"{own.worst:.2%} at {own.at:g}")))
            for one, other in zip(exact, score, strict=True)
        ],
    )  # fmt: skip
