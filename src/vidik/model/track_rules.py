"""How a recording of a walk is understood.

The rules themselves are data (``vidik/data/recorded_walks.toml``), each with its reason.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

__all__ = ["TrackRules"]


@dataclass(frozen=True)
class TrackRules:
    """The table of rules that a build uses.

    Parameters
    ----------
    version
        Of the table, printed with every figure.
    radius_m
        How far off a place is that says nothing of it: 95 of 100 are nearer, metres.
    hdop_m
        The same for each unit of horizontal dilution.
    accuracy_times
        By how much a radius that a recorder states is too small for 95 of 100 places.
    worst_m
        Places farther off tell nothing, metres.
    fastest_m_per_s
        Nobody on foot is faster.
    gap_s, gap_m
        Silent for longer, or farther, nobody knows which way was taken.
    """

    version: str
    radius_m: float
    hdop_m: float
    accuracy_times: float
    worst_m: float
    fastest_m_per_s: float
    gap_s: float
    gap_m: float

    def __post_init__(self) -> None:
        """Refuse what no recording has."""
        for field in fields(self)[1:]:
            value = getattr(self, field.name)
            if not (math.isfinite(value) and value > 0.0):
                raise ValueError(f"{field.name} is not above 0: {value}")
        if self.radius_m > self.worst_m:
            raise ValueError("a place that says nothing of itself would tell nothing")
