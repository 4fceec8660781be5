"""What differs between two releases: first in how they were made, then figure by figure.

A figure that differs tells of the world only if both releases were made alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from vidik.model.figure import Figure
from vidik.model.package import Package
from vidik.report.changes import Difference

__all__ = ["FigureDifference", "Meaning", "ReleaseDifference", "difference_of"]

#: What differs between any two releases of sources that go on.
_EDITIONS = "editions of "

#: Of the hash of a file so many digits are shown.
_DIGITS = 12


class Meaning(StrEnum):
    """What a difference of a figure means."""

    SAME = "the same"
    UNSURE = "may be no change"
    CHANGED = "changed"
    GONE = "only in the old release"
    NEW = "only in the new release"


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure in two releases.

    Parameters
    ----------
    name
        Of the figure.
    old, new
        As each release has it; None if it does not.
    """

    name: str
    old: Figure | None
    new: Figure | None

    @property
    def either(self) -> Figure:
        """The figure as the newer of the releases that have it says it."""
        figure = self.new or self.old
        if figure is None:
            raise ValueError(f"no release has it: {self.name}")
        return figure

    @property
    def difference(self) -> float | None:
        """How much more is expected; None if one of them does not have it."""
        if self.old is None or self.new is None:
            return None
        return round(self.new.count.expected - self.old.count.expected, 6)

    @property
    def meaning(self) -> Meaning:
        """Whether it changed: where intervals overlap, nobody knows."""
        if self.old is None:
            return Meaning.NEW
        if self.new is None:
            return Meaning.GONE
        old, new = self.old.count, self.new.count
        if old == new:
            return Meaning.SAME
        apart = new.least > old.most or old.least > new.most
        return Meaning.CHANGED if apart else Meaning.UNSURE


@dataclass(frozen=True, eq=False)
class ReleaseDifference:
    """Two releases, held against each other.

    Parameters
    ----------
    making
        What differs in how they were made.
    figures
        Every figure that any of them has, in order of the names.
    """

    making: tuple[Difference, ...]
    figures: tuple[FigureDifference, ...]

    @property
    def alike(self) -> bool:
        """Whether nothing differs in the making, so that differences are of what sources say."""
        return all(one.name.startswith(_EDITIONS) for one in self.making)


def difference_of(old: Package, new: Package) -> ReleaseDifference:
    """Return what differs between two releases.

    Parameters
    ----------
    old, new
        The releases.
    """
    names = sorted(old.figures.keys() | new.figures.keys())
    return ReleaseDifference(
        making=tuple(_making(old.description, new.description)),
        figures=tuple(
            FigureDifference(name, old.figures.get(name), new.figures.get(name)) for name in names
        ),
    )


def _making(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield what differs in the making: version, rules, then what it was made of."""
    before, after = _told(old), _told(new)
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            about, name = key
            yield Difference(about, name, before.get(key), after.get(key))


def _told(description: Mapping[str, Any]) -> dict[tuple[Any, str], str]:
    """Return all that a release says of its making, in the order in which it is told."""
    made = description.get("made_of", {})
    sources = made.get("sources", {})
    register = str(description.get("id", "")).rpartition("/")[0]
    told: dict[tuple[Any, str], str] = {
        ("version", "Vidik"): str(description.get("vidik")),
        ("rules", "rules of publication"): str(description.get("rules")),
        ("data", "register"): register,
        ("data", "map by which homes are told"): _short(made.get("map")),
        (
            "data",
            "districts",
        ): f"{_short(made.get('districts'))} {made.get('column') or ''}".strip(),
    }
    for key, source in sorted(sources.items()):
        told["data", f"source {key}"] = "in it"
        told["data", f"{_EDITIONS}{key}"] = "; ".join(
            f"{one.get('dated')} ({_short(one.get('sha256'))})" for one in source["editions"]
        )
        told["rules", f"licence of {key}"] = str(source.get("licence"))
    for key, licence in sorted(made.get("unlicensed", {}).items()):
        told["rules", f"left out: {key}"] = f"its licence ({licence}) does not allow it"
    return told


def _short(sha256: str | None) -> str:
    return f"{sha256[:_DIGITS]}…" if sha256 else "none"
