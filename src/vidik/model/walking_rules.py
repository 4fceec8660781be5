"""Where and how fast people walk.

The rules themselves are data (``vidik/data/walking.toml``), each with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vidik.model.street_rules import Exclusion

__all__ = ["WalkingRules"]


@dataclass(frozen=True)
class WalkingRules:
    """The table of rules that a build uses.

    Parameters
    ----------
    version
        Of the table, printed with every figure.
    pace_m_per_min
        How fast people walk on the flat, metres in a minute.
    slower
        How fast they walk on classes of ``highway`` where they are slower.
    minutes
        How long a walk takes at most.
    reach_m
        How far from the network a home may stand, metres.
    closed
        Tags of streets that nobody walks.
    covered
        Tags of ways that people walk where cameras in the street see nothing of them.
    """

    version: str
    pace_m_per_min: float
    slower: Mapping[str, float]
    minutes: float
    reach_m: float
    closed: tuple[Exclusion, ...]
    covered: tuple[Exclusion, ...]

    def __post_init__(self) -> None:
        """Refuse paces that nobody has."""
        for name, pace in {"pace_m_per_min": self.pace_m_per_min, **self.slower}.items():
            if not 0.0 < pace <= self.pace_m_per_min:
                raise ValueError(f"{name} is not above 0 and up to the pace on the flat: {pace}")
        if not (self.minutes > 0.0 and self.reach_m > 0.0):
            raise ValueError("walks have a length, and homes a way to the street")

    @property
    def budget_mm(self) -> int:
        """How far a walk goes on the flat at most, millimetres."""
        return round(1000.0 * self.minutes * self.pace_m_per_min)

    def effort(self, tags: Mapping[str, str]) -> float:
        """Return how many metres on the flat take as long as a metre of a way with these tags."""
        return self.pace_m_per_min / self.slower.get(tags["highway"], self.pace_m_per_min)

    def closes(self, tags: Mapping[str, str]) -> str | None:
        """Return why nobody walks a way with these tags; None if people do."""
        return next((rule.reason for rule in self.closed if rule.applies(tags)), None)

    def covers(self, tags: Mapping[str, str]) -> bool:
        """Return whether cameras in the street see nothing of a way with these tags."""
        return any(rule.applies(tags) for rule in self.covered)
