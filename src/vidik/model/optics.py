"""Levels of detail, and the lenses a camera may have when nobody wrote down which."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from vidik.model.camera import Kind

__all__ = ["Lens", "Level", "Optics"]

_KEY = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Level:
    """What a picture allows at a given pixel density (EN 62676-4).

    Parameters
    ----------
    key
        ``monitor``, ``detect``, ``observe``, ``recognise``, ``identify``, ``face``; a part of the
        names of files.
    ppm
        Pixels per metre on target at which the level begins.
    source
        Where the number stands.
    verified
        False if the number was not checked against its source.
    """

    key: str
    ppm: float
    source: str
    verified: bool = True

    def __post_init__(self) -> None:
        """Refuse a density that is no density, and a key that no file can be named by."""
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"level {self.key!r}: a key has only a to z, 0 to 9, _ and -")
        if not (math.isfinite(self.ppm) and self.ppm > 0):
            raise ValueError(f"level {self.key}: pixel density must be above 0: {self.ppm}")


@dataclass(frozen=True, slots=True)
class Lens:
    """One reading of what device it may be.

    Parameters
    ----------
    name
        ``wide``, ``standard``, ``long``; ``mapped`` when the source states it.
    weight
        Share of the expectation, 0 < weight ≤ 1; the weights of one kind sum to 1.
    focal_length_mm, sensor_width_mm, image_width_px
        As on the data sheet.
    source
        Where the reading comes from.
    """

    name: str
    weight: float
    focal_length_mm: float
    sensor_width_mm: float
    image_width_px: int
    source: str

    def __post_init__(self) -> None:
        """Refuse lenses that cannot be built."""
        numbers = (self.weight, self.focal_length_mm, self.sensor_width_mm, self.image_width_px)
        if not all(math.isfinite(n) and n > 0 for n in numbers) or self.weight > 1:
            raise ValueError(f"not a lens: {self}")

    @property
    def field_of_view_deg(self) -> float:
        """Horizontal field of view in degrees, of a lens without distortion."""
        return math.degrees(2 * math.atan(self.sensor_width_mm / (2 * self.focal_length_mm)))

    def reach_m(self, ppm: float) -> float:
        """Return the distance in metres up to which `ppm` pixels per metre fall on the target.

        ``ppm = focal_length × image_width / (sensor_width × distance)``, EN 62676-4.
        """
        return self.focal_length_mm * self.image_width_px / (self.sensor_width_mm * ppm)


@dataclass(frozen=True, slots=True)
class Optics:
    """The table of levels and lenses that a build uses.

    Parameters
    ----------
    version
        Of the table, printed with every figure.
    levels
        From the least to the most detail: rising pixel density.
    lenses
        For each kind of camera, the readings and their weights.
    max_reach_m
        No view is computed beyond this distance.
    """

    version: str
    levels: tuple[Level, ...]
    lenses: Mapping[Kind, tuple[Lens, ...]]
    max_reach_m: float

    def __post_init__(self) -> None:
        """Refuse tables with unordered levels, missing kinds or weights that do not sum to 1."""
        densities = [level.ppm for level in self.levels]
        if not densities or densities != sorted(set(densities)):
            raise ValueError("levels must have rising pixel densities")
        for kind in Kind:
            weights = [lens.weight for lens in self.lenses.get(kind, ())]
            if not math.isclose(sum(weights), 1.0, abs_tol=1e-9):
                raise ValueError(f"weights of the lenses for {kind} cameras sum to {sum(weights)}")
        if not (math.isfinite(self.max_reach_m) and self.max_reach_m > 0):
            raise ValueError(f"the greatest reach must be above 0: {self.max_reach_m}")
