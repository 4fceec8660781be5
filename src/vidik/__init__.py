"""Vidik: an open observatory of public-space surveillance.

::

    cameras = vidik.read_cameras("city.osm.pbf")
    views = vidik.views(cameras, vidik.read_buildings("city.osm.pbf"))
    watched = vidik.watched(vidik.read_streets("city.osm.pbf"), views)

What is made so is the user's own. What is published goes through `vidik build` and its gate.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "Buildings",
    "Camera",
    "CameraViews",
    "Cameras",
    "City",
    "Data",
    "Heights",
    "InputError", "Kind", "Lens",
    "MapWidget",
    "Optics",
    "Overlap",
    "Place",
    "PublicGround",
    "PublicStreets",
    "Sightings",
    "Span",
    "VidikError",
    "WatchedGround",
    "WatchedStreets",
    "__version__",
    "coverage",
    "overlap",
    "read",
    "read_buildings",
    "read_cameras",
    "read_city",
    "read_place",
    "read_public_space",
    "read_streets",
    "synthetic_cameras",
    "views",
    "watched",
]  # fmt: skip

if TYPE_CHECKING:
    from vidik.errors import InputError, VidikError
    from vidik.library.buildings import Buildings, read_buildings
    from vidik.library.cameras import Cameras, read_cameras
    from vidik.library.city import City, read_city
    from vidik.library.data import Data, read
    from vidik.library.ground import PublicGround, read_public_space
    from vidik.library.overlap import Overlap, overlap
    from vidik.library.place import read_place
    from vidik.library.streets import PublicStreets, read_streets
    from vidik.library.synthetic import synthetic_cameras
    from vidik.library.views import CameraViews, Sightings, views
    from vidik.library.watched import WatchedGround, WatchedStreets, coverage, watched
    from vidik.library.widget import MapWidget
    from vidik.model.camera import Camera, Kind
    from vidik.model.heights import Heights
    from vidik.model.optics import Lens, Optics
    from vidik.model.place import Place
    from vidik.model.span import Span

#: Where each name is defined. It is loaded when it is first asked for, so that `import vidik`,
#: which every part of Vidik does for the version, costs nothing.
_HOME = {
    "InputError": "errors",
    "VidikError": "errors",
    "Buildings": "library.buildings",
    "read_buildings": "library.buildings",
    "Cameras": "library.cameras",
    "read_cameras": "library.cameras",
    "City": "library.city",
    "read_city": "library.city",
    "Data": "library.data",
    "read": "library.data",
    "PublicGround": "library.ground",
    "read_public_space": "library.ground",
    "Overlap": "library.overlap",
    "overlap": "library.overlap",
    "read_place": "library.place",
    "PublicStreets": "library.streets",
    "read_streets": "library.streets",
    "synthetic_cameras": "library.synthetic",
    "CameraViews": "library.views",
    "Sightings": "library.views",
    "views": "library.views",
    "WatchedGround": "library.watched",
    "WatchedStreets": "library.watched",
    "coverage": "library.watched",
    "watched": "library.watched",
    "MapWidget": "library.widget",
    "Camera": "model.camera",
    "Kind": "model.camera",
    "Heights": "model.heights",
    "Lens": "model.optics",
    "Optics": "model.optics",
    "Place": "model.place",
    "Span": "model.span",
}


def __getattr__(name: str) -> object:
    """Return what is asked for, loaded now."""
    if name not in _HOME:
        raise AttributeError(f"module 'vidik' has no attribute {name!r}")
    value: object = getattr(import_module(f"vidik.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return all names, those that are not loaded yet, too."""
    return sorted({*globals(), *__all__})
