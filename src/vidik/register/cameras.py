"""Map objects that stand for surveillance cameras, read into one `Camera` per device.

Tags and their meaning: OpenStreetMap wiki, Tag:man_made=surveillance. One object may stand for
several devices: because it counts them (``camera:count``), or because it lists a direction, a type,
a height or an angle for each. Devices and locations are therefore counted apart.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TypeVar

import shapely
from shapely import Geometry

from vidik.model.camera import Arc, Camera, Kind
from vidik.model.feature import Feature
from vidik.model.rejection import Rejection
from vidik.model.span import Span
from vidik.register.account import Account
from vidik.register.direction import directions
from vidik.register.height import height
from vidik.register.lens import read_lens
from vidik.register.tags import MOST_ITEMS, Unread, day, items
from vidik.register.tilt import depression, elevation

__all__ = ["MOST_DEVICES", "cameras", "is_camera", "place_of"]

T = TypeVar("T")

#: One object is not believed to stand for more devices than this.
MOST_DEVICES = MOST_ITEMS

#: A camera is not believed to hang higher than this: the tallest mast is about as high.
_HIGHEST_M = 500.0

_CAMERA_TYPES = frozenset({"camera", "webcam", "cctv", "video"})
_PLATE_TYPES = frozenset({"alpr", "anpr", "lpr"})
#: Other things that watch; they have no picture.
_OTHER_TYPES = frozenset({"guard", "gunshot_detector", "microphone", "audio", "radar", "wifi"})

_KINDS = {kind.value: kind for kind in Kind if kind is not Kind.UNKNOWN} | {"ptz": Kind.PANNING}
_SPACES = frozenset({"public", "outdoor", "indoor"})
_OUT_OF_USE = ("disused", "abandoned", "removed", "demolished", "razed")
_YES = frozenset({"yes", "true", "1"})

_COUNT_KEYS = ("camera:count", "surveillance:count", "count")
_DAY_KEYS = ("check_date", "survey:date", "survey_date")
_BELOW_GROUND = re.compile(r"-[0-9]+(?:\.[0-9]+)?")


def is_camera(tags: Mapping[str, str]) -> bool:
    """Return whether the tags say that something watches here."""
    if "surveillance" in items(tags.get("man_made", "")):
        return True
    return not _types(tags).isdisjoint(_CAMERA_TYPES | _PLATE_TYPES)


def cameras(
    features: Iterable[Feature], *, source: str, synthetic: bool = False, assume: bool = False
) -> tuple[tuple[Camera, ...], tuple[Rejection, ...]]:
    """Return the devices that the features stand for, and all that was not understood.

    Parameters
    ----------
    features
        Of any kind; those that are no cameras (see `is_camera`) are passed over.
    source
        Key of the source; it begins every id.
    synthetic
        Whether the source made them up.
    assume
        Take features without ``man_made`` for cameras too: the source is a list of cameras.

    Returns
    -------
    cameras
        In order of their location; the order of the features changes nothing. Each camera among
        the features is here, or in `rejected` with the field ``*`` or ``geometry``.
    rejected
        Whole objects that could not be used, and single values of objects that were.
    """
    found: list[Camera] = []
    rejected: list[Rejection] = []
    for feature in sorted(features, key=lambda feature: feature.id):
        if assume or is_camera(feature.tags):
            account = Account(source, feature.id, feature.tags, rejected)
            found.extend(_devices(feature, account, synthetic=synthetic))
    return tuple(found), tuple(rejected)


def _devices(feature: Feature, account: Account, *, synthetic: bool) -> list[Camera]:
    """Return the devices of one object; none if the whole object was rejected."""
    if reason := _why_no_camera(feature.tags):
        field, text = reason
        account.reject("*", text, value=f"{field}={feature.tags[field]}")
        return []
    place = place_of(feature.geometry)
    if isinstance(place, Unread):
        account.reject("geometry", place.reason, value=_wkt(feature.geometry))
        return []

    tags = feature.tags
    axis_key, axes = account.first_list(("camera:direction", directions), ("direction", directions))
    kinds = account.first_said(("camera:type", _kind))
    tilts = account.first_said(("camera:tilt", elevation), ("camera:angle", depression))
    heights = _heights(account)
    lists = (axes, *(values for _, values in (kinds, tilts, heights)))
    count = _count(account, lists, axis_key)

    of_axis = _padded(account, axis_key, axes, count)
    of_kind = account.spread(*kinds, count)
    of_tilt = account.spread(*tilts, count)
    of_height = account.spread(*heights, count)
    of_type = _each_or_all(tags.get("surveillance:type"), count)
    of_mount = _each_or_all(tags.get("camera:mount"), count)
    of_zone = _each_or_all(tags.get("surveillance:zone"), count)
    _note_types_and_spaces(account)
    lens, unread = read_lens(tags)
    for key, text, why in unread:
        account.reject(key, why.reason, value=text)
    checked = _checked(account, feature.changed)

    location = f"{account.source}:{feature.id}"
    shared = MappingProxyType(dict(tags))
    indoor = _is_indoor(tags)
    return [
        Camera(
            id=location if count == 1 else f"{location}#{i + 1}",
            source=account.source,
            location=location,
            lon=place[0],
            lat=place[1],
            kind=of_kind[i] or _kind_unsaid(tags),
            axis=of_axis[i],
            height=of_height[i],
            tilt=of_tilt[i],
            lens=lens,
            indoor=indoor,
            mount=of_mount[i],
            surveillance=tags.get("surveillance"),
            zone=of_zone[i],
            operator=tags.get("operator"),
            operator_type=tags.get("operator:type"),
            plates=not _lower(of_type[i]).isdisjoint(_PLATE_TYPES),
            checked=checked,
            synthetic=synthetic,
            tags=shared,
        )
        for i in range(count)
    ]


def _why_no_camera(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the tag by which a candidate is no camera after all, and why; None if it is one."""
    types = _types(tags)
    if types and types <= _OTHER_TYPES:
        return "surveillance:type", "watches, but is no camera"
    if tags.get("man_made") and not is_camera(tags):
        return "man_made", "is something else than a camera"
    for key in _OUT_OF_USE:
        if tags.get(key, "").lower() in _YES:
            return key, "out of use"
    return None


def place_of(geometry: Geometry | None) -> tuple[float, float] | Unread:
    """Return longitude and latitude of an object, of an area or a line a point on it.

    Parameters
    ----------
    geometry
        Of the object; None if it has none.
    """
    if geometry is None or geometry.is_empty:
        return Unread("no place")
    point = geometry
    if geometry.geom_type != "Point":
        if not all(map(math.isfinite, geometry.bounds)):
            return Unread("not a place on the globe")
        line = geometry.geom_type == "LineString"
        point = (
            geometry.interpolate(0.5, normalized=True)
            if line
            else shapely.point_on_surface(geometry)
        )
    lon, lat = point.x, point.y
    # of what is no number, nothing of this is true
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        return Unread("not a place on the globe")
    return lon, lat


def _wkt(geometry: Geometry | None) -> str:
    return "" if geometry is None else str(geometry)


def _kind(text: str) -> Kind | Unread:
    kind = _KINDS.get(text.lower())
    return Unread("not one of fixed, panning, dome") if kind is None else kind


def _kind_unsaid(tags: Mapping[str, str]) -> Kind:
    """Return the kind of a camera without a readable ``camera:type``.

    ``revolving=yes`` is older than ``camera:type`` and says the same as ``panning``.
    """
    return Kind.PANNING if tags.get("revolving") == "yes" else Kind.UNKNOWN


def _heights(account: Account) -> tuple[str, tuple[Span | None, ...]]:
    """Return the heights of the lens; an estimate counts only where nothing else does."""
    read = partial(height, most_m=_HIGHEST_M)
    measured = account.first_said(("camera:height", read), ("height", read))
    return measured if measured[0] else account.first_said(("est_height", read))


def _count(account: Account, lists: Sequence[Sequence[object]], axis_key: str) -> int:
    """Return how many devices the object stands for.

    Parameters
    ----------
    lists
        What its tags list, directions first: the first list of several decides, unless more
        devices are counted.
    axis_key
        The tag that the directions are from.
    """
    listed = next((len(values) for values in lists if len(values) > 1), 1)
    key = next((key for key in _COUNT_KEYS if key in account.tags), None)
    counted = None if key is None else account.one(key, _devices_counted)
    if key is None or counted is None:
        return listed
    if len(lists[0]) > counted:
        account.reject(key, f"{axis_key} lists {len(lists[0])} directions; these were used")
        return len(lists[0])
    return counted


def _devices_counted(text: str) -> int | Unread:
    if not re.fullmatch("[0-9]{1,9}", text.strip()):
        return Unread("not a number of cameras")
    count = int(text)
    if not 1 <= count <= MOST_DEVICES:
        return Unread(f"not between 1 and {MOST_DEVICES} cameras")
    return count


def _padded(
    account: Account, key: str, axes: Sequence[Arc | None], count: int
) -> Sequence[Arc | None]:
    """Return one direction per device; the devices that a list leaves out have none."""
    if 1 < len(axes) < count:
        account.reject(key, f"{len(axes)} directions for {count} cameras; the others have none")
        return (*axes, *(None,) * (count - len(axes)))
    return account.spread(key, axes, count)


def _each_or_all(text: str | None, count: int) -> Sequence[str | None]:
    """Return one item per device where a list has their number, else the whole text for each.

    A list of zones or types may well be one camera's: ``entrance;area``, ``camera;ALPR``.
    """
    parts = items(text or "")
    return parts if len(parts) == count > 1 else (text,) * count


def _lower(text: str | None) -> frozenset[str]:
    return frozenset(part.lower() for part in items(text or "") if part)


def _types(tags: Mapping[str, str]) -> frozenset[str]:
    return _lower(tags.get("surveillance:type"))


def _note_types_and_spaces(account: Account) -> None:
    """Note values that the wiki does not know, for a mapper to mend; they are kept as they are."""
    for kind in sorted(_types(account.tags) - _CAMERA_TYPES - _PLATE_TYPES):
        reason = "watches, but is no camera" if kind in _OTHER_TYPES else "not camera or ALPR"
        account.reject("surveillance:type", reason, value=kind)
    for space in sorted(_lower(account.tags.get("surveillance")) - _SPACES):
        hint = "; that belongs to surveillance:zone" if space == "traffic" else ""
        account.reject("surveillance", f"not public, outdoor or indoor{hint}", value=space)


def _is_indoor(tags: Mapping[str, str]) -> bool:
    """Return whether the source says that an inside is watched; below the ground is inside.

    A floor above the ground says nothing: a camera of the first floor may hang outside.
    """
    if _lower(tags.get("surveillance")) == {"indoor"}:
        return True
    if tags.get("indoor", "no").lower() not in {"no", "false", "0"}:
        return True
    if tags.get("location") in {"indoor", "underground"}:
        return True
    floors = [floor for key in ("level", "layer") if key in tags for floor in items(tags[key])]
    return bool(floors) and all(_BELOW_GROUND.fullmatch(floor) for floor in floors)


def _checked(account: Account, changed: dt.date | None) -> dt.date | None:
    """Return the newest day on which somebody looked, or edited."""
    days = [found for key in _DAY_KEYS if (found := _newest(account, key)) is not None]
    return max([*days, *([changed] if changed else [])], default=None)


def _newest(account: Account, key: str) -> dt.date | None:
    days = account.first_said((key, day))[1]
    return max((found for found in days if found is not None), default=None)
