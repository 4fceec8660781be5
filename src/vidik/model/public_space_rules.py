"""What counts as public space, as ground, and how wide a street is where nobody mapped it.

The rules themselves are data (``vidik/data/public_space.toml``), each with its reason or source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from vidik.model.span import Span
from vidik.model.street_rules import Exclusion, StreetRules

__all__ = ["UNIONS", "AreaRule", "PavementRule", "PublicSpaceRules", "StopRule", "WidthRule"]

#: The three unions, each within the next.
UNIONS = ("least", "expected", "most")


@dataclass(frozen=True, slots=True)
class AreaRule:
    """Areas of a kind of public space.

    Parameters
    ----------
    kind
        Of public space.
    tags
        Values of keys; an area with any of them is of this kind.
    reason
        Why.
    only
        Values of other keys of which each must be there.
    doubt
        The first of `UNIONS` that it belongs to.
    """

    kind: str
    tags: Mapping[str, frozenset[str]]
    reason: str
    only: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    doubt: str = "least"

    def __post_init__(self) -> None:
        """Refuse a rule that fits nothing or belongs to no union."""
        if not self.tags or self.doubt not in UNIONS:
            raise ValueError(f"an area needs tags, and a doubt of {', '.join(UNIONS)}")

    def fits(self, tags: Mapping[str, str]) -> bool:
        """Return whether an area with these tags is of this kind."""
        return any(tags.get(key) in values for key, values in self.tags.items()) and all(
            tags.get(key) in values for key, values in self.only.items()
        )


@dataclass(frozen=True, slots=True)
class StopRule:
    """Stops without an outline.

    Parameters
    ----------
    tags
        Values of keys; an object with any of them is a stop.
    shape
        ``line`` or ``point``.
    width_m
        Of the strip along the line; of the patch about the point.
    source
        Of the widths.
    """

    tags: Mapping[str, frozenset[str]]
    shape: str
    width_m: Span
    source: str

    def __post_init__(self) -> None:
        """Refuse another shape, or a width below nothing."""
        if not self.tags or self.shape not in ("line", "point") or self.width_m.least < 0:
            raise ValueError(f"a stop needs tags, a line or a point, and a width: {self.shape}")

    def fits(self, tags: Mapping[str, str]) -> bool:
        """Return whether an object with these tags is such a stop."""
        return any(tags.get(key) in values for key, values in self.tags.items())


@dataclass(frozen=True, slots=True)
class WidthRule:
    """Width of a class of way on which nobody mapped one, without its pavements.

    Parameters
    ----------
    width_m, oneway_m
        Of a way in both directions, and in one.
    lanes
        Whether a number of lanes, where it is mapped, tells more.
    pavements
        Whether such a way usually has pavements.
    source
        Of the widths.
    """

    width_m: Span
    oneway_m: Span
    lanes: bool
    pavements: bool
    source: str

    def __post_init__(self) -> None:
        """Refuse a way without width."""
        if min(self.width_m.least, self.oneway_m.least) <= 0:
            raise ValueError(f"a way needs a width above 0 m: {self.width_m}, {self.oneway_m}")


@dataclass(frozen=True, slots=True)
class PavementRule:
    """What pavements add to the width of a street.

    Parameters
    ----------
    width_m
        Of one pavement.
    sides
        On how many sides of a street, where nobody mapped it.
    source
        Of both.
    """

    width_m: Span
    sides: Span
    source: str

    def __post_init__(self) -> None:
        """Refuse what is not on no, one or two sides."""
        if self.width_m.least <= 0 or not 0 <= self.sides.least <= self.sides.most <= 2:
            raise ValueError(f"pavements are on 0 to 2 sides: {self.sides}, {self.width_m}")


@dataclass(frozen=True)
class PublicSpaceRules:
    """The table of rules that a build uses.

    Parameters
    ----------
    version
        Of the table, printed with every figure.
    kinds
        Of public space, in order of precedence: ground claimed by several belongs to the first.
    streets
        Which ways count, and which tags close a way or an area to the public.
    areas
        The first that fits decides.
    exclusions
        Tags that close an area to the public, besides those of `streets`.
    stops
        Stops without an outline; the first that fits decides.
    widths
        By value of ``highway``: one for each class that `streets` counts.
    lane_m
        Width of a lane.
    pavement
        Pavements that are no ways of their own.
    estimate_off
        Share of an estimated width that it may be off.
    """

    version: str
    kinds: tuple[str, ...]
    streets: StreetRules
    areas: tuple[AreaRule, ...]
    exclusions: tuple[Exclusion, ...]
    stops: tuple[StopRule, ...]
    widths: Mapping[str, WidthRule]
    lane_m: Span
    pavement: PavementRule
    estimate_off: float

    def __post_init__(self) -> None:
        """Refuse a table with holes in it."""
        if len(set(self.kinds)) < len(self.kinds):
            raise ValueError(f"a kind stands twice: {', '.join(self.kinds)}")
        unknown = {rule.kind for rule in self.areas} | {"stop", "street"}
        if unknown := unknown.difference(self.kinds):
            raise ValueError(f"no such kind of public space: {', '.join(sorted(unknown))}")
        if odd := self.widths.keys() ^ self.streets.classes.keys():
            raise ValueError(f"a width for each class that counts: {', '.join(sorted(odd))}")
        if not (self.lane_m.least > 0 and 0 <= self.estimate_off < 1):
            raise ValueError("a lane needs a width, an estimate is off by less than all of it")

    def closes(self, tags: Mapping[str, str]) -> str | None:
        """Return why an area with these tags is not open to the public; None if it is."""
        own = (rule.reason for rule in self.exclusions if rule.applies(tags))
        return self.streets.closes(tags) or next(own, None)
