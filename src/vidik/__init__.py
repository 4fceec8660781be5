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
    "Filmed",
    "Heights",
    "HomePlaces",
    "HomeWalks",
    "InputError", "Kind", "Lens",
    "MapWidget",
    "NeededCameras",
    "Optics",
    "Overlap",
    "Place",
    "PublicGround",
    "PublicStreets",
    "RecordedWalk",
    "SensitivePlaces",
    "Sightings",
    "Span",
    "VidikError",
    "WalkInView",
    "WalkingNetwork",
    "WatchedGround",
    "WatchedStreets",
    "Ways",
    "WhatIf",
    "__version__",
    "coverage",
    "film",
    "necessity",
    "overlap",
    "read",
    "read_buildings",
    "read_cameras",
    "read_city",
    "read_homes",
    "read_network",
    "read_place",
    "read_public_space",
    "read_streets",
    "read_walk",
    "sensitive_places",
    "synthetic_cameras",
    "views",
    "walked",
    "walks",
    "watched",
    "ways",
    "what_if",
]  # fmt: skip

if TYPE_CHECKING:
    from vidik.errors import InputError, VidikError
    from vidik.library.buildings import Buildings, read_buildings
    from vidik.library.cameras import Cameras, read_cameras
    from vidik.library.city import City, read_city
    from vidik.library.data import Data, read
    from vidik.library.film import Filmed, film
    from vidik.library.ground import PublicGround, read_public_space
    from vidik.library.necessity import NeededCameras, necessity
    from vidik.library.overlap import Overlap, overlap
    from vidik.library.place import read_place
    from vidik.library.recorded import RecordedWalk, WalkInView, read_walk, walked
    from vidik.library.sensitive import SensitivePlaces, sensitive_places
    from vidik.library.streets import PublicStreets, read_streets
    from vidik.library.synthetic import synthetic_cameras
    from vidik.library.views import CameraViews, Sightings, views
    from vidik.library.walks import (
        HomePlaces,
        HomeWalks,
        WalkingNetwork,
        read_homes,
        read_network,
        walks,
    )
    from vidik.library.watched import WatchedGround, WatchedStreets, coverage, watched
    from vidik.library.ways import Ways, ways
    from vidik.library.what_if import WhatIf, what_if
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
    "Filmed": "library.film",
    "film": "library.film",
    "PublicGround": "library.ground",
    "read_public_space": "library.ground",
    "NeededCameras": "library.necessity",
    "necessity": "library.necessity",
    "Overlap": "library.overlap",
    "overlap": "library.overlap",
    "read_place": "library.place",
    "RecordedWalk": "library.recorded",
    "WalkInView": "library.recorded",
    "read_walk": "library.recorded",
    "walked": "library.recorded",
    "SensitivePlaces": "library.sensitive",
    "sensitive_places": "library.sensitive",
    "PublicStreets": "library.streets",
    "read_streets": "library.streets",
    "synthetic_cameras": "library.synthetic",
    "CameraViews": "library.views",
    "Sightings": "library.views",
    "views": "library.views",
    "HomePlaces": "library.walks",
    "HomeWalks": "library.walks",
    "WalkingNetwork": "library.walks",
    "read_homes": "library.walks",
    "read_network": "library.walks",
    "walks": "library.walks",
    "WatchedGround": "library.watched",
    "WatchedStreets": "library.watched",
    "coverage": "library.watched",
    "watched": "library.watched",
    "Ways": "library.ways",
    "ways": "library.ways",
    "WhatIf": "library.what_if",
    "what_if": "library.what_if",
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
