"""Census: the cameras of a country with what the verdict on each depends on, filed by tiles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.camera import Camera
from vidik.model.feature import Extract
from vidik.model.frame import LocalFrame
from vidik.model.outlines import Outlines
from vidik.model.rules import Clearance, PublicationRules
from vidik.model.tiling import Tile, Tiling
from vidik.outside.spill import Spill
from vidik.register.metres import in_metres
from vidik.register.near import outlines_near
from vidik.register.packed import packed
from vidik.report.clearance import HOME_TAGS, Homes, classify, homes_of
from vidik.report.operators import Evidence

__all__ = ["Census"]

Ints = NDArray[np.int64]

#: Metres by which areas are filed too widely, so that rounding leaves none out.
_SLACK_M = 1.0


class Census:
    """All cameras of a country, on disk.

    First everything is handed over, in parts of any size and order; then the cameras are judged.

    Parameters
    ----------
    spill
        Where it is kept; whoever made it, removes it.
    frame
        Of all of it.
    rules
        Of publication.
    tiling
        How it is cut.
    """

    def __init__(
        self,
        spill: Spill,
        frame: LocalFrame,
        *,
        rules: PublicationRules,
        tiling: Tiling | None = None,
    ) -> None:
        self._spill = spill
        self._frame = frame
        self._rules = rules
        self._tiling = tiling or Tiling()
        self._evidence = Evidence(rules)

    def add_cameras(self, cameras: Sequence[Camera]) -> None:
        """Take cameras inside the boundary."""
        self._evidence.add(cameras)
        points = self._frame.to_metres(np.array([(c.lon, c.lat) for c in cameras]).reshape(-1, 2))
        for tile, rows in self._tiling.homes(np.hstack([points, points])).items():
            self._spill.add("found", tile, [cameras[i] for i in rows.tolist()])

    def add_denied(self, areas: Sequence[Geometry]) -> None:
        """Take areas of the deny-list, longitude and latitude."""
        for tile, rows in self._near(areas, _SLACK_M).items():
            self._spill.add("denied", tile, [areas[i] for i in rows.tolist()])

    def add_homes(self, extract: Extract, places: NDArray[np.float64]) -> None:
        """Take the buildings that a verdict may ask for.

        Parameters
        ----------
        extract
            Of one source, or a part of it, without places of the deny-list.
        places
            Shape (n, 2): longitude and latitude of all cameras.
        """
        margin = self._rules.dwellings.on_wall_m
        named = (feature for feature in extract.features if "building" in feature.tags)
        own, _ = packed(named, wanted=HOME_TAGS.__contains__)
        near = outlines_near(Outlines.joined([own, extract.outlines]), places, metres=margin)
        known = homes_of(near, self._rules)
        for use in ("homes", "shared", "others"):
            shapes = getattr(known, use)
            for tile, rows in self._near(shapes, margin + _SLACK_M).items():
                self._spill.add(use, tile, [shapes[i] for i in rows.tolist()])

    def judged(self) -> Iterator[tuple[tuple[Camera, ...], Mapping[str, Clearance]]]:
        """Yield the cameras of each tile, in order of id, and the verdict on each."""
        known = self._evidence.organisations(self._frame)
        for tile in self._spill.tiles("found"):
            cameras = sorted(self._filed("found", tile), key=lambda camera: camera.id)
            uses = {use: tuple(self._filed(use, tile)) for use in ("homes", "shared", "others")}
            yield (
                tuple(cameras),
                classify(
                    cameras,
                    self._filed("denied", tile),
                    self._rules,
                    frame=self._frame,
                    homes=Homes(**uses),
                    known=known,
                ),
            )

    def _near(self, areas: Sequence[Geometry], margin_m: float) -> Mapping[Tile, Ints]:
        """Return the areas that reach near to each tile; those beyond the frame to none."""
        metres, far = in_metres(list(areas), self._frame)
        kept = np.flatnonzero(~far)
        boxes = np.asarray(shapely.bounds(metres[kept])).reshape(-1, 4)
        return {t: kept[rows] for t, rows in self._tiling.within(boxes, margin_m).items()}

    def _filed(self, kind: str, tile: Tile) -> list[Any]:
        return [one for part in self._spill.take(kind, tile) for one in part]
