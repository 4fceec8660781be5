"""Plans of tests as values for JSON, and rates as one in so many."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

__all__ = ["for_json", "one_in"]


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
