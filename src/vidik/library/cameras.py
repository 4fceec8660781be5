"""Cameras: what sources say of each device, and what they do not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Geometry

from vidik.errors import InputError
from vidik.jobs.place import left_out, refuse_swapped, split
from vidik.library.data import Data, Readable, publication_rules, read_all
from vidik.library.result import Mapped, Shapes, newest, spread
from vidik.model.camera import Camera
from vidik.model.frame import LocalFrame
from vidik.model.place import Place
from vidik.model.rejection import Rejection
from vidik.model.rules import Verdict
from vidik.register import cameras as devices
from vidik.report.clearance import classify
from vidik.report.licences import OSM_FORMATS

if TYPE_CHECKING:
    from vidik.library.widget import MapWidget

__all__ = ["Cameras", "camera_columns", "read_cameras", "without_denied"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Cameras(Mapped):
    """Mapped cameras, one for each device; made by `read_cameras`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    cameras
        In order of their id.
    withheld
        How many more stand at places of the deny-list: they are in no result.

    See Also
    --------
    vidik.model.camera.Camera : What is known of one device, and in which units.
    """

    cameras: tuple[Camera, ...]
    withheld: int = 0

    def __len__(self) -> int:
        """Return the number of devices."""
        return len(self.cameras)

    def explore(self, *, dark: bool | None = None) -> MapWidget:
        """Show the cameras on a map to move about in.

        Parameters
        ----------
        dark
            Light on dark, for the night; None: as the reader's system is set.

        Returns
        -------
        MapWidget
            Shows itself in a notebook; ``.save("map.html")`` writes it as a file.

        Raises
        ------
        VidikError
            If there are none, or it is too large: beyond 50 MB of shapes.
        """
        from vidik.library.widget import explore_cameras

        return explore_cameras(self, dark=dark)

    def _facts(self) -> str:
        known = sum(camera.axis is not None for camera in self.cameras)
        high = sum(camera.height is not None for camera in self.cameras)
        gone = f", {self.withheld:,} withheld" if self.withheld else ""
        return f"{len(self):,} {self.whose}; direction known of {known:,}, height of {high:,}{gone}"

    def _columns(self) -> Mapping[str, Sequence[object]]:
        return camera_columns(self.cameras)

    def _shapes(self) -> Shapes:
        points: Shapes = shapely.points(
            np.array([(c.lon, c.lat) for c in self.cameras]).reshape(-1, 2)
        )
        return points


def read_cameras(
    data: Readable | Sequence[Readable],
    *,
    place: Place | None = None,
    every_row: bool = False,
) -> Cameras:
    """Return the cameras that data speak of.

    Tags are those of OpenStreetMap (``man_made=surveillance``, ``camera:type``,
    ``camera:direction``, ``height``, …). What they do not say stays unknown, and `vidik.views`
    takes it for a range.

    Parameters
    ----------
    data
        A path, a GeoDataFrame in any coordinate system, or what `vidik.read` made of either; or
        several, whose devices stand side by side.
    place
        Only cameras inside its boundary; None: all.
    every_row
        Take every object for a camera, also without ``man_made=surveillance``: for a list of
        nothing but cameras.

    Returns
    -------
    Cameras
        The devices; `Cameras.rejected` has every value that was not understood.

    Raises
    ------
    InputError
        If data cannot be read, if rows of a table are there and none of them is a camera, or if
        their coordinates are swapped.
    """
    sources = read_all(data)
    found: list[Camera] = []
    rejected: list[Rejection] = []
    for one in sources:
        own, bad = devices.cameras(
            one.extract.features,
            source=one.source.key,
            synthetic=one.source.synthetic,
            assume=every_row,
        )
        _refuse_none(one, own, bad)
        found += own
        rejected += [*one.rejected, *bad]
    found.sort(key=lambda camera: camera.id)
    told = without_denied(found, [area for one in sources for area in one.denied])
    withheld = {camera.location for camera in found} - {camera.location for camera in told}
    outside: tuple[Camera, ...] = ()
    if place is not None:
        for one in sources:
            own = tuple(c for c in told if c.source == one.source.key)
            if own:
                lonlat = np.array([(camera.lon, camera.lat) for camera in own])
                first = (own[0].id, own[0].lon, own[0].lat)
                refuse_swapped(Path(one.source.name), lonlat, first, place)
        told, outside = split(told, place)
    gone = withheld | {camera.location for camera in outside}
    return Cameras(
        title=place.name if place else sources[0].source.name,
        sources=tuple(one.source for one in sources),
        dated=newest(sources),
        rejected=(
            *(row for row in rejected if f"{row.source}:{row.id}" not in gone),
            *left_out(Counter(camera.source for camera in outside)),
        ),
        assumptions={},
        cameras=tuple(told),
        withheld=len(found) - len(told) - len(outside),
    )


def without_denied(cameras: Sequence[Camera], denied: Sequence[Geometry]) -> tuple[Camera, ...]:
    """Return the cameras that stand at no place of the deny-list.

    Parameters
    ----------
    cameras
        Any.
    denied
        Areas of the deny-list, longitude and latitude.
    """
    if not cameras or not denied:
        return tuple(cameras)
    frame = LocalFrame(lon=cameras[0].lon, lat=max(-89.9, min(89.9, cameras[0].lat)))
    verdicts = classify(cameras, denied, publication_rules(), frame=frame)
    return tuple(c for c in cameras if verdicts[c.id].verdict is not Verdict.WITHHELD)


def camera_columns(cameras: Sequence[Camera]) -> dict[str, Sequence[object]]:
    """Return what is known of cameras, a column for each fact; units end the names.

    Parameters
    ----------
    cameras
        One for each row.
    """
    nan = float("nan")
    return {
        "id": [c.id for c in cameras],
        "location": [c.location for c in cameras],
        "source": [c.source for c in cameras],
        "kind": [str(c.kind) for c in cameras],
        "direction_start_deg": [nan if c.axis is None else c.axis.start for c in cameras],
        "direction_width_deg": [nan if c.axis is None else c.axis.width for c in cameras],
        **spread("height", [c.height for c in cameras], "m"),
        **spread("tilt", [c.tilt for c in cameras], "deg"),
        "indoor": [c.indoor for c in cameras],
        "mount": [c.mount for c in cameras],
        "surveillance": [c.surveillance for c in cameras],
        "zone": [c.zone for c in cameras],
        "operator": [c.operator for c in cameras],
        "plates": [c.plates for c in cameras],
        "checked": [c.checked for c in cameras],
        "synthetic": [c.synthetic for c in cameras],
    }


def _refuse_none(one: Data, own: Sequence[Camera], bad: Sequence[Rejection]) -> None:
    """Refuse a table in which nothing is a camera: then its rows just do not say so."""
    rows = one.extract.features
    if rows and not own and not bad and one.source.format not in OSM_FORMATS:
        raise InputError(
            f"none of its {len(rows):,} rows says that it is a camera (man_made=surveillance)",
            file=one.source.name,
            place=rows[0].id,
            value=dict(rows[0].tags),
            hint="every_row=True takes every row for one",
        )
