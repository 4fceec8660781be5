"""Widget: results as maps to move about in, in the map's grammar, without asking any host.

Each map carries its sources and the state of the data, and the mark of what is made up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TypeAlias

import numpy as np
import shapely

from vidik.errors import InputError, OutputError
from vidik.exposure.ways import in_view
from vidik.library.cameras import Cameras
from vidik.library.ground import PublicGround
from vidik.library.overlap import Overlap
from vidik.library.recorded import WalkInView
from vidik.library.result import Result, column_of
from vidik.library.streets import PublicStreets, street_lines
from vidik.library.views import CameraViews
from vidik.library.watched import WatchedStreets
from vidik.library.ways import Ways
from vidik.model.bands import band_of
from vidik.model.camera import Camera
from vidik.model.footprints import Footprints
from vidik.model.place import Place
from vidik.model.polygons import Polygons
from vidik.model.streets import Streets
from vidik.model.watched import Watched
from vidik.outside.assets import widget_parts
from vidik.outside.tables import load_optics
from vidik.report.layout import DEFAULT_LEVEL
from vidik.report.widget import Scene, document, features

__all__ = [
    "MapWidget", "explore_cameras", "explore_ground", "explore_overlap", "explore_streets",
    "explore_views", "explore_walk", "explore_watched", "explore_ways",
]  # fmt: skip

#: Of its frame in a notebook, pixels.
_HEIGHT = 440

#: What is shown about ways, degrees: a block of houses or two.
_AROUND = 0.002

#: West, south, east and north, degrees.
Bounds: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False, repr=False)
class MapWidget:
    """A map to pan and zoom in a notebook; made by ``.explore()`` of results.

    It is one HTML document with everything in it: program, type and data. It asks no host for
    anything, and cannot: its policy forbids it, and a notebook shows it in a frame that has no
    access to the notebook. The program takes 0.6 MB of each map, data about 0.3 MB for each 100,000
    corners of their shapes; more than 50 MB of shapes, before they are packed, are refused.

    A click says what is there, as does Enter of what lies under the cross in the middle, while
    arrow keys, plus and minus move the map.

    Parameters
    ----------
    title
        What it shows.
    document
        The HTML document.
    """

    title: str
    document: str

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the map as a file that any browser opens, also without a connection.

        It holds single cameras, as the result does: it is yours, and not for publication.

        Parameters
        ----------
        path
            Of the file: ``map.html``.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        file = Path(path)
        try:
            file.write_text(self.document, encoding="utf-8", newline="\n")
        except OSError as fault:
            raise OutputError(fault.strerror or "cannot be written", file=file) from fault
        return file

    def __repr__(self) -> str:
        """Return what it shows, and how large it is."""
        size = len(self.document.encode()) / 1e6
        return f"MapWidget: {self.title}; {size:.1f} MB; .save('map.html') writes it as a file"

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self.document)}" title="{escape(self.title)}" '
            f'sandbox="allow-scripts" width="100%" height="{_HEIGHT}" '
            'style="border: 1px solid #8888"></iframe>'
        )


def explore_views(views: CameraViews, *, level: str | None, dark: bool | None) -> MapWidget:
    """Show what cameras may see; `vidik.library.views.CameraViews.explore` says how.

    Parameters
    ----------
    views
        What to show.
    level
        Key of one level; None: all.
    dark
        Light on dark; None: as the reader's system is set.
    """
    fov = [float(aim.weight @ aim.fov) for aim in views.views.aims]
    bands = views.bands(level)
    return _map(
        views,
        about=f"What {views.whose} may see",
        place=views.place,
        levels=_levels(views.levels, level),
        ground="views",
        layers={
            "buildings": _buildings(views.footprints, views.place),
            "views": features(
                [shape for *_, shape in bands],
                (
                    {"camera": views.views.ids[camera], "level": views.levels[k], "band": band}
                    for camera, k, band, _ in bands
                ),
            ),
            "cameras": _cameras(views.cameras, fov),
        },
        dark=dark,
    )


def explore_watched(watched: WatchedStreets, *, level: str | None, dark: bool | None) -> MapWidget:
    """Show watched streets; `vidik.library.watched.WatchedStreets.explore` says how.

    Parameters
    ----------
    watched
        What to show.
    level
        Key of one level; None: all.
    dark
        Light on dark; None: as the reader's system is set.
    """
    levels = _levels(watched.levels, level)
    columns = [column_of(key, watched.levels) for key in levels]
    found = watched.watched
    own = np.isin(found.level, columns)
    offsets, corners = watched.streets.cut(found.piece[own], found.start_m[own], found.end_m[own])
    lines = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, watched.place.frame.to_degrees(corners), (offsets,)
    )
    rows, figures = _streets(watched.streets, watched.place, found, columns)
    return _map(
        watched,
        about=f"Public street that {watched.whose} watch",
        place=watched.place,
        levels=levels,
        layers={
            "streets": rows,
            "watched": features(
                lines,
                (
                    {"level": watched.levels[k], "band": band}
                    for k, band in zip(
                        found.level[own].tolist(), found.band[own].tolist(), strict=True
                    )
                ),
            ),
        },
        streets=figures,
        dark=dark,
    )


def explore_walk(walk: WalkInView, *, level: str | None, dark: bool | None) -> MapWidget:
    """Show where a walker could be seen; `vidik.library.recorded.WalkInView.explore` says how.

    Parameters
    ----------
    walk
        What to show.
    level
        Key of one level; None: all.
    dark
        Light on dark; None: as the reader's system is set.
    """
    levels = _levels(walk.levels, level)
    track, own = (
        walk.walked.track,
        np.isin(walk.walked.level, [walk.levels.index(k) for k in levels]),
    )
    legs = np.flatnonzero(track.known)
    ends = np.stack([track.places[legs], track.places[legs + 1]], axis=1)
    lines = shapely.linestrings(
        walk.place.frame.to_degrees(ends.reshape(-1, 2)).reshape(ends.shape)
    )
    rows = zip(walk.walked.level[own].tolist(), walk.bands()[own].tolist(), strict=True)
    return _map(
        walk,
        about=f"Where {walk.whose} could see the walker",
        place=walk.place,
        levels=levels,
        layers={
            "streets": features(
                lines, ({"kind": "footway", "name": "", "street": 0} for _ in legs)
            ),
            "watched": features(
                walk._shapes()[own], ({"level": walk.levels[k], "band": band} for k, band in rows)
            ),
        },
        streets=[["", round(walk.length_m, 1), *_spans(walk, levels)]],
        dark=dark,
    )


def explore_ways(ways: Ways, *, dark: bool | None) -> MapWidget:
    """Show ways and where they are in view; `vidik.library.ways.Ways.explore` says how.

    Parameters
    ----------
    ways
        What to show.
    dark
        Light on dark; None: as the reader's system is set.
    """
    lines, frame, table = ways._shapes(), ways.place.frame, ways._columns()
    west, south, east, north = shapely.total_bounds(lines)
    bounds = (west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND)
    # of a stretch that several ways walk once is enough
    parts = np.unique(
        np.concatenate([np.column_stack(in_view(ways.seen["expected"], one)) for one in ways.ways]),
        axis=0,
    )
    edge, low, high, share = parts.T
    offsets, corners = ways.network.ways.cut(edge.astype(np.int64), low / 1e3, high / 1e3)
    seen = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, frame.to_degrees(corners), (offsets,)
    )
    return _map(
        ways,
        about=f"Ways, and where {ways.whose} may see who walks them",
        place=ways.place,
        bounds=bounds,
        levels=(ways.level,),
        ground="ways",
        layers={
            "buildings": _buildings(ways.footprints, ways.place, bounds),
            "streets": features(
                lines,
                (
                    {"kind": "footway", "name": "", "street": i, "role": role}
                    for i, role in enumerate(_roles(len(lines)))
                ),
            ),
            "watched": features(
                seen,
                ({"level": ways.level, "band": band} for band in band_of(share).tolist()),
            ),
        },
        streets=[
            [
                f"Way {i + 1}, {name}: {way.minutes(ways.pace_m_per_min):.1f} min",
                round(way.length_m, 1),
                [round(m, 1) for m in (way.seen_m.least, way.seen_m.expected, way.seen_m.most)],
            ]
            for i, (way, name) in enumerate(zip(ways.ways, table["name"], strict=True))
        ],
        dark=dark,
    )


def _spans(walk: WalkInView, levels: Sequence[str]) -> list[list[float]]:
    """Return the metres in view at each level: least, expected and most."""
    found = [walk.metres_in_view[level] for level in levels]
    return [[round(m, 1) for m in (one.least, one.expected, one.most)] for one in found]


def _roles(count: int) -> list[str]:
    """Return what each way is among the others."""
    return ["quickest", *["between"] * (count - 2), "least"][:count]


def explore_overlap(overlap: Overlap, *, level: str, certain: bool, dark: bool | None) -> MapWidget:
    """Show by how many cameras the ground is watched; `vidik.library.overlap.Overlap.explore`.

    Parameters
    ----------
    overlap
        What to show.
    level
        Key of the level of detail.
    certain
        Cameras that see it for certain; else all that may.
    dark
        Light on dark; None: as the reader's system is set.
    """
    views = overlap.views
    found = overlap.classes(level=level, certain=certain)
    fov = [float(aim.weight @ aim.fov) for aim in views.views.aims]
    return _map(
        overlap,
        about=f"Ground that {overlap.whose} {'see for certain' if certain else 'may see'}",
        place=views.place,
        levels=(level,),
        ground="certain" if certain else "overlap",
        layers={
            "buildings": _buildings(views.footprints, views.place),
            "overlap": features(
                [one.shape for one in found],
                ({"level": level, "certain": int(certain), "cameras": one.depth} for one in found),
            ),
            "cameras": _cameras(views.cameras, fov),
        },
        dark=dark,
    )


def explore_cameras(cameras: Cameras, *, dark: bool | None) -> MapWidget:
    """Show cameras; `vidik.library.cameras.Cameras.explore` says how.

    Parameters
    ----------
    cameras
        What to show.
    dark
        Light on dark; None: as the reader's system is set.
    """
    lenses = load_optics(None).lenses
    fov = [
        sum(lens.weight * lens.field_of_view_deg for lens in lenses[camera.kind])
        for camera in cameras.cameras
    ]
    whose = cameras.whose
    if not cameras.cameras:
        raise InputError("no cameras: there is nothing to show", file=cameras.title)
    return _map(
        cameras,
        about=f"{whose[0].upper()}{whose[1:]}",
        around=cameras.cameras,
        layers={"cameras": _cameras(cameras.cameras, fov)},
        dark=dark,
    )


def explore_streets(streets: PublicStreets, *, dark: bool | None) -> MapWidget:
    """Show public streets; `vidik.library.streets.PublicStreets.explore` says how.

    Parameters
    ----------
    streets
        What to show.
    dark
        Light on dark; None: as the reader's system is set.
    """
    rows, figures = _streets(streets.streets, streets.place)
    return _map(
        streets,
        about="Public streets",
        place=streets.place,
        layers={"streets": rows},
        streets=figures,
        caveat="",
        dark=dark,
    )


def explore_ground(ground: PublicGround, *, dark: bool | None) -> MapWidget:
    """Show public space; `vidik.library.ground.PublicGround.explore` says how.

    Parameters
    ----------
    ground
        What to show.
    dark
        Light on dark; None: as the reader's system is set.
    """
    space = ground.space
    return _map(
        ground,
        about="Public space",
        place=ground.place,
        ground="space",
        layers={
            "space": features(
                ground._shapes(), ({"kind": space.kinds[i]} for i in space.kind.tolist())
            )
        },
        caveat="",
        dark=dark,
    )


def _map(
    result: Result,
    *,
    about: str,
    layers: Mapping[str, Sequence[str]],
    place: Place | None = None,
    around: Sequence[Camera] = (),
    bounds: Bounds | None = None,
    levels: Sequence[str] = (),
    ground: str = "nothing",
    streets: Sequence[Sequence[object]] = (),
    caveat: str | None = None,
    dark: bool | None,
) -> MapWidget:
    """Return a map of what a result shows, with what has to stand beside it."""
    scene = Scene(
        title=result.title,
        about=about,
        caveat=result.caveat if caveat is None else caveat,
        credit=result.credit,
        whose=result.whose,
        synthetic=result.synthetic,
        bounds=bounds or (place.boundary.bounds if place else _about(around)),
        boundary=None if place is None else place.boundary,
        levels=levels,
        level=DEFAULT_LEVEL if DEFAULT_LEVEL in levels else next(iter(levels), ""),
        ground=ground,
        layers=layers,
        streets=streets,
    )
    return MapWidget(f"{result.title}: {about}", document(scene, widget_parts(), dark=dark))


def _levels(all_levels: Sequence[str], level: str | None) -> tuple[str, ...]:
    """Return the levels to choose among."""
    if level is None:
        return tuple(all_levels)
    column_of(level, all_levels)
    return (level,)


def _buildings(footprints: Footprints, place: Place, bounds: Bounds | None = None) -> list[str]:
    """Return the walls in and about a place, or within bounds."""
    f = footprints
    shapes = shapely.transform(
        Polygons(f.polygon_offsets, f.ring_offsets, f.vertices).shapes(), place.frame.to_degrees
    )
    here = shapes[shapely.intersects(shapely.box(*(bounds or place.boundary.bounds)), shapes)]
    return features(here, ({} for _ in here))


def _cameras(cameras: Iterable[Camera], fov: Iterable[float]) -> list[str]:
    """Return cameras as signs are drawn from them: where they look, and how wide, if known."""
    given = list(cameras)
    said = []
    for camera, width in zip(given, fov, strict=True):
        about: dict[str, object] = {"slug": camera.id, "kind": str(camera.kind)}
        if camera.axis is not None:
            axis = camera.axis
            about |= {"direction": round(axis.middle, 1), "spread": round(axis.width, 1)}
        about |= {"fov": round(width, 1), "indoor": int(camera.indoor)}
        said.append(about | {"synthetic": int(camera.synthetic)})
    return features([shapely.Point(camera.lon, camera.lat) for camera in given], said)


def _about(cameras: Iterable[Camera]) -> Bounds:
    """Return bounds about cameras, also if they are but one."""
    places = np.array([(camera.lon, camera.lat) for camera in cameras])
    (west, south), (east, north) = places.min(axis=0) - 0.002, places.max(axis=0) + 0.002
    return (float(west), float(south), float(east), float(north))


def _streets(
    streets: Streets, place: Place, watched: Watched | None = None, columns: Sequence[int] = ()
) -> tuple[list[str], list[list[object]]]:
    """Return pieces of street, and the figures of each street by the number its pieces have.

    Pieces of one name are one street; one without a name stands for itself.
    """
    # no name has such a letter
    keys = [name or f"\0{number}" for number, name in enumerate(streets.names)]
    unique, number = np.unique(np.array(keys, dtype=object).astype(str), return_inverse=True)
    length = np.bincount(number, streets.lengths(), len(unique))
    figures: list[list[object]] = [
        ["" if key.startswith("\0") else key, round(metres, 1)]
        for key, metres in zip(unique.tolist(), length.tolist(), strict=True)
    ]
    for k in columns:
        assert watched is not None  # columns are of it
        bounds = (watched.least, watched.expected, watched.most)
        sums = np.stack([np.bincount(number, one[:, k], len(unique)) for one in bounds], axis=1)
        for row, spans in zip(figures, sums.round(1).tolist(), strict=True):
            row.append(spans)
    said = (
        {"kind": kind, "name": name, "street": i}
        for kind, name, i in zip(streets.classes, streets.names, number.tolist(), strict=True)
    )
    return features(street_lines(streets, place), said), figures
