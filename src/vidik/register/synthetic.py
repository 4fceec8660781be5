"""Made-up cameras, to try things out where nobody has mapped any yet.

Everything here is invented: places are drawn at random along walls and streets, tags at random in
proportions that make the result as gappy and as messy as OpenStreetMap. Places are never computed
to see much or little (``docs/publication.md``, rule 2), and every camera says
``synthetic=yes``, which no output drops.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.model.feature import Feature
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.streets import Streets

__all__ = ["synthetic_cameras"]

#: Share of the cameras that hang on walls; the others stand on poles.
ON_WALLS = 0.6

#: Share of the poles that stand at crossings.
AT_CROSSINGS = 0.4

#: A wall counts as facing a street up to this distance, metres.
STREET_WITHIN_M = 25.0

#: Share of nodes that say nothing but that they exist.
BARE = 0.1

# Shares of all nodes that have a tag: taginfo's counts of mid-2024, of 200,000 in all (camera:type
# 150,000, camera:mount 140,000, surveillance:zone 90,000). camera:direction there is 70,000; 0.4
# leaves six cameras in ten without one.
HAVE_TYPE, HAVE_MOUNT, HAVE_ZONE, HAVE_DIRECTION = 0.75, 0.7, 0.45, 0.4

# Shares that are our own invention.
HAVE_HEIGHT, HAVE_ANGLE, HAVE_OPERATOR, HAVE_CHECK_DATE = 0.35, 0.15, 0.15, 0.12

#: Forms of the direction tag, of 101,510 worldwide; “other” is what no reader understands.
DIRECTION_FORMS = {
    "number": 95_368,
    "range": 1_225,
    "list": 1_666,
    "letters": 1_529,
    "other": 1_722,
}

TYPES = {"fixed": 60, "dome": 26, "panning": 12, "panorama": 1, "doorbell": 1}
SUBJECTS = {"camera": 95, "ALPR": 3, "ANPR": 1, "camera;ALPR": 1}
AUDIENCES = {"public": 68, "outdoor": 26, "indoor": 4, "traffic": 2}
WALL_ZONES = {"building": 40, "entrance": 20, "shop": 15, "parking": 10, "bank": 8, "street": 7}
POLE_ZONES = {"traffic": 40, "street": 25, "town": 20, "parking": 10, "public": 5}
POLE_MOUNTS = {"pole": 80, "street_lamp": 18, "tree": 2}
OPERATORS = {f"Made-up operator {letter}": 1 for letter in "ABCDE"}
HEIGHTS = {"{0}": 70, "{0} m": 20, "{1}'0\"": 3, "{1} ft": 3, "{2}": 2, "high": 2}
DATES = {"{}-{:02}-{:02}": 90, "{}-{:02}": 6, "{}": 3, "last summer": 1}
NO_DIRECTION = {"towards the street": 2, "yes": 1, "?": 1, "370": 1, "entrance": 1}
LETTERS = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split()


@dataclass(frozen=True)
class _Spots:
    """Where cameras are put: metres, degrees clockwise from north, and whether on a wall."""

    xy: NDArray[np.float64]
    bearing: NDArray[np.float64]
    on_wall: NDArray[np.bool_]


def synthetic_cameras(
    footprints: Footprints,
    streets: Streets,
    frame: LocalFrame,
    *,
    count: int,
    seed: int,
    source: str,
) -> tuple[Feature, ...]:
    """Return made-up cameras as if a reader had read them from OpenStreetMap.

    Parameters
    ----------
    footprints
        About six cameras in ten hang on walls of these that face a street and look outward.
    streets
        The others stand on poles along these, four in ten of them at crossings.
    frame
        Of both.
    count
        How many devices, above 0; an object that lists two directions stands for two.
    seed
        The same seed, source, buildings and streets give the same cameras.
    source
        Key of the source; two sources with one seed differ.

    Returns
    -------
    tuple of Feature
        Points ``synthetic/1``, ``synthetic/2``, …, each with the tag ``synthetic=yes``.

    Raises
    ------
    InputError
        If there is neither a wall nor a street to put them on.
    """
    rng = np.random.default_rng([seed, zlib.crc32(source.encode())])
    outlines = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON,
        footprints.vertices,
        (footprints.ring_offsets, footprints.polygon_offsets),
    )
    buildings = shapely.STRtree(outlines)
    wanted = round(count * ON_WALLS) if len(streets) else count
    walls = _on_walls(rng, footprints, streets, buildings, wanted)
    poles = _on_poles(rng, streets, buildings, count - len(walls.xy))
    if len(walls.xy) + len(poles.xy) < count:
        raise InputError(
            "no walls or streets to put made-up cameras on",
            place=source,
            hint="give a source of buildings or streets, or check the boundary",
        )
    mixed = rng.permutation(count)
    spots = _Spots(
        np.concatenate([walls.xy, poles.xy])[mixed],
        np.concatenate([walls.bearing, poles.bearing])[mixed],
        np.concatenate([walls.on_wall, poles.on_wall])[mixed],
    )
    tags = _for_devices(_tags(rng, spots), count)
    degrees = np.round(frame.to_degrees(spots.xy), 7)  # as fine as OpenStreetMap's
    return tuple(
        Feature(f"synthetic/{number}", point, described)
        for number, (point, described) in enumerate(
            zip(shapely.points(degrees[: len(tags)]), tags, strict=True), start=1
        )
    )


def _on_walls(
    rng: np.random.Generator,
    footprints: Footprints,
    streets: Streets,
    buildings: shapely.STRtree,
    wanted: int,
) -> _Spots:
    """Draw spots on outer walls, by length, and keep those that face a street and the open air."""
    exterior = np.zeros(len(footprints.ring_offsets) - 1, dtype=bool)
    exterior[footprints.polygon_offsets[:-1]] = True
    ring = np.repeat(np.arange(len(exterior)), np.diff(footprints.ring_offsets))
    if not len(ring):
        return _no_spots()
    inside_ring = (ring[:-1] == ring[1:]) & exterior[ring[:-1]]
    start = footprints.vertices[:-1][inside_ring]
    step = footprints.vertices[1:][inside_ring] - start
    length = np.hypot(step[:, 0], step[:, 1])
    long = length > 1.5
    start, step, length = start[long], step[long], length[long]
    if not len(start):
        return _no_spots()
    outward = np.column_stack([step[:, 1], -step[:, 0]]) / length[:, None]  # rings run ccw
    ways = shapely.STRtree(_lines(streets))
    spots, bearings = np.zeros((0, 2)), np.zeros(0)
    for _ in range(40):
        if len(spots) >= wanted:
            break
        wall = rng.choice(len(start), size=4 * wanted, p=length / length.sum())
        at = start[wall] + step[wall] * rng.uniform(0.1, 0.9, size=(len(wall), 1))
        normal = outward[wall]
        keep = ~_inside(buildings, at + normal)
        if len(streets):
            keep &= _faces_street(at, normal, ways)
        spots = np.concatenate([spots, (at + 0.1 * normal)[keep]])
        bearings = np.concatenate([bearings, _bearing(normal)[keep]])
    spots, bearings = spots[:wanted], bearings[:wanted]
    # Three in 81 do not look outward, as in Brno; the others not quite square.
    askew = np.where(rng.random(len(spots)) < 3 / 81, 180.0, rng.normal(0, 25, len(spots)))
    return _Spots(spots, (bearings + askew) % 360, np.ones(len(spots), dtype=bool))


def _on_poles(
    rng: np.random.Generator, streets: Streets, buildings: shapely.STRtree, wanted: int
) -> _Spots:
    """Draw spots beside streets, by length, some of them at crossings; never inside a building."""
    if not len(streets) or not wanted:
        return _no_spots()
    lines, lengths = _lines(streets), streets.lengths()
    crossings = _crossings(streets)
    spots, bearings = np.zeros((0, 2)), np.zeros(0)
    for _ in range(40):
        if len(spots) >= wanted:
            break
        piece = rng.choice(len(lines), size=2 * wanted, p=lengths / lengths.sum())
        along = rng.random(len(piece)) * lengths[piece]
        at = shapely.get_coordinates(shapely.line_interpolate_point(lines[piece], along))
        ahead = shapely.get_coordinates(
            shapely.line_interpolate_point(lines[piece], np.maximum(along - 1, 0))
        )
        bearing = _bearing(at - ahead) + rng.choice([0.0, 180.0], size=len(piece))
        offset = rng.uniform(3, 7, size=len(piece)) * rng.choice([-1.0, 1.0], size=len(piece))
        side = np.radians(bearing + 90)
        at += offset[:, None] * np.column_stack([np.sin(side), np.cos(side)])
        if len(crossings):
            there = rng.random(len(piece)) < AT_CROSSINGS
            corner = rng.uniform(3, 6, size=(len(piece), 2)) * rng.choice(
                [-1.0, 1.0], size=(len(piece), 2)
            )
            drawn = crossings[rng.integers(len(crossings), size=len(piece))] + corner
            at = np.where(there[:, None], drawn, at)
        keep = ~_inside(buildings, at)
        spots = np.concatenate([spots, at[keep]])
        bearings = np.concatenate([bearings, bearing[keep]])
    spots, bearings = spots[:wanted], bearings[:wanted]
    # Now and then a pole carries two cameras, mapped as two nodes at one spot.
    shared = np.flatnonzero(rng.random(len(spots)) < 0.03)
    shared = shared[shared > 0]
    spots[shared] = spots[shared - 1]
    bearings = bearings + rng.normal(0, 15, len(spots))
    return _Spots(spots, bearings % 360, np.zeros(len(spots), dtype=bool))


def _no_spots() -> _Spots:
    return _Spots(np.zeros((0, 2)), np.zeros(0), np.zeros(0, dtype=bool))


def _lines(streets: Streets) -> NDArray[np.object_]:
    lines = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, streets.vertices, (streets.offsets,)
    )
    return np.asarray(lines)


def _crossings(streets: Streets) -> NDArray[np.float64]:
    """Return the points, shape (n, 2), at which three or more ends of pieces meet."""
    ends = np.concatenate([streets.offsets[:-1], streets.offsets[1:] - 1])
    points, meeting = np.unique(streets.vertices[ends], axis=0, return_counts=True)
    return np.asarray(points[meeting >= 3], dtype=np.float64)


def _inside(buildings: shapely.STRtree, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    inside = np.zeros(len(xy), dtype=bool)
    inside[buildings.query(shapely.points(xy), predicate="intersects")[0]] = True
    return inside


def _faces_street(
    at: NDArray[np.float64], normal: NDArray[np.float64], ways: shapely.STRtree
) -> NDArray[np.bool_]:
    """Return whether the nearest street is near, and in front rather than beside or behind."""
    points = shapely.points(at)
    spot, nearest = ways.query_nearest(points, max_distance=STREET_WITHIN_M, all_matches=False)
    shortest = shapely.shortest_line(points[spot], ways.geometries[nearest])
    ends = shapely.get_coordinates(shortest).reshape(-1, 2, 2)
    towards = ends[:, 1] - ends[:, 0]
    distance = np.hypot(towards[:, 0], towards[:, 1])
    faces = np.zeros(len(at), dtype=bool)
    faces[spot] = (towards * normal[spot]).sum(axis=1) > 0.5 * distance
    return faces


def _bearing(towards: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.degrees(np.arctan2(towards[:, 0], towards[:, 1])) % 360, dtype=np.float64)


def _draw(rng: np.random.Generator, table: Mapping[str, int], size: int) -> list[str]:
    weights = np.array(list(table.values()), dtype=np.float64)
    return [str(v) for v in rng.choice(list(table), size=size, p=weights / weights.sum())]


def _tags(rng: np.random.Generator, spots: _Spots) -> list[dict[str, str]]:
    """Return each camera's tags; whole columns are drawn, so that one table changes one tag."""
    n = len(spots.xy)
    bare = rng.random(n) < BARE
    zones = (_draw(rng, POLE_ZONES, n), _draw(rng, WALL_ZONES, n))
    mounts = (_draw(rng, POLE_MOUNTS, n), ["wall"] * n)
    columns = [
        ("surveillance", 0.9, _draw(rng, AUDIENCES, n)),
        ("surveillance:type", 0.9, _draw(rng, SUBJECTS, n)),
        ("surveillance:zone", HAVE_ZONE, [zones[int(w)][i] for i, w in enumerate(spots.on_wall)]),
        ("camera:type", HAVE_TYPE, _draw(rng, TYPES, n)),
        ("camera:mount", HAVE_MOUNT, [mounts[int(w)][i] for i, w in enumerate(spots.on_wall)]),
        ("camera:direction", HAVE_DIRECTION, _directions(rng, spots.bearing)),
        ("camera:angle", HAVE_ANGLE, [str(v) for v in rng.integers(5, 45, size=n)]),
        ("height", HAVE_HEIGHT, _heights(rng, n)),
        ("operator", HAVE_OPERATOR, _draw(rng, OPERATORS, n)),
        ("check_date", HAVE_CHECK_DATE, _dates(rng, n)),
    ]
    described = [{"man_made": "surveillance", "synthetic": "yes"} for _ in range(n)]
    for key, share, values in columns:
        has = ~bare & (rng.random(n) < share / (1 - BARE))
        for i in np.flatnonzero(has):
            described[i][key] = values[i]
    return described


def _for_devices(described: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """Return as many of the objects as stand for `count` devices together."""
    kept: list[dict[str, str]] = []
    devices = 0
    for tags in described:
        first, *others = tags.get("camera:direction", "").split(";")
        if others and devices + 2 > count:
            tags["camera:direction"], others = first, []
        kept.append(tags)
        devices += 1 + len(others)
        if devices == count:
            break
    return kept


def _directions(rng: np.random.Generator, bearings: NDArray[np.float64]) -> list[str]:
    n = len(bearings)
    forms = _draw(rng, DIRECTION_FORMS, n)
    others = _draw(rng, NO_DIRECTION, n)
    widths = rng.integers(30, 180, size=n)
    texts = []
    for form, bearing, width, other in zip(forms, bearings, widths, others, strict=True):
        degrees = round(bearing) % 360
        match form:
            case "number":
                texts.append(str(degrees))
            case "range":
                texts.append(
                    f"{round(bearing - width / 2) % 360}-{round(bearing + width / 2) % 360}"
                )
            case "list":
                texts.append(f"{degrees};{(degrees + width) % 360}")
            case "letters":
                texts.append(LETTERS[round(bearing / 22.5) % 16])
            case _:
                texts.append(other)
    return texts


def _heights(rng: np.random.Generator, n: int) -> list[str]:
    metres = rng.integers(5, 17, size=n) / 2
    return [
        form.format(f"{m:g}", round(m / 0.3048), f"{m:g}".replace(".", ","))
        for form, m in zip(_draw(rng, HEIGHTS, n), metres, strict=True)
    ]


def _dates(rng: np.random.Generator, n: int) -> list[str]:
    parts = zip(
        rng.integers(2016, 2025, size=n),
        rng.integers(1, 13, size=n),
        rng.integers(1, 29, size=n),
        strict=True,
    )
    return [form.format(*part) for form, part in zip(_draw(rng, DATES, n), parts, strict=True)]
