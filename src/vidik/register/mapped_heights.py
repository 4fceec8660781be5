"""Where a building ends above the ground, and where a part of it begins, from its tags."""

from __future__ import annotations

import math
from functools import partial

from vidik.model.span import Span
from vidik.register.account import Account
from vidik.register.height import height, levels

__all__ = ["FLOOR_KEYS", "HEIGHT_KEYS", "LEVEL_KEYS", "floor_m", "roof_m"]

#: Tags that say how high a roof is, in order of trust.
HEIGHT_KEYS = ("height", "building:height", "est_height")

#: Tags that say how many storeys there are below the roof and in it, and where a part begins:
#: in metres, or after how many storeys.
LEVEL_KEYS = ("building:levels", "roof:levels")
FLOOR_KEYS = ("min_height", "building:min_level")

#: A building is not believed to be higher: the tallest is 828 m.
_HIGHEST_M = 1000.0


def roof_m(account: Account, per_level: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return least, expected and most height of the roof, metres; NaN where nothing is said.

    Parameters
    ----------
    account
        Of the building; takes what is not understood.
    per_level
        Least, expected and most height of a storey, metres.
    """
    read = partial(height, most_m=_HIGHEST_M)
    for key in HEIGHT_KEYS:
        span = account.one(key, read)
        if span is not None:
            return span.least, span.expected, span.most
    walls, roof = (account.one(key, levels) for key in LEVEL_KEYS)
    roof = roof or Span.exactly(0.0)
    if walls is None or walls.most + roof.most == 0.0:
        return math.nan, math.nan, math.nan
    least, expected, most = per_level
    return (
        (walls.least + roof.least) * least,
        (walls.expected + roof.expected) * expected,
        (walls.most + roof.most) * most,
    )


def floor_m(account: Account, roof: float, metres_per_level: float) -> float:
    """Return the height at which a building begins, metres; 0 unless it says so.

    Parameters
    ----------
    account
        Of the building; takes what is not understood.
    roof
        Expected height of its roof, metres; NaN where it is not known.
    metres_per_level
        Expected height of a storey.
    """
    key, by_level = FLOOR_KEYS
    found = account.one(key, partial(height, most_m=_HIGHEST_M, zero=True))
    if found is None:
        key, found = by_level, account.one(by_level, levels)
        found = found and Span.exactly(found.expected * metres_per_level)
    if found is None:
        return 0.0
    if found.expected >= roof:  # false where the roof's height is not known
        account.reject(key, "not below the roof")
        return 0.0
    return found.expected
