"""Heights and tilts assumed where nobody mapped them, as ranges, each with its source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from vidik.model.span import Span

__all__ = ["Assumption", "Heights"]


@dataclass(frozen=True, slots=True)
class Assumption:
    """One row of the table: a range, what it is for, and where it comes from.

    Parameters
    ----------
    span
        Metres above ground, or degrees below the horizontal.
    source
        What it was derived from, and from how many; or why it is thought so.
    measured
        False if it was derived from no data.
    kinds
        Of camera or of building (values of ``camera:type``, ``building``); empty: of every kind.
    mounts
        Values of ``camera:mount``; empty: every one.
    below_m2
        Only for outlines smaller than this.
    """

    span: Span
    source: str
    measured: bool
    kinds: tuple[str, ...] = ()
    mounts: tuple[str, ...] = ()
    below_m2: float = math.inf

    def __post_init__(self) -> None:
        """Refuse a range below zero, one without a source, and an area that no outline has."""
        if self.span.least < 0:
            raise ValueError(f"a height or tilt below zero: {self.span}")
        if not self.source:
            raise ValueError(f"no source: {self.span}")
        if not self.below_m2 > 0:
            raise ValueError(f"no outline is smaller than {self.below_m2} m²")

    @property
    def everywhere(self) -> bool:
        """Whether it is for whatever no other row is for."""
        return not self.kinds and not self.mounts and math.isinf(self.below_m2)

    def fits(self, *, kind: str, mount: str = "", area_m2: float = math.inf) -> bool:
        """Return whether the row is for such a camera or building."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.mounts or mount in self.mounts)
            and (math.isinf(self.below_m2) or area_m2 < self.below_m2)
        )


@dataclass(frozen=True, slots=True)
class Heights:
    """The table of heights and tilts that a build uses.

    In each list the first row that fits counts, and the last fits everything.

    Parameters
    ----------
    version
        Of the table, printed with every figure.
    target_m
        Height above ground of what is looked for: 1.6 a face, 0 the ground itself.
    weights
        Of least, expected and most in an expectation; they sum to 1.
    aspect
        Height of a picture divided by its width.
    downward_share
        Of the cameras whose kind nobody mapped, the share that is taken to be domes or panning
        cameras, which can look straight down.
    lens
        Height of a camera's lens above ground, metres, by kind and mount.
    tilt
        Of the axis of a camera, degrees below the horizontal, by mount.
    roof
        Height of a building's roof above ground, metres, by kind and area of the outline.
    """

    version: str
    target_m: float
    weights: tuple[float, float, float]
    aspect: float
    downward_share: float
    lens: tuple[Assumption, ...]
    tilt: tuple[Assumption, ...]
    roof: tuple[Assumption, ...]

    def __post_init__(self) -> None:
        """Refuse numbers out of range, and lists that leave something without a row."""
        if not (math.isfinite(self.target_m) and self.target_m >= 0):
            raise ValueError(f"the target plane must not be below the ground: {self.target_m}")
        if not all(weight > 0 for weight in self.weights):
            raise ValueError(f"least, expected and most need a weight each: {self.weights}")
        if not math.isclose(sum(self.weights), 1.0, abs_tol=1e-9):
            raise ValueError(f"the weights sum to {sum(self.weights)}, not to 1")
        if not (math.isfinite(self.aspect) and self.aspect > 0):
            raise ValueError(f"not the aspect of a picture: {self.aspect}")
        if not 0 <= self.downward_share <= 1:
            raise ValueError(f"a share lies between 0 and 1: {self.downward_share}")
        for name, rows in (("lens", self.lens), ("tilt", self.tilt), ("roof", self.roof)):
            if not rows or not rows[-1].everywhere:
                raise ValueError(f"{name}: the last row must be for everything else")
            for row in rows[:-1]:
                if row.everywhere:
                    raise ValueError(f"{name}: no row after one for everything counts: {row.span}")
        for row in self.tilt:
            if row.span.most > 90:
                raise ValueError(f"tilt: more than 90 degrees below the horizontal: {row.span}")
        if any(math.isfinite(row.below_m2) for row in (*self.lens, *self.tilt)):
            raise ValueError("a camera has no outline: below_m2 is for roofs")
        if any(row.mounts for row in self.roof):
            raise ValueError("a building hangs on nothing: mounts are for cameras")

    def readings(self, span: Span) -> tuple[tuple[float, float], ...]:
        """Return weight and value of each reading of a range: one, if there is no doubt.

        Examples
        --------
        >>> row = Assumption(Span(2.0, 3.0, 7.0), "for show", measured=False)
        >>> heights = Heights("1", 1.6, (0.25, 0.5, 0.25), 0.5625, 0.2, (row,), (row,), (row,))
        >>> heights.readings(row.span), heights.readings(Span.exactly(4.0))
        (((0.25, 2.0), (0.5, 3.0), (0.25, 7.0)), ((1.0, 4.0),))
        """
        if span.least == span.most:
            return ((1.0, span.expected),)
        return tuple(zip(self.weights, (span.least, span.expected, span.most), strict=True))

    def lens_of(self, kind: str, mount: str | None) -> Span:
        """Return how high the lens of such a camera hangs, metres above ground."""
        return _first(self.lens, kind=kind, mount=mount)

    def tilt_of(self, kind: str, mount: str | None) -> Span:
        """Return how far the axis of such a camera looks down, degrees below the horizontal."""
        return _first(self.tilt, kind=kind, mount=mount)

    def roof_of(self, kind: str, area_m2: float) -> Span:
        """Return how high the roof of such a building is, metres above ground."""
        return self.roof[self.roof_row(kind, area_m2)].span

    def roof_row(self, kind: str, area_m2: float) -> int:
        """Return which row of `roof` is for such a building."""
        return next(i for i, row in enumerate(self.roof) if row.fits(kind=kind, area_m2=area_m2))


def _first(rows: Sequence[Assumption], *, kind: str, mount: str | None) -> Span:
    where = (mount or "").strip().lower()
    return next(row.span for row in rows if row.fits(kind=kind, mount=where))
