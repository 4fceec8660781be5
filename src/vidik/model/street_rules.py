"""Which ways of a map count as public street.

The rules themselves are data (``vidik/data/streets.toml``), each with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["Exclusion", "StreetRules"]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A tag that takes a way out of the public streets.

    Parameters
    ----------
    key
        Of the tag.
    values
        Its values that exclude.
    reason
        Why.
    unless
        Values of other keys that keep the way in: ``foot=yes`` on a private road.
    of_length
        True if it is about counting metres only: the ground of a sidewalk is public, too, but its
        metres are those of the street beside it.
    """

    key: str
    values: frozenset[str]
    reason: str
    unless: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    of_length: bool = False

    def applies(self, tags: Mapping[str, str]) -> bool:
        """Return whether a way with these tags is excluded."""
        if tags.get(self.key) not in self.values:
            return False
        return not any(tags.get(key) in values for key, values in self.unless.items())


@dataclass(frozen=True)
class StreetRules:
    """The table of rules that a build uses.

    Parameters
    ----------
    version
        Of the table, printed with every figure.
    classes
        Values of ``highway`` that count, and why.
    others
        Values of ``highway`` that are known not to be public street, and why not.
    exclusions
        Tags that take a way of a counted class out again.
    """

    version: str
    classes: Mapping[str, str]
    others: Mapping[str, str]
    exclusions: tuple[Exclusion, ...]

    def __post_init__(self) -> None:
        """Refuse a table that says yes and no to the same class."""
        both = self.classes.keys() & self.others.keys()
        if both or not self.classes:
            raise ValueError(f"classes counted and not counted: {', '.join(sorted(both))}")

    def why_not(self, tags: Mapping[str, str]) -> str | None:
        """Return why a way with these tags is no length of public street; None if it is one.

        Raises
        ------
        KeyError
            If its class of highway is in neither list.
        """
        highway = tags["highway"]
        if highway not in self.classes:
            return self.others[highway]
        return next((rule.reason for rule in self.exclusions if rule.applies(tags)), None)

    def closes(self, tags: Mapping[str, str]) -> str | None:
        """Return why the ground of a way or area with these tags is not public; None if it is."""
        return next(
            (r.reason for r in self.exclusions if not r.of_length and r.applies(tags)), None
        )
