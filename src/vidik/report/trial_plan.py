"""Plans of tests in a sentence and as values for JSON, and rates as one in so many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from vidik.audit.clustering import Effort
from vidik.audit.rate_tests import Design

__all__ = ["for_json", "one_in", "summary"]


def summary(test: Design, efforts: Sequence[Effort], *, confidence: float) -> str:
    """Return in words what a test of a claim takes, and what it is worth.

    Parameters
    ----------
    test
        Of the claim.
    efforts
        What it takes: at the least, as expected, and at the most, or one alone.
    confidence
        Of the test.
    """
    said = [
        f"To support that the rate is at most {one_in(test.at_most)}, at {confidence:.4g} "
        f"confidence, takes {_range([one.passes for one in efforts])} passes"
    ]
    if any(one.people < one.passes for one in efforts):
        said.append(f" of {_range([one.people for one in efforts])} people")
    days = [one.days for one in efforts if one.days is not None]
    if days:
        said.append(f", {_range(days)} days")
    errors = _range([one.errors for one in efforts if one.errors is not None])
    said.append(
        f". It is supported if no more than {errors} of them are errors. If the rate is "
        f"{one_in(test.truth)}, that is so in {test.power:.0%} of cases; if it is as high as "
        f"{one_in(test.at_most)}, in {test.size:.1%}."
    )
    return "".join(said)


def _range(numbers: Sequence[int]) -> str:
    """Return numbers as the first to the last of them, and what is expected in between."""
    if len(set(numbers)) == 1:
        return f"{numbers[0]:,}"
    return f"{numbers[0]:,} to {numbers[-1]:,} (expected {numbers[len(numbers) // 2]:,})"


def one_in(rate: float) -> str:
    """Return a rate as one in so many where it is small, in per cent where it is not.

    Parameters
    ----------
    rate
        From 0 to 1.

    Examples
    --------
    >>> one_in(1 / 6000), one_in(0.11), one_in(0.0)
    ('1 in 6,000', '11%', '0')
    """
    if rate == 0.0:
        return "0"
    return f"{100.0 * rate:.3g}%" if rate >= 0.01 else f"1 in {1.0 / rate:,.0f}"


def for_json(plan: Any) -> Any:
    """Return a plan as values for JSON; what is infinite is null, as JSON has no such number.

    Parameters
    ----------
    plan
        A frozen dataclass of numbers and texts, or several of them.
    """
    if isinstance(plan, (list, tuple)):
        return [for_json(one) for one in plan]
    if isinstance(plan, dict):
        return {key: for_json(value) for key, value in plan.items()}
    if isinstance(plan, float):
        return plan if math.isfinite(plan) else None
    return plan if plan is None or isinstance(plan, (str, int)) else for_json(asdict(plan))
