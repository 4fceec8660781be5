"""Warm: compile what Vidik computes with, so that the first real build need not wait for it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from vidik.exposure.first import first_camera
from vidik.exposure.footfall import footfall
from vidik.exposure.walks import walks
from vidik.exposure.ways import ways
from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
from vidik.jobs.run import Clock
from vidik.model.doorsteps import Doorsteps
from vidik.model.listing import Listing
from vidik.model.seen import Seen
from vidik.model.streets import Streets
from vidik.model.walk_network import WalkNetwork
from vidik.outside.cache import Cache
from vidik.outside.progress import Advance, Progress
from vidik.outside.workers import Threads
from vidik.register.matching.places import places
from vidik.register.matching.reconciliation import reconcile

__all__ = ["warm"]

_CITY = """
[place]
name = "Warming up"

[[sources]]
key = "osm"
name = "Three houses and a street"
path = "town.geojson"
licence = "ODbL-1.0"
attribution = "Made up"
"""

# Degrees of about a metre each.
_LON, _LAT = 1 / 78_000, 1 / 111_000


def warm(progress: Progress) -> None:
    """Observe a town of three houses, in a folder that is removed again, match lists, and walk.

    All loops are compiled by what they are called with, so the surest way to have them compiled is
    to use them all: houses high and low, a courtyard, a street, and cameras that know much or
    nothing.

    Parameters
    ----------
    progress
        Told how far it is.
    """
    with tempfile.TemporaryDirectory(prefix="vidik-warm-") as name:
        folder = Path(name)
        (folder / "city.toml").write_text(_CITY, encoding="utf-8")
        (folder / "town.geojson").write_text(json.dumps(_town()), encoding="utf-8")
        told = _Compiling(progress)
        inputs = read_inputs(folder / "city.toml", told)
        observed = Observation(
            inputs, Cache(folder / "cache"), Clock(), told, threads=1, workers=Threads()
        )
        published, _ = observed.publish()
        observed.bands(published)
        observed.overlaps(published)
    _match()
    _walk()


class _Compiling:
    """Says of each step that it is being compiled: three houses are not what anybody waits for.

    Parameters
    ----------
    progress
        Told of the steps, and not how many houses are done.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    # `total` is what a `Progress` is told; nobody waits for a count of houses here
    @contextmanager
    def task(self, label: str, *, total: float | None = None) -> Iterator[Advance]:  # noqa: ARG002
        """Open a task."""
        with self._progress.task(f"Compiling: {label[0].lower()}{label[1:]}"):
            yield lambda _: None


def _match() -> None:
    """Match two lists of two cameras."""
    one, other = (
        Listing.of(["1", "2"], [[0, 0], [4, 0]], name=["Трг", name], direction=[0, 90])
        for name in ("Trg 1", "Трг 1")
    )
    reconcile(places(one, within_m=5.0)[0], other)


def _walk() -> None:
    """Walk from a home along one street of which a camera sees a part."""
    whole = np.array([10_000])
    street = Streets(("street",), ("",), ("path",), np.array([0, 2]), np.array([[0.0, 0], [10, 0]]))
    no, yes = np.zeros(1, dtype=np.bool_), np.ones(1, dtype=np.bool_)
    ends = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
    network = WalkNetwork(street, street.vertices, *ends, whole, whole, counted=yes, covered=no)
    seen = Seen(np.array([0, 1]), np.array([2e3]), np.array([3e3]), np.ones(1))
    home = Doorsteps(ends[0], np.array([5_000]), np.ones(1))
    walks(network, seen, home, budget_mm=20_000)
    first_camera(network, seen, home)
    footfall(network, home, budget_mm=20_000)
    end = Doorsteps(ends[0], np.array([9_000]), np.ones(1))
    ways(network, {"least": seen, "expected": seen, "most": seen}, home, end)


def _town() -> dict[str, Any]:
    """Return the town as GeoJSON."""
    tall, low = {"building": "apartments", "height": "12"}, {"building": "garage"}
    return {
        "type": "FeatureCollection",
        "features": [
            _feature("Polygon", [_box(0, 12, 20, 30), _box(6, 16, 14, 24)], tall),
            _feature("Polygon", [_box(24, 10, 40, 18)], {"building": "shed", "height": "2.2"}),
            _feature("Polygon", [_box(0, -30, 30, -14)], low),
            _feature("LineString", _line((-40, 0), (20, 1), (60, 8)), {"highway": "residential"}),
            _feature("Point", _line((10, 11))[0], {"man_made": "surveillance"}),
            _feature(
                "Point",
                _line((30, 5))[0],
                {
                    "man_made": "surveillance",
                    "camera:type": "fixed",
                    "camera:direction": "20",
                    "camera:mount": "pole",
                    "height": "6",
                    "camera:angle": "20",
                    "operator": "City of Houses",
                    "operator:type": "public",
                },
            ),
        ],
    }


def _feature(kind: str, coordinates: list[Any], tags: dict[str, str]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": tags}


def _line(*metres: tuple[float, float]) -> list[list[float]]:
    return [[20.0 + x * _LON, 44.0 + y * _LAT] for x, y in metres]


def _box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return _line((west, south), (east, south), (east, north), (west, north), (west, south))
