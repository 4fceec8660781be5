"""A style: rules that say how the rows of a layer are drawn, whatever program draws them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["Condition", "Fill", "Group", "LayerStyle", "Outline", "Rule", "Sign", "Stroke", "Turn"]

Comparison = Literal["=", ">", ">=", "<=", "known", "unknown"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row must meet.

    Parameters
    ----------
    field
        The column.
    comparison
        With `value`; ``known`` and ``unknown`` need none.
    value
        A value, or a number that `times` is multiplied by.
    times
        Another column; “” for none.
    """

    field: str
    comparison: Comparison
    value: str | float | bool = 0
    times: str = ""


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled area.

    Parameters
    ----------
    colour
        As ``#rrggbb``.
    opacity
        0 to 1.
    hatched
        True for diagonal lines and an outline instead of a tone.
    """

    colour: str
    opacity: float = 1.0
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line.

    Parameters
    ----------
    colour
        As ``#rrggbb``.
    width_mm
        Millimetres on paper.
    opacity
        0 to 1.
    dashes
        Lengths of lines and gaps in turn, in widths; empty for a whole line.
    """

    colour: str
    width_mm: float
    opacity: float = 1.0
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline(Stroke):
    """The border of an area, which has no tone; as a `Stroke`."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Which way a sign is turned: clockwise from north, to the middle of an arc.

    Parameters
    ----------
    start, width
        The columns that say where the arc begins and how wide it is, degrees; “” for a single
        direction.
    """

    start: str
    width: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign upon a point.

    Parameters
    ----------
    svg
        The sign, looking north.
    size_mm
        Millimetres on paper.
    plain
        What is nearest to it where no picture can be shown: ``circle``, ``square``, ``triangle``.
    colour
        Of that.
    turn
        None: it stays upright.
    """

    svg: str
    size_mm: float
    plain: str
    colour: str
    turn: Turn | None = None


Symbol = Fill | Stroke | Sign


@dataclass(frozen=True, slots=True)
class Rule:
    """How rows are drawn that meet every condition.

    Parameters
    ----------
    label
        For the legend.
    where
        What they must meet, beside the conditions of the group.
    symbol
        How they are drawn.
    """

    label: str
    where: tuple[Condition, ...]
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are shown or hidden together.

    Parameters
    ----------
    label
        For the legend.
    where
        What rows must meet for all rules.
    rules
        From the bottom to the top.
    shown
        Whether it is shown to begin with.
    """

    label: str
    where: tuple[Condition, ...]
    rules: tuple[Rule, ...]
    shown: bool = True


@dataclass(frozen=True, slots=True)
class LayerStyle:
    """How one table is drawn.

    Parameters
    ----------
    table
        Its name.
    title
        For the legend.
    groups
        From the bottom to the top.
    """

    table: str
    title: str
    groups: tuple[Group, ...]

    def fields(self) -> Iterator[str]:
        """Yield every column that the style asks about."""
        for group in self.groups:
            tests = [*group.where, *(test for rule in group.rules for test in rule.where)]
            for test in tests:
                yield from filter(None, (test.field, test.times))
            for rule in group.rules:
                if isinstance(rule.symbol, Sign) and rule.symbol.turn is not None:
                    yield from filter(None, (rule.symbol.turn.start, rule.symbol.turn.width))
