"""Outlines of buildings and their parts, as walls: in metres, on the grid, sound and with heights.

What lets sight through, or is not above the ground, is no wall and is left out on purpose
(`hides_sight`); that is no fault of the map and therefore no rejection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model.feature import Feature
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.names import Names
from vidik.model.rejection import Rejection
from vidik.model.words import Words
from vidik.register.account import Account
from vidik.register.mapped_heights import FLOOR_KEYS, HEIGHT_KEYS, LEVEL_KEYS, floor_m, roof_m
from vidik.register.walls import outlines_on_grid

__all__ = [
    "WALL_TAGS",
    "footprints",
    "hides_sight",
    "kind_of",
    "merge",
    "without_repetitions",
]

#: Values of ``building`` of things without walls, or that are not there (any more, or yet).
_OPEN = frozenset(
    {"no", "roof", "carport", "canopy", "awning", "entrance", "demolished", "proposed", "planned"}
)

#: The tags that are read here; that of the shape is quoted in what is rejected.
WALL_TAGS = frozenset(
    {"building", "building:part", "location", "layer", "level", "geometry"}
    | {*HEIGHT_KEYS, *LEVEL_KEYS, *FLOOR_KEYS}
)


def hides_sight(tags: Mapping[str, str]) -> bool:
    """Return whether the tags are those of walls that stand on or over the ground.

    Left out are roofs on posts (``roof``, ``carport``), what is under the ground
    (``location=underground``, a negative ``layer`` or ``level``, no levels above the ground), and
    what is not there (``no``, ``demolished``, ``proposed``).
    """
    if _value(tags) in _OPEN:
        return False
    if tags.get("location") == "underground":
        return False
    if any(_is_below_ground(tags.get(key, "")) for key in ("layer", "level")):
        return False
    no_levels = tags.get("building:levels") == "0" and tags.get("roof:levels", "0") == "0"
    return not (no_levels and not any(tags.get(key) for key in HEIGHT_KEYS))


def _value(tags: Mapping[str, str]) -> str:
    """Return the value of ``building`` or, without one, of ``building:part``."""
    said = (tags.get(key, "no") for key in ("building", "building:part"))
    return next((value for value in said if value != "no"), "no")


def kind_of(tags: Mapping[str, str]) -> str:
    """Return what kind of building the tags are of: the first value, in small letters.

    A part of a building that says no more than that is a ``part``.

    Examples
    --------
    >>> kind_of({"building": "Commercial;house"}), kind_of({"building:part": "yes"})
    ('commercial', 'part')
    """
    kind = _value(tags).partition(";")[0].strip().lower()
    return "part" if kind == "yes" and tags.get("building", "no") == "no" else kind


def _is_below_ground(floors: str) -> bool:
    return bool(floors) and all(floor.strip().startswith("-") for floor in floors.split(";"))


def footprints(
    features: Iterable[Feature],
    frame: LocalFrame,
    *,
    source: str,
    metres_per_level: float = 3.0,
    least_metres_per_level: float = 2.5,
    most_metres_per_level: float = 4.0,
) -> tuple[Footprints, tuple[Rejection, ...]]:
    """Return the outlines of all buildings and building parts among the features.

    Parameters
    ----------
    features
        Of any kind; those that hide nothing (see `hides_sight`) are passed over.
    frame
        Of the city.
    source
        Key of the source; it begins every id.
    metres_per_level, least_metres_per_level, most_metres_per_level
        Height of a storey where only their number is mapped, expected and its bounds.

    Returns
    -------
    footprints
        In order of their id; the order of the features changes nothing. Each building among the
        features is here, or in `rejected` with the field ``geometry``.
    rejected
        Outlines without area, repeated outlines, outlines that had to be repaired, and values that
        were not understood.

    Notes
    -----
    Vertices are snapped to a grid of 1/1024 m, those on a straight line between their neighbours
    are dropped, and what snapping makes invalid is repaired on the grid.
    """
    chosen = sorted((f for f in features if hides_sight(f.tags)), key=lambda feature: feature.id)
    rejected: list[Rejection] = []
    accounts = [Account(source, f.id, f.tags, rejected) for f in chosen]
    polygons, owner = outlines_on_grid([f.geometry for f in chosen], frame, accounts)

    per_level = (least_metres_per_level, metres_per_level, most_metres_per_level)
    height_of: dict[int, tuple[float, float, float]] = {}
    floor_of: dict[int, float] = {}
    for i in dict.fromkeys(owner.tolist()):
        height_of[i] = roof_m(accounts[i], per_level)
        floor_of[i] = floor_m(accounts[i], height_of[i][1], metres_per_level)

    kept = without_repetitions(polygons, owner, accounts, height_of, floor_of)
    stays = np.isin(owner, kept)
    if not kept:
        return merge([]), tuple(rejected)
    _, vertices, (ring_offsets, polygon_offsets) = shapely.to_ragged_array(polygons[stays])
    result = Footprints(
        ids=tuple(f"{source}:{chosen[i].id}" for i in kept),
        kind=tuple(kind_of(chosen[i].tags) for i in kept),
        owner=np.searchsorted(kept, owner[stays]),
        polygon_offsets=polygon_offsets.astype(np.int64),
        ring_offsets=ring_offsets.astype(np.int64),
        vertices=vertices,
        height=np.array([height_of[i] for i in kept], dtype=np.float64).reshape(-1, 3),
        min_height=np.array([floor_of[i] for i in kept], dtype=np.float64),
    )
    return result, tuple(rejected)


def merge(parts: Sequence[Footprints]) -> Footprints:
    """Return the buildings of several sources as one, in the order given.

    Parameters
    ----------
    parts
        In metres of the same frame, with different ids.
    """
    buildings = np.cumsum([0, *(len(part) for part in parts)])
    return Footprints(
        ids=Names.joined([Names.of(part.ids) for part in parts]),
        kind=Words.joined([Words.of(part.kind) for part in parts]),
        owner=_joined([part.owner + n for part, n in zip(parts, buildings, strict=False)]),
        polygon_offsets=_joined_offsets([part.polygon_offsets for part in parts]),
        ring_offsets=_joined_offsets([part.ring_offsets for part in parts]),
        vertices=np.concatenate([np.zeros((0, 2)), *(part.vertices for part in parts)]),
        height=np.concatenate([np.zeros((0, 3)), *(part.height for part in parts)]),
        min_height=np.concatenate([np.zeros(0), *(part.min_height for part in parts)]),
    )


def _joined(arrays: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])


def _joined_offsets(offsets: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return offsets into joined arrays, from the offsets into each."""
    lengths = _joined([np.diff(each) for each in offsets])
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])


def without_repetitions(
    polygons: NDArray[np.object_],
    owner: NDArray[np.int64],
    accounts: Sequence[Account] | Mapping[int, Account],
    height_of: Mapping[int, tuple[float, float, float]],
    floor_of: Mapping[int, float],
) -> list[int]:
    """Return the buildings whose outline and heights no earlier one has; the others are noted.

    Parameters
    ----------
    polygons
        Shape (p,): as of `outlines_on_grid`.
    owner
        Shape (p,), rising: the building that each belongs to.
    accounts
        By building: takes the note that it is a repetition.
    height_of, floor_of
        By building: its heights, metres.
    """
    outline: dict[int, list[bytes]] = {}
    for i, wkb in zip(owner.tolist(), shapely.to_wkb(polygons), strict=True):
        outline.setdefault(i, []).append(wkb)
    first: dict[object, int] = {}
    for i, parts in outline.items():
        # NaN is unlike itself, but two unknown heights are alike.
        key = (*sorted(parts), str(height_of[i]), floor_of[i])
        earlier = first.setdefault(key, i)
        if earlier != i:
            accounts[i].reject(
                "geometry", f"the same outline as {accounts[earlier].id}; counted once"
            )
    return sorted(first.values())
